package fsm

import "tcptui/decode"

// passage is one segment on its way from s to r: first what it shows of its
// sender, who must have been able to send it, then what it does to its
// receiver, if it arrives.
type passage struct {
	p    *Pair
	s, r *Endpoint
	from Role // of s
	g    *decode.Segment
	row  uint32
	now  tick
	out  Revisions

	snd, rcv Event
	late     bool // data, a round trip or more after the sender's last segment
	wasAhead bool // the sender had used a number beyond what was captured of it
	shadow   bool // the network's copy of a SYN or FIN: nobody sent it now
}

// flagsOf are the flags that choose what a segment is.
const flagsOf = decode.SYN | decode.FIN | decode.RST | decode.ACK

func (x *passage) pass() {
	switch f := x.g.Flags & flagsOf; {
	case f&decode.RST != 0:
		x.reset()
	case f&(decode.SYN|decode.ACK) == decode.SYN|decode.ACK:
		x.synAck()
	case f&decode.SYN != 0:
		x.syn()
	case f&decode.ACK == 0:
		x.snd, x.rcv = SndNoACK, RcvNoACK
	default:
		x.ack()
	}
}

// settle pays what an end is owed: an acknowledgment that was captured while
// another segment, captured before it, had yet to arrive.
func (x *passage) settle(e *Endpoint) {
	if e.is(owedACK) {
		e.facts &^= owedACK
		e.enter(RcvACKOfFIN, Inferred, x.row)
		x.closed(e)
	}
}

// closed notes the time at which an end was inferred to be gone.
func (x *passage) closed(e *Endpoint) {
	if e.State == Closed || e.State == Listen {
		x.p.closedAt = x.now
	}
}

// ack is a segment with ACK and without SYN and RST: all but a handful of a
// connection's segments.
func (x *passage) ack() {
	s, r, g := x.s, x.r, x.g
	if !x.alive() {
		return
	}
	settleSender, settleReceiver := s.is(owedACK), r.is(owedACK)
	x.snd, x.rcv = s.ordinary(g)
	x.p.timeHandshake(x)
	inPlace := !s.is(hasNxt) || g.Seq == s.SndNxt || g.Len == 0 && g.Seq.Less(s.SndNxt)
	x.wasAhead = s.is(ahead)
	x.guessFIN()
	x.p.account(s, r, g, x.row)

	x.tookFIN()
	if g.Flags&decode.FIN != 0 {
		x.fin()
	} else {
		x.holds(inPlace && !x.late && !s.is(ahead))
	}
	if settleSender && s.is(owedACK) {
		x.settle(s)
	}
	if x.shadow {
		return
	}
	x.arrive()
	if settleReceiver {
		x.settle(r)
	}
}

// ordinary tells what a segment without SYN, FIN and RST is to its sender and
// to its receiver, as far as sequence numbers tell.
func (e *Endpoint) ordinary(g *decode.Segment) (snd, rcv Event) {
	switch {
	case g.Len <= 1 && g.Seq+1 == e.SndNxt && e.SndUna == e.SndNxt && e.facts&(hasNxt|heard) == hasNxt|heard && g.Flags&decode.FIN == 0:
		return SndKeepAlive, RcvKeepAlive
	case g.Len == 0:
		return SndACK, RcvACK
	case e.is(hasNxt) && g.End().LessEq(e.SndUna):
		return SndData, RcvOld
	}
	return SndData, RcvData
}

// alive brings the sender into a synchronized state if it is not in one, and
// reports whether the segment belongs to the connection.
func (x *passage) alive() bool {
	s, r, g := x.s, x.r, x.g
	snd, _ := s.ordinary(g)
	switch s.State {
	case None:
		s.facts |= midstream
		s.push(logStep{x.row, Established, snd, Inferred})
	case Closed, Listen:
		return x.revived()
	case SynSent:
		if r.is(hasISS) && !x.acksSYN() {
			x.snd, x.rcv = SndChallenge, RcvBadACK
			return false
		}
		s.enter(RcvSYNACK, Observed, x.row)
		if !r.is(hasISS) && (r.State == None || r.State == Listen) {
			// Its SYN,ACK was not captured, but must have been.
			r.ISS, r.SndUna, r.SndNxt = g.Ack-1, g.Ack, g.Ack
			r.facts |= hasISS | hasNxt
			r.enter(SndSYNACK, Inferred, x.row)
		}
	case SynReceived:
		if s.is(sentSYN) && !s.is(sentSYNACK) {
			x.notSimultaneous()
		} else if !s.is(fastOpen) || g.Flags&decode.FIN != 0 {
			s.enter(snd, Observed, x.row)
		} else {
			x.snd, x.rcv = SndFastOpen, RcvData
			x.p.account(s, r, g, x.row)
			return false
		}
	}
	return true
}

// acksSYN reports whether the segment acknowledges the receiver's SYN and
// nothing it has not sent.
func (x *passage) acksSYN() bool {
	return x.r.ISS.Less(x.g.Ack) && x.g.Ack.LessEq(x.r.SndNxt)
}

// revived is for a segment of an end that was taken for CLOSED or LISTEN.
func (x *passage) revived() bool {
	s, r := x.s, x.r
	x.snd, x.rcv = SndChallenge, RcvBadACK
	switch {
	case !s.is(heard) && r.is(hasISS):
		if !x.acksSYN() {
			return false // the ACK of an older incarnation that still lives
		}
		s.push(logStep{x.row, Established, SndACK, Inferred})
		return true
	case s.How == Observed:
		x.snd, x.rcv = SndInFlight, RcvOld
		return false
	}
	k, ok := s.doubted(live)
	if !ok || x.now-x.p.closedAt <= x.p.roundTrip() {
		x.snd, x.rcv = SndInFlight, RcvOld
		if ok && x.g.Flags&decode.FIN != 0 && !s.is(sentFIN) {
			x.closedFirst(k)
		}
		return false
	}
	s.takeBack(k, x.from, x.snd, &x.out)
	return true
}

// closedFirst: the sender's FIN crossed the RST that ended it, so between its
// close and the RST it waited for the ACK of that FIN. k is the step that the
// RST made it take.
func (x *passage) closedFirst(k int) {
	s, g := x.s, x.g
	reset := s.log[k]
	s.takeBack(k, x.from, SndFIN, &x.out)
	s.facts |= sentFIN
	s.Fin = g.Seq.Add(g.Len)
	x.redo(s, x.from, logStep{row: reset.row, event: SndFIN, how: Inferred})
	s.enter(reset.event, reset.how, x.row)
}

// notSimultaneous: an end that seemed to answer the peer's SYN with its own
// never sent SYN,ACK, so that SYN was lost and the SYN,ACK opened it.
func (x *passage) notSimultaneous() {
	s := x.s
	if k, ok := s.doubted(active); ok {
		row := s.log[k].row
		s.takeBack(k, x.from, SndACK, &x.out)
		s.enter(RcvSYNACK, Inferred, row)
		x.out.add(Revision{Role: x.from, From: row, State: s.State, How: s.How, Because: SndACK})
	} else {
		s.enter(SndACK, Observed, x.row)
	}
}

// holds looks at what a segment without FIN shows of its sender's state.
func (x *passage) holds(inPlace bool) {
	s, g := x.s, x.g
	switch {
	case s.State == Established && !s.is(midstream):
		// Data sent again, or after a gap, may hide that a FIN was lost.
		if inPlace || x.p.near == int8(x.from)+1 {
			s.observe()
		} else {
			s.How = Inferred
		}
	case s.State == CloseWait && s.How == Inferred && g.Opts.Has&decode.OptSACK != 0 && x.r.is(sentFIN) && g.Ack.LessEq(x.r.Fin):
		// It reports a hole before the FIN, so the FIN is not received yet.
		if k, ok := s.doubted(established | received); ok {
			s.takeBack(k, x.from, SndACK, &x.out)
			s.facts |= owedFIN
			s.RcvNxt = g.Ack
		}
	}
	next := x.p.near == int8(x.from)+1
	switch s.State {
	case CloseWait:
		if x.r.is(sentFIN) && g.Ack == x.r.Fin+1 && inPlace && g.End() == s.SndNxt {
			s.observe()
		} else if !next {
			s.How = Inferred
		}
	case FinWait1, Closing:
		if !next {
			s.How = Inferred // the ACK of its FIN may have come by a way that was not captured
		}
	}
}

// arrive is what the receiver does with a segment that carries ACK.
func (x *passage) arrive() {
	s, r, g := x.s, x.r, x.g
	if r.State == SynReceived && r.is(hasISS) && x.acksSYN() {
		if x.p.doubts > 1 {
			return // its ACKs have been ignored before: wait until it shows that one was not
		}
		x.rcv = RcvACKOfSYN
		r.enter(RcvACKOfSYN, Inferred, x.row)
	}
	fin := g.Flags&decode.FIN != 0
	if r.is(owedFIN) && s.is(sentFIN) && r.RcvNxt == s.Fin && !fin {
		r.RcvNxt++ // the gap before the FIN is filled
	}
	ackOfFIN := r.is(sentFIN) && r.Fin.Less(g.Ack)
	if r.is(owedFIN) && s.is(sentFIN) && s.Fin.Less(r.RcvNxt) && !fin {
		x.rcv = RcvFIN
		r.facts &^= owedFIN
		r.enter(RcvFIN, Inferred, x.row)
		if ackOfFIN && r.State == Closing {
			r.facts |= owedACK
			return
		}
	}
	again := fin && x.snd == ReFIN
	switch inOrder := fin && s.Fin.Less(r.RcvNxt); {
	case inOrder && ackOfFIN && r.State != FinWait2:
		x.rcv = RcvFINACK
	case inOrder && again:
		x.rcv = RcvReFIN
	case inOrder:
		x.rcv = RcvFIN
	case fin:
		x.rcv = RcvEarlyFIN
		r.facts |= owedFIN
		if ackOfFIN {
			r.enter(RcvACKOfFIN, Inferred, x.row)
		}
	case ackOfFIN && (r.State == FinWait1 || r.State == Closing || r.State == LastAck):
		x.rcv = RcvACKOfFIN
	}
	if r.State == TimeWait && x.rcv == RcvReFIN || x.rcv == RcvFINACK {
		r.Clock = x.row
	}
	r.enter(x.rcv, Inferred, x.row)
	x.closed(r)
}
