package ui

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gdamore/tcell/v2"

	_ "tcptui/internal/golden" // the -update flag
)

func TestSafe(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"plain", "plain text ~", "plain text ~"},
		{"escape sequence", "\x1b[31mred\x07", "␛[31mred␇"},
		{"line ends", "a\r\nb\tc\x7f", "a␍␊b␉c␡"},
		{"C1 control", "\u009b31m", `\u{009b}31m`},
		{"C1 byte", "\x9b31m", `\x9b31m`},
		{"no UTF-8", "a\xff\xc3(b\xe4\xbd", `a\xff\xc3(b\xe4\xbd`},
		{"overlong", "\xc0\xaf", `\xc0\xaf`},
		{"surrogate", "\xed\xa0\x80", `\xed\xa0\x80`},
		{"bidi override", "exe\u202egpj", `exe\u{202e}gpj`},
		{"bidi isolate", "\u2066a\u2069", `\u{2066}a\u{2069}`},
		{"zero width", "a\u200bb\u2060c\ufeffd", `a\u{200b}b\u{2060}c\u{feff}d`},
		{"soft hyphen", "a\u00adb", `a\u{00ad}b`},
		{"joined family", "👩\u200d👧", `👩\u{200d}👧`},
		{"tags", "a\U000e0041b", `a\u{e0041}b`},
		{"largest character", "\U0010ffff", `\u{10ffff}`},
		{"hangul filler", "\u3164", `\u{3164}`},
		{"line separator", "a\u2028b", `a\u{2028}b`},
		{"private use", "\ue000", `\u{e000}`},
		{"tview tag", "[red]text[-:-:-]", "[red]text[-:-:-]"},
		{"CJK", "你好", "你好"},
		{"composed hangul", "한글", "한글"},
		{"combining", "e\u0301a", "e\u0301a"},
		{"mark without base", "\u0301a", "◌\u0301a"},
		{"mark that stands alone", "\u108f", "\u108f"},
		{"mark on a control", "\x1b\u0301", "␛◌\u0301"},
		{"presentation", "❤\ufe0f1\ufe0f\u20e3", "❤1\u20e3"},
		{"presentation twice", "❤\ufe0f\ufe0f", `❤\u{fe0f}`},
		{"variation", "a\U000e0100", `a\u{e0100}`},
		{"three-em dash", "\u2e3b", `\u{2e3b}`},
		{"flag", "🇩🇪", "🇩🇪"},
		{"too many marks", "a" + strings.Repeat("\u0301", 9), "a" + strings.Repeat("\u0301", 7) + "◌\u0301◌\u0301"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := safe(tt.in); got != tt.want {
				t.Errorf("safe(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

// What is told of letters without a look at Unicode's tables is what these tell.
func TestLettersAreAsUnicodeHasThem(t *testing.T) {
	after := []string{"", "a", "é", "你", "ア", "한", "\u0301", "\u3099", "\ufe0f", "\ufe0e", "\u200d", "\u200d你", "\u11a8", "\u1100", "\xff", "\xe4\xbd", "\ufffd", "\u0600"}
	for _, l := range loners {
		for r := l.first; r <= l.last; r++ {
			for _, rest := range after {
				s := string(r) + rest
				text, cells, n := nextCell(s)
				wantText, wantCells, wantN := anyCell(s, r, len(string(r)))
				if text != wantText || cells != wantCells || n != wantN {
					t.Fatalf("%U before %q: %q, %d cells, %d bytes; by the tables %q, %d, %d", r, rest, text, cells, n, wantText, wantCells, wantN)
				}
			}
		}
	}
}

func TestTextWidth(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want int
	}{
		{"", 0}, {"abc", 3}, {"你好", 4}, {"e\u0301", 1}, {"a\x1b", 2}, {"\xff", 4}, {"👍🏽", 2}, {"🇩🇪", 2},
		{"한", 2}, {"ᄒ\u1161\u11ab", 2}, {"か\u3099", 2}, {"\u200b", 8},
	}
	for _, tt := range tests {
		if got := textWidth(tt.in); got != tt.want {
			t.Errorf("textWidth(%q) = %d, want %d", tt.in, got, tt.want)
		}
	}
}

func TestFit(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in    string
		width int
		want  string
	}{
		{"abc", 3, "abc"}, {"abcd", 3, "ab…"}, {"abc", 1, "…"}, {"abc", 0, ""}, {"abc", -1, ""}, {"", 0, ""},
		{"你好吗", 6, "你好吗"}, {"你好吗", 5, "你好…"}, {"你好吗", 4, "你…"}, {"a你", 2, "a…"},
		{"\xff\xff", 8, `\xff\xff`}, {"\xff\xff", 6, `\xff…`}, {"a\x1bb", 3, "a␛b"},
	}
	for _, tt := range tests {
		if got := fit(tt.in, tt.width); got != tt.want {
			t.Errorf("fit(%q, %d) = %q, want %q", tt.in, tt.width, got, tt.want)
		}
	}
}

// canvas is a screen without an application.
func canvas(t testing.TB, w, h int) tcell.SimulationScreen {
	t.Helper()
	s := tcell.NewSimulationScreen("UTF-8")
	if err := s.Init(); err != nil {
		t.Fatal(err)
	}
	atEnd(t, s.Fini)
	s.SetSize(w, h)
	s.Clear()
	return s
}

func TestDrawTextNeverCutsAWideCharacter(t *testing.T) {
	t.Parallel()
	s := canvas(t, 10, 1)
	if n := drawText(s, 2, 0, 3, "你好", tcell.StyleDefault); n != 2 {
		t.Errorf("used %d cells, want 2: the second character does not fit", n)
	}
	if text, _, _ := s.Get(4, 0); text != " " {
		t.Errorf("cell after the first character = %q, want it left alone", text)
	}
	if n := drawText(s, 8, 0, 2, "\xff", tcell.StyleDefault); n != 2 {
		t.Errorf("used %d cells, want 2: an escape can be cut", n)
	}
	if n := drawBytes(s, 0, 0, 4, []byte("ab你好"), tcell.StyleDefault); n != 4 {
		t.Errorf("drawBytes used %d cells, want 4", n)
	}
	if n := drawText(s, 0, 0, -1, "x", tcell.StyleDefault); n != 0 {
		t.Errorf("used %d cells of a negative width", n)
	}
}

func TestFillRemovesTheHalfOfAWideCharacter(t *testing.T) {
	t.Parallel()
	s := canvas(t, 10, 1)
	drawText(s, 0, 0, 10, "你好", tcell.StyleDefault)
	fill(s, 3, 0, 2, 1, " ", tcell.StyleDefault)
	if text, _, w := s.Get(2, 0); text != " " || w != 1 {
		t.Errorf("cell 2 = %q of width %d, want a space: its other half was overwritten", text, w)
	}
}

// FuzzSafe holds that no text can reach the terminal in any but a harmless form.
func FuzzSafe(f *testing.F) {
	for _, s := range []string{
		"", "plain", "\x1b]0;title\x07", "\x1b[2J", "[red]a[-]", "\u202eabc", "a\u200d\u0301b", "你好", "\xff\xfe",
		"ᄀᄀᄀᄀᄀᄀᄀᄀᄀᄀ", "🇩🇪🇩", "❤\ufe0f\u20e3", "\U000111c2a", "\u0915\u093e\u093e", strings.Repeat("\u0301", 40),
	} {
		f.Add(s, 7)
	}
	screen := tcell.NewSimulationScreen("UTF-8")
	if err := screen.Init(); err != nil {
		f.Fatal(err)
	}
	defer screen.Fini()
	f.Fuzz(func(t *testing.T, s string, width int) {
		got := safe(s)
		if !utf8.ValidString(got) {
			t.Fatalf("safe(%q) = %q: no UTF-8", s, got)
		}
		for _, r := range got {
			if !shown(r) {
				t.Fatalf("safe(%q) = %q holds %U", s, got, r)
			}
		}
		if again := safe(got); again != got {
			t.Fatalf("safe(%q) = %q, and again %q", s, got, again)
		}
		if w := textWidth(s); w != textWidth(got) {
			t.Fatalf("textWidth(%q) = %d, of its harmless form %d", s, w, textWidth(got))
		}
		width %= 40
		if w := textWidth(fit(s, width)); w > max(width, 0) {
			t.Fatalf("fit(%q, %d) takes %d cells", s, width, w)
		}
		drawn(t, screen, s, got, width)
	})
}

// drawn checks what drawText leaves on a screen: the beginning of want, in the
// cells that it may use.
func drawn(t *testing.T, screen tcell.SimulationScreen, s, want string, width int) {
	const x = 3
	screen.SetSize(50, 1)
	fill(screen, 0, 0, 50, 1, "#", tcell.StyleDefault)
	used := drawText(screen, x, 0, width, s, tcell.StyleDefault)
	if used > max(width, 0) {
		t.Fatalf("drawText(%q) used %d of %d cells", s, used, width)
	}
	var b strings.Builder
	for col := x; col < x+used; {
		text, _, w := screen.Get(col, 0)
		b.WriteString(text)
		col += w
	}
	if !strings.HasPrefix(want, b.String()) {
		t.Fatalf("drawText(%q) drew %q, want the beginning of %q", s, b.String(), want)
	}
	for col := 0; col < 50; col++ {
		if text, _, _ := screen.Get(col, 0); (col < x || col >= x+used) && text != "#" {
			t.Fatalf("drawText(%q) drew %q into column %d, outside %d..%d", s, text, col, x, x+used)
		}
	}
}

func BenchmarkDrawText(b *testing.B) {
	s := canvas(b, 200, 1)
	line := strings.Repeat("10.0.0.1:8899 SYN ", 12)
	b.SetBytes(200)
	b.ReportAllocs()
	for b.Loop() {
		drawText(s, 0, 0, 200, line, tcell.StyleDefault)
	}
}
