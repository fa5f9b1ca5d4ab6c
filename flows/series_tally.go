package flows

import "math"

// BadTCP are the notes that Wireshark colours as bad: all that make
// tcp.analysis.flags but those of a connection that is well.
const BadTCP = noteSequence &^ (NoteWindowUpdate | NoteKeepAlive | NoteKeepAliveAck)

// Count is how many packets there were over time. It does not change.
type Count struct {
	All, Bad Series // N: packets; Sum: their bytes, as they were on the wire; Bad: those with a note of BadTCP
	From, To int64  // ns since the epoch: of the earliest and the latest packet; From > To when there is none
	Rows     int    // that were looked at
	runs     []countRun
}

// countRun is the time of a run of the rows that were looked at.
type countRun struct{ lo, hi int64 }

// countRunRows is how many rows a run has.
const countRunRows = 1 << 14

// Counter counts packets over time. Its memory is bounded but for some bytes a
// run of rows. One goroutine uses it.
type Counter struct {
	out      Count
	from, to int64 // only packets of this time are counted
	skip     []bool
}

// NewCounter makes a counter.
func NewCounter() *Counter {
	return &Counter{out: Count{From: math.MaxInt64, To: math.MinInt64}, from: math.MinInt64, to: math.MaxInt64}
}

// Within makes a counter of the packets from <= time <= to of those that c
// counted.
func (c *Count) Within(from, to int64) *Counter {
	x := NewCounter()
	x.from, x.to = from, to
	for _, r := range c.runs {
		x.skip = append(x.skip, r.lo > to || r.hi < from)
	}
	return x
}

// Rows is how many rows were looked at.
func (c *Counter) Rows() int { return c.out.Rows }

// Advance looks at some of the rows that come next: of a list, or with nil of all
// that s has. They must be the same as before and may be more. It reports whether
// there are no more.
func (c *Counter) Advance(s *Snapshot, list []uint32, most int) bool {
	n := len(list)
	if list == nil {
		n = s.Rows()
	}
	for end := min(c.out.Rows+most, n); c.out.Rows < end; {
		run := c.out.Rows / countRunRows
		if run < len(c.skip) && c.skip[run] {
			c.out.Rows = min((run+1)*countRunRows, n)
			continue
		}
		row := uint32(c.out.Rows)
		if list != nil {
			row = list[c.out.Rows]
		}
		c.take(s, row, run)
		c.out.Rows++
	}
	return c.out.Rows >= n
}

// take counts a row.
func (c *Counter) take(s *Snapshot, row uint32, run int) {
	x, k := s.chunks[row>>chunkShift], row&chunkMask
	if run == len(c.out.runs) {
		c.out.runs = append(c.out.runs, countRun{math.MaxInt64, math.MinInt64})
	}
	at := x.time[k]
	if x.flags[k]&rowNoTime != 0 || at < c.from || at > c.to {
		return
	}
	if run < len(c.out.runs) {
		r := &c.out.runs[run]
		r.lo, r.hi = min(r.lo, at), max(r.hi, at)
	}
	c.out.From, c.out.To = min(c.out.From, at), max(c.out.To, at)
	m := Mark{Time: at, End: at, Lo: int64(x.origLen[k]), Hi: int64(x.origLen[k]), Sum: int64(x.origLen[k]), N: 1, Row: row}
	m.First, m.Last = m.Lo, m.Hi
	c.out.All.add(m)
	if x.conn[k] != NoConn && Note(x.notes[k]).Any(BadTCP) {
		c.out.Bad.add(m)
	}
}

// Count returns what was counted so far.
func (c *Counter) Count() *Count {
	out := c.out
	out.All, out.Bad = c.out.All.copied(), c.out.Bad.copied()
	out.runs = append([]countRun(nil), c.out.runs...)
	return &out
}
