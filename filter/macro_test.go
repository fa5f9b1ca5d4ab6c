package filter

import (
	"strings"
	"testing"
)

func macroNames() *Catalog {
	return names.WithMacros(Macros{
		"web":    "tcp.port in {80, 443}",
		"port":   "tcp.port == $1",
		"either": "(${port:$1} or ${port:$2})",
		"loop":   "${loop}",
		"wrong":  "tcp.port == abc",
		"half":   "tcp.port ==",
	})
}

func TestMacros(t *testing.T) {
	s := newSample(t)
	for _, tt := range []struct{ src, want string }{
		{"${web}", "1 2 3 4 5"},
		{"!${web}", "6"},
		{"${port:1000} && tcp.len > 0", "3 4"},
		{"${either:1;80}", "1 2 3 4 5"},
		{"${either: 1 ; 2 } or udp", "6"},
		{"${private_ipv4:ip.src}", "1 2 3 4 5 6"},
		{"!${private_ipv4:ip.src}", "1 2 3 4 5 6"}, // the text is put in, as in tshark
		{"!(${private_ipv4:ip.src})", ""},
	} {
		f, err := Compile(tt.src, macroNames())
		if err != nil {
			t.Errorf("%s: %v", tt.src, err)
		} else if got := s.kept(f); got != tt.want || f.String() != tt.src {
			t.Errorf("%s keeps %q, want %q; it calls itself %s", tt.src, got, tt.want, f)
		}
	}
}

func TestMacroErrors(t *testing.T) {
	for _, tt := range []struct {
		src    string
		column int
		says   string
	}{
		{"tcp && ${wbe}", 8, "did you mean web?"},
		{"tcp && ${web:80}", 8, "takes 0 argument(s), not 1"},
		{"tcp && ${port}", 8, "takes 1 argument(s), not 0"},
		{"tcp && ${port:80;81}", 8, "takes 1 argument(s), not 2"},
		{"tcp && ${port:abc}", 15, "not a valid number"},
		{"${either:80;abc}", 13, "not a valid number"},
		{"udp or ${wrong}", 8, "in the macro wrong: \"abc\" is not a valid number"},
		{"udp or ${half} && tcp", 16, "not expected"},
		{"${half}", 8, "ends here"},
		{"${web} tpc", 8, "not expected"},
		{"tpc or ${web}", 1, "did you mean tcp?"},
		{"${loop}", 1, "call each other"},
		{"${web", 1, "has no }"},
		{"tcp.port == ${tcp}", 13, "no macro tcp"},
		{"tcp.port == ${tcp.prot}", 13, "did you mean tcp.port?"},
		{"tcp.port == ${udp.port}[0]", 24, "not expected"},
	} {
		_, err := Compile(tt.src, macroNames())
		e, ok := err.(*Error)
		if !ok {
			t.Errorf("%s: error %v, want one that says %q", tt.src, err, tt.says)
		} else if !strings.Contains(err.Error(), tt.says) || e.Column() != tt.column || e.Src != tt.src {
			t.Errorf("%s: %q at column %d, want %q at %d", tt.src, err, e.Column(), tt.says, tt.column)
		}
	}
}

// TestMacroBounds: macros that double each other end in an error, soon.
func TestMacroBounds(t *testing.T) {
	m := Macros{"a0": strings.Repeat("tcp or ", 100) + "tcp"}
	for c := byte('1'); c <= '9'; c++ {
		m["a"+string(c)] = "${a" + string(c-1) + "} or ${a" + string(c-1) + "} or ${a" + string(c-1) + "} or ${a" + string(c-1) + "}"
	}
	if _, err := Compile("${a9}", names.WithMacros(m)); err == nil || !strings.Contains(err.Error(), "too long") {
		t.Errorf("error %v", err)
	}
	if _, err := Compile("${twice}", names.WithMacros(Macros{"twice": "${twice}${twice}"})); err == nil || !strings.Contains(err.Error(), "deep") {
		t.Errorf("error %v", err)
	}
	m = Macros{"b0": ""}
	for c := byte('1'); c <= '9'; c++ {
		m["b"+string(c)] = strings.Repeat("${b"+string(c-1)+"}", 9)
	}
	if _, err := Compile("${b9}", names.WithMacros(m)); err == nil || !strings.Contains(err.Error(), "more than 1000") {
		t.Errorf("error %v", err)
	}
}
