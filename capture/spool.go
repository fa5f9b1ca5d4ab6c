package capture

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"
)

// DefaultSpoolCap is how many bytes a stream may put into its spool file when
// Options do not say.
const DefaultSpoolCap = 8 << 30

// ErrSpoolFull is in the error chain of the *Error that ends a stream whose
// spool file has reached its cap. All frames up to there have been delivered.
var ErrSpoolFull = errors.New("the spool file is full")

// spool is the input made of a stream: one goroutine copies the stream,
// unpacked, into a file that nobody else can open, and the source reads that.
type spool struct {
	file  *os.File
	dir   string // to be removed by Close; "" when it is gone already
	where string // the directory that dir was made in
	cap   int64  // bytes in the file; negative: none
	total int64  // bytes of the stream as it comes; -1: unknown

	closed   chan struct{} // closed by Close
	finished chan struct{} // closed when the goroutine has ended
	stop     func()        // makes a blocked read return; nil: nothing can
	once     sync.Once

	mu     sync.Mutex
	here   int64         // bytes that were written
	read   int64         // bytes of the stream
	ended  bool          // no more will come
	err    error         // why, when the stream did not come to its end
	wake   chan struct{} // closed at the next change; nil: nobody waits
	window window
}

// newSpool makes the spool file and starts to fill it. begin gives the stream;
// it runs in the goroutine and may wait. The goroutine closes the stream.
func newSpool(opts Options, total int64, begin func() (io.ReadCloser, error), stop func()) (*spool, error) {
	dir, err := os.MkdirTemp(opts.SpoolDir, "tcptui-*") // 0700
	if err != nil {
		return nil, err
	}
	name := filepath.Join(dir, "spool")
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		os.Remove(dir)
		return nil, err
	}
	// Where an open file can be removed, a crash leaves nothing behind.
	if os.Remove(name) == nil && os.Remove(dir) == nil {
		dir = ""
	}
	s := &spool{file: f, where: cmp.Or(opts.SpoolDir, os.TempDir()), dir: dir, cap: opts.SpoolCap, total: total, stop: stop,
		closed: make(chan struct{}), finished: make(chan struct{})}
	if s.cap == 0 {
		s.cap = DefaultSpoolCap
	}
	go func() {
		defer close(s.finished)
		s.end(s.fill(begin))
	}()
	return s, nil
}

// fill copies the stream until its end; nil means that it came to it.
func (s *spool) fill(begin func() (io.ReadCloser, error)) error {
	stream, err := begin()
	if err != nil {
		return err
	}
	defer stream.Close()
	raw := bufio.NewReaderSize(countReader{stream, s}, firstRead)
	head, _ := raw.Peek(magicLen) // an error will be met again
	p := packingOf(head)
	if p == nil {
		return s.copy(raw, func(err error) error {
			return &Error{Off: -1, What: "cannot be read", Err: err}
		})
	}
	unpacked, err := p.unpack(raw)
	if err != nil {
		return p.unpackError(err)
	}
	defer unpacked.Close()
	return s.copy(unpacked, func(err error) error { return p.unpackError(err) })
}

// copy copies r into the file; word words an error of r.
func (s *spool) copy(r io.Reader, word func(error) error) error {
	buf := make([]byte, 256<<10)
	for {
		n, err := r.Read(buf)
		if isClosed(s.closed) {
			return nil
		}
		if werr := s.write(buf[:n]); werr != nil {
			return werr
		}
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return word(err)
		}
	}
}

func (s *spool) end(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended, s.err = true, err
	s.changed()
}

// waker is closed at the next change. mu is held.
func (s *spool) waker() <-chan struct{} {
	if s.wake == nil {
		s.wake = make(chan struct{})
	}
	return s.wake
}

// changed wakes who waits. mu is held.
func (s *spool) changed() {
	if s.wake != nil {
		close(s.wake)
		s.wake = nil
	}
}

// has implements input.
func (s *spool) has(ctx context.Context, off int64) (bool, error) {
	for {
		s.mu.Lock()
		here, ended, err := s.here, s.ended, s.err
		var wake <-chan struct{}
		if off >= here && !ended {
			wake = s.waker()
		}
		s.mu.Unlock()
		switch {
		case off < here:
			return true, nil
		case ended:
			return false, err
		}
		select {
		case <-wake:
		case <-ctx.Done():
			return false, ctx.Err()
		case <-s.closed:
			return false, os.ErrClosed
		}
	}
}

// ReadAt implements io.ReaderAt over what is in the file so far. What was given
// up is an error where p begins; behind a frame that is held it reads as zeros.
func (s *spool) ReadAt(p []byte, off int64) (int, error) {
	n, err := s.file.ReadAt(p, off)
	s.mu.Lock() // after the reading, during which more may be given up
	defer s.mu.Unlock()
	if s.window.gone(off) {
		return 0, errGone
	}
	return n, err
}

func (s *spool) size() int64 { return s.total }

// progress is an estimate: packed bytes have no place for each unpacked one.
func (s *spool) progress(off int64) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.here == 0 || off >= s.here {
		return s.read
	}
	return int64(float64(s.read) * float64(off) / float64(s.here))
}

// Close stops the goroutine, waits for it where a blocked read can be made to
// return, and removes the file.
func (s *spool) Close() error {
	var err error
	s.once.Do(func() {
		close(s.closed)
		if s.stop != nil {
			s.stop()
			<-s.finished
		}
		err = s.file.Close()
		if s.dir != "" {
			err = errors.Join(err, os.RemoveAll(s.dir))
		}
	})
	return err
}

// countReader counts the bytes of the stream.
type countReader struct {
	io.Reader
	s *spool
}

func (c countReader) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.s.mu.Lock()
	c.s.read += int64(n)
	c.s.mu.Unlock()
	return n, err
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
