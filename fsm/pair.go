package fsm

import "tcptui/decode"

// NoRow is the row number of nothing.
const NoRow = ^uint32(0)

// Pair is both ends of one connection as one capture shows them. It has fixed
// size and no pointers; its owner is the goroutine that feeds it.
type Pair struct {
	Ends [2]Endpoint // by Role
}

// Moment is the pair after one segment: what is stored for a row.
type Moment struct {
	State [2]State // by Role
	How   [2]How
	Event Event // what the segment was to the machine
}

// Revision corrects the past: from row From on, up to the row that brought the
// evidence, the end Role was in State.
type Revision struct {
	Role  Role
	From  uint32 // row, inclusive
	State State
	How   How
}

// Endpoint is one end of a connection.
type Endpoint struct {
	State State
	How   How
}

// Event is what happens to an endpoint.
type Event uint8

// Segment advances the pair by one captured segment that `from` sent. row is
// the frame's row in the index and t its time in ns. A Revision with a row
// other than NoRow says what the segment proved of the past.
func (p *Pair) Segment(from Role, seg *decode.Segment, row uint32, t int64) (Moment, Revision) {
	panic("not yet")
}
