package indexcache

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// The ends of names in the directory.
const (
	suffix     = ".index"
	unfinished = ".tmp"
)

// privateModes is whether a file's mode says who may read it.
const privateModes = runtime.GOOS != "windows"

// errOthers is why a directory is not used.
var errOthers = errors.New("the directory of kept indexes is a link, or of another user")

// makeDir makes the directory, or sees to it that only its owner can look into it. Root
// makes none in a directory of another user, as where sudo leaves HOME as it is: that user
// could not use it later, and could meanwhile put something else in its place.
func makeDir(dir string) error {
	if !oursAbove(dir) {
		return errOthers
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	st, err := own(dir)
	if err == nil && privateModes && st.Mode().Perm()&0o077 != 0 {
		err = os.Chmod(dir, 0o700)
	}
	return err
}

// own looks at a directory, which is to be this user's and no link.
func own(dir string) (fs.FileInfo, error) {
	st, err := os.Lstat(dir)
	if err == nil && !(st.IsDir() && ownerOf(st).isOurs()) {
		err = errOthers
	}
	return st, err
}

// trusted reports whether nobody else can have put something into a directory.
func trusted(dir string) error {
	st, err := own(dir)
	if err == nil && privateModes && st.Mode().Perm()&0o022 != 0 {
		err = errOthers
	}
	return err
}

// oursAbove reports whether the directory that dir is in, or will be made in, is this
// user's or root's.
func oursAbove(dir string) bool {
	for up := filepath.Dir(dir); ; up = filepath.Dir(up) {
		if st, err := os.Stat(up); err == nil {
			who := ownerOf(st)
			return who.isOurs() || who == 0
		} else if up == filepath.Dir(up) {
			return true // what is wrong with it, the making tells
		}
	}
}

// owner is the number of a user.
type owner int

func (o owner) isOurs() bool { return o == unknownOwner || int(o) == os.Geteuid() }

// unknownOwner is that of a system whose files do not tell theirs.
const unknownOwner owner = -1

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
		if err := os.Remove(k.path); err != nil {
			return err
		}
		size -= k.Size()
	}
	if size > c.Most {
		return errLarge
	}
	return nil
}
