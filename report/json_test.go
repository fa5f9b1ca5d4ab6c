package report

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tcptui/decode"
	"tcptui/internal/golden"
)

// TestJSON: what tshark 4.0 prints of the sample; the golden files hold it.
func TestJSON(t *testing.T) {
	f := DefaultFormat()
	f.Zone = time.UTC
	fields := columnsNamed(t, "frame.number tcp.seq ip.addr tcp.flags tcp.payload tcp.options.timestamp.tsval tcp.seq frame.time_epoch")
	var out bytes.Buffer
	if _, err := JSON(&out, chat(t), fields, f, Options{Count: 6}); err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/chat.json", out.String())
	var list []map[string]any
	if err := json.Unmarshal(out.Bytes(), &list); err != nil || len(list) != 6 {
		t.Errorf("%d objects: %v", len(list), err)
	}
	out.Reset()
	if _, err := EK(&out, chat(t), fields, f, Options{Count: 6}); err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/chat.ek", out.String())
	out.Reset()
	last := DefaultFormat()
	last.Occurrence = 'l'
	if _, err := EK(&out, chat(t), columnsNamed(t, "ip.addr"), last, Options{Count: 3}); err != nil {
		t.Fatal(err)
	}
	if want := `"layers":{"ip_addr":["10.0.0.1"]}`; !strings.Contains(out.String(), want) {
		t.Errorf("%s lacks %s", out.String(), want)
	}
}

// TestJSONOfNothing: an empty array stays one.
func TestJSONOfNothing(t *testing.T) {
	var out bytes.Buffer
	if _, err := JSON(&out, open(t, record(t)), columnsNamed(t, "tcp.seq"), DefaultFormat(), Options{}); err != nil {
		t.Fatal(err)
	}
	if out.String() != "[]\n" {
		t.Errorf("%q", out.String())
	}
	out.Reset()
	if _, err := JSON(&out, open(t, record(t, seg{client: true, fl: decode.SYN})), columnsNamed(t, "udp.port"), DefaultFormat(), Options{}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), `"layers": {}`) {
		t.Errorf("%q", out.String())
	}
}

// FuzzEscaped: any text comes back from the JSON made of it, invalid UTF-8
// replaced, and nothing in it reaches a terminal as a command.
func FuzzEscaped(f *testing.F) {
	for _, s := range []string{"", "plain", "</script>", "\x1b[31m\x00\x7f", "a\"b\\c\n\t\r\b\f", "\xff\xfe", "\u202eabc", "😀"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, ascii := range []bool{false, true} {
			p := jsonPrinter{ascii: ascii}
			b := p.escaped([]byte{'"'}, text)
			var got string
			if err := json.Unmarshal(append(b, '"'), &got); err != nil {
				t.Fatalf("%q: %v", b, err)
			}
			var want []rune
			for rest := text; len(rest) > 0; {
				r, n := utf8.DecodeRune(rest)
				want, rest = append(want, r), rest[n:]
			}
			if got != string(want) {
				t.Errorf("%q became %q", text, got)
			}
			if ascii && bytes.ContainsFunc(b, func(r rune) bool { return !printable(r) && r != utf8.RuneError }) {
				t.Errorf("%q reaches the terminal", b)
			}
		}
	})
}
