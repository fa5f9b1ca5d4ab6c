package bpf

import (
	"net/netip"
	"strconv"
	"strings"
)

// tokenKind says what a token is.
type tokenKind uint8

const (
	tokEnd    tokenKind = iota
	tokWord             // a word of the language; num is the value of a constant
	tokNumber           // num is its value
	tokName             // any other name, or an escaped one: text is without the backslash
	tokIPv4             // two to four numbers with dots
	tokIPv6
	tokMAC
	tokARCnet // $xx
	tokOp     // text is the operator, by its canonical spelling
)

type token struct {
	kind tokenKind
	text string
	num  uint32
	at   span
}

// is reports whether the token is this word of the language or this operator.
func (t token) is(text string) bool {
	return (t.kind == tokWord || t.kind == tokOp) && t.text == text
}

// opSymbols are the operators, a longer one before its beginning, with the
// spelling that the parser knows.
var opSymbols = []struct{ symbol, is string }{
	{">=", ">="}, {"<=", "<="}, {"!=", "!="}, {"==", "="}, {"<<", "<<"}, {">>", ">>"}, {"&&", "and"}, {"||", "or"},
	{"+", "+"}, {"-", "-"}, {"*", "*"}, {"/", "/"}, {"%", "%"}, {":", ":"}, {"[", "["}, {"]", "]"}, {"!", "not"}, {"<", "<"}, {">", ">"},
	{"(", "("}, {")", ")"}, {"&", "&"}, {"|", "|"}, {"^", "^"}, {"=", "="},
}

// lex cuts a filter into tokens; the last is tokEnd. Of all that could stand at a
// place the longest is taken, and of equals the one that matchers has first: so
// 1-5 is a name (of a range of ports) and 1.2.3.4 an address.
func lex(src string) (tokens []token) {
	for pos := 0; ; {
		for pos < len(src) && strings.IndexByte(" \t\r\n", src[pos]) >= 0 {
			pos++
		}
		if pos == len(src) {
			return append(tokens, token{kind: tokEnd, at: span{pos, pos}})
		}
		t := scan(src[pos:], pos)
		if t.kind == tokNumber {
			t.num = number(t)
		}
		tokens = append(tokens, t)
		pos = t.at.end
	}
}

// matchers are the forms that a token other than an operator can have. Each
// returns how many bytes at the beginning of s have it.
var matchers = []struct {
	kind  tokenKind
	match func(s string) int
}{
	{tokARCnet, matchARCnet}, {tokMAC, matchMAC}, {tokNumber, matchNumber}, {tokIPv4, matchIPv4}, {tokIPv6, matchIPv6}, {tokName, matchName},
}

// scan returns the token at the beginning of s, which stands at pos of the filter.
func scan(s string, pos int) token {
	best, length := token{}, 0
	for _, m := range matchers {
		if n := m.match(s); n > length {
			best, length = token{kind: m.kind, text: s[:n], at: span{pos, pos + n}}, n
		}
	}
	if n := matchColons(s); n > length {
		fail(span{pos, pos + n}, "%q is no Ethernet address", s[:n]).hint("it has six parts, as in 00:11:22:33:44:55")
	}
	switch {
	case best.kind == tokName:
		return known(best)
	case length > 0:
		return best
	case s[0] == '\\':
		return escaped(s, pos)
	}
	for _, op := range opSymbols {
		if strings.HasPrefix(s, op.symbol) {
			return token{kind: tokOp, text: op.is, at: span{pos, pos + len(op.symbol)}}
		}
	}
	c := firstRune(s)
	fail(span{pos, pos + len(c)}, "%q has no meaning here", c).stop()
	return token{}
}

// known is the token of a name: a word of the language, a constant, or a name.
func known(t token) token {
	if n, ok := constants[t.text]; ok {
		t.kind, t.num = tokNumber, n
	} else if isWord(t.text) {
		t.kind = tokWord
	}
	return t
}

// escaped is the token of a backslash and the name behind it.
func escaped(s string, pos int) token {
	n := strings.IndexAny(s, " !()\n\t")
	if n < 0 {
		n = len(s)
	}
	if n == 1 {
		fail(span{pos, pos + 1}, "a name must follow the backslash").stop()
	}
	return token{kind: tokName, text: s[1:n], at: span{pos, pos + n}}
}

func firstRune(s string) string {
	for i := range s {
		if i > 0 {
			return s[:i]
		}
	}
	return s
}

// number is the value of a number in decimal, in octal after 0, or in hex after
// 0x; of a constant it is the one that the table has.
func number(t token) uint32 {
	if n, ok := constants[t.text]; ok {
		return n
	}
	base, digits := 10, t.text
	switch {
	case len(digits) > 1 && (digits[1] == 'x' || digits[1] == 'X'):
		base, digits = 16, digits[2:]
	case digits[0] == '0' && len(digits) > 1:
		base, digits = 8, digits[1:]
	}
	n, err := strconv.ParseUint(digits, base, 32)
	switch {
	case err == nil:
	case base == 8 && strings.ContainsAny(digits, "89"):
		fail(t.at, "%s is no octal number", t.text).hint("a number that begins with 0 is octal")
	default:
		fail(t.at, "%s is more than 32 bits hold", t.text).stop()
	}
	return uint32(n)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
func isHex(c byte) bool   { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }
func isAlnum(c byte) bool { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'z' }

// run returns how many bytes at the beginning of s are of the kind, limit at most.
func run(s string, limit int, kind func(byte) bool) int {
	n := 0
	for n < len(s) && n < limit && kind(s[n]) {
		n++
	}
	return n
}

func matchARCnet(s string) int {
	if s[0] != '$' {
		return 0
	}
	if n := run(s[1:], 2, isHex); n > 0 {
		return 1 + n
	}
	return 0
}

// matchNumber matches a decimal, octal or hexadecimal number.
func matchNumber(s string) int {
	if len(s) > 2 && s[0] == '0' && s[1]|0x20 == 'x' {
		if n := run(s[2:], len(s), isHex); n > 0 {
			return 2 + n
		}
	}
	return run(s, len(s), isDigit)
}

// matchIPv4 matches two to four numbers with dots between them, as many as there are.
func matchIPv4(s string) (n int) {
	at := 0
	for parts := 1; parts <= 4; parts++ {
		digits := matchNumber(s[at:])
		if digits == 0 {
			break
		}
		at += digits
		if parts > 1 {
			n = at
		}
		if at == len(s) || s[at] != '.' {
			break
		}
		if at++; at == len(s) {
			break
		}
	}
	return n
}

// matchMAC matches six bytes with a colon, a minus or a dot between them, or three
// times two with dots or without anything.
func matchMAC(s string) (n int) {
	for _, form := range []struct {
		parts, least, most int
		between            string
	}{{6, 1, 2, ":"}, {6, 1, 2, "-"}, {6, 1, 2, "."}, {3, 4, 4, "."}, {3, 4, 4, ""}} {
		n = max(n, matchParts(s, form.parts, form.least, form.most, form.between))
	}
	return n
}

func matchParts(s string, parts, least, most int, between string) int {
	at := 0
	for i := range parts {
		if i > 0 {
			if !strings.HasPrefix(s[at:], between) {
				return 0
			}
			at += len(between)
		}
		n := run(s[at:], most, isHex)
		if n < least {
			return 0
		}
		at += n
	}
	return at
}

// maxIPv6 is the most characters that an IPv6 address has.
const maxIPv6 = len("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255")

// matchIPv6 matches the longest beginning that has the form of an IPv6 address.
func matchIPv6(s string) int {
	n := run(s, maxIPv6, func(c byte) bool { return isHex(c) || c == ':' || c == '.' })
	if !strings.Contains(s[:n], ":") {
		return 0
	}
	for ; n > 1; n-- {
		if a, err := netip.ParseAddr(s[:n]); err == nil && a.Is6() {
			return n
		}
	}
	return 0
}

// matchColons matches what looks like an address with too few or too many parts:
// bytes in hex, each with colons behind it.
func matchColons(s string) (n int) {
	at := 0
	for parts := 1; ; parts++ {
		hex := run(s[at:], 2, isHex)
		colons := run(s[at+hex:], len(s), func(c byte) bool { return c == ':' })
		if hex == 0 || colons == 0 {
			return n
		}
		if at += hex + colons; parts > 1 {
			n = at
		}
	}
}

// matchName matches letters and digits, with dots, minus and underscore inside.
func matchName(s string) (n int) {
	if !isAlnum(s[0]) {
		return 0
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case isAlnum(c) || c == '.' && i > 0:
			n = i + 1
		case c != '-' && c != '_':
			return n
		}
	}
	return n
}
