package flows

import (
	"container/heap"

	"tcptui/decode"
	"tcptui/fsm"
)

// maxHeld is how many segments of one direction wait for what is missing before
// them. Then the first gap is given up, so that a forged capture cannot make
// the memory grow and a one-sided one, where nothing is ever acknowledged, still
// shows its data.
const maxHeld = 1 << 16

// ordering sorts the segments of both directions into the order of the stream:
// of two that bring the same octets, the one that could deliver them first
// wins, as in a receiver that hands data over as soon as it can.
type ordering struct {
	dirs  [2]direction // by fsm.Role
	out   []Piece
	again []Again
}

// direction is what one end sends. Octets are counted in 64 bits from the first
// one expected, so that a stream may pass 4 GiB: a 32-bit sequence number means
// the octet nearest to next.
type direction struct {
	begun  bool
	seq    decode.Seq // of octet next
	next   int64      // the octet that is due
	hasFIN bool
	fin    int64   // the octet that the FIN takes
	passed bool    // data came after the FIN: its octet is not one of the stream
	held   waiting // segments that begin after next
	due    ready   // segments that begin at or before next
}

// held is a segment with data, by its place in the stream.
type held struct {
	off  int64  // of its first octet
	row  uint32 // also the order of arrival
	len  uint32 // bytes of data
	have uint32 // of these, captured: the first ones
	ask  bool   // it only asks for an answer: what it holds is no data
}

// add takes one segment of which have bytes of data were captured.
func (o *ordering) add(r *Row, have uint32) {
	if r.Flags.Has(decode.ACK) {
		o.acked(r.From.Peer(), r.Ack)
	}
	d, seq := &o.dirs[r.From], r.Seq
	if r.Flags.Has(decode.SYN) {
		seq++ // the SYN takes one; data may come with it (RFC 7413)
	}
	if !d.begun {
		d.begun, d.seq = true, seq
	}
	off := d.place(seq)
	if r.Flags.Has(decode.FIN) && !d.hasFIN {
		d.hasFIN, d.fin = true, off+int64(r.Len)
	}
	h := held{off: off, row: r.No, len: r.Len, have: have, ask: r.Notes.Any(NoteKeepAlive | NoteZeroWindowProbe)}
	switch {
	case r.Len == 0:
	case off <= d.next:
		o.deliver(r.From, h) // nearly every segment: nothing has to wait
	default:
		heap.Push(&d.held, h)
	}
	o.release(r.From)
	if len(d.held) > maxHeld {
		o.giveUp(r.From)
	}
}

// place is the octet that a sequence number means.
func (d *direction) place(seq decode.Seq) int64 { return d.next + int64(seq.Sub(d.seq)) }

// advance makes octet `to` the one that is due.
func (d *direction) advance(to int64) {
	d.seq = d.seq.Add(uint32(to - d.next))
	d.next = to
}

// acked gives up the gaps that the other end says it has received: what it
// acknowledges and the capture lacks will not be sent again.
func (o *ordering) acked(role fsm.Role, ack decode.Seq) {
	d := &o.dirs[role]
	for len(d.held) > 0 && d.place(ack) > d.held[0].off {
		o.giveUp(role)
	}
}

// giveUp tells the gap before the first segment that waits, and goes on there.
func (o *ordering) giveUp(role fsm.Role) {
	d := &o.dirs[role]
	first := d.held[0]
	if n := first.off - d.next; n > 0 {
		o.out = append(o.out, Piece{From: role, Gap: true, Row: first.row, Len: uint32(n)})
	}
	d.advance(first.off)
	o.release(role)
}

// release delivers everything that is due.
func (o *ordering) release(role fsm.Role) {
	d := &o.dirs[role]
	for {
		for len(d.held) > 0 && d.held[0].off <= d.next {
			heap.Push(&d.due, heap.Pop(&d.held))
		}
		switch {
		case len(d.due) > 0:
			o.deliver(role, heap.Pop(&d.due).(held))
		case d.hasFIN && d.next == d.fin && len(d.held) > 0 && d.held[0].off == d.fin+1:
			d.advance(d.fin + 1) // data after a FIN: the FIN's own octet is no gap
			d.passed = true
		default:
			return
		}
	}
}

// deliver tells the part of a segment that is new.
func (o *ordering) deliver(role fsm.Role, h held) {
	d := &o.dirs[role]
	end := h.off + int64(h.len)
	o.repeat(role, &h)
	if end <= d.next {
		return
	}
	skip := uint32(d.next - h.off)
	if skip < h.have {
		o.out = append(o.out, Piece{From: role, Row: h.row, Skip: skip, Len: h.have - skip})
		skip = h.have
	}
	if skip < h.len {
		o.out = append(o.out, Piece{From: role, Gap: true, Cut: true, Row: h.row, Skip: skip, Len: h.len - skip})
	}
	d.advance(end)
}

// repeat notes the captured octets of a segment that were told before.
func (o *ordering) repeat(role fsm.Role, h *held) {
	d := &o.dirs[role]
	from, to := max(h.off, 0), min(h.off+int64(h.have), d.next)
	shift := int64(0)
	if d.passed && to > d.fin {
		from, shift = max(from, d.fin+1), 1
	}
	if from >= to || h.ask {
		return
	}
	o.again = append(o.again, Again{From: role, Row: h.row, Skip: uint32(from - h.off), Len: uint32(to - from), Off: uint64(from - shift)})
}

// rest gives up all gaps of a copy and returns what that tells.
func (o *ordering) rest() ordering {
	var c ordering
	for role := range o.dirs {
		d := o.dirs[role]
		d.held = append(waiting(nil), d.held...)
		d.due = nil
		c.dirs[role] = d
		for len(c.dirs[role].held) > 0 {
			c.giveUp(fsm.Role(role))
		}
	}
	return c
}

// waiting is a heap of segments by their place, the earlier arrival first.
type waiting []held

func (w waiting) Len() int { return len(w) }
func (w waiting) Less(i, j int) bool {
	return w[i].off < w[j].off || w[i].off == w[j].off && w[i].row < w[j].row
}
func (w waiting) Swap(i, j int) { w[i], w[j] = w[j], w[i] }

// Push and Pop are for container/heap.
func (w *waiting) Push(x any) { *w = append(*w, x.(held)) }

// Pop takes the last element off.
func (w *waiting) Pop() any { return popLast((*[]held)(w)) }

// ready is a heap of segments by their arrival.
type ready []held

func (r ready) Len() int           { return len(r) }
func (r ready) Less(i, j int) bool { return r[i].row < r[j].row }
func (r ready) Swap(i, j int)      { r[i], r[j] = r[j], r[i] }

// Push and Pop are for container/heap.
func (r *ready) Push(x any) { *r = append(*r, x.(held)) }

// Pop takes the last element off.
func (r *ready) Pop() any { return popLast((*[]held)(r)) }

func popLast(s *[]held) held {
	n := len(*s) - 1
	last := (*s)[n]
	*s = (*s)[:n]
	return last
}
