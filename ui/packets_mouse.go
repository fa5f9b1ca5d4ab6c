package ui

import (
	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"
)

// MouseHandler selects the row that is clicked, scrolls with the wheel and
// jumps with the scroll bar.
func (p *packetsPane) MouseHandler() func(tview.MouseAction, *tcell.EventMouse, func(tview.Primitive)) (bool, tview.Primitive) {
	return func(action tview.MouseAction, event *tcell.EventMouse, setFocus func(tview.Primitive)) (bool, tview.Primitive) {
		x, y := event.Position()
		if p.m == nil || !p.drag && !p.InRect(x, y) {
			return false, nil
		}
		left, top, width, _ := p.GetRect()
		onBar := x == left+width-1 && p.m.len() > p.page
		switch action {
		case tview.MouseLeftDown:
			setFocus(p)
			if p.drag = onBar; p.drag {
				p.jump(y - top - 1)
				return true, p
			}
			if i := p.top + y - top - 1; y > top && i < p.m.len() {
				p.m.selectPlace(i)
			}
		case tview.MouseMove:
			if !p.drag {
				return false, nil
			}
			p.jump(y - top - 1)
			return true, p
		case tview.MouseLeftUp:
			p.drag = false
		case tview.MouseLeftDoubleClick:
			return onBar, nil // two quick jumps are no wish to zoom
		case tview.MouseScrollUp:
			p.wheel(-wheelLines)
		case tview.MouseScrollDown:
			p.wheel(wheelLines)
		default:
			return false, nil
		}
		return true, nil
	}
}

// wheel scrolls the list; the selection stays where it is.
func (p *packetsPane) wheel(by int) {
	p.top += by
	p.clamp()
}

// jump scrolls to the part of the list that a cell of the scroll bar stands for.
func (p *packetsPane) jump(cell int) {
	if p.page < 2 {
		return
	}
	cell = max(min(cell, p.page-1), 0)
	p.top = int(int64(cell) * int64(p.m.len()-p.page) / int64(p.page-1))
	p.clamp()
}
