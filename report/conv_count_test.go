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
	for _, parts := range []uint32{1, 2, 3, 7, 64, uint32(s.Rows())} {
		for _, cut := range []uint32{0, 1, 2999, uint32(s.Rows()) - 1} {
			var got talks
			got.inParts(s, 0, cut, parts)
			got.inParts(s, cut, uint32(s.Rows()), parts)
			for id := range flows.ConnID(s.Conns()) {
				if x, y := *got.at(id), *whole.at(id); x != y {
					t.Fatalf("%d parts, cut at %d, connection %d: %+v, want %+v", parts, cut, id, x, y)
				}
			}
		}
	}
}

// In how many parts frames are counted: adding the tables up must not take as long as counting.
func TestPartsOf(t *testing.T) {
	for _, c := range []struct {
		frames       uint32
		conns, cores int
		want         uint32
	}{
		{0, 0, 8, 1}, {manyFrames - 1, 1, 8, 1}, {manyFrames, 0, 8, 8}, {manyFrames, 1, 1, 1}, {manyFrames, 1000, 64, 16},
		{1 << 22, 1 << 17, 128, 8}, {1 << 22, 1 << 20, 128, 1}, {1 << 22, 1 << 21, 2, 1},
	} {
		if got := partsOf(c.frames, c.conns, c.cores); got != c.want {
			t.Errorf("%d frames, %d connections, %d cores: %d parts, want %d", c.frames, c.conns, c.cores, got, c.want)
		}
	}
}
