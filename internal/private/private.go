// Package private is about files that are this user's, and directories that are nobody
// else's: where what the program remembers is kept.
//
// Such a directory is this user's, and so is, or is root's, the one that it is in. A link
// to it is followed where the link and what it leads to are this user's; its mode is
// left as it is then, because it may be there for something else. So root, where sudo leaves
// HOME as it is, makes and changes nothing among the files of another user: that user could
// not use it later, and could meanwhile put something else in its place.
package private

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// Modes is whether a file's mode says who may read it, and the system whose it is. On
// Windows the user's own directories are private by inheritance.
const Modes = runtime.GOOS != "windows"

// ErrOthers is why a directory is not used.
var ErrOthers = errors.New("it, or what leads to it, is of another user, or others may write there")

// errNoDirectory is of something else that has its name.
var errNoDirectory = errors.New("it is no directory")

// Ours reports whether a file, as Stat or Lstat tells of it, is this user's. Where the
// system does not tell, it is.
func Ours(st fs.FileInfo) bool {
	uid, told := ownerOf(st)
	return !told || uid == os.Geteuid()
}

// MakeDir makes a directory, or sees to it that only its owner can look into it. An error
// that has ErrOthers in its chain is of a directory that is not to be used.
func MakeDir(dir string) error {
	if !oursAbove(dir) {
		return ErrOthers
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	st, linked, err := own(dir)
	switch {
	case err != nil || !Modes || st.Mode().Perm()&0o077 == 0:
		return err
	case linked:
		return closedTo(st)
	}
	return os.Chmod(dir, 0o700)
}

// Usable reports whether MakeDir would use a directory, as far as that can be told without
// making it: nil, or why not.
func Usable(dir string) error {
	if !oursAbove(dir) {
		return ErrOthers
	}
	st, linked, err := own(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err == nil && linked:
		return closedTo(st)
	}
	return err
}

// Trusted returns an error where somebody else can have put something into a directory.
func Trusted(dir string) error {
	st, _, err := own(dir)
	if err != nil {
		return err
	}
	return closedTo(st)
}

// Changeable returns an error where root would replace a file of another user, who could
// not use the new one, or would make one among the files of another user.
func Changeable(path string) error {
	if os.Geteuid() != 0 {
		return nil // whom the system lets, its modes say
	}
	if st, err := os.Stat(path); err == nil && !Ours(st) || err != nil && !oursAbove(path) {
		return ErrOthers
	}
	return nil
}

// own looks at a directory, which is to be this user's, as is a link to it.
func own(dir string) (st fs.FileInfo, linked bool, err error) {
	st, err = os.Lstat(dir)
	if err == nil && st.Mode()&fs.ModeSymlink != 0 {
		if !Ours(st) {
			return nil, true, ErrOthers
		}
		linked = true
		st, err = os.Stat(dir)
	}
	switch {
	case err != nil:
	case !Ours(st):
		err = ErrOthers
	case !st.IsDir():
		err = errNoDirectory
	}
	return st, linked, err
}

// closedTo returns an error where others may write into a directory.
func closedTo(st fs.FileInfo) error {
	if Modes && st.Mode().Perm()&0o022 != 0 {
		return ErrOthers
	}
	return nil
}

// oursAbove reports whether the directory that dir is in, or will be made in, is this
// user's or root's.
func oursAbove(dir string) bool {
	for up := filepath.Dir(dir); ; up = filepath.Dir(up) {
		if st, err := os.Stat(up); err == nil {
			uid, told := ownerOf(st)
			return !told || uid == 0 || uid == os.Geteuid()
		} else if up == filepath.Dir(up) {
			return true // what is wrong with it, the making tells
		}
	}
}
