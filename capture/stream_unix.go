//go:build unix

package capture

import (
	"errors"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// tempVariable names the directory for temporary files.
const tempVariable = "TMPDIR"

// openNonblock opens a FIFO without waiting for a writer.
func openNonblock(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK, 0)
}

// interruptible gives a reader of f whose Read can be made to return by calling
// stop. It polls f together with a pipe of its own: f may be the standard
// input, whose mode is shared with other programs and must not be changed.
// Nothing closes f.
func interruptible(f *os.File) (begin func() (io.ReadCloser, error), stop func(), err error) {
	var pipe [2]int
	if err := unix.Pipe(pipe[:]); err != nil {
		return nil, nil, err
	}
	unix.CloseOnExec(pipe[0])
	unix.CloseOnExec(pipe[1])
	r := &pollReader{f: f, fd: int(f.Fd()), wake: pipe[0]}
	stop = func() { unix.Close(pipe[1]) } // poll reports that as a hang-up
	return func() (io.ReadCloser, error) { return r, nil }, stop, nil
}

type pollReader struct {
	f    *os.File // keeps fd open
	fd   int
	wake int
}

func (r *pollReader) Read(p []byte) (int, error) {
	for {
		fds := []unix.PollFd{{Fd: int32(r.fd), Events: unix.POLLIN}, {Fd: int32(r.wake), Events: unix.POLLIN}}
		if _, err := unix.Poll(fds, -1); err != nil {
			if errors.Is(err, unix.EINTR) {
				continue
			}
			return 0, os.NewSyscallError("poll", err)
		}
		if fds[1].Revents != 0 {
			return 0, os.ErrClosed
		}
		n, err := unix.Read(r.fd, p)
		switch {
		case n > 0:
			return n, nil
		case err == nil:
			return 0, io.EOF
		case !errors.Is(err, unix.EINTR) && !errors.Is(err, unix.EAGAIN):
			return 0, os.NewSyscallError("read", err)
		}
	}
}

// Close closes the pipe only; the goroutine that reads calls it.
func (r *pollReader) Close() error { return unix.Close(r.wake) }
