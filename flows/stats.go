package flows

import (
	"context"
	"math/bits"
)

// StatCount is a number of frames and their bytes on the wire.
type StatCount struct{ Frames, Bytes uint64 }

func (n *StatCount) add(bytes uint32) {
	n.Frames++
	n.Bytes += uint64(bytes)
}

// Add adds another count.
func (n *StatCount) Add(m StatCount) { n.Frames, n.Bytes = n.Frames+m.Frames, n.Bytes+m.Bytes }

// RowStats counts what the rows of the index tell, without reading a frame again:
// of all rows, or of those that a display filter keeps. It follows the capture as
// it grows. Its memory is 48 bytes for each connection, and what ConnTable takes.
// One goroutine uses it.
type RowStats struct {
	Total       StatCount
	Captured    uint64  // bytes of the frames that were captured
	Cut         uint64  // frames of which less was captured than was on the wire
	Untimed     uint64  // frames without a time
	First, Last int64   // earliest and latest time, ns since the epoch; 0 while no frame has one
	Disordered  uint64  // frames with an earlier time than the one before
	Lengths     Lengths // on the wire
	Ifaces      []StatCount
	Conns       ConnTable // of the connections as a whole, whatever the filter keeps

	flows  [][]ConnFlow // by ConnID, in pages
	before int64        // time of the frame before
	timed  bool         // one has a time
	at     int          // rows that were looked at: place in the list, or row
}

// ConnFlow is what was counted of a connection.
type ConnFlow struct {
	Sent  [2]StatCount // by fsm.Role
	First uint32       // row that was counted first, or NoRow
	Last  uint32
}

// Count is the frames and bytes of both ends.
func (f *ConnFlow) Count() StatCount {
	return StatCount{f.Sent[0].Frames + f.Sent[1].Frames, f.Sent[0].Bytes + f.Sent[1].Bytes}
}

// Kept is the rows that a display filter keeps, ascending; without All. A longer
// list goes on where a shorter one ended.
type Kept struct {
	All  bool
	Rows []uint32
	UpTo uint32 // the rows before it are decided
}

// len is how many rows of s there are to be counted.
func (k *Kept) len(s *Snapshot) int {
	if k.All {
		return s.Rows()
	}
	return len(k.Rows)
}

func (k *Kept) row(i int) uint32 {
	if k.All {
		return uint32(i)
	}
	return k.Rows[i]
}

// Advance counts the rows that were not counted yet. It returns ctx's error if
// that ends first; the next call goes on from there. Now and then it calls each
// with how far it is, 0 to 1.
func (x *RowStats) Advance(ctx context.Context, s *Snapshot, kept *Kept, each func(done float64)) error {
	if x.First == 0 && x.at == 0 {
		x.Lengths = newLengths()
	}
	n := max(kept.len(s), 1)
	err := x.Conns.Advance(ctx, s, func() { each(float64(x.Conns.Rows()) / float64(2*max(s.Rows(), 1))) })
	for x.at < kept.len(s) && err == nil {
		for to := min(x.at+advanceStep, kept.len(s)); x.at < to; x.at++ {
			row := kept.row(x.at)
			if row >= s.rows {
				return nil // the list is newer than the snapshot
			}
			x.row(s, row)
		}
		each(0.5 + float64(x.at)/float64(2*n))
		err = ctx.Err()
	}
	return err
}

// Stale reports whether what was counted of connections may have been corrected
// since. Then only new statistics say what s does.
func (x *RowStats) Stale(s *Snapshot) bool { return x.Conns.Stale(s) }

func (x *RowStats) row(s *Snapshot, row uint32) {
	c, k := s.chunks[row>>chunkShift], row&chunkMask
	size := c.origLen[k]
	x.Total.add(size)
	x.Captured += uint64(c.capLen[k])
	if c.capLen[k] < size {
		x.Cut++
	}
	x.Lengths.add(size)
	for int(c.iface[k]) >= len(x.Ifaces) {
		x.Ifaces = append(x.Ifaces, StatCount{})
	}
	x.Ifaces[c.iface[k]].add(size)
	x.time(c, k)
	if id := c.conn[k]; id != NoConn {
		f := x.flow(id)
		if f.First == NoRow {
			f.First = row
		}
		f.Last = row
		f.Sent[c.flags[k]>>12&1].add(size)
	}
}

// time takes a row's time.
func (x *RowStats) time(c *chunk, k uint32) {
	if c.flags[k]&rowNoTime != 0 {
		x.Untimed++
		return
	}
	at := c.time[k]
	if !x.timed {
		x.First, x.Last, x.timed = at, at, true
	} else if at < x.before {
		x.Disordered++
	}
	x.First, x.Last, x.before = min(x.First, at), max(x.Last, at), at
}

// flowPage is how many flows are made at once.
const flowPage = 256

func (x *RowStats) flow(id ConnID) *ConnFlow {
	for int(id)/flowPage >= len(x.flows) {
		page := make([]ConnFlow, flowPage)
		for i := range page {
			page[i].First = NoRow
		}
		x.flows = append(x.flows, page)
	}
	return &x.flows[id/flowPage][id%flowPage]
}

// Flows yields the connections of which a row was counted, in their order.
func (x *RowStats) Flows(yield func(id ConnID, f *ConnFlow) bool) {
	for i, page := range x.flows {
		for k := range page {
			if page[k].First != NoRow && !yield(ConnID(i*flowPage+k), &page[k]) {
				return
			}
		}
	}
}

// Lengths sorts frames by their length, in the classes of tshark's -z plen,tree.
type Lengths [10]LengthClass

// LengthClass is the frames of From to To bytes.
type LengthClass struct {
	StatCount
	From, To uint32 // bytes; the last class has no end: its To is the largest number
	Min, Max uint32 // of the frames in it, bytes
}

// The first class is of lengths under firstLength, the second under twice that,
// and so on.
const firstLength = 20

func newLengths() (l Lengths) {
	from, to := uint32(0), uint32(firstLength)
	for i := range l {
		l[i].From, l[i].To = from, to-1
		from, to = to, 2*to
	}
	l[len(l)-1].To = 1<<32 - 1
	return l
}

func (l *Lengths) add(n uint32) {
	c := &l[min(bits.Len32(n/firstLength), len(l)-1)]
	if c.Frames == 0 || n < c.Min {
		c.Min = n
	}
	c.Max = max(c.Max, n)
	c.add(n)
}
