package filter

import (
	"net/netip"
	"strings"
	"unicode/utf8"
)

// tokenKind says what a token is.
type tokenKind uint8

const (
	tokEnd       tokenKind = iota
	tokWord                // a name, a number, an address, bytes: text as written
	tokString              // text is the content, escapes resolved
	tokChar                // text is one byte
	tokSlice               // [...]: text is what is between the brackets
	tokReference           // ${...}: text is what is between the braces
	tokOp                  // an operator or a bracket, by its canonical spelling
)

type token struct {
	kind tokenKind
	text string
	at   span
	glue bool // no space before it
}

// opWords are the operators that have a name, by the symbol they are the same as.
var opWords = map[string]string{
	"and": "&&", "or": "||", "not": "!", "eq": "==", "ne": "!=", "gt": ">", "lt": "<", "ge": ">=", "le": "<=",
	"any_eq": "==", "all_ne": "!=", "all_eq": "===", "any_ne": "!==", "contains": "contains", "matches": "matches",
	"in": "in", "bitwise_and": "&",
}

// opSymbols are the operators and brackets, a longer one before its beginning.
var opSymbols = []string{"===", "!==", "==", "!=", "~=", ">=", "<=", "&&", "||", "..", ">", "<", "!", "~", "&", "+", "-", "*", "/", "%",
	"(", ")", "{", "}", ",", "#"}

// opSame are symbols that mean another.
var opSame = map[string]string{"~=": "!==", "~": "matches"}

// lexer cuts a filter into tokens.
type lexer struct {
	src string
	pos int
}

// next returns the next token.
func (l *lexer) next() token {
	begin := l.pos
	for l.pos < len(l.src) && strings.IndexByte(" \t\r\n", l.src[l.pos]) >= 0 {
		l.pos++
	}
	glue := l.pos == begin
	if l.pos == len(l.src) {
		return token{kind: tokEnd, at: span{l.pos, l.pos}}
	}
	t := l.scan()
	t.glue = glue
	return t
}

func (l *lexer) scan() token {
	off, rest := l.pos, l.src[l.pos:]
	switch c := rest[0]; {
	case c == '"':
		return l.quoted(off, 1, false)
	case (c == 'r' || c == 'R') && strings.HasPrefix(rest[1:], `"`):
		return l.quoted(off, 2, true)
	case c == '\'':
		return l.char(off)
	case c == '[':
		n := strings.IndexByte(rest, ']')
		if n < 0 {
			fail(span{off, off + 1}, "this [ has no ]")
		}
		return l.token(tokSlice, rest[1:n], n+1)
	case strings.HasPrefix(rest, "${"):
		n := strings.IndexByte(rest, '}')
		if n < 0 {
			fail(span{off, off + 2}, "this ${ has no }")
		}
		return l.token(tokReference, rest[2:n], n+1)
	}
	if n := wordLen(rest); n > 0 {
		if op, ok := opWords[rest[:n]]; ok {
			return l.token(tokOp, op, n)
		}
		return l.token(tokWord, rest[:n], n)
	}
	for _, s := range opSymbols {
		if strings.HasPrefix(rest, s) {
			text := s
			if same, ok := opSame[s]; ok {
				text = same
			}
			return l.token(tokOp, text, len(s))
		}
	}
	r, n := utf8.DecodeRuneInString(rest)
	fail(span{off, off + n}, "%q was not expected here", r)
	panic("unreachable")
}

func (l *lexer) token(kind tokenKind, text string, n int) token {
	at := span{l.pos, l.pos + n}
	l.pos += n
	return token{kind: kind, text: text, at: at}
}

// wordLen is the length of the word that s begins with: a literal with colons, an
// address with its prefix length, a name or a number. Names have dashes in them, so
// that tcp.len-1 is a name, too, and nobody's.
func wordLen(s string) int {
	if n := colonLen(s); n > 0 {
		return prefixLen(s, n)
	}
	n := partLen(strings.TrimPrefix(s, "."))
	if n > 0 && s[0] == '.' {
		n++
	}
	for n > 0 && n < len(s) && s[n] == '.' {
		more := partLen(s[n+1:])
		if more == 0 {
			break
		}
		n += 1 + more
	}
	if n > 0 && isDigit(s[0]) {
		if _, err := netip.ParseAddr(s[:n]); err == nil {
			return prefixLen(s, n)
		}
	}
	return n
}

// partLen is the length of a part of a name, between dots.
func partLen(s string) (n int) {
	for n < len(s) && (isDigit(s[n]) || isLetter(s[n]) || s[n] == '-' && n > 0) {
		n++
	}
	return n
}

// prefixLen adds "/digits" after an address of n bytes.
func prefixLen(s string, n int) int {
	if n+1 < len(s) && s[n] == '/' && isDigit(s[n+1]) {
		for n++; n < len(s) && isDigit(s[n]); n++ {
		}
	}
	return n
}

// colonLen is the length of an IPv6 address or of bytes of two digits with colons
// between them; 0 when s begins with neither.
func colonLen(s string) int {
	n, colons := 0, 0
	for n < len(s) && (isHex(s[n]) || s[n] == ':' || s[n] == '.' && !strings.HasPrefix(s[n:], "..")) {
		if s[n] == ':' {
			colons++
		}
		n++
	}
	if colons == 0 || n < len(s) && isWord(s[n]) && s[n] != '.' {
		return 0
	}
	if _, err := netip.ParseAddr(s[:n]); err != nil && !colonBytes(s[:n]) {
		return 0
	}
	return n
}

// colonBytes reports whether s is bytes with colons between them, one in front or not.
// With one in front they may also be digits only.
func colonBytes(s string) bool {
	digits, colon := strings.CutPrefix(s, ":")
	if colon && digits != "" && strings.Trim(digits, "0123456789abcdefABCDEF") == "" {
		return true
	}
	for i := range len(digits) {
		if (i%3 == 2) != (digits[i] == ':') {
			return false
		}
	}
	return len(digits)%3 == 2
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_' }
func isHex(c byte) bool    { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }
func isWord(c byte) bool   { return isDigit(c) || isLetter(c) || c == '.' }
