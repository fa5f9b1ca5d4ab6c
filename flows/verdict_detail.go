package flows

import (
	"tcptui/decode"
	"tcptui/fsm"
)

// record is a segment with SYN, data or FIN that was captured not long ago.
type record struct {
	seq, end decode.Seq
	row      uint32
	stamp    stamp
}

// hole is a range of a sender's octets that later ones overtook: they were lost
// before the capture point, delayed, or missed by the capture.
type hole struct {
	left, right decode.Seq
	row         uint32 // the segment that overtook them first
	over        stamp  // its stamp
	pure        bool   // it had no SYN, data or FIN
}

// span is a range of octets, right not included.
type span struct{ left, right decode.Seq }

// Bounds of a detail. What does not fit is forgotten, the oldest first; verdicts
// on it then rest on the clocks, and say how sure they are.
const (
	minRing  = 8   // records, doubled as long as what is in flight needs it
	maxRing  = 512 // a power of two
	maxHoles = 32
	maxSACKs = 32
)

// detail is what judging needs of a sender while more than one segment is in
// flight, or something is missing.
type detail struct {
	ring   []record // the last len(ring) of n records
	n      uint32
	holes  []hole // ascending
	sacked []span // what the receiver reported above its acknowledgment, ascending
	twice  span   // what its last reports of octets that came twice cover without a gap
	floor  decode.Seq
	hasLow bool // floor is set: holes below it may have been forgotten

	dupACKs  uint8      // acknowledgments in a row that told of nothing new
	asked    bool       // the receiver showed that something is missing
	askTS    uint32     // TSval of the first acknowledgment that did, since una moved
	askHasTS bool       //
	recover  decode.Seq // next when the sender began to answer; below it, a partial acknowledgment asks too
	recovers bool       // RFC 6582
	hidden   decode.Seq // up to here it had sent before, by the gap in its identifications
	hides    bool

	bytes int // as the pool has counted it
	owner ConnID
	side  fsm.Role
	used  bool // since the hand passed last
	free  bool
}

// push adds a record. una is what has been acknowledged: a record above it is
// not overwritten as long as the ring may grow. It reports whether it grew.
func (d *detail) push(r record, una decode.Seq, mayGrow bool) (grown bool) {
	size := uint32(len(d.ring))
	if d.n >= size && size < maxRing && mayGrow && una.Less(d.ring[d.n&(size-1)].end) {
		ring := make([]record, 2*size)
		for i := d.n - size; i != d.n; i++ {
			ring[i&(2*size-1)] = d.ring[i&(size-1)]
		}
		d.ring, grown = ring, true
		size *= 2
	}
	d.ring[d.n&(size-1)] = r
	d.n++
	return grown
}

// each calls f for the records, newest first, until it returns false.
func (d *detail) each(f func(r *record) bool) {
	size := uint32(len(d.ring))
	for i := range min(d.n, size) {
		if !f(&d.ring[(d.n-1-i)&(size-1)]) {
			return
		}
	}
}

// open notes that octets from left to right were overtaken.
func (d *detail) open(h hole) {
	if len(d.holes) == maxHoles {
		d.floor, d.hasLow = d.holes[0].right, true
		copy(d.holes, d.holes[1:])
		d.holes = d.holes[:maxHoles-1]
	}
	d.holes = append(d.holes, h)
}

// holeAt is the first hole that overlaps [left, right), or nil.
func (d *detail) holeAt(left, right decode.Seq) *hole {
	for i := range d.holes {
		if h := &d.holes[i]; h.left.Less(right) && left.Less(h.right) {
			return h
		}
	}
	return nil
}

// doubles takes a report of octets that came twice, and returns what it and the
// reports before it cover without a gap.
func (d *detail) doubles(b span) span {
	if b.left.LessEq(d.twice.right) && d.twice.left.LessEq(b.right) && d.twice.left != d.twice.right {
		b = span{earlierSeq(b.left, d.twice.left), laterSeq(b.right, d.twice.right)}
	}
	d.twice = b
	return b
}

// inHoles is how many octets of [left, right) are in holes.
func (d *detail) inHoles(left, right decode.Seq) (n uint32) {
	for i := range d.holes {
		h := &d.holes[i]
		from, to := laterSeq(left, h.left), earlierSeq(right, h.right)
		if from.Less(to) {
			n += uint32(to - from)
		}
	}
	return n
}

// fill takes [left, right) out of the holes.
func (d *detail) fill(left, right decode.Seq) {
	for i := 0; i < len(d.holes); i++ {
		h := &d.holes[i]
		if right.LessEq(h.left) || h.right.LessEq(left) {
			continue
		}
		below, above := h.left.Less(left), right.Less(h.right)
		switch {
		case below && above:
			rest := *h
			h.right, rest.left = left, right
			d.insert(i+1, rest)
			return
		case below:
			h.right = left
		case above:
			h.left = right
		default:
			d.holes = append(d.holes[:i], d.holes[i+1:]...)
			i--
		}
	}
}

// insert puts a hole at place i; the lowest is forgotten when there is no room.
func (d *detail) insert(i int, h hole) {
	if len(d.holes) == maxHoles {
		d.floor, d.hasLow = d.holes[0].right, true
		copy(d.holes, d.holes[1:i])
		d.holes[i-1] = h
		return
	}
	d.holes = append(d.holes, hole{})
	copy(d.holes[i+1:], d.holes[i:])
	d.holes[i] = h
}

// sack notes that the receiver has [left, right).
func (d *detail) sack(left, right decode.Seq) {
	i := 0
	for i < len(d.sacked) && d.sacked[i].right.Less(left) {
		i++
	}
	k := i
	for k < len(d.sacked) && d.sacked[k].left.LessEq(right) {
		left, right = earlierSeq(left, d.sacked[k].left), laterSeq(right, d.sacked[k].right)
		k++
	}
	if k > i {
		d.sacked[i] = span{left, right}
		d.sacked = append(d.sacked[:i+1], d.sacked[k:]...)
		return
	}
	if len(d.sacked) == maxSACKs {
		if i == 0 {
			return
		}
		copy(d.sacked, d.sacked[1:i])
		d.sacked[i-1] = span{left, right}
		return
	}
	d.sacked = append(d.sacked, span{})
	copy(d.sacked[i+1:], d.sacked[i:])
	d.sacked[i] = span{left, right}
}

// hasSACK reports whether the receiver reported all of [left, right).
func (d *detail) hasSACK(left, right decode.Seq) bool {
	for _, b := range d.sacked {
		if b.left.LessEq(left) && right.LessEq(b.right) {
			return true
		}
	}
	return false
}

// acked drops what an acknowledgment has made history.
func (d *detail) acked(una decode.Seq) {
	k := 0
	for k < len(d.sacked) && d.sacked[k].right.LessEq(una) {
		k++
	}
	if k > 0 {
		d.sacked = d.sacked[:copy(d.sacked, d.sacked[k:])]
	}
	d.dupACKs, d.asked = 0, len(d.sacked) > 0
	if d.recovers && d.recover.LessEq(una) {
		d.recovers = false
	}
	if d.hides && d.hidden.LessEq(una) {
		d.hides = false
	}
}

func laterSeq(a, b decode.Seq) decode.Seq {
	if a.Less(b) {
		return b
	}
	return a
}

func earlierSeq(a, b decode.Seq) decode.Seq {
	if a.Less(b) {
		return a
	}
	return b
}
