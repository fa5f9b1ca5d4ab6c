package ui

import (
	"strings"

	"github.com/gdamore/tcell/v2"

	"tcptui/keymap"
)

// connFind is the line that asks for a text that connections are to contain. The
// list follows while it is typed.
type connFind struct {
	entry
	p      *connsPane
	before string // the text that was in force
}

// connFindMost is how much can be typed, in characters.
const connFindMost = 200

func newConnFind(p *connsPane) *connFind {
	return &connFind{entry: entry{text: []rune(p.shape.words), most: connFindMost}, p: p, before: p.shape.words}
}

func (f *connFind) insert(r rune) {
	f.entry.insert(r)
	f.apply()
}

func (f *connFind) key(k keymap.Key) {
	f.entry.key(k)
	f.apply()
}

func (f *connFind) apply() { f.p.shape.words = strings.ToLower(strings.TrimLeft(string(f.text), " ")) }

func (f *connFind) act(s *shell, a keymap.Action) {
	switch a {
	case keymap.Accept:
		f.p.shape.words = strings.TrimSpace(f.p.shape.words)
		s.prompt = nil
	case keymap.Back:
		f.p.shape.words = f.before
		s.prompt = nil
	case keymap.Clear:
		f.clear()
		f.apply()
	case keymap.Erase:
		if !f.erase() {
			s.prompt = nil
		}
		f.apply()
	case keymap.NextPane: // the other way to see fewer connections
		f.p.shape.words = f.before
		s.askFilter()
	}
}

func (f *connFind) draw(screen tcell.Screen, x, y, width int, th *theme) {
	l := line{{" Connections with: ", th.bar}, {string(f.text), th.key}}
	cursor := l.width()
	hint := "an address, a port, a state, an end; " + f.p.h.sign(keymap.NextPane) + ": a display filter "
	if list := f.p.view.list; list != nil && f.p.shape.words != "" {
		hint = plural(list.shown, "connection") + " "
	}
	spread(l, line{{hint, th.bar}}, width).on(th.bar, width).draw(screen, x, y, width)
	screen.ShowCursor(x+min(cursor, width-1), y)
}
