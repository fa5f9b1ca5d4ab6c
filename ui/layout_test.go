package ui

import (
	"slices"
	"strings"
	"testing"

	"github.com/gdamore/tcell/v2"
)

// TestArrange places panes in rooms of all sizes: frames stay inside, insides
// do not overlap, and the pane with the focus is there.
func TestArrange(t *testing.T) {
	t.Parallel()
	for kind := range layouts {
		for w := 1; w < 240; w += 3 {
			for h := 1; h < 80; h += 2 {
				for focus := range numPanes {
					lower := max(focus, paneHeader)
					v := view{focus: focus, lower: lower, detail: paneHeader, upper: paneHeader, layout: kind}
					if slices.Contains(details, focus) {
						v.detail = focus
					}
					if slices.Contains(uppers, focus) {
						v.upper = focus
					}
					checkPlaced(t, rect{2, 1, w, h}, focus, arrange(rect{2, 1, w, h}, v))
					v.zoom = true
					checkPlaced(t, rect{2, 1, w, h}, focus, arrange(rect{2, 1, w, h}, v))
				}
			}
		}
	}
}

func checkPlaced(t *testing.T, r rect, focus int, got []placed) {
	t.Helper()
	there := false
	for i, p := range got {
		there = there || p.pane == focus
		f := p.frame
		if f.x < r.x || f.y < r.y || f.x+f.w > r.x+r.w || f.y+f.h > r.y+r.h {
			t.Fatalf("%v: frame %v of pane %d lies outside", r, f, p.pane)
		}
		a := f.inner()
		for _, q := range got[i+1:] {
			b := q.frame.inner()
			if a.x < b.x+b.w && b.x < a.x+a.w && a.y < b.y+b.h && b.y < a.y+a.h {
				t.Fatalf("%v: panes %d and %d overlap: %v, %v", r, p.pane, q.pane, a, b)
			}
		}
	}
	if !there {
		t.Fatalf("%v: pane %d has the focus and no place: %v", r, focus, got)
	}
}

func TestZoomTakesEverything(t *testing.T) {
	t.Parallel()
	got := arrange(rect{0, 0, 160, 45}, view{focus: paneStream, lower: paneStream, zoom: true})
	if len(got) != 1 || got[0].pane != paneStream || got[0].frame != (rect{0, 0, 160, 45}) || got[0].tabs != nil {
		t.Errorf("zoomed: %v", got)
	}
}

func TestFirstLayout(t *testing.T) {
	t.Parallel()
	tests := []struct {
		w, h int
		want string
	}{{160, 48, "all four panes"}, {120, 36, "all four panes"}, {80, 24, "the list and one pane"}, {20, 5, "the list and one pane"}}
	for _, tt := range tests {
		if got := layouts[firstLayout(tt.w, tt.h)].name; got != tt.want {
			t.Errorf("%dx%d begins with %q, want %q", tt.w, tt.h, got, tt.want)
		}
	}
}

func TestFramesJoin(t *testing.T) {
	t.Parallel()
	s := canvas(t, 9, 5)
	var f frames
	f.begin(rect{0, 0, 9, 5})
	f.add(rect{0, 0, 5, 5})
	f.add(rect{4, 0, 5, 3})
	f.add(rect{4, 2, 5, 3})
	f.draw(s, tcell.StyleDefault)
	want := "┌───┬───┐\n│   │   │\n│   ├───┤\n│   │   │\n└───┴───┘\n"
	if got := screenText(s); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	heavy(s, rect{4, 0, 5, 3}, tcell.StyleDefault)
	want = "┌───┏━━━┓\n│   ┃   ┃\n│   ┗━━━┛\n│   │   │\n└───┴───┘\n"
	if got := screenText(s); got != want {
		t.Errorf("with the focus: got\n%swant\n%s", got, want)
	}
}

// TestFocusIsSeenWithoutColour: the pane with the focus has heavy lines.
func TestFocusIsSeenWithoutColour(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 48)
	for _, title := range []string{"━[2 TCP header", "━ 3 Connection 0", "━ 4 Stream 0", "━ 2 Header │[5 Bytes", "━ 2 Header │ 5 Bytes │[6 Layers", "━ 1 Packets"} {
		st.press("Tab")
		st.wants("┏" + title)
		if n := strings.Count(st.text(), "┏"); n != 1 {
			t.Errorf("%d panes have heavy lines", n)
		}
	}
}
