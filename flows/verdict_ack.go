package flows

import "tcptui/decode"

// duplicates is how many duplicate acknowledgments ask for a retransmission,
// RFC 5681 3.2.
const duplicates = 3

// acknowledges takes what x, sent by s, says of what r sent: how far it came,
// what is missing, what came twice.
func (j *judge) acknowledges(c *verdictConn, s, r *sender, x *judged) {
	g := x.seg
	j.sampleEcho(s, r, x)
	switch {
	case r.is(knowsNext) && (g.Ack.Sub(r.next) > farSeq || g.Ack.Sub(r.next) < -farSeq):
		return // of another connection, or forged
	case !r.is(knowsUna) || r.una.Less(g.Ack):
		j.advance(s, r, x)
	case r.una == g.Ack && x.end == g.Seq && r.una.Less(r.next) && r.detail != 0:
		d := j.pool.at(r.detail)
		if d.dupACKs < 255 {
			d.dupACKs++
		}
		if d.dupACKs >= duplicates {
			d.ask(x)
		}
	}
	if g.Opts.NSACK > 0 && g.Opts.Has&decode.OptSACK != 0 {
		j.sacks(s, r, x)
	}
	if closed := g.Window == 0 && !g.Flags.Has(decode.SYN); closed != s.is(closedWnd) {
		if w, _ := s.order(x.stamp, s.newest()); w != sentBefore { // an older window says nothing
			s.put(closedWnd, closed)
			s.put(reopened, !closed)
		}
	}
}

// advance takes an acknowledgment of more than before.
func (j *judge) advance(s, r *sender, x *judged) {
	g := x.seg
	r.una = g.Ack
	r.facts |= knowsUna
	if r.detail != 0 {
		j.pool.at(r.detail).acked(g.Ack)
	}
	switch {
	case !r.is(knowsNext):
		r.next = g.Ack
		r.facts |= knowsNext
	case r.next.Less(g.Ack) && !r.is(sentSpace):
		if r.is(saidNothing) && g.Ack == r.next+1 && x.end == g.Seq {
			j.lateProbe(s, r, x)
		}
		r.next = g.Ack
	}
}

// sampleEcho measures how long s took to answer r: by the echo of a timestamp,
// else by an acknowledgment of exactly what r sent last, and once (RFC 6298 3).
func (j *judge) sampleEcho(s, r *sender, x *judged) {
	g := x.seg
	if x.stamp.hasTS && r.is(knowsTS) {
		if g.Opts.TSecr == r.ts && !r.is(echoed) {
			r.facts |= echoed
			s.sample(x.at - j.time(r.tsRow))
		}
		return
	}
	fresh := !r.is(knowsUna) || r.una.Less(g.Ack)
	if fresh && r.is(knowsRow) && g.Ack == r.next && !j.index.verdict(r.row).SentAgain() {
		s.sample(x.at - j.time(r.row))
	}
}

// ask notes that the receiver has shown that something is missing.
func (d *detail) ask(x *judged) {
	if !d.asked {
		d.asked, d.askTS, d.askHasTS = true, x.stamp.ts, x.stamp.hasTS
	}
}

// sacks takes the SACK option (RFC 2018), whose first block may report what came
// twice instead (RFC 2883).
func (j *judge) sacks(s, r *sender, x *judged) {
	o := &x.seg.Opts
	_, twice := o.DSACK(x.seg.Ack)
	for i, b := range o.SACK[:o.NSACK] {
		if !b.Left.Less(b.Right) || b.Right.Sub(b.Left) > farSeq {
			continue
		}
		if i == 0 && twice {
			j.needless(r, b)
			continue
		}
		if b.Left.Less(r.una) || !r.is(sentSpace) || r.next.Less(b.Right) {
			continue
		}
		if d := j.detail(j.index.connOf(x.row), r, x.from.Peer()); d != nil {
			d.ask(x)
			d.sack(b.Left, b.Right)
			j.pool.account(d)
		}
	}
}

// needless takes a report that the receiver got octets twice: the last time that
// they were sent again was for nothing, unless the network copied them. A segment
// of which the receiver lacked a part was not: the reports have to cover it all,
// and may come one by one for the packets that were one segment to the capture.
func (j *judge) needless(r *sender, b decode.SACKBlock) {
	twice := span{b.Left, b.Right}
	if r.detail != 0 {
		twice = j.pool.at(r.detail).doubles(twice)
	}
	j.each(r, func(e *record) bool {
		if e.seq.Less(twice.left) || twice.right.Less(e.end) || !e.seq.Less(b.Right) || !b.Left.Less(e.end) {
			return true
		}
		switch v := j.index.verdict(e.row); {
		case v == NetworkDuplicate:
			return false
		case v == SpuriousRetransmission && j.index.confidence(e.row) == Certain:
			return true
		case v.SentAgain():
			j.change(e.row, SpuriousRetransmission, j.index.confidence(e.row)) // no surer than that it was sent again
			return false
		}
		return true
	})
}
