package filter

import (
	"bytes"
	"regexp/syntax"
	"strings"
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

// common are the letters and signs that texts are mostly made of, the most common
// first.
const common = " etaoinsrhldcumfpgwybvkxjqz0123456789./:-"

// anchor is the place in the needle of the letter that texts have least often: the
// search stops at each that it meets.
func (n needle) anchor() int {
	best, rank := 0, -1
	for i, c := range n {
		r := strings.IndexByte(common, c)
		if r < 0 {
			return i
		}
		if r > rank {
			best, rank = i, r
		}
	}
	return best
}

// in reports whether the needle is in b, in any case.
func (n needle) in(b []byte) bool {
	if len(n) == 0 {
		return true
	}
	at := n.anchor()
	for _, c := range [...]byte{n[at], upper(n[at])} {
		for from := at; from+len(n)-at <= len(b); from++ {
			i := bytes.IndexByte(b[from:len(b)-len(n)+at+1], c)
			if i < 0 {
				break
			}
			if from += i; n.begins(b[from-at:]) {
				return true
			}
		}
		if n[at] == upper(n[at]) {
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
