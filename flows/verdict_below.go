package flows

import "tcptui/decode"

// finding is what the segments captured before say of one that begins below
// their end.
type finding struct {
	twin     record     // has the same octets and the same stamp: one sending; see hasTwin
	again    Confidence // something at or above it was sent before it
	late     Confidence // something at or above it was sent after it
	overtook bool       // of these, something with octets above it
	copy     uint32     // row of the latest that has octets of it and does not tell which came first; see hasCopy
	hole     *hole      // the first of its octets that were missing were overtaken so
	seen     bool       // some of its octets were captured before
	stale    bool       // its sender has sent since
	hasTwin  bool
	hasCopy  bool
}

// below judges a segment that begins before the end of what was captured. A
// sender goes up through its octets: whatever it sent after something at or
// above them, it sent again.
func (j *judge) below(id ConnID, c *verdictConn, s, r *sender, x *judged) (v Verdict, sure Confidence) {
	var f finding
	j.find(s, x, &f)
	switch {
	case f.hasTwin:
		v, sure = NetworkDuplicate, Certain
		if f.twin.stamp.id == 0 {
			sure = Likely
		}
	case f.again != ConfidenceNone:
		v, sure = j.again(c, s, r, x, f.again), f.again
	case f.late != ConfidenceNone && f.hasCopy && j.identical(f.copy, x):
		v, sure = NetworkDuplicate, Likely
	case f.late != ConfidenceNone:
		v, sure = Original, f.late
		if f.overtook {
			v = OutOfOrder
		}
		j.reconsider(s, x)
	default:
		v, sure = j.byTime(c, s, r, x, &f)
	}
	if d := j.detail(id, s, x.from); d != nil {
		d.fill(x.seg.Seq, x.end)
		if v.SentAgain() && d.asked && !d.recovers {
			d.recovers, d.recover = true, s.next
		}
		j.pool.account(d)
	}
	return v, sure
}

// find looks through the records and holes of s.
func (j *judge) find(s *sender, x *judged, f *finding) {
	seq := x.seg.Seq
	missing := uint32(0)
	if s.detail != 0 {
		d := j.pool.at(s.detail)
		missing = d.inHoles(seq, x.end)
		if f.hole = d.holeAt(seq, x.end); f.hole != nil {
			j.weigh(f, s, x, f.hole.over, f.hole.row, !f.hole.pure)
		}
	}
	f.seen = missing < uint32(earlierSeq(x.end, s.next)-seq)
	w, sure := s.order(x.stamp, s.newest())
	switch w {
	case sentAfter: // after all that was captured, and some of that is above it
		f.again = max(f.again, sure)
	case sentBefore:
		f.stale = true
	}
	j.compare(s, x, f)
}

// compare looks through the records of s, newest first. There may be hundreds, for each
// segment of a sender that goes down through its octets: what calls nothing for a record is
// three times as fast.
func (j *judge) compare(s *sender, x *judged, f *finding) {
	if s.detail == 0 {
		if s.is(knowsRow) {
			j.one = j.lastRecord(s)
			j.compareOne(s, x, f, &j.one)
		}
		return
	}
	d := j.pool.at(s.detail)
	size := uint32(len(d.ring))
	tells := x.stamp.hasTS || x.stamp.id != 0 && !s.is(sameID)
	for i := range min(d.n, size) {
		e := &d.ring[(d.n-1-i)&(size-1)]
		switch {
		case e.end.LessEq(x.seg.Seq):
		case tells:
			if !j.compareOne(s, x, f, e) {
				return
			}
		case e.seq.Less(x.end): // nothing orders it and another, but it may be a copy
			f.copy, f.hasCopy = e.row, true
			return
		}
	}
}

// compareOne compares with one record; false: that decides.
func (j *judge) compareOne(s *sender, x *judged, f *finding, e *record) bool {
	seq := x.seg.Seq
	if e.end.LessEq(seq) {
		return true
	}
	if e.seq == seq && e.end == x.end && e.stamp == x.stamp && x.stamp.id != 0 && !s.is(sameID) {
		f.twin, f.hasTwin = *e, true
		return false
	}
	over := e.seq.Less(x.end)
	if j.weigh(f, s, x, e.stamp, e.row, !over) == sentUnknown && over && !f.hasCopy {
		f.copy, f.hasCopy = e.row, true
	}
	return true
}

// weigh takes one other sending, at or above x and captured as row, into the
// finding. Counters alone do not show that x was under way for longer than
// packets are: meanwhile they go round. The row is looked at only where that matters.
func (j *judge) weigh(f *finding, s *sender, x *judged, other stamp, row uint32, above bool) when {
	w, sure := s.order(x.stamp, other)
	if w == sentBefore && x.at-j.time(row) > longestWay && !(x.stamp.hasTS && other.hasTS && x.stamp.ts != other.ts) {
		w = sentUnknown
	}
	switch w {
	case sentAfter:
		f.again = max(f.again, sure)
	case sentBefore:
		f.late = max(f.late, sure)
		f.overtook = f.overtook || above
	}
	return w
}

// identical reports whether x has the header that row has, as far as the index
// keeps it: a copy by the network cannot differ.
func (j *judge) identical(row uint32, x *judged) bool {
	c, k := j.index.chunks[row>>chunkShift], row&chunkMask
	g := x.seg
	return c.seq[k] == g.Seq && c.segLen[k] == g.Len && c.ack[k] == g.Ack && c.window[k] == g.Window &&
		decode.Flags(c.flags[k]&tcpFlagsMask) == g.Flags
}

// byTime judges where neither clock nor counter orders the sendings: a sender
// that learns of a loss needs a round trip for it.
func (j *judge) byTime(c *verdictConn, s, r *sender, x *judged, f *finding) (Verdict, Confidence) {
	trip := c.roundTrip()
	asked := j.asked(c, s, r, x)
	switch {
	case f.hasCopy && !j.identical(f.copy, x):
		return j.again(c, s, r, x, Likely), Likely
	case f.hasCopy:
		since := x.at - j.time(f.copy)
		soon := trip > 0 && since < trip*3/4 || trip == 0 && since < orderTime
		if f.stale && x.stamp.hasTS || soon && since < leastRTO {
			return NetworkDuplicate, Likely
		}
		if asked || since >= leastRTO {
			return j.again(c, s, r, x, Likely), Likely
		}
		return j.again(c, s, r, x, Guess), Guess
	case f.hole != nil && !f.seen:
		return j.byTimeInHole(c, s, r, x, f, trip, asked)
	case f.stale:
		return NetworkDuplicate, Guess
	}
	return j.again(c, s, r, x, Guess), Guess
}

// byTimeInHole judges octets that were not captured before.
func (j *judge) byTimeInHole(c *verdictConn, s, r *sender, x *judged, f *finding, trip int64, asked bool) (Verdict, Confidence) {
	late, sure := OutOfOrder, Guess
	if f.hole.pure {
		late = Original
	}
	since := x.at - j.time(f.hole.row)
	switch {
	case f.stale && x.stamp.hasTS:
		return late, Likely
	case trip > 0 && since < trip*3/4:
		return late, Likely
	case trip > 0 && asked:
		return j.again(c, s, r, x, Likely), Likely
	case trip == 0 && since >= orderTime, since >= leastRTO:
		return j.again(c, s, r, x, Guess), Guess
	}
	return late, sure
}
