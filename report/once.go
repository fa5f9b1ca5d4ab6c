package report

import "tcptui/flows"

// release gives up what was printed; its zero value keeps all.
type release struct{ *flows.Release }

// released makes one that gives up, where the capture is a stream, if once.
func released(l *flows.Live, once bool) release {
	if !once {
		return release{}
	}
	return release{l.NewRelease()}
}

// before gives up the rows before one.
func (r release) before(s *flows.Snapshot, row uint32) {
	if r.Release != nil {
		r.Before(s, row)
	}
}

// work says that rows are going to be given up, or no more.
func (r release) work(on bool) {
	if r.Release != nil {
		r.Working(on)
	}
}
