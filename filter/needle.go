package filter

import (
	"bytes"
	"regexp/syntax"
)

// needle is an ASCII text in lower case that everything a regular expression
// matches has in it, in any case. Looking for it is much faster than matching.
type needle []byte

// needleOf is the longest needle that is easily found; nil when there is none.
func needleOf(re *syntax.Regexp) needle {
	switch re.Op {
	case syntax.OpLiteral:
		n := make(needle, 0, len(re.Rune))
		for _, r := range re.Rune {
			if r >= 0x80 {
				return nil
			}
			n = append(n, lower(byte(r)))
		}
		return n
	case syntax.OpCapture, syntax.OpPlus:
		return needleOf(re.Sub[0])
	case syntax.OpConcat:
		var best needle
		for _, sub := range re.Sub {
			if n := needleOf(sub); len(n) > len(best) {
				best = n
			}
		}
		return best
	}
	return nil
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c | 0x20
	}
	return c
}

func upper(c byte) byte {
	if 'a' <= c && c <= 'z' {
		return c &^ 0x20
	}
	return c
}

// in reports whether the needle is in b, in any case.
func (n needle) in(b []byte) bool {
	if len(n) == 0 {
		return true
	}
	for _, first := range [...]byte{n[0], upper(n[0])} {
		for rest := b; len(rest) >= len(n); {
			i := bytes.IndexByte(rest[:len(rest)-len(n)+1], first)
			if i < 0 {
				break
			}
			if n.begins(rest[i:]) {
				return true
			}
			rest = rest[i+1:]
		}
		if first == upper(first) && n[0] == first {
			break // it is no letter
		}
	}
	return false
}

func (n needle) begins(b []byte) bool {
	for i, c := range n {
		if lower(b[i]) != c {
			return false
		}
	}
	return true
}
