package ui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/uniseg"

	"tcptui/testdata/samples"
)

// drawnFrom are the rooms whose texts come to the screen.
var drawnFrom = []string{".", "../keymap", "../explain", "../decode", "../fsm", "../flows", "../kernel", "../filter", "../report", "../capture", "../internal/settings", "../internal/spell"}

// literals calls f for each string and character literal of a room, but for tests.
func literals(t *testing.T, room string, f func(at token.Position, text string)) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(room, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %d files, %v", room, len(files), err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && (lit.Kind == token.STRING || lit.Kind == token.CHAR) {
				text, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Fatalf("%s: %v", set.Position(lit.Pos()), err)
				}
				f(set.Position(lit.Pos()), text)
			}
			return true
		})
	}
}

// TestFallbacks: every sign that we draw has one of ASCII of the same width.
func TestFallbacks(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, room := range drawnFrom {
		literals(t, room, func(at token.Position, text string) {
			for _, r := range text {
				if r < utf8.RuneSelf || r == utf8.RuneError || !shown(r) {
					continue
				}
				seen++
				sign, ok := fallbackOf(r)
				if !ok {
					t.Errorf("%s: %q (%U) has no fallback", at, r, r)
				} else if !plain(sign) || len(sign) != uniseg.StringWidth(string(r)) {
					t.Errorf("%s: the fallback of %q is %q", at, r, sign)
				}
			}
		})
	}
	if seen < 100 {
		t.Errorf("only %d signs were found", seen)
	}
	for r, sign := range fallbacks {
		if !plain(sign) || len(sign) != uniseg.StringWidth(string(r)) {
			t.Errorf("the fallback of %q (%U) is %q", r, r, sign)
		}
	}
}

// TestAsciiScreens: with ASCII only, no view has another sign, and nothing moves:
// each cell has its fallback.
func TestAsciiScreens(t *testing.T) {
	t.Parallel()
	for _, keys := range [][]string{nil, {"?"}, {"s"}, {"s", "d"}, {"f"}, {"e"}, {"O"}, {"/", "t", "c", "p", "."}, {"Ctrl-S"}, {"Alt-6"}, {"Alt-5"}, {"t", "t"}} {
		st, plainly := chat(t, 160, 48), canvas(t, 160, 48)
		st.press(keys...)
		st.rest()
		st.shell.Draw(poorScreen{plainly, true, true})
		for y := range 48 {
			for x := range 160 {
				want, _, _ := st.screen.Get(x, y)
				got, _, _ := plainly.Get(x, y)
				if r, n := utf8.DecodeRuneInString(want); n == len(want) && r >= utf8.RuneSelf {
					if sign, ok := fallbackOf(r); ok {
						want = sign
					}
				}
				if got != want {
					t.Fatalf("after %v: cell %d,%d has %q, want %q", keys, x, y, got, want)
				}
			}
		}
	}
}

// TestAsciiWhere: ASCII is for what cannot show more, or for who wants it.
func TestAsciiWhere(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		charset, want, term string
		ascii               bool
	}{
		{"UTF-8", "", "xterm-256color", false}, {"UTF-8", "auto", "screen", false}, {"UTF-8", "auto", "tmux-256color", false},
		{"UTF-8", "true", "xterm", true}, {"UTF-8", "auto", "linux", true}, {"UTF-8", "auto", "linux-16color", true}, {"UTF-8", "false", "linux", false},
		{"UTF-8", "auto", "vt220", true}, {"UTF-8", "auto", "vt100-am", true}, {"UTF-8", "auto", "vte-256color", false},
		{"US-ASCII", "auto", "xterm", true}, {"US-ASCII", "false", "xterm", false}, {"ISO-8859-1", "", "xterm", true},
	} {
		screen := tcell.NewSimulationScreen(tt.charset)
		tcell.SetEncodingFallback(tcell.EncodingFallbackASCII)
		if err := screen.Init(); err != nil {
			t.Fatal(err)
		}
		if got := showsASCII(screen, tt.want, tt.term); got != tt.ascii {
			t.Errorf("%s, %q, TERM=%s: %v", tt.charset, tt.want, tt.term, got)
		}
		screen.Fini()
	}
	for _, name := range []string{"UTF-8", "utf8", "utf-8", "UTF8"} {
		if !isUTF8(name) {
			t.Errorf("%s is not taken for UTF-8", name)
		}
	}
}

// TestAsciiText: text of packets and files that is no sign of ours stays.
func TestAsciiText(t *testing.T) {
	t.Parallel()
	st := newStage(t, samples.Chat(), 160, 48, darkTheme())
	st.shell.Draw(poorScreen{st.screen, true, true})
	st.screen.Show()
	st.wants("你好，在吗？")
	for name, put := range map[string]func(s tcell.Screen){
		"Put":        func(s tcell.Screen) { s.Put(0, 0, "█", tcell.StyleDefault) },
		"SetContent": func(s tcell.Screen) { s.SetContent(0, 0, '█', nil, tcell.StyleDefault) },
	} {
		put(poorScreen{st.screen, true, true})
		if text, _, _ := st.screen.Get(0, 0); text != "#" {
			t.Errorf("%s wrote %q", name, text)
		}
	}
}

// TestNoMarks: where the character set has no marks, the character alone is
// written.
func TestNoMarks(t *testing.T) {
	t.Parallel()
	st := chat(t, 20, 5)
	poor := poorScreen{st.screen, true, false}
	for text, want := range map[string]string{"e\u0301": "e", "▸": ">", "x": "x", "你": "你"} {
		poor.Put(3, 2, text, tcell.StyleDefault)
		if got, _, _ := st.screen.Get(3, 2); got != want {
			t.Errorf("%q is written as %q, want %q", text, got, want)
		}
	}
}
