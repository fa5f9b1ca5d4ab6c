package flows

import (
	"context"
	"math/bits"

	"tcptui/decode"
	"tcptui/fsm"
)

// ConnTally is what one pass over the rows tells of a connection beside what its
// Conn holds. It is at most 104 bytes, which a test holds it to, and needs no
// frame read again.
type ConnTally struct {
	Data        uint32   // segments with data
	Resent      uint32   // segments with SYN, data or FIN that their end had sent before: conn.retransmissions
	ResentBytes uint64   // of data in them: conn.retransmissions.bytes
	Problems    uint32   // segments with a finding graver than what any connection has: see problemRules
	Worst       Severity // the gravest of the findings; 0 when there is none

	rtt [2]timing // by who sent what was timed
	end endWatch
}

// ResentRate is the part of the bytes of data that was sent again, 0 to 1. c is
// the connection of the tally.
func (t *ConnTally) ResentRate(c *Conn) float64 {
	if n := c.Sides[0].Bytes + c.Sides[1].Bytes; n > 0 {
		return float64(t.ResentBytes) / float64(n)
	}
	return 0
}

// RTT is the round trip time of connection c in ns: that of its handshake where
// it was captured (tcp.analysis.initial_rtt), else the shortest way from the
// capture point to the client and back added to that to the server and back,
// measured with one segment at a time as RFC 6298 4 allows, so that it may be
// longer than conn.rtt.min. measured tells the second from the first. ok is false
// where neither is known.
func (t *ConnTally) RTT(c *Conn) (ns int64, measured, ok bool) {
	if c.InitialRTT > 0 {
		return c.InitialRTT, false, true
	}
	a, b := &t.rtt[0], &t.rtt[1]
	if a.min < 0 || b.min < 0 {
		return 0, false, false
	}
	return a.min + b.min, true, true
}

// Ending is how connection c of s has ended: what Summary says of it, which has
// the time of the latest segment where this takes that of the last.
func (t *ConnTally) Ending(s *Snapshot, c *Conn) Ending { return t.end.ending(s, c, c.End) }

// timing times one segment of a direction until its acknowledgment.
type timing struct {
	at  int64 // of the segment under way, ns since the epoch
	min int64 // shortest round trip in ns, -1: none
	end decode.Seq
	on  bool // a segment is under way
}

// sent notes a segment with data. One that was sent again answers to nobody
// knows which sending (Karn, RFC 6298 3).
func (x *timing) sent(r *Row) {
	switch {
	case sentAgain(r):
		x.on = x.on && x.end.LessEq(r.Seq)
	case !x.on && !r.NoTime && !probing(r):
		x.at, x.end, x.on = r.Time, r.Seq.Add(r.Len), true
		if r.Flags.Has(decode.FIN) {
			x.end++
		}
	}
}

// acked takes an acknowledgment of the other end.
func (x *timing) acked(r *Row) {
	if !x.on || !x.end.LessEq(r.Ack) {
		return
	}
	x.on = false
	if ns := r.Time - x.at; x.end == r.Ack && !r.NoTime && ns >= 0 && (x.min < 0 || ns < x.min) {
		x.min = ns
	}
}

// problemRules are the findings that count as problems of a connection: all but
// its ordinary life, which tshark tells as chats and, of the FINs, as notes.
var problemRules = func() (set uint64) {
	for i := range rules {
		if rules[i].Severity > SeverityChat && i != int(ruleFINActive) && i != int(ruleFINPassive) {
			set |= 1 << i
		}
	}
	return set
}()

// row takes a row of connection c.
func (t *ConnTally) row(r *Row, c *Conn) {
	if set := findings(r, c) & problemRules; set != 0 {
		t.Problems++
		for ; set != 0; set &= set - 1 {
			t.Worst = max(t.Worst, rules[bits.TrailingZeros64(set)].Severity)
		}
	}
	t.end.row(r)
	if c.InitialRTT == 0 && r.Flags.Has(decode.ACK) && r.Notes&(noteNoLen|noteBad) == 0 {
		t.rtt[r.From.Peer()].acked(r)
	}
	if sentAgain(r) {
		t.Resent++
		t.ResentBytes += uint64(r.Len)
	}
	if r.Len == 0 {
		return
	}
	t.Data++
	if c.InitialRTT == 0 {
		t.rtt[r.From].sent(r)
	}
}

// ConnTable tallies the connections of a capture, as far as it has grown. One
// goroutine uses it. What it says of rows holds for the Revised of the snapshot
// that they were looked at in: see Stale.
type ConnTable struct {
	pages   []*tallyPage
	gen     uint64
	next    uint32 // the row to look at next
	revised uint64
}

// tallyPage is what ConnTallies share and the owner of the table copies, as
// connPage is.
type tallyPage struct {
	gen uint64
	of  [pageConns]ConnTally
}

// Advance looks at the rows that s has and that were not looked at yet; those of
// connections only. It returns ctx's error if that ends first; the next call goes
// on from there. Now and then it calls each.
func (t *ConnTable) Advance(ctx context.Context, s *Snapshot, each func()) error {
	if t.next == 0 {
		t.revised = s.Revised
	}
	for t.next < s.rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		for to := min(t.next+advanceStep, s.rows); t.next < to; t.next++ {
			if id := s.ConnOf(t.next); id != NoConn {
				r := s.Row(t.next)
				t.edit(id).row(&r, s.Conn(id))
			}
		}
		each()
	}
	return nil
}

// Rows is how many rows were looked at.
func (t *ConnTable) Rows() int { return int(t.next) }

// Stale reports whether rows that were looked at may have been corrected since.
// Then only a new table says what s does.
func (t *ConnTable) Stale(s *Snapshot) bool { return t.next > 0 && t.revised != s.Revised }

// edit returns the tally of a connection for writing.
func (t *ConnTable) edit(id ConnID) *ConnTally {
	i := int(id >> pageShift)
	for i >= len(t.pages) {
		p := &tallyPage{gen: t.gen}
		for k := range p.of {
			p.of[k].end = watchEnd()
			p.of[k].rtt = [2]timing{{min: -1}, {min: -1}}
		}
		t.pages = append(t.pages, p)
	}
	p := t.pages[i]
	if p.gen != t.gen {
		p = &tallyPage{gen: t.gen, of: p.of}
		t.pages[i] = p
	}
	return &p.of[id%pageConns]
}

// Tallies returns what was found so far, which does not change any more.
func (t *ConnTable) Tallies() ConnTallies {
	t.gen++
	return ConnTallies{pages: append([]*tallyPage(nil), t.pages...), Rows: int(t.next)}
}

// ConnTallies is what a ConnTable had found at one moment. It may be used by any
// number of goroutines.
type ConnTallies struct {
	pages []*tallyPage
	Rows  int // how many rows were looked at
}

// nothing is the tally of a connection of which no row was looked at. Read only.
var nothing = ConnTally{end: watchEnd(), rtt: [2]timing{{min: -1}, {min: -1}}}

// Of returns the tally of a connection. It is shared: read it only.
func (t ConnTallies) Of(id ConnID) *ConnTally {
	if i := int(id >> pageShift); i < len(t.pages) {
		return &t.pages[i].of[id%pageConns]
	}
	return &nothing
}

// ConnOf is the connection of row i, or NoConn: Row(i).Conn, for who needs
// nothing else of many rows.
func (s *Snapshot) ConnOf(i uint32) ConnID { return s.chunks[i>>chunkShift].conn[i&chunkMask] }

// Opened says how it is known which end of connection c is the client.
func (s *Snapshot) Opened(c *Conn) Opening { return openedBy(s.Row(c.First).Flags) }

// Open reports whether an end of the connection is in a state in which it can
// send or receive data, or is about to be.
func (c *Conn) Open() bool {
	for _, st := range c.Now.State {
		switch st {
		case fsm.SynSent, fsm.SynReceived, fsm.Established, fsm.FinWait1, fsm.FinWait2, fsm.CloseWait, fsm.Closing, fsm.LastAck:
			return true
		}
	}
	return false
}
