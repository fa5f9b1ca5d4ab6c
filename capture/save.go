package capture

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
)

// SaveOptions say how a capture is saved.
type SaveOptions struct {
	Overwrite bool        // replace a file that has the name
	Ifaces    []Interface // told when there are no records
}

// Saved says what was saved.
type Saved struct {
	Frames       int
	Bytes        int64 // length of the file
	CommentsLost int   // comments that the format could not hold
}

// Save writes records to path, in the format that its name tells: see FormatOf.
// The file is written under another name beside path, synced, then given the
// name, so that a failure leaves what was at path as it was, and no rest. A
// file that exists is replaced only with opts.Overwrite; without it the error
// has fs.ErrExist in its chain. An error that records yields ends the saving.
// Errors are *Error.
func Save(path string, records iter.Seq2[Record, error], opts SaveOptions) (saved Saved, err error) {
	format, gz, err := FormatOf(path)
	if err != nil {
		return Saved{}, err
	}
	err = save(path, opts.Overwrite, func(f *os.File) error {
		saved, err = writeFile(f, format, gz, records, opts.Ifaces)
		return err
	})
	if err != nil {
		return Saved{}, err
	}
	return saved, nil
}

// SaveBytes is Save for what is no capture: write writes the whole of the file,
// and an error that it returns ends the saving. SaveBytes returns the file's
// length.
func SaveBytes(path string, overwrite bool, write func(io.Writer) error) (n int64, err error) {
	err = save(path, overwrite, func(f *os.File) error {
		out := bufio.NewWriterSize(f, 1<<16)
		if err := write(out); err != nil {
			return err
		}
		if err := errors.Join(out.Flush(), f.Sync()); err != nil {
			return err
		}
		st, err := f.Stat()
		if err == nil {
			n = st.Size()
		}
		return err
	})
	return n, err
}

// save lets write fill a file beside path, then gives it the name.
func save(path string, overwrite bool, write func(*os.File) error) error {
	target, mode, err := saveTarget(path, overwrite)
	if err != nil {
		return saveError(path, err)
	}
	f, err := createBeside(target, mode)
	if err != nil {
		return saveError(path, err)
	}
	err = write(f)
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = giveName(f.Name(), target, overwrite)
	}
	if err != nil {
		os.Remove(f.Name())
		return saveError(path, err)
	}
	return nil
}

// writeFile writes the whole of a file and syncs it.
func writeFile(f *os.File, format Format, gz bool, records iter.Seq2[Record, error], ifaces []Interface) (s Saved, err error) {
	var out io.Writer = f
	finish := func() error { return nil }
	if gz {
		z := gzip.NewWriter(f)
		out, finish = z, z.Close
	}
	w := NewWriter(out, format)
	for r, err := range records {
		if err == nil {
			err = w.Write(r)
		}
		if err != nil {
			return s, fmt.Errorf("frame %d of those to be saved: %w", s.Frames+1, err)
		}
		s.Frames++
	}
	if err := errors.Join(w.Flush(ifaces), finish(), f.Sync()); err != nil {
		return s, err
	}
	st, err := f.Stat()
	if err != nil {
		return s, err
	}
	s.Bytes, s.CommentsLost = st.Size(), w.CommentsLost()
	return s, nil
}

// saveTarget returns the file that path means, and the mode that it shall have.
func saveTarget(path string, overwrite bool) (target string, mode fs.FileMode, err error) {
	st, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Lstat(path); err == nil {
			return "", 0, errors.New("a link that leads nowhere has that name")
		}
		return path, 0, nil
	case err != nil:
		return "", 0, err
	case !st.Mode().IsRegular():
		return "", 0, errors.New("not a regular file")
	case !overwrite:
		return "", 0, fs.ErrExist
	}
	target, err = filepath.EvalSymlinks(path)
	return target, st.Mode().Perm(), err
}

// besideMost is how many bytes of the name of a file stand in that of the one beside it. Names
// have 255 on most file systems.
const besideMost = 200

// createBeside makes a new file in the directory of target; a mode of 0 means
// what the umask leaves.
func createBeside(target string, mode fs.FileMode) (*os.File, error) {
	dir, base := filepath.Split(target)
	if len(base) > besideMost {
		base = strings.ToValidUTF8(base[:besideMost], "") // what is added must fit into a name, too
	}
	for {
		name := fmt.Sprintf("%s.%s.%08x.tmp", dir, base, rand.Uint32())
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err == nil && mode != 0 {
			if err = f.Chmod(mode); err != nil {
				f.Close()
				os.Remove(name)
			}
		}
		return f, err
	}
}

// giveName gives the file at temporary the name target.
func giveName(temporary, target string, overwrite bool) error {
	if overwrite {
		if err := os.Rename(temporary, target); err != nil {
			return err
		}
		return syncDir(target)
	}
	// A link, unlike a rename, fails if somebody has made the file since.
	if err := os.Link(temporary, target); err == nil {
		os.Remove(temporary)
		return syncDir(target)
	} else if errors.Is(err, fs.ErrExist) {
		return fs.ErrExist
	}
	// Not every file system has links.
	if _, err := os.Lstat(target); err == nil {
		return fs.ErrExist
	}
	if err := os.Rename(temporary, target); err != nil {
		return err
	}
	return syncDir(target)
}

// syncDir makes the new name of a file last. Not every system can sync a
// directory, and the file is there all the same.
func syncDir(target string) error {
	if d, err := os.Open(filepath.Dir(target)); err == nil {
		_ = d.Sync()
		return d.Close()
	}
	return nil
}

// saveError words what went wrong in saving to path.
func saveError(path string, err error) *Error {
	e := &Error{Path: path, Off: -1, What: "cannot be saved", Err: err, Hint: "nothing was changed"}
	if pe, ok := errors.AsType[*fs.PathError](err); ok && filepath.Dir(pe.Path) == filepath.Dir(path) {
		e.Err = pe.Err // the name of the file beside it helps nobody
	}
	switch {
	case errors.Is(err, fs.ErrExist):
		e.Hint = "choose another name, or say that it may be overwritten"
	case errors.Is(err, fs.ErrNotExist):
		e.Hint = "is there such a directory? Nothing was changed"
	case errors.Is(err, fs.ErrPermission):
		e.Hint = "you may not write there; save elsewhere"
	}
	return e
}
