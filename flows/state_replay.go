package flows

import (
	"container/list"
	"math"
	"slices"
	"sort"

	"tcptui/decode"
	"tcptui/fsm"
)

// Vars are the variables of one end after a segment, RFC 9293 3.3.1, as far as
// the capture shows them: its own would differ by what is under way.
type Vars struct {
	HasSnd bool               // SndUna, SndNxt and Flight are known
	HasRcv bool               // RcvNxt is
	HasWnd bool               // SndWnd is: the peer announced a window
	SaidRW bool               // RcvWnd is: this end did
	SndUna decode.Seq         // oldest octet not acknowledged
	SndNxt decode.Seq         // next octet to send
	SndWnd uint32             // bytes: the window that the peer announced last
	RcvNxt decode.Seq         // next octet expected
	RcvWnd uint32             // bytes: the window that this end announced last
	Flight uint32             // octets sent and not acknowledged, SYN and FIN counted
	SACKed []decode.SACKBlock // of these, what the peer reported to have (RFC 2018), ascending; valid until the Reader is asked again
	Clock  uint32             // row at which its TIME-WAIT began, or began again; NoRow when it is not in TIME-WAIT
	Waits  uint32             // row at which it entered TIME-WAIT, else NoRow
}

// Proof says which later row showed a row's state of one end to be other than
// it had seemed, and by what. The zero value has Row 0 and no event: ask Known.
type Proof struct {
	Row     uint32
	Because fsm.Event // what the sender of that row did
}

// Known reports whether there is a proof.
func (p Proof) Known() bool { return p.Because != fsm.NoEvent }

// The bounds of what a Reader keeps to answer without beginning anew.
const (
	maxStateReplays = 4096 // connections
	marksEvery      = 1024 // rows of a connection between two places it can go on from
	maxBlocks       = 32   // of a scoreboard; the lowest are forgotten first
)

// stateReplay feeds a connection's rows to its state machine again, for what
// has no column: the variables, and which row corrected which. It goes on from
// the nearest place before the row that is asked for.
type stateReplay struct {
	conn   ConnID
	front  cursor           // as far as anything was fed
	at     cursor           // the row that was asked for last
	marks  []cursor         // every marksEvery rows, ascending
	proofs [2][]provenRange // by fsm.Role, ascending and disjoint
	spent  spentIn
	reuse  Reuse // Previous is NoConn until it is known
	used   *list.Element
}

// provenRange are rows whose state a later one corrected.
type provenRange struct {
	from, to uint32 // to without itself: the row that proved it
	because  fsm.Event
}

// cursor is a connection after some of its rows.
type cursor struct {
	last uint32 // the row that was fed last, or NoRow
	n    int    // how many were
	pair fsm.Pair
	ends [2]cursorEnd
}

type cursorEnd struct {
	wnd    uint32 // announced
	hasWnd bool
	waits  uint32             // row at which it entered TIME-WAIT, or NoRow
	sacked []decode.SACKBlock // of what it sent
}

func newCursor() cursor {
	return cursor{last: NoRow, ends: [2]cursorEnd{{waits: NoRow}, {waits: NoRow}}}
}

// clone copies a cursor so that neither changes the other.
func (c *cursor) clone() cursor {
	d := *c
	for i := range d.ends {
		d.ends[i].sacked = slices.Clone(d.ends[i].sacked)
	}
	return d
}

// stateReplays are the replays of a Reader.
type stateReplays struct {
	by    map[ConnID]*stateReplay
	order list.List // of *stateReplay, the one used last in front
	bytes *Reader   // for the rows whose options count; it has its own buffers
}

func (r *Reader) stateReplay(id ConnID) *stateReplay {
	p := &r.states
	if p.by == nil {
		p.by, p.bytes = make(map[ConnID]*stateReplay), &Reader{store: r.store}
	}
	if x := p.by[id]; x != nil {
		p.order.MoveToFront(x.used)
		return x
	}
	if len(p.by) >= maxStateReplays {
		old := p.order.Remove(p.order.Back()).(*stateReplay)
		delete(p.by, old.conn)
	}
	x := &stateReplay{conn: id, front: newCursor(), at: newCursor(), reuse: Reuse{Previous: NoConn}}
	x.used = p.order.PushFront(x)
	p.by[id] = x
	return x
}

// Vars returns the variables of both ends after row i of a snapshot, by
// fsm.Role; all unknown when the row belongs to no connection. Rows of one
// connection that are asked for in order cost no more than walking them.
func (r *Reader) Vars(s *Snapshot, i uint32) [2]Vars {
	row := s.Row(i)
	if row.Conn == NoConn {
		return [2]Vars{{Clock: NoRow, Waits: NoRow}, {Clock: NoRow, Waits: NoRow}}
	}
	x := r.stateReplay(row.Conn)
	x.seek(s, r.states.bytes, i)
	var out [2]Vars
	for role := range out {
		out[role] = x.at.vars(fsm.Role(role))
	}
	return out
}

// Replay does a part of the work that Vars, Proofs and Lost need of a long
// connection: at most so many of its rows. It reports whether all is done, so
// that they answer at once.
func (r *Reader) Replay(s *Snapshot, id ConnID, rows int) bool {
	return r.stateReplay(id).finish(s, r.states.bytes, rows)
}

// Proofs returns what corrected the states of row i later, by fsm.Role, as far
// as the snapshot goes. It walks the whole connection once.
func (r *Reader) Proofs(s *Snapshot, i uint32) (out [2]Proof) {
	row := s.Row(i)
	if row.Conn == NoConn {
		return out
	}
	x := r.stateReplay(row.Conn)
	x.finish(s, r.states.bytes, math.MaxInt)
	for role, list := range x.proofs {
		k := sort.Search(len(list), func(k int) bool { return list[k].to > i })
		if k < len(list) && list[k].from <= i {
			out[role] = Proof{list[k].to, list[k].because}
		}
	}
	return out
}

// Lost reports whether a later row proves that the segment of row i never
// reached the other end, and which: its receiver went on as if it had not come.
func (r *Reader) Lost(s *Snapshot, i uint32) (by uint32, ok bool) {
	row := s.Row(i)
	if row.Conn == NoConn {
		return NoRow, false
	}
	x := r.stateReplay(row.Conn)
	x.finish(s, r.states.bytes, math.MaxInt)
	list := x.proofs[row.From.Peer()]
	k := sort.Search(len(list), func(k int) bool { return list[k].from >= i })
	if k < len(list) && list[k].from == i && again(list[k].because) {
		return list[k].to, true
	}
	return NoRow, false
}

// seek brings x.at to row i of the connection.
func (x *stateReplay) seek(s *Snapshot, bytes *Reader, i uint32) {
	if x.at.last != NoRow && x.at.last > i {
		x.at = newCursor()
	}
	k := sort.Search(len(x.marks), func(k int) bool { return x.marks[k].last > i })
	if k > 0 && x.marks[k-1].n > x.at.n {
		x.at = x.marks[k-1].clone()
	}
	if x.front.n > x.at.n && x.front.last <= i {
		x.at = x.front.clone()
	}
	for x.at.last != i {
		if _, _, ok := x.at.next(s, x.conn, bytes); !ok {
			break
		}
		if n := x.at.n; n%marksEvery == 0 && n/marksEvery > len(x.marks) {
			x.marks = append(x.marks, x.at.clone())
		}
	}
}

// finish brings x.front to the connection's last row, or on by at most so many
// rows. It reports whether it is at the last.
func (x *stateReplay) finish(s *Snapshot, bytes *Reader, most int) bool {
	for range most {
		by, past, ok := x.front.next(s, x.conn, bytes)
		if !ok {
			return true
		}
		for k := range past.N {
			x.prove(&past.List[k], x.front.last, by)
		}
		if n := x.front.n; n%marksEvery == 0 && n/marksEvery > len(x.marks) {
			x.marks = append(x.marks, x.front.clone())
		}
	}
	return x.front.last == s.Conn(x.conn).Last
}

// prove notes that row by, whose sender did because, corrected the rows before
// it from v.From on. Nothing that was noted reaches beyond by, so that a later
// proof replaces tails only.
func (x *stateReplay) prove(v *fsm.Revision, by uint32, because fsm.Event) {
	list := x.proofs[v.Role]
	for n := len(list); n > 0 && list[n-1].to > v.From; n = len(list) {
		if list[n-1].from < v.From {
			list[n-1].to = v.From
			break
		}
		list = list[:n-1]
	}
	x.proofs[v.Role] = append(list, provenRange{v.From, by, because})
}
