package flows

import (
	"context"
	"fmt"
	"testing"

	"tcptui/bench/gen"
	"tcptui/capture"
	"tcptui/decode"
)

// troubled is a small capture with everything that goes wrong.
func troubled(t testing.TB, packets, connections int) []byte {
	t.Helper()
	cfg := gen.Bulk()
	cfg.Packets, cfg.Connections, cfg.Concurrent, cfg.MeanFrame = packets, connections, min(100, connections), 120
	cfg.Loss, cfg.Reorder, cfg.Reset = 0.05, 0.05, 0.3
	file, err := gen.Bytes(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// TestCrewSizes: what is found does not depend on how many follow the connections.
func TestCrewSizes(t *testing.T) {
	file := troubled(t, 30_000, 1500)
	var want []string
	for _, size := range []int{1, 2, 3, lanes} {
		src, err := capture.OpenBytes("generated", file)
		if err != nil {
			t.Fatal(err)
		}
		l := StartWith(context.Background(), src, Options{crew: size})
		s := l.Wait()
		l.Stop()
		src.Close()
		var got []string
		for i := range s.Rows() {
			got = append(got, fmt.Sprint(s.Row(uint32(i))))
		}
		for i := range s.Conns() {
			got = append(got, fmt.Sprint(*s.Conn(ConnID(i))))
		}
		got = append(got, fmt.Sprint("revised ", s.Revised))
		if want == nil {
			want = got
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Fatalf("with %d goroutines:\n%s\nwith one:\n%s", size, got[i], want[i])
			}
		}
	}
}

// feed puts a capture into a tracker and a crew of this goroutine, and returns what reads it
// once more.
func feed(t testing.TB, file []byte) (h *hands, again func()) {
	t.Helper()
	h = newHands()
	d := decoder{defrag: decode.NewDefrag(decode.DefragLimits{}), hash: h.tracker.byTuple.hash}
	var w load
	return h, func() {
		src, err := capture.OpenBytes("generated", file)
		if err != nil {
			t.Fatal(err)
		}
		defer src.Close()
		for {
			w.extras = w.extras[:0]
			if err := d.next(context.Background(), src, &w); err != nil {
				return
			}
			for i := range w.frames {
				h.take(&w, i)
			}
		}
	}
}

// TestNothingAllocated: a packet costs no allocation. A connection does, some while it begins
// and for what is under way, and so do lists that grow.
func TestNothingAllocated(t *testing.T) {
	const packets, connections, each = 60_000, 40, 16
	file := troubled(t, packets, connections)
	_, read := feed(t, file)
	if n := testing.AllocsPerRun(1, read); n > connections*each { // the first of two passes is not counted
		t.Errorf("%v allocations for %d packets in %d connections", n, packets, connections)
	}
}

// TestLineage: the numbers that the tracker sorts by are those that the analysis has.
func TestLineage(t *testing.T) {
	h, again := feed(t, troubled(t, 20_000, 1000))
	again()
	for id := range ConnID(h.tracker.conns) {
		h.check(id)
	}
}

// BenchmarkTrack is sorting into connections and following them, on one core, decoding left
// out: a batch of segments again and again.
func BenchmarkTrack(b *testing.B) {
	file := troubled(b, 20_000, 200)
	src, err := capture.OpenBytes("generated", file)
	if err != nil {
		b.Fatal(err)
	}
	defer src.Close()
	h := newHands()
	d := decoder{defrag: decode.NewDefrag(decode.DefragLimits{}), hash: h.tracker.byTuple.hash}
	var w load
	if err := d.next(context.Background(), src, &w); err != nil {
		b.Fatal(err)
	}
	packets := 0
	for b.Loop() {
		if h.tracker.index.rows > 1<<22 { // the index must not take all memory
			h = newHands()
			h.tracker.byTuple.hash = d.hash
		}
		for i := range w.frames {
			w.facts[i].is &^= factOpens
			h.take(&w, i)
		}
		packets += len(w.frames)
	}
	b.ReportMetric(float64(packets)/b.Elapsed().Seconds(), "packets/s")
}
