package flows

import (
	"net/netip"

	"tcptui/decode"
	"tcptui/fsm"
)

// ConnID numbers connections from 0 in the order of their first segment, which
// is Wireshark's tcp.stream.
type ConnID uint32

// NoConn marks a row that belongs to no connection.
const NoConn = ^ConnID(0)

// The shift of a direction's window when there is none to apply.
const (
	ScaleUnknown = int8(-1) // the handshake was not captured
	ScaleNone    = int8(-2) // the handshake did not agree on scaling
)

// Side is one end of a connection as the capture shows it. It holds no
// pointers, so that a million of them cost the garbage collector nothing.
type Side struct {
	Addr     decode.Addr
	Port     uint16
	HasBase  bool       // Base is set
	HasISN   bool       // and is the sequence number of a SYN, not a guess
	RawSeq   bool       // its numbers are shown as they are, not counted from Base
	Scale    int8       // shift of the windows that this end sends, or ScaleUnknown, ScaleNone
	MSS      uint16     // bytes, from its SYN; 0 when not told
	Base     decode.Seq // its sequence numbers count from here: ISN, or the first one seen less one
	Segments uint32     // sent by this end
	Largest  uint32     // bytes of data in the largest of them
	Bytes    uint64     // of data sent, retransmissions included
}

// AddrPort returns the side's address.
func (s *Side) AddrPort() netip.AddrPort { return netip.AddrPortFrom(s.Addr.IP(), s.Port) }

// Zero is the sequence number that this side's numbers are counted from where they
// are shown: Base, or 0 where they are shown as they are.
func (s *Side) Zero() decode.Seq {
	if s.RawSeq {
		return 0
	}
	return s.Base
}

// Window is the receive window that a segment of this end announces, in bytes.
// A SYN's window is never scaled (RFC 7323 2.2).
func (s *Side) Window(raw uint16, fl decode.Flags) uint32 {
	if s.Scale <= 0 || fl.Has(decode.SYN) {
		return uint32(raw)
	}
	return uint32(raw) << s.Scale
}

// Conn is one connection: a four-tuple from one SYN to the next that reuses it.
type Conn struct {
	ID          ConnID
	Previous    ConnID  // the earlier connection of the same four-tuple, or NoConn
	Sides       [2]Side // by fsm.Role
	First, Last uint32  // rows
	Start, End  int64   // times of those rows, ns since the epoch
	Now         fsm.Moment
	Guessed     bool // no SYN was seen: who is the client is a guess
	Announced   bool // an FTP command announced it (a data connection)

	Completeness Completeness // what of its life was captured, without what only the first segment shows
	opening      Completeness // what the first segment shows beside its SYN
	closer       int8         // the fsm.Role that sent the first FIN, or -1
	ecn          accECN       // what was said of accurate ECN
	InitialRTT   int64        // ns from its SYN to the first ACK after it; 0 when not captured
}

// Segments is the number of segments of both ends.
func (c *Conn) Segments() uint32 { return c.Sides[0].Segments + c.Sides[1].Segments }

// connPage is the unit that a snapshot shares and the owner of the table copies.
const (
	pageShift = 5
	pageConns = 1 << pageShift
)

type connPage struct{ conns [pageConns]Conn } // nothing else: 4,864 bytes are a size that allocations have

// connTable is the growing table of a lane's connections. A page that a snapshot holds
// is copied before it is changed. Its lane's owner only.
type connTable struct {
	pages []*connPage
	gens  []uint64 // of the table when each was made: older pages belong to snapshots
	gen   uint64
}

// add makes connection id, the lowest of the lane that there is not, and returns it for
// writing.
func (t *connTable) add(id ConnID) *Conn {
	if lanePage(id) >= len(t.pages) {
		t.pages, t.gens = append(t.pages, new(connPage)), append(t.gens, t.gen)
	}
	c := t.edit(id)
	*c = Conn{ID: id, Previous: NoConn, First: NoRow, Last: NoRow, closer: -1}
	for i := range c.Sides {
		c.Sides[i].Scale = ScaleUnknown
	}
	return c
}

// edit returns a connection for writing; it stays valid until freeze.
func (t *connTable) edit(id ConnID) *Conn {
	i := lanePage(id)
	p := t.pages[i]
	if t.gens[i] != t.gen {
		p = &connPage{conns: p.conns}
		t.pages[i], t.gens[i] = p, t.gen
	}
	return &p.conns[id%pageConns]
}

// freeze puts the pages as they are, never to be changed again, among all others.
func (t *connTable) freeze(lane int, all []*connPage) {
	t.gen++
	for i, p := range t.pages {
		all[i<<laneShift+lane] = p
	}
}
