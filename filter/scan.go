package filter

import (
	"context"
	"math/bits"
	"sync"

	"tcptui/flows"
)

// Scanner evaluates a filter over runs of rows: a block at a time over the
// columns of the index, and the frames of which those do not tell one by one.
// One goroutine uses it.
type Scanner struct {
	f *Filter
	m *Matcher
	r *flows.Reader
	p scratch
}

// Scanner makes a scanner that reads frames through r, which is used by nobody
// else while it scans.
func (f *Filter) Scanner(r *flows.Reader) *Scanner { return &Scanner{f: f, m: f.Matcher(), r: r} }

// Each calls visit for the rows from <= row < to of snap that the filter keeps,
// in order, until it returns false. v is the row's view when evaluating needed
// one, else nil; it belongs to the scanner's reader. It returns the row after the
// last one that was looked at. Where Filter.Need is flows.NeedAll, later packets
// may change the answer about a row.
func (s *Scanner) Each(snap *flows.Snapshot, from, to uint32, visit func(row uint32, v *flows.View) bool) uint32 {
	var out verdict
	for from < to {
		b := snap.Block(from, to)
		s.f.plan(&s.p, &b, &out)
		for w := range out.yes {
			for open := out.yes[w] | out.maybe[w]; open != 0; open &= open - 1 {
				i := bits.TrailingZeros64(open)
				row := from + uint32(64*w+i)
				var v *flows.View
				if out.maybe[w]>>i&1 != 0 {
					if v = s.r.At(snap, row); !s.m.Match(v) {
						continue
					}
				}
				if !visit(row, v) {
					return row + 1
				}
			}
		}
		from += uint32(b.Len())
	}
	return to
}

// Rows appends the rows from <= row < to of snap that the filter keeps to out.
func (s *Scanner) Rows(snap *flows.Snapshot, from, to uint32, out []uint32) []uint32 {
	var kept verdict
	for from < to {
		b := snap.Block(from, to)
		s.f.plan(&s.p, &b, &kept)
		if !kept.maybe.Empty() {
			s.settle(snap, from, &kept)
		}
		for w, open := range kept.yes {
			for ; open != 0; open &= open - 1 {
				out = append(out, from+uint32(64*w+bits.TrailingZeros64(open)))
			}
		}
		from += uint32(b.Len())
	}
	return out
}

// settle decides the rows of a block, which begins at from, that may be kept.
func (s *Scanner) settle(snap *flows.Snapshot, from uint32, out *verdict) {
	out.maybe.Each(func(i int) bool {
		if s.m.Match(s.r.At(snap, from+uint32(i))) {
			out.yes[i/64] |= 1 << (i % 64)
		}
		return true
	})
}

// scanPiece is how many rows a worker takes at a time: little enough that Esc
// and the first answers do not wait, also where every frame has to be read.
const scanPiece = 8 * flows.BlockRows

// Scan evaluates the filter over the rows from <= row < to of snap, with as many
// workers as asked for, and gives the kept rows in order: each is called by the
// caller's goroutine for one piece after the other, with the row up to which the
// answer is known and the rows of the piece, which the callee owns. newReader makes
// a reader for each worker. It returns ctx's error when that ends it early, else
// nil. A growing capture is scanned on with a later snapshot and from = to.
func (f *Filter) Scan(ctx context.Context, snap *flows.Snapshot, newReader func() *flows.Reader, from, to uint32, workers int,
	each func(upTo uint32, rows []uint32)) error {
	type piece struct {
		from, to uint32
		done     chan []uint32
	}
	workers = max(workers, 1)
	ctx, cancel := context.WithCancel(ctx)
	work, order := make(chan piece), make(chan piece, 2*workers)
	var running sync.WaitGroup
	defer running.Wait() // nothing reads on when Scan has returned
	defer cancel()
	for range workers {
		running.Go(func() {
			s := f.Scanner(newReader())
			for p := range work {
				p.done <- s.Rows(snap, p.from, p.to, nil)
			}
		})
	}
	go func() {
		defer close(order)
		defer close(work)
		for at := from; at < to; {
			p := piece{at, min(to, at-at%scanPiece+scanPiece), make(chan []uint32, 1)}
			if p.to < at {
				p.to = to
			}
			select {
			case order <- p:
			case <-ctx.Done():
				return
			}
			select {
			case work <- p:
			case <-ctx.Done():
				return
			}
			at = p.to
		}
	}()
	for p := range order {
		if ctx.Err() != nil {
			return ctx.Err() // before an answer that is there, too
		}
		select {
		case rows := <-p.done:
			each(p.to, rows)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return ctx.Err()
}
