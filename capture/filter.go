package capture

import (
	"context"
	"errors"
	"io"
)

// ErrNever is the cause of the error that ends a source whose filter could keep
// none of its frames, whatever had been in them.
var ErrNever = errors.New("it rejects every frame of these link types, whatever is in it")

// Accept reports whether a frame is kept, of which data was captured and which
// had origLen bytes on the wire.
type Accept func(data []byte, origLen uint32) bool

// Filter gives the frames of a source that a filter keeps, as if the others were
// not in the capture. For each link type of frames that come, filter is asked once
// for what accepts them: nil where it can accept none. An error of filter ends the
// source as damage does.
//
// Frames that are not packets are not kept. Closing the source closes s.
func Filter(s Source, filter func(LinkType) (Accept, error)) Source {
	return &filtered{Source: s, filter: filter, links: make(map[LinkType]Accept)}
}

type filtered struct {
	Source
	filter func(LinkType) (Accept, error)
	links  map[LinkType]Accept // of the frames so far
	some   bool                // frames of one of them can be accepted
	failed error               // the filter ended the source
	ifaces []Interface         // where it did
	read   int64
}

// Next implements Source. A batch whose frames were all rejected comes empty, so
// that it is seen how far the reading is.
func (f *filtered) Next(ctx context.Context, b *Batch) error {
	if f.failed != nil {
		b.Frames, b.Ifaces, b.Read = b.Frames[:0], f.ifaces, f.read
		return f.failed
	}
	err := f.Source.Next(ctx, b)
	if errors.Is(err, io.EOF) && len(f.links) > 0 && !f.some {
		return f.fail(b, &Error{Path: "capture filter", Off: -1, What: "keeps nothing", Err: ErrNever})
	}
	if err != nil {
		return err
	}
	return f.keep(b)
}

// fail ends the source for good.
func (f *filtered) fail(b *Batch, err error) error {
	f.failed, f.ifaces, f.read = err, b.Ifaces, b.Read
	return err
}

// keep leaves in the batch what is kept. Where the filter fails the frames before
// are given first.
func (f *filtered) keep(b *Batch) error {
	kept := b.Frames[:0]
	for i, frame := range b.Frames {
		accept, err := f.of(b.Ifaces[frame.Iface].Link)
		if err != nil {
			f.fail(b, err)
			break
		}
		if accept != nil && accept(b.Data(i), frame.OrigLen) {
			kept = append(kept, frame)
		}
	}
	b.Frames = kept
	if len(kept) > 0 {
		return nil
	}
	return f.failed
}

// of returns what accepts frames of a link type.
func (f *filtered) of(link LinkType) (Accept, error) {
	accept, known := f.links[link]
	if known || link >= LinkCustomBlock {
		return accept, nil
	}
	accept, err := f.filter(link)
	if err != nil {
		return nil, err
	}
	f.links[link] = accept
	f.some = f.some || accept != nil
	return accept, nil
}

// Info implements Informer.
func (f *filtered) Info() Info {
	if src, ok := f.Source.(Informer); ok {
		return src.Info()
	}
	return Info{}
}
