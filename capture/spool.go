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

// stream is what a spool holds.
type stream struct {
	begin func() (io.ReadCloser, error) // gives it, in the goroutine that reads it, and may wait
	total int64                         // bytes as it comes; -1: unknown
	stop  func()                        // makes a blocked read return; nil: nothing can

	// again, if not nil, gives the stream once more: what nobody has asked to read again
	// need not be written then.
	again func() (io.ReadCloser, error)
	paced bool // it waits for who reads it: it is not lost meanwhile
}

// spool is the input made of a stream. One goroutine reads the stream, unpacked, into
// blocks of memory, where the source finds it; another writes them to a file that nobody
// else can open, where it can be read again.
type spool struct {
	stream
	file  *os.File
	dir   string // to be removed by Close; "" when it is gone already
	where string // the directory that dir was made in
	cap   int64  // bytes in the file; negative: none

	closed   chan struct{} // closed by Close
	finished chan struct{} // closed when the goroutine that reads has ended
	saved    chan struct{} // and when the one that writes has
	toSave   chan struct{} // has an element when there may be more to write
	freed    chan struct{} // and when a block may be free
	once     sync.Once

	mu     sync.Mutex
	here   int64         // bytes that can be read
	read   int64         // bytes of the stream
	ended  bool          // no more will come
	err    error         // why, when the stream did not come to its end
	wake   chan struct{} // closed at the next change; nil: nobody waits
	tape   tape
	disk   disk
	window window
}

// newSpool makes the spool file and starts to fill it.
func newSpool(opts Options, from stream) (*spool, error) {
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
	s := &spool{stream: from, file: f, where: cmp.Or(opts.SpoolDir, os.TempDir()), dir: dir, cap: opts.SpoolCap,
		closed: make(chan struct{}), finished: make(chan struct{}), saved: make(chan struct{}),
		toSave: make(chan struct{}, 1), freed: make(chan struct{}, 1)}
	if s.cap == 0 {
		s.cap = DefaultSpoolCap
	}
	s.disk.wanted = from.again == nil
	go func() {
		defer close(s.finished)
		s.end(s.fill())
	}()
	go func() {
		defer close(s.saved)
		s.save()
	}()
	return s, nil
}

// fill reads the stream until its end; nil means that it came to it.
func (s *spool) fill() error {
	in, err := s.begin()
	if err != nil {
		return err
	}
	defer in.Close()
	r, word, err := unpacked(countReader{in, s})
	if err != nil {
		return err
	}
	defer r.Close()
	for {
		b := s.room()
		if b == nil {
			return nil // Close was called, or save says why
		}
		n, err := r.Read(b.bytes[b.n:]) // only this goroutine changes b.n
		if isClosed(s.closed) {
			return nil
		}
		if err := s.publish(b, n); err != nil {
			return err
		}
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return word(err)
		}
	}
}

// unpacked returns what a stream holds, unpacked if it is packed; word words an error of
// reading it.
func unpacked(in io.Reader) (r io.ReadCloser, word func(error) error, err error) {
	raw := bufio.NewReaderSize(in, firstRead)
	head, _ := raw.Peek(magicLen) // an error will be met again
	p := packingOf(head)
	if p == nil {
		return io.NopCloser(raw), func(err error) error {
			return &Error{Off: -1, What: "cannot be read", Err: err}
		}, nil
	}
	word = func(err error) error { return p.unpackError(err) }
	if r, err = p.unpack(raw); err != nil {
		return nil, nil, word(err)
	}
	return r, word, nil
}

func (s *spool) end(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	if s.err == nil {
		s.err = err
	}
	s.changed()
	nudge(s.toSave)
}

// nudge puts an element into a channel that has room for one, if it has none.
func nudge(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
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
			s.tape.awaited = off
			wake = s.waker()
			nudge(s.freed)
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

// ReadAt implements input: the source goes on at off, and never before it again.
func (s *spool) ReadAt(p []byte, off int64) (int, error) {
	s.mu.Lock()
	s.tape.taken = off
	s.mu.Unlock()
	if s.paced {
		nudge(s.freed)
	}
	return s.copyAt(p, off)
}

// reread implements input. What was given up is an error where p begins; behind a frame
// that is held it reads as zeros.
func (s *spool) reread(p []byte, off int64) (int, error) {
	if err := s.want(off + int64(len(p))); err != nil {
		return 0, err
	}
	n, err := s.copyAt(p, off)
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

// Close stops the goroutines, waits for the one that reads where a blocked read can be
// made to return, and removes the file.
func (s *spool) Close() error {
	var err error
	s.once.Do(func() {
		close(s.closed)
		if s.stop != nil {
			s.stop()
			<-s.finished
		}
		<-s.saved
		s.mu.Lock()
		filled := s.disk.filled
		s.mu.Unlock()
		if filled != nil {
			<-filled
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
