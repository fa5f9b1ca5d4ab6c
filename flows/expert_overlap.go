package flows

import (
	"bytes"
	"slices"

	"tcptui/decode"
	"tcptui/fsm"
)

// Bounds of the search for octets that differ: frames read for it in a capture,
// each counted once for every 4 KiB begun and for every fragment it came in, rows gone
// back in a capture, and rows gone back from a segment. Beyond the first two, nothing is
// compared any more; Compared says whether that happened.
const (
	maxCompared = 1 << 18
	maxGoneBack = 1 << 27
	overlapBack = 512
)

// comparison is the search in a capture.
type comparison struct {
	spent  int      // frames read, as maxCompared counts them
	back   int      // rows gone back
	differ []uint32 // segments found to differ from one before them, ascending
	left   []octets // of the segment that is looked at: octets not found in one before it yet
	turns  int      // rows gone back, and those of frames read
}

// octets is a range of octets of a segment's data.
type octets struct{ from, to int64 }

// Compared reports whether all octets that came twice were compared, or more
// came than are.
func (e *Experts) Compared() bool {
	return e.compared.spent < maxCompared && e.compared.back < maxGoneBack
}

// overlap compares a segment that brings octets again with the ones that brought
// them before, the latest first, until all of it was found the same.
func (e *Experts) overlap(s *Snapshot, r *Row) {
	if r.Len == 0 || !r.Notes.Any(NoteRetransmission|NoteOutOfOrder) || r.Notes.Any(NoteKeepAlive|NoteZeroWindowProbe) ||
		probing(r) || !e.Compared() {
		return
	}
	c := &e.compared
	var data []byte
	begin, end := r.dataRange()
	for at, steps := r.Prev, 0; at != NoRow && steps < overlapBack && e.Compared(); steps++ {
		no := at
		was, prev := s.brought(no)
		at = prev
		c.turns++
		c.back++
		if was.from != r.From || was.first == was.end || !was.first.Less(end) || !begin.Less(was.end) {
			continue
		}
		row := s.Row(no)
		if probing(&row) {
			continue
		}
		if data == nil {
			if data = c.read(e.a, s, r); data == nil {
				return
			}
			c.left = append(c.left[:0], octets{0, int64(len(data))})
		}
		same := octets{int64(was.first.Sub(begin)), int64(was.end.Sub(begin))}
		if !c.lacks(same) {
			continue
		}
		before := c.read(e.b, s, &row)
		_, known := slices.BinarySearch(c.differ, row.No)
		switch {
		case differ(data, begin, before, was.first), known && was.first == begin && was.end == end && len(before) >= len(data):
			e.live[ruleOverlap].found(r.No, r.Conn)
			c.differ = append(c.differ, r.No)
			return
		case !known:
			if c.found(octets{same.from, same.from + int64(len(before))}); len(c.left) == 0 {
				return
			}
		}
	}
}

// read reads a segment's data and counts that. The data are r's, until it reads
// again.
func (c *comparison) read(r *Reader, s *Snapshot, row *Row) []byte {
	n := max(1, len(s.Parts(row.No))) + int(row.CapLen>>12)
	c.spent += n
	c.turns += n * readTurns
	return r.At(s, row.No).Payload()
}

// lacks reports whether octets of x were not found yet.
func (c *comparison) lacks(x octets) bool {
	for _, l := range c.left {
		if l.from < x.to && x.from < l.to {
			return true
		}
	}
	return false
}

// found notes that the octets of x were found the same.
func (c *comparison) found(x octets) {
	for i := 0; i < len(c.left); {
		l := c.left[i]
		switch {
		case l.to <= x.from || x.to <= l.from:
			i++
		case l.from < x.from && x.to < l.to:
			c.left = slices.Insert(c.left, i+1, octets{x.to, l.to})
			c.left[i].to = x.from
			return
		case l.from < x.from:
			c.left[i].to = x.from
			i++
		case x.to < l.to:
			c.left[i].from = x.to
			i++
		default:
			c.left = slices.Delete(c.left, i, i+1)
		}
	}
}

// brought is what a row of a connection has of its octets, and prev the row before it: all
// that most rows gone back are asked. Row reads five times as much.
type brought struct {
	from       fsm.Role
	first, end decode.Seq // its data; end not included
}

func (s *Snapshot) brought(i uint32) (b brought, prev uint32) {
	c, k := s.chunks[i>>chunkShift], i&chunkMask
	fl := c.flags[k]
	r := Row{Seq: c.seq[k], Len: c.segLen[k], Flags: decode.Flags(fl & tcpFlagsMask)}
	b.from = fsm.Role(fl >> fromServerShift & 1)
	b.first, b.end = r.dataRange()
	return b, c.prev[k]
}

// dataRange is the range of a row's octets of data.
func (r *Row) dataRange() (from, to decode.Seq) {
	from = r.Seq
	if r.Flags.Has(decode.SYN) {
		from++
	}
	return from, from.Add(r.Len)
}

// differ reports whether two segments have different octets where both were
// captured.
func differ(a []byte, fromA decode.Seq, b []byte, fromB decode.Seq) bool {
	if d := fromB.Sub(fromA); d > 0 {
		if int64(d) > int64(len(a)) {
			return false
		}
		a = a[d:]
	} else {
		if int64(-d) > int64(len(b)) {
			return false
		}
		b = b[-d:]
	}
	n := min(len(a), len(b))
	return !bytes.Equal(a[:n], b[:n])
}
