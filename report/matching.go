package report

import (
	"iter"

	"tcptui/flows"
)

// Matching gives the rows of a snapshot that o covers, in order: columns of the
// index are asked first, and of frames of which those do not tell the bytes are
// read again. One goroutine uses the sequence.
func Matching(l *flows.Live, s *flows.Snapshot, o Options) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		scan, r := everyRow, l.NewReader()
		r.Shows()
		if o.Filter != nil {
			scan = o.Filter.Scanner(r).Each
		}
		scan(s, 0, covered(s, o.Count), func(row uint32, _ *flows.View) bool {
			r.Shown(row)
			return yield(row)
		})
	}
}
