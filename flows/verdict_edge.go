package flows

import "tcptui/decode"

// edge judges a segment that begins where the ones captured before it end. It is
// new, unless its first sending and all that followed it never came here: then
// a timer sent it again, after a silence.
func (j *judge) edge(conn *Conn, c *verdictConn, s, r *sender, x *judged) (Verdict, Confidence) {
	if s.is(knowsUna) && x.end.LessEq(s.una) {
		return j.acknowledged(r, x)
	}
	if before, _ := s.order(x.stamp, s.newest()); before == sentBefore {
		j.reconsider(s, x) // late, and the first sending: what is below it and younger was sent again
		return Original, Certain
	}
	if s.detail != 0 {
		if d := j.pool.at(s.detail); d.hides && x.seg.Seq.Less(d.hidden) {
			return Retransmission, Guess
		}
	}
	if !s.is(knowsLast) {
		return Original, Likely
	}
	var size uint32
	if s.is(knowsRow) {
		size = uint32(j.endOf(s.row) - j.index.chunks[s.row>>chunkShift].seq[s.row&chunkMask])
	}
	mss := uint32(conn.Sides[x.from&1^1].MSS)
	if lost := s.missing(x.stamp.id, size, mss); lost > 0 {
		return j.gap(conn, s, x, lost, max(x.seg.Len, 1))
	}
	if s.contiguous() && x.stamp.id != 0 || x.at-j.time(s.last) < c.timer() {
		return Original, Certain
	}
	if j.stalled(conn, c, s, r, x) {
		return Retransmission, Guess
	}
	return Original, Likely
}

// timer is the shortest time in ns after which a timer sends something again: a
// tail loss probe after two round trips (RFC 8985 7.2), else a timeout.
func (c *verdictConn) timer() int64 {
	if trip := c.roundTrip(); trip > 0 {
		return min(max(trip*3/2, leastProbe), leastRTO)
	}
	return leastRTO
}

// gap judges a segment before which the sender sent `lost` packets that were not
// captured, though nothing is missing in the sequence. If the peer gave it
// nothing to acknowledge these had data, and after a silence this is the first
// of them again.
func (j *judge) gap(conn *Conn, s *sender, x *judged, lost, size uint32) (Verdict, Confidence) {
	silence := x.at - j.time(s.last)
	if silence < leastRTO || lost <= uint32(s.peers) || x.seg.Flags.Has(decode.SYN) {
		return Original, Likely
	}
	if bulk := size >= max(fullSize, uint32(conn.Sides[x.from&1^1].MSS)*3/4); lost > 3 && !bulk {
		return Original, Guess // more than what a timer sends: a counter of the host for all it sends
	} else if bulk && lost > 1 && s.peers == 0 {
		if d := j.detail(conn.ID, s, x.from); d != nil {
			d.hidden, d.hides = x.seg.Seq.Add((lost-min(lost-1, timeouts(silence)))*size), true
		}
	}
	if s.steps < 16 || s.ones != s.steps {
		return Retransmission, Guess
	}
	return Retransmission, Likely
}

// timeouts is about how many of the packets that were sent within a silence
// were sent by timers: they double (RFC 6298 5.5), the first is half the least.
func timeouts(silence int64) (n uint32) {
	for t := leastRTO; n < 8 && t < silence; t = 2*t + leastRTO {
		n++
	}
	return n
}

// stalled reports whether the sender had more to send when it fell silent: no
// PSH on its last segment says that the application's data went on, everything
// was acknowledged, and the window was open. What ends such a silence after a
// timeout is what was lost. It stands in for a counter, where there is none.
func (j *judge) stalled(conn *Conn, c *verdictConn, s, r *sender, x *judged) bool {
	if s.contiguous() || !s.is(knowsUna) || !s.is(knowsRow) || s.una != s.next || r.is(closedWnd) {
		return false
	}
	row := j.index.chunks[s.row>>chunkShift].row(s.row)
	if row.Len == 0 || row.Flags.Any(decode.PSH|decode.FIN|decode.SYN) || x.at-row.Time < max(leastRTO, 2*c.roundTrip()) || !r.is(knowsLast) {
		return false
	}
	last := j.index.chunks[r.last>>chunkShift].row(r.last)
	return conn.Sides[x.from&1^1].Window(last.Window, last.Flags) >= 2*row.Len && x.at-last.Time >= leastRTO*3/4
}

// acknowledged judges a segment whose octets were acknowledged before they were
// captured: sent again after the capture had missed them, unless the capture
// took two frames in the wrong order.
func (j *judge) acknowledged(r *sender, x *judged) (Verdict, Confidence) {
	if r.is(knowsLast) && x.at-j.time(r.last) < jitter {
		return Original, Guess
	}
	return SpuriousRetransmission, Guess
}

// overtakes notes that a segment left octets out. pure says that it has none
// itself: its sequence number alone tells how far its sender was.
func (j *judge) overtakes(id ConnID, s, r *sender, x *judged, pure bool) {
	if before, _ := s.order(x.stamp, s.newest()); before == sentBefore {
		j.reconsider(s, x)
	}
	if d := j.detail(id, s, x.from); d != nil {
		d.open(hole{left: s.next, right: x.seg.Seq, row: x.row, over: x.stamp, pure: pure})
		j.pool.account(d)
	}
}

// reconsider corrects the verdicts of segments that lie below x but were sent
// after it: they were sent again, for a sender goes up through its octets.
func (j *judge) reconsider(s *sender, x *judged) {
	j.each(s, func(e *record) bool {
		if e.seq.Less(x.end) && !(e.seq == x.seg.Seq && e.end == x.end && e.stamp == x.stamp) {
			if w, sure := s.order(e.stamp, x.stamp); w == sentAfter {
				j.sentAfterAll(e, sure)
			}
		}
		return true
	})
}

// sentAfterAll corrects the verdict of a record that was taken for a first
// sending.
func (j *judge) sentAfterAll(e *record, sure Confidence) {
	if v := j.index.verdict(e.row); v == Original || v == OutOfOrder {
		j.change(e.row, Retransmission, sure)
	}
}
