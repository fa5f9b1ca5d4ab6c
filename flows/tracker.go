package flows

import (
	"tcptui/capture"
	"tcptui/decode"
	"tcptui/fsm"
)

// tracker sorts segments into connections and writes what their headers say into the index;
// the crew follows the connections behind it. Its owner is the ingest goroutine.
type tracker struct {
	index   index
	conns   uint32 // how many there are
	byTuple tupleTable
	known   []*[lineages]lineage // by ConnID, in pages, so that growing copies nothing

	wholes []whole
	quotes []quote
	udp    udpTable
	echoes echoTable

	announced announcements
	telling   []told           // announcements of rows that the crew may not have followed yet
	follow    func(frames int) // has the crew follow that many frames of the load in hand, and waits for it
}

// lineage is what sorting segments into connections needs of one of them.
type lineage struct {
	base   [2]decode.Seq // by fsm.Role: as analyser's
	last   uint32        // row
	based  [2]bool
	second bool // the client is the second endpoint of the tuple
}

const lineages = 1024

// told is a row that announces a connection, unless it turns out to be sent again.
type told struct {
	row   uint32
	where announcement
}

// maxTelling is how many announcements wait for the crew.
const maxTelling = 256

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
	return &tracker{byTuple: tupleTable{hash: newTupleHash()}, announced: make(announcements)}
}

// add appends frame i of a load to the index.
func (t *tracker) add(w *load, i int) {
	f, x := &w.frames[i], &w.facts[i]
	row, c, k := t.index.grow()
	c.time[k] = f.Time
	c.setOffset(k, f.Off)
	c.capLen[k], c.origLen[k], c.iface[k] = f.CapLen, f.OrigLen, f.Iface
	c.proto[k], c.conn[k] = x.proto, NoConn
	c.prev[k], c.next[k] = NoRow, NoRow
	c.flags[k] = rowBits(f, x)
	if x.is&factTCP != 0 {
		t.segment(w, i, row, c, k)
	} else {
		c.window[k], c.seq[k], c.ack[k] = uint16(x.net), decode.Seq(x.pair[0]), decode.Seq(x.pair[1])
		if x.is&factQuotes != 0 {
			if id := t.byTuple.get(x); id != NoConn {
				t.quotes = append(t.quotes, quote{row, id})
			}
		}
	}
	if x.extra != 0 {
		t.rare(&w.extras[x.extra-1], row)
	}
}

// rowBits are the row's own bits that its frame tells.
func rowBits(f *capture.Frame, x *fact) (b uint16) {
	if f.NoTime {
		b = rowNoTime
	}
	if x.is&factMixed != 0 {
		b |= rowMixed
	}
	if x.is&factPiece != 0 {
		b |= rowFragment
	}
	return b
}

// rare takes what only few frames tell.
func (t *tracker) rare(e *extra, row uint32) {
	if e.parts != nil {
		t.wholes = append(t.wholes, whole{row, e.parts})
	}
	t.udp.add(row, e.udp)
	t.echoes.add(row, &e.echo)
	if e.told {
		t.telling = append(t.telling, told{row, e.where})
	}
}

// segment puts a TCP segment, frame i of a load, into its connection.
func (t *tracker) segment(w *load, i int, row uint32, c *chunk, k uint32) {
	x := &w.facts[i]
	n := t.lookup(x, i)
	if n.last != NoRow {
		c.prev[k] = n.last
		t.index.linkNext(n.last, row)
	}
	n.last = row
	n.note(x)
	seg := &x.seg
	c.conn[k] = x.conn
	c.seq[k], c.ack[k], c.segLen[k], c.window[k] = seg.Seq, seg.Ack, seg.Len, seg.Window
	c.flags[k] |= uint16(seg.Flags) & tcpFlagsMask
	if x.from == fsm.Server {
		c.flags[k] |= rowFromServer
	}
}

// lookup finds the connection of the segment of frame i, or makes it.
func (t *tracker) lookup(x *fact, i int) *lineage {
	id := t.byTuple.get(x)
	if id == NoConn {
		return t.open(NoConn, x, i)
	}
	n := t.lineage(id)
	x.from = n.sender(x)
	if n.reusedBy(x) {
		return t.open(id, x, i)
	}
	x.conn = id
	return n
}

func (t *tracker) lineage(id ConnID) *lineage { return &t.known[id/lineages][id%lineages] }

// sender is who sent a segment.
func (n *lineage) sender(x *fact) fsm.Role {
	if (x.is&factSwap != 0) != n.second {
		return fsm.Server
	}
	return fsm.Client
}

// reusedBy reports whether a segment begins a new incarnation: a SYN whose sequence number is
// not the one its sender began with.
func (n *lineage) reusedBy(x *fact) bool {
	return x.seg.Flags&(decode.SYN|decode.ACK) == decode.SYN && n.based[x.from] && n.base[x.from] != x.seg.Seq
}

// note keeps the numbers that both ends began with, as analyser.segment does, which is behind.
func (n *lineage) note(x *fact) {
	from, to := x.from, x.from.Peer()
	if n.based[from] && n.based[to] && !x.seg.Flags.Has(decode.SYN) {
		return
	}
	if x.seg.Flags.Has(decode.SYN|decode.ACK) && n.based[from] {
		n.base[from] = x.seg.Seq
	}
	if !x.seg.LenKnown() {
		return
	}
	if !n.based[from] {
		n.based[from], n.base[from] = true, x.seg.Seq
		if !x.seg.Flags.Has(decode.SYN) {
			n.base[from]--
		}
	}
	if !n.based[to] && x.seg.Flags.Has(decode.ACK) {
		n.based[to], n.base[to] = true, x.seg.Ack-1
	}
}

// open makes the connection that the segment of frame i begins. previous is the one before
// on the same four-tuple.
func (t *tracker) open(previous ConnID, x *fact, i int) *lineage {
	id := ConnID(t.conns)
	t.conns++
	if int(id)/lineages >= len(t.known) {
		t.known = append(t.known, new([lineages]lineage))
	}
	t.byTuple.put(x, id)
	n := t.lineage(id)
	n.last, n.second = NoRow, x.is&factSwap != 0
	if !clientSent(&x.seg) {
		n.second = !n.second
	}
	x.conn, x.previous, x.from = id, previous, n.sender(x)
	x.is |= factOpens
	if previous == NoConn && t.isAnnounced(x, i) {
		x.is |= factAnnounced
	}
	return n
}

// isAnnounced reports whether the connection that frame i begins was announced, and uses that
// up. Whether a segment counts that announces one is known when the crew has followed it.
func (t *tracker) isAnnounced(x *fact, i int) bool {
	if len(t.telling) > 0 {
		t.follow(i)
		t.settle()
	}
	if len(t.announced) == 0 {
		return false
	}
	key := x.tuple()
	return t.announced.take(&key)
}

// settle takes the announcements of segments that the crew has followed: those that were
// not sent again.
func (t *tracker) settle() {
	for i := range t.telling {
		a := &t.telling[i]
		if t.index.notes(a.row)&NoteRetransmission == 0 {
			t.announced.add(a.where)
		}
	}
	t.telling = t.telling[:0]
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
