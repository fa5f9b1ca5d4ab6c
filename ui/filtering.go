package ui

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"time"

	"tcptui/filter"
	"tcptui/flows"
)

// filtering is a display filter that is in force: the rows that it keeps, and
// the worker that finds them. The goroutine of the event loop owns it; the
// worker hands over what it found under a lock and rings. For another filter
// there is another filtering, so an answer that comes too late goes nowhere.
type filtering struct {
	f    *filter.Filter
	live *flows.Live
	ring func()
	work *sync.WaitGroup // of all workers

	rows    []uint32 // kept, ascending
	upTo    uint32   // the rows before it are decided
	swaps   int      // how many times rows were replaced by those of a newer answer
	stopped bool     // by the user: no more rows are decided

	run     *filterRun // nil: nothing is being evaluated
	fresh   []uint32   // of a run that decides all rows again
	base    evaluated  // what the last run over all rows saw
	due     time.Time  // all rows are decided again not before
	alarm   *time.Timer
	readers readerPool
}

// evaluated is what of a snapshot answers about earlier rows depend on.
type evaluated struct {
	rows    int
	revised uint64
	polled  uint64 // 0 where nothing depends on this host's sockets
}

func evaluatedOf(s *flows.Snapshot) evaluated { return evaluated{rows: s.Rows(), revised: s.Revised} }

// evaluatedWith is evaluatedOf, with polls of this host's sockets if host is set.
func evaluatedWith(s *flows.Snapshot, host bool) evaluated {
	e := evaluatedOf(s)
	if host {
		e.polled = s.Polled
	}
	return e
}

// Where later packets change the answers, all rows are decided again while a
// capture grows, so rarely that it takes a fifth of the time at most.
const (
	againAfter = time.Second
	againShare = 4 // of the time that it took
)

// soloRows is how many rows are not worth more than one worker.
const soloRows = 1 << 16

// filterRun is an evaluation of some rows in a goroutine of its own.
type filterRun struct {
	cancel context.CancelFunc
	to     uint32
	anew   bool // its rows replace those before
	began  time.Time

	mu    sync.Mutex
	found []uint32 // and not yet taken
	upTo  uint32
	ended bool
}

// newFiltering begins to evaluate f over a snapshot.
func newFiltering(f *filter.Filter, live *flows.Live, snap *flows.Snapshot, work *sync.WaitGroup, ring func()) *filtering {
	g := &filtering{f: f, live: live, ring: ring, work: work, readers: readerPool{live: live}, base: evaluatedWith(snap, f.Host())}
	g.next(snap)
	return g
}

// start evaluates the rows of snap from one on.
func (g *filtering) start(snap *flows.Snapshot, from uint32, anew bool) {
	ctx, cancel := context.WithCancel(context.Background())
	r := &filterRun{cancel: cancel, to: uint32(snap.Rows()), anew: anew, began: time.Now(), upTo: from}
	g.run = r
	workers := runtime.GOMAXPROCS(0)
	if r.to-from <= soloRows {
		workers = 1 // and the same reader as before: it need not replay a connection from its beginning
	}
	f, ring := g.f, g.ring
	g.work.Go(func() {
		defer ring()
		defer cancel()
		err := f.Scan(ctx, snap, g.readers.get, from, r.to, workers, func(upTo uint32, rows []uint32) {
			r.add(upTo, rows)
			ring()
		})
		r.end(err == nil)
	})
}

// add is called by the worker.
func (r *filterRun) add(upTo uint32, rows []uint32) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.found, r.upTo = append(r.found, rows...), upTo
}

// end is called by the worker; a run that was cancelled has no end.
func (r *filterRun) end(ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended = ok
}

// taken is what was found since the last call.
func (r *filterRun) taken() (rows []uint32, upTo uint32, ended bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	rows, r.found = r.found, nil
	return rows, r.upTo, r.ended
}

// take takes over what was found and goes on with a newer snapshot.
func (g *filtering) take(snap *flows.Snapshot) {
	if g.run != nil {
		g.collect()
	}
	if g.run == nil && !g.stopped {
		g.next(snap)
	}
}

// collect takes over what was found.
func (g *filtering) collect() {
	r := g.run
	rows, upTo, ended := r.taken()
	if !r.anew {
		g.rows, g.upTo = append(g.rows, rows...), upTo
	} else if g.fresh = append(g.fresh, rows...); ended {
		g.rows, g.upTo, g.fresh = g.fresh, r.to, nil
		g.swaps++
	}
	if ended {
		g.run = nil
		g.readers.back()
		took := time.Since(r.began)
		g.due = r.began.Add(took + max(againAfter, againShare*took))
	}
}

// next begins with what there is to be decided.
func (g *filtering) next(snap *flows.Snapshot) {
	now := evaluatedWith(snap, g.f.Host())
	stale := (g.f.Need() == flows.NeedAll || g.f.Host()) && g.base != now
	switch wait := time.Until(g.due); {
	case stale && (snap.Done || wait <= 0):
		g.base = now
		g.start(snap, 0, true)
	case int(g.upTo) < snap.Rows():
		g.start(snap, g.upTo, false)
	case stale && g.alarm == nil:
		g.alarm = time.AfterFunc(wait, g.ring)
	case stale:
		g.alarm.Reset(wait)
	}
}

// first reports whether the rows are being decided for the first time, which
// the user may stop.
func (g *filtering) first() bool { return g.run != nil && !g.run.anew && g.due.IsZero() }

// stop ends the evaluation; the rows so far stay. The worker may need a moment.
func (g *filtering) stop() {
	g.stopped = true
	if g.alarm != nil {
		g.alarm.Stop()
	}
	if g.run != nil {
		g.run.cancel()
		g.collect()
		g.run, g.fresh = nil, nil
	}
}

// refuses reports whether it is decided that a row is not kept.
func (g *filtering) refuses(row uint32) bool {
	if row >= g.upTo && !g.stopped {
		return false
	}
	_, kept := slices.BinarySearch(g.rows, row)
	return !kept
}

// readerPool keeps readers from one run to the next: where a reader is in the
// replay of a connection is worth keeping. Several workers ask it.
type readerPool struct {
	live *flows.Live
	mu   sync.Mutex
	free []*flows.Reader
	out  []*flows.Reader
}

func (p *readerPool) get() *flows.Reader {
	p.mu.Lock()
	defer p.mu.Unlock()
	var r *flows.Reader
	if n := len(p.free); n > 0 {
		r, p.free = p.free[n-1], p.free[:n-1]
	} else {
		r = p.live.NewReader()
	}
	p.out = append(p.out, r)
	return r
}

// back takes all readers back: the run that used them has ended.
func (p *readerPool) back() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free, p.out = append(p.free, p.out...), p.out[:0]
}
