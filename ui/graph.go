package ui

import (
	"fmt"

	"github.com/rivo/tview"

	"tcptui/flows"
	"tcptui/fsm"
)

// graphPane draws the selected connection over time, or the packets of the
// capture: sequence numbers, throughput, round trips, window and flight. Its
// cursor is on a point of a series; it selects a packet only when it is told to.
type graphPane struct {
	*tview.Box
	h host
	m *model // as of the last Refresh

	kind  graphKind // that was chosen
	conn  flows.ConnID
	dir   fsm.Role // whose data are drawn
	every bool     // packets of all the capture, though a filter is in force
	bytes bool     // the graph of packets counts bytes
	logs  [numGraphs]bool
	tall  bool // the sequence numbers are drawn up to the window's edge, wherever it is
	mean  int  // steps by which the time that is averaged over is longer

	trace  traceWork
	count  countWork
	series graphSeries
	spans  [2]graphSpan // of a connection's graphs, of the packets'

	sel   uint32 // the selected row that the cursor went to, or NoRow
	owed  bool   // the cursor is to go to sel as soon as it is there
	at    graphCursor
	chose graphRange
	drag  int             // column where the mouse was pressed; -1: nowhere
	tabs  [numGraphs]rect // as last drawn
	pic   graphPicture
}

func newGraphPane(h host) *graphPane {
	return &graphPane{Box: tview.NewBox(), h: h, conn: flows.NoConn, sel: flows.NoRow,
		spans: [2]graphSpan{{all: true}, {all: true}}, trace: traceWork{conn: flows.NoConn}, drag: -1}
}

// shown is the graph that is drawn: without a connection that of the packets.
func (p *graphPane) shown() graphKind {
	if p.conn == flows.NoConn {
		return graphPackets
	}
	return p.kind
}

// Name is what is drawn of which connection, and how much of its time.
func (p *graphPane) Name() string {
	if p.m == nil {
		return "Graphs"
	}
	kind := p.shown()
	name := graphs[kind].name
	if kind == graphPackets {
		if name += " · all"; p.narrowed() {
			name = graphs[kind].name + " · " + p.m.filterText()
		}
	} else {
		name = fmt.Sprintf("%s %d  data of the %s", name, p.conn, p.dir)
	}
	if s := p.span(); !s.all && p.series.to > p.series.from {
		name += fmt.Sprintf("  %s of %s", spanText(s.to-s.from), spanText(p.series.to-p.series.from))
	}
	if done, of := p.progress(); done < of {
		name += fmt.Sprintf("  reading %d %%", 100*int64(done)/int64(of))
	}
	return name
}

// narrowed reports whether the graph of packets shows only those that are listed.
func (p *graphPane) narrowed() bool { return !p.every && p.m.filterText() != "" }

// progress is how many rows are in the series and how many there are.
func (p *graphPane) progress() (done, of int) {
	if p.shown() == graphPackets {
		if rows, all := p.m.list(); !all && !p.every {
			of = len(rows)
		} else {
			of = p.m.snap.Rows()
		}
		if p.count.has {
			done = p.count.got.Rows
		}
		return done, of
	}
	if p.trace.has {
		done = p.trace.got.Rows
	}
	return done, int(p.m.snap.Conn(p.conn).Segments())
}

// Refresh takes over the selection and what the workers have made.
func (p *graphPane) Refresh(m *model) {
	p.m = m
	if m.conn != p.conn {
		p.turn(m)
	}
	if m.sel != p.sel {
		p.sel, p.owed = m.sel, true
	}
	p.work()
	p.follow()
	p.seek()
}

// turn goes to the connection that is selected.
func (p *graphPane) turn(m *model) {
	p.conn = m.conn
	p.spans[0], p.chose = graphSpan{all: true}, graphRange{}
	p.at = graphCursor{kind: numGraphs}
	if m.conn == flows.NoConn {
		return
	}
	sides := &m.snap.Conn(m.conn).Sides
	p.dir = fsm.Client
	if sides[fsm.Server].Bytes > sides[fsm.Client].Bytes {
		p.dir = fsm.Server
	}
}

// work lets the workers go on and takes the series that are drawn from them.
func (p *graphPane) work() {
	p.series = graphSeries{}
	if p.shown() == graphPackets {
		p.count.next(p.h, p.m, p.every)
		if p.count.has {
			p.series.packets(p.count.got)
			p.refine(&p.count.nearWork, func() { p.series.finer(p.count.best(p.clipped(p.span()))) },
				func(from, to int64) { p.count.refine(p.h, p.m, from, to) })
		}
		return
	}
	p.trace.next(p.h, p.m, p.conn)
	if p.trace.has {
		p.series.side(p.trace.got, p.dir)
		p.refine(&p.trace.nearWork, func() { p.series.closer(p.trace.best(p.clipped(p.span())), p.dir) },
			func(from, to int64) { p.trace.refine(p.h, p.m, from, to) })
	}
}

// refine takes finer series where those of all are too coarse, and has them made
// where there are none, or none that are fine enough.
func (p *graphPane) refine(w *nearWork, take func(), make func(from, to int64)) {
	s := p.span()
	if !p.coarse(s) {
		return
	}
	from, to := p.around(s)
	covered := w.covers(p.clipped(s))
	if take(); !covered || p.coarse(s) && w.loose(from, to) {
		make(from, to)
	}
}

// Blur ends the workers: a graph that is not looked at needs none. They go on
// from where they were.
func (p *graphPane) Blur() {
	p.Box.Blur()
	p.trace.stop()
	p.count.stop()
}

// graphSeries are the series that are drawn.
type graphSeries struct {
	of       [flows.NumSeries]*flows.Series // nil: there is none
	from, to int64                          // of all of them, ns since the epoch; from > to: there are none
	id       any                            // what they are of: another for others
}

// packets takes the counts of packets.
func (s *graphSeries) packets(c *flows.Count) {
	s.from, s.to = c.From, c.To
	s.finer(c)
}

// finer takes other counts of the same packets.
func (s *graphSeries) finer(c *flows.Count) {
	s.of = [flows.NumSeries]*flows.Series{countAll: &c.All, countBad: &c.Bad}
	s.id = c
}

// side takes the series of one direction.
func (s *graphSeries) side(t *flows.Trace, dir fsm.Role) {
	s.from, s.to = t.From, t.To
	s.closer(t, dir)
}

// closer takes other series of the same direction.
func (s *graphSeries) closer(t *flows.Trace, dir fsm.Role) {
	for k := range s.of {
		s.of[k] = &t.Sides[dir][k]
	}
	s.id = t
}

// there reports whether there is anything to draw.
func (s *graphSeries) there() bool { return s.id != nil && s.from <= s.to }
