package flows

import (
	"cmp"
	"slices"
	"sync/atomic"

	"tcptui/capture"
	"tcptui/decode"
	"tcptui/fsm"
)

// Snapshot is the capture as far as it was read at one moment. It may be used
// by any number of goroutines and does not change, but for what later packets
// correct: Row.Next, and Row.Moment, Row.Verdict and Row.Confidence, whose
// changes Revised counts. What is computed from those holds for one Revised.
type Snapshot struct {
	Ifaces  []capture.Interface
	Info    *capture.Info // what the file says beside its frames; nil where it is of a kind that says nothing. Read it only
	Read    int64         // bytes of the input that were read
	Size    int64         // of the input, or -1; see capture.Source
	Done    bool          // nothing will follow
	Err     error         // why the input ended early; nil at a clean end
	Revised uint64        // how many times states and verdicts of earlier rows were corrected
	Polled  uint64        // how many times this host's sockets were asked for, see HostSockets; 0 without

	ended bool // Done is the end of the input, not that of the reading

	rows    uint32
	chunks  []*chunk
	conns   uint32
	pages   []*connPage
	wholes  []whole
	quotes  []quote
	udp     []datagram
	answers []answer
	newer   chan struct{}
}

// Rows is the number of frames.
func (s *Snapshot) Rows() int { return int(s.rows) }

// Conns is the number of connections.
func (s *Snapshot) Conns() int { return int(s.conns) }

// Row returns row i, 0 <= i < Rows.
func (s *Snapshot) Row(i uint32) Row {
	r := s.chunks[i>>chunkShift].row(i)
	if r.Next != NoRow && r.Next >= s.rows {
		r.Next = NoRow // it was linked after this snapshot
	}
	return r
}

// Brief is what counting needs of a row with a connection: Row reads four times as much.
type Brief struct {
	Conn    ConnID // NoConn: nothing but the time has meaning
	From    fsm.Role
	OrigLen uint32
	Time    int64 // ns since the epoch
	NoTime  bool
}

// Brief returns that of row i, 0 <= i < Rows.
func (s *Snapshot) Brief(i uint32) Brief {
	c, k := s.chunks[i>>chunkShift], i&chunkMask
	fl := c.flags[k]
	return Brief{Conn: c.conn[k], From: fsm.Role(fl >> fromServerShift & 1), OrigLen: c.origLen[k], Time: c.time[k], NoTime: fl&rowNoTime != 0}
}

// Remark is what makes a row remarkable: Row reads five times as much.
type Remark struct {
	Conn    ConnID // NoConn: nothing else has meaning
	Flags   decode.Flags
	Window  uint16 // unscaled
	Notes   Note
	Verdict Verdict
}

// Remark returns what makes row i remarkable.
func (s *Snapshot) Remark(i uint32) Remark {
	c, k := s.chunks[i>>chunkShift], i&chunkMask
	return Remark{
		Conn: c.conn[k], Flags: decode.Flags(c.flags[k] & tcpFlagsMask), Window: c.window[k], Notes: Note(c.notes[k]),
		Verdict: verdictOf(atomic.LoadUint32(&c.state[k])),
	}
}

// Remark returns what makes the row remarkable.
func (r *Row) Remark() Remark {
	return Remark{Conn: r.Conn, Flags: r.Flags, Window: r.Window, Notes: r.Notes, Verdict: r.Verdict}
}

// Conn returns a connection, id < Conns. It is shared: read it only.
func (s *Snapshot) Conn(id ConnID) *Conn {
	return &s.pages[id>>pageShift].conns[id%pageConns]
}

// Newer is closed when a newer snapshot has been published.
func (s *Snapshot) Newer() <-chan struct{} { return s.newer }

// Quoted returns the connection whose segment an ICMP error in row i quotes, if
// there is one. The row is not part of that connection.
func (s *Snapshot) Quoted(i uint32) (ConnID, bool) {
	k, ok := slices.BinarySearchFunc(s.quotes, i, func(q quote, row uint32) int { return cmp.Compare(q.row, row) })
	if !ok {
		return NoConn, false
	}
	return s.quotes[k].conn, true
}

// Parts returns the rows whose fragments make the datagram of row i, ascending
// and i last; nil when the row stands alone. Shared: read it only.
func (s *Snapshot) Parts(i uint32) []uint32 {
	k, ok := slices.BinarySearchFunc(s.wholes, i, func(w whole, row uint32) int { return cmp.Compare(w.row, row) })
	if !ok {
		return nil
	}
	return s.wholes[k].parts
}

// Link is the link type of a row's interface.
func (s *Snapshot) Link(r *Row) capture.LinkType {
	if int(r.Iface) >= len(s.Ifaces) {
		return 0
	}
	return s.Ifaces[r.Iface].Link
}

// Digits is how many decimals of a second a row's timestamp has, 9 at most.
func (s *Snapshot) Digits(r *Row) int {
	if int(r.Iface) >= len(s.Ifaces) {
		return 0
	}
	return int(min(s.Ifaces[r.Iface].Digits, 9))
}

// RelSeq is a row's sequence number counted from its connection's start; as it
// is where that start is not known, which a damaged header alone leaves so, and
// with Options.RawSeq.
func (s *Snapshot) RelSeq(r *Row) uint32 {
	return uint32(r.Seq - s.Conn(r.Conn).Sides[r.From].Zero())
}

// RelAck is a row's acknowledgment number counted from the other end's start. A
// segment without ACK acknowledges nothing: its field is given as it is.
func (s *Snapshot) RelAck(r *Row) uint32 {
	if !r.Flags.Has(decode.ACK) {
		return uint32(r.Ack)
	}
	return uint32(r.Ack - s.Conn(r.Conn).Sides[r.From.Peer()].Zero())
}

// ConnRows returns the rows of a connection in order, appended to known, which
// is empty or an earlier answer for the same connection: only what came since
// is walked.
func (s *Snapshot) ConnRows(id ConnID, known []uint32) []uint32 {
	c := s.Conn(id)
	at := c.First
	if n := len(known); n > 0 {
		at = s.next(known[n-1])
	}
	known = slices.Grow(known, max(0, int(c.Segments())-len(known)))
	for ; at != NoRow; at = s.next(at) {
		known = append(known, at)
	}
	return known
}

// next is the row after row i in its connection, or NoRow.
func (s *Snapshot) next(i uint32) uint32 {
	n := atomic.LoadUint32(&s.chunks[i>>chunkShift].next[i&chunkMask])
	if n >= s.rows {
		return NoRow // there is none, or it was linked after this snapshot
	}
	return n
}
