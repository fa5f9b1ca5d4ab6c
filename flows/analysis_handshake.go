package flows

import (
	"tcptui/decode"
	"tcptui/fsm"
)

// What the analysis takes from the segments that begin a connection, and where
// the lane hands segments over.

// rebased reports whether a SYN,ACK has another initial sequence number than its
// direction had, and takes it over.
func (f *flow) rebased(s *heard) bool {
	if !s.flags.Has(decode.SYN|decode.ACK) || f.state&flowBased == 0 || f.base == s.seq {
		return false
	}
	f.base = s.seq
	return true
}

// count sets where the sequence numbers of both directions count from, unless
// that is known.
func (f *flow) count(rev *flow, s *heard) {
	if f.state&flowBased == 0 {
		f.state |= flowBased
		f.base = s.seq
		if !s.flags.Has(decode.SYN) {
			f.base--
		}
	}
	if rev.state&flowBased == 0 && s.flags.Has(decode.ACK) {
		rev.state |= flowBased
		rev.base = s.ack - 1
	}
}

// fastOpen tells what a segment of the handshake says of TCP fast open, RFC
// 7413.
func (a *analyser) fastOpen(rev *flow, s *heard) Note {
	switch s.flags & (decode.SYN | decode.ACK) {
	case decode.SYN:
		if s.cookie {
			a.tfoData = a.tfoData || s.len > 0
			return NoteTFOSyn
		}
	case decode.SYN | decode.ACK:
		ack := s.ack
		if s.hidden&noteNoLen == 0 {
			ack -= rev.base
		}
		if ack > 1 {
			return NoteTFOAck
		}
		if a.tfoData {
			return NoteTFOIgnored
		}
	}
	return 0
}

// handshake measures the first round trip: from the last SYN to the first ACK
// after it, of whichever end.
func (a *analyser) handshake(f *flow, s *heard) {
	switch s.flags & (decode.SYN | decode.ACK) {
	case decode.SYN:
		a.synTime = s.time
		f.state |= flowSYNLast
	case decode.SYN | decode.ACK:
		f.state |= flowSYNLast
	case decode.ACK:
		if a.synTime != 0 && a.firstRTT == 0 {
			a.firstRTT = s.time - a.synTime
		}
		f.state &^= flowSYNLast
	}
}

// ingest takes a segment of a connection as it is captured, before the
// connection has noted it, and returns the word of its notes column. What the
// rules say of the connection as a whole goes there.
func (a *analyser) ingest(c *Conn, from fsm.Role, seg *decode.Segment, at int64) Note {
	s := heard{from: from, peerScale: c.Sides[from.Peer()].Scale, reused: c.First == NoRow && c.Previous != NoConn,
		cookie: seg.Opts.Has&decode.OptFastOpenCookie != 0, flags: seg.Flags, window: seg.Window,
		seq: seg.Seq, ack: seg.Ack, len: seg.Len, time: at}
	if !seg.LenKnown() {
		s.hidden |= noteNoLen
	}
	if seg.Fault&decode.FaultOffsetSmall != 0 {
		s.hidden |= noteBad
	}
	if seg.Fault&(decode.FaultShortHeader|decode.FaultShortOptions) != 0 {
		s.hidden |= noteCut
	}
	if seg.Fault&decode.FaultShortHeader != 0 {
		s.hidden |= noteShort
	}
	n := a.segment(&s)
	if s.hidden&(noteCut|noteBad) != 0 {
		n &= NoteTFOAck | NoteTFOIgnored // what Wireshark tells before it comes to the options
	}
	if seg.Opts.Has&decode.OptSACK != 0 {
		n |= noteSACK
	}
	n |= headerNotes(seg)
	if c.closer < 0 && seg.Flags.Has(decode.FIN) && s.hidden&noteBad == 0 {
		c.closer = int8(from)
	}
	c.complete(seg, c.First == NoRow)
	c.InitialRTT = a.firstRTT
	return n | s.hidden
}

// headerNotes are what a header says by itself that Wireshark lists as a finding.
func headerNotes(seg *decode.Segment) (n Note) {
	if seg.Fault&decode.FaultOffsetSmall != 0 {
		return 0
	}
	if seg.Urgent != 0 && !seg.Flags.Has(decode.URG) {
		n |= noteUrgent
	}
	if seg.Fault&decode.FaultShortOptions != 0 {
		return n
	}
	if _, ok := seg.Opts.DSACK(seg.Ack); ok {
		n |= noteDSACK
	}
	const fixed = 20 // bytes of header without options
	if seg.Flags.Has(decode.SYN) && seg.HdrLen > fixed && seg.Opts.Has&decode.OptMSS == 0 {
		n |= noteNoMSS
	}
	return n
}
