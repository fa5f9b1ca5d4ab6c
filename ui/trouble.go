package ui

import (
	"context"
	"math/bits"
	"sync"

	"tcptui/decode"
	"tcptui/flows"
)

// bitmap is a set of places, with sums so that counting in long stretches costs
// little.
type bitmap struct {
	words []uint64 // place i is bit i%64 of word i/64
	sums  []uint16 // how many places of sumWords words are in the set
}

// sumWords is how many words a sum is of: 4096 places.
const sumWords = 64

// set replaces or appends words from word at on, which there is, or is the next.
func (b *bitmap) set(at int, words []uint64) {
	for i, w := range words {
		k := at + i
		if k == len(b.words) {
			b.words = append(b.words, 0)
			if k%sumWords == 0 {
				b.sums = append(b.sums, 0)
			}
		}
		b.sums[k/sumWords] += uint16(bits.OnesCount64(w) - bits.OnesCount64(b.words[k]))
		b.words[k] = w
	}
}

// count is how many of the places from <= place < to are in the set.
func (b *bitmap) count(from, to int) (n int) {
	to = min(to, 64*len(b.words))
	if from >= to {
		return 0
	}
	first, last := from/64, (to-1)/64
	left, right := ^uint64(0)<<(from%64), ^uint64(0)>>(63-(to-1)%64)
	if first == last {
		return bits.OnesCount64(b.words[first] & left & right)
	}
	n = bits.OnesCount64(b.words[first]&left) + bits.OnesCount64(b.words[last]&right)
	for i := first + 1; i < last; {
		if i%sumWords == 0 && i+sumWords <= last {
			n += int(b.sums[i/sumWords])
			i += sumWords
			continue
		}
		n += bits.OnesCount64(b.words[i])
		i++
	}
	return n
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

// gradeOf is how much of a trouble a row is.
func gradeOf(r flows.Remark) grade {
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
			switch k := i - from; gradeOf(snap.Remark(no)) {
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
