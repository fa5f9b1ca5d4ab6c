package lab

import (
	"tcptui/decode"
	"tcptui/fsm"
)

// Kind is a set of kinds of segments, as rules and scripts name them. A segment
// can be of several kinds: one with data and FIN is of both.
type Kind uint16

// The kinds.
const (
	SYN        Kind = 1 << iota // SYN without ACK
	SYNACK                      // SYN and ACK
	FIN                         // has FIN
	RST                         // has RST
	Data                        // brings octets
	ACK                         // nothing but an acknowledgment
	ACKOfFIN                    // one of these, and it acknowledges the peer's FIN
	ZeroWindow                  // announces that there is no room: RFC 9293 3.8.6.1
	Probe                       // an octet before what it sent last: a keep-alive or a window probe

	numKinds = iota
)

var kindNames = [numKinds]string{"SYN", "SYN,ACK", "FIN", "RST", "data", "ACK", "ACK of the FIN", "zero window", "probe"}

// String returns the names of the kinds in k, each after a blank but the first.
func (k Kind) String() string {
	s := ""
	for i, name := range kindNames {
		if k>>i&1 != 0 {
			s += " " + name
		}
	}
	if s == "" {
		return ""
	}
	return s[1:]
}

// classifier tells the kinds of segments. It remembers what it has seen, so that it
// can tell what acknowledges a FIN and what is a probe. One goroutine uses it.
type classifier struct {
	pkt  decode.Packet
	fins [2]map[decode.Seq]struct{} // by the sender of a FIN: the number that acknowledges it
	next [2]decode.Seq              // by sender: the number after all that it sent since its SYN
}

func newClassifier() *classifier {
	return &classifier{fins: [2]map[decode.Seq]struct{}{{}, {}}}
}

// kinds returns the kinds of a segment in an Ethernet frame that one end sent; 0
// when the frame has none.
func (c *classifier) kinds(from fsm.Role, frame []byte) Kind {
	c.pkt.Decode(ethernet, frame, uint32(len(frame)))
	if !c.pkt.HasTCP {
		return 0
	}
	g := &c.pkt.TCP
	k := c.place(from, g)
	switch {
	case g.Flags.Has(decode.SYN | decode.ACK):
		k |= SYNACK
	case g.Flags.Has(decode.SYN):
		k |= SYN
	}
	if g.Flags.Has(decode.FIN) {
		k |= FIN
		c.fins[from][g.End()] = struct{}{}
	}
	if g.Flags.Has(decode.RST) {
		k |= RST
	}
	if g.Len > 0 {
		k |= Data
	}
	if g.Window == 0 && !g.Flags.Any(decode.SYN|decode.RST) {
		k |= ZeroWindow
	}
	if g.Len == 0 && g.Flags&(decode.SYN|decode.FIN|decode.RST|decode.ACK) == decode.ACK {
		k |= ACK
		if _, ok := c.fins[from.Peer()][g.Ack]; ok {
			k |= ACKOfFIN
		}
	}
	return k
}

// place returns Probe if that is what a segment is, and takes note of its numbers.
func (c *classifier) place(from fsm.Role, g *decode.Segment) Kind {
	const other = decode.SYN | decode.FIN | decode.RST
	switch next := c.next[from]; {
	case !g.Flags.Any(other) && g.Len <= 1 && g.Seq.Add(1) == next:
		return Probe
	case g.Flags.Has(decode.SYN) || next.Less(g.End()):
		c.next[from] = g.End()
	}
	return 0
}

// counts are how many segments of each kind each end has sent.
type counts [2][numKinds]int

// add counts a segment.
func (c *counts) add(from fsm.Role, k Kind) {
	for i := range c[from] {
		c[from][i] += int(k >> i & 1)
	}
}

// of returns how many segments of a kind, which is a single one, were counted.
func (c *counts) of(from fsm.Role, k Kind) int {
	for i := range c[from] {
		if k == 1<<i {
			return c[from][i]
		}
	}
	return 0
}
