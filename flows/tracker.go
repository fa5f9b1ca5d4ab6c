package flows

import (
	"tcptui/capture"
	"tcptui/decode"
	"tcptui/fsm"
)

// tracker sorts segments into connections and writes the index. Its owner is
// the ingest goroutine.
type tracker struct {
	index   index
	conns   connTable
	byTuple map[tuple]ConnID // the latest incarnation
	hot     [][]hotConn      // by ConnID, in pages, so that growing copies nothing

	lastKey tuple // segments come in runs of one connection
	lastID  ConnID

	wholes  []whole
	quotes  []quote
	udp     udpTable
	echoes  echoTable
	revised uint64
	judge   judge
	rawSeq  bool // Options.RawSeq

	announced announcements
}

// hotConn is what following a connection needs and no reader sees.
type hotConn struct {
	pair    fsm.Pair
	rules   analyser
	verdict verdictConn
	second  bool // the client is the second endpoint of the tuple
}

const hotPage = 256

// whole says that a row completes a datagram that came in several frames.
type whole struct {
	row   uint32
	parts []uint32 // its rows, ascending, row itself last
}

// quote says that a row is an ICMP error about a segment of a connection.
type quote struct {
	row  uint32
	conn ConnID
}

func newTracker() *tracker {
	t := &tracker{byTuple: make(map[tuple]ConnID), lastID: NoConn, announced: make(announcements)}
	t.judge = newJudge(&t.index, func(id ConnID) *verdictConn { return &t.hot[id/hotPage][id%hotPage].verdict })
	return t
}

// add appends one frame to the index.
func (t *tracker) add(f *capture.Frame, x *fact) {
	row, c, k := t.index.grow()
	c.time[k], c.off[k] = f.Time, f.Off
	c.capLen[k], c.origLen[k], c.iface[k] = f.CapLen, f.OrigLen, f.Iface
	c.proto[k], c.conn[k] = x.proto, NoConn
	c.prev[k], c.next[k] = NoRow, NoRow
	if f.NoTime {
		c.flags[k] = rowNoTime
	}
	if x.mixed {
		c.flags[k] |= rowMixed
	}
	if x.piece {
		c.flags[k] |= rowFragment
	}
	if x.parts != nil {
		t.wholes = append(t.wholes, whole{row, x.parts})
	}
	t.udp.add(row, x.udp)
	t.echoes.add(row, &x.echo)
	if x.tcp {
		t.segment(x, row, c, k)
		return
	}
	c.window[k], c.seq[k], c.ack[k] = uint16(x.net), decode.Seq(x.pair[0]), decode.Seq(x.pair[1])
	if x.quotes {
		if id, ok := t.byTuple[x.key]; ok {
			t.quotes = append(t.quotes, quote{row, id})
		}
	}
}

// segment puts a TCP segment into its connection.
func (t *tracker) segment(x *fact, row uint32, c *chunk, k uint32) {
	seg := &x.seg
	conn, hot := t.lookup(x)
	from := fsm.Client
	if x.swap != hot.second {
		from = fsm.Server
	}
	if conn.Last != NoRow {
		c.prev[k] = conn.Last
		t.index.linkNext(conn.Last, row)
	}
	c.notes[k] = uint32(hot.rules.ingest(conn, from, seg, c.time[k]))
	conn.note(from, seg, row, c.time[k])
	if x.told && Note(c.notes[k])&NoteRetransmission == 0 {
		t.announced.add(x.where)
	}

	c.conn[k] = conn.ID
	c.seq[k], c.ack[k], c.segLen[k], c.window[k] = seg.Seq, seg.Ack, seg.Len, seg.Window
	c.flags[k] |= uint16(seg.Flags) & tcpFlagsMask
	if from == fsm.Server {
		c.flags[k] |= rowFromServer
	}
	if !seg.LenKnown() {
		c.state[k] = packState(conn.Now)
		return
	}
	moment, past := hot.pair.Segment(from, seg, row, c.time[k])
	conn.Now = moment
	c.state[k] = packState(moment)
	t.judge.segment(conn, &hot.verdict, &judged{from: from, seg: seg, row: row, at: c.time[k]})
	for i := range past.N {
		t.index.revise(&past.List[i], c.prev[k])
		t.revised++
	}
}

// lookup finds the connection of a segment, or makes it.
func (t *tracker) lookup(x *fact) (*Conn, *hotConn) {
	id := t.lastID
	if id == NoConn || x.key != t.lastKey {
		var ok bool
		if id, ok = t.byTuple[x.key]; !ok {
			id = NoConn
		}
	}
	if id == NoConn || t.reuses(id, x) {
		id = t.open(id, x)
		t.byTuple[x.key] = id
	}
	t.lastKey, t.lastID = x.key, id
	return t.conns.edit(id), &t.hot[id/hotPage][id%hotPage]
}

// reuses reports whether a segment begins a new incarnation of connection id: a
// SYN whose sequence number is not the one its sender began with.
func (t *tracker) reuses(id ConnID, x *fact) bool {
	if x.seg.Flags&(decode.SYN|decode.ACK) != decode.SYN {
		return false
	}
	from := fsm.Client
	if x.swap != t.hot[id/hotPage][id%hotPage].second {
		from = fsm.Server
	}
	return t.hot[id/hotPage][id%hotPage].rules.flows[from].otherStart(x.seg.Seq)
}

// open makes the connection that a segment begins.
func (t *tracker) open(previous ConnID, x *fact) ConnID {
	conn := t.conns.add()
	conn.Previous = previous
	if int(conn.ID)/hotPage >= len(t.hot) {
		t.hot = append(t.hot, make([]hotConn, hotPage))
	}
	hot := &t.hot[conn.ID/hotPage][conn.ID%hotPage]
	hot.second = x.swap
	if !clientSent(&x.seg) {
		hot.second = !hot.second
	}
	conn.Guessed = !x.seg.Flags.Has(decode.SYN)
	conn.Announced = previous == NoConn && t.announced.take(&x.key)
	for role := range conn.Sides {
		s := &conn.Sides[role]
		s.RawSeq = t.rawSeq
		s.Addr, s.Port = x.key.side(hot.second != (fsm.Role(role) == fsm.Server))
	}
	return conn.ID
}

// clientSent tells from a connection's first segment whether the client sent
// it: a SYN comes from the client, a SYN,ACK from the server. Without either
// the lower port is taken for the server's, which is a guess.
func clientSent(seg *decode.Segment) bool {
	if seg.Flags.Has(decode.SYN) {
		return !seg.Flags.Has(decode.ACK)
	}
	return seg.SrcPort >= seg.DstPort
}

// note counts a segment that `from` sent.
func (c *Conn) note(from fsm.Role, seg *decode.Segment, row uint32, at int64) {
	if c.First == NoRow {
		c.First, c.Start = row, at
	}
	c.Last, c.End = row, at
	s, peer := &c.Sides[from], &c.Sides[from.Peer()]
	s.Segments++
	s.Bytes += uint64(seg.Len)
	if !seg.LenKnown() {
		return // its header cannot be relied on: it is listed and teaches nothing
	}
	c.ecn.note(seg)
	s.Largest = max(s.Largest, seg.Len)
	if seg.Flags.Has(decode.SYN) {
		if !s.HasISN {
			s.HasBase, s.HasISN, s.Base = true, true, seg.Seq
		}
		c.noteSYN(s, peer, seg)
	} else if !s.HasBase {
		s.HasBase, s.Base = true, seg.Seq-1 // so that the first octet of data counts 1, as after a SYN
	}
	if !peer.HasBase && seg.Flags.Has(decode.ACK) {
		peer.HasBase, peer.Base = true, seg.Ack-1
	}
}

// noteSYN takes what both ends agree on in the handshake: RFC 7323 2.2, a scale
// holds only if both SYNs carry the option. A SYN that is sent again without it
// changes nothing by itself: the SYN,ACK tells which one was answered.
func (c *Conn) noteSYN(s, peer *Side, seg *decode.Segment) {
	if seg.Opts.Has&decode.OptMSS != 0 {
		s.MSS = seg.Opts.MSS
	}
	if seg.Opts.Has&decode.OptWScale != 0 {
		s.Scale = int8(min(seg.Opts.WScale, maxScale))
	}
	if seg.Fault&(decode.FaultShortHeader|decode.FaultShortOptions) != 0 {
		return // what was not captured may hold the option
	}
	if s.Scale == ScaleUnknown {
		s.Scale, peer.Scale = ScaleNone, ScaleNone
	} else if seg.Flags.Has(decode.ACK) && peer.Scale == ScaleNone {
		s.Scale = ScaleNone
	}
}

// maxScale is the largest window shift, RFC 7323 2.3.
const maxScale = 14
