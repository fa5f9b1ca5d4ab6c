package ui

import (
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/gdamore/tcell/v2"

	"tcptui/keymap"
)

// asker is a line that asks for something in place of the footer. While it is
// open it gets the keys.
type asker interface {
	// insert types a character, key one of a key that no action is bound to.
	insert(r rune)
	key(k keymap.Key)

	// act does an action of the prompt.
	act(s *shell, a keymap.Action)

	// draw draws the line and puts the cursor into it.
	draw(screen tcell.Screen, x, y, width int, th *theme)
}

// overlaid is a line with names to complete what is typed, which are drawn over
// the panes. Its keys are those of the filter line.
type overlaid interface {
	drawAbove(screen tcell.Screen, r rect, th *theme)
}

// entry is text that is being typed.
type entry struct {
	text []rune
	most int    // how much can be typed, in characters
	err  string // what is wrong with the text; "" while it is typed
}

func (e *entry) insert(r rune) {
	if e.err = ""; len(e.text) < e.most && shown(r) {
		e.text = append(e.text, r)
	}
}

func (e *entry) key(k keymap.Key) {
	if k == "Space" {
		k = " "
	}
	if r, n := utf8.DecodeRuneInString(string(k)); n == len(k) {
		e.insert(r)
	}
}

// clear erases everything.
func (e *entry) clear() { e.text, e.err = e.text[:0], "" }

// erase erases the last character; false when there is none.
func (e *entry) erase() bool {
	if e.err = ""; len(e.text) == 0 {
		return false
	}
	e.text = e.text[:len(e.text)-1]
	return true
}

// prompt is the line that asks for a packet's number.
type prompt struct {
	entry
	m       *model
	refused bool // there is no such packet: the next digit begins another number
}

// promptMost is how much can be typed.
const promptMost = 60

func newPrompt(m *model) *prompt { return &prompt{entry: entry{most: promptMost}, m: m} }

func (p *prompt) insert(r rune) {
	switch {
	case r < '0' || r > '9':
		if p.err = "a packet's number has digits only"; p.refused {
			p.text = p.text[:0]
		}
	case p.refused:
		p.clear()
		fallthrough
	default:
		p.entry.insert(r)
	}
	p.refused = false
}

func (p *prompt) key(k keymap.Key) {
	if r, n := utf8.DecodeRuneInString(string(k)); n == len(k) {
		p.insert(r)
		return
	}
	p.insert(' ') // a key with a name is no digit either
}

func (p *prompt) act(s *shell, a keymap.Action) {
	switch a {
	case keymap.Back:
		s.prompt = nil
	case keymap.Clear:
		p.refused = false
		p.clear()
	case keymap.Erase:
		p.refused = false
		if !p.erase() {
			s.prompt = nil
		}
	case keymap.Accept:
		p.accept(s)
		p.refused = p.err != ""
	}
}

// accept goes to the packet. With an error the prompt stays, so that the number
// can be corrected.
func (p *prompt) accept(s *shell) {
	if len(p.text) == 0 {
		s.prompt = nil
		return
	}
	n, err := strconv.Atoi(string(p.text))
	if err != nil {
		p.err = fmt.Sprintf("%q is not a number: packets are 1 to %s", string(p.text), group(p.m.snap.Rows()))
		return
	}
	if err := allowed(p.m, n); err != nil {
		p.err = err.Error()
		return
	}
	s.prompt = nil
	s.goTo(n)
}

func (p *prompt) draw(screen tcell.Screen, x, y, width int, th *theme) {
	ask := "Go to packet (1 to " + group(p.m.snap.Rows()) + "): "
	l := line{{" ", th.bar}, {ask, th.bar}, {string(p.text), th.key}}
	cursor := l.width()
	if p.err != "" {
		l = append(l, span{"  ", th.bar}, span{p.err, th.onBar(th.bad)})
	}
	filled(l, th.bar, width).draw(screen, x, y, width)
	screen.ShowCursor(x+min(cursor, width-1), y)
}
