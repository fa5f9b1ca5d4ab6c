package filter

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
)

// perlOnly are beginnings of what Wireshark's regular expressions know and ours
// do not: they cannot be matched in time that is proportional to the text.
var perlOnly = []struct{ begins, what string }{
	{"(?=", "look-ahead"}, {"(?!", "look-ahead"}, {"(?<=", "look-behind"}, {"(?<!", "look-behind"}, {"(?>", "an atomic group"},
	{"(?R", "recursion"}, {"(?(", "a condition"}, {`\1`, "a back-reference"}, {`\2`, "a back-reference"}, {`\k`, "a back-reference"}, {`\K`, `\K`},
}

// expression compiles a regular expression over bytes. Case does not matter
// unless (?-i) says so, and $ is also before a line end that ends the text, as in
// Wireshark.
func expression(text string) (*pattern, error) {
	tree, err := syntax.Parse("(?i)"+widen(text), syntax.Perl)
	if err != nil {
		for _, p := range perlOnly {
			if strings.Contains(text, p.begins) {
				return nil, fmt.Errorf("%s is not supported in regular expressions here (RE2 syntax)", p.what)
			}
		}
		reason := strings.TrimPrefix(err.Error(), "error parsing regexp: ")
		return nil, errors.New("this is no regular expression that can be used: " + reason)
	}
	need := needleOf(tree)
	re, err := regexp.Compile(dollar(tree).String())
	if err != nil {
		return nil, errors.New("this is no regular expression that can be used: " + strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	return &pattern{re, need}, nil
}

// pattern is a compiled regular expression over bytes.
type pattern struct {
	re   *regexp.Regexp
	need needle
}

// match runs a regular expression over bytes: over characters of their numbers.
func (e *env) match(p *pattern, b []byte) bool {
	if !p.need.in(b) {
		return false
	}
	if ascii(b) {
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
