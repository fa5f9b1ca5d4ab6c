package ui

import (
	"tcptui/decode"
	"tcptui/flows"
)

// lookFar is how many rows of the connection are looked through for the first
// sending of a segment, or the next.
const lookFar = 512

// original is the latest earlier segment with octets of one that was sent again.
func (l *ladder) original(row *flows.Row) (uint32, bool) {
	at := row.Prev
	for range lookFar {
		if at == flows.NoRow {
			break
		}
		o := l.snap.Row(at)
		if o.From == row.From && overlap(&o, row) {
			return at, true
		}
		at = o.Prev
	}
	return 0, false
}

// lost reports whether later segments prove that one did not arrive: the other
// end went on as if it had not, or its sender had to send it again.
func (l *ladder) lost(row *flows.Row) bool {
	if !l.story.proven {
		return false
	}
	if _, ok := l.read.Lost(l.snap, row.No); ok {
		return true
	}
	end, at := seqEnd(row), row.Next
	for range lookFar {
		if end == row.Seq || at == flows.NoRow {
			return false
		}
		o := l.snap.Row(at)
		switch {
		case o.From != row.From:
			if o.Flags.Has(decode.ACK) && end.LessEq(o.Ack) {
				return false
			}
		case (o.Verdict == flows.Retransmission || o.Verdict == flows.FastRetransmission) && o.Confidence > flows.Guess && overlap(row, &o):
			return true
		}
		at = o.Next
	}
	return false
}

// seqEnd is the sequence number after a row's segment.
func seqEnd(row *flows.Row) decode.Seq {
	g := decode.Segment{Seq: row.Seq, Len: row.Len, Flags: row.Flags}
	return g.End()
}

// overlap reports whether two segments of one end have octets in common.
func overlap(a, b *flows.Row) bool { return a.Seq.Less(seqEnd(b)) && b.Seq.Less(seqEnd(a)) }
