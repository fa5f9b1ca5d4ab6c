package ui

import (
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
