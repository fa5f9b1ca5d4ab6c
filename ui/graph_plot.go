package ui

import (
	"math"

	"tcptui/flows"
	"tcptui/fsm"
)

// graphPicture is a graph as it was drawn last.
type graphPicture struct {
	key   pictureKey
	plot  rect           // cells of the screen
	room  [numGraphs]int // cells that the labels of the vertical axis took
	dots  dots
	inks  []dotInk
	x     timeAxis
	y     valueAxis
	sums  []seriesSum // of the plots that show sums over time
	rates [][]float64 // of the same, a second, for each column of dots
}

// pictureKey is all that a picture depends on but its colours.
type pictureKey struct {
	id               any
	kind             graphKind
	dir              fsm.Role
	from, to         int64
	w, h, mean       int
	log, tall, bytes bool
}

// paint draws the series of the graph into a picture of w x h cells, unless it is
// there already.
func (p *graphPane) paint(w, h int) {
	s, kind, pic := p.span(), p.shown(), &p.pic
	g := &graphs[kind]
	pic.inks = g.inks(&p.m.th, pic.inks)
	key := pictureKey{p.series.id, kind, p.dir, s.from, s.to, w, h, p.mean, p.logs[kind], p.tall, p.bytes}
	if key == pic.key {
		return
	}
	pic.key = key
	pic.dots.reset(w, h)
	pic.x = timeAxis{s.from, s.to, pic.dots.dotsWide()}
	pic.sums, pic.rates = pic.sums[:0], pic.rates[:0]
	for i := range g.plots {
		sum, rates := seriesSum{}, []float64(nil)
		if how := g.plots[i].how; how == asRate || how == asHeap {
			sum = p.sum(g.plots[i].series)
			rates = p.ratesOf(&sum)
		}
		pic.sums, pic.rates = append(pic.sums, sum), append(pic.rates, rates)
	}
	pic.y = p.values(s, pic.dots.dotsHigh())
	if !p.series.there() {
		return
	}
	for i := range g.plots {
		p.draw(i, &g.plots[i], uint8(i+1))
	}
}

// visible are the marks of a plot that a span of time shows, with the one before
// it, which reaches into it.
func (p *graphPane) visible(i int, s graphSpan) []flows.Mark {
	of := p.series.of[graphs[p.shown()].plots[i].series]
	if of == nil || len(of.Marks) == 0 {
		return nil
	}
	return of.Marks[max(of.From(s.from)-1, 0):of.From(s.to+1)]
}

// values is the vertical axis for what a span of time shows.
func (p *graphPane) values(s graphSpan, high int) valueAxis {
	kind := p.shown()
	g := &graphs[kind]
	lo, hi, least, edge := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	take := func(a, b float64) {
		lo, hi = min(lo, a), max(hi, b)
		if a > 0 {
			least = min(least, a)
		}
	}
	for i := range g.plots {
		for _, r := range p.pic.rates[i] {
			take(r, r)
		}
		how, series := g.plots[i].how, g.plots[i].series
		if how == asRate || how == asHeap || how == asFeet || kind == graphSequence && series == flows.SeriesRST {
			continue // a RST's number may be anything
		}
		for _, m := range p.visible(i, s) {
			switch {
			case kind == graphSequence && series == flows.SeriesEdge:
				if m.End >= s.from {
					edge = max(edge, float64(m.Hi))
				}
			case m.End >= s.from:
				take(float64(m.Lo), float64(m.Hi))
			case how == asLine:
				take(float64(m.Last), float64(m.Last))
			}
		}
	}
	// A window much larger than what is under way would press the rest flat.
	if lo > hi {
		take(edge, edge)
	} else if wide := max(hi-lo, 1); edge > hi && (p.tall || edge-hi <= wide) {
		hi = edge
	}
	return axisOf(lo, hi, least, p.logs[kind], g.zero, high)
}

// axisRoom is the part of the values that is left free above and below them. It
// is no round number so that the highest falls on no limit between two dots, where
// machines that round otherwise would disagree.
const axisRoom = 0.0413

// axisOf is an axis with some room above and below its values. least is the least
// of them above 0.
func axisOf(lo, hi, least float64, log, zero bool, high int) valueAxis {
	switch {
	case math.IsInf(lo, 0) || math.IsInf(hi, 0):
		lo, hi, least = 0, 1, 1
	case zero && !log:
		lo = 0
	}
	if log && !math.IsInf(least, 0) {
		return valueAxis{least / 1.2, max(hi, least*2) * 1.2, true, high}
	}
	room := max((hi-lo)*axisRoom, 0.5)
	hi += room
	if !zero {
		lo -= room
	}
	return valueAxis{lo, hi, false, high}
}

// draw draws a plot.
func (p *graphPane) draw(i int, of *plot, rank uint8) {
	s := p.span()
	switch of.how {
	case asRate, asHeap:
		p.drawRate(p.pic.rates[i], of, rank)
	case asLine:
		p.drawLine(p.visible(i, s), of, rank)
	default:
		marks := p.visible(i, s)
		pen := markPen{of: of, rank: rank, big: len(marks) < p.pic.x.wide/4, signed: -signGap}
		for k := range marks {
			if marks[k].End >= s.from {
				pen.draw(&p.pic, &marks[k])
			}
		}
	}
}

// markPen draws the marks of a plot that stand for themselves.
type markPen struct {
	of     *plot
	rank   uint8
	big    bool // there is room for larger dots
	signed int  // column of dots of the last sign
}

// signGap is how far apart the signs of a plot are at least, in columns of dots:
// where they crowd, their series is to be seen between them.
const signGap = 3 * dotsAcross

// draw draws a mark.
func (n *markPen) draw(pic *graphPicture, m *flows.Mark) {
	from, to := pic.x.dot(m.Time), pic.x.dot(m.End)
	top, bottom := pic.y.dot(float64(m.Hi)), pic.y.dot(float64(m.Lo))
	d, rank := &pic.dots, n.rank
	switch n.of.how {
	case asFeet:
		top = pic.y.high - 1
	case asTicks:
		for y := top + 1; y <= top+2; y++ {
			d.dot(from, y, rank)
		}
	case asBars:
		for x := max(from, 0); x <= min(to, pic.x.wide-1); x++ {
			d.down(x, top, bottom, n.of.thin, rank)
		}
	case asDots:
		d.down(from, top, bottom, false, rank)
		if n.big && n.of.sign == 0 {
			d.down(from, top+1, bottom, false, rank)
			d.down(from+1, top+1, bottom, false, rank)
		}
	}
	if n.of.sign != 0 && (from-n.signed >= signGap || m.N == 1 && n.big) {
		d.mark(from, max(min(top, pic.y.high-1), 0), n.of.sign, rank) // a RST may be anywhere
		n.signed = from
	}
}

// thinStep is the distance of the dots of a thin line.
const thinStep = 3

// drawLine draws a line of which each value holds until the next.
func (p *graphPane) drawLine(marks []flows.Mark, of *plot, rank uint8) {
	pic, step := &p.pic, 1
	if of.thin {
		step = thinStep
	}
	for i := range marks {
		m := &marks[i]
		x, end := pic.x.dot(m.Time), pic.x.dot(m.End)
		first, last := pic.y.dot(float64(m.First)), pic.y.dot(float64(m.Last))
		if i > 0 {
			before := pic.y.dot(float64(marks[i-1].Last))
			pic.dots.down(x, before, first, of.thin, rank)
		}
		if m.N > 1 {
			pic.dots.down(x, pic.y.dot(float64(m.Hi)), pic.y.dot(float64(m.Lo)), of.thin, rank)
		}
		pic.dots.down(end, first, last, of.thin, rank)
		hold := end
		switch {
		case i+1 < len(marks):
			hold = pic.x.dot(marks[i+1].Time)
		case of.series != flows.SeriesFlight: // of which nothing is known after the last segment
			hold = pic.x.dot(min(pic.x.to, p.series.to))
		}
		pic.dots.across(last, end, hold, step, rank)
	}
}

// drawRate draws a rate as a line, or filled.
func (p *graphPane) drawRate(rates []float64, of *plot, rank uint8) {
	pic := &p.pic
	before := -1
	for x, r := range rates {
		y := pic.y.dot(r)
		switch {
		case of.how == asHeap:
			if r > 0 {
				pic.dots.down(x, y, pic.y.high-1, false, rank)
			}
		default:
			if before < 0 {
				before = y
			}
			if a := min(max(before, 0), pic.y.high-1); !of.thin || x%2 == 0 || a != y {
				pic.dots.down(x, a, y, of.thin, rank)
			}
			before = y
		}
	}
}
