package filter

import (
	"strconv"
	"unicode/utf8"
)

// quoted reads a string in double quotes that begins skip bytes after off; a raw
// one knows no escapes but \".
func (l *lexer) quoted(off, skip int, raw bool) token {
	var text []byte
	for i := off + skip; i < len(l.src); i++ {
		switch c := l.src[i]; {
		case c == '"':
			t := token{kind: tokString, text: string(text), at: span{off, i + 1}}
			l.pos = i + 1
			return t
		case c == '\\' && raw:
			text = append(text, c)
			if i+1 < len(l.src) && l.src[i+1] == '"' {
				text, i = append(text, '"'), i+1
			}
		case c == '\\':
			b, n := l.escape(i)
			text, i = append(text, b...), i+n-1
		default:
			text = append(text, c)
		}
	}
	fail(span{off, off + 1}, "this string has no closing quote")
	panic("unreachable")
}

// char reads a character constant: one byte in single quotes.
func (l *lexer) char(off int) token {
	i, b := off+1, []byte(nil)
	if i < len(l.src) {
		if l.src[i] == '\\' {
			e, n := l.escape(i)
			i, b = i+n, e
		} else {
			b, i = []byte{l.src[i]}, i+1
		}
	}
	at := span{off, min(i+1, len(l.src))}
	if len(b) != 1 || i >= len(l.src) || l.src[i] != '\'' {
		fail(at, "expected one character between single quotes")
	}
	if c := l.src[off+1]; c < ' ' || c > '~' {
		fail(at, `a character that cannot be printed is written as '\xNN'`)
	}
	if l.src[off+1:i] == `\n` { // Wireshark 4.0 refuses it
		fail(at, `'\n' is no character: write '\x0a'`)
	}
	l.pos = i + 1
	return token{kind: tokChar, text: string(b), at: span{off, i + 1}}
}

// escapes of one letter.
var escapes = map[byte]byte{'a': 7, 'b': 8, 'f': 12, 'n': 10, 'r': 13, 't': 9, 'v': 11, '\\': '\\', '"': '"', '\'': '\''}

// escape reads an escape sequence at i: what it means and how long it is.
func (l *lexer) escape(i int) (means []byte, n int) {
	s := l.src[i:]
	if len(s) < 2 {
		fail(span{i, len(l.src)}, "the filter ends in an escape sequence")
	}
	if b, ok := escapes[s[1]]; ok {
		return []byte{b}, 2
	}
	digits := func(from, most int, is func(byte) bool) int {
		n := from
		for n < len(s) && n < from+most && is(s[n]) {
			n++
		}
		return n
	}
	number := func(from, to, base int) uint64 {
		u, err := strconv.ParseUint(s[from:to], base, 32)
		if from == to || err != nil {
			fail(span{i, min(i+max(to, 2), len(l.src))}, "%s is no escape sequence", s[:to])
		}
		return u
	}
	switch c := s[1]; {
	case c == 'x':
		to := digits(2, 2, isHex)
		return []byte{byte(number(2, to, 16))}, to
	case c == 'u' || c == 'U':
		most := 4
		if c == 'U' {
			most = 8
		}
		to := digits(2, most, isHex)
		if to != 2+most {
			fail(span{i, i + to}, "%s needs %d hexadecimal digits", s[:2], most)
		}
		r := rune(number(2, to, 16))
		if r < 0xa0 || 0xd800 <= r && r < 0xe000 || r > utf8.MaxRune {
			fail(span{i, i + to}, "%s is no universal character name: write the character itself, or \\x and two digits", s[:to])
		}
		return []byte(string(r)), to
	case '0' <= c && c <= '7':
		to := digits(1, 3, func(c byte) bool { return '0' <= c && c <= '7' })
		if u := number(1, to, 8); u < 256 {
			return []byte{byte(u)}, to
		}
	}
	fail(span{i, i + 2}, "%q is no escape sequence", s[:2])
	panic("unreachable")
}
