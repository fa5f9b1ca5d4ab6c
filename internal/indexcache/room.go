package indexcache

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// The ends of names in the directory.
const (
	suffix     = ".index"
	unfinished = ".tmp"
)

// each calls do for the files of a directory whose name ends so.
func each(dir, end string, do func(path string, st fs.FileInfo)) {
	all, _ := os.ReadDir(dir) // what cannot be listed has none
	for _, d := range all {
		if st, err := d.Info(); err == nil && st.Mode().IsRegular() && strings.HasSuffix(d.Name(), end) {
			do(filepath.Join(dir, d.Name()), st)
		}
	}
}

// sweep removes what programs left behind that were killed while they wrote.
func sweep(dir string) {
	each(dir, unfinished, func(path string, st fs.FileInfo) {
		if time.Since(st.ModTime()) > time.Hour {
			os.Remove(path)
		}
	})
}

// makeRoom removes the indexes that were used longest ago until there is room for size
// bytes more, beside one of the name that they will replace.
func (c *Cache) makeRoom(size int64, name string) error {
	type kept struct {
		path string
		fs.FileInfo
	}
	var all []kept
	each(c.Dir, suffix, func(path string, st fs.FileInfo) {
		if st.Name() != name {
			all = append(all, kept{path, st})
			size += st.Size()
		}
	})
	slices.SortFunc(all, func(a, b kept) int { return a.ModTime().Compare(b.ModTime()) })
	for _, k := range all {
		if size <= c.Most {
			break
		}
		if err := os.Remove(k.path); err != nil && !errors.Is(err, fs.ErrNotExist) { // another program made room, too
			return err
		}
		size -= k.Size()
	}
	if size > c.Most {
		return errLarge
	}
	return nil
}
