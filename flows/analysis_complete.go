package flows

import (
	"strings"

	"tcptui/decode"
)

// Completeness says which parts of a connection's life were captured, by the
// bits of Wireshark's tcp.completeness.
type Completeness uint8

// The parts.
const (
	CompleteSYN    Completeness = 1 << iota // the connection begins with its SYN
	CompleteSYNACK                          // a SYN,ACK
	CompleteACK                             // an ACK without data
	CompleteData                            // data
	CompleteFIN                             // a FIN
	CompleteRST                             // a RST
)

// completeLetters are the parts as Wireshark abbreviates them, the highest bit
// first.
const completeLetters = "RFDASS"

// String returns a letter for each part that was captured, the last part first
// and a middle dot for each that was not: "·FDASS".
func (c Completeness) String() string {
	var b strings.Builder
	for i, letter := range completeLetters {
		if c>>(len(completeLetters)-1-i)&1 != 0 {
			b.WriteRune(letter)
		} else {
			b.WriteRune('·')
		}
	}
	return b.String()
}

// completes is what a segment adds to the connection it belongs to. A SYN counts
// only where it begins one.
func completes(fl decode.Flags, length uint32) (c Completeness) {
	switch {
	case fl.Has(decode.SYN | decode.ACK):
		c = CompleteSYNACK
	case fl.Has(decode.ACK) && length > 0:
		c = CompleteData
	case fl.Has(decode.ACK):
		c = CompleteACK
	}
	if fl.Has(decode.FIN | decode.ACK) {
		c |= CompleteFIN
	}
	if fl.Has(decode.RST) {
		c |= CompleteRST
	}
	return c
}

// Shown is the completeness as Wireshark shows it at a row of the connection:
// the same at all but the first, which lacks what it adds itself beside a SYN.
func (c *Conn) Shown(row uint32) Completeness {
	if row == c.First {
		return c.Completeness
	}
	return c.Completeness | c.opening
}

// complete takes a segment into the connection's completeness. What its first
// one adds beside a SYN is kept apart: Wireshark shows it from the second on.
func (c *Conn) complete(seg *decode.Segment, first bool) {
	if seg.Fault&decode.FaultOffsetSmall != 0 {
		return
	}
	part := completes(seg.Flags, seg.Len)
	if !first || c.Announced {
		c.Completeness |= part
		return
	}
	c.opening = part
	if seg.Flags&(decode.SYN|decode.ACK) == decode.SYN {
		c.Completeness |= CompleteSYN
		if c.Previous == NoConn && seg.Len > 0 {
			c.Completeness |= CompleteData
		}
	}
}
