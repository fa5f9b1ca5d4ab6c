package ui

import (
	"context"
	"time"

	"tcptui/flows"
)

// streamFeed puts a connection's stream together, as far as a snapshot goes. One
// goroutine uses it at a time: that of the event loop while little is left to be
// done, else the worker that it started until that has ended.
type streamFeed struct {
	conn    flows.ConnID
	asm     *flows.Assembler
	compare comparison
	last    uint32 // the row that was added last, or NoRow
	now     streamFed
}

// streamFed is a stream as far as it was put together. A copy does not change.
type streamFed struct {
	streamBlocks
	rows  uint32 // of the connection that were added
	whole bool   // the capture has ended and everything is in the blocks
}

// Times of putting together.
const (
	feedAtOnce = 4 * time.Millisecond  // before a worker takes over: some ten thousand segments
	feedTell   = 40 * time.Millisecond // between two values of the worker
	feedRows   = 64                    // between two looks at the clock
)

func newStreamFeed(l *flows.Live, conn flows.ConnID) *streamFeed {
	return &streamFeed{conn: conn, asm: flows.NewAssembler(conn, l.NewReader()), last: flows.NoRow,
		compare: comparison{a: l.NewReader(), b: l.NewReader()}}
}

// next is the row to be added next, NoRow when s has none.
func (f *streamFeed) next(s *flows.Snapshot) uint32 {
	if f.last == flows.NoRow {
		return s.Conn(f.conn).First
	}
	return s.Row(f.last).Next
}

// behind reports whether a snapshot has more than was put together.
func (f *streamFeed) behind(s *flows.Snapshot) bool {
	return f.next(s) != flows.NoRow || s.Done && !f.now.whole
}

// run adds rows until all are, or for so long; then it reports false.
func (f *streamFeed) run(ctx context.Context, s *flows.Snapshot, limit time.Duration) bool {
	begin := time.Now()
	n := 0
	for row := f.next(s); row != flows.NoRow; {
		if n++; n%feedRows == 0 && (time.Since(begin) > limit || ctx.Err() != nil) {
			return false
		}
		f.last = row
		row = f.asm.Add(s, row)
		f.now.rows++
		if f.told(s, f.asm.Pieces(), f.asm.Again()) {
			n = feedRows - 1 // frames were read: look at the clock
		}
		f.asm.Forget()
	}
	if s.Done && !f.now.whole {
		f.now.whole = true
		pieces, again := f.asm.Rest()
		f.told(s, pieces, again)
	}
	return true
}

// told takes over what the assembler told. It reports whether that took reading.
func (f *streamFeed) told(s *flows.Snapshot, pieces []flows.Piece, again []flows.Again) bool {
	f.now.extend(pieces)
	for i := range again {
		f.compare.clash(&f.now.streamBlocks, s, &again[i])
	}
	return len(again) > 0
}

// start lets a worker put together what is left. It tells how far it is from
// time to time.
func (f *streamFeed) start(h host, s *flows.Snapshot) *task[streamFed] {
	return startTask(h, func(ctx context.Context, put func(streamFed)) error {
		for {
			done := f.run(ctx, s, feedTell)
			put(f.now)
			if done || ctx.Err() != nil {
				return ctx.Err()
			}
		}
	})
}
