package flows

import (
	"strings"
	"testing"

	"tcptui/decode"
)

// TestFieldTable: every field has a name of its own, says what it is for, and
// can be asked in every frame of a capture.
func TestFieldTable(t *testing.T) {
	w := newWire(t)
	w.handshake()
	l, s := w.open()
	r := l.NewReader()
	seen := make(map[string]bool)
	for _, f := range Fields() {
		if f.Name == "" || f.Label == "" || strings.ContainsAny(f.Name, " \t") {
			t.Errorf("field %q, label %q: want a name without spaces and a label", f.Name, f.Label)
		}
		if seen[f.Name] {
			t.Errorf("field %s is in the table twice", f.Name)
		}
		seen[f.Name] = true
		for i := range s.Rows() {
			for _, v := range f.Of(r.At(s, uint32(i)), nil) {
				if f.Kind != decode.KindNone && len(f.Format(nil, v)) == 0 && f.Kind != decode.KindString && f.Kind != decode.KindBytes {
					t.Errorf("frame %d: %s prints nothing", i+1, f.Name)
				}
			}
		}
	}
	for _, name := range []string{"frame.protocols", "tcp.stream", "tcp.seq", "fsm.client", "tcp.srcport", "ip.src"} {
		if !seen[name] {
			t.Errorf("there is no field %s", name)
		}
	}
}
