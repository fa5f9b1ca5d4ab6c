package flows

import (
	"tcptui/decode"
	"tcptui/fsm"
)

// Handshake is how long the opening of a connection took, in ns.
type Handshake struct {
	SYNACK int64 // from its first SYN to the first SYN,ACK: the way to the server and back, and what was lost
	ACK    int64 // from there to the client's first ACK: the way to the client and back
	Again  bool  // the SYN or the SYN,ACK was sent again
}

// Total is the time of the whole handshake.
func (h *Handshake) Total() int64 { return h.SYNACK + h.ACK }

// handshakeRows is how many of a connection's first rows may belong to its
// handshake.
const handshakeRows = 64

// Handshake measures the handshake of a connection by its rows; false when not
// all of it was captured, or has no times.
func (s *Snapshot) Handshake(id ConnID) (h Handshake, ok bool) {
	var syn, synack int64
	var has, answered bool
	row := s.Conn(id).First
	for range handshakeRows {
		if row == NoRow {
			return h, false
		}
		r := s.Row(row)
		row = r.Next
		if r.NoTime || r.Notes&noteBad != 0 {
			return h, false
		}
		switch fl := r.Flags & (decode.SYN | decode.ACK | decode.RST); {
		case fl&decode.RST != 0:
			return h, false
		case fl == decode.SYN && r.From == fsm.Client:
			h.Again = h.Again || has
			if !has {
				syn, has = r.Time, true
			}
		case fl == decode.SYN && r.From == fsm.Server:
			return h, false // a simultaneous open: nobody answers
		case fl == decode.SYN|decode.ACK && r.From == fsm.Server && has:
			h.Again = h.Again || answered
			if !answered {
				synack, answered = r.Time, true
			}
		case fl == decode.ACK && r.From == fsm.Client && answered:
			h.SYNACK, h.ACK = synack-syn, r.Time-synack
			return h, h.SYNACK >= 0 && h.ACK >= 0
		}
		if !has {
			return h, false // it begins in mid-stream
		}
	}
	return h, false
}
