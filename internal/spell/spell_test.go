package spell

import (
	"slices"
	"strings"
	"testing"

	_ "tcptui/internal/golden" // the -update flag
)

func TestNearest(t *testing.T) {
	names := []string{"theme", "time", "mouse", "minimap", "Layout"}
	for _, tt := range []struct{ in, want string }{
		{"theem", "theme"}, {"tiem", "time"}, {"mouze", "mouse"}, {"MINIMAP", "minimap"}, {"layuot", "Layout"},
		{"thme", "theme"}, {"colour", ""}, {"", ""}, {strings.Repeat("theme", 20), ""},
	} {
		if got := Nearest(tt.in, slices.Values(names)); got != tt.want {
			t.Errorf("Nearest(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}
