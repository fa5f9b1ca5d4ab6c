package flows

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"tcptui/bench/gen"
	"tcptui/decode"
	"tcptui/fsm"
	"tcptui/testdata/samples"
)

// traced is the whole trace of a connection.
func traced(l *Live, s *Snapshot, id ConnID) *Trace {
	t := NewTracer(id, l.NewReader())
	for !t.Advance(s, 1000) {
	}
	return t.Trace()
}

// lossy is a generated capture of a few connections with loss and reordering.
func lossy(t testing.TB, packets, conns int) (*Live, *Snapshot) {
	return generated(t, func(cfg *gen.Config) {
		cfg.Packets, cfg.Connections, cfg.Concurrent, cfg.Loss, cfg.Reorder = packets, conns, conns, 0.02, 0.01
	})
}

// of is the value that a series has of a row.
type of struct {
	row   uint32
	value int64
}

func valuesOf(s *Series) (out []of) {
	for _, m := range s.Marks {
		out = append(out, of{m.Row, m.Hi})
	}
	return out
}

// byFields are the values of a field in a connection's rows that an end sent.
func byFields(l *Live, s *Snapshot, id ConnID, from fsm.Role, name string, without decode.Flags) (out []of) {
	var field Field
	for _, f := range Fields() {
		if f.Name == name {
			field = f
		}
	}
	r := l.NewReader()
	for _, row := range s.ConnRows(id, nil) {
		v := r.At(s, row)
		if v.Row.From != from || v.Row.Flags.Any(without) {
			continue
		}
		for _, x := range field.Of(v, nil) {
			out = append(out, of{row, max(x.I, int64(x.U))})
		}
	}
	return out
}

// TestSeriesAreTheFields: round trips, waits, bytes in flight and windows are
// those that the fields have, segment by segment.
func TestSeriesAreTheFields(t *testing.T) {
	check := func(name string, l *Live, s *Snapshot) {
		for id := range ConnID(s.Conns()) {
			tr := traced(l, s, id)
			for _, side := range []fsm.Role{fsm.Client, fsm.Server} {
				for _, x := range []struct {
					kind  SeriesKind
					from  fsm.Role
					field string
				}{
					{SeriesRTT, side.Peer(), "tcp.analysis.ack_rtt"},
					{SeriesRTO, side, "tcp.analysis.rto"},
					{SeriesFlight, side, "tcp.analysis.bytes_in_flight"},
					{SeriesWindow, side.Peer(), "tcp.window_size"},
				} {
					var without decode.Flags
					if x.kind == SeriesWindow {
						without = decode.RST
					}
					want := byFields(l, s, id, x.from, x.field, without)
					if got := valuesOf(&tr.Sides[side][x.kind]); !slices.Equal(got, want) {
						t.Errorf("%s, connection %d, data of the %s: %s is\n%v, the series\n%v", name, id, side, x.field, want, got)
					}
				}
			}
		}
	}
	for _, sample := range samples.All() {
		l, s := openBytes(t, sample.Data)
		check(sample.Name, l, s)
	}
	l, s := lossy(t, 6000, 4)
	check("generated", l, s)
}

// TestSeriesHoldEverySegment: each segment with data is in one of four series,
// at the place that its numbers say.
func TestSeriesHoldEverySegment(t *testing.T) {
	for _, sample := range samples.All() {
		l, s := openBytes(t, sample.Data)
		for id := range ConnID(s.Conns()) {
			tr := traced(l, s, id)
			if rows := int(s.Conn(id).Segments()); tr.Rows != rows {
				t.Errorf("%s: %d rows of %d", sample.Name, tr.Rows, rows)
			}
			found := make(map[uint32]int)
			for side := range tr.Sides {
				for _, k := range []SeriesKind{SeriesData, SeriesAgain, SeriesLate, SeriesProbe} {
					for _, m := range tr.Sides[side][k].Marks {
						r := s.Row(m.Row)
						if found[m.Row]++; m.Lo != int64(s.RelSeq(&r)) && r.Flags&decode.SYN == 0 || m.Hi-m.Lo != int64(r.Len) || m.Sum != m.Hi-m.Lo {
							t.Errorf("%s: frame %d is at %d to %d", sample.Name, m.Row+1, m.Lo, m.Hi)
						}
						if again := k == SeriesAgain; again != r.Verdict.SentAgain() {
							t.Errorf("%s: frame %d (%s) is in series %d", sample.Name, m.Row+1, r.Verdict, k)
						}
					}
				}
			}
			for _, row := range s.ConnRows(id, nil) {
				if r := s.Row(row); found[row] > 1 || r.Len > 0 && found[row] == 0 {
					t.Errorf("%s: frame %d is there %d times", sample.Name, row+1, found[row])
				}
			}
		}
	}
}

// TestSeriesOfALoss: what the graph of the sequence numbers shows of a loss that
// SACK blocks report.
func TestSeriesOfALoss(t *testing.T) {
	sample, err := samples.Get("loss_sack")
	if err != nil {
		t.Fatal(err)
	}
	l, s := openBytes(t, sample.Data)
	side := &traced(l, s, 0).Sides[fsm.Server]
	sent := int64(s.Conn(0).Sides[fsm.Server].Bytes)
	if len(side[SeriesAgain].Marks) != 2 || len(side[SeriesSACK].Marks) == 0 || len(side[SeriesDupAck].Marks) == 0 {
		t.Fatalf("%d sent again, %d SACK blocks, %d duplicate ACKs", len(side[SeriesAgain].Marks), len(side[SeriesSACK].Marks), len(side[SeriesDupAck].Marks))
	}
	hole := side[SeriesAgain].Marks[0]
	for _, m := range side[SeriesSACK].Marks {
		if m.Time < hole.Time && m.Lo < hole.Hi {
			t.Errorf("frame %d reports %d to %d, which overlaps the lost %d to %d", m.Row+1, m.Lo, m.Hi, hole.Lo, hole.Hi)
		}
	}
	var acked int64
	for i, m := range side[SeriesAck].Marks {
		if acked += m.Sum; i > 0 && m.First <= side[SeriesAck].Marks[i-1].First {
			t.Errorf("the acknowledgment of frame %d does not advance", m.Row+1)
		}
	}
	if acked < sent-hole.Sum*2 || acked > sent+1 {
		t.Errorf("%d octets were acknowledged of %d bytes", acked, sent)
	}
}

// TestSeriesPeak: the peak is the most of what was in flight, for a round trip at
// least and two at most.
func TestSeriesPeak(t *testing.T) {
	p := peak{}
	if _, ok := p.sent(0, 100); ok {
		t.Error("a peak without a round trip")
	}
	p.measured(30)
	p.measured(10)
	p.measured(20)
	for _, x := range []struct{ at, flight, want int64 }{
		{100, 50, 50}, {105, 80, 80}, {109, 20, 80}, {111, 30, 80}, {120, 40, 80}, {121, 10, 40}, {200, 5, 5}, {190, 3, 3},
	} {
		if got, ok := p.sent(x.at, x.flight); got != x.want || !ok {
			t.Errorf("at %d: %d, want %d", x.at, got, x.want)
		}
	}
	l, s := lossy(t, 4000, 1)
	side := &traced(l, s, 0).Sides[1]
	flight := make(map[uint32]int64)
	for _, m := range side[SeriesFlight].Marks {
		flight[m.Row] = m.Hi
	}
	for _, m := range side[SeriesPeak].Marks {
		if m.Hi < flight[m.Row] {
			t.Errorf("packet %d has %d in flight, the peak is %d", m.Row+1, flight[m.Row], m.Hi)
		}
	}
}

// TestSeriesPutTogether: however many marks come, few are kept, in order, and
// nothing of their sum, number and extremes is lost.
func TestSeriesPutTogether(t *testing.T) {
	for _, mixed := range []bool{false, true} {
		rng := rand.New(rand.NewPCG(1, 2))
		var s Series
		const n = 200_000
		var sum, lo, hi int64
		at := int64(-5_000_000)
		for i := range n {
			at += rng.Int64N(1000)
			m := Mark{Time: at, End: at, Sum: rng.Int64N(1500), Lo: rng.Int64N(1e9), N: 1, Row: uint32(i)}
			if mixed && i%2 == 1 {
				m.Time, m.End = at-50_000_000, at-50_000_000
			}
			m.Hi, m.First, m.Last = m.Lo, m.Lo, m.Lo
			if i == 0 {
				lo, hi = m.Lo, m.Hi
			}
			sum, lo, hi = sum+m.Sum, min(lo, m.Lo), max(hi, m.Hi)
			if s.add(m); len(s.Marks) >= 2*seriesMost {
				t.Fatalf("%d marks", len(s.Marks))
			}
		}
		c := s.copied()
		got := c.Marks[0]
		for i := 1; i < len(c.Marks); i++ {
			if c.Marks[i].Time < c.Marks[i-1].Time {
				t.Fatal("the marks are not in order")
			}
			got.merge(&c.Marks[i])
		}
		if got.Sum != sum || got.Lo != lo || got.Hi != hi || got.N != n || len(c.Marks) < seriesMost/2 {
			t.Errorf("%d marks with %+v, want sum %d from %d to %d of %d", len(c.Marks), got, sum, lo, hi, n)
		}
	}
}

// TestTraceWithin: the trace of a span of time has the marks that the whole one
// has there, also where it begins in the middle and where that was coarse.
func TestTraceWithin(t *testing.T) {
	l, s := lossy(t, 60_000, 1)
	whole := NewTracer(0, l.NewReader())
	whole.every = 64 // enough of them to become fewer again
	for !whole.Advance(s, 777) {
	}
	tr := whole.Trace()
	if len(tr.spots) > maxTraceSpots {
		t.Fatalf("%d spots", len(tr.spots))
	}
	exact := NewTracer(0, l.NewReader())
	rng := rand.New(rand.NewPCG(3, 4))
	all := make(map[SeriesKind][]Mark)
	for !exact.Advance(s, 1) {
		for k := range NumSeries {
			x := &exact.out.Sides[1][k]
			all[k] = append(all[k], x.Marks...)
			x.Marks = nil
		}
	}
	for range 20 {
		from := tr.From + rng.Int64N(tr.To-tr.From)
		to := min(from+rng.Int64N((tr.To-tr.From)/16), tr.To)
		x := tr.Within(0, l.NewReader(), from, to)
		for !x.Advance(s, 500) {
		}
		if part := x.Trace(); part.Rows > tr.Rows/2 {
			t.Errorf("%d rows were taken for a sixteenth of the time", part.Rows)
		}
		part := x.Trace()
		for k := range NumSeries {
			var want, got []Mark
			for _, m := range all[k] {
				if m.Time >= from && m.Time <= to {
					want = append(want, m)
				}
			}
			for _, m := range part.Sides[1][k].Marks {
				if m.Time >= from {
					got = append(got, m)
				} else if seriesLines>>k&1 == 0 {
					t.Errorf("series %d has a mark before its time", k)
				}
			}
			if !slices.Equal(got, want) {
				t.Fatalf("series %d from %v to %v: %d marks, want %d", k, time.Duration(from-tr.From), time.Duration(to-tr.From), len(got), len(want))
			}
		}
	}
}

// TestTraceFollows: rows that come in pieces give the same trace.
func TestTraceFollows(t *testing.T) {
	l, s := lossy(t, 5000, 1)
	want := traced(l, s, 0)
	x := NewTracer(0, l.NewReader())
	part := *s
	for part.rows = 100; part.rows < s.rows; part.rows += 731 {
		x.Advance(&part, 1<<20)
	}
	x.Advance(s, 1<<20)
	got := x.Trace()
	for side := range got.Sides {
		for k := range got.Sides[side] {
			if !slices.Equal(got.Sides[side][k].Marks, want.Sides[side][k].Marks) {
				t.Errorf("side %d, series %d differs", side, k)
			}
		}
	}
}

// TestSpaceGoesOn: positions go on beyond 2^32, and what is far off does not move
// them.
func TestSpaceGoesOn(t *testing.T) {
	var p space
	var pos int64
	for range 40 {
		pos += 1 << 28
		if got := p.at(uint32(pos), true); got != pos {
			t.Fatalf("%d is at %d", pos, got)
		}
		p.reach(pos)
		if got := p.at(uint32(pos-5000), true); got != pos-5000 {
			t.Fatalf("%d is at %d", pos-5000, got)
		}
		p.reach(pos + 1<<30 + 1)
	}
	if q := (space{}); q.at(4_000_000_000, false) != 4_000_000_000 {
		t.Error("a direction without a start begins elsewhere than at its first number")
	}
}

// TestCount: packets and bytes over time are those of the rows, of all or of
// some of them, and of a span of time.
func TestCount(t *testing.T) {
	_, s := lossy(t, 50_000, 20)
	var list []uint32
	for i := range uint32(s.Rows()) {
		if i%3 == 1 {
			list = append(list, i)
		}
	}
	total := func(x *Series) (n, sum int64) {
		for _, m := range x.Marks {
			n, sum = n+int64(m.N), sum+m.Sum
		}
		return n, sum
	}
	for _, rows := range [][]uint32{nil, list, {}} {
		c := NewCounter()
		for !c.Advance(s, rows, 1234) {
		}
		whole := c.Count()
		span := [2]int64{whole.From + (whole.To-whole.From)/3, whole.From + (whole.To-whole.From)/2}
		x := whole.Within(span[0], span[1])
		for !x.Advance(s, rows, 1234) {
		}
		part := x.Count()
		var want, wantBad, wantPart, bytes int64
		each := func(i uint32) {
			r := s.Row(i)
			want, bytes = want+1, bytes+int64(r.OrigLen)
			if r.Conn != NoConn && r.Notes.Any(BadTCP) {
				wantBad++
			}
			if r.Time >= span[0] && r.Time <= span[1] {
				wantPart++
			}
		}
		if rows == nil {
			for i := range uint32(s.Rows()) {
				each(i)
			}
		}
		for _, i := range rows {
			each(i)
		}
		n, sum := total(&whole.All)
		bad, _ := total(&whole.Bad)
		inside, _ := total(&part.All)
		if n != want || sum != bytes || bad != wantBad || rows == nil && inside != wantPart {
			t.Errorf("%d packets, %d bytes, %d bad, %d within; want %d, %d, %d, %d", n, sum, bad, inside, want, bytes, wantBad, wantPart)
		}
		if len(rows) > 0 && inside != wantPart {
			t.Errorf("%d within, want %d", inside, wantPart)
		}
	}
}

// BenchmarkTrace is how many rows of a connection become series in a second.
func BenchmarkTrace(b *testing.B) {
	l, s := lossy(b, 500_000, 1)
	rows := 0
	b.ReportAllocs()
	for b.Loop() {
		rows += traced(l, s, 0).Rows
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkCount is how many packets of a capture are counted in a second.
func BenchmarkCount(b *testing.B) {
	_, s := lossy(b, 500_000, 100)
	rows := 0
	for b.Loop() {
		c := NewCounter()
		for !c.Advance(s, nil, 1<<16) {
		}
		rows += c.Count().Rows
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}

// TestTraceOfNothing: a span of time without segments costs nothing.
func TestTraceOfNothing(t *testing.T) {
	l, s := openBytes(t, samples.Chat())
	tr := traced(l, s, 0)
	x := tr.Within(0, l.NewReader(), tr.To+1, tr.To+2)
	if !x.Advance(s, 10) || x.Trace().Rows != 0 {
		t.Error("rows were taken for a time in which there are none")
	}
}
