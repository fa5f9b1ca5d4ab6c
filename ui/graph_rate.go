package ui

import (
	"slices"

	"tcptui/flows"
)

// leastWindow is the shortest time that is averaged over, ns.
const leastWindow = 10_000

// windowShare is the part of what is shown that is averaged over by itself.
const windowShare = 60

// window is the time that rates are averaged over in a span, ns: a nice one, some
// steps longer or shorter as the user wants it, and never less than a column.
func (p *graphPane) window(s graphSpan) int64 {
	v := niceStep(float64(s.to-s.from) / windowShare)
	for range p.mean {
		v = niceStep(v * 1.1)
	}
	for range -p.mean {
		v = niceStep(v / 2.6)
	}
	return max(int64(v), p.pic.x.column(), leastWindow)
}

// seriesSum is the sum of some series up to a time.
type seriesSum struct {
	of []*flows.Series
	// before are the sums of what comes before each mark, for each series.
	before [][]float64
	n      bool // marks count, not their bytes
}

// sum is what a plot of a rate sums up: of what was sent, everything.
func (p *graphPane) sum(k flows.SeriesKind) seriesSum {
	out := seriesSum{}
	kinds := []flows.SeriesKind{k}
	switch {
	case p.shown() == graphPackets:
		out.n = !p.bytes
	case k == flows.SeriesData:
		kinds = append(kinds, flows.SeriesAgain, flows.SeriesLate, flows.SeriesProbe)
	}
	for _, k := range kinds {
		s := p.series.of[k]
		if s == nil {
			continue
		}
		before := make([]float64, len(s.Marks)+1)
		for i := range s.Marks {
			before[i+1] = before[i] + out.value(&s.Marks[i])
		}
		out.of, out.before = append(out.of, s), append(out.before, before)
	}
	return out
}

func (x *seriesSum) value(m *flows.Mark) float64 {
	if x.n {
		return float64(m.N)
	}
	return float64(m.Sum)
}

// upTo is the sum up to a time, that time with it. Of what was put together a
// part of the time has that part.
func (x *seriesSum) upTo(t int64) float64 {
	total := 0.0
	for i, s := range x.of {
		k := s.From(t + 1)
		total += x.before[i][k]
		if k > 0 {
			if m := &s.Marks[k-1]; m.End > t {
				total -= x.value(m) * float64(m.End-t) / float64(m.End-m.Time)
			}
		}
	}
	return total
}

// rate is the rate at a time, a second: of a connection over the time before it,
// of packets over the interval that it is in, as all count from the first one.
func (p *graphPane) rate(x *seriesSum, t, window int64) float64 {
	from := t - window
	if p.shown() == graphPackets {
		k := max(t-p.series.from, 0) / window
		from = p.series.from + k*window - 1
	}
	return (x.upTo(from+window) - x.upTo(from)) / float64(window) * 1e9
}

// ratesOf are the rates of all columns of dots.
func (p *graphPane) ratesOf(x *seriesSum) []float64 {
	if !p.series.there() || len(x.of) == 0 {
		return nil
	}
	s := p.span()
	window := p.window(s)
	last := p.pic.x.dot(min(s.to, p.series.to))
	out := make([]float64, 0, p.pic.x.wide)
	for c := range min(last+1, p.pic.x.wide) {
		out = append(out, max(p.rate(x, p.pic.x.time(c), window), 0))
	}
	return slices.Clip(out)
}

// unit is how values of the graph are written.
func (p *graphPane) unit() *graphUnit {
	if p.shown() == graphPackets && p.bytes {
		return &unitRate
	}
	return graphs[p.shown()].unit
}
