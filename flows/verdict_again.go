package flows

import "tcptui/decode"

// again tells why a segment was sent again.
func (j *judge) again(c *verdictConn, s, r *sender, x *judged, sure Confidence) Verdict {
	g := x.seg
	switch {
	case s.is(knowsUna) && x.end.LessEq(s.una), s.detail != 0 && j.pool.at(s.detail).hasSACK(g.Seq, x.end):
		return SpuriousRetransmission
	case g.Flags.Has(decode.SYN):
		return Retransmission
	case j.asked(c, s, r, x):
		return FastRetransmission
	case j.probesTail(c, s, x):
		return TailLossProbe
	}
	return Retransmission
}

// asked reports whether the receiver's answers made the sender send x again:
// they say that it is missing, they had reached the sender (its timestamp echo
// tells, where there is one), and the last of them came not long ago.
func (j *judge) asked(c *verdictConn, s, r *sender, x *judged) bool {
	if s.detail == 0 || !r.is(knowsLast) {
		return false
	}
	d, g := j.pool.at(s.detail), x.seg
	sacked := len(d.sacked) > 0 && x.end.LessEq(d.sacked[len(d.sacked)-1].left)
	partial := d.recovers && g.Seq == s.una
	if !(sacked || d.asked && g.Seq == s.una || partial) {
		return false
	}
	if d.asked && d.askHasTS && x.stamp.hasTS && int32(g.Opts.TSecr-d.askTS) < 0 {
		return false
	}
	return x.at-j.time(r.last) < c.roundTrip()*3/2+ackTimers
}

// probesTail reports whether x looks like a tail loss probe, RFC 8985 7: the
// last segment again, once, after two round trips without an answer. When it is
// the only one under way, its timeout is hardly later; then only a shorter time
// than any timeout tells.
func (j *judge) probesTail(c *verdictConn, s *sender, x *judged) bool {
	if x.end != s.next || !s.is(knowsRow) || j.index.verdict(s.row).SentAgain() {
		return false
	}
	trip, since := c.roundTrip(), x.at-j.time(s.row)
	if trip == 0 || since < trip*3/2 {
		return false
	}
	return since < leastRTO || s.is(knowsUna) && s.una.Less(x.seg.Seq)
}
