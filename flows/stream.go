package flows

import (
	"fmt"

	"tcptui/fsm"
)

// Piece is a run of bytes of a connection's stream, or a gap in it.
type Piece struct {
	From fsm.Role // who sent it
	Gap  bool     // these bytes are not in the capture
	Cut  bool     // of a gap: the segment was captured, these bytes of it were not (snapshot length)
	Row  uint32   // the frame that brought it; of a gap that is not Cut, the frame after it
	Skip uint32   // bytes of the frame's data that come before it
	Len  uint32   // bytes
}

// Again is a run of bytes that came again, or came first and lost: the stream
// has other bytes for these places, or the same. What is told is what could be
// delivered first; RFC 9293 does not say what a receiver does that has both.
type Again struct {
	From fsm.Role // who sent it
	Row  uint32   // the frame that brought it
	Skip uint32   // bytes of the frame's data that come before it
	Len  uint32   // bytes, all of them captured
	Off  uint64   // bytes of the direction's stream before it, gaps included
}

// Bytes reads the bytes that came again; see Piece.Bytes.
func (g *Again) Bytes(s *Snapshot, r *Reader) ([]byte, error) {
	p := Piece{Row: g.Row, Skip: g.Skip, Len: g.Len}
	return p.Bytes(s, r)
}

// Payload is the segment's data as far as it was captured, nil when there is
// none. It is valid as long as the view.
func (v *View) Payload() []byte {
	p := v.Packet()
	if !p.HasTCP {
		return nil
	}
	from := uint64(p.TCP.Off) + uint64(p.TCP.HdrLen)
	to := min(from+uint64(p.TCP.CapLen), uint64(len(p.Data)))
	if from >= to {
		return nil
	}
	return p.Data[from:to]
}

// Bytes reads the bytes of a piece that is no gap. They are valid until r is
// used again. An error says that the frame cannot be read as it was before, as
// when its file has changed.
func (p *Piece) Bytes(s *Snapshot, r *Reader) ([]byte, error) {
	if p.Gap {
		return nil, nil
	}
	v := r.At(s, p.Row)
	if _, err := v.Data(); err != nil {
		return nil, err
	}
	b := v.Payload()
	if uint64(len(b)) < uint64(p.Skip)+uint64(p.Len) {
		return nil, fmt.Errorf("frame %d: its data is no longer what it was (has the file changed?)", p.Row+1)
	}
	return b[p.Skip : p.Skip+p.Len], nil
}

// Assembler puts together what the two ends of a connection sent, in the order
// in which it became complete. It keeps places, no bytes: memory grows with the
// number of pieces. One goroutine uses it.
type Assembler struct {
	id     ConnID
	reader *Reader
	last   uint32 // the row that was added last, or NoRow
	order  ordering
}

// NewAssembler makes an assembler of connection id. It reads frames again
// through r where the index does not tell how much of them was captured.
func NewAssembler(id ConnID, r *Reader) *Assembler {
	return &Assembler{id: id, reader: r, last: NoRow}
}

// Advance adds the connection's rows that s has and the assembler has not seen.
func (a *Assembler) Advance(s *Snapshot) {
	at := a.last
	if at == NoRow {
		if int(a.id) >= s.Conns() {
			return
		}
		at = s.Conn(a.id).First
	} else {
		at = s.Row(at).Next
	}
	for at != NoRow {
		at = a.add(s, at).Next
	}
}

// Add adds one row of the connection and returns the next that s has, or NoRow.
// Rows must come in their order.
func (a *Assembler) Add(s *Snapshot, row uint32) (next uint32) { return a.add(s, row).Next }

func (a *Assembler) add(s *Snapshot, row uint32) Row {
	r := s.Row(row)
	a.order.add(&r, a.captured(s, &r))
	a.last = row
	return r
}

// leastHeaders is what an IPv4 and a TCP header take in bytes, at least.
const leastHeaders = 20 + 20

// captured is how many bytes of a segment's data were captured. The frame is
// read again only if it was cut, or holds less than its IP length says.
func (a *Assembler) captured(s *Snapshot, r *Row) uint32 {
	if r.Len == 0 || r.CapLen >= r.OrigLen && uint64(r.CapLen) >= uint64(r.Len)+leastHeaders {
		return r.Len
	}
	return min(uint32(len(a.reader.At(s, r.No).Payload())), r.Len)
}

// Pieces returns what is complete so far: nothing that comes later changes it.
// It is valid until the next call of another method.
func (a *Assembler) Pieces() []Piece { return a.order.out }

// Again returns what came again so far and was not told by the pieces. It is
// valid until the next call of another method.
func (a *Assembler) Again() []Again { return a.order.again }

// Forget drops the pieces told so far, and what came again, for a caller that is
// done with them.
func (a *Assembler) Forget() { a.order.out, a.order.again = a.order.out[:0], a.order.again[:0] }

// Rest returns what lies beyond a gap that no acknowledgment has passed yet,
// with the gaps before it, client first, and what came again of it. At the end
// of a capture this is what is left; before, it may still become complete in
// another way.
func (a *Assembler) Rest() ([]Piece, []Again) {
	c := a.order.rest()
	return c.out, c.again
}
