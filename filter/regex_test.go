package filter

import "testing"

func TestExpression(t *testing.T) {
	for _, tt := range []struct {
		pattern, text string
		want          bool
	}{
		{"get", "a GeT b", true}, {"(?-i)get", "a GeT b", false}, {"a$", "xA", true}, {"a$", "xa\n", true}, {"a$", "xa\nb", false}, {"(?m)a$", "xa\nb", true},
		{"^.{4}$", "abcd\n", true}, {"^.{4}$", "abcde", false}, {`\x{ff}\xfe`, "\xff\xfe", true}, {"\xe9", "caf\xc9", false}, {"\xe9", "caf\xe9", true}, {"", "", true},
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

// TestBacktracking: what tshark 4.0 makes of expressions that Go has no match for.
func TestBacktracking(t *testing.T) {
	for _, tt := range []struct {
		pattern, text string
		want          bool
	}{
		{"foo(?=bar)", "foobar", true}, {"foo(?=bar)", "foobaz", false}, {"^(?!GET)", "POST /", true}, {"^(?!get)", "GET /", false},
		{"(?<=a)b", "ab", true}, {"(?<=a)b", "cb", false}, {"(?<!a|xy)b", "ab", false}, {"(?<!a|xy)b", "cb", true},
		{`(a|b)\1`, "xbB", true}, {`(a|b)\1`, "ab", false}, {`(?<q>['"]).*\k<q>`, `say "hi"`, true}, {`(?P<n>a)(?P=n)`, "aa", true},
		{"(?>a+)ab", "aaab", false}, {"a++b", "aab", true}, {"a*+a", "aaa", false}, {`\R`, "a\r\nb", true}, {`^\h+$`, "\t \n", true},
		{`a\Z`, "a\n", true}, {`a\z`, "a\n", false}, {`\s`, "\v", true}, {`\x4`, "\x04", true}, {`\o{101}`, "a", true}, {`\cA`, "\x01", true},
		{"a(?#note)+b", "aab", true}, {"(?x) a b # and so on", "ab", true}, {`(\((?:[^()]|(?1))*\))`, "f(a(b)c)", true}, {`^(\((?:[^()]|(?1))*\))$`, "(a(b)c", false},
		{"(?|(a)x|(b)y)\\1", "byb", true}, {"(a)?(?(1)b|c)d", "abd", true}, {"^(a)?(?(1)b|c)d", "acd", false}, {`(?R)?`, "a", false},
		{"(?s).+?b", "a\nb", true}, {`\Qa.b*\E+`, "A.B**", true}, {`[\x80-\xff]{2}`, "a\xe2\x82", true}, {`(?'n'a)\g{n}`, "aa", true}, {`(a)(b)\g{-1}`, "abb", true},
		{"(a*)*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
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

// TestExpressionErrors: each of these is an error of PCRE2, too, but for the last two.
func TestExpressionErrors(t *testing.T) {
	for _, s := range []string{"(", ")", "[a", "*a", "a**", "a{2}{3}", "^*", `\b+`, "{2}", "a{3,2}", "a{65536}", "[b-a]", `[a-\d]`, "[[:foo:]]", "[[.a.]]", `\1`, `(a)\2`,
		`\k<x>`, `\g{-1}`, "(?<=a+)b", "(?<n>a)(?<n>b)", "(?z)a", `a\`, `\y`, "(?(1)a|b|c)(d)", "(?i", "(*UTF8)a", "(?(?=a)b)"} {
		if _, err := expression(s); err == nil {
			t.Errorf("%q is accepted", s)
		}
	}
}

// FuzzExpression: looking for a needle first changes no answer, and trying finds what
// Go's package finds.
func FuzzExpression(f *testing.F) {
	f.Add("ab(c|d)+e", []byte("xxABCDe"))
	f.Add("[a-z]x9$", []byte("qX9\n"))
	f.Add("(?-i)Ab", []byte("ab Ab"))
	f.Add(`(a|b)\1(?=c)`, []byte("aac"))
	f.Add("(?:a{1,3}?|[^b]+)*x{2}?(?m:^c$)", []byte("aab\nc\nxx"))
	f.Fuzz(func(t *testing.T, pattern string, text []byte) {
		p, err := expression(pattern)
		if err != nil {
			return
		}
		with := new(env).match(p, text)
		if p.back != nil {
			return
		}
		p.need = nil
		if without := new(env).match(p, text); with != without {
			t.Errorf("%q over %q: %v with a needle, %v without", pattern, text, with, without)
		}
		back, err := newBacktracker(pattern)
		if err != nil {
			return // a Unicode class
		}
		if tried, gaveUp := back.match(text); tried != with && !gaveUp {
			t.Errorf("%q over %q: %v, but %v by trying", pattern, text, with, tried)
		}
	})
}
