package ui

import (
	"github.com/gdamore/tcell/v2"

	"tcptui/keymap"
)

// textPrompt is a line that asks for a text and says what is wrong with it.
type textPrompt struct {
	typed
	ask    string // what is asked for
	hint   string // shown behind the text, dim
	err    string // what is wrong with the text; "" while it is typed
	before asker  // the line that it came from and goes back to; nil: none

	// do takes the text. What it returns is wrong with it: then the line stays.
	do func(text string) (err string)
}

// questionMost is how long an answer can be, in characters.
const questionMost = 1024

func (q *textPrompt) insert(r rune) {
	q.err = ""
	q.typed.insert(r)
}

func (q *textPrompt) key(k keymap.Key) {
	if r, ok := runeOf(k); ok {
		q.insert(r)
	}
}

func (q *textPrompt) act(s *shell, a keymap.Action) {
	switch a {
	case keymap.Back:
		s.prompt = q.before
	case keymap.Accept:
		s.prompt = q.before
		if q.err = q.do(q.String()); q.err != "" {
			s.prompt = q
		}
	default:
		q.err = ""
		q.typed.act(a)
	}
}

func (q *textPrompt) draw(screen tcell.Screen, x, y, width int, th *theme) {
	tail := line{{"   " + q.hint, th.bar}}
	if q.err != "" {
		tail = line{{"  ", th.bar}, {q.err, th.onBar(th.bad)}}
	}
	q.typed.draw(screen, rect{x, y, width, 1}, line{{" " + q.ask + " ", th.bar}}, th.key, tail, th)
}
