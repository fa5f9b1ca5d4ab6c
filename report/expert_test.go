package report

import (
	"fmt"
	"testing"

	"tcptui/flows"
)

// TestTalliesFull: when there are as many lines as there may be, those that are
// there go on counting, and the rest goes to one line a rule.
func TestTalliesFull(t *testing.T) {
	a, b := &flows.Rule{Name: "a", Text: "rule a"}, &flows.Rule{Name: "b", Text: "rule b"}
	l := tallies{place: make(map[tallyKey]int)}
	add := func(r *flows.Rule, n uint32) {
		l.add(r, n, func() string { return fmt.Sprintf("%s (#%d)", r.Text, n) })
	}
	for n := range uint32(maxTallies) {
		add(a, n)
	}
	for range 3 {
		add(a, 0)
		add(a, 5)
	}
	for n := range uint32(10) {
		add(a, maxTallies+n)
		add(b, n)
	}
	if n := len(l.list); n != maxTallies+2 {
		t.Fatalf("%d lines, want %d and one for each rule", n, maxTallies)
	}
	for _, want := range []struct {
		at int
		tally
	}{
		{0, tally{a, "rule a (#0)", 4}}, {5, tally{a, "rule a (#5)", 4}}, {6, tally{a, "rule a (#6)", 1}},
		{maxTallies, tally{a, "rule a", 10}}, {maxTallies + 1, tally{b, "rule b", 10}},
	} {
		if got := l.list[want.at]; got != want.tally {
			t.Errorf("line %d: %q %d times, want %q %d times", want.at, got.text, got.count, want.text, want.count)
		}
	}
}
