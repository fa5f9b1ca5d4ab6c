package ui

import "testing"

// TestGroup: numbers that an int of 32 bits does not hold are written as they are.
func TestGroup(t *testing.T) {
	for _, tt := range []struct{ got, want string }{
		{group(0), "0"}, {group(999), "999"}, {group(1000), "1,000"}, {group(-1000), "-1,000"}, {group(-100), "-100"},
		{group(uint32(4203122074)), "4,203,122,074"}, {group(uint64(5_000_000_000)), "5,000,000,000"}, {group(int64(-5_000_000_000)), "-5,000,000,000"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s, want %s", tt.got, tt.want)
		}
	}
}
