package screenshots

import (
	"strings"
	"testing"

	"tcptui/internal/vt"
)

// TestANSI holds that a terminal shows what it is sent, from nothing and from another
// screen.
func TestANSI(t *testing.T) {
	now := drawn(t)
	before := Screen{W: now.W, H: now.H, Cells: make([]Cell, len(now.Cells))}
	for i := range before.Cells {
		before.Cells[i] = Cell{Text: "x", Width: 1, Style: Style{Fg: 3, Bg: Default, Bold: true}}
	}
	nothing := Screen{}
	for _, from := range []Screen{nothing, before} {
		term := vt.New(now.W, now.H)
		term.Write([]byte(ANSI(nothing, from)))
		term.Write([]byte(ANSI(from, now)))
		text, _ := term.Text()
		if got, want := trimmed(text), trimmed(now.Text()); got != want {
			t.Errorf("the terminal shows\n%s\nwant\n%s", got, want)
		}
	}
	if same := ANSI(now, now); same != "" {
		t.Errorf("nothing changed, and %q is sent", same)
	}
}

// trimmed is text without blanks at the ends of its lines.
func trimmed(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}
