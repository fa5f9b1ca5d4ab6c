package ui

import (
	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"
)

// mouseHandler is what tview asks of a primitive.
type mouseHandler = func(tview.MouseAction, *tcell.EventMouse, func(tview.Primitive)) (bool, tview.Primitive)

// paneMouse is the mouse handler of a pane p, whose box is given: a press in it
// gives it the focus, a click and the wheel do what the pane says. x and y are
// cells of the screen; lines is how far the wheel goes, negative for up. While
// ready is false the pane has nothing to show and leaves the mouse alone.
func paneMouse(box *tview.Box, p tview.Primitive, ready func() bool, click func(x, y int), wheel func(x, y, lines int)) mouseHandler {
	return box.WrapMouseHandler(func(action tview.MouseAction, event *tcell.EventMouse, setFocus func(tview.Primitive)) (bool, tview.Primitive) {
		x, y := event.Position()
		if !ready() || !box.InRect(x, y) {
			return false, nil
		}
		switch action {
		case tview.MouseLeftDown:
			setFocus(p)
		case tview.MouseLeftClick:
			click(x, y)
		case tview.MouseScrollUp:
			wheel(x, y, -wheelLines)
		case tview.MouseScrollDown:
			wheel(x, y, wheelLines)
		default:
			return false, nil
		}
		return true, nil
	})
}
