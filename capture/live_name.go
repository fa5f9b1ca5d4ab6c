package capture

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// namesMost is how many names are tried for a file that must not be there yet.
const namesMost = 10_000

// parts are what file names of a capture are made of: the directory with its separator, the
// name, and its extension with the dot.
func (o *WriteOptions) parts() (dir, stem, ext string) {
	dir, base := filepath.Split(o.Path)
	ext = filepath.Ext(base)
	return dir, strings.TrimSuffix(base, ext), ext
}

// fileName is the name of file number n of several, from 1, begun at a time.
func (o *WriteOptions) fileName(n int, begun time.Time) string {
	dir, stem, ext := o.parts()
	return fmt.Sprintf("%s%s_%05d_%s%s", dir, stem, n, begun.Format("20060102150405"), ext)
}

// create makes the file with the name of o, or of several the first that nothing has whose
// number is above n. It returns the name, and its number, as well; with an error they are
// those that were tried last. What is at the name of one file may be a pipe or a device.
func (o *WriteOptions) create(n int, now time.Time) (f *os.File, name string, number int, err error) {
	const fresh = os.O_WRONLY | os.O_CREATE | os.O_EXCL
	switch {
	case !o.several() && o.New:
		f, err = os.OpenFile(o.Path, fresh, 0o666)
		return f, o.Path, n + 1, err
	case !o.several():
		f, err = os.OpenFile(o.Path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
		return f, o.Path, n + 1, err
	}
	// Captures that begin within a second, or where the clock was set back, come to the
	// same time.
	for number = n + 1; ; number++ {
		name = o.fileName(number, now)
		f, err = os.OpenFile(name, fresh, 0o666)
		if !errors.Is(err, fs.ErrExist) || number == n+namesMost {
			return f, name, number, err
		}
	}
}

// Next is o for a capture that begins anew: its Path is NAME-2, or with the next number that
// no file, and none of several, has yet. An error is of the file system, or says that there
// are too many.
func (o WriteOptions) Next() (WriteOptions, error) {
	dir, stem, ext := o.parts()
	taken := o.rings()
	o.New = true
	for n := 2; n < namesMost; n++ {
		next := fmt.Sprintf("%s-%d", stem, n)
		path := dir + next + ext
		if taken[next] {
			continue
		}
		if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
			o.Path = path
			return o, nil
		} else if err != nil {
			return o, writeError(path, err, "")
		}
	}
	return o, &Error{Path: o.Path, Off: -1, What: fmt.Sprintf("there are %d files with numbers already", namesMost), Hint: "give -w another name"}
}

// rings are the names, without what fileName puts behind them, that files beside Path have
// which are each one of several. Where one may write and not look there are none: create
// keeps what is there anyway.
func (o *WriteOptions) rings() map[string]bool {
	dir, _, ext := o.parts()
	names := make(map[string]bool)
	entries, _ := os.ReadDir(filepath.Clean(dir))
	for _, e := range entries {
		rest, ok := strings.CutSuffix(e.Name(), ext)
		at := strings.LastIndexByte(rest, '_') // behind it is the time
		if !ok || at < 0 {
			continue
		}
		if at = strings.LastIndexByte(rest[:at], '_'); at >= 0 {
			names[rest[:at]] = true
		}
	}
	return names
}
