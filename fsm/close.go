package fsm

import "tcptui/decode"

// tookFIN: a segment that acknowledges the peer's FIN shows that its sender has
// received it.
func (x *passage) tookFIN() {
	s, r := x.s, x.r
	if !r.is(sentFIN) || !r.Fin.Less(x.g.Ack) {
		return
	}
	s.facts = s.facts&^owedFIN | hasPeerFIN
	if finRcvd.has(s.State) || s.State == Closed {
		return
	}
	how, ev := Observed, RcvFIN
	if s.State == FinWait1 || s.State == FinWait2 || s.facts&(guessedFIN|ahead) != 0 {
		how = Inferred // whether its own FIN was acknowledged before is not shown
	}
	if s.State == FinWait1 && s.is(guessedFIN) {
		ev = RcvFINACK // the peer's direction was not captured; it had this FIN long enough
	}
	s.enter(ev, how, x.row)
	x.snd = ev
}

// fin is a segment with FIN: the first, the same again, or a copy.
func (x *passage) fin() {
	s, g := x.s, x.g
	at := g.Seq.Add(g.Len)
	if s.is(sentFIN) && at == s.Fin {
		x.finAgain()
		return
	}
	if s.is(sentFIN) {
		x.snd = SndFIN // a second FIN elsewhere: impossible, and the table says so
		return
	}
	x.snd = SndFIN
	s.facts |= sentFIN
	s.Fin = at
	s.sign(g, x.now)
	if x.wasAhead && s.jump == at+1 && x.finBefore() {
		return
	}
	acked := x.r.is(sentFIN) && x.r.Fin.Less(g.Ack)
	if x.r.is(sentFIN) && !acked {
		// The two FINs crossed: the peer's had not arrived when this one left.
		if k, ok := s.doubted(established | received); ok && s.State == CloseWait {
			s.takeBack(k, x.from, SndFIN, &x.out)
		}
		s.facts |= owedFIN
	}
	how := Observed
	if s.State == None || s.is(midstream) || acked && !(s.State == CloseWait && s.How == Observed) && x.p.near != int8(x.from)+1 {
		how = Inferred // an earlier FIN may have been lost before the capture
	}
	s.enter(SndFIN, how, x.row)
}

// finAgain: a retransmitted FIN proves that the FIN was not acknowledged.
func (x *passage) finAgain() {
	s, r := x.s, x.r
	if s.copied(x.g, x.now, x.p.roundTrip()) {
		x.snd, x.shadow = SndCopy, true
		return
	}
	x.snd = ReFIN
	s.facts &^= owedACK
	s.sign(x.g, x.now)
	x.finLost()
	k, ok := s.doubted(finUnacked)
	if !ok {
		return
	}
	var later [logSize]logStep
	n := copy(later[:], s.log[k:s.steps])
	s.takeBack(k, x.from, ReFIN, &x.out)
	if s.State != FinWait1 || !r.is(sentFIN) || !r.Fin.Less(x.g.Ack) {
		return
	}
	// It has the peer's FIN, not the ACK of its own: CLOSING, from where it took that FIN.
	for _, l := range later[:n] {
		if s.is(hasPeerFIN) && (l.event == RcvFIN || l.event == RcvReFIN || l.event == RcvFINACK) {
			x.redo(s, x.from, logStep{row: l.row, event: RcvFIN, how: Inferred})
		}
	}
	s.enter(RcvFIN, Observed, x.row)
}

// finBefore: the sender has used the number after its FIN before this FIN was
// captured, so the FIN was sent earlier and lost, or overtaken. The steps since
// then are taken again with the FIN before them.
func (x *passage) finBefore() bool {
	s := x.s
	first := int(s.steps)
	for first > 1 && s.log[first-1].row >= s.jumpRow {
		first--
	}
	// The peer's FIN that made the sender answer with that number came just before.
	if first > 1 && s.log[first-1].state == CloseWait && s.log[first-1].how == Inferred {
		first--
	}
	if !sends.has(s.log[first-1].state) || s.log[first-1].state == CloseWait {
		return false
	}
	var later [logSize]logStep
	n := copy(later[:], s.log[first:s.steps])
	s.steps = uint8(first)
	s.State, s.How = s.log[first-1].state, s.log[first-1].how
	row := s.jumpRow
	if n > 0 && later[0].row < row {
		row = later[0].row
	}
	x.redo(s, x.from, logStep{row: row, event: SndFIN, how: Inferred})
	for _, step := range later[:n] {
		step.row = max(step.row, s.jumpRow)
		x.redo(s, x.from, step)
	}
	return true
}

// finLost: the FINs crossed, the sender repeats its own, and the receiver has
// never acknowledged it. So the receiver did not have it, and what came in the
// meantime acknowledged its own FIN alone: FIN-WAIT-2, not CLOSING.
func (x *passage) finLost() {
	r := x.r
	if r.is(hasPeerFIN) || x.p.near == int8(x.from^1)+1 {
		return
	}
	k, ok := r.doubted(of(FinWait1))
	if !ok || r.log[k].state != Closing {
		return
	}
	row := r.log[k].row
	acked := r.is(owedACK) || r.State == TimeWait
	r.takeBack(k, x.from^1, ReFIN, &x.out)
	r.facts &^= owedACK
	if acked {
		x.redo(r, x.from^1, logStep{row: row, event: RcvACKOfFIN, how: Inferred})
	}
}

// redo takes a step of e at an earlier row again.
func (x *passage) redo(e *Endpoint, role Role, l logStep) {
	e.enter(l.event, l.how, l.row)
	x.out.add(Revision{Role: role, From: l.row, State: e.State, How: e.How, Because: x.snd})
}

// guessFIN serves a one-way capture: the peer's FIN is one octet that the
// sender acknowledges alone. If it acknowledges more later, it was data.
func (x *passage) guessFIN() {
	s, r, g := x.s, x.r, x.g
	if r.is(heard) || !s.is(heard) || !s.is(hasRcv) {
		return
	}
	if s.is(guessedFIN) && s.RcvNxt.Less(g.Ack) {
		s.facts &^= guessedFIN
		r.facts &^= sentFIN
		if k, ok := s.doubted(established | of(FinWait1)); ok {
			s.takeBack(k, x.from, SndACK, &x.out)
		}
		if k, ok := r.doubted(sends); ok {
			r.takeBack(k, x.from^1, SndACK, &x.out)
		}
		return
	}
	if g.Ack != s.RcvNxt+1 || r.is(sentFIN) || g.Flags&decode.FIN != 0 && s.is(sentFIN) {
		return
	}
	s.facts |= guessedFIN
	r.facts |= sentFIN
	r.Fin = g.Ack - 1
	r.enter(SndFIN, Inferred, x.row)
}
