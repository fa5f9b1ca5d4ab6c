package flows

import "tcptui/decode"

// empty judges a segment without SYN, data, FIN or RST: nothing, or a probe, or
// a copy of the one before.
func (j *judge) empty(id ConnID, c *verdictConn, s, r *sender, x *judged) (Verdict, Confidence) {
	g := x.seg
	if !s.is(knowsNext) {
		s.next = g.Seq
		s.facts |= knowsNext | saidNothing
		return VerdictNone, ConfidenceNone
	}
	s.facts &^= saidNothing
	if x.stamp.id != 0 && x.stamp.id == s.id && s.is(knowsLast) && !s.is(sameID) && j.identical(s.last, x) {
		return NetworkDuplicate, Certain
	}
	switch off := g.Seq.Sub(s.next); {
	case off == -1 && j.answered(s, x):
		return j.probe(s, r, x)
	case off > 0 && off < farSeq && s.is(sentSpace):
		j.overtakes(id, s, r, x, true)
		s.next = g.Seq
	case off > 0 && off < farSeq:
		s.next = g.Seq
	}
	return VerdictNone, ConfidenceNone
}

// answered reports whether nothing of s was under way when it sent x, its
// newest segment: what begins an octet below the end is then no late
// acknowledgment.
func (j *judge) answered(s *sender, x *judged) bool {
	if s.is(knowsUna) && s.una.Less(s.next) {
		return false
	}
	before, _ := s.order(x.stamp, s.newest())
	return before != sentBefore
}

// probe tells the two probes apart. Both repeat the octet before SND.UNA (or
// nothing, with its number): while the peer's window is closed it is asked to
// open, else whether it is there. When the peer's side was not captured, only
// the time tells: a window probe comes after a timeout, and again and again,
// a keep-alive after a second at least.
func (j *judge) probe(s, r *sender, x *judged) (Verdict, Confidence) {
	if !r.is(knowsLast) {
		if s.is(knowsLast) && (j.index.verdict(s.last) == WindowProbe || x.at-j.time(s.last) < askIdle) {
			return WindowProbe, Guess
		}
		return KeepAlive, Guess
	}
	sure := Certain
	if !s.is(knowsUna) {
		sure = Likely
	}
	if r.is(closedWnd) || j.unheard(s, r, x) {
		return WindowProbe, sure
	}
	return KeepAlive, sure
}

// unheard reports whether the peer has opened its window again and s did not
// know when it sent x: it does not echo the peer's newest timestamp, or what it
// would have sent otherwise came too soon for a keep-alive. So it is where the
// capture is nearer to the peer, or the news was lost.
func (j *judge) unheard(s, r *sender, x *judged) bool {
	if !r.is(reopened) {
		return false
	}
	return x.stamp.hasTS && r.is(knowsTS) && x.seg.Opts.TSecr != r.ts || s.is(knowsLast) && x.at-j.time(s.last) < askIdle
}

// probes reports whether a segment with one octet is a probe: a keep-alive that
// repeats the last octet long after it was acknowledged (RFC 1122 4.2.3.6), or
// an octet pushed against a closed window (RFC 9293 3.8.6.1).
func (j *judge) probes(s, r *sender, x *judged) bool {
	g := x.seg
	if g.Flags.Any(decode.SYN|decode.FIN|decode.RST) || !s.is(knowsUna) || !s.is(knowsLast) || !r.is(knowsLast) {
		return false
	}
	if before, _ := s.order(x.stamp, s.newest()); before == sentBefore || x.stamp.id != 0 && x.stamp.id == s.id {
		return false
	}
	idle := x.at - max(j.time(s.last), j.time(r.last))
	switch {
	case r.is(closedWnd) && g.Seq == s.una && (g.Seq == s.next || x.end == s.next):
		return idle >= leastRTO*3/4
	case x.end == s.next && s.una == s.next:
		return idle >= askIdle || r.is(closedWnd) && idle >= leastRTO*3/4
	}
	return false
}

// lateProbe corrects the verdict of the only segment that r has sent: its peer
// expects one octet more than it began with, so it was a probe.
func (j *judge) lateProbe(s, r *sender, x *judged) {
	v := KeepAlive
	if x.seg.Window == 0 {
		v = WindowProbe
	}
	j.change(r.last, v, Likely)
}
