package flows

import "tcptui/decode"

// maxUnacked is how many segments of one direction a ledger remembers until
// they are acknowledged, as many as Wireshark does. Further ones are forgotten:
// a capture of one direction, where nothing is ever acknowledged, has bytes in
// flight only up to there.
const maxUnacked = 10_000

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

	DupAckNum uint32 // of a duplicate ACK: the how manieth it is
	DupAckRow uint32 // and the row that acknowledged first
}

// ledger holds what numbers need beyond the flags: the segments under way. The
// flags themselves never depend on it.
type ledger struct {
	sides [2]account // by fsm.Role
}

// account is one direction.
type account struct {
	sent       []unacked  // in the order of the capture
	low, high  uint32     // of sent: first and last octet, counted from base
	jumbled    bool       // sent is not in the order of the stream
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

// unacked is a segment that no ACK has covered.
type unacked struct {
	time     int64
	row      uint32
	seq, end decode.Seq // seq moves up with partial acknowledgment
}

func newLedger() ledger {
	fresh := account{nextRow: NoRow, changedRow: NoRow}
	return ledger{sides: [2]account{fresh, fresh}}
}

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
	if (s.len > 0 || s.flags.Any(decode.SYN|decode.FIN)) && len(fwd.sent) < maxUnacked {
		fwd.add(unacked{s.time, row, s.seq, s.end()})
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
	if len(a.sent) > 0 {
		out.RTO, out.RTORow = s.time-a.sent[0].time, a.sent[0].row
	}
}

// add puts a segment among those under way.
func (a *account) add(u unacked) {
	seq, end := uint32(u.seq-a.base), uint32(u.end-a.base)
	if n := len(a.sent); n == 0 {
		a.low, a.high, a.jumbled = seq, end, false
	} else {
		a.low, a.high = min(a.low, seq), max(a.high, end)
		a.jumbled = a.jumbled || !u.follows(a.sent)
	}
	a.sent = append(a.sent, u)
	if u.seq.Less(a.walked) || !a.walked.Less(u.end) {
		a.settled = false
	}
}

// settle drops what the segment acknowledges. The oldest segment that ends where
// the ACK does is the one that it answers.
func (a *account) settle(s *heard, out *Analysis) {
	if len(a.sent) == 0 || a.settled && a.walked == s.ack {
		return
	}
	a.walked, a.settled = s.ack, true
	if a.jumbled || a.splits(s.ack) {
		a.sift(s, out)
	} else {
		a.shift(s, out)
	}
}

// follows reports whether the segment comes after all of a list in the order of
// the stream. The whole list then lies within half the sequence space, so that
// comparing neighbours is enough.
func (u *unacked) follows(list []unacked) bool {
	last := &list[len(list)-1]
	return last.seq.LessEq(u.seq) && last.end.LessEq(u.end) && list[0].seq.LessEq(u.end)
}

// splits reports whether an acknowledgment number is so far off that it counts as
// before the first segments and after the last.
func (a *account) splits(ack decode.Seq) bool {
	first, last := &a.sent[0], &a.sent[len(a.sent)-1]
	return ack.Less(first.end) && !ack.Less(last.end) || !first.seq.Less(ack) && last.seq.Less(ack)
}

// shift settles segments that lie in their order: those that are done come
// first.
func (a *account) shift(s *heard, out *Analysis) {
	done := 0
	for done < len(a.sent) && !s.ack.Less(a.sent[done].end) {
		a.sent[done].settle(s, out)
		done++
	}
	a.sent = a.sent[done:]
	trimmed := 0
	for trimmed < len(a.sent) && a.sent[trimmed].seq.Less(s.ack) {
		a.sent[trimmed].seq = s.ack
		trimmed++
	}
	if done+trimmed > 0 {
		a.measure()
	}
}

// sift settles segments that lie in any order.
func (a *account) sift(s *heard, out *Analysis) {
	keep := a.sent[:0]
	a.jumbled = false
	for _, u := range a.sent {
		if !s.ack.Less(u.end) {
			u.settle(s, out)
			continue
		}
		if u.seq.Less(s.ack) {
			u.seq = s.ack
		}
		a.jumbled = a.jumbled || len(keep) > 0 && !u.follows(keep)
		keep = append(keep, u)
	}
	a.sent = keep
	a.measure()
}

// settle notes that the segment is acknowledged.
func (u *unacked) settle(s *heard, out *Analysis) {
	if u.end == s.ack && out.AcksRow == NoRow {
		out.AcksRow, out.AckRTT = u.row, s.time-u.time
	}
}

// measure finds the first and last octet under way.
func (a *account) measure() {
	n := len(a.sent)
	if n == 0 {
		return
	}
	a.low, a.high = uint32(a.sent[0].seq-a.base), uint32(a.sent[n-1].end-a.base)
	if !a.jumbled && a.low <= a.high {
		return // in order, and the numbers do not wrap around between them
	}
	for i := range a.sent {
		u := &a.sent[i]
		a.low, a.high = min(a.low, uint32(u.seq-a.base)), max(a.high, uint32(u.end-a.base))
	}
}

// maxFlight is the most bytes that are believed to be under way: numbers beyond
// it come from a sequence number that wrapped around.
const maxFlight = 2_000_000_000

// flight counts the bytes under way after a segment with data, and those since
// the last PSH.
func (a *account) flight(rev *account, s *heard, out *Analysis) {
	if s.len == 0 || len(a.sent) == 0 || a.blind {
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
