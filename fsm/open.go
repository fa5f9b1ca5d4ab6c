package fsm

import "tcptui/decode"

// syn is a SYN without ACK.
func (x *passage) syn() {
	s, r, g := x.s, x.r, x.g
	switch {
	case s.is(hasISS) && g.Seq == s.ISS:
		x.synAgain()
		if x.shadow {
			x.rcv = RcvOld
			return
		}
	case s.State == None || s.State == Closed || s.State == Listen:
		x.snd = SndSYN
		x.opens()
	default:
		x.snd, x.rcv = SndSYN, RcvNewSYN // impossible in this connection
		return
	}
	s.facts |= heard
	s.Last, s.Wnd = x.row, g.Window
	if g.Len > 0 {
		r.facts |= fastOpen
	}
	x.synArrives()
}

// opens: the sender opens actively.
func (x *passage) opens() {
	s, r, g := x.s, x.r, x.g
	if s.State == Listen && s.How == Inferred && s.steps == 1 {
		s.log[0].state, s.State = Closed, Closed
		x.out.add(Revision{Role: x.from, From: s.log[0].row, State: Closed, How: Inferred, Because: SndSYN})
	}
	s.enter(SndSYN, Observed, x.row)
	x.offers()
	s.facts |= sentSYN
	if r.is(sentSYN) {
		s.facts |= owedSYN // the peer's SYN had not arrived, or this would be SYN,ACK
	}
	r.RcvNxt = g.Seq + 1
	r.facts |= hasRcv
}

// offers notes what a first SYN of the sender says.
func (x *passage) offers() {
	s, g := x.s, x.g
	s.ISS, s.SndUna, s.SndNxt = g.Seq, g.Seq, g.End()
	s.facts |= hasISS | hasNxt
	s.Scale = -1
	if g.Opts.Has&decode.OptWScale != 0 {
		s.Scale = int8(min(g.Opts.WScale, 14))
	}
	s.sign(g, x.now)
}

// synAgain: a SYN sent again proves that no SYN,ACK has arrived.
func (x *passage) synAgain() {
	s := x.s
	if s.copied(x.g, x.now, x.p.roundTrip()) && !s.is(sentSYNACK) {
		x.snd, x.shadow = SndCopy, true
		return
	}
	x.p.again = true
	x.snd = ReSYN
	if k, ok := s.doubted(active); ok {
		s.takeBack(k, x.from, ReSYN, &x.out)
	} else if s.State != SynSent {
		x.snd, x.shadow = SndCopy, true // an old one, overtaken by what followed
		return
	}
	s.sign(x.g, x.now)
}

// synArrives is what the receiver does with a SYN.
func (x *passage) synArrives() {
	r := x.r
	x.rcv = ArrivingSYN
	switch r.State {
	case None:
		// Not stepped further: a SYN may be refused, or dropped.
		r.enter(ArrivingSYN, Inferred, x.row)
	case Closed, Listen:
		if x.snd == ReSYN {
			x.rcv = RcvReSYN
		}
	case SynSent:
		x.rcv = RcvSYN
		r.enter(RcvSYN, Inferred, x.row)
	default:
		x.rcv = RcvReSYN
	}
}

// synAck is a SYN,ACK.
func (x *passage) synAck() {
	s, g := x.s, x.g
	first := !s.is(sentSYNACK) || g.Seq != s.ISS
	switch {
	case first && (s.State == None || s.State == Closed || s.State == Listen || s.State == SynSent || s.State == SynReceived):
		x.answers()
	case s.is(hasISS) && g.Seq == s.ISS && first:
		x.snd, x.rcv = SndInFlight, RcvSYNACK // overtaken by the ACK of it
		s.facts |= sentSYNACK
		s.sign(g, x.now)
		return
	case first:
		x.snd, x.rcv = SndSYNACK, RcvSYNACK // impossible: its SYN is acknowledged
		return
	default:
		x.synAckAgain()
		if x.shadow {
			x.rcv = RcvOld
			return
		}
	}
	s.facts |= heard
	s.Last, s.Wnd = x.row, g.Window
	s.RcvNxt = g.Ack
	x.synAckArrives()
}

// answers: the sender has received a SYN and answers it.
func (x *passage) answers() {
	s := x.s
	x.snd = SndSYNACK
	s.enter(SndSYNACK, Observed, x.row)
	s.observe()
	if !s.is(hasISS) || x.g.Seq != s.ISS {
		x.offers()
	} else {
		s.sign(x.g, x.now)
	}
	s.facts |= sentSYNACK | hasRcv
	s.facts &^= owedSYN
	x.r.RcvNxt = x.g.Seq + 1
	x.r.facts |= hasRcv
}

// synAckAgain: a SYN,ACK sent again proves that no ACK of it has arrived.
func (x *passage) synAckAgain() {
	s := x.s
	if s.copied(x.g, x.now, x.p.roundTrip()) {
		x.snd, x.shadow = SndCopy, true
		return
	}
	x.p.again = true
	x.snd = ReSYNACK
	if k, ok := s.doubted(received); ok {
		s.takeBack(k, x.from, ReSYNACK, &x.out)
		x.p.doubts = min(x.p.doubts+1, 255)
	} else if s.State != SynReceived {
		x.snd, x.shadow = SndCopy, true
		return
	}
	s.sign(x.g, x.now)
}

// synAckArrives is what the receiver does with a SYN,ACK.
func (x *passage) synAckArrives() {
	r := x.r
	x.rcv = RcvSYNACK
	if x.snd == ReSYNACK {
		x.rcv = RcvReSYNACK
	}
	if r.is(hasISS) && !x.acksSYN() {
		x.rcv = RcvBadACK
		return
	}
	if r.State == None || r.State == Closed && !r.is(heard) {
		r.push(logStep{x.row, SynSent, SndSYN, Inferred}) // its SYN was not captured
	}
	if r.State == SynSent && r.is(owedSYN) {
		// The peer's SYN was captured before and arrives before this one.
		r.facts &^= owedSYN
		x.rcv = RcvSYN
	}
	if r.SndUna.Less(x.g.Ack) || !r.is(hasNxt) {
		r.SndUna = x.g.Ack
	}
	r.enter(x.rcv, Inferred, x.row)
}

// timeHandshake measures the round trip by the third step of the handshake,
// and tells which end the capture is next to: the one that answers at once.
func (p *Pair) timeHandshake(x *passage) {
	s, r := x.s, x.r
	if p.rtt != 0 || p.again || x.g.Ack != r.ISS+1 ||
		s.facts&(sentSYN|sentSYNACK|sentFIN) != sentSYN || r.facts&(sentSYN|sentSYNACK) != sentSYNACK {
		return
	}
	there, back := r.sigAt-s.sigAt, x.now-r.sigAt
	p.rtt = max(1, there+back)
	const much = 8
	switch {
	case back*much < there:
		p.near = int8(x.from) + 1
	case there*much < back:
		p.near = int8(x.from^1) + 1
	}
}
