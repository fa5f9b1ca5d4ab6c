package ui

import (
	"tcptui/flows"
)

// graphCursor is on a mark of a plot. What it is on is looked for again in the
// series as they are: they may have become finer meanwhile.
type graphCursor struct {
	kind graphKind
	plot int
	time int64
	row  uint32
	lo   int64
	set  bool // it was put somewhere
	owed bool // it is to go to the mark nearest to time, once there is one
}

// to puts the cursor on a mark.
func (p *graphPane) to(plot int, m *flows.Mark) {
	p.at = graphCursor{kind: p.shown(), plot: plot, time: m.Time, row: m.Row, lo: m.Lo, set: true}
}

// point is the place of the mark that the cursor is on, -1 when it is on none.
func (p *graphPane) point() int {
	if p.at.kind != p.shown() {
		return -1
	}
	s := p.series.of[graphs[p.shown()].plots[p.at.plot].series]
	if s == nil || !p.at.set || len(s.Marks) == 0 {
		return -1
	}
	for i := s.From(p.at.time); i < len(s.Marks) && s.Marks[i].Time == p.at.time; i++ {
		if m := &s.Marks[i]; m.Row == p.at.row && m.Lo == p.at.lo {
			return i
		}
	}
	return s.Near(p.at.time)
}

// mark is the mark that the cursor is on, nil when it is on none.
func (p *graphPane) mark() *flows.Mark {
	if i := p.point(); i >= 0 {
		return &p.marksOf(p.at.plot)[i]
	}
	return nil
}

// leads are the series that a connection's graphs are read by at first.
const leads = 1<<flows.SeriesData | 1<<flows.SeriesRTT | 1<<flows.SeriesFlight

// lead is the plot that a graph is read by at first: the first that has marks, of
// those that go with data.
func (p *graphPane) lead() int {
	first := -1
	for i, x := range graphs[p.shown()].plots {
		if len(p.marksOf(i)) == 0 || x.bad {
			continue
		}
		if p.shown() == graphPackets || leads>>x.series&1 != 0 {
			return i
		}
		if first < 0 || x.how == asLine {
			first = i
		}
	}
	return max(first, 0)
}

// follow keeps the cursor on a plot of the graph that is shown, at its time.
func (p *graphPane) follow() {
	if p.at.kind != p.shown() {
		p.at = graphCursor{kind: p.shown(), time: p.at.time, owed: p.at.set || p.at.owed}
	}
	if p.series.there() && !p.at.set {
		if p.at.plot = p.lead(); p.at.owed {
			p.nearest(p.at.plot, p.at.time)
		}
	}
}

// nearest puts the cursor on the mark of a plot that is nearest to a time.
func (p *graphPane) nearest(plot int, t int64) {
	s := p.series.of[graphs[p.shown()].plots[plot].series]
	if s == nil {
		return
	}
	if i := s.Near(t); i >= 0 {
		p.to(plot, &s.Marks[i])
	}
}

// seek puts the cursor on the selected packet once the series reach it, or on
// what is nearest to it.
func (p *graphPane) seek() {
	if !p.owed || p.sel == flows.NoRow || !p.series.there() {
		return
	}
	row := p.m.snap.Row(p.sel)
	plots := graphs[p.shown()].plots
	for i := len(plots) - 1; i >= 0; i-- {
		s := p.series.of[plots[i].series]
		if s == nil || p.shown() == graphPackets && i > 0 {
			continue
		}
		for k := s.From(row.Time); k < len(s.Marks) && s.Marks[k].Time == row.Time; k++ {
			if s.Marks[k].Row == p.sel {
				p.to(i, &s.Marks[k])
				p.owed = false
				p.show(row.Time)
				return
			}
		}
	}
	if done, of := p.progress(); done < of && row.Time > p.series.to {
		return
	}
	p.owed = false
	p.nearest(p.lead(), row.Time)
	p.show(row.Time)
}

// along is the plot that the cursor moves along: of a sign, such as that of a SYN,
// there are few, and it goes on along what leads.
func (p *graphPane) along() int {
	if graphs[p.shown()].plots[p.at.plot].sign == 0 {
		return p.at.plot
	}
	return p.lead()
}

// step goes to the next mark, or the one before.
func (p *graphPane) step(by int) {
	plot := p.along()
	marks := p.marksOf(plot)
	i := p.point()
	if plot != p.at.plot {
		if i = p.series.of[graphs[p.shown()].plots[plot].series].From(p.at.time); by > 0 {
			i-- // the first that is not before is the next one
			if i+1 < len(marks) && marks[i+1].Time == p.at.time {
				i++
			}
		}
	}
	if len(marks) > 0 {
		p.land(plot, max(min(i+by, len(marks)-1), 0))
	}
}

// land puts the cursor on a mark and shows it.
func (p *graphPane) land(plot, i int) {
	m := &p.marksOf(plot)[i]
	p.to(plot, m)
	p.show(m.Time)
}

// slide goes to the next mark that is at least some cells away.
func (p *graphPane) slide(cells int) {
	plot, m := p.along(), p.mark()
	s := p.series.of[graphs[p.shown()].plots[plot].series]
	if m == nil || len(s.Marks) == 0 {
		return
	}
	t := m.Time + int64(cells)*dotsAcross*p.pic.x.column()
	k := s.From(t)
	if cells < 0 && (k == len(s.Marks) || s.Marks[k].Time > t) {
		k--
	}
	p.land(plot, max(min(k, len(s.Marks)-1), 0))
}

// trouble goes to the next mark of something that went wrong, or the one before.
// It reports whether there is one.
func (p *graphPane) trouble(by int) bool {
	best, at := -1, 0
	var time int64
	for i, x := range graphs[p.shown()].plots {
		if !x.bad {
			continue
		}
		marks := p.marksOf(i)
		k := p.series.of[x.series].From(p.at.time)
		if by < 0 {
			for k--; k >= 0 && !p.past(&marks[k], i, by); k-- {
			}
		} else {
			for k < len(marks) && !p.past(&marks[k], i, by) {
				k++
			}
		}
		if k < 0 || k >= len(marks) {
			continue
		}
		if t := marks[k].Time; best < 0 || by > 0 && t < time || by < 0 && t >= time {
			best, at, time = i, k, t
		}
	}
	if best >= 0 {
		p.land(best, at)
	}
	return best >= 0
}

// past reports whether a mark of a plot lies beyond the cursor. At the same time
// plots count in their order.
func (p *graphPane) past(m *flows.Mark, plot, by int) bool {
	if m.Time != p.at.time {
		return (m.Time > p.at.time) == (by > 0)
	}
	return by > 0 && plot > p.at.plot
}

// other reads another of the plots that have marks.
func (p *graphPane) other(by int) {
	plots := graphs[p.shown()].plots
	for i := 1; i <= len(plots); i++ {
		if k := (p.at.plot + by*i + len(plots)*2) % len(plots); len(p.marksOf(k)) > 0 {
			p.nearest(k, p.at.time)
			p.show(p.at.time)
			return
		}
	}
}
