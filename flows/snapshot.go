package flows

import (
	"tcptui/capture"
	"tcptui/decode"
)

// Snapshot is the capture as far as it was read at one moment. It may be used
// by any number of goroutines and does not change, but for the two columns
// that later packets correct: Row.Next and Row.Moment.
type Snapshot struct {
	Ifaces  []capture.Interface
	Read    int64  // bytes of the input that were read
	Size    int64  // of the input, or -1; see capture.Source
	Done    bool   // nothing will follow
	Err     error  // why the input ended early; nil at a clean end
	Revised uint64 // how many times states of earlier rows were corrected

	rows   uint32
	chunks []*chunk
	conns  uint32
	pages  []*connPage
	pieces []pieces
	newer  chan struct{}
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

// Conn returns a connection, id < Conns. It is shared: read it only.
func (s *Snapshot) Conn(id ConnID) *Conn {
	return &s.pages[id>>pageShift].conns[id%pageConns]
}

// Newer is closed when a newer snapshot has been published.
func (s *Snapshot) Newer() <-chan struct{} { return s.newer }

// Link is the link type of a row's interface.
func (s *Snapshot) Link(r *Row) capture.LinkType {
	if int(r.Iface) >= len(s.Ifaces) {
		return 0
	}
	return s.Ifaces[r.Iface].Link
}

// RelSeq is a row's sequence number counted from its connection's start.
func (s *Snapshot) RelSeq(r *Row) uint32 {
	return uint32(r.Seq - s.Conn(r.Conn).Sides[r.From].Base)
}

// RelAck is a row's acknowledgment number counted from the other end's start;
// 0 when the segment acknowledges nothing.
func (s *Snapshot) RelAck(r *Row) uint32 {
	if !r.Flags.Has(decode.ACK) {
		return 0
	}
	return uint32(r.Ack - s.Conn(r.Conn).Sides[r.From.Peer()].Base)
}

// ConnRows returns the rows of a connection in order, appended to known, which
// is empty or an earlier answer for the same connection: only what came since
// is walked.
func (s *Snapshot) ConnRows(id ConnID, known []uint32) []uint32 {
	at := s.Conn(id).First
	if n := len(known); n > 0 {
		at = s.Row(known[n-1]).Next
	}
	for ; at != NoRow; at = s.Row(at).Next {
		known = append(known, at)
	}
	return known
}
