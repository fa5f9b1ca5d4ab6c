package capture

import (
	"context"
	"errors"
	"io"
	"sync/atomic"
)

const (
	firstRead = 64 << 10 // bytes: small, so that the first rows come at once
	blockRead = 1 << 18  // bytes: larger blocks were not faster and cost memory
)

// input is what bytes are read from, by offset. has belongs to the goroutine
// that reads, and so does ReadAt; the others may be called by any.
type input interface {
	io.ReaderAt // for the source: off never becomes less

	// reread reads as io.ReaderAt does what the source has read already.
	reread(p []byte, off int64) (int, error)

	// has reports whether the input holds byte off. If it does not yet and the
	// input grows, has waits until it does, the input has ended or ctx ends.
	// An error is that of ctx, or says why no more comes although the input
	// did not end there.
	has(ctx context.Context, off int64) (bool, error)

	// progress turns an offset into the unit of size, which is the number of
	// bytes of the input as it lies on disk; -1: unknown.
	progress(off int64) int64
	size() int64

	Close() error
}

// blockSource is the Source of every input whose bytes can be read by offset:
// it reads large blocks and has a cutter cut them.
type blockSource struct {
	path   string
	in     input
	cutter cutter // nil until the first bytes were seen
	pos    int64  // where the next record begins
	frames int    // delivered so far
	err    error  // what ends the source, once it is met
	ifaces []Interface

	pcapng atomic.Bool // the format has notes; the store asks from other goroutines
}

// Next implements Source.
func (s *blockSource) Next(ctx context.Context, b *Batch) error {
	b.Frames, b.Grows = b.Frames[:0], s.follows()
	if s.err != nil {
		b.Ifaces, b.Read = s.ifaces, s.in.progress(s.pos) // the batch may be another than before
		return s.err
	}
	b.Ifaces = s.ifaces
	err := s.fill(ctx, b)
	s.ifaces = b.Ifaces
	s.frames += len(b.Frames)
	b.Read = s.in.progress(s.pos)
	if e, ok := err.(*Error); ok {
		e.Path, e.Frames = s.path, s.frames
	}
	if ctx.Err() == nil || !errors.Is(err, ctx.Err()) {
		s.err = err // one that ctx made is not the end
	}
	if len(b.Frames) > 0 {
		return nil
	}
	return err
}

// fill reads and cuts until b has frames. An error may come with frames: it is
// what follows them.
func (s *blockSource) fill(ctx context.Context, b *Batch) error {
	want, ended := blockRead, false
	if s.pos == 0 {
		want = firstRead
	}
	for {
		p, err := s.read(b, want)
		if err != nil {
			return err
		}
		used, need, cutErr := s.cut(p, b)
		if cutErr != nil || len(b.Frames) > 0 {
			s.pos += used
			return orNil(cutErr)
		}
		whole := used // of the block at pos that is passed over: its end must be there
		if passOver := used > int64(len(p)); !passOver {
			s.pos += used
			p, used = p[used:], 0
			whole = max(int64(need), int64(len(p))+1)
		}
		ok, err := s.in.has(ctx, s.pos+whole-1)
		switch {
		case err != nil:
			return err
		case ok:
			s.pos += used
			want, ended = max(blockRead, need), false
		case ended:
			return s.end(int64(len(p)), whole)
		default:
			ended = true // read once more what came while has waited
		}
	}
}

// read fills the buffer of b with up to want bytes from pos on.
func (s *blockSource) read(b *Batch, want int) ([]byte, error) {
	if cap(b.buf) < want {
		b.buf = make([]byte, max(want, blockRead))
	}
	b.buf = b.buf[:want]
	n, err := s.in.ReadAt(b.buf, s.pos)
	if err != nil && err != io.EOF {
		return nil, &Error{Off: s.pos, What: "cannot be read", Err: err}
	}
	return b.buf[:n], nil
}

// cut has the cutter cut p, and finds the cutter first.
func (s *blockSource) cut(p []byte, b *Batch) (used int64, need int, err *Error) {
	if s.cutter == nil {
		if len(p) < magicLen {
			return 0, magicLen, nil
		}
		if err := s.begin(p); err != nil {
			return 0, 0, err
		}
	}
	return s.cutter.cut(p, s.pos, b)
}

// begin finds the cutter for what head begins.
func (s *blockSource) begin(head []byte) (err *Error) {
	s.cutter, err = cutterFor(head)
	s.pcapng.Store(isPcapng(head))
	return err
}

// end is what ends an input that has only have bytes from pos on where need are
// needed.
func (s *blockSource) end(have, need int64) error {
	switch {
	case s.cutter == nil && have == 0:
		return &Error{Off: -1, What: "is empty", Hint: hintFormats}
	case s.cutter == nil:
		return &Error{Off: -1, What: "is too short for a capture", Hint: hintFormats}
	case have == 0:
		return io.EOF
	}
	return cutOff(s.pos, have, need)
}

// orNil keeps a nil *Error from becoming an error that is not nil.
func orNil(e *Error) error {
	if e == nil {
		return nil
	}
	return e
}

// Size implements Source.
func (s *blockSource) Size() int64 { return s.in.size() }

// follows reports whether Next waits at the end of the file for what is still written to it.
func (s *blockSource) follows() bool {
	f, ok := s.in.(*fileInput)
	return ok && f.follow
}

// Store implements Source.
func (s *blockSource) Store() Store { return blockStore{s} }

// Close implements Source.
func (s *blockSource) Close() error { return s.in.Close() }

// blockStore reads frames again where the source read them.
type blockStore struct{ s *blockSource }

// ReadAt implements Store.
func (st blockStore) ReadAt(p []byte, off int64) (int, error) { return st.s.in.reread(p, off) }
