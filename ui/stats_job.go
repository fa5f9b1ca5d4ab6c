package ui

import (
	"context"
	"time"

	"tcptui/flows"
)

// statResult is what a counter has found at one moment.
type statResult struct {
	lines map[statKey][]statLine
	whole captured
	done  float64 // part of the work, 0 to 1
}

// statJob keeps the lines of a counter up to date with the capture and the
// display filter. The goroutine of the event loop owns it, and the counter while
// no worker does.
type statJob struct {
	paced[statResult]
	h       host
	make    func(m *model) statCounter
	counter statCounter // nil: nothing is counted yet
	result  statResult
	version int // of result
	stopped bool

	filt  *filtering // whose rows are counted; nil: all
	swaps int
	began evaluatedRows // what is counted, or being counted
}

// evaluatedRows is how many rows there were, and how many of them were kept.
type evaluatedRows struct{ rows, kept int }

// soloStats is how many rows are counted at once; more are a worker's.
const soloStats = 1 << 12

// take takes over what was counted, and goes on.
func (j *statJob) take(m *model, all bool) {
	filt := m.filt
	if all {
		filt = nil
	}
	swaps := 0
	if filt != nil {
		swaps = filt.swaps
	}
	if filt != j.filt || swaps != j.swaps {
		j.drop()
		j.filt, j.swaps = filt, swaps
	}
	if j.reap(func(r statResult, _ bool) { j.set(r) }) {
		return
	}
	if j.wants(m) && j.rested() {
		j.next(m)
	}
}

// wants reports whether there is something that was not counted.
func (j *statJob) wants(m *model) bool {
	return !j.stopped && (j.counter == nil || j.now(m) != j.began || m.snap.Done && j.run == nil && j.counter.stale(m.snap))
}

func (j *statJob) now(m *model) evaluatedRows {
	if j.filt == nil {
		return evaluatedRows{m.snap.Rows(), m.snap.Rows()}
	}
	return evaluatedRows{m.snap.Rows(), len(j.filt.rows)}
}

func (j *statJob) set(r statResult) { j.result, j.version = r, j.version+1 }

// drop forgets everything that was counted.
func (j *statJob) drop() {
	j.run.stop()
	*j = statJob{h: j.h, make: j.make, version: j.version + 1}
}

// stop ends the counting; what was counted stays. It reports whether there was
// something to end.
func (j *statJob) stop() bool {
	if j.run == nil {
		return false
	}
	j.run.stop()
	j.run, j.stopped = nil, true
	return true
}

func (j *statJob) edition() int { return j.version }

func (j *statJob) found(m *model, k statKey) []statLine {
	if k.page == statCapture {
		return captureLines(m, &j.result.whole)
	}
	return j.result.lines[k]
}

func (j *statJob) state() (runs bool, title, empty string) {
	part := group(int(j.result.done*100)) + " %"
	switch {
	case j.run != nil:
		return true, " · counting " + part, "counting"
	case j.stopped:
		return false, " · stopped at " + part, ""
	}
	return false, "", ""
}

func (j *statJob) busy(m *model) bool { return j.run == nil && j.wants(m) }

// next counts what there is to be counted.
func (j *statJob) next(m *model) {
	s := m.snap
	if j.counter == nil || j.counter.stale(s) {
		j.counter = j.make(m)
	}
	kept := flows.Kept{All: j.filt == nil}
	if j.filt != nil {
		kept.Rows, kept.UpTo = j.filt.rows, j.filt.upTo
	}
	counter := j.counter
	j.began, j.since = j.now(m), time.Now()
	if s.Rows() <= soloStats {
		if counter.count(context.Background(), s, &kept, func(float64) {}) == nil {
			j.set(resultOf(counter, s, 1))
		}
		return
	}
	j.run = startTask(j.h, func(ctx context.Context, put func(statResult)) error {
		next := time.Now()
		err := counter.count(ctx, s, &kept, func(done float64) {
			if now := time.Now(); !now.Before(next) {
				put(resultOf(counter, s, done))
				took := time.Since(now)
				next = now.Add(took + max(tallyEvery, againShare*took))
			}
		})
		if err == nil {
			put(resultOf(counter, s, 1))
		}
		return err
	})
}

// resultOf copies out what a counter has found.
func resultOf(counter statCounter, s *flows.Snapshot, done float64) statResult {
	r := statResult{lines: counter.lines(s), done: done}
	if c, ok := counter.(*rowCounter); ok {
		r.whole = capturedOf(&c.RowStats)
		r.whole.links = c.links(s)
	}
	return r
}
