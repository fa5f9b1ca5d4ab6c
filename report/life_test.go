package report

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"tcptui/flows"
	"tcptui/testdata/samples"
)

// TestLife prints a connection with remarks before, between and after its frames.
func TestLife(t *testing.T) {
	sample, err := samples.Get("last_ack_lost")
	if err != nil {
		t.Fatal(err)
	}
	l := open(t, sample.Data)
	first := l.Wait().Row(2).Time
	remarks := func() []Remark {
		return []Remark{{first - 5000, "before all"}, {first + 1, "after the \x1b[31mfirst"}, {first + 60_000_000_000, "at the end"}}
	}
	var out bytes.Buffer
	seen := 0
	snap, err := Life(&out, l, remarks, func(v *flows.View) error {
		seen++
		_, err := fmt.Fprintf(&out, "frame %d follows\n", v.Row.No+1)
		return err
	}, Options{})
	if err != nil || seen != snap.Rows() {
		t.Fatalf("%d frames of %d, %v", seen, snap.Rows(), err)
	}
	rest := out.String()
	for _, text := range []string{"before all\n", "frame 3 follows\n    3 ", "SYN-SENT     LISTEN       50412 → 8899 [SYN]", "after the \\x1b[31mfirst\n",
		"TIME-WAIT    LAST-ACK ", "(spurious-retransmission)\n", "TIME-WAIT    CLOSED ", "60.", "at the end\n"} {
		_, after, ok := strings.Cut(rest, text)
		if !ok {
			t.Fatalf("%q is not there, or not in this order:\n%s", text, out.String())
		}
		rest = after
	}
	if rest != "" {
		t.Errorf("more follows: %q", rest)
	}
	broken := errors.New("no more")
	if _, err := Life(&out, l, remarks, func(*flows.View) error { return broken }, Options{}); !errors.Is(err, broken) {
		t.Errorf("an error of the caller becomes %v", err)
	}
}
