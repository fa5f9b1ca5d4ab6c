package report

import (
	"context"
	"testing"
	"time"

	"tcptui/bench/gen"
	"tcptui/capture"
	"tcptui/flows"
)

// Counting in parts finds what counting the frames one by one does.
func TestTalksInParts(t *testing.T) {
	data, err := gen.Bytes(gen.Config{Seed: 9, Packets: 6000, Connections: 150, Concurrent: 20, MeanFrame: 300, RTT: time.Millisecond, Reset: 0.1, Other: 0.1})
	if err != nil {
		t.Fatal(err)
	}
	src, err := capture.OpenBytes("generated", data)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	s := flows.Start(context.Background(), src).Wait()
	var whole talks
	whole.add(s, 0, uint32(s.Rows()))
	for _, cuts := range [][]uint32{{0}, {1}, {uint32(s.Rows())}, {7, 8, 2999}, {1000, 2000, 3000, 4000, 5000}} {
		var parts talks
		from := uint32(0)
		for _, to := range append(cuts, uint32(s.Rows())) {
			var part talks
			part.add(s, from, to)
			parts.grow(s.Conns())
			parts.join(part)
			from = to
		}
		for id := range flows.ConnID(s.Conns()) {
			if got, want := *parts.at(id), *whole.at(id); got != want {
				t.Fatalf("cut at %d, connection %d: %+v, want %+v", cuts, id, got, want)
			}
		}
	}
}
