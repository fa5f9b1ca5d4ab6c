package flows

import (
	"bytes"

	"tcptui/decode"
)

// Bounds of the search for octets that differ: segments looked at in a capture,
// and rows gone back from each. Beyond the first, nothing is compared any more;
// Compared says whether that happened.
const (
	maxCompared = 1 << 16
	overlapBack = 512
)

// Compared reports whether all octets that came twice were compared, or more
// came than are.
func (e *Experts) Compared() bool { return e.spent < maxCompared }

// overlap compares a segment that brings octets again with the ones that brought
// them before.
func (e *Experts) overlap(s *Snapshot, r *Row) {
	if r.Len == 0 || !r.Notes.Any(NoteRetransmission|NoteOutOfOrder) || r.Notes.Any(NoteKeepAlive|NoteZeroWindowProbe) ||
		probing(r) || e.spent >= maxCompared {
		return
	}
	e.spent++
	var data []byte
	begin, end := r.dataRange()
	for at, steps := r.Prev, 0; at != NoRow && steps < overlapBack; steps++ {
		row := s.Row(at)
		at = row.Prev
		from, to := row.dataRange()
		if row.From != r.From || row.Len == 0 || !from.Less(end) || !begin.Less(to) || probing(&row) {
			continue
		}
		if data == nil {
			if data = e.a.At(s, r.No).Payload(); data == nil {
				return
			}
		}
		if differ(data, begin, e.b.At(s, row.No).Payload(), from) {
			e.live[ruleOverlap].found(r.No, r.Conn)
			return
		}
	}
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
