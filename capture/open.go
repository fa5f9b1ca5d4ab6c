package capture

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
)

// Options say how an input is read.
type Options struct {
	// Follow waits at the end of a regular file for what is still written to
	// it. Streams and compressed files are read to their end with or without.
	Follow bool
	// SpoolCap is how many bytes a stream may put into its spool file; 0 means
	// DefaultSpoolCap, less than 0 no limit. The spool holds what has been
	// unpacked.
	SpoolCap int64
	// SpoolDir is where the spool file is made; "" means the system's
	// directory for temporary files.
	SpoolDir string
	// Lazy says that frames are perhaps not read again: what is unpacked of a
	// compressed file is put into a spool file only when the first is. Then
	// the file is unpacked a second time, as far as it was.
	Lazy bool
}

// Open opens the capture at path; "-" is the standard input. The format and
// the compression are told from the content, not from the name.
//
// What can be read by offset (a regular file, not compressed) is read where it
// lies; all else goes through a spool file. Open does not wait for a stream to
// begin: what is wrong with the content of a stream or of a file that is
// followed is told by the first Next. Errors are *Error.
func Open(path string, opts Options) (Source, error) {
	if path == "-" {
		return openStdin(opts)
	}
	st, err := os.Stat(path)
	if err != nil {
		return nil, openError(path, err)
	}
	switch {
	case st.IsDir():
		return nil, &Error{Path: path, Off: -1, What: "is a directory", Hint: "give the captures in it: tcptui DIR/*"}
	case !st.Mode().IsRegular():
		return openNamed(path, opts)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, openError(path, err)
	}
	return openFile(path, f, opts)
}

// openFile opens a regular file, which the source will close.
func openFile(path string, f file, opts Options) (Source, error) {
	head := make([]byte, sniffLen)
	n, _ := f.ReadAt(head, 0) // an error will be met again
	head = head[:n]
	if packingOf(head) != nil {
		return spoolFile(path, f, opts)
	}
	st, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, openError(path, err)
	}
	in := &fileInput{file: f, follow: opts.Follow}
	in.known.Store(st.Size())
	s := &blockSource{path: path, in: in}
	if opts.Follow {
		return s, nil
	}
	if err := s.sniff(head); err != nil {
		f.Close()
		return nil, err
	}
	return s, nil
}

// sniffLen is how many bytes tell a format that cannot be read: a tar archive
// is known at byte 257.
const sniffLen = 512

// sniff finds the cutter for an input of which head is all there is, or the
// beginning.
func (s *blockSource) sniff(head []byte) error {
	var err error
	if len(head) < magicLen {
		err = s.end(int64(len(head)), magicLen)
	} else {
		err = orNil(s.begin(head))
	}
	if e, ok := errors.AsType[*Error](err); ok {
		e.Path = s.path
	}
	return err
}

// OpenBytes opens a capture that is in memory, such as an embedded sample. name
// stands in errors. data must not change until Close.
func OpenBytes(name string, data []byte) (Source, error) {
	s := &blockSource{path: name, in: bytesInput{bytes.NewReader(data)}}
	if err := s.sniff(data); err != nil {
		return nil, err
	}
	return s, nil
}

// openError words what the system said about opening path.
func openError(path string, err error) *Error {
	e := &Error{Path: path, Off: -1, What: "cannot be opened", Err: systemCause(err)}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.Hint = "is the name right?"
	case errors.Is(err, fs.ErrPermission):
		e.Hint = "you may not read it; change its mode, or ask its owner"
	}
	return e
}

// systemCause is what the system said, without the name of the file.
func systemCause(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	return err
}
