package ui

import (
	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"

	"tcptui/flows"
)

// MouseHandler puts the cursor on what is clicked, chooses a range by dragging,
// and zooms.
func (p *graphPane) MouseHandler() mouseHandler {
	click := paneMouse(p.Box, p, p.there, p.click, func(x, _, lines int) {
		by := zoomBy
		if lines > 0 {
			by = 1 / zoomBy
		}
		p.zoom(by, p.timeAt(x))
	})
	return func(action tview.MouseAction, event *tcell.EventMouse, focus func(tview.Primitive)) (bool, tview.Primitive) {
		x, y := event.Position()
		switch {
		case !p.there():
		case action == tview.MouseLeftDown && p.pic.plot.holds(x, y):
			p.drag = x
			focus(p)
			return true, p
		case action == tview.MouseMove && event.Buttons()&tcell.Button1 != 0 && p.drag >= 0 && x != p.drag:
			if !p.chose.on {
				p.nearest(p.at.plot, p.timeAt(p.drag))
				p.chose = graphRange{true, p.at.time}
			}
			p.nearest(p.at.plot, p.timeAt(x))
			return true, p
		case action == tview.MouseLeftUp:
			p.drag = -1
		}
		return click(action, event, focus)
	}
}

// there reports whether there is something under the mouse.
func (p *graphPane) there() bool { return p.m != nil && p.series.there() && p.pic.plot.w > 0 }

// timeAt is the time at a column of the screen.
func (p *graphPane) timeAt(x int) int64 {
	x = max(min(x-p.pic.plot.x, p.pic.plot.w-1), 0)
	return p.pic.x.time(x*dotsAcross + dotsAcross/2)
}

// click turns to the graph whose name is clicked, or puts the cursor on the mark
// that is nearest.
func (p *graphPane) click(x, y int) {
	for i, r := range p.tabs {
		if r.holds(x, y) {
			p.turnTo(graphKind(i))
			return
		}
	}
	if !p.pic.plot.holds(x, y) {
		return
	}
	best, far := -1, 0
	var found *flows.Mark
	for i := range graphs[p.shown()].plots {
		s := p.series.of[graphs[p.shown()].plots[i].series]
		if s == nil {
			continue
		}
		k := s.Near(p.timeAt(x))
		if k < 0 {
			continue
		}
		cx, cy := p.cellOf(i, &s.Marks[k])
		d := 4*(cx-x)*(cx-x) + (cy-y)*(cy-y)
		if best < 0 || d <= far {
			best, far, found = i, d, &s.Marks[k]
		}
	}
	if best >= 0 {
		p.to(best, found)
	}
}
