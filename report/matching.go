package report

import (
	"iter"

	"tcptui/filter"
	"tcptui/flows"
)

// Matching gives the rows of a snapshot that o covers, in order. One goroutine
// uses the sequence; it reads frames again for a filter that needs their bytes.
func Matching(l *flows.Live, s *flows.Snapshot, o Options) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		var match *filter.Matcher
		if o.Filter != nil {
			match = o.Filter.Matcher()
		}
		r := l.NewReader()
		for no := range covered(s, o.Count) {
			if (match == nil || match.Match(r.At(s, no))) && !yield(no) {
				return
			}
		}
	}
}
