package ui

import (
	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"
)

// mouse does what the mouse does in a table: a click selects a row, one on the
// titles sorts, a double click enters, the wheel scrolls. Any of them may be nil.
func (t *table) mouse(box *tview.Box, p tview.Primitive, moved func(), sorted func(col int), entered func()) mouseHandler {
	return box.WrapMouseHandler(func(action tview.MouseAction, event *tcell.EventMouse, setFocus func(tview.Primitive)) (bool, tview.Primitive) {
		x, y := event.Position()
		if !box.InRect(x, y) {
			return false, nil
		}
		row, col := t.clicked(x, y)
		switch action {
		case tview.MouseLeftDown:
			setFocus(p)
			t.jump(x, y)
		case tview.MouseLeftClick:
			if t.click(x, row) && moved != nil {
				moved()
			}
			if col >= 0 && sorted != nil {
				sorted(col)
			}
		case tview.MouseLeftDoubleClick:
			if row >= 0 && entered != nil {
				entered()
			}
		case tview.MouseScrollUp, tview.MouseScrollDown:
			by := wheelLines
			if action == tview.MouseScrollUp {
				by = -by
			}
			if t.scroll(by); moved != nil {
				moved()
			}
		default:
			return false, nil
		}
		return true, nil
	})
}

// click puts the cursor on a row and the cell under x; false when there is no
// row.
func (t *table) click(x, row int) bool {
	if row < 0 {
		return false
	}
	t.at = row
	for _, p := range t.places {
		if t.cells && x >= p.x && x < p.x+p.w+gap {
			t.col = p.col
		}
	}
	return true
}

// jump scrolls to the part of the rows that a place on the scroll bar stands
// for; elsewhere it does nothing.
func (t *table) jump(x, y int) {
	if at := y - t.area.y - 1; t.bar() && t.page > 1 && x == t.area.x+t.area.w-1 && at >= 0 {
		t.scroll(at*(t.rows-t.page)/(t.page-1) - t.top)
	}
}
