package ui

import (
	"context"
	"time"

	"tcptui/flows"
)

// graphWork makes the series of a graph in a worker: those of everything, and
// where these are too coarse those of a span of time. The goroutine of the event
// loop owns it.
type graphWork[T any] struct {
	nearWork
	got   T // the newest; the zero value until there is one
	has   bool
	run   *task[T]
	runTo int  // what there was when the run began
	done  int  // what there was when the last run that came to its end began
	quiet bool // it makes everything anew
	due   time.Time
	began time.Time

	near *task[T] // of a span of time
	fine T        // the newest of them
	of   nearSpan // what it is of
}

// nearWork is of which span of time finer series are made.
type nearWork struct {
	done    int      // what there was when the last run over everything that came to its end began
	asked   nearSpan // of the task, or of the last one
	running bool     // there is one
	settled bool     // the last one came to its end
}

// nearSpan is a span of time of which finer series are made.
type nearSpan struct {
	from, to int64
	done     int   // what there was
	reach    int64 // the time of the last of it
	there    bool
}

// How long a worker goes on between two looks at whether it is to end, in rows,
// and how often it shows what it has: copying the series takes a millisecond.
const (
	graphRows  = 4096
	graphFirst = 40 * time.Millisecond
	graphEvery = 300 * time.Millisecond
)

// makeSeries begins to make series: step does a part of the work and says
// whether there is no more, out is what was made so far. quiet: only the end
// counts.
func makeSeries[T any](h host, quiet bool, step func() bool, out func() T) *task[T] {
	return startTask(h, func(ctx context.Context, put func(T)) error {
		last, pause := time.Now(), graphFirst
		for !step() {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if !quiet && time.Since(last) > pause {
				put(out())
				last, pause = time.Now(), graphEvery
			}
		}
		put(out())
		return nil
	})
}

// begin makes the series of everything there is, which upTo counts. It is called
// only while nothing runs.
func (w *graphWork[T]) begin(h host, upTo int, quiet bool, step func() bool, out func() T) {
	w.runTo, w.quiet, w.began = upTo, quiet, time.Now()
	w.run = makeSeries(h, quiet, step, out)
}

// take takes over what was made.
func (w *graphWork[T]) take() {
	if w.run != nil {
		ended, err := w.run.over()
		if v, fresh := w.run.take(); fresh {
			w.got, w.has = v, true
		}
		if ended {
			if w.run = nil; err == nil {
				w.done = w.runTo
				w.asked.there = w.asked.there && !w.quiet
			}
			took := time.Since(w.began)
			w.due = w.began.Add(took + max(againAfter, againShare*took))
		}
	}
	if w.near != nil {
		ended, err := w.near.over()
		if v, fresh := w.near.take(); fresh {
			w.fine, w.of = v, w.asked
		}
		if ended {
			w.near, w.running, w.settled = nil, false, err == nil
		}
	}
}

// covers reports whether finer series of from to to are there, or come.
func (w *nearWork) covers(from, to int64) bool {
	a := &w.asked
	return (w.running || w.settled) && (a.done == w.done || a.to < a.reach) && a.holds(from, to)
}

// loose reports whether the finer series are of much more than from to to, so
// that those of less would be finer yet.
func (w *nearWork) loose(from, to int64) bool {
	return w.settled && w.asked.to-w.asked.from > (to-from)/2*3
}

func (n *nearSpan) holds(from, to int64) bool { return n.there && n.from <= from && to <= n.to }

// look begins to make finer series of from to to. There is something up to reach.
func (w *graphWork[T]) look(h host, from, to, reach int64, step func() bool, out func() T) {
	w.near.stop()
	w.running, w.settled, w.asked = true, false, nearSpan{from, min(to, reach), w.done, reach, true}
	w.near = makeSeries(h, true, step, out)
}

// best are the series for from to to, the finest that there are.
func (w *graphWork[T]) best(from, to int64) T {
	if w.of.holds(from, to) {
		return w.fine
	}
	return w.got
}

// stop ends the workers; they may need a moment.
func (w *graphWork[T]) stop() {
	w.run.stop()
	w.near.stop()
}

// traceWork is the work for a connection's graphs.
type traceWork struct {
	graphWork[*flows.Trace]
	conn    flows.ConnID
	tracer  *flows.Tracer // a worker has it while run is not nil
	revised uint64        // of the snapshot that it began with
}

// next goes on with a connection as far as a snapshot has it. What later packets
// change of earlier ones is made anew, at the end or now and then.
func (w *traceWork) next(h host, m *model, conn flows.ConnID) {
	if w.conn != conn || w.tracer == nil {
		w.stop()
		*w = traceWork{conn: conn, revised: m.snap.Revised}
		w.tracer = flows.NewTracer(conn, m.live.NewReader())
	}
	w.take()
	if w.run != nil {
		return
	}
	snap, upTo := m.snap, int(m.snap.Conn(conn).Segments())
	anew := w.done > 0 && snap.Revised != w.revised && (snap.Done || time.Now().After(w.due))
	if anew {
		w.revised = snap.Revised
		w.tracer = flows.NewTracer(conn, m.live.NewReader())
	} else if w.done >= upTo {
		return
	}
	tracer := w.tracer
	w.begin(h, upTo, anew, func() bool { return tracer.Advance(snap, graphRows) }, tracer.Trace)
}

// refine makes the series of a span of time finer.
func (w *traceWork) refine(h host, m *model, from, to int64) {
	x := w.got.Within(w.conn, m.live.NewReader(), from, to)
	snap := m.snap
	w.look(h, from, to, w.got.To, func() bool { return x.Advance(snap, graphRows) }, x.Trace)
}

// countWork is the work for the graph of packets.
type countWork struct {
	graphWork[*flows.Count]
	of      countOf
	counter *flows.Counter
	list    []uint32 // what is counted; nil: all
}

// countOf is what packets are counted.
type countOf struct {
	filt  *filtering // nil: all
	swaps int
	only  flows.ConnID
}

// next goes on with the packets that are listed, or with all of them.
func (w *countWork) next(h host, m *model, all bool) {
	of := countOf{only: flows.NoConn}
	var list []uint32
	n := m.snap.Rows()
	if rows, whole := m.list(); !whole && !all {
		of.only, list, n = m.only, rows, len(rows)
		if of.filt = m.filt; m.filt != nil {
			of.swaps = m.filt.swaps
		}
		if list == nil {
			list = []uint32{} // none yet: nil would be all
		}
	}
	if w.counter == nil || w.of != of {
		w.stop()
		*w = countWork{of: of, counter: flows.NewCounter()}
	}
	w.take()
	if w.run != nil || w.has && w.done >= n {
		return
	}
	counter, snap := w.counter, m.snap
	w.list = list
	w.begin(h, n, false, func() bool { return counter.Advance(snap, list, 8*graphRows) }, counter.Count)
}

// refine makes the series of a span of time finer.
func (w *countWork) refine(h host, m *model, from, to int64) {
	x, snap, list := w.got.Within(from, to), m.snap, w.list
	w.look(h, from, to, w.got.To, func() bool { return x.Advance(snap, list, 8*graphRows) }, x.Count)
}
