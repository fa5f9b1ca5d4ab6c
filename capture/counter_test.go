package capture

import "testing"

// TestCounter: what is counted goes on over the end of 32 bits, and is never negative.
func TestCounter(t *testing.T) {
	const most = 1<<32 - 1
	var c counter
	for i, tt := range []struct {
		now  uint32
		want uint64
	}{
		{0, 0}, {10, 10}, {10, 10}, {most - 1, most - 1}, {most, most}, {0, most + 1}, {5, most + 6}, {4, 2*most + 6},
	} {
		if got := c.look(tt.now); got != tt.want {
			t.Errorf("%d. look at %d: %d, want %d", i, tt.now, got, tt.want)
		}
	}
	c = counter{last: most - 2} // of a number that did not begin with the capture
	if got := c.look(3); got != 6 {
		t.Errorf("over the wrap: %d, want 6", got)
	}
}
