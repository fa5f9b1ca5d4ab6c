package flows

import (
	"sync/atomic"

	"tcptui/fsm"
)

// Later evidence corrects the past: what the state machine proved of earlier
// rows is written into their state column, which readers load atomically.

// revise writes a revision into the rows of a connection, from its row `last`
// back to the row the revision begins at.
func (x *index) revise(r *fsm.Revision, last uint32) {
	for at := last; at != NoRow && at >= r.From; {
		c, k := x.chunks[at>>chunkShift], at&chunkMask
		w := c.state[k]
		m := unpackState(w)
		m.State[r.Role], m.How[r.Role] = r.State, r.How
		atomic.StoreUint32(&c.state[k], packState(m)|w&verdictMask)
		at = c.prev[k]
	}
}
