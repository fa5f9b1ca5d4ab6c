package capture

import (
	"errors"
	"testing"
)

// TestBounded: a source that may give no more says so after the frames before, stops
// what makes them, once, and keeps saying so.
func TestBounded(t *testing.T) {
	p := littleGen.pcapFile(20000, 60)
	for _, room := range []int{0, 1, 3, 1 << 20} { // batches
		inner, err := OpenBytes("x.pcap", p)
		if err != nil {
			t.Fatal(err)
		}
		asked, stopped := 0, 0
		s := Bounded(inner, func() bool { asked++; return asked > room }, "give it more", func() { stopped++ })
		got := drain(t, s)
		if whole := room == 1<<20; whole != (got.err == nil) || whole != (len(got.frames) == 20000) || whole == (stopped == 1) {
			t.Errorf("room for %d batches: %d frames, stopped %d times, %v", room, len(got.frames), stopped, got.err)
		}
		if got.err != nil {
			e, ok := errors.AsType[*Error](got.err)
			if !ok || !errors.Is(got.err, ErrNoMemory) || e.Hint != "give it more" || e.Frames != len(got.frames) {
				t.Errorf("room for %d batches: %v", room, got.err)
			}
			var b Batch
			if err := s.Next(t.Context(), &b); err != got.err || stopped != 1 {
				t.Errorf("asked again: %v, stopped %d times", err, stopped)
			}
		}
		closeSource(t, s)
	}
}
