package ui

import (
	"context"
	"math/bits"
	"sync"

	"tcptui/decode"
	"tcptui/flows"
)

// bitmap is a set of places, with a summary so that long stretches without any
// cost little.
type bitmap struct {
	words []uint64 // place i is bit i%64 of word i/64
	any   []uint64 // word i is not 0: bit i%64 of word i/64
}

// set replaces or appends words from word at on, which there is, or is the next.
func (b *bitmap) set(at int, words []uint64) {
	for i, w := range words {
		k := at + i
		if k == len(b.words) {
			b.words = append(b.words, 0)
			if k%64 == 0 {
				b.any = append(b.any, 0)
			}
		}
		b.words[k] = w
		if b.any[k/64] &^= 1 << (k % 64); w != 0 {
			b.any[k/64] |= 1 << (k % 64)
		}
	}
}

// has reports whether one of the places from <= place < to is in the set.
func (b *bitmap) has(from, to int) bool {
	to = min(to, 64*len(b.words))
	if from >= to {
		return false
	}
	first, last := from/64, (to-1)/64
	left, right := ^uint64(0)<<(from%64), ^uint64(0)>>(63-(to-1)%64)
	if first == last {
		return b.words[first]&left&right != 0
	}
	if b.words[first]&left != 0 || b.words[last]&right != 0 {
		return true
	}
	for i := first + 1; i < last; {
		if rest := b.any[i/64] >> (i % 64); rest != 0 {
			return i+bits.TrailingZeros64(rest) < last
		}
		i += 64 - i%64
	}
	return false
}

// trouble says where in a list bad and odd packets are. A worker looks through
// the list; what it has found so far is there for every drawing.
type trouble struct {
	mu       sync.Mutex
	bad, odd bitmap // by place in the list
	upTo     int    // places that were looked at
	busy     bool   // a worker looks through the list

	seen   evaluated // of the snapshot that all places were looked at in
	cancel context.CancelFunc
}

// soonRows is how many places are looked at at once: a worker is not worth it.
const soonRows = 1 << 11

// troublePiece is how many places are looked at between two looks at whether it
// should end. It is a multiple of 64.
const troublePiece = 1 << 14

// at is the worst at the places from <= place < to, as far as is known.
func (t *trouble) at(from, to int) grade {
	switch {
	case t.bad.has(from, to):
		return isBad
	case t.odd.has(from, to):
		return isOdd
	}
	return isFine
}

// gradeOf is how much of a trouble a row is.
func gradeOf(r *flows.Row) grade {
	switch {
	case r.Conn == flows.NoConn:
		return isFine
	case r.Flags.Has(decode.RST):
		return isBad
	}
	return rank(r)
}

// next looks at what there is more of the list, of n places, or at all again
// where later packets have corrected earlier ones since.
func (t *trouble) next(h host, snap *flows.Snapshot, rows []uint32, n int) {
	now := evaluatedOf(snap)
	t.mu.Lock()
	anew := snap.Done && t.seen.revised != now.revised
	if t.busy || !anew && t.upTo >= n {
		t.mu.Unlock()
		return
	}
	if t.upTo == 0 || anew {
		t.seen = now
	}
	from := t.upTo &^ 63 // the last word was not full
	if anew {
		from = 0
	}
	t.busy = true
	t.mu.Unlock()
	if n-from <= soonRows {
		t.work(context.Background(), snap, rows, from, n)
		return
	}
	group, life := h.workers()
	ctx, cancel := context.WithCancel(life)
	t.cancel = cancel
	group.Go(func() {
		defer h.ring()
		defer cancel()
		t.work(ctx, snap, rows, from, n)
	})
}

// stop ends the worker.
func (t *trouble) stop() {
	if t != nil && t.cancel != nil {
		t.cancel()
	}
}

// work looks at the places from <= place < n; from is a multiple of 64. While it
// looks again, what was found before stays until it comes by.
func (t *trouble) work(ctx context.Context, snap *flows.Snapshot, rows []uint32, from, n int) {
	var bad, odd [troublePiece / 64]uint64
	for ; from < n && ctx.Err() == nil; from += troublePiece {
		to := min(from+troublePiece, n)
		clear(bad[:])
		clear(odd[:])
		for i := from; i < to; i++ {
			no := uint32(i)
			if rows != nil {
				no = rows[i]
			}
			row := snap.Row(no)
			switch k := i - from; gradeOf(&row) {
			case isBad:
				bad[k/64] |= 1 << (k % 64)
			case isOdd:
				odd[k/64] |= 1 << (k % 64)
			}
		}
		t.put(from, to, bad[:(to-from+63)/64], odd[:(to-from+63)/64])
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.busy = false
}

// put takes over a piece.
func (t *trouble) put(from, to int, bad, odd []uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.bad.set(from/64, bad)
	t.odd.set(from/64, odd)
	t.upTo = max(t.upTo, to)
}
