package flows

import (
	"tcptui/decode"
	"tcptui/fsm"
)

// Times that TCP implementations keep, and what tells them apart.
const (
	leastRTO   = int64(200e6) // ns: the shortest retransmission timeout of common systems (RFC 6298 asks for 1 s)
	leastProbe = int64(4e6)   // ns: the shortest time of a tail loss probe
	firstRTO   = int64(900e6) // ns: a little under the timeout of a SYN, 1 s (RFC 6298 2.1)
	ackTimers  = int64(50e6)  // ns: what may pass between an acknowledgment and the sending it causes, beside the way
	orderTime  = int64(3e6)   // ns: lateness that is ascribed to the network where no round trip is known
	jitter     = int64(1e6)   // ns: by which a capture of several queues may mix up frames
	longestWay = int64(5e9)   // ns: longer, a packet is not taken to be under way by its counter alone
	askIdle    = int64(1e9)   // ns: the least idle time before a keep-alive
)

// farSeq is how far a sequence number may lie from what was captured to be
// believed: the largest window there is (RFC 7323 2.3).
const farSeq = 1 << 30

// fullSize is the least data in bytes of a full segment (the default MSS of
// RFC 9293 3.7.1 less options), where the MSS is not known.
const fullSize = 500

// judge gives every segment its verdict and corrects earlier ones. Its owner is
// the lane's. A connection costs it a verdictConn, and a detail an end
// while that has several segments under way or lacks some.
type judge struct {
	index   *index
	conn    func(ConnID) *verdictConn
	pool    detailPool
	one     record // what each hands out of an end without a detail
	revised uint64 // verdicts of earlier rows that were changed
}

// newJudge makes a judge of the rows of x. conn finds what it keeps of a
// connection.
func newJudge(x *index, conn func(ConnID) *verdictConn) judge {
	return judge{index: x, conn: conn, pool: detailPool{limit: maxDetailBytes}}
}

// segment judges a segment of connection conn and writes the verdict into its
// row, which has its other columns already.
func (j *judge) segment(conn *Conn, c *verdictConn, x *judged) {
	s, r := &c.ends[x.from&1], &c.ends[x.from&1^1]
	g := x.seg
	x.end, x.stamp = g.End(), stampOf(g)
	if g.Flags&(decode.ACK|decode.RST) == decode.ACK {
		j.acknowledges(c, s, r, x)
	}
	var v Verdict
	var sure Confidence
	switch {
	case g.Flags.Has(decode.RST):
	case x.end == g.Seq:
		v, sure = j.empty(conn.ID, c, s, r, x)
	default:
		v, sure = j.space(conn, c, s, r, x)
		if v != WindowProbe && v != KeepAlive {
			r.facts &^= reopened
		}
	}
	if v != VerdictNone {
		j.index.firstVerdict(x.row, v, sure)
	}
	s.noteStamp(x, v == NetworkDuplicate)
	s.last, s.peers = x.row, 0
	s.facts |= knowsLast
	if x.end != g.Seq && r.peers < 255 {
		r.peers++
	}
	if s.is(finished) && r.is(finished) && s.una == s.next && r.una == r.next {
		j.release(s)
		j.release(r)
	}
}

// space judges a segment that occupies sequence space.
func (j *judge) space(conn *Conn, c *verdictConn, s, r *sender, x *judged) (v Verdict, sure Confidence) {
	g := x.seg
	off := g.Seq.Sub(s.next)
	switch {
	case !s.is(sentSpace) && (!s.is(knowsNext) || off > farSeq || off < -farSeq || g.Flags.Has(decode.SYN)):
		v, sure = j.first(r, x)
		s.next = x.end
	case off > farSeq || off < -farSeq:
		return j.lost(s, x)
	case g.Len == 1 && x.end == g.Seq+1 && j.probes(s, r, x):
		return j.probe(s, r, x)
	case off < 0 && j.answersSYN(s, r, x):
		v, sure = j.firstSYNACK(r, x)
		s.next = laterSeq(s.next, x.end)
	case off == 0:
		v, sure = j.edge(conn, c, s, r, x)
		s.next = x.end
	case off > 0:
		j.overtakes(conn.ID, s, r, x, false)
		v, sure = Original, Certain
		if g.Seq.Less(s.una) && s.is(knowsUna) && x.end.LessEq(s.una) {
			v, sure = j.acknowledged(r, x)
		}
		s.next = x.end
	default:
		v, sure = j.below(conn.ID, c, s, r, x)
		s.next = laterSeq(s.next, x.end)
	}
	s.facts |= knowsNext | sentSpace
	s.facts &^= saidNothing
	s.put(finished, s.is(finished) || g.Flags.Has(decode.FIN))
	j.record(conn.ID, s, x)
	return v, sure
}

// first judges the first segment of an end that has SYN, data or FIN.
func (j *judge) first(r *sender, x *judged) (Verdict, Confidence) {
	g := x.seg
	switch {
	case g.Flags&(decode.SYN|decode.ACK) == decode.SYN|decode.ACK:
		return j.firstSYNACK(r, x)
	case g.Flags.Has(decode.SYN):
		return Original, Likely // one before it may have been lost
	}
	return Original, Guess // the capture begins here
}

// answersSYN reports whether x is the SYN,ACK with which an end that has sent a SYN
// answers the SYN of its peer (RFC 9293 3.5, figure 8: both open at once). It has
// the number of the SYN before it, but nothing was taken for lost: it is the first
// sending of what it is there for, the acknowledgment.
func (j *judge) answersSYN(s, r *sender, x *judged) bool {
	const both = decode.SYN | decode.ACK
	if x.seg.Flags&both != both || !s.is(knowsRow) || !r.is(sentSpace) {
		return false
	}
	c, k := j.index.chunks[s.row>>chunkShift], s.row&chunkMask
	return c.seq[k] == x.seg.Seq && decode.Flags(c.flags[k]&tcpFlagsMask)&both == decode.SYN
}

// lost judges a segment far from all that was captured before: forged, or after
// more was missed than a window has. Then the sender is followed anew from here.
func (j *judge) lost(s *sender, x *judged) (Verdict, Confidence) {
	if before, _ := s.order(x.stamp, s.newest()); before != sentBefore {
		j.release(s)
		s.next, s.row = x.end, x.row
		s.rowTS, s.rowID = x.stamp.ts, x.stamp.id
		s.facts &^= knowsUna
		s.put(rowHasTS, x.stamp.hasTS)
	}
	return Original, Guess
}

// firstSYNACK judges the first SYN,ACK that was captured. When it echoes an
// earlier SYN than the last, that one had arrived, and what answered it was
// lost: this one was sent again.
func (j *judge) firstSYNACK(r *sender, x *judged) (Verdict, Confidence) {
	g := x.seg
	if r.detail == 0 || g.Opts.Has&decode.OptTimestamps == 0 || g.Opts.TSecr == r.rowTS || !r.is(rowHasTS) {
		return Original, Certain
	}
	v, sure := Original, Likely
	j.pool.at(r.detail).each(func(e *record) bool {
		if e.stamp.hasTS && e.stamp.ts == g.Opts.TSecr && x.at-j.time(e.row) >= firstRTO {
			v = Retransmission
			return false
		}
		return true
	})
	return v, sure
}

// record keeps a segment for those that come later.
func (j *judge) record(id ConnID, s *sender, x *judged) {
	if s.detail == 0 && s.is(knowsRow) && !(s.is(knowsUna) && j.endOf(s.row).LessEq(s.una)) {
		j.detail(id, s, x.from) // the segment before is still under way
	}
	if s.detail != 0 {
		d := j.pool.at(s.detail)
		d.used = true
		if d.push(record{x.seg.Seq, x.end, x.row, x.stamp}, s.una, j.pool.mayGrow()) {
			j.pool.account(d)
		}
	}
	s.row, s.rowTS, s.rowID = x.row, x.stamp.ts, x.stamp.id
	s.facts |= knowsRow
	s.put(rowHasTS, x.stamp.hasTS)
}

// detail returns the detail of s, made when it has none; nil when there is none
// to be had.
func (j *judge) detail(id ConnID, s *sender, side fsm.Role) *detail {
	if s.detail == 0 {
		s.detail = j.pool.take(id, side, func(id ConnID, side fsm.Role) { j.conn(id).ends[side].detail = 0 })
		if s.detail == 0 {
			return nil
		}
		if s.is(knowsRow) {
			j.pool.at(s.detail).push(j.lastRecord(s), s.una, false)
		}
	}
	return j.pool.at(s.detail)
}

func (j *judge) release(s *sender) {
	if s.detail != 0 {
		j.pool.give(s.detail)
		s.detail = 0
	}
}

// lastRecord is the record of the last segment of s.
func (j *judge) lastRecord(s *sender) record {
	c, k := j.index.chunks[s.row>>chunkShift], s.row&chunkMask
	return record{c.seq[k], j.endOf(s.row), s.row, stamp{s.rowTS, s.rowID, s.is(rowHasTS)}}
}

// each calls f for the records of s, newest first, until it returns false.
func (j *judge) each(s *sender, f func(r *record) bool) {
	if s.detail != 0 {
		j.pool.at(s.detail).each(f)
	} else if s.is(knowsRow) {
		j.one = j.lastRecord(s)
		f(&j.one)
	}
}

// time is the time of a row, ns since the epoch.
func (j *judge) time(row uint32) int64 { return j.index.chunks[row>>chunkShift].time[row&chunkMask] }

// endOf is the sequence number after a row's segment.
func (j *judge) endOf(row uint32) decode.Seq {
	c, k := j.index.chunks[row>>chunkShift], row&chunkMask
	g := decode.Segment{Seq: c.seq[k], Len: c.segLen[k], Flags: decode.Flags(c.flags[k] & tcpFlagsMask)}
	return g.End()
}

// change gives an earlier row another verdict.
func (j *judge) change(row uint32, v Verdict, sure Confidence) {
	if j.index.verdict(row) != v {
		j.revised++
	}
	j.index.setVerdict(row, v, sure)
}
