package ui

import (
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/gdamore/tcell/v2"

	"tcptui/keymap"
)

// prompt is the line that asks for a packet's number.
type prompt struct {
	m    *model
	text []rune
	err  string // what is wrong with the text; "" while it is typed
}

// promptMost is how much can be typed.
const promptMost = 60

func newPrompt(m *model) *prompt { return &prompt{m: m} }

// insert types a character.
func (p *prompt) insert(r rune) {
	if p.err = ""; len(p.text) < promptMost && shown(r) {
		p.text = append(p.text, r)
	}
}

// key types a key that no action is bound to.
func (p *prompt) key(k keymap.Key) {
	if k == "Space" {
		k = " "
	}
	if r, n := utf8.DecodeRuneInString(string(k)); n == len(k) {
		p.insert(r)
	}
}

// act does an action of the prompt.
func (p *prompt) act(s *shell, a keymap.Action) {
	switch a {
	case keymap.Back:
		s.prompt = nil
	case keymap.Clear:
		p.text, p.err = p.text[:0], ""
	case keymap.Erase:
		if p.err = ""; len(p.text) == 0 {
			s.prompt = nil
			return
		}
		p.text = p.text[:len(p.text)-1]
	case keymap.Accept:
		p.accept(s)
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

// draw draws the line and puts the cursor into it.
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
