package ui

import (
	"math/rand/v2"
	"testing"

	"github.com/gdamore/tcell/v2"
)

// TestSteady: whatever is drawn, the screen behind shows the same as one that is
// drawn on directly.
func TestSteady(t *testing.T) {
	t.Parallel()
	direct, behind := canvas(t, 20, 6), canvas(t, 20, 6)
	s := newSteady(behind)
	rnd := rand.New(rand.NewPCG(1, 2))
	texts := []string{"a", "b", " ", "你", "é", "👩‍🚀", "─", "好"}
	styles := []tcell.Style{tcell.StyleDefault, tcell.StyleDefault.Bold(true), tcell.StyleDefault.Foreground(tcell.ColorRed)}
	for round := range 500 {
		if round%50 == 49 {
			w, h := 1+rnd.IntN(24), 1+rnd.IntN(8)
			direct.SetSize(w, h)
			behind.SetSize(w, h)
		}
		direct.Clear()
		s.Clear()
		w, h := s.Size()
		for range rnd.IntN(40) {
			x, y := rnd.IntN(w), rnd.IntN(h)
			text, style := texts[rnd.IntN(len(texts))], styles[rnd.IntN(len(styles))]
			direct.Put(x, y, text, style)
			s.Put(x, y, text, style)
		}
		direct.PutStrStyled(2, 0, "x你y", styles[1])
		s.PutStrStyled(2, 0, "x你y", styles[1])
		direct.Show()
		s.Show()
		if a, b := screenText(direct), screenText(behind); a != b {
			t.Fatalf("round %d shows\n%s\nwant\n%s", round, b, a)
		}
		for y := range h {
			for x := 0; x < w; {
				_, a, n := direct.Get(x, y)
				_, b, _ := behind.Get(x, y)
				if a != b {
					t.Fatalf("round %d: the style at %d,%d is %v, want %v", round, x, y, b, a)
				}
				x += n
			}
		}
	}
}

// TestSteadyHandsOnLittle: a key that moves the selection changes a part of the
// screen, and a drawing of the same changes nothing.
func TestSteadyHandsOnLittle(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 48)
	s := newSteady(st.screen)
	draw := func() int {
		before := s.handed
		s.Clear()
		st.shell.Draw(s)
		s.Show()
		return s.handed - before
	}
	all := draw()
	if n := draw(); n != 0 {
		t.Errorf("drawn again, %d cells are handed on", n)
	}
	st.press("j")
	if n := draw(); n == 0 || n > all/2 {
		t.Errorf("after a key %d of %d cells are handed on", n, all)
	}
}
