package filter

import "tcptui/flows"

// The inner loops over the rows of a block: no calls, no branches on data.

// bit is 1 when b is true; the compiler makes it one instruction.
func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// find adds the rows whose numbers are in the interval.
func (s interval) find(xs []int64, out *flows.Bits) {
	if s.lo > s.hi {
		return
	}
	lo, mask := uint64(s.lo), uint64(s.mask)
	if s.mask == 1<<63-1 {
		mask = 1<<64 - 1
	}
	span := uint64(s.hi) - lo
	w := 0
	for ; len(xs) >= 64; w++ {
		word := uint64(0)
		for j, x := range (*[64]int64)(xs) {
			word |= bit(uint64(x)&mask-lo <= span) << j
		}
		out[w] |= word
		xs = xs[64:]
	}
	for j, x := range xs {
		out[w] |= bit(uint64(x)&mask-lo <= span) << (j & 63)
	}
}

// holds reports whether x is in one of the intervals.
func holds(sets []interval, x int64) bool {
	for _, s := range sets {
		y := x & s.mask
		if s.mask == 1<<63-1 {
			y = x // no mask
		}
		if s.lo <= y && y <= s.hi {
			return true
		}
	}
	return false
}

// compareColumns makes out the rows of which xs and ys fulfil a comparison.
func compareColumns(o op, xs, ys []int64, out *flows.Bits) {
	*out = flows.Bits{}
	ys = ys[:len(xs)]
	switch o {
	case opEq, opAllEq:
		for i, x := range xs {
			out[i/64] |= bit(x == ys[i]) << (i & 63)
		}
	case opNe, opAnyNe:
		for i, x := range xs {
			out[i/64] |= bit(x != ys[i]) << (i & 63)
		}
	case opGt:
		for i, x := range xs {
			out[i/64] |= bit(x > ys[i]) << (i & 63)
		}
	case opLt:
		for i, x := range xs {
			out[i/64] |= bit(x < ys[i]) << (i & 63)
		}
	case opGe:
		for i, x := range xs {
			out[i/64] |= bit(x >= ys[i]) << (i & 63)
		}
	case opLe:
		for i, x := range xs {
			out[i/64] |= bit(x <= ys[i]) << (i & 63)
		}
	}
}
