package flows

import (
	"math"
	"slices"

	"tcptui/decode"
	"tcptui/fsm"
)

// SeriesKind names the series of one direction. Positions count octets from the
// start of the sender's sequence space and go on beyond 2^32.
type SeriesKind uint8

// The series of the data that one end sends, and of what the other says of it.
const (
	SeriesData   SeriesKind = iota // data sent for the first time: position of the first octet to that after the last; Sum: bytes
	SeriesAgain                    // data that had been sent before, by Verdict; else the same
	SeriesLate                     // data out of order, or doubled by the network; else the same
	SeriesProbe                    // keep-alives and window probes; else the same
	SeriesSYN                      // position of its SYN
	SeriesFIN                      // position of its FIN
	SeriesRST                      // where the connection stood at a RST of either end
	SeriesAck                      // highest position acknowledged; Sum: octets acknowledged for the first time
	SeriesDupAck                   // position that a duplicate ACK repeats
	SeriesEdge                     // end of the receive window: acknowledgment and window
	SeriesSACK                     // a SACK block
	SeriesZero                     // position at which the receive window is closed
	SeriesRTT                      // ns, at its acknowledgment: tcp.analysis.ack_rtt
	SeriesRTO                      // ns that a retransmission waited: tcp.analysis.rto
	SeriesFlight                   // bytes, after each of its segments: tcp.analysis.bytes_in_flight
	SeriesWindow                   // bytes that the receiver announces: tcp.window_size
	SeriesPeak                     // most bytes in flight of the last round trip or two: the congestion window was no less
	NumSeries
)

// seriesLines are those of which the last value before a span of time holds on
// into it.
const seriesLines = 1<<SeriesAck | 1<<SeriesEdge | 1<<SeriesFlight | 1<<SeriesWindow

// Trace is the series of a connection, or of a span of its time. It does not
// change.
type Trace struct {
	Sides    [2][NumSeries]Series // by the fsm.Role whose data they are about
	From, To int64                // ns since the epoch: of the earliest and the latest segment; From > To when none has a time
	Rows     int                  // of the connection that were looked at
	spots    []traceSpot
}

// Tracer makes the series of a connection: it feeds the rows to Wireshark's
// analysis once more and reads the frames with SACK blocks. Its memory is
// bounded, whatever the connection's length. One goroutine uses it.
type Tracer struct {
	id    ConnID
	bytes *Reader
	out   Trace
	at    traceState
	every int // rows between two spots
	base  [2]decode.Seq

	from, to int64 // only marks of this time are kept; everything: of all time
	start    int   // rows before the first that was taken
	stop     int   // rows after which there are no such any more
	known    int   // rows of which it is known whether there are such
	past     int   // rows after known that came later than to, without one that did not
}

// traceState is where a tracer is in a connection.
type traceState struct {
	rows   int // that were taken
	replay replay
	space  [2]space
	acked  [2]acked
	peak   [2]peak
}

// acked is what of a direction is acknowledged.
type acked struct {
	top   int64
	known bool
}

// traceSpot is a place from which a tracer can begin, and the times of the rows
// from there to the next.
type traceSpot struct {
	at     traceState
	lo, hi int64
}

// Bounds of the spots of a trace: their number, and the rows between two while a
// connection is short.
const (
	maxTraceSpots  = 128
	traceSpotEvery = 4096
)

// NewTracer makes a tracer of connection id that reads frames through r.
func NewTracer(id ConnID, r *Reader) *Tracer {
	t := &Tracer{id: id, bytes: r, every: traceSpotEvery, from: math.MinInt64, to: math.MaxInt64, stop: math.MaxInt}
	t.restart()
	return t
}

// Within makes a tracer of the segments from <= time <= to of the connection
// that t traced: it begins near them. Lines have one mark before, if there is one.
func (t *Trace) Within(id ConnID, r *Reader, from, to int64) *Tracer {
	x := NewTracer(id, r)
	x.from, x.to, x.known = from, to, t.Rows
	hit := func(p traceSpot) bool { return p.lo <= to && p.hi >= from }
	first := slices.IndexFunc(t.spots, hit)
	if first < 0 {
		x.stop = 0
		return x
	}
	for i := len(t.spots) - 2; i >= first && !hit(t.spots[i+1]); i-- {
		x.stop = t.spots[i+1].at.rows
	}
	x.at = t.spots[max(first-1, 0)].at.clone()
	x.start = x.at.rows
	return x
}

// clone copies a state so that neither changes the other.
func (s *traceState) clone() traceState {
	c := *s
	for i := range c.replay.l.sides {
		sent := &c.replay.l.sides[i].sent
		sent.slots, sent.order = slices.Clone(sent.slots), slices.Clone(sent.order)
	}
	return c
}

// restart goes back to before the connection's first row.
func (t *Tracer) restart() {
	t.out = Trace{From: math.MaxInt64, To: math.MinInt64}
	for i := range t.out.Sides {
		side := &t.out.Sides[i]
		side[SeriesRTT].apart, side[SeriesRTO].apart = true, true
	}
	t.at = traceState{replay: replay{conn: t.id}}
	t.at.replay.restart()
}

// Advance takes at most so many of the connection's rows that s has. It reports
// whether there are no more. Where a SYN has come to correct the start of the
// sequence numbers, it begins anew.
func (t *Tracer) Advance(s *Snapshot, most int) bool {
	c := s.Conn(t.id)
	if base := [2]decode.Seq{c.Sides[0].Base, c.Sides[1].Base}; base != t.base {
		if t.stop == math.MaxInt && t.at.rows > 0 {
			t.restart()
		}
		t.base = base
	}
	for range most {
		if t.at.rows >= t.stop || t.past >= traceSpotEvery {
			return true
		}
		t.rest()
		if !t.at.replay.next(s, t.bytes) {
			return true
		}
		t.at.rows++
		t.take(s, c)
	}
	return false
}

// rest notes a place to begin from.
func (t *Tracer) rest() {
	if t.at.rows%t.every != 0 || t.from != math.MinInt64 {
		return
	}
	p := &t.out.spots
	if n := len(*p); n > 0 && (*p)[n-1].at.rows == t.at.rows {
		return // no row came since
	}
	if len(*p) >= maxTraceSpots {
		half := make([]traceSpot, 0, maxTraceSpots)
		for i := 0; i < len(*p); i += 2 {
			a := (*p)[i]
			if i+1 < len(*p) {
				a.lo, a.hi = min(a.lo, (*p)[i+1].lo), max(a.hi, (*p)[i+1].hi)
			}
			half = append(half, a)
		}
		*p = half
		if t.every *= 2; t.at.rows%t.every != 0 {
			return
		}
	}
	*p = append(*p, traceSpot{t.at.clone(), math.MaxInt64, math.MinInt64})
}

// Trace returns the series as far as they are made.
func (t *Tracer) Trace() *Trace {
	out := t.out
	out.Rows = t.at.rows - t.start
	out.spots = slices.Clone(t.out.spots)
	for side := range out.Sides {
		for k := range out.Sides[side] {
			out.Sides[side][k] = t.out.Sides[side][k].copied()
		}
	}
	return &out
}

// take adds the row that was replayed last.
func (t *Tracer) take(s *Snapshot, c *Conn) {
	r := s.Row(t.at.replay.last)
	if r.NoTime {
		return
	}
	if t.past++; r.Time <= t.to || t.at.rows < t.known {
		t.past = 0
	}
	t.out.From, t.out.To = min(t.out.From, r.Time), max(t.out.To, r.Time)
	if n := len(t.out.spots); n > 0 {
		p := &t.out.spots[n-1]
		p.lo, p.hi = min(p.lo, r.Time), max(p.hi, r.Time)
	}
	peer := r.From.Peer()
	if r.Notes&noteBad == 0 {
		if r.Notes&noteNoLen == 0 {
			t.sent(c, &r)
		}
		t.answered(s, c, &r)
	}
	a := &t.at.replay.out
	if a.Any && a.AckRTT != 0 {
		t.point(peer, SeriesRTT, &r, a.AckRTT)
		t.at.peak[peer].measured(a.AckRTT)
	}
	if a.Any && a.RTO != 0 {
		t.point(r.From, SeriesRTO, &r, a.RTO)
	}
	if a.InFlight != 0 {
		t.point(r.From, SeriesFlight, &r, int64(a.InFlight))
		if most, ok := t.at.peak[r.From].sent(r.Time, int64(a.InFlight)); ok {
			t.point(r.From, SeriesPeak, &r, most)
		}
	}
	if !r.Flags.Has(decode.RST) {
		t.point(peer, SeriesWindow, &r, int64(c.Sides[r.From].Window(r.Window, r.Flags)))
	}
}

// sent adds what the segment sends.
func (t *Tracer) sent(c *Conn, r *Row) {
	p := &t.at.space[r.From]
	pos := p.at(uint32(r.Seq-c.Sides[r.From].Base), c.Sides[r.From].HasBase)
	if r.Flags.Has(decode.SYN) {
		t.point(r.From, SeriesSYN, r, pos)
		pos++
	}
	end := pos + int64(r.Len)
	if r.Len > 0 {
		t.add(r.From, kindOfData(r), Mark{Time: r.Time, End: r.Time, Lo: pos, Hi: end, First: pos, Last: end, Sum: int64(r.Len), N: 1, Row: r.No})
	} else if probing(r) {
		t.point(r.From, SeriesProbe, r, pos)
	}
	if r.Flags.Has(decode.FIN) {
		t.point(r.From, SeriesFIN, r, end)
		end++
	}
	if r.Flags.Has(decode.RST) {
		t.point(r.From, SeriesRST, r, pos)
		return // its number may be anything
	}
	p.reach(end)
}

// kindOfData is the series of a segment with data.
func kindOfData(r *Row) SeriesKind {
	switch {
	case probing(r):
		return SeriesProbe
	case sentAgain(r):
		return SeriesAgain
	case r.Verdict == OutOfOrder || r.Verdict == NetworkDuplicate:
		return SeriesLate
	}
	return SeriesData
}

// answered adds what the segment says of the data that the other end sent.
func (t *Tracer) answered(s *Snapshot, c *Conn, r *Row) {
	of := r.From.Peer()
	done, p := &t.at.acked[of], &t.at.space[of]
	if r.Flags.Has(decode.RST) {
		t.point(of, SeriesRST, r, done.top)
		return
	}
	if !r.Flags.Has(decode.ACK) {
		return
	}
	side := &c.Sides[of]
	pos := p.at(uint32(r.Ack-side.Base), side.HasBase)
	p.reach(pos)
	if !done.known || pos > done.top {
		m := Mark{Time: r.Time, End: r.Time, Lo: pos, Hi: pos, First: pos, Last: pos, N: 1, Row: r.No}
		switch {
		case done.known:
			m.Sum = pos - done.top
		case side.HasISN:
			m.Sum = max(pos-1, 0) // its SYN is no data
		}
		t.add(of, SeriesAck, m)
		done.top, done.known = pos, true
	}
	if r.Notes.Has(NoteDuplicateAck) {
		t.point(of, SeriesDupAck, r, pos)
	}
	if r.Window == 0 && !r.Flags.Has(decode.SYN) {
		t.point(of, SeriesZero, r, pos)
	}
	t.point(of, SeriesEdge, r, pos+int64(c.Sides[r.From].Window(r.Window, r.Flags)))
	if r.Notes&noteSACK != 0 {
		t.blocks(s, c, r, of)
	}
}

// blocks adds the SACK blocks of a segment.
func (t *Tracer) blocks(s *Snapshot, c *Conn, r *Row, of fsm.Role) {
	o := &t.bytes.At(s, r.No).Packet().TCP.Opts
	if o.Has&decode.OptSACK == 0 {
		return
	}
	for _, b := range o.SACK[:o.NSACK] {
		if !b.Left.Less(b.Right) {
			continue
		}
		lo := t.at.space[of].at(uint32(b.Left-c.Sides[of].Base), c.Sides[of].HasBase)
		hi := lo + int64(b.Right.Sub(b.Left))
		t.add(of, SeriesSACK, Mark{Time: r.Time, End: r.Time, Lo: lo, Hi: hi, First: lo, Last: hi, N: 1, Row: r.No})
	}
}

// point adds a single value.
func (t *Tracer) point(of fsm.Role, k SeriesKind, r *Row, v int64) {
	t.add(of, k, Mark{Time: r.Time, End: r.Time, Lo: v, Hi: v, First: v, Last: v, N: 1, Row: r.No})
}

// add adds a mark to a series, if it is of the time that is asked for. A line
// keeps the one before it.
func (t *Tracer) add(of fsm.Role, k SeriesKind, m Mark) {
	s := &t.out.Sides[of][k]
	switch {
	case m.Time > t.to:
		return
	case m.Time >= t.from:
		s.add(m)
	case seriesLines>>k&1 != 0 && (len(s.Marks) == 0 || len(s.Marks) == 1 && s.Marks[0].Time < t.from):
		s.Marks = append(s.Marks[:0], m)
	}
}
