package filter

import (
	"regexp"
	"testing"
)

func TestExpression(t *testing.T) {
	for _, tt := range []struct {
		pattern, text string
		want          bool
	}{
		{"get", "a GeT b", true}, {"(?-i)get", "a GeT b", false}, {"a$", "xA", true}, {"a$", "xa\n", true}, {"a$", "xa\nb", false}, {"(?m)a$", "xa\nb", true},
		{"^.{4}$", "abcd\n", true}, {"^.{4}$", "abcde", false}, {`\x{ff}\xfe`, "\xff\xfe", true}, {"\xe9", "caf\xc9", true}, {"", "", true},
		{"(host|user)", "USER", true}, {"1+2", "1112", true}, {"a(bc)+d", "xABCBCD", true}, {"k", "\u212a", false},
	} {
		p, err := expression(tt.pattern)
		if err != nil {
			t.Errorf("%q: %v", tt.pattern, err)
			continue
		}
		if got := new(env).match(p, []byte(tt.text)); got != tt.want {
			t.Errorf("%q matches %q: %v", tt.pattern, tt.text, got)
		}
	}
}

// FuzzExpression: looking for a needle first changes no answer.
func FuzzExpression(f *testing.F) {
	f.Add("ab(c|d)+e", []byte("xxABCDe"))
	f.Add("[a-z]x9$", []byte("qX9\n"))
	f.Add("(?-i)Ab", []byte("ab Ab"))
	f.Fuzz(func(t *testing.T, pattern string, text []byte) {
		p, err := expression(pattern)
		if err != nil {
			return
		}
		with := new(env).match(p, text)
		p.need = nil
		if without := new(env).match(p, text); with != without {
			t.Errorf("%q over %q: %v with a needle, %v without", pattern, text, with, without)
		}
		if _, err := regexp.Compile(p.re.String()); err != nil {
			t.Error(err)
		}
	})
}
