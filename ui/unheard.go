package ui

import (
	"tcptui/decode"
	"tcptui/flows"
	"tcptui/fsm"
)

// unheard is the end of a connection that sent segments of which none was
// captured, as where the capture has one direction only: the other end
// acknowledges them. It is false when there is none.
func unheard(snap *flows.Snapshot, conn flows.ConnID) (fsm.Role, bool) {
	c := snap.Conn(conn)
	for _, end := range []fsm.Role{fsm.Client, fsm.Server} {
		if c.Sides[end].Segments == 0 && snap.Row(c.Last).Flags&(decode.ACK|decode.RST) == decode.ACK {
			return end, true
		}
	}
	return 0, false
}
