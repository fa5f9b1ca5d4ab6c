package flows

import (
	"math"
	"sync/atomic"

	"tcptui/decode"
	"tcptui/fsm"
)

// chunkRows is how many rows a chunk holds: nearly 1 MiB of columns.
const (
	chunkShift = 14
	chunkRows  = 1 << chunkShift
	chunkMask  = chunkRows - 1
)

// NoRow is the row number of nothing.
const NoRow = fsm.NoRow

// MaxRows is the most frames an index holds; on machines of 32 bits, those that an int counts.
const MaxRows = int(uint64(NoRow) & math.MaxInt)

// chunk is chunkRows rows, a column after the other: 59 bytes a row, of the 60 that a
// test holds it to. A row's cells are written before a snapshot has the row and not again,
// but for next and state, which are atomic: notes and state by the lane of its connection,
// the others by the ingest goroutine. Rows without a connection keep what is told of their
// addresses in the columns of TCP: see loneNet.
type chunk struct {
	far atomic.Pointer[farOffsets] // nil: all rows have the same upper half of Frame.Off
	chunkColumns
}

// chunkColumns are what a chunk has in one piece, without pointers.
type chunkColumns struct {
	time    [chunkRows]int64  // ns since the epoch
	off     [chunkRows]uint32 // lower half of Frame.Off
	capLen  [chunkRows]uint32 // bytes
	origLen [chunkRows]uint32 // bytes
	conn    [chunkRows]ConnID
	prev    [chunkRows]uint32 // row of the same connection, or NoRow
	next    [chunkRows]uint32 // atomic
	seq     [chunkRows]decode.Seq
	ack     [chunkRows]decode.Seq
	segLen  [chunkRows]uint32 // data bytes
	state   [chunkRows]uint32 // atomic; see packState and verdictShift
	notes   [chunkRows]uint32 // Wireshark's analysis flags
	window  [chunkRows]uint16 // unscaled
	flags   [chunkRows]uint16 // twelve TCP flags and the row's own bits
	iface   [chunkRows]uint16
	proto   [chunkRows]decode.Proto
	high    uint32 // upper half of Frame.Off, where far is nil
}

// The row's own bits in the flags column, above the twelve of TCP.
const (
	rowFromServer = 1 << fromServerShift // sent by the connection's server
	rowNoTime     = 1 << 13              // the file gave no time
	rowFragment   = 1 << 15              // of an IP datagram that it does not complete
	rowMixed      = 1 << 14              // the frame has other TCP or IP headers than those the row tells of; see Column.Unsure
	tcpFlagsMask  = 1<<12 - 1

	fromServerShift = 12
)

// Row is one row of the index, copied out.
type Row struct {
	No      uint32 // row number from 0; the frame number is one more
	Time    int64  // ns since the epoch
	NoTime  bool
	Off     int64 // Frame.Off
	CapLen  uint32
	OrigLen uint32
	Iface   uint16
	Proto   decode.Proto

	// The rest has meaning only when Conn is not NoConn.
	Conn       ConnID
	From       fsm.Role // who sent it
	Prev       uint32   // neighbours in the same connection, or NoRow
	Next       uint32
	Seq        decode.Seq
	Ack        decode.Seq
	Len        uint32 // data bytes
	Window     uint16 // unscaled
	Flags      decode.Flags
	Moment     fsm.Moment
	Verdict    Verdict    // see conn.segment; later packets can change it
	Confidence Confidence // in Verdict
	Notes      Note       // Wireshark's analysis flags
}

// Bits of a word of the state column, from the lowest: four each for the states
// of client and server, two each for how they are known, six each for what the
// segment was to its sender and receiver; above them the verdict's eight.
const (
	stateBits    = 4
	howBits      = 2
	eventBits    = 6
	howShift     = 2 * stateBits
	eventShift   = howShift + 2*howBits
	verdictShift = eventShift + 2*eventBits
	verdictMask  = 1<<32 - 1<<verdictShift
)

// packState puts a moment into one word, so that it is read and written whole.
func packState(m fsm.Moment) uint32 {
	return uint32(m.State[0]) | uint32(m.State[1])<<stateBits |
		uint32(m.How[0])<<howShift | uint32(m.How[1])<<(howShift+howBits) |
		uint32(m.Event)<<eventShift | uint32(m.Rcv)<<(eventShift+eventBits)
}

func unpackState(w uint32) fsm.Moment {
	const state, how, event = 1<<stateBits - 1, 1<<howBits - 1, 1<<eventBits - 1
	return fsm.Moment{
		State: [2]fsm.State{fsm.State(w & state), fsm.State(w >> stateBits & state)},
		How:   [2]fsm.How{fsm.How(w >> howShift & how), fsm.How(w >> (howShift + howBits) & how)},
		Event: fsm.Event(w >> eventShift & event),
		Rcv:   fsm.Event(w >> (eventShift + eventBits) & event),
	}
}

// row copies row i out of the chunk that holds it.
func (c *chunk) row(i uint32) Row {
	k := i & chunkMask
	fl := c.flags[k]
	r := Row{
		No: i, Time: c.time[k], NoTime: fl&rowNoTime != 0, Off: c.offset(k), CapLen: c.capLen[k], OrigLen: c.origLen[k],
		Iface: c.iface[k], Proto: c.proto[k], Conn: c.conn[k], Prev: c.prev[k], Next: atomic.LoadUint32(&c.next[k]),
		Seq: c.seq[k], Ack: c.ack[k], Len: c.segLen[k], Window: c.window[k], Flags: decode.Flags(fl & tcpFlagsMask),
		Notes: Note(c.notes[k]),
	}
	if r.Conn == NoConn {
		r.Seq, r.Ack, r.Window = 0, 0, 0 // they are something else: see loneNet
	}
	w := atomic.LoadUint32(&c.state[k])
	r.Moment, r.Verdict, r.Confidence = unpackState(w), verdictOf(w), confidenceOf(w)
	if fl&rowFromServer != 0 {
		r.From = fsm.Server
	}
	return r
}

// index is the growing table of rows, the ingest goroutine's own. Each lane has one as well,
// for the rows of its connections, of which only chunks has meaning.
type index struct {
	chunks []*chunk
	rows   uint32
	shown  uint32 // rows that a snapshot has
}

// grow adds one row and returns its number, chunk and place in the chunk.
func (x *index) grow() (row uint32, c *chunk, k uint32) {
	row = x.rows
	k = row & chunkMask
	if k == 0 {
		x.chunks = append(x.chunks, new(chunk))
	}
	x.rows++
	return row, x.chunks[len(x.chunks)-1], k
}

// linkNext notes that row follows prev in their connection. Rows that no snapshot has are seen
// by nobody, and an ordinary store takes a tenth of the time of an atomic one.
func (x *index) linkNext(prev, row uint32) {
	p := &x.chunks[prev>>chunkShift].next[prev&chunkMask]
	if prev >= x.shown {
		*p = row
		return
	}
	atomic.StoreUint32(p, row)
}

// notes is what Wireshark's rules say of a row.
func (x *index) notes(row uint32) Note {
	return Note(x.chunks[row>>chunkShift].notes[row&chunkMask])
}
