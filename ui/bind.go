package ui

import (
	"strings"

	"tcptui/filter"
)

// bind lets ${field} in a filter stand for what the selected packet has now; the filter
// as it is when there is none in it. What a packet lacks compares with nothing, which is
// said in the status line.
func (s *shell) bind(f *filter.Filter) *filter.Filter {
	refs := f.References()
	if len(refs) == 0 {
		return f
	}
	v := s.m.view()
	if v == nil {
		s.say("no packet is selected that " + refs[0] + " could be taken from: nothing is kept by it")
		return f
	}
	bound := f.Bind(v)
	if lacks := bound.Lacking(); len(lacks) > 0 {
		s.say("the selected packet has no " + strings.Join(lacks, ", ") + ": nothing is kept by it")
	}
	return bound
}
