package flows

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"unsafe"

	"tcptui/capture"
)

// A kept index is all that a snapshot holds of a capture that was read to its end, so
// that a later run need not read it again. It is blocks, one behind the other:
//
//	the chunks of the index, the columns of each as they lie in memory
//	the lists beside it, in the order of keptLists, some thousand items a block
//	what there is once, with the length and checksum of each block: keptHead
//	length and checksum of that: 8 bytes
//
// Whoever keeps it sees to it that the same build on the same kind of machine reads it,
// for the same capture, unchanged: nothing here says so. Chunks are in the byte order of
// the machine. Checksums are CRC-32C. All else that a reader relies on is checked when it
// is read, so that no content makes the program fail: see soundness.

// keptTail is the length in bytes of what ends a kept index.
const keptTail = 8

// castagnoli is what processors have an instruction for.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// keptHead is what there is once.
type keptHead struct {
	rows   uint32
	conns  uint32
	counts [4]uint32 // items of the other lists, in their order
	blocks []keptBlock
}

// keptBlock is what the head says of a block.
type keptBlock struct{ size, sum uint32 }

// keptList is one of the lists beside the index.
type keptList struct {
	per   int   // items a block
	least int64 // bytes that an item takes at least
	count func(h *keptHead) *uint32
	len   func(s *Snapshot) int
	room  func(s *Snapshot, n int)              // makes n items
	code  func(x *coder, s *Snapshot, item int) // writes or reads one that is there
}

// keptLists are all of them.
var keptLists = [...]keptList{
	{per: 64 * pageConns, least: leastConn, count: func(h *keptHead) *uint32 { return &h.conns },
		len: func(s *Snapshot) int { return int(s.conns) },
		room: func(s *Snapshot, n int) {
			pages := make([]connPage, (n+pageConns-1)/pageConns)
			for i := range pages {
				s.pages = append(s.pages, &pages[i])
			}
			s.conns = uint32(n)
		},
		code: func(x *coder, s *Snapshot, i int) { x.conn(&s.pages[i>>pageShift].conns[i%pageConns]) }},
	{per: 1 << 14, least: 8, count: func(h *keptHead) *uint32 { return &h.counts[0] },
		len:  func(s *Snapshot) int { return len(s.wholes) },
		room: func(s *Snapshot, n int) { s.wholes = make([]whole, n) },
		code: func(x *coder, s *Snapshot, i int) { x.whole(&s.wholes[i]) }},
	{per: 1 << 15, least: 8, count: func(h *keptHead) *uint32 { return &h.counts[1] },
		len:  func(s *Snapshot) int { return len(s.quotes) },
		room: func(s *Snapshot, n int) { s.quotes = make([]quote, n) },
		code: func(x *coder, s *Snapshot, i int) { num(x, &s.quotes[i].row); num(x, &s.quotes[i].conn) }},
	{per: 1 << 15, least: 16, count: func(h *keptHead) *uint32 { return &h.counts[2] },
		len:  func(s *Snapshot) int { return len(s.udp) },
		room: func(s *Snapshot, n int) { s.udp = make([]datagram, n) },
		code: func(x *coder, s *Snapshot, i int) { x.datagram(&s.udp[i]) }},
	{per: 1 << 15, least: 8, count: func(h *keptHead) *uint32 { return &h.counts[3] },
		len:  func(s *Snapshot) int { return len(s.answers) },
		room: func(s *Snapshot, n int) { s.answers = make([]answer, n) },
		code: func(x *coder, s *Snapshot, i int) { num(x, &s.answers[i].reply); num(x, &s.answers[i].request) }},
}

// leastConn is for the list of connections.
const leastConn = 128

// chunkBytes is how the columns of a chunk lie in memory.
func chunkBytes(c *chunk) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(&c.chunkColumns)), unsafe.Sizeof(c.chunkColumns))
}

// errNoOrder is of a capture whose index would take more to be kept.
var errNoOrder = errors.New("its frames do not lie one behind the other")

// errNotWhole is of a snapshot that cannot be kept.
var errNotWhole = errors.New("the capture was not read to its end")

// Whole reports whether all of the capture is in s, so that it can be kept: it was read
// to its end, or to damage in it.
func (s *Snapshot) Whole() bool {
	e, damaged := errors.AsType[*capture.Error](s.Err)
	return s.Done && s.ended && (s.Err == nil || damaged && e.Err == nil)
}

// Keep writes what ReadKept reads, some 59 bytes a frame and 200 a connection, in
// writes of a mebibyte or so. It pauses where Hold wants it to, and returns ctx's error
// if that ends first, or that of w. The capture must have been read to its end.
func (l *Live) Keep(ctx context.Context, w io.Writer) error {
	s := l.Snapshot()
	if !s.Whole() {
		return errNotWhole
	}
	h := keptHead{rows: s.rows}
	put := func(data []byte) error {
		l.brake.pass(ctx)
		if err := ctx.Err(); err != nil {
			return err
		}
		h.blocks = append(h.blocks, keptBlock{uint32(len(data)), crc32.Checksum(data, castagnoli)})
		_, err := w.Write(data)
		return err
	}
	for i, c := range s.chunks {
		if !c.ascends(min(int(s.rows)-i<<chunkShift, chunkRows)) {
			return errNoOrder
		}
		if err := put(chunkBytes(c)); err != nil {
			return err
		}
	}
	var x coder
	for i := range keptLists {
		list := &keptLists[i]
		n := list.len(s)
		*list.count(&h) = uint32(n)
		for from := 0; from < n; from += list.per {
			x.buf = x.buf[:0]
			for item := from; item < min(from+list.per, n); item++ {
				list.code(&x, s, item)
			}
			if err := put(x.buf); err != nil {
				return err
			}
		}
	}
	x.buf = nil
	x.head(&h)
	x.said(s)
	sum := crc32.Checksum(x.buf, castagnoli)
	tail := binary.LittleEndian.AppendUint32(nil, uint32(len(x.buf)))
	_, err := w.Write(append(x.buf, binary.LittleEndian.AppendUint32(tail, sum)...))
	return err
}

// clear empties the rows from n on, as they are before something is written there.
func (c *chunk) clear(n int) {
	clear(c.time[n:])
	for _, col := range [][]uint32{c.off[n:], c.capLen[n:], c.origLen[n:], c.prev[n:], c.next[n:], c.segLen[n:], c.state[n:], c.notes[n:]} {
		clear(col)
	}
	clear(c.conn[n:])
	clear(c.seq[n:])
	clear(c.ack[n:])
	for _, col := range [][]uint16{c.window[n:], c.flags[n:], c.iface[n:]} {
		clear(col)
	}
	clear(c.proto[n:])
}

// errKept is of a kept index that cannot be used.
func errKept(format string, a ...any) error {
	return fmt.Errorf("the kept index cannot be used: "+format, a...)
}
