package ui

import (
	"testing"

	"tcptui/filter"
	"tcptui/flows"
)

// What depends on this host's sockets is looked at again with each poll, and
// nothing else is.
func TestPollsMakeStale(t *testing.T) {
	t.Parallel()
	names := testNames()
	before, after := flows.Snapshot{Polled: 1}, flows.Snapshot{Polled: 2}
	for _, tt := range []struct {
		field, filter string
		want          bool
	}{{"tcp.port", "", false}, {"kernel.state", "", true}, {"", "kernel.rtt > 1", true}, {"", "tcp.port == 80", false}} {
		var c facts
		var fields []*flows.Field
		var rules []*filter.Filter
		if tt.field != "" {
			fields = append(fields, names.Field(tt.field))
		} else {
			f, err := filter.Compile(tt.filter, names)
			if err != nil {
				t.Fatal(err)
			}
			rules = append(rules, f)
		}
		c.change(fields, rules)
		again := c.stale && evaluatedWith(&before, c.beside) != evaluatedWith(&after, c.beside)
		if again != tt.want {
			t.Errorf("%s%s: looked at again %v", tt.field, tt.filter, again)
		}
	}
}
