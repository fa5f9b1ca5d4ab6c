// Package caret tells of a place in a line that the user typed.
package caret

import (
	"strings"
	"unicode/utf8"
)

// Column is the place of byte off of a text in characters, from 1. An offset behind
// the text is its end.
func Column(text string, off int) int {
	return utf8.RuneCountInString(text[:min(off, len(text))]) + 1
}

// Mark is a line that, written under a text, points at n bytes of it from byte off on.
func Mark(text string, off, n int) string {
	chars := utf8.RuneCountInString(text[min(off, len(text)):min(off+n, len(text))])
	return strings.Repeat(" ", Column(text, off)-1) + "^" + strings.Repeat("~", max(chars-1, 0))
}
