package ui

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/uniseg"
)

// Text from packets, files and names is hostile: it may hold escape sequences,
// characters that reorder or hide others, or bytes that are no text at all. This
// file is the only way of text to the screen. What could do harm becomes visible:
//
//	control characters       their pictures: ␛ for ESC, ␊ for a line feed
//	bytes that are no UTF-8  \xff
//	what has no shape        \u{202e}: bidirectional overrides, zero-width, unassigned
//
// Widths are uniseg's, as tcell's are, so that columns stay where they are. The
// brackets of tview's colour tags mean nothing here: no text goes through tview.

// Bounds of one cell's text. Real scripts stay far below them.
const (
	cellRunes = 8  // a base and its marks
	cellBytes = 64 // looked at to find them; no cell's text is longer
)

// ascii holds the one-byte strings, so that none has to be made.
const ascii = "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f" +
	"\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f" +
	" !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"

// safe returns s with everything harmful made visible. It does nothing to text
// that is already harmless, so that doing it twice is doing it once.
func safe(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	for len(s) > 0 {
		text, _, n := nextCell(s)
		b.WriteString(text)
		s = s[n:]
	}
	return b.String()
}

// plain reports whether s is printable ASCII only.
func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// textWidth is the number of cells that s takes on the screen.
func textWidth(s string) int {
	if plain(s) {
		return len(s)
	}
	cells := 0
	for len(s) > 0 {
		_, w, n := nextCell(s)
		cells += w
		s = s[n:]
	}
	return cells
}

// nextCell takes the first character of s, which is not empty: its harmless
// text, the cells that text takes, and the bytes of s it stands for. A text as
// long in bytes as in cells is ASCII and can be cut anywhere; any other is one
// character of one or two cells.
func nextCell(s string) (text string, cells, n int) {
	if c := s[0]; c < utf8.RuneSelf && (len(s) == 1 || s[1] < utf8.RuneSelf) {
		if c >= ' ' && c <= '~' {
			return ascii[c : c+1], 1, 1
		}
		return controlPicture(c), 1, 1
	}
	r, size := utf8.DecodeRuneInString(s)
	if cells = cellsAlone(r); cells > 0 && standsAlone(s[size:]) {
		return s[:size], cells, size
	}
	return anyCell(s, r, size)
}

// anyCell is nextCell for text that begins with any rune r of size bytes.
func anyCell(s string, r rune, size int) (text string, cells, n int) {
	switch {
	case r == utf8.RuneError && size == 1:
		return escapeByte(s[0]), 4, 1
	case r < ' ' || r == 0x7f:
		return controlPicture(byte(r)), 1, 1
	case unicode.Is(unicode.M, r) && shown(r):
		if text, rest, cells, _ := uniseg.FirstGraphemeClusterInString("◌"+s[:size], -1); rest == "" {
			return text, cells, size // a mark without a base
		}
	case !shown(r) || isJamoTail(r):
		text = escapeRune(r)
		return text, len(text), size
	}
	return nextCluster(s, size)
}

// loners are the characters of the most common scripts that no other joins, but for marks,
// in their order, and the cells of each: they need no look at Unicode's tables. They are
// numbers, because TestFallbacks takes characters for signs that are drawn.
var loners = [...]struct {
	first, last rune
	cells       int
}{
	{0x00a1, 0x00ac, 1}, // ¡ to ¬: a soft hyphen comes after that
	{0x00ae, 0x024f, 1}, // Latin
	{0x0410, 0x044f, 1}, // Cyrillic
	{0x3001, 0x3003, 2}, // punctuation
	{0x3041, 0x3096, 2}, // Hiragana
	{0x30a1, 0x30fa, 2}, // Katakana
	{0x4e00, 0x9fff, 2}, // Han
	{0xac00, 0xd7a3, 2}, // Hangul syllables
}

// cellsAlone is the cells of one of the loners, 0 of any other character.
func cellsAlone(r rune) int {
	for i := range loners {
		if l := &loners[i]; r <= l.last {
			if r < l.first {
				return 0
			}
			return l.cells
		}
	}
	return 0
}

// standsAlone reports whether what follows a character is surely no part of it.
func standsAlone(rest string) bool {
	if rest == "" || rest[0] < utf8.RuneSelf {
		return true
	}
	r, size := utf8.DecodeRuneInString(rest)
	return r == utf8.RuneError && size == 1 || cellsAlone(r) > 0
}

// nextCluster is nextCell for text that begins with a base character of size bytes.
func nextCluster(s string, size int) (text string, cells, n int) {
	cluster, _, cells, _ := uniseg.FirstGraphemeClusterInString(s[:min(len(s), cellBytes)], -1)
	n = size
	runes, dropped := 1, false
	for n < len(cluster) {
		r, m := utf8.DecodeRuneInString(cluster[n:])
		if isPresentation(r) && !dropped {
			dropped = true
		} else if runes++; runes > cellRunes || !shown(r) || r == utf8.RuneError {
			break
		}
		n += m
	}
	if dropped {
		text = strings.NewReplacer("\ufe0e", "", "\ufe0f", "").Replace(cluster[:n])
	} else {
		text = cluster[:n]
	}
	if dropped || n < len(cluster) {
		cells = uniseg.StringWidth(text)
	}
	if cells == 1 || cells == 2 {
		return text, cells, n
	}
	r, _ := utf8.DecodeRuneInString(s)
	if cells = uniseg.StringWidth(s[:size]); cells == 1 || cells == 2 {
		return s[:size], cells, size
	}
	text = escapeRune(r)
	return text, len(text), size
}

// shown reports whether a character has a shape of its own: assigned, and
// neither a format character nor one that is not meant to be seen.
func shown(r rune) bool {
	return unicode.IsGraphic(r) && !unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) &&
		!unicode.Is(unicode.Variation_Selector, r)
}

// isPresentation reports whether r asks for the text or emoji form of the
// character before it. Terminals disagree on the width of what they make of it,
// so it is left out.
func isPresentation(r rune) bool { return r == 0xfe0e || r == 0xfe0f }

// isJamoTail reports whether r is a Hangul vowel or final consonant, which take
// no cell on a terminal unless they stand alone, where terminals disagree.
func isJamoTail(r rune) bool { return r >= 0x1160 && r <= 0x11ff || r >= 0xd7b0 && r <= 0xd7ff }

// controlPicture is the picture of a C0 control character or DEL.
func controlPicture(c byte) string {
	const pictures = "␀␁␂␃␄␅␆␇␈␉␊␋␌␍␎␏␐␑␒␓␔␕␖␗␘␙␚␛␜␝␞␟"
	if c == 0x7f {
		return "␡"
	}
	return pictures[3*int(c) : 3*int(c)+3]
}

const hexDigits = "0123456789abcdef"

// byteEscapes are the escapes of all bytes, one after the other, so that none has to be made.
var byteEscapes = func() string {
	b := make([]byte, 0, 256*escapeLen)
	for c := range 256 {
		b = append(b, '\\', 'x', hexDigits[c>>4], hexDigits[c&15])
	}
	return string(b)
}()

const escapeLen = len(`\xff`)

func escapeByte(c byte) string { return byteEscapes[escapeLen*int(c):][:escapeLen] }

func escapeRune(r rune) string {
	b := append(make([]byte, 0, 10), '\\', 'u', '{')
	started := false
	for shift := 20; shift >= 0; shift -= 4 {
		if d := r >> shift & 15; d != 0 || started || shift < 16 {
			b, started = append(b, hexDigits[d]), true
		}
	}
	return string(append(b, '}'))
}

// drawText writes s, made harmless, into at most width cells from x, y on, and
// returns how many it used. A character of two cells that would be cut in half
// is left out.
func drawText(screen tcell.Screen, x, y, width int, s string, style tcell.Style) int {
	used := 0
	for len(s) > 0 && used < width {
		text, cells, n := nextCell(s)
		s = s[n:]
		if len(text) == cells {
			for i := 0; i < cells && used < width; i++ {
				screen.Put(x+used, y, text[i:i+1], style)
				used++
			}
			continue
		}
		if used+cells > width {
			break
		}
		screen.Put(x+used, y, text, style)
		used += cells
	}
	return used
}

// drawBytes is drawText for text in a buffer.
func drawBytes(screen tcell.Screen, x, y, width int, b []byte, style tcell.Style) int {
	for i := 0; i < len(b) && i < width; i++ {
		if c := b[i]; c < ' ' || c > '~' {
			rest := b[i:]
			rest = rest[:min(len(rest), (width-i)*cellBytes)]
			return i + drawText(screen, x+i, y, width-i, string(rest), style)
		}
		screen.Put(x+i, y, ascii[b[i]:b[i]+1], style)
	}
	return min(len(b), max(width, 0))
}

// drawFit is drawText, but text that does not fit ends in an ellipsis.
func drawFit(screen tcell.Screen, x, y, width int, s string, style tcell.Style) int {
	return drawText(screen, x, y, width, fit(s, width), style)
}

// fit shortens s to width cells, with an ellipsis for what is missing. The
// answer is harmless text.
func fit(s string, width int) string {
	if plain(s) && len(s) <= width {
		return s
	}
	var b strings.Builder
	cells := 0 // of b
	keep := 0  // bytes of b that leave a cell for the ellipsis
	for len(s) > 0 {
		text, w, n := nextCell(s)
		if len(text) == w { // ASCII can be cut
			w = min(w, width+1-cells)
			text = text[:max(w, 0)]
		}
		if cells += w; cells > width {
			if width <= 0 {
				return ""
			}
			return b.String()[:keep] + "…"
		}
		b.WriteString(text)
		if cells < width {
			keep = b.Len()
		}
		s = s[n:]
	}
	return b.String()
}

// fill writes the same one-cell text into every cell of a rectangle. A wide
// character that reaches into it from the left is removed.
func fill(screen tcell.Screen, x, y, width, height int, text string, style tcell.Style) {
	for row := y; row < y+height; row++ {
		if width > 0 && x > 0 {
			if _, st, w := screen.Get(x-1, row); w > 1 {
				screen.Put(x-1, row, " ", st)
			}
		}
		for col := x; col < x+width; col++ {
			screen.Put(col, row, text, style)
		}
	}
}
