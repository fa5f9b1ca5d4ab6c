package fsm

import "tcptui/decode"

// reset is a segment with RST.
func (x *passage) reset() {
	s, r := x.s, x.r
	wasHeard := s.is(heard)
	x.rcv = x.checkReset()
	x.sendsReset(wasHeard)
	s.facts |= heard
	r.enter(x.rcv, Inferred, x.row)
	if x.rcv == RcvRST && r.State == Listen && r.is(sentSYN) {
		r.State, r.log[r.steps-1].state = Closed, Closed // an active open does not go back to LISTEN
	}
	x.closed(r)
	s.Last = x.row
}

// checkReset tells whether the receiver accepts a RST: RFC 9293 3.10.7.3 in
// SYN-SENT, RFC 5961 3.2 afterwards.
func (x *passage) checkReset() Event {
	s, r, g := x.s, x.r, x.g
	if r.State == SynSent {
		if g.Flags&decode.ACK != 0 && (!r.is(hasISS) || x.acksSYN()) {
			return RcvRST
		}
		return RcvFarRST
	}
	if !r.is(hasRcv) || g.Seq == r.RcvNxt || s.is(hasNxt) && g.Seq == s.SndNxt {
		return RcvRST
	}
	// Some systems leave their FIN out of a RST's number, and receivers allow it.
	if s.is(sentFIN) && g.Seq == s.Fin && of(CloseWait, Closing, LastAck).has(r.State) {
		return RcvRST
	}
	window := uint32(r.Wnd)
	if r.Scale > 0 && s.Scale >= 0 {
		window <<= uint(r.Scale)
	}
	if g.Seq.In(r.RcvNxt, window) {
		return RcvNearRST
	}
	return RcvFarRST
}

// sendsReset is what a RST shows of its sender.
func (x *passage) sendsReset(wasHeard bool) {
	s, r, g := x.s, x.r, x.g
	x.snd = SndRST
	bare := g.Flags&decode.ACK == 0
	if bare && s.State == SynSent && g.Seq != s.ISS+1 {
		x.snd = SndReject
		return
	}
	answered := r.is(heard)
	if s.State == Listen && s.How == Inferred && s.steps == 1 && !bare {
		// A listening end does not refuse a SYN, so nobody listened.
		s.log[0].state, s.State = Closed, Closed
		x.out.add(Revision{Role: x.from, From: s.log[0].row, State: Closed, How: Inferred, Because: SndRST})
	}
	if k := int(s.steps) - 1; bare && answered && k >= 1 && s.log[k].row == r.Last && s.log[k].how == Inferred {
		// RST without ACK answers a segment for which there was no connection
		// (RFC 9293 3.10.7.1): that segment met a closed end.
		row := s.log[k].row
		s.takeBack(k, x.from, SndRST, &x.out)
		s.enter(SndRST, Observed, row)
		x.out.add(Revision{Role: x.from, From: row, State: s.State, How: s.How, Because: SndRST})
		return
	}
	if s.State == None || s.State == Closed || s.State == Listen {
		s.push(logStep{x.row, Closed, SndRST, Observed})
		return
	}
	s.enter(SndRST, Observed, x.row)
}
