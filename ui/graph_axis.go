package ui

import (
	"math"
	"strconv"
	"time"

	"tcptui/decode"
)

// graphUnit is how values of a graph are written.
type graphUnit struct {
	scales []valueScale // the last one has no limit
}

// valueScale is a unit for values below a limit.
type valueScale struct {
	below, unit float64
	name        string
}

// The units.
var (
	unitPosition = graphUnit{[]valueScale{{2e3, 1, ""}, {2e6, 1e3, " k"}, {2e9, 1e6, " M"}, {0, 1e9, " G"}}}
	unitBytes    = graphUnit{[]valueScale{{2e3, 1, " B"}, {2e6, 1e3, " kB"}, {2e9, 1e6, " MB"}, {0, 1e9, " GB"}}}
	unitRate     = graphUnit{[]valueScale{{2e3, 1, " B/s"}, {2e6, 1e3, " kB/s"}, {2e9, 1e6, " MB/s"}, {0, 1e9, " GB/s"}}}
	unitPackets  = graphUnit{[]valueScale{{2e4, 1, " /s"}, {2e6, 1e3, " k/s"}, {0, 1e6, " M/s"}}}
	unitTime     = graphUnit{[]valueScale{{2e3, 1, " ns"}, {2e6, 1e3, " µs"}, {2e9, 1e6, " ms"}, {0, 1e9, " s"}}}
)

// scale is the unit for values up to most.
func (u *graphUnit) scale(most float64) valueScale {
	for _, s := range u.scales {
		if most < s.below {
			return s
		}
	}
	return u.scales[len(u.scales)-1]
}

// text writes a value alone, with three digits or so.
func (u *graphUnit) text(v float64) string {
	s := u.scales[0]
	for i := 1; i < len(u.scales) && math.Abs(v) >= 999.5*s.unit; i++ {
		s = u.scales[i]
	}
	v /= s.unit
	places := 0
	switch a := math.Abs(v); {
	case s.unit == 1 && v == math.Trunc(v):
	case a < 9.995:
		places = 2
	case a < 99.95:
		places = 1
	}
	return strconv.FormatFloat(v, 'f', places, 64) + s.name
}

// tick is a place on an axis with its label.
type tick struct {
	at   float64
	text string
}

// valueAxis is the vertical axis.
type valueAxis struct {
	lo, hi float64 // lo < hi; both are above 0 when log is set
	log    bool
	high   int // dots
}

// dot is the row of dots of a value, counted from the top; one outside of the
// axis lies outside of the picture.
func (a *valueAxis) dot(v float64) int {
	lo, hi := a.lo, a.hi
	if a.log {
		v, lo, hi = math.Log10(max(v, a.lo)), math.Log10(lo), math.Log10(hi)
	}
	return rounded((hi - v) / (hi - lo) * float64(a.high-1))
}

// rounded is the nearest whole number, of those far from 0 one that is far. It is
// called for every value that is drawn.
func rounded(x float64) int {
	const far = 1 << 20
	if x < -far {
		return -far
	}
	return int(min(x, far)+(far+0.5)) - far
}

// niceStep is the least of 1, 2 and 5 times a power of ten that is not less than
// v.
func niceStep(v float64) float64 {
	if v <= 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, n := range []float64{1, 2, 5} {
		if n*power >= v*(1-1e-9) {
			return n * power
		}
	}
	return 10 * power
}

// ticks are at most about so many places of the axis.
func (a *valueAxis) ticks(most int, u *graphUnit) []tick {
	if most < 1 {
		return nil
	}
	s := u.scale(a.hi)
	write := func(v, step float64) string {
		places := max(0, -int(math.Floor(math.Log10(step/s.unit)+1e-9)))
		if v == 0 {
			return "0"
		}
		return strconv.FormatFloat(v/s.unit, 'f', min(places, 6), 64) + s.name
	}
	if a.log {
		return a.logTicks(most, write)
	}
	var out []tick
	step := niceStep((a.hi - a.lo) / float64(most))
	if s.unit == 1 {
		step = max(step, 1)
	}
	for k := math.Ceil(a.lo/step - 1e-9); k*step <= a.hi; k++ {
		out = append(out, tick{k * step, write(k*step, step)})
	}
	return out
}

// logTicks are the powers of ten, or more or fewer of them as there is room.
func (a *valueAxis) logTicks(most int, write func(v, step float64) string) []tick {
	decades := math.Log10(a.hi / a.lo)
	steps, every := []float64{1}, max(math.Ceil(decades/float64(most)), 1)
	if 3*decades <= float64(most) {
		steps = []float64{1, 2, 5}
	}
	var out []tick
	for p := math.Floor(math.Log10(a.lo)); p <= math.Log10(a.hi); p++ {
		for _, n := range steps {
			v := n * math.Pow(10, p)
			if v >= a.lo*(1-1e-9) && v <= a.hi && math.Mod(p, every) == 0 {
				out = append(out, tick{v, write(v, math.Pow(10, p))})
			}
		}
	}
	return out
}

// timeAxis is the horizontal axis: from <= to, ns since the epoch.
type timeAxis struct {
	from, to int64
	wide     int // dots
}

// dot is the column of dots of a time.
func (a *timeAxis) dot(t int64) int {
	return rounded(float64(t-a.from) / float64(max(a.to-a.from, 1)) * float64(a.wide-1))
}

// time is that of a column of dots.
func (a *timeAxis) time(x int) int64 {
	return a.from + int64(math.Round(float64(x)/float64(max(a.wide-1, 1))*float64(a.to-a.from)))
}

// column is how long a column of dots is, ns.
func (a *timeAxis) column() int64 { return max((a.to-a.from)/int64(max(a.wide, 1)), 1) }

// clockSteps are the distances of times of day from a second on, seconds.
var clockSteps = []int64{1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400}

// timeStep is the least nice distance of times that is not less than v, ns. That
// of times of day is whole minutes and hours where it is long.
func timeStep(v int64, ofDay bool) int64 {
	if v > int64(time.Second) && ofDay {
		for _, s := range clockSteps {
			if s *= int64(time.Second); s >= v {
				return s
			}
		}
	}
	return max(int64(niceStep(float64(v))), 1)
}

// ticks are places of the axis with labels that have room. origin is what times
// are counted from.
func (a *timeAxis) ticks(m *model, origin int64) []tick {
	room := 10 // cells of a label and the gap after it
	for range 4 {
		most := max(a.wide/dotsAcross/room, 1)
		step := timeStep((a.to-a.from)/int64(most), m.dayZone() != nil)
		places := 0
		for n := int64(time.Second); n > 1 && step%n != 0; n /= 10 {
			places++
		}
		var out []tick
		first := origin + ceilTo(a.from-origin, step)
		widest := 0
		for t := first; t <= a.to && len(out) < 1000; t += step {
			out = append(out, tick{float64(t - a.from), timeText(m, t, origin, places)})
			widest = max(widest, textWidth(out[len(out)-1].text))
		}
		if widest+2 <= room || a.wide/dotsAcross <= widest {
			return out
		}
		room = widest + 2
	}
	return nil
}

// ceilTo is the least multiple of step that is not less than v.
func ceilTo(v, step int64) int64 {
	n := v / step * step
	if n < v {
		n += step
	}
	return n
}

// timeText writes a time as the model has it, with decimals of a second.
// Distances between rows make no axis: those are counted from origin.
func timeText(m *model, t, origin int64, places int) string {
	zone := m.dayZone()
	switch {
	case zone != nil:
		layout := "15:04:05"
		if places > 0 {
			layout += ".000000000"[:places+1]
		}
		return time.Unix(0, t).In(zone).Format(layout)
	case m.clock == timeEpoch:
		return string(decode.AppendSeconds(nil, t, places))
	}
	return string(decode.AppendSeconds(nil, t-origin, places)) + " s"
}

// origin is what times on an axis are counted from: the first frame, or with
// distances the start of the connection.
func (p *graphPane) origin() int64 {
	switch {
	case p.m.dayZone() != nil || p.m.clock == timeEpoch:
		return 0
	case p.m.clock == timeDelta && p.shown() != graphPackets:
		return p.m.snap.Conn(p.conn).Start
	}
	return p.m.snap.Row(0).Time
}
