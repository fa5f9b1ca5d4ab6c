package report

import (
	"unicode"
	"unicode/utf8"
)

// printable reports whether a character may reach a terminal as it is: no
// control character, nothing invisible, nothing that changes the direction of
// the text around it.
func printable(r rune) bool {
	return r == ' ' || unicode.IsPrint(r) && !unicode.Is(unicode.Bidi_Control, r)
}

// Printable reports whether a text may reach a terminal as it is.
func Printable(text string) bool { return Safe(text) == text }

// Safe is hostile text that is harmless on a terminal: what is not printable is
// written as \x and two digits, or \u and four.
func Safe(text string) string { return string(appendSafe(nil, []byte(text))) }

// appendSafe appends hostile text for a terminal: what is not printable is
// written as \x and two digits, or \u and four.
func appendSafe(dst, text []byte) []byte {
	const digits = "0123456789abcdef"
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		switch {
		case r == utf8.RuneError && n == 1, r < 0x100 && !printable(r):
			if r == utf8.RuneError {
				r = rune(text[0])
			}
			dst = append(dst, '\\', 'x', digits[r>>4&15], digits[r&15])
		case !printable(r):
			dst = append(dst, '\\', 'u')
			shift := 12
			if r > 0xffff {
				dst[len(dst)-1], shift = 'U', 28
			}
			for ; shift >= 0; shift -= 4 {
				dst = append(dst, digits[r>>shift&15])
			}
		default:
			dst = append(dst, text[:n]...)
		}
		text = text[n:]
	}
	return dst
}
