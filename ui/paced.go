package ui

import "time"

// paced is work that is done again as a capture grows, for one part in againShare+1 of the
// time at most. The goroutine of the event loop owns it.
type paced[T any] struct {
	run   *task[T]  // nil: nobody works
	since time.Time // when run began
	due   time.Time // it is not done again before
}

// reap gives use what was made, if there is something new, and whether it is the last of
// this run. It reports whether the work goes on.
func (p *paced[T]) reap(use func(v T, last bool)) (works bool) {
	if p.run == nil {
		return false
	}
	over, _ := p.run.over() // before the value: the last one comes first
	if v, fresh := p.run.take(); fresh {
		use(v, over)
	}
	if !over {
		return true
	}
	took := time.Since(p.since)
	p.run, p.due = nil, p.since.Add(took+max(againAfter, againShare*took))
	return false
}

// rested reports whether it is time to do it again.
func (p *paced[T]) rested() bool { return !time.Now().Before(p.due) }
