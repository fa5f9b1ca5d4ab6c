package flows

import "testing"

// TestOffsets: where frames begin is told as it was noted, on both sides of 4 GiB and of
// captures that are merged, and what lies one behind the other is made anew from what is kept.
func TestOffsets(t *testing.T) {
	const gib = 1 << 30
	for _, tt := range []struct {
		name string
		offs []int64
		far  bool // a column of upper halves is needed
		kept bool // and what is kept tells it
	}{
		{"small", []int64{40, 120, 4000}, false, true},
		{"beyond 4 GiB", []int64{9*gib + 1, 9*gib + 70, 10 * gib}, false, true},
		{"across", []int64{4*gib - 100, 4*gib - 1, 4 * gib, 4*gib + 60}, true, true},
		{"across twice", []int64{4*gib - 100, 4 * gib, 8*gib - 1, 8*gib + 5}, true, true},
		{"across with the second", []int64{4*gib - 1, 4 * gib}, true, true},
		{"merged", []int64{40, 7 * gib, 120, 7*gib + 80}, true, false},
		{"back", []int64{400, 40}, false, false},
		{"4 GiB passed over", []int64{100, 4*gib + 200}, true, false},
	} {
		c, other := new(chunk), new(chunk)
		for i, off := range tt.offs {
			c.setOffset(uint32(i), off)
		}
		for i, off := range tt.offs {
			if got := c.offset(uint32(i)); got != off {
				t.Errorf("%s: row %d begins at %d, want %d", tt.name, i, got, off)
			}
		}
		if got := c.far.Load() != nil; got != tt.far {
			t.Errorf("%s: a column of upper halves: %t", tt.name, got)
		}
		if got := c.ascends(len(tt.offs)); got != tt.kept {
			t.Errorf("%s: can be kept: %t", tt.name, got)
		}
		other.chunkColumns = c.chunkColumns
		other.ascend(len(tt.offs))
		for i, off := range tt.offs {
			if got := other.offset(uint32(i)); tt.kept && got != off {
				t.Errorf("%s: row %d is made anew to begin at %d, want %d", tt.name, i, got, off)
			}
		}
		if tt.kept && (other.far.Load() != nil) != tt.far {
			t.Errorf("%s: made anew with a column of upper halves: %t", tt.name, !tt.far)
		}
	}
}
