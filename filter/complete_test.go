package filter

import (
	"slices"
	"strings"
	"testing"
)

func TestComplete(t *testing.T) {
	for _, tt := range []struct {
		src  string // | is the cursor
		from int
		has  []string
		not  []string
	}{
		{"|", 0, []string{"tcp", "tcp.port", "len("}, []string{"&&", "=="}},
		{"tcp.po|", 0, []string{"tcp.port"}, []string{"tcp.len", "udp"}},
		{"TCP.PO|", 0, []string{"tcp.port"}, nil},
		{"port|", 0, []string{"tcp.port", "udp.port"}, []string{"tcp.len"}},
		{"tcp && ip.sr|c == 1", 7, []string{"ip.src"}, nil},
		{"tcp.port |", 9, []string{"==", "in", "&", "&&"}, []string{"contains", "tcp"}},
		{"tcp.payload c|", 12, []string{"contains"}, []string{"==", "in"}},
		{"tcp.flags.syn == |", 17, []string{"True", "Set", `"Not set"`}, []string{"tcp"}},
		{"ip.proto == T|", 12, []string{"TCP"}, []string{"ICMP"}},
		{"fsm.client in {LISTEN, FIN|", 23, []string{"FIN-WAIT-1", "FIN-WAIT-2"}, []string{"CLOSED"}},
		{"tcp.port == 80 |", 15, []string{"&&", "||"}, []string{"=="}},
		{"(tcp.port == 80) |", 17, []string{"&&"}, []string{"=="}},
		{"len(tcp.pay|", 4, []string{"tcp.payload"}, nil},
		{"tcp contains \"tcp|", 14, nil, []string{"tcp"}},
		{"!ar|", 1, []string{"arp"}, nil},
	} {
		cursor := strings.IndexByte(tt.src, '|')
		c := Complete(strings.Replace(tt.src, "|", "", 1), cursor, names)
		var texts []string
		for _, s := range c.Items {
			texts = append(texts, s.Text)
		}
		if c.From != tt.from {
			t.Errorf("%s: completes from %d, want %d", tt.src, c.From, tt.from)
		}
		for _, s := range tt.has {
			if !slices.Contains(texts, s) {
				t.Errorf("%s: %s is not suggested", tt.src, s)
			}
		}
		for _, s := range tt.not {
			if slices.Contains(texts, s) {
				t.Errorf("%s: %s is suggested", tt.src, s)
			}
		}
	}
}

// FuzzComplete: any text and any cursor give words of the text.
func FuzzComplete(f *testing.F) {
	f.Add("tcp.port == 80 && \"", 5)
	f.Add("fsm.client in {", 15)
	f.Fuzz(func(t *testing.T, src string, cursor int) {
		c := Complete(src, cursor, names)
		if c.From < 0 || c.From > c.To || c.To > len(src) || len(c.Items) > maxItems {
			t.Errorf("%q at %d: from %d to %d, %d items", src, cursor, c.From, c.To, len(c.Items))
		}
	})
}
