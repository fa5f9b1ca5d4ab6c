package flows

import (
	"context"
	"errors"
	"slices"

	"tcptui/capture"
	"tcptui/decode"
)

// fetch reads and decodes, a batch at a time, so that the tracker can work on
// the one before at the same time.
func (l *Live) fetch(ctx context.Context, src capture.Source, hash *tupleHash, ready chan<- *load, free <-chan *load) {
	defer close(ready)
	d := decoder{defrag: decode.NewDefrag(decode.DefragLimits{}), hash: hash}
	news := telling{src: src}
	for w := range free {
		l.brake.pass(ctx)
		w.extras = w.extras[:0]
		if w.err = ctx.Err(); w.err == nil { // a source looks at ctx only where it waits
			w.err = d.next(ctx, src, w)
		}
		w.info = news.news(w.err != nil)
		ready <- w // never blocks: there are as many places as loads
		if w.err != nil {
			return
		}
	}
}

// telling copies what a source says beside its frames, when that has become
// more. Fetching goroutine only.
type telling struct {
	src  capture.Source
	have [3]int // sections, names and counters that were copied
	told bool
}

// news returns a copy of what the source says, nil when it is as before. At the
// end all is copied again: counters may have changed.
func (t *telling) news(end bool) *capture.Info {
	src, ok := t.src.(capture.Informer)
	if !ok {
		return nil
	}
	info := src.Info()
	have := [3]int{len(info.Sections), len(info.Names), len(info.Counters)}
	if t.told && have == t.have && !end {
		return nil
	}
	t.told, t.have = info.Format != "", have
	info.Sections, info.Names = slices.Clone(info.Sections), slices.Clone(info.Names)
	info.Counters = slices.Clone(info.Counters)
	return &info
}

// decoder turns batches of frames into facts. Fetching goroutine only.
type decoder struct {
	batch  capture.Batch // its bytes stay in the cache: each load has frames of its own
	pkt    decode.Packet
	defrag *decode.Defrag
	hash   *tupleHash
	row    uint32 // of the next frame
}

// Batches are handed on together where the next is there without waiting: each handing over
// may wake a goroutine on another core, which takes as long as dozens of frames do. Where a
// filter keeps few frames they are handed on all the same, so that it is seen how far the
// reading is.
const (
	enough      = 512     // frames
	mostBatches = 8       // of which perhaps no frame was kept
	plenty      = 1 << 20 // bytes of the input that are left: more than a frame has, so that one is there
)

// next puts the source's next batches into w.
func (d *decoder) next(ctx context.Context, src capture.Source, w *load) error {
	w.frames, w.facts, w.row = w.frames[:0], w.facts[:0], d.row
	gather := d.row > 0 && d.ready(src) // a file's first frames are waited for
	if gather && cap(w.facts) < enough {
		w.frames, w.facts = make([]capture.Frame, 0, enough+enough/4), make([]fact, 0, enough+enough/4)
	}
	for n := 1; ; n++ {
		err := d.batchInto(ctx, src, w)
		waits := err != nil && n > 1 && ctx.Err() != nil && errors.Is(err, ctx.Err()) // the next call does
		if waits || err != nil && len(w.frames) > 0 {
			return nil // it comes again with the next call
		}
		if err != nil || !gather || len(w.frames) >= enough || n == mostBatches || !d.ready(src) {
			return err
		}
		if d.batch.Grows {
			ctx = ended(ctx)
		}
	}
}

// ended is ctx at its end: a source that is given it does not wait.
func ended(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	cancel()
	return ctx
}

// ready reports whether the source has its next batch without waiting, as a file has but for
// its end, where more may be written to it. Of a file that grows it is a guess.
func (d *decoder) ready(src capture.Source) bool { return src.Size()-d.batch.Read >= plenty }

// batchInto appends the source's next batch to w.
func (d *decoder) batchInto(ctx context.Context, src capture.Source, w *load) error {
	n := len(w.frames)
	d.batch.Frames = w.frames[n:]
	err := src.Next(ctx, &d.batch)
	w.ifaces, w.read = d.batch.Ifaces, d.batch.Read
	if got := d.batch.Frames; n+len(got) <= cap(w.frames) && len(got) > 0 && &w.frames[:n+1][n] == &got[0] {
		w.frames = w.frames[:n+len(got)] // where they are already
	} else {
		w.frames = append(w.frames, got...)
	}
	d.decode(w, n)
	return err
}

// decode makes facts of the frames of w from the one numbered from on, which are those of the batch.
func (d *decoder) decode(w *load, from int) {
	w.facts = slices.Grow(w.facts, len(w.frames)-from)[:len(w.frames)]
	for i := range d.batch.Frames {
		f, x := &w.frames[from+i], &w.facts[from+i]
		parts := d.defrag.Decode(&d.pkt, w.ifaces[f.Iface].Link, d.batch.Data(i), f.OrigLen, d.row, f.Time)
		w.fact(x, &d.pkt, parts, d.hash)
		d.row++
	}
}
