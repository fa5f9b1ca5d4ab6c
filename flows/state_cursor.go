package flows

import (
	"slices"

	"tcptui/decode"
	"tcptui/fsm"
)

// again reports whether an event is a retransmission, which shows that the
// answer to the first sending has not come.
func again(e fsm.Event) bool { return e == fsm.ReSYN || e == fsm.ReSYNACK || e == fsm.ReFIN }

// next feeds the connection's next row; false when there is none. It returns
// what the sender did and what that proves of the past.
func (c *cursor) next(s *Snapshot, id ConnID, bytes *Reader) (fsm.Event, fsm.Revisions, bool) {
	conn := s.Conn(id)
	at := conn.First
	if c.last != NoRow {
		at = s.Row(c.last).Next
	}
	if at == NoRow {
		return fsm.NoEvent, fsm.Revisions{}, false
	}
	row := s.Row(at)
	c.last = at
	c.n++
	if row.Notes&noteNoLen != 0 {
		return fsm.NoEvent, fsm.Revisions{}, true // its header cannot be relied on: it taught nothing when it was captured either
	}
	g := replayed(s, &row, bytes)
	var before [2]fsm.State
	for i := range c.pair.Ends {
		before[i] = c.pair.Ends[i].State
	}
	m, past := c.pair.Segment(row.From, &g, at, row.Time)
	for i := range c.ends {
		switch e := &c.ends[i]; {
		case c.pair.Ends[i].State != fsm.TimeWait:
			e.waits = NoRow
		case before[i] != fsm.TimeWait:
			e.waits = at
		}
	}
	if !row.Flags.Has(decode.RST) {
		end := &c.ends[row.From]
		end.wnd, end.hasWnd = conn.Sides[row.From].Window(row.Window, row.Flags), true
	}
	c.score(row.From.Peer(), &g)
	return m.Event, past, true
}

// replayed is a row's segment as far as the state machine and the scoreboard
// look at it. Only SYN, FIN and SACK need more than the row has.
func replayed(s *Snapshot, row *Row, bytes *Reader) decode.Segment {
	if row.Flags.Any(decode.SYN|decode.FIN) || row.Notes&noteSACK != 0 {
		if v := bytes.At(s, row.No); v.Packet().HasTCP {
			return v.Packet().TCP
		}
	}
	return decode.Segment{Seq: row.Seq, Ack: row.Ack, Flags: row.Flags, Window: row.Window, Len: row.Len}
}

// score brings the scoreboard of one end up to date with an answer of its peer.
func (c *cursor) score(role fsm.Role, g *decode.Segment) {
	e, end := &c.ends[role], &c.pair.Ends[role]
	if !end.HasSnd() {
		return
	}
	e.sacked = acknowledgedBlocks(e.sacked, end.SndUna)
	if g.Opts.Has&decode.OptSACK == 0 || !g.Flags.Has(decode.ACK) {
		return
	}
	for _, b := range g.Opts.SACK[:min(int(g.Opts.NSACK), len(g.Opts.SACK))] {
		// A block at or below SND.UNA is a report of a duplicate (RFC 2883), one
		// beyond SND.NXT is about what was not captured or is forged.
		if b.Left.Less(b.Right) && end.SndUna.Less(b.Left) && b.Right.LessEq(end.SndNxt) {
			e.sacked = addBlock(e.sacked, b)
		}
	}
}

// acknowledgedBlocks drops what lies below una.
func acknowledgedBlocks(list []decode.SACKBlock, una decode.Seq) []decode.SACKBlock {
	k := 0
	for k < len(list) && list[k].Right.LessEq(una) {
		k++
	}
	if k > 0 {
		list = slices.Delete(list, 0, k)
	}
	if len(list) > 0 && list[0].Left.Less(una) {
		list[0].Left = una
	}
	return list
}

// addBlock puts b in its place and joins what touches it.
func addBlock(list []decode.SACKBlock, b decode.SACKBlock) []decode.SACKBlock {
	i := 0
	for i < len(list) && list[i].Right.Less(b.Left) {
		i++
	}
	k := i
	for k < len(list) && list[k].Left.LessEq(b.Right) {
		b.Left, b.Right = earlierSeq(b.Left, list[k].Left), laterSeq(b.Right, list[k].Right)
		k++
	}
	list = slices.Replace(list, i, k, b)
	if len(list) > maxBlocks {
		list = slices.Delete(list, 0, 1)
	}
	return list
}

// vars are the variables of one end at the cursor.
func (c *cursor) vars(role fsm.Role) Vars {
	e, own, peer := &c.pair.Ends[role], &c.ends[role], &c.ends[role.Peer()]
	v := Vars{HasSnd: e.HasSnd(), HasRcv: e.HasRcv(), HasWnd: peer.hasWnd, SaidRW: own.hasWnd, Clock: NoRow, Waits: own.waits,
		SndUna: e.SndUna, SndNxt: e.SndNxt, RcvNxt: e.RcvNxt, SndWnd: peer.wnd, RcvWnd: own.wnd, Flight: e.Flight(), SACKed: own.sacked}
	if e.State == fsm.TimeWait {
		v.Clock = e.Clock
	}
	return v
}
