package shellword

import (
	"slices"
	"strings"
	"testing"
)

func TestSplit(t *testing.T) {
	for _, tt := range []struct {
		line string
		want []string
		open Open
	}{
		{"", []string{""}, None},
		{"tcptui", []string{"tcptui"}, None},
		{"tcptui ", []string{"tcptui", ""}, None},
		{"tcptui  -r\ta.pcap ", []string{"tcptui", "-r", "a.pcap", ""}, None},
		{`tcptui -Y 'tcp.len > 0 && tc`, []string{"tcptui", "-Y", "tcp.len > 0 && tc"}, Single},
		{`tcptui -Y "a \" \$ \x \\ `, []string{"tcptui", "-Y", `a " $ \x \ `}, Double},
		{`tcptui my\ file.pc`, []string{"tcptui", "my file.pc"}, None},
		{`tcptui '' `, []string{"tcptui", "", ""}, None},
		{`a'b'"c"d`, []string{"abcd"}, None},
		{`tcptui x\`, []string{"tcptui", "x"}, None},
		{"cat x | tcptui -", []string{"tcptui", "-"}, None},
		{"cd x && tcptui '|' ;tcptui -T ", []string{"tcptui", "-T", ""}, None},
	} {
		got, open := Split(tt.line)
		if !slices.Equal(got, tt.want) || open != tt.open {
			t.Errorf("%q: %q, open %q; want %q, %q", tt.line, got, open, tt.want, tt.open)
		}
	}
}

// FuzzQuote: what is quoted is read back as it was, in any quotes.
func FuzzQuote(f *testing.F) {
	f.Add("eth0")
	f.Add("$(reboot)`x` 'it\\'s' \"y\" ~ a;b|c&d")
	f.Fuzz(func(t *testing.T, text string) {
		for _, open := range []Open{None, Single, Double} {
			begin := ""
			if open != None {
				begin = string(byte(open))
			}
			if open == None && strings.Contains(text, "\n") {
				continue // a backslash and a line's end are nothing to a shell
			}
			words, _ := Split("x " + begin + Quote(text, open) + begin)
			if len(words) != 2 || words[1] != text {
				t.Fatalf("%q in %q: %q is read as %q", text, begin, Quote(text, open), words)
			}
		}
	})
}
