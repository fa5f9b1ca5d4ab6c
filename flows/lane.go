package flows

import (
	"tcptui/decode"
	"tcptui/fsm"
)

// Connections are divided into lanes, so that several cores can follow them: what is known of
// one depends on its own segments only, in the order of the capture. How many lanes there are
// does not depend on the machine, nor does anything that a lane finds.
const (
	laneShift = 3
	lanes     = 1 << laneShift
)

// lane is a share of the connections and what following them needs: all pages of connections
// whose number ends in the lane's. One goroutine of the crew owns it, and the ingest goroutine
// while the crew rests.
type lane struct {
	index   index // as far as rows were handed to the crew
	conns   connTable
	hot     hotSlots
	row     uint32 // the segment that is followed
	judge   judge
	past    fsm.Revisions // what the latest segment proved
	revised uint64
}

// laneOf is the lane of a connection.
func laneOf(id ConnID) int { return int(id>>pageShift) & (lanes - 1) }

// lanePage is the page of a connection among those of its lane.
func lanePage(id ConnID) int { return int(id >> (pageShift + laneShift)) }

func newLane() *lane {
	n := &lane{hot: hotSlots{rest: restRows}}
	n.judge = newJudge(&n.index, func(id ConnID) *verdictConn { return &n.hotOf(id).verdict })
	n.judge.pool.limit = maxDetailBytes / lanes
	return n
}

func (n *lane) hotOf(id ConnID) *hotConn { return n.hot.of(id, n.row) }

// segment follows a connection by the segment in row, of which the row has everything that
// its header says.
func (n *lane) segment(x *fact, row uint32, rawSeq bool) {
	n.row = row
	if x.is&factOpens != 0 {
		n.open(x, rawSeq)
	}
	conn, hot, seg := n.conns.edit(x.conn), n.hotOf(x.conn), &x.seg
	c, k := n.index.chunks[row>>chunkShift], row&chunkMask
	at := c.time[k]
	c.notes[k] = uint32(hot.rules.ingest(conn, x.from, seg, at))
	conn.note(x.from, seg, row, at)
	if !seg.LenKnown() {
		c.state[k] = packState(conn.Now)
		return
	}
	past := &n.past
	moment := hot.pair.Advance(x.from, seg, row, at, past)
	conn.Now = moment
	c.state[k] = packState(moment)
	n.judge.segment(conn, &hot.verdict, &judged{from: x.from, seg: seg, row: row, at: at})
	for i := range past.N {
		n.index.revise(&past.List[i], c.prev[k])
		n.revised++
	}
}

// open makes the connection that a segment opens.
func (n *lane) open(x *fact, rawSeq bool) {
	conn := n.conns.add(x.conn)
	n.hot.open(x.conn, n.row)
	conn.Previous = x.previous
	conn.Guessed = !x.seg.Flags.Has(decode.SYN)
	conn.Announced = x.is&factAnnounced != 0
	swap, key := x.is&factSwap != 0, x.tuple()
	for role := range conn.Sides {
		s := &conn.Sides[role]
		s.RawSeq = rawSeq
		s.Addr, s.Port = key.side(swap == (fsm.Role(role) == x.from))
	}
}
