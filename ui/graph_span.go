package ui

import (
	"time"

	"tcptui/flows"
)

// graphSpan is the time that a graph shows.
type graphSpan struct {
	from, to int64 // ns since the epoch
	all      bool  // all there is, also when more comes
}

// leastSpan is the shortest time that a graph shows, ns: captures have no finer
// clocks, and there is always something between two points.
const leastSpan = 1000

// own is the span of the graph that is drawn: a connection's share theirs.
func (p *graphPane) own() *graphSpan {
	if p.shown() == graphPackets {
		return &p.spans[1]
	}
	return &p.spans[0]
}

// span is the time that is shown.
func (p *graphPane) span() graphSpan {
	s := *p.own()
	if !p.series.there() {
		return graphSpan{to: leastSpan, all: true}
	}
	if s.all {
		s.from, s.to = p.series.from, p.series.to
	}
	if s.to-s.from < leastSpan {
		mid := s.from + (s.to-s.from)/2
		s.from, s.to = mid-leastSpan/2, mid+leastSpan/2
	}
	return s
}

// set shows another span, as far as there is something: never more than all.
func (p *graphPane) set(from, to int64) {
	s := &p.series
	if !s.there() {
		return
	}
	wide := max(to-from, leastSpan)
	if wide >= s.to-s.from {
		*p.own() = graphSpan{all: true}
		return
	}
	from = max(min(from, s.to-wide), s.from)
	*p.own() = graphSpan{from: from, to: from + wide}
}

// zoom makes the span that is shown wider or shorter around a time, which stays
// where it is on the screen.
func (p *graphPane) zoom(by float64, around int64) {
	s := p.span()
	around = max(min(around, s.to), s.from)
	left := float64(around-s.from) * by
	right := float64(s.to-around) * by
	p.set(around-int64(left), around+int64(right))
}

// pan moves the span that is shown.
func (p *graphPane) pan(by int64) {
	if s := p.span(); !s.all {
		p.set(s.from+by, s.to+by)
	}
}

// show moves the span so that a time is in it, away from the edges.
func (p *graphPane) show(t int64) {
	s := p.span()
	if s.all || t >= s.from && t <= s.to {
		return
	}
	wide := s.to - s.from
	if t < s.from {
		p.set(t-wide/5, t-wide/5+wide)
	} else {
		p.set(t+wide/5-wide, t+wide/5)
	}
}

// coarse reports whether the series of all are too coarse for what is shown.
func (p *graphPane) coarse(s graphSpan) bool {
	if s.all || p.pic.plot.w < 1 {
		return false
	}
	column := (s.to - s.from) / int64(p.pic.plot.w*dotsAcross)
	for _, x := range graphs[p.shown()].plots {
		if of := p.series.of[x.series]; of != nil && of.Span() > max(column, 1) {
			return true
		}
	}
	return false
}

// around is a span of time about what is shown, so that the next steps find
// theirs there.
func (p *graphPane) around(s graphSpan) (from, to int64) {
	wide := s.to - s.from
	from, to = s.from-wide, s.to+wide
	if p.shown().rated() {
		from -= p.window(s) // what is averaged over
	}
	return from, to
}

// clipped is the part of a span in which there is something.
func (p *graphPane) clipped(s graphSpan) (from, to int64) {
	return max(s.from, p.series.from), min(s.to, p.series.to)
}

// spanText writes how long something is.
func spanText(ns int64) string {
	if ns >= int64(time.Minute) {
		return formatGap(ns)[1:]
	}
	return unitTime.text(float64(ns))
}

// graphRange is a range of time that is being chosen: from where it was begun to
// the cursor.
type graphRange struct {
	on    bool
	began int64
}

// chosen is the range from its lower to its higher end.
func (p *graphPane) chosen() (from, to int64, ok bool) {
	if !p.chose.on {
		return 0, 0, false
	}
	return min(p.chose.began, p.at.time), max(p.chose.began, p.at.time), true
}

// marksOf are the marks of a plot.
func (p *graphPane) marksOf(i int) []flows.Mark {
	if s := p.series.of[graphs[p.shown()].plots[i].series]; s != nil {
		return s.Marks
	}
	return nil
}
