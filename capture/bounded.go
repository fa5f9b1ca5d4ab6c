package capture

import (
	"context"
	"errors"
)

// ErrNoMemory is in the error chain when a source ends because what becomes of its
// frames has taken the memory that there is for it.
var ErrNoMemory = errors.New("the memory for packets is full")

// Bounded is src until full says that no more frames may come of it. It ends with an
// *Error then, whose Hint is hint, after it has called stop, if that is not nil. full is
// asked before each batch, by the goroutine that calls Next.
func Bounded(src Source, full func() bool, hint string, stop func()) Source {
	return &bounded{Source: src, full: full, hint: hint, stop: stop}
}

type bounded struct {
	Source
	full   func() bool
	hint   string
	stop   func()
	frames int
	ifaces []Interface // that were told, as of the last batch
	read   int64
	err    error
}

// Next implements Source.
func (s *bounded) Next(ctx context.Context, b *Batch) error {
	if s.err == nil && s.full() {
		s.err = &Error{Path: "the capture", Off: -1, Frames: s.frames, What: "what comes is not followed any more", Err: ErrNoMemory, Hint: s.hint}
		if s.stop != nil {
			s.stop()
		}
	}
	if s.err != nil {
		b.Frames, b.Ifaces, b.Read = b.Frames[:0], s.ifaces, s.read
		return s.err
	}
	err := s.Source.Next(ctx, b)
	s.ifaces, s.read = b.Ifaces, b.Read
	if err == nil {
		s.frames += len(b.Frames)
	}
	return err
}

// Info implements Informer.
func (s *bounded) Info() Info {
	if i, ok := s.Source.(Informer); ok {
		return i.Info()
	}
	return Info{}
}
