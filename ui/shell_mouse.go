package ui

import (
	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"
)

// MouseHandler gives the mouse to the pane under it. A click on a frame or a
// title gives the focus, a double click zooms.
func (s *shell) MouseHandler() func(tview.MouseAction, *tcell.EventMouse, func(tview.Primitive)) (bool, tview.Primitive) {
	return func(action tview.MouseAction, event *tcell.EventMouse, _ func(tview.Primitive)) (bool, tview.Primitive) {
		x, y := event.Position()
		action = s.clicks.judge(action, x, y, event.When())
		if action == tview.MouseLeftDown {
			s.message, s.heard = "", "" // as a key does
		}
		if action == tview.MouseLeftDown && s.tapped(x, y) {
			return true, nil
		}
		if s.menu != nil {
			return s.menu.mouse(s, action, x, y), nil
		}
		if s.help != nil {
			return s.help.mouse(action), nil
		}
		if action == tview.MouseLeftDown {
			for _, t := range s.frames.tabs {
				if t.at.holds(x, y) {
					s.focus(t.pane)
					return true, nil
				}
			}
		}
		p := s.mouse
		if p == nil {
			p = s.under(x, y, action)
		}
		if p == nil {
			return action == tview.MouseLeftDown, nil
		}
		used, holds := p.MouseHandler()(action, event, func(tview.Primitive) { s.focusOn(p) })
		if s.mouse = nil; holds != nil {
			s.mouse = p
		}
		if action == tview.MouseLeftDoubleClick && !used {
			s.zoom()
			used = true
		}
		s.refresh()
		if s.mouse != nil {
			return used, s
		}
		return used, nil
	}
}

// under is the pane under the mouse; nil when there is none. A press gives it
// the focus.
func (s *shell) under(x, y int, action tview.MouseAction) pane {
	for _, p := range s.placed {
		if !p.frame.holds(x, y) {
			continue
		}
		if action == tview.MouseLeftDown {
			s.focus(p.pane)
		}
		if !p.frame.inner().holds(x, y) {
			return nil
		}
		return s.panes[p.pane]
	}
	return nil
}

// focusOn gives the focus to a pane that asks for it.
func (s *shell) focusOn(p pane) {
	for i := range s.panes {
		if s.panes[i] == p {
			s.focus(i)
		}
	}
}
