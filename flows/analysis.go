package flows

import (
	"tcptui/decode"
	"tcptui/fsm"
)

// analyser applies Wireshark's rules to a connection. It has fixed size: what it
// says of a segment depends on the segment and on this state, on nothing else,
// so that feeding the rows of a connection again gives the same answers.
type analyser struct {
	flows    [2]flow // by fsm.Role
	synTime  int64   // of the last SYN without ACK; 0: there was none
	firstRTT int64   // ns from a SYN to the first ACK after it; 0 when not known
	tfoData  bool    // a SYN came with data and a fast open cookie
}

// flow is one direction: what its sender has sent so far.
type flow struct {
	nextTime int64      // when nextSeq was reached
	ackTime  int64      // of the last segment
	nextSeq  decode.Seq // after the highest octet seen; 0: none was seen
	ackable  decode.Seq // after the highest octet up to which nothing is missing; 0: not known
	lastAck  decode.Seq // acknowledgment number of the last segment
	base     decode.Seq // initial sequence number, a guess before its SYN; see flowBased
	dupAcks  uint32     // how often lastAck was repeated; see unseenAcked
	window   uint16     // of the last segment, unscaled
	state    flowState
}

// flowState is a set of things known of a direction.
type flowState uint8

const (
	flowHeard     flowState = 1 << iota // a segment was analysed: window has meaning
	flowSYNLast                         // a SYN was seen and no segment after it: its window is not scaled
	flowNextData                        // the segment that reached nextSeq had data
	flowKeepAlive                       // the last segment was a keep-alive
	flowProbe                           // the last segment was a zero window probe
	flowBased                           // base is known
)

// The times that tell a segment sent again from one that is late.
const (
	fastWithin    = 20_000_000 // ns after a duplicate ACK
	orderWithin   = 3_000_000  // ns, where the round trip is not known
	duplicateAcks = 2          // that make a fast retransmission
)

// unseenAcked stands in the place of the count of duplicate ACKs once octets of
// the direction were acknowledged that were not captured. It counts as many.
const unseenAcked = ^uint32(0)

// heard is what the analysis reads of a segment.
type heard struct {
	from      fsm.Role
	peerScale int8 // of the windows that the other end announced so far
	reused    bool // it begins a new connection on a known four-tuple
	cookie    bool // it has a fast open cookie
	flags     decode.Flags
	window    uint16 // unscaled
	seq, ack  decode.Seq
	len       uint32 // bytes of data
	time      int64  // ns since the epoch
	hidden    Note   // noteNoLen, noteBad, noteCut
}

// unordinary are the flags of segments that are no keep-alives, window updates
// or duplicate ACKs.
const unordinary = decode.SYN | decode.FIN | decode.RST

// segment takes a segment, in the order of the capture, and returns what the
// rules say of it.
func (a *analyser) segment(s *heard) Note {
	fwd, rev := &a.flows[s.from], &a.flows[s.from.Peer()]
	var n Note
	if s.reused || fwd.rebased(s) {
		n = NoteReusedPorts
	}
	if s.flags&(decode.SYN|decode.ACK) == decode.SYN && fwd.state&flowBased != 0 && !s.reused {
		n |= noteSilent
		fwd.nextSeq = fwd.ackable // a RST may have broken it (RFC 9293 3.10.7.1)
	}
	if s.hidden&noteNoLen == 0 {
		fwd.count(rev, s)
		n |= a.sequence(fwd, rev, s)
	}
	if s.hidden&noteBad == 0 {
		n |= a.fastOpen(rev, s)
		a.handshake(fwd, s)
	}
	return n
}

// sequence looks at the numbers of a segment whose length is known.
func (a *analyser) sequence(fwd, rev *flow, s *heard) (n Note) {
	if s.len == 1 && s.seq == fwd.nextSeq && rev.state&flowHeard != 0 && rev.window == 0 {
		n |= NoteZeroWindowProbe
	} else {
		n |= fwd.place(s) | fwd.windows(rev, s) | fwd.repeats(rev, s)
	}
	if s.ack != fwd.lastAck {
		fwd.dupAcks = 0
	} else if n&NoteDuplicateAck != 0 {
		if fwd.dupAcks == unseenAcked {
			fwd.dupAcks = 0
		}
		fwd.dupAcks++
	}
	if s.flags.Has(decode.ACK) {
		n |= rev.acknowledged(s.ack)
	}
	if (s.len > 0 || s.flags.Any(decode.SYN|decode.FIN)) && n&NoteKeepAlive == 0 {
		n |= a.again(fwd, rev, s)
	}
	fwd.advance(s, n)
	fwd.remember(s, n)
	return n
}

// place compares a segment with what its sender sent before.
func (f *flow) place(s *heard) (n Note) {
	if s.window == 0 && !s.flags.Any(unordinary) {
		n |= NoteZeroWindow
	}
	if f.nextSeq != 0 && f.nextSeq.Less(s.seq) && !s.flags.Has(decode.RST) {
		n |= NoteLostSegment
	}
	if s.len <= 1 && s.seq == f.nextSeq-1 && !s.flags.Any(unordinary) {
		n |= NoteKeepAlive
	}
	return n
}

// windows tells when a segment fills the other end's window. That window is
// known only if its scale is.
func (f *flow) windows(rev *flow, s *heard) Note {
	if s.len == 0 || s.peerScale == ScaleUnknown || s.flags.Any(unordinary) || rev.state&flowHeard == 0 {
		return 0
	}
	shift := max(s.peerScale, 0)
	if rev.state&flowSYNLast != 0 {
		shift = 0
	}
	if s.seq.Add(s.len) == rev.lastAck.Add(uint32(rev.window)<<shift) {
		return NoteWindowFull
	}
	return 0
}

// repeats tells what a segment is that brings neither data nor a new
// acknowledgment.
func (f *flow) repeats(rev *flow, s *heard) Note {
	if s.len != 0 || s.flags.Any(unordinary) || s.seq != f.nextSeq || s.ack != f.lastAck {
		return 0
	}
	same := f.state&flowHeard != 0 && s.window == f.window
	switch {
	case s.window == 0 && same && rev.state&flowProbe != 0:
		return NoteZeroWindowProbeAck
	case s.window == 0:
		return 0
	case !same:
		return NoteWindowUpdate
	case rev.state&flowKeepAlive != 0:
		return NoteKeepAliveAck
	}
	return NoteDuplicateAck
}

// acknowledged takes an acknowledgment of what f sent. One that goes beyond what
// was captured is told once, until more of f is captured.
func (f *flow) acknowledged(ack decode.Seq) Note {
	if f.ackable == 0 || !f.ackable.Less(ack) {
		return 0
	}
	if f.ackable.Less(f.nextSeq) {
		f.ackable = f.nextSeq
		return NoteAckLostSegment
	}
	told := f.dupAcks != 0
	f.dupAcks = unseenAcked
	if told {
		return noteSilent
	}
	return NoteAckLostSegment
}

// again tells what a segment is that does not advance its direction.
func (a *analyser) again(fwd, rev *flow, s *heard) Note {
	if s.len > 0 && rev.lastAck != 0 && s.seq.Add(s.len).LessEq(rev.lastAck) {
		return NoteRetransmission | NoteSpuriousRetransmission
	}
	if fwd.nextSeq == 0 || !s.seq.Less(fwd.nextSeq) {
		return 0
	}
	if s.len > 1 && s.seq == fwd.nextSeq-1 {
		return 0 // it begins with the octet of a probe and brings new ones
	}
	if rev.dupAcks >= duplicateAcks && rev.lastAck == s.seq && uint64(s.time-rev.ackTime) < fastWithin {
		return NoteRetransmission | NoteFastRetransmission
	}
	within := uint64(orderWithin)
	if a.firstRTT != 0 {
		within = uint64(a.firstRTT)
	}
	if uint64(s.time-fwd.nextTime) < within && s.end() != fwd.nextSeq {
		return NoteOutOfOrder
	}
	return NoteRetransmission
}

// end is the sequence number after the segment; SYN and FIN together count one,
// as Wireshark has it.
func (s *heard) end() decode.Seq {
	n := s.seq.Add(s.len)
	if s.flags.Any(decode.SYN | decode.FIN) {
		n++
	}
	return n
}

// advance moves the direction's highest octets. A probe does not count.
func (f *flow) advance(s *heard, n Note) {
	end := s.end()
	if n&NoteZeroWindowProbe != 0 {
		return
	}
	if f.nextSeq == 0 || f.nextSeq.Less(end) {
		f.nextSeq, f.nextTime = end, s.time
	}
	if f.ackable == 0 || s.seq == f.ackable {
		f.ackable = f.nextSeq
	}
}

// remember keeps what the next segments are compared with.
func (f *flow) remember(s *heard, n Note) {
	f.window, f.lastAck, f.ackTime = s.window, s.ack, s.time
	f.state = f.state&^(flowKeepAlive|flowProbe) | flowHeard
	if n&NoteKeepAlive != 0 {
		f.state |= flowKeepAlive
	}
	if n&NoteZeroWindowProbe != 0 {
		f.state |= flowProbe
	}
}
