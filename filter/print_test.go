package filter

import (
	"slices"
	"testing"
)

// alike reports whether two trees are the same, but for where they stand in the
// source.
func alike(a, b *node) bool {
	if a.op != b.op || a.quant != b.quant || a.text != b.text || a.field != b.field || !slices.Equal(a.parts, b.parts) || len(a.kids) != len(b.kids) {
		return false
	}
	for i := range a.kids {
		if !alike(a.kids[i], b.kids[i]) {
			return false
		}
	}
	return true
}

func TestPrint(t *testing.T) {
	for _, tt := range []struct{ src, want string }{
		{"tcp", "tcp"},
		{"not tcp.port eq 80 and (udp or !ip)", "!tcp.port == 80 && (udp || !ip)"},
		{"(tcp and udp) and ip", "tcp && udp && ip"},
		{"tcp and (udp and ip)", "tcp && (udp && ip)"},
		{"tcp or udp and ip", "tcp || udp && ip"},
		{"(tcp or udp) and ip", "(tcp || udp) && ip"},
		{"tcp.port not in {80,443 , 1..9}", "!tcp.port in {80, 443, 1 .. 9}"},
		{"1 < tcp.len < 3", "1 < tcp.len && tcp.len < 3"},
		{"tcp.len - {1 - 2} * 3 == - 1+1", "tcp.len - {1 - 2} * 3 == -1 + 1"},
		{"{tcp.len - 1} - 2 > 0", "tcp.len - 1 - 2 > 0"},
		{"tcp.payload[0:2,-1] contains r\"a\\\"b\"", "tcp.payload[0:2,-1] contains \"a\\\\\\\"b\""},
		{"all ip.ttl#1 >= 'a'", "all ip.ttl#[1] >= '\\x61'"},
		{"tcp.port == ${udp.port}", "tcp.port == ${udp.port}"},
		{"max ( tcp.port , 1 ) ~ \"\\n\"", "max(tcp.port, 1) matches \"\\x0a\""},
		{".tcp.port !== 0x50", "tcp.port !== 0x50"},
	} {
		got, err := printed(tt.src, names)
		if err != nil || got != tt.want {
			t.Errorf("%s prints as %s, want %s; error %v", tt.src, got, tt.want, err)
		}
	}
	if _, err := printed("tcp ==", names); err == nil {
		t.Error("what does not parse is printed")
	}
}

// FuzzPrint: what is printed parses to the same tree, and prints the same.
func FuzzPrint(f *testing.F) {
	for _, s := range scanned {
		f.Add(s)
	}
	f.Add("any tcp.port + -1 * {2 - udp.port} in {1..2, \"\\xff\", 'a'} xor")
	f.Add("len(${tcp.port}) == ip.ttl#[1-2][0:3,-1]")
	f.Fuzz(func(t *testing.T, src string) {
		tree, _, err := parsed(src, names)
		if err != nil {
			return
		}
		text := sprint(tree)
		again, _, err := parsed(text, names)
		if err != nil || !alike(tree, again) {
			t.Fatalf("%q prints as %q, which is another filter", src, text)
		}
		if second := sprint(again); second != text {
			t.Fatalf("%q prints as %q, and that as %q", src, text, second)
		}
	})
}
