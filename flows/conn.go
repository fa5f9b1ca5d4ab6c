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

// NoScale is the window shift of a direction whose scale is not known because
// the handshake was not captured.
const NoScale = int8(-1)

// Side is one end of a connection as the capture shows it.
type Side struct {
	Addr     netip.AddrPort
	Base     decode.Seq // relative sequence numbers count from here
	HasBase  bool
	Scale    int8   // window shift in force; NoScale when not known
	MSS      uint16 // bytes, from its SYN; 0 when not told
	Segments uint32 // sent by this end
	Bytes    uint64 // of data sent, retransmissions included
	State    fsm.State
	How      fsm.How
}

// Conn is one connection: a four-tuple from one SYN to the next that reuses it.
type Conn struct {
	ID          ConnID
	Sides       [2]Side // by fsm.Role
	First, Last uint32  // rows
	Start, End  int64   // time of those rows, ns since the epoch
	Previous    ConnID  // the earlier connection of the same four-tuple, or NoConn
	Guessed     bool    // no SYN was seen: who is the client is a guess
}

// Segments is the number of segments of both ends.
func (c *Conn) Segments() uint32 { return c.Sides[0].Segments + c.Sides[1].Segments }
