package flows

import (
	"context"
	"testing"
	"unsafe"

	"tcptui/bench/gen"
	"tcptui/capture"
	"tcptui/testdata/samples"
)

// TestConnTableAgreesWithSummaries compares the pass over the rows with what
// reading every frame again says, for all samples.
func TestConnTableAgreesWithSummaries(t *testing.T) {
	for _, sample := range samples.All() {
		t.Run(sample.File, func(t *testing.T) {
			live := started(t, sample.Data)
			s, r := live.Wait(), live.NewReader()
			var table ConnTable
			if err := table.Advance(context.Background(), s, func() {}); err != nil {
				t.Fatal(err)
			}
			got := table.Tallies()
			if got.Rows != s.Rows() || table.Stale(s) {
				t.Errorf("%d of %d rows, stale %v", got.Rows, s.Rows(), table.Stale(s))
			}
			for id := range ConnID(s.Conns()) {
				sum, c, x := r.Summary(s, id), s.Conn(id), got.Of(id)
				a, b := &sum.Sides[0], &sum.Sides[1]
				if x.Resent != a.Resent+b.Resent || x.ResentBytes != a.ResentBytes+b.ResentBytes || x.Data != a.DataSegments+b.DataSegments {
					t.Errorf("connection %d: %d of %d segments (%d bytes) sent again, the summary has %d+%d of %d+%d (%d+%d)", id,
						x.Resent, x.Data, x.ResentBytes, a.Resent, b.Resent, a.DataSegments, b.DataSegments, a.ResentBytes, b.ResentBytes)
				}
				if e := x.Ending(s, c); e != sum.End {
					t.Errorf("connection %d ended %v, the summary says %v", id, e, sum.End)
				}
				ns, measured, ok := x.RTT(c)
				switch {
				case c.InitialRTT > 0 && (ns != c.InitialRTT || measured || !ok):
					t.Errorf("connection %d: RTT %d, %v, %v, the handshake took %d", id, ns, measured, ok, c.InitialRTT)
				case c.InitialRTT == 0 && ok && ns < a.RTT.Min+b.RTT.Min:
					t.Errorf("connection %d: RTT %d is under the shortest, %d + %d", id, ns, a.RTT.Min, b.RTT.Min)
				}
			}
		})
	}
}

func TestConnTallySize(t *testing.T) {
	if n := unsafe.Sizeof(ConnTally{}); n > 104 {
		t.Errorf("a connection takes %d bytes", n)
	}
}

// TestConnTableGrows looks at a capture in two parts: what was handed out before
// does not change, and both parts together are the whole.
func TestConnTableGrows(t *testing.T) {
	_, whole := generated(t, func(cfg *gen.Config) { cfg.Packets, cfg.Connections, cfg.Concurrent = 60_000, 900, 50 })
	half := *whole
	half.rows /= 2
	var grown, once ConnTable
	ctx := context.Background()
	grown.Advance(ctx, &half, func() {})
	before := grown.Tallies()
	kept := *before.Of(7)
	looks := 0
	grown.Advance(ctx, whole, func() { looks++ })
	once.Advance(ctx, whole, func() {})
	if looks < 2 {
		t.Errorf("it told only %d times that it goes on", looks)
	}
	if *before.Of(7) != kept {
		t.Error("what was handed out has changed")
	}
	a, b := grown.Tallies(), once.Tallies()
	for id := range ConnID(whole.Conns()) {
		if *a.Of(id) != *b.Of(id) {
			t.Errorf("connection %d: %+v in two parts, %+v at once", id, *a.Of(id), *b.Of(id))
		}
	}
	if n := *before.Of(1 << 30); n != nothing {
		t.Errorf("a connection that there is not has %+v", n)
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	var none ConnTable
	if err := none.Advance(ended, whole, func() {}); err == nil || none.Rows() != 0 {
		t.Errorf("it went on for %d rows after its end: %v", none.Rows(), err)
	}
}

func TestActivity(t *testing.T) {
	s := started(t, samples.Chat()).Wait()
	var total uint32
	out := make([]uint32, 8)
	for id := range ConnID(s.Conns()) {
		c := s.Conn(id)
		s.Activity(id, c.Start, c.End, out)
		n := uint32(0)
		for _, x := range out {
			n += x
		}
		if n != c.Segments() {
			t.Errorf("connection %d: %d of %d segments", id, n, c.Segments())
		}
		if out[0] == 0 || out[7] == 0 {
			t.Errorf("connection %d: no segment at its beginning or its end: %v", id, out)
		}
		total += n
	}
	if total == 0 {
		t.Error("there was nothing to count")
	}
	s.Activity(0, s.Conn(0).End+1e9, s.Conn(0).End+2e9, out)
	if out[0] != s.Conn(0).Segments() {
		t.Errorf("what is before the time is counted as %v", out)
	}
	for back := range int64(3 * len(out)) { // the last frame may have an earlier time than the first
		s.Activity(0, s.Conn(0).Start, s.Conn(0).Start-back, out)
		if out[7] != s.Conn(0).Segments()-1 {
			t.Errorf("what comes after a time of -%d ns is counted as %v", back, out)
		}
	}
}

// TestActivityOfMany: of a long connection an estimate is made that is near.
func TestActivityOfMany(t *testing.T) {
	_, s := generated(t, func(cfg *gen.Config) { cfg.Packets, cfg.Connections, cfg.Concurrent = 3*walkRows, 2, 2 })
	out := make([]uint32, 16)
	for id := range ConnID(2) {
		c := s.Conn(id)
		s.Activity(id, c.Start, c.End, out)
		var n uint32
		for _, x := range out {
			n += x
		}
		if n != c.Segments() {
			t.Errorf("connection %d: %d of %d segments", id, n, c.Segments())
		}
	}
}

// started reads a capture; the test ends it.
func started(t testing.TB, data []byte) *Live {
	t.Helper()
	src, err := capture.OpenBytes("test", data)
	if err != nil {
		t.Fatal(err)
	}
	l := Start(context.Background(), src)
	t.Cleanup(func() {
		l.Stop()
		src.Close()
	})
	return l
}

// BenchmarkConnTable tallies short connections, many at once.
func BenchmarkConnTable(b *testing.B) {
	_, s := generated(b, func(cfg *gen.Config) {
		cfg.Packets, cfg.Connections, cfg.Concurrent, cfg.Other = 1_000_000, 100_000, 10_000, 0
	})
	rows := 0
	for b.Loop() {
		var table ConnTable
		table.Advance(context.Background(), s, func() {})
		rows += table.Rows()
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}
