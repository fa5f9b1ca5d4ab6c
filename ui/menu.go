package ui

import (
	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"

	"tcptui/keymap"
)

// menu is a list of things to do, over the panes. Each has a letter, so that who
// knows it presses two keys and never looks.
type menu struct {
	title string
	items []menuItem

	at, top int
	page    int  // items on the screen, as last drawn
	box     rect // as last drawn
}

// menuItem is one of the things to do.
type menuItem struct {
	key  keymap.Key // "" for none
	text string     // what it does: hostile text
	note string     // at the right of it, dim: what it would do it to: hostile text
	off  string     // why it cannot be done now; "": it can
	do   func()
}

// key does the item whose letter was pressed.
func (u *menu) key(s *shell, k keymap.Key) {
	for i := range u.items {
		if u.items[i].key == k && k != "" {
			u.at = i
			u.do(s)
			return
		}
	}
	s.say(string(k) + " is none of the letters of this menu; " + s.sign(keymap.Back) + " closes it")
}

// do closes the menu and does the item that is chosen; one that cannot be done
// says why and leaves the menu open.
func (u *menu) do(s *shell) {
	if len(u.items) == 0 {
		s.menu = nil
		return
	}
	item := &u.items[u.at]
	if item.off != "" {
		s.say(item.off)
		return
	}
	s.menu = nil
	item.do()
}

// act does an action of the keymap.
func (u *menu) act(s *shell, a keymap.Action) {
	switch a {
	case keymap.Up:
		u.at--
	case keymap.Down:
		u.at++
	case keymap.PageUp:
		u.at -= max(u.page-1, 1)
	case keymap.PageDown:
		u.at += max(u.page-1, 1)
	case keymap.Home:
		u.at = 0
	case keymap.End:
		u.at = len(u.items) - 1
	case keymap.Accept:
		u.do(s)
	case keymap.Back:
		s.menu = nil
	}
	u.at = max(min(u.at, len(u.items)-1), 0)
}

// mouse does the item that is clicked; a click beside the menu closes it.
func (u *menu) mouse(s *shell, action tview.MouseAction, x, y int) bool {
	switch action {
	case tview.MouseScrollUp:
		u.act(s, keymap.Up)
	case tview.MouseScrollDown:
		u.act(s, keymap.Down)
	case tview.MouseLeftClick:
		in := u.box.inner()
		switch i := u.top + y - in.y; {
		case !u.box.holds(x, y):
			s.menu = nil
		case in.holds(x, y) && i < len(u.items):
			u.at = i
			u.do(s)
		}
	default:
		return false
	}
	return true
}

// The most cells that a menu takes of the screen's width, and what its lines
// have beside text and note: blanks at the edges, the letter, a gap.
const (
	menuMost  = 76
	menuExtra = 1 + 3 + 3 + 1
)

// draw draws the menu in the middle of the screen.
func (u *menu) draw(screen tcell.Screen, r rect, th *theme) {
	wide := textWidth(u.title) + 4 // blanks around it, and the corners of the frame
	for i := range u.items {
		wide = max(wide, textWidth(u.items[i].text)+textWidth(u.items[i].note)+menuExtra)
	}
	box := rect{w: min(wide+2, menuMost, r.w), h: min(len(u.items)+2, max(r.h-2, 3))}
	box.x, box.y = r.x+(r.w-box.w)/2, r.y+max((r.h-1-box.h)/2, 0)
	u.box = box
	fill(screen, box.x, box.y, box.w, box.h, " ", th.text)
	heavy(screen, box, th.focus)
	drawFit(screen, box.x+2, box.y, box.w-4, " "+u.title+" ", th.focus)
	in := box.inner()
	u.page = in.h
	u.top = max(min(u.top, u.at, len(u.items)-in.h), u.at-in.h+1, 0)
	for i := range min(in.h, len(u.items)-u.top) {
		u.line(u.top+i, in.w, th).draw(screen, in.x, in.y+i, in.w)
	}
}

// line is the i-th item.
func (u *menu) line(i, width int, th *theme) line {
	item := &u.items[i]
	text, key := th.text, th.label.Bold(true)
	if item.off != "" {
		text, key = th.dim, th.dim
	}
	left := line{{" " + padRight(item.key.Sign(), 2) + " ", key}, {item.text, text}}
	l := spread(left, line{{item.note + " ", th.dim}}, width)
	if i == u.at {
		return l.on(th.selected, width)
	}
	return l
}
