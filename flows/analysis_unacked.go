package flows

import (
	"cmp"
	"slices"

	"tcptui/decode"
)

// Bounds of what one direction remembers until it is acknowledged. Beyond
// maxUnacked, as many as Wireshark has, segments are forgotten: a capture of one
// direction, where nothing is ever acknowledged, has bytes in flight only up to
// there. The other two keep forged segments from making each acknowledgment
// expensive; no real sender comes near them.
const (
	maxUnacked = 10_000
	maxPartial = 256 // segments of which the same acknowledgment covers a part only: copies of one octet
	maxWide    = 256 // segments that lie further apart than half the sequence space; a window has 2^30 at most (RFC 7323 2.3)
)

// unacked is a segment that no ACK has covered.
type unacked struct {
	time         int64
	row          uint32
	seq, end     decode.Seq // seq moves up with partial acknowledgment
	older, newer uint16     // slots: neighbours in the order of the capture; of a free one, newer is the next free
}

// noSlot stands where there is none.
const noSlot = ^uint16(0)

// What a remembered segment costs, bytes: its slot and its place in the order.
const (
	slotBytes  = 24
	placeBytes = 2
)

// underway holds the segments of one direction that are under way, by sequence
// number, so that an acknowledgment looks only at those that it covers.
type underway struct {
	slots  []unacked
	order  []uint16   // slots by seq, equal ones as they came
	oldest uint16     // in the order of the capture
	newest uint16     // the same
	free   uint16     // first of the free slots
	wide   bool       // they lie too far apart to have an order: order means nothing
	top    decode.Seq // the highest end, unless wide
}

func newUnderway() underway { return underway{oldest: noSlot, newest: noSlot, free: noSlot} }

// count is how many segments are under way.
func (l *underway) count() int { return len(l.order) }

// bytes is the memory held.
func (l *underway) bytes() int { return cap(l.slots)*slotBytes + cap(l.order)*placeBytes }

func (l *underway) first() *unacked { return &l.slots[l.order[0]] }

// add puts a segment among those under way; false when it is forgotten.
func (l *underway) add(u unacked) bool {
	n := len(l.order)
	fits := l.fits(&u)
	if n >= maxUnacked || n >= maxWide && !fits {
		return false
	}
	at := n
	if l.wide = !fits; fits {
		at = l.place(u.seq)
	}
	if n == 0 || l.top.Less(u.end) {
		l.top = u.end
	}
	l.order = slices.Insert(l.order, at, l.take(u))
	return true
}

// fits reports whether the segments lie within half the sequence space, u among
// them: then they have an order.
func (l *underway) fits(u *unacked) bool {
	if len(l.order) == 0 {
		return true
	}
	if l.wide {
		return false
	}
	low := l.first().seq
	if u.seq.Less(low) {
		low = u.seq
	}
	return l.top.Sub(low) >= 0 && u.end.Sub(low) >= 0
}

// place is where a segment goes in the order.
func (l *underway) place(seq decode.Seq) int {
	n := len(l.order)
	if n == 0 || l.slots[l.order[n-1]].seq.LessEq(seq) {
		return n
	}
	at, _ := slices.BinarySearchFunc(l.order, seq, func(i uint16, seq decode.Seq) int {
		if l.slots[i].seq.LessEq(seq) {
			return -1
		}
		return 1
	})
	return at
}

// settle drops what the segment acknowledges, and reports whether anything
// changed.
func (l *underway) settle(s *heard, out *Analysis) bool {
	switch {
	case len(l.order) == 0:
		return false
	case l.wide:
		return l.sift(s, out)
	case l.top.Sub(s.ack) < l.first().seq.Sub(s.ack):
		// So far off that it counts as before the first segments and after the last.
		return len(l.order) <= maxWide && l.sift(s, out)
	}
	n, kept := 0, 0
	for ; n < len(l.order); n++ {
		i := l.order[n]
		u := &l.slots[i]
		if !u.seq.Less(s.ack) {
			break
		}
		if l.done(i, s, out) {
			continue
		}
		u.seq = s.ack
		l.order[kept] = i
		kept++
	}
	kept = l.forget(kept)
	copy(l.order[n-kept:n], l.order[:kept])
	l.order = l.order[n-kept:]
	l.restart()
	return n > 0
}

// done drops a segment if all of it is acknowledged. The oldest one that ends
// where the ACK does is the one that it answers.
func (l *underway) done(i uint16, s *heard, out *Analysis) bool {
	u := &l.slots[i]
	if s.ack.Less(u.end) {
		return false
	}
	if u.end == s.ack && (out.AcksRow == NoRow || u.row < out.AcksRow) {
		out.AcksRow, out.AckRTT = u.row, s.time-u.time
	}
	l.give(i)
	return true
}

// forget keeps maxPartial of the first n of the order: the first, and of the
// others the one that reaches furthest.
func (l *underway) forget(n int) int {
	if n <= maxPartial {
		return n
	}
	last := maxPartial - 1
	for at := maxPartial; at < n; at++ {
		if l.slots[l.order[last]].end.Less(l.slots[l.order[at]].end) {
			l.order[last], l.order[at] = l.order[at], l.order[last]
		}
		l.give(l.order[at])
	}
	return maxPartial
}

// sift settles segments that have no order, or none that the acknowledgment
// agrees with.
func (l *underway) sift(s *heard, out *Analysis) (changed bool) {
	keep := l.order[:0]
	for _, i := range l.order {
		if l.done(i, s, out) {
			changed = true
			continue
		}
		if u := &l.slots[i]; u.seq.Less(s.ack) {
			u.seq, changed = s.ack, true
		}
		keep = append(keep, i)
	}
	l.order = keep
	l.arrange()
	l.restart()
	return changed
}

// arrange finds whether the segments have an order, and makes it.
func (l *underway) arrange() {
	l.wide = false
	if len(l.order) == 0 {
		return
	}
	base := l.first().seq
	var low, high int64
	for _, i := range l.order {
		u := &l.slots[i]
		from := int64(u.seq.Sub(base))
		low, high = min(low, from), max(high, from+int64(u.end-u.seq))
	}
	if l.wide = high-low >= 1<<31; l.wide {
		return
	}
	l.top = base + decode.Seq(high)
	slices.SortFunc(l.order, func(i, k uint16) int {
		a, b := &l.slots[i], &l.slots[k]
		if a.seq != b.seq {
			return int(a.seq.Sub(b.seq))
		}
		return cmp.Compare(a.row, b.row)
	})
}

// bounds returns the first and last octet under way, counted from base. Where
// the numbers wrap around between them, that is the whole space.
func (l *underway) bounds(base decode.Seq) (low, high uint32) {
	if !l.wide {
		if low, high = uint32(l.first().seq-base), uint32(l.top-base); low <= high {
			return low, high
		}
	}
	low, high = ^uint32(0), 0
	for _, i := range l.order {
		u := &l.slots[i]
		low, high = min(low, uint32(u.seq-base)), max(high, uint32(u.end-base))
	}
	return low, high
}

// take puts a segment in a slot, as the newest.
func (l *underway) take(u unacked) uint16 {
	i := l.free
	if i == noSlot {
		i = uint16(len(l.slots))
		l.slots = append(l.slots, unacked{newer: noSlot})
	}
	l.free = l.slots[i].newer
	u.older, u.newer = l.newest, noSlot
	l.slots[i] = u
	if l.newest != noSlot {
		l.slots[l.newest].newer = i
	} else {
		l.oldest = i
	}
	l.newest = i
	return i
}

// give frees a slot.
func (l *underway) give(i uint16) {
	u := &l.slots[i]
	if u.older != noSlot {
		l.slots[u.older].newer = u.newer
	} else {
		l.oldest = u.newer
	}
	if u.newer != noSlot {
		l.slots[u.newer].older = u.older
	} else {
		l.newest = u.older
	}
	u.newer, l.free = l.free, i
}

// restart begins with the first slot again when nothing is left.
func (l *underway) restart() {
	if len(l.order) == 0 {
		l.slots, l.free = l.slots[:0], noSlot
	}
}
