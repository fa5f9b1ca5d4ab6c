package caret

import "testing"

func TestMark(t *testing.T) {
	for _, tt := range []struct {
		text   string
		off, n int
		column int
		mark   string
	}{
		{"tcp.prot == 1", 0, 8, 1, "^~~~~~~~"},
		{"a = 1", 2, 1, 3, "  ^"},
		{"你好 =", 7, 1, 4, "   ^"},
		{"你好 =", 0, 6, 1, "^~"},
		{"tcp &&", 6, 1, 7, "      ^"},
		{"tcp", 9, 4, 4, "   ^"},
		{"", 0, 1, 1, "^"},
	} {
		if c := Column(tt.text, tt.off); c != tt.column {
			t.Errorf("Column(%q, %d) = %d, want %d", tt.text, tt.off, c, tt.column)
		}
		if m := Mark(tt.text, tt.off, tt.n); m != tt.mark {
			t.Errorf("Mark(%q, %d, %d) = %q, want %q", tt.text, tt.off, tt.n, m, tt.mark)
		}
	}
}
