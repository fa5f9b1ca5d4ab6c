package ui

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"
	"github.com/rivo/uniseg"

	evil "tcptui/internal/hostile"
	"tcptui/keymap"
	"tcptui/testdata/samples"
)

// edges are what may stand at the sides of a frame.
var edges = strings.Join(joints[:], "") + "┃┏┓┗┛"

// intact fails the test unless every cell holds harmless text of the width that
// its place has, and the frames are whole.
func intact(t testing.TB, st *stage, what string) {
	t.Helper()
	w, h := st.screen.Size()
	for y := range h {
		for x := 0; x < w; {
			text, _, n := st.screen.Get(x, y)
			for i, r := range text {
				if r == utf8.RuneError && !strings.HasPrefix(text[i:], string(r)) || !shown(r) {
					t.Fatalf("%s: cell %d,%d holds %q", what, x, y, text)
				}
			}
			if got := uniseg.StringWidth(text); got != n || x+n > w || utf8.RuneCountInString(text) > cellRunes+1 {
				t.Fatalf("%s: cell %d,%d holds %q of width %d in %d cells", what, x, y, text, got, n)
			}
			x += n
		}
	}
	if st.shell.help != nil || st.shell.menu != nil || st.shell.prompt != nil {
		return // they lie over frames
	}
	for _, p := range st.shell.placed {
		for y := p.frame.y + 1; y < p.frame.y+p.frame.h-1 && p.frame.w > 1; y++ {
			for _, x := range []int{p.frame.x, p.frame.x + p.frame.w - 1} {
				if text, _, _ := st.screen.Get(x, y); !strings.Contains(edges, text) {
					t.Fatalf("%s: the frame of pane %d is broken at %d,%d by %q:\n%s", what, p.pane, x, y, text, st.text())
				}
			}
		}
	}
}

// viewsAlone are the panes, each with the keys that show it alone, from the packet list.
func viewsAlone() map[int][]string {
	out := make(map[int][]string)
	keys := keymap.Default()
	for i, k := range kinds {
		switch {
		case k.open != "":
			out[i] = []string{keys.KeyOf(keymap.Screen, k.open)}
		default:
			out[i] = []string{fmt.Sprintf("Alt-%d", i+1), "z"}
		}
	}
	return out
}

// TestHostileScreens goes through a hostile capture in every view: nothing harmful
// is in any cell, and no column moves.
func TestHostileScreens(t *testing.T) {
	t.Parallel()
	data := evil.Capture()
	for _, s := range []size{{80, 24}, {160, 48}, {240, 70}, {33, 11}} {
		st := newStage(t, data, s.w, s.h, darkTheme())
		st.shell.title = evil.Text()
		for pane, keys := range viewsAlone() {
			what := fmt.Sprintf("%dx%d, pane %d", s.w, s.h, pane)
			st.press(keys...)
			intact(t, st, what)
			for _, key := range []string{"j", "PgDn", "G", "l", "l", "l", "l", "Home", "Enter", "Esc", "Space", "k", "h", "|", "?", "G", "Esc"} {
				st.press(key)
				intact(t, st, what+" after "+key)
			}
			for range 8 {
				st.press("Esc")
			}
		}
		for row := range uint32(st.shell.m.snap.Rows()) {
			st.shell.m.selectRow(row)
			st.shell.refresh()
			st.draw()
			intact(t, st, fmt.Sprintf("%dx%d, packet %d", s.w, s.h, row+1))
		}
	}
}

// TestHostileInput types and pastes hostile text into every prompt.
func TestHostileInput(t *testing.T) {
	t.Parallel()
	for _, prompt := range []string{"/", ":", "Ctrl-S", "Ctrl-O"} {
		for _, text := range append(evil.Texts(), evil.Text()) {
			st := chat(t, 80, 24)
			st.press(prompt)
			for _, r := range text[:min(len(text), 300)] {
				if r >= ' ' { // control characters are keys
					st.shell.key(keyOf(tcell.NewEventKey(tcell.KeyRune, r, tcell.ModNone)))
				}
			}
			st.draw()
			intact(t, st, fmt.Sprintf("%s, typed %q", prompt, text))
			st.shell.PasteHandler()(text, func(tview.Primitive) {})
			st.draw()
			intact(t, st, fmt.Sprintf("%s, pasted %q", prompt, text))
			if st.quit {
				t.Fatalf("%s: %q quits", prompt, text)
			}
		}
	}
}

// TestHostileTexts: what the screen says of names and errors.
func TestHostileTexts(t *testing.T) {
	t.Parallel()
	for _, text := range append(evil.Texts(), evil.Text(), evil.Name()) {
		st := newStage(t, samples.Chat(), 100, 30, darkTheme())
		st.shell.title = text
		st.shell.starts = func() StartPage {
			return StartPage{Recent: []Recent{{Path: text, Size: 1, Packets: 2, Place: 1}}, Samples: []Sample{{Name: text, Shows: text}}}
		}
		st.shell.warned = []Warning{{Where: text, Text: text}}
		st.shell.say(text)
		st.draw()
		intact(t, st, "a message")
		st.press("O")
		intact(t, st, "the start page")
		st.press("j", "Esc", "!")
		intact(t, st, "the warnings")
		st.press("Esc")
		st.shell.choose(&menu{title: text, items: []menuItem{{text: text, note: text, do: func() {}}}})
		st.draw()
		intact(t, st, "a menu")
	}
}

// FuzzNeighbours draws texts next to each other: none moves another.
func FuzzNeighbours(f *testing.F) {
	for _, text := range evil.Texts() {
		f.Add(text, text, uint8(7))
	}
	f.Fuzz(func(t *testing.T, a, b string, width uint8) {
		w := int(width)%40 + 1
		screen := canvas(t, 2*w+3, 1)
		fill(screen, 0, 0, 2*w+3, 1, "#", tcell.StyleDefault)
		for _, place := range []struct {
			x    int
			text string
		}{{w + 2, b}, {1, a}} {
			used := drawFit(screen, place.x, 0, w, place.text, tcell.StyleDefault)
			if used > w || used != min(textWidth(place.text), used) {
				t.Fatalf("%q in %d cells used %d", place.text, w, used)
			}
		}
		for _, x := range []int{0, w + 1, 2*w + 2} {
			if text, _, _ := screen.Get(x, 0); text != "#" {
				t.Fatalf("%q and %q in %d cells: %q stands between them", a, b, w, text)
			}
		}
		if again := safe(safe(a)); again != safe(a) {
			t.Fatalf("safe(%q) is %q, and once more %q", a, safe(a), again)
		}
	})
}
