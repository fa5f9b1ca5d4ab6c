package flows

import "tcptui/decode"

// Analysis is everything that Wireshark's rules say of one segment. Rows are
// NoRow, numbers and times 0 where there is nothing to say.
type Analysis struct {
	Notes Note
	Any   bool // something is said of the segment, if only a number

	AcksRow uint32 // the row whose end this one acknowledges exactly
	AckRTT  int64  // ns since then

	InitialRTT int64 // ns of the connection's handshake, RFC 9293 3.5; see Conn

	InFlight uint32 // bytes sent and not acknowledged after this segment, selectively acknowledged ones left out
	Pushed   uint32 // bytes sent since the last PSH, with this segment; has meaning when InFlight has

	RTO    int64  // of a plain retransmission: ns since RTORow
	RTORow uint32 // the oldest row without an acknowledgment

	DupAckNum uint32 // of a duplicate ACK: which one it is, from 1
	DupAckRow uint32 // and the row that acknowledged first
}

// ledger holds what numbers need beyond the flags: the segments under way. The
// flags themselves never depend on it.
type ledger struct {
	sides [2]account // by fsm.Role
}

// account is one direction.
type account struct {
	sent       underway
	low, high  uint32     // of sent: first and last octet, counted from base
	settled    bool       // sent holds nothing that walked acknowledges
	walked     decode.Seq // acknowledgment number that sent was last compared with
	blind      bool       // segments are missing: bytes in flight are not known until an ACK comes
	pushEnded  bool       // the last segment with data had PSH
	pushed     uint32     // bytes since the last PSH
	sacked     uint32     // bytes that the last segment of this end acknowledges selectively
	base       decode.Seq // as analyser's
	nextRow    uint32     // the row that reached nextSeq
	changedRow uint32     // the row that changed the acknowledgment number
}

func newLedger() ledger {
	fresh := account{sent: newUnderway(), nextRow: NoRow, changedRow: NoRow}
	return ledger{sides: [2]account{fresh, fresh}}
}

// bytes is the memory that the ledger holds beside itself.
func (l *ledger) bytes() int { return l.sides[0].sent.bytes() + l.sides[1].sent.bytes() }

// segment takes a segment and returns the numbers. n is what the analyser said
// of it, before and after are its direction's state around that, sacked the
// bytes in the SACK blocks that count.
func (l *ledger) segment(s *heard, row uint32, n Note, before, after *flow, sacked uint32) Analysis {
	out := Analysis{Notes: n, AcksRow: NoRow, RTORow: NoRow, DupAckRow: NoRow}
	fwd, rev := &l.sides[s.from], &l.sides[s.from.Peer()]
	fwd.sacked = sacked
	if fwd.base != after.base {
		fwd.base = after.base
		fwd.measure()
	}
	if s.flags.Has(decode.ACK) {
		rev.blind = false
	}
	if n.Has(NoteLostSegment) {
		fwd.blind = true
	}
	if s.ack != before.lastAck {
		fwd.changedRow = row
	}
	if n.Has(NoteDuplicateAck) {
		out.DupAckNum, out.DupAckRow = after.dupAcks, fwd.changedRow
	}
	if n&(noteCondition|NoteRetransmission) == NoteRetransmission {
		fwd.timeout(s, before, &out)
	}
	if after.nextSeq != before.nextSeq {
		fwd.nextRow = row
	}
	if s.len > 0 || s.flags.Any(decode.SYN|decode.FIN) {
		fwd.add(unacked{time: s.time, row: row, seq: s.seq, end: s.end()})
	}
	rev.settle(s, &out)
	fwd.flight(rev, s, &out)
	out.Any = out.Any || n&(noteSequence|noteSilent) != 0 || out.AcksRow != NoRow
	return out
}

// timeout takes the time that a retransmission waited: since the oldest segment
// that is not acknowledged, which is not always the one that is sent again; if
// all are, since the one that reached furthest.
func (a *account) timeout(s *heard, before *flow, out *Analysis) {
	out.RTO, out.RTORow = s.time-before.nextTime, a.nextRow
	if a.sent.count() > 0 {
		u := &a.sent.slots[a.sent.oldest]
		out.RTO, out.RTORow = s.time-u.time, u.row
	}
}

// add puts a segment among those under way.
func (a *account) add(u unacked) {
	if !a.sent.add(u) {
		return
	}
	seq, end := uint32(u.seq-a.base), uint32(u.end-a.base)
	if a.sent.count() == 1 {
		a.low, a.high = seq, end
	} else {
		a.low, a.high = min(a.low, seq), max(a.high, end)
	}
	if u.seq.Less(a.walked) || !a.walked.Less(u.end) {
		a.settled = false
	}
}

// settle drops what the segment acknowledges.
func (a *account) settle(s *heard, out *Analysis) {
	if a.sent.count() == 0 || a.settled && a.walked == s.ack {
		return
	}
	a.walked, a.settled = s.ack, true
	if a.sent.settle(s, out) {
		a.measure()
	}
}

// measure finds the first and last octet under way.
func (a *account) measure() {
	if a.sent.count() > 0 {
		a.low, a.high = a.sent.bounds(a.base)
	}
}

// maxFlight is the most bytes that are believed to be under way: numbers beyond
// it come from a sequence number that wrapped around.
const maxFlight = 2_000_000_000

// flight counts the bytes under way after a segment with data, and those since
// the last PSH.
func (a *account) flight(rev *account, s *heard, out *Analysis) {
	if s.len == 0 || a.sent.count() == 0 || a.blind {
		return
	}
	out.Any = true
	if n := a.high - a.low - rev.sacked; n > 0 && n < maxFlight {
		if s.flags.Any(decode.SYN | decode.FIN) {
			n-- // their octet is no byte
		}
		out.InFlight = n
	}
	if a.pushEnded {
		a.pushed = 0
	}
	a.pushed += s.len
	a.pushEnded = s.flags.Has(decode.PSH)
	out.Pushed = a.pushed
}
