package capture

import (
	"io"
	"math"
	"os"

	"golang.org/x/term"
)

// OpenStream reads a capture from r to its end through a spool file, unpacking
// it if it is compressed. name stands in errors. The source does not close r,
// and after Close a goroutine stays until a Read of r that is going on returns.
func OpenStream(name string, r io.Reader, opts Options) (Source, error) {
	begin := func() (io.ReadCloser, error) { return io.NopCloser(r), nil }
	return spooled(name, opts, stream{begin: begin, total: -1})
}

// spooled makes a source of a stream.
func spooled(name string, opts Options, from stream) (Source, error) {
	s, err := newSpool(opts, from)
	if err != nil {
		return nil, &Error{Path: name, Off: -1, What: "cannot be spooled", Err: err,
			Hint: "set " + tempVariable + " to a directory for temporary files"}
	}
	return &blockSource{path: name, in: s}, nil
}

// openStdin opens the standard input: where it lies if it is a whole file, else
// as a stream. Close leaves it open.
func openStdin(opts Options) (Source, error) {
	const name = "-"
	st, err := os.Stdin.Stat()
	if err != nil {
		return nil, openError(name, err)
	}
	if term.IsTerminal(int(os.Stdin.Fd())) {
		return nil, &Error{Path: name, Off: -1, What: "the standard input is a terminal",
			Hint: "pipe a capture into it, for example: tcpdump -w - | tcptui -r -"}
	}
	if st.Mode().IsRegular() {
		if at, err := os.Stdin.Seek(0, io.SeekCurrent); err == nil && at == 0 {
			return openFile(name, borrowed{os.Stdin}, opts)
		}
	}
	return openStream(name, os.Stdin, opts)
}

// openStream spools what f gives. The source leaves f open.
func openStream(name string, f *os.File, opts Options) (Source, error) {
	begin, stop, err := interruptible(f)
	if err != nil {
		return nil, openError(name, err)
	}
	s, err := spooled(name, opts, stream{begin: begin, total: -1, stop: stop})
	if err != nil {
		if r, e := begin(); e == nil { // nobody else will close it
			r.Close()
		}
		if stop != nil {
			stop()
		}
	}
	return s, err
}

// openNamed opens a FIFO, a device or whatever else has a name and cannot be
// read by offset. A FIFO is opened without waiting for its writer.
func openNamed(path string, opts Options) (Source, error) {
	f, err := openNonblock(path)
	if err != nil {
		return nil, openError(path, err)
	}
	s, err := openStream(path, f, opts)
	if err != nil {
		f.Close()
		return nil, err
	}
	return closeAfter{s, f}, nil
}

// closeAfter closes a file when the source that reads it has been closed.
type closeAfter struct {
	Source
	f io.Closer
}

// Info implements Informer.
func (c closeAfter) Info() Info {
	if i, ok := c.Source.(Informer); ok {
		return i.Info()
	}
	return Info{}
}

// Close implements Source.
func (c closeAfter) Close() error {
	err := c.Source.Close()
	if e := c.f.Close(); err == nil {
		err = e
	}
	return err
}

// file is a regular file as openFile needs it.
type file interface {
	io.ReaderAt
	io.Reader
	io.Closer
	Stat() (os.FileInfo, error)
}

// borrowed is a file that is not ours to close.
type borrowed struct{ *os.File }

func (borrowed) Close() error { return nil }

// spoolFile unpacks a compressed file into a spool; it closes f.
func spoolFile(path string, f file, opts Options) (Source, error) {
	st, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, openError(path, err)
	}
	from := stream{total: st.Size(), paced: true,
		begin: func() (io.ReadCloser, error) { return fromStart(f), nil },
		stop:  func() {}} // reading a regular file does not block
	if opts.Lazy {
		from.again = func() (io.ReadCloser, error) {
			now, err := f.Stat()
			if err == nil && now.Size() == st.Size() && now.ModTime().Equal(st.ModTime()) {
				return fromStart(f), nil
			}
			return nil, &Error{Path: path, Off: -1, What: "was changed while it was read", Err: err, Hint: "open it again"}
		}
	}
	s, err := spooled(path, opts, from)
	if err != nil {
		f.Close()
		return nil, err
	}
	return closeAfter{s, f}, nil
}

// fromStart reads f from its first byte. Closing it leaves f open.
func fromStart(f io.ReaderAt) io.ReadCloser {
	return io.NopCloser(io.NewSectionReader(f, 0, math.MaxInt64))
}
