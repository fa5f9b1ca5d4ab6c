package ui

import (
	"time"

	"github.com/rivo/tview"

	"tcptui/keymap"
)

// clicks tells a double click from two clicks: tview takes any two that follow
// each other soon for one, wherever they are.
type clicks struct {
	x, y int
	last time.Time // of a click that a second one may follow; zero: none
}

// judge returns what an action of the mouse at x, y really is.
func (c *clicks) judge(action tview.MouseAction, x, y int, when time.Time) tview.MouseAction {
	if action != tview.MouseLeftClick && action != tview.MouseLeftDoubleClick {
		return action
	}
	near := y == c.y && x >= c.x-1 && x <= c.x+1
	if near && !c.last.IsZero() && when.Sub(c.last) <= tview.DoubleClickInterval {
		c.last = time.Time{} // a third click begins anew
		return tview.MouseLeftDoubleClick
	}
	*c = clicks{x, y, when}
	return tview.MouseLeftClick
}

// tap is a place in the footer where a click does what a key does.
type tap struct {
	at  rect
	key keymap.Key
}

// placeTaps notes where the hints of the footer are: each key is a tap, the word
// after them one for the first key.
func (s *shell) placeTaps(x, y, width int) {
	at, end := x+1, x+width // as hints writes them
	for _, h := range s.important() {
		first := at
		for _, k := range h.Press {
			n := textWidth(s.keys.Sign(k))
			s.taps = append(s.taps, tap{rect{at, y, n, 1}, k})
			at += n + 1
		}
		n := textWidth(h.Word)
		if at+n > end {
			s.taps = s.taps[:len(s.taps)-len(h.Press)]
			return
		}
		if len(h.Press) > 0 {
			s.taps = append(s.taps, tap{rect{first, y, at + n - first, 1}, h.Press[0]})
		}
		at += n + 2
	}
}

// tapped does what the key does whose hint is at x, y; false when there is none.
func (s *shell) tapped(x, y int) bool {
	for _, t := range s.taps {
		if t.at.holds(x, y) {
			s.key(t.key)
			return true
		}
	}
	return false
}
