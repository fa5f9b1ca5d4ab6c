package ui

import "github.com/gdamore/tcell/v2"

// steady is a screen that hands on only the cells that differ from what it handed
// on before. A drawing begins with an empty screen, and tcell counts every cell
// that was empty meanwhile as changed: without this, each key sends the whole
// screen to the terminal, which is slow on a large one and slower over a network.
// The goroutine of the event loop uses it.
type steady struct {
	tcell.Screen
	next   tcell.CellBuffer // as drawn
	shown  []steadyCell     // as handed on, row after row
	w, h   int              // of shown
	handed int              // cells, since the beginning
}

// steadyCell is what stands in a cell; text is "" in the second half of a wide
// character, and where nothing was handed on yet.
type steadyCell struct {
	text  string
	style tcell.Style
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
	s.next.Resize(w, h)
	s.w, s.h, s.shown = w, h, make([]steadyCell, w*h)
}

// Size is that of the screen, which may have changed since the last drawing.
func (s *steady) Size() (w, h int) {
	s.fit()
	return s.w, s.h
}

// Clear empties the screen.
func (s *steady) Clear() { s.Fill(' ', tcell.StyleDefault) }

// Fill fills the screen with a character.
func (s *steady) Fill(r rune, style tcell.Style) {
	s.fit()
	s.next.Fill(r, style)
}

// Put writes the first character of a text.
func (s *steady) Put(x, y int, text string, style tcell.Style) (rest string, width int) {
	return s.next.Put(x, y, text, style)
}

// PutStr writes a text in the default style.
func (s *steady) PutStr(x, y int, text string) { s.PutStrStyled(x, y, text, tcell.StyleDefault) }

// PutStrStyled writes a text.
func (s *steady) PutStrStyled(x, y int, text string, style tcell.Style) {
	for width := 0; text != "" && x < s.w && y < s.h; x += width {
		if text, width = s.next.Put(x, y, text, style); width == 0 {
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
	s.next.Put(x, y, text, style)
}

// SetContent writes a character.
func (s *steady) SetContent(x, y int, main rune, combining []rune, style tcell.Style) {
	s.next.Put(x, y, string(append([]rune{main}, combining...)), style)
}

// Get is what was drawn at a place.
func (s *steady) Get(x, y int) (text string, style tcell.Style, width int) { return s.next.Get(x, y) }

// GetContent is what was drawn at a place.
func (s *steady) GetContent(x, y int) (main rune, combining []rune, style tcell.Style, width int) {
	text, style, width := s.next.Get(x, y)
	chars := []rune(text)
	if len(chars) == 0 {
		return 0, nil, style, width
	}
	return chars[0], chars[1:], style, width
}

// Show shows what was drawn.
func (s *steady) Show() {
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
	for y := range s.h {
		for x := 0; x < s.w; {
			text, style, width := s.next.Get(x, y)
			if c := &s.shown[y*s.w+x]; c.text != text || c.style != style {
				*c = steadyCell{text, style}
				s.Screen.Put(x, y, text, style)
				s.handed++
			}
			for i := 1; i < width && x+i < s.w; i++ {
				s.shown[y*s.w+x+i] = steadyCell{} // what comes there later differs
			}
			x += width
		}
	}
}
