package ui

import (
	"slices"
	"unicode/utf8"

	"github.com/gdamore/tcell/v2"

	"tcptui/keymap"
)

// typed is a line of text that is being typed, with a cursor, and what was typed
// in such a line before.
type typed struct {
	text []rune
	at   int // the cursor stands before text[at]
	most int // how much can be typed, in characters

	earlier []string // the oldest first
	past    int      // place in it; its length: what is being typed
	draft   []rune   // that, while an earlier text is shown
}

// newTyped is an empty line.
func newTyped(most int, earlier []string) typed {
	return typed{most: most, earlier: earlier, past: len(earlier)}
}

// String is what was typed.
func (t *typed) String() string { return string(t.text) }

// put replaces the text; the cursor goes to its end.
func (t *typed) put(text []rune) {
	t.text = slices.Clone(text)
	t.at = len(t.text)
}

// insert types a character; false when there is no room, or it is none.
func (t *typed) insert(r rune) bool {
	if len(t.text) >= t.most || r != ' ' && !shown(r) {
		return false
	}
	t.text = slices.Insert(t.text, t.at, r)
	t.at++
	return true
}

// runeOf is the character of a key; false when it has a name instead.
func runeOf(k keymap.Key) (rune, bool) {
	if k == "Space" {
		return ' ', true
	}
	r, n := utf8.DecodeRuneInString(string(k))
	return r, n == len(k) && n > 0
}

// act moves the cursor, erases, and goes through the history. changed says that
// the text is another one now.
func (t *typed) act(a keymap.Action) (changed bool) {
	switch a {
	case keymap.Up:
		return t.recall(t.past - 1)
	case keymap.Down:
		return t.recall(t.past + 1)
	case keymap.Clear:
		t.put(nil)
		return true
	case keymap.Erase:
		if t.at == 0 {
			return false
		}
		t.at--
		t.text = slices.Delete(t.text, t.at, t.at+1)
		return true
	case keymap.Left:
		t.at = max(t.at-1, 0)
	case keymap.Right:
		t.at = min(t.at+1, len(t.text))
	case keymap.Home:
		t.at = 0
	case keymap.End:
		t.at = len(t.text)
	}
	return false
}

// recall shows a text of the history, or again what is being typed.
func (t *typed) recall(i int) bool {
	if i < 0 || i > len(t.earlier) {
		return false
	}
	if t.past == len(t.earlier) {
		t.draft = slices.Clone(t.text)
	}
	if t.past = i; i == len(t.earlier) {
		t.put(t.draft)
	} else {
		t.put([]rune(t.earlier[i]))
	}
	return true
}

// draw draws the line behind head, with the cursor in it, and tail after it where
// there is room.
func (t *typed) draw(screen tcell.Screen, r rect, head line, style tcell.Style, tail line, th *theme) {
	before, after := string(t.text[:t.at]), string(t.text[t.at:])
	for room := r.w - head.width() - 1; textWidth(before) > max(room, 1); { // the end of it is what is being typed
		_, _, n := nextCell(before)
		before = before[n:]
	}
	l := append(head, span{before, style})
	cursor := l.width()
	filled(append(append(l, span{after, style}), tail...), th.bar, r.w).draw(screen, r.x, r.y, r.w)
	screen.ShowCursor(r.x+min(cursor, r.w-1), r.y)
}
