package ui

import (
	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"

	"tcptui/keymap"
)

// positive makes any number a size.
func positive(n int) int {
	if n < 0 {
		return -(n + 1)
	}
	return n
}

// randomInput turns a byte into a key, a mouse event or a new size.
func randomInput(st *stage, b byte) {
	named := []keymap.Key{"Esc", "Tab", "Shift-Tab", "Enter", "Up", "Down", "Left", "Right", "PgUp", "PgDn", "Home", "End",
		"Backspace", "Ctrl-U", "Ctrl-D", "Ctrl-L", "Alt-1", "Alt-2", "Alt-3", "Alt-4", "F1",
		"Ctrl-F", "Ctrl-S", "Ctrl-O", "Alt-n", "Alt-c", "Alt-r"}
	actions := []tview.MouseAction{tview.MouseLeftDown, tview.MouseLeftUp, tview.MouseLeftClick, tview.MouseLeftDoubleClick,
		tview.MouseScrollUp, tview.MouseScrollDown, tview.MouseMove, tview.MouseRightDown}
	w, h := st.screen.Size()
	switch {
	case int(b) < len(named):
		st.shell.key(named[b])
	case b < ' ':
		st.screen.SetSize(1+int(b)*5, 1+int(b)%30)
	case b < 0x7f:
		st.shell.key(keymap.Key(b))
	default:
		x, y := int(b)*31%w, int(b)*17%h
		st.shell.MouseHandler()(actions[b%8], tcell.NewEventMouse(x, y, tcell.Button1, 0), func(tview.Primitive) {})
	}
}
