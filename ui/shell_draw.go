package ui

import (
	"github.com/gdamore/tcell/v2"

	"tcptui/flows"
)

// Draw draws the whole screen.
func (s *shell) Draw(screen tcell.Screen) {
	x, y, w, h := s.GetRect()
	if w < 1 || h < 1 {
		return
	}
	body := rect{x, y, w, h}
	body = s.lines(screen, body)
	s.placed = arrange(body, s.arranged())
	for _, p := range s.placed {
		in := p.frame.inner()
		s.panes[p.pane].SetRect(in.x, in.y, in.w, in.h)
		if in.w > 0 && in.h > 0 {
			s.panes[p.pane].Draw(screen)
		}
	}
	s.drawFrames(screen, body)
	if s.help != nil {
		s.help.draw(screen, rect{x, y, w, h}, &s.m.th)
	}
	if b, ok := s.prompt.(overlaid); ok {
		b.drawAbove(screen, rect{x, y, w, h}, &s.m.th)
	}
	if s.menu != nil {
		s.menu.draw(screen, rect{x, y, w, h}, &s.m.th)
	}
}

// arranged is the view with the layers in place of the header of a frame that
// has none, unless the header has the focus.
func (s *shell) arranged() view {
	v := s.view
	if h := s.panes[paneHeader].(*headerPane); v.focus == paneHeader || h.sel == flows.NoRow || h.fields != nil {
		return v
	}
	for _, pane := range []*int{&v.lower, &v.detail, &v.upper} {
		if *pane == paneHeader {
			*pane = paneLayers
		}
	}
	return v
}

// drawFrames draws the frames around the panes and their titles.
func (s *shell) drawFrames(screen tcell.Screen, body rect) {
	th := &s.m.th
	s.frames.begin(body)
	for _, p := range s.placed {
		s.frames.add(p.frame)
	}
	s.frames.draw(screen, th.frame)
	for _, p := range s.placed {
		if p.pane == s.view.focus {
			heavy(screen, p.frame, th.focus)
		}
	}
	for _, p := range s.placed {
		style := th.label
		if p.pane == s.view.focus {
			style = th.focus
		}
		if p.tabs != nil {
			s.frames.titles(screen, p, s.panes[p.pane].Name(), style, th.dim)
			continue
		}
		s.frames.title(screen, p, s.panes[p.pane].Name(), style)
	}
}
