package ui

import (
	"strings"
	"unicode/utf8"

	"github.com/gdamore/tcell/v2"
)

// poorScreen is a screen that cannot show everything. Text from packets, files and
// names that is no sign of ours stays, as far as the character set has it.
type poorScreen struct {
	tcell.Screen
	signs bool // ours are shown in ASCII
	marks bool // a character can have marks; without, tcell would send SUB for each
}

// Put writes one character.
func (s poorScreen) Put(x, y int, text string, style tcell.Style) (string, int) {
	r, n := utf8.DecodeRuneInString(text)
	if r < utf8.RuneSelf && n == len(text) {
		return s.Screen.Put(x, y, text, style)
	}
	if !s.marks && n < len(text) {
		text = text[:n]
	}
	if sign, ok := fallbackOf(r); ok && s.signs && n == len(text) {
		text = sign
	}
	return s.Screen.Put(x, y, text, style)
}

// SetContent writes one character with its marks.
func (s poorScreen) SetContent(x, y int, r rune, marks []rune, style tcell.Style) {
	s.Put(x, y, string(append([]rune{r}, marks...)), style)
}

// fallbacks are what stands for our signs where only ASCII can be shown. Each
// takes as many cells as its sign.
var fallbacks = func() map[rune]string {
	all := make(map[rune]string)
	for _, row := range []struct{ signs, as string }{
		{"─╌┄╴╶", "-"}, {"│╎┆╵╷", "|"}, {"┌┐└┘├┤┬┴┼", "+"}, // light lines
		{"━═", "="}, {"┃║", "#"}, {"┏┓┗┛┣┫┳┻╋", "#"}, // heavy ones
		{"█▓", "#"}, {"▒", "%"}, {"░", ":"}, {"▌▐▏▎▍", "|"}, {"▋▊▉", "#"}, {"▀", "\""}, // blocks
		{"▁", "."}, {"▂", ":"}, {"▃", "-"}, {"▄", "="}, {"▅", "+"}, {"▆", "*"}, {"▇", "%"}, // heights
		{"▸▶→", ">"}, {"◂◀←", "<"}, {"▲↑", "^"}, {"▼▾↓", "v"}, {"⇄↔", "="}, // arrows
		{"↵", "$"}, {"⋮", ":"}, {"\u00a0", " "},
		{"●", "*"}, {"○", "o"}, {"◌", "?"}, {"◆", "*"}, {"◇", "o"}, {"■", "#"}, {"□", "o"},
		{"…⋯", "~"}, {"·•", "."}, {"×✗", "x"}, {"✓", "+"},
		{"µμ", "u"}, {"–—", "-"}, {"‘’", "'"}, {"“”", "\""}, {"≤", "<"}, {"≥", ">"}, {"≈", "~"}, {"≠", "#"}, {"±", "+"}, {"°", "o"},
		{"ſ", "s"}, {"\u212a", "K"}, {"Σ", "S"}, {"Δ", "d"}, {"∞", "8"}, {"§", "S"}, {"«", "<"}, {"»", ">"}, {"−", "-"},
		{"␀␁␂␃␄␅␆␇␈␉␊␋␌␍␎␏␐␑␒␓␔␕␖␗␘␙␚␛␜␝␞␟␡", "^"}, // control characters
	} {
		for _, r := range row.signs {
			all[r] = row.as
		}
	}
	for r := brailleFirst; r <= brailleLast; r++ {
		all[r] = brailleFallback(r)
	}
	return all
}()

// fallbackOf is what stands for a sign of ours; false for other text.
func fallbackOf(r rune) (string, bool) {
	s, ok := fallbacks[r]
	return s, ok
}

// The braille patterns: a dot for each bit of the last byte.
const (
	brailleFirst = '\u2800'
	brailleLast  = '\u28ff'
)

// brailleFallback is as dark as the pattern.
func brailleFallback(r rune) string {
	dots := 0
	for bits := r - brailleFirst; bits != 0; bits &= bits - 1 {
		dots++
	}
	const darker = " ..::**##"
	return darker[dots : dots+1]
}

// isUTF8 reports whether the name of a character set, as a locale has it, is
// UTF-8: "UTF-8", "utf8".
func isUTF8(charset string) bool {
	return strings.EqualFold(strings.ReplaceAll(charset, "-", ""), "utf8")
}
