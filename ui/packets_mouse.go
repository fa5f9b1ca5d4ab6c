package ui

import (
	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"
)

// dragged is what the mouse holds.
type dragged struct {
	bar  bool // the scroll bar
	edge bool // the right edge of a column
	col  int  // that column
	from int  // cell of the screen where it begins
	did  bool // it was moved
}

func (d *dragged) any() bool { return d.bar || d.edge }

// MouseHandler selects the row and the column that are clicked, scrolls with the
// wheel, jumps with the scroll bar, and resizes columns by their edges.
func (p *packetsPane) MouseHandler() func(tview.MouseAction, *tcell.EventMouse, func(tview.Primitive)) (bool, tview.Primitive) {
	return func(action tview.MouseAction, event *tcell.EventMouse, setFocus func(tview.Primitive)) (bool, tview.Primitive) {
		x, y := event.Position()
		if p.m == nil || !p.drag.any() && !p.InRect(x, y) {
			return false, nil
		}
		switch action {
		case tview.MouseLeftDown:
			setFocus(p)
			if p.press(x, y); p.drag.any() {
				return true, p
			}
		case tview.MouseMove:
			if !p.drag.any() {
				return false, nil
			}
			p.pull(x, y)
			return true, p
		case tview.MouseLeftUp:
			p.drop()
		case tview.MouseLeftDoubleClick:
			return p.onBar(x) || p.onTitles(y), nil // two quick jumps are no wish to zoom
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

// onBar reports whether a cell's column is that of the scroll bar.
func (p *packetsPane) onBar(x int) bool {
	left, _, width, _ := p.GetRect()
	return x == left+width-1 && p.m.len() > p.page
}

// onTitles reports whether a line is that of the titles.
func (p *packetsPane) onTitles(y int) bool {
	_, top, _, _ := p.GetRect()
	return y == top
}

// press begins to drag the scroll bar or the edge of a column, or chooses what
// is there.
func (p *packetsPane) press(x, y int) {
	_, top, _, _ := p.GetRect()
	if p.onBar(x) {
		p.drag = dragged{bar: true}
		p.jump(y - top - 1)
		return
	}
	for _, pl := range p.places {
		switch {
		case x >= pl.x && x < pl.x+pl.w:
			p.chosen = pl.col
		case x == pl.x+pl.w && p.onTitles(y): // the blank between two titles
			p.chosen = pl.col
			p.drag = dragged{edge: true, col: pl.col, from: pl.x}
		}
	}
	if i := p.top + y - top - 1; y > top && i < p.m.len() {
		p.m.selectPlace(i)
	}
}

// pull moves what is dragged.
func (p *packetsPane) pull(x, y int) {
	_, top, _, _ := p.GetRect()
	if p.drag.bar {
		p.jump(y - top - 1)
		return
	}
	p.drag.did = true
	p.columns[p.drag.col].Width = max(min(x-p.drag.from, columnMost), 1)
}

// drop ends the dragging.
func (p *packetsPane) drop() {
	if p.drag.edge && p.drag.did {
		p.change(p.specs(), p.chosen)
	}
	p.drag = dragged{}
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
