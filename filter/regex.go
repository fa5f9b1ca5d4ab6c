package filter

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
)

// pattern is a compiled regular expression over bytes.
type pattern struct {
	re   *regexp.Regexp
	need needle
	back *backtracker // in place of re, where that cannot say it
}

// expression compiles a regular expression over bytes, in the syntax of PCRE2 as
// Wireshark has it: case does not matter unless (?-i) says so. What Go's package
// matches the same way is matched by it, because it is fast.
func expression(text string) (*pattern, error) {
	back, err := newBacktracker(text)
	if unicode := strings.Contains(text, `\p`) || strings.Contains(text, `\P`); unicode {
		back = nil // only Go has those
	} else if err != nil {
		return nil, fmt.Errorf("this is no regular expression: %w", err)
	}
	tree, err := syntax.Parse("(?i)"+widen(text), syntax.Perl)
	if back != nil && (err != nil || unlike(text)) {
		return &pattern{back: back}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("this is no regular expression that can be used: %s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	need := needleOf(tree)
	re, err := regexp.Compile(dollar(tree).String())
	if err != nil {
		return nil, fmt.Errorf("this is no regular expression that can be used: %s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	return &pattern{re: re, need: need}, nil
}

// differing is what Go and PCRE2 both know and read differently: \s and \v have other
// members, and bytes from 0x80 on have no other case.
var differing = regexp.MustCompile(`\\[sSvVCx23]|[^\x00-\x7f]`)

// asciiEscape is \xNN of a byte below 0x80, which is read alike.
var asciiEscape = regexp.MustCompile(`\\x[0-7][0-9a-fA-F]`)

// unlike reports whether Go would match an expression differently.
func unlike(text string) bool { return differing.MatchString(asciiEscape.ReplaceAllString(text, "")) }

// match runs a regular expression over bytes: over characters of their numbers.
func (e *env) match(p *pattern, b []byte) bool {
	switch {
	case p.back != nil:
		found, _ := p.back.match(b)
		return found
	case !p.need.in(b):
		return false
	case ascii(b):
		return p.re.Match(b)
	}
	e.text = appendWide(e.text[:0], b)
	return p.re.Match(e.text)
}

// dollar lets $ stand before a line end that ends the text.
func dollar(re *syntax.Regexp) *syntax.Regexp {
	if re.Op == syntax.OpEndText && re.Flags&syntax.WasDollar != 0 {
		line := &syntax.Regexp{Op: syntax.OpLiteral, Rune: []rune{'\n'}}
		maybe := &syntax.Regexp{Op: syntax.OpQuest, Sub: []*syntax.Regexp{line}}
		end := &syntax.Regexp{Op: syntax.OpEndText}
		return &syntax.Regexp{Op: syntax.OpConcat, Sub: []*syntax.Regexp{maybe, end}}
	}
	for i, sub := range re.Sub {
		re.Sub[i] = dollar(sub)
	}
	return re
}
