package ui

import (
	"unicode/utf8"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/uniseg"
)

// steady is a screen that hands on only the cells that differ from what it handed
// on before. A drawing begins with an empty screen, and tcell counts every cell
// that was empty meanwhile as changed: without this, each key sends the whole
// screen to the terminal, which is slow on a large one and slower over a network.
// The goroutine of the event loop uses it.
type steady struct {
	tcell.Screen
	next   []steadyCell // as drawn, row after row
	shown  []steadyCell // as handed on
	w, h   int          // of both
	handed int          // cells, since the beginning

	leftOut bool // nothing was drawn this time

	ground  steadyCell // what the screen is filled with before something is drawn
	unready bool       // and was not so far: a drawing that is left out need not
}

// steadyCell is what stands in a cell. The zero value stands where nothing was
// handed on, and in the second half of a wide character.
type steadyCell struct {
	text  string
	style tcell.Style
	width int
}

func newSteady(screen tcell.Screen) *steady {
	s := &steady{Screen: screen}
	s.fit()
	return s
}

// fit takes over the size of the screen. After a change everything is handed on.
func (s *steady) fit() {
	w, h := s.Screen.Size()
	if w == s.w && h == s.h {
		return
	}
	s.w, s.h = w, h
	s.next, s.shown = make([]steadyCell, w*h), make([]steadyCell, w*h)
	s.ground, s.unready = steadyCell{" ", tcell.StyleDefault, 1}, true
}

// Size is that of the screen, which may have changed since the last drawing.
func (s *steady) Size() (w, h int) {
	s.fit()
	return s.w, s.h
}

// Clear empties the screen.
func (s *steady) Clear() { s.Fill(' ', tcell.StyleDefault) }

// Fill fills the screen with a character of one cell.
func (s *steady) Fill(r rune, style tcell.Style) {
	s.fit()
	s.ground, s.unready = steadyCell{string(r), style, 1}, true
}

// begin fills the screen, if it is to be and was not: it is called before a cell is read
// or written.
func (s *steady) begin() {
	if !s.unready {
		return
	}
	s.unready = false
	for i := range s.next {
		s.next[i] = s.ground
	}
}

// Put writes the first character of a text.
func (s *steady) Put(x, y int, text string, style tcell.Style) (rest string, width int) {
	if x < 0 || y < 0 || x >= s.w || y >= s.h {
		return text, 0
	}
	s.begin()
	c := &s.next[y*s.w+x]
	n := 0
	if n, width = firstChar(text); n > 0 && n == len(text) && c.text == text {
		text = c.text // one string is compared sooner than two that are equal
	}
	c.text, c.width = text[:n], width
	fg, bg, _ := style.Decompose()
	if fg == tcell.ColorNone || bg == tcell.ColorNone { // what was there stays
		was, ground, _ := c.style.Decompose()
		if fg == tcell.ColorNone {
			style = style.Foreground(was)
		}
		if bg == tcell.ColorNone {
			style = style.Background(ground)
		}
	}
	c.style = style
	return text[n:], width
}

// Box drawing and block elements, each of one cell.
const (
	linesFirst = 0x2500
	blocksLast = 0x259f
)

// firstChar is how many bytes the first character of a text has, and how many
// cells. Most are ASCII or drawn lines and need no look at Unicode's tables.
func firstChar(text string) (n, width int) {
	if len(text) > 0 && text[0] >= ' ' && text[0] <= '~' && (len(text) == 1 || text[1] < utf8.RuneSelf) {
		return 1, 1
	}
	if len(text) == len("─") {
		if r, size := utf8.DecodeRuneInString(text); size == len("─") && (r >= linesFirst && r <= blocksLast || r >= brailleFirst && r <= brailleLast) {
			return size, 1
		}
	}
	state := -1
	for rest := text; rest != "" && width == 0; n = len(text) - len(rest) {
		_, rest, width, state = uniseg.FirstGraphemeClusterInString(rest, state)
	}
	return n, width
}

// PutStr writes a text in the default style.
func (s *steady) PutStr(x, y int, text string) { s.PutStrStyled(x, y, text, tcell.StyleDefault) }

// PutStrStyled writes a text.
func (s *steady) PutStrStyled(x, y int, text string, style tcell.Style) {
	for width := 0; text != "" && x < s.w && y < s.h; x += width {
		if text, width = s.Put(x, y, text, style); width == 0 {
			return
		}
	}
}

// SetCell writes a character.
func (s *steady) SetCell(x, y int, style tcell.Style, chars ...rune) {
	text := " "
	if len(chars) > 0 {
		text = string(chars)
	}
	s.Put(x, y, text, style)
}

// SetContent writes a character.
func (s *steady) SetContent(x, y int, main rune, combining []rune, style tcell.Style) {
	if len(combining) > 0 {
		s.Put(x, y, string(append([]rune{main}, combining...)), style)
	} else if main >= ' ' && main <= '~' {
		s.Put(x, y, ascii[main:main+1], style)
	} else {
		s.Put(x, y, string(main), style)
	}
}

// Get is what was drawn at a place.
func (s *steady) Get(x, y int) (text string, style tcell.Style, width int) {
	if x < 0 || y < 0 || x >= s.w || y >= s.h {
		return "", style, 0
	}
	s.begin()
	c := &s.next[y*s.w+x]
	if c.width == 0 || c.text == "" {
		return " ", c.style, 1
	}
	return c.text, c.style, c.width
}

// GetContent is what was drawn at a place.
func (s *steady) GetContent(x, y int) (main rune, combining []rune, style tcell.Style, width int) {
	text, style, width := s.Get(x, y)
	chars := []rune(text)
	if len(chars) == 0 {
		return 0, nil, style, width
	}
	return chars[0], chars[1:], style, width
}

// Show shows what was drawn.
func (s *steady) Show() {
	if s.leftOut {
		return
	}
	s.hand()
	s.Screen.Show()
}

// Resume goes on after Suspend. The screen has forgotten what it showed.
func (s *steady) Resume() error {
	clear(s.shown)
	return s.Screen.Resume()
}

// Sync shows what was drawn, and draws all of the terminal again.
func (s *steady) Sync() {
	clear(s.shown)
	s.hand()
	s.Screen.Sync()
}

// hand hands on what has changed.
func (s *steady) hand() {
	s.fit()
	s.begin()
	for y := range s.h {
		for x := 0; x < s.w; {
			at := y*s.w + x
			c := &s.next[at]
			if c.width == 0 || c.text == "" {
				c.text, c.width = " ", 1
			}
			if shown := &s.shown[at]; *shown != *c {
				*shown = *c
				s.Screen.Put(x, y, c.text, c.style)
				s.handed++
			}
			for i := 1; i < c.width && x+i < s.w; i++ {
				s.shown[at+i] = steadyCell{} // what comes there later differs
			}
			x += c.width
		}
	}
}
