package capture

import (
	"bytes"
	"context"
	"io"
	"sync/atomic"
	"time"
)

// followEvery is how often a file that may grow is looked at.
const followEvery = 100 * time.Millisecond

// fileInput is a regular file.
type fileInput struct {
	file
	known  atomic.Int64 // the largest size seen
	follow bool         // wait for more at its end
}

func (f *fileInput) reread(p []byte, off int64) (int, error) { return f.ReadAt(p, off) }

func (f *fileInput) progress(off int64) int64 { return off }

// size is the size now: a file may grow while it is read.
func (f *fileInput) size() int64 {
	st, err := f.Stat()
	if err != nil {
		return f.known.Load()
	}
	return st.Size()
}

func (f *fileInput) has(ctx context.Context, off int64) (bool, error) {
	if ok, err := f.holds(off); ok || err != nil || !f.follow {
		return ok, err
	}
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-tick.C:
		}
		if ok, err := f.holds(off); ok || err != nil {
			return ok, err
		}
	}
}

// holds reports whether byte off is there, and an error when the file has
// become shorter than it was.
func (f *fileInput) holds(off int64) (bool, error) {
	var one [1]byte
	if n, err := f.ReadAt(one[:], off); n == 1 {
		return true, nil
	} else if err != io.EOF {
		return false, &Error{Off: off, What: "cannot be read", Err: err}
	}
	st, err := f.Stat()
	if err != nil {
		return false, &Error{Off: off, What: "cannot be read", Err: err}
	}
	if st.Size() < f.known.Load() {
		return false, &Error{Off: st.Size(), What: "became shorter while it was read",
			Hint: "another program wrote it anew; open it again"}
	}
	f.known.Store(st.Size())
	return off < st.Size(), nil
}

// bytesInput is a capture in memory.
type bytesInput struct{ *bytes.Reader }

func (b bytesInput) reread(p []byte, off int64) (int, error)        { return b.ReadAt(p, off) }
func (b bytesInput) has(_ context.Context, off int64) (bool, error) { return off < b.Size(), nil }
func (b bytesInput) progress(off int64) int64                       { return off }
func (b bytesInput) size() int64                                    { return b.Size() }
func (b bytesInput) Close() error                                   { return nil }
