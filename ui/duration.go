package ui

import (
	"strconv"
	"time"
)

// formatGap writes a time between two segments, ns, in at most 8 cells: "+31 µs",
// "+1.24 s", "+3h 04m". A capture whose clock went back has negative ones.
func formatGap(ns int64) string {
	sign, u := "+", uint64(ns)
	if ns < 0 {
		sign, u = "-", -u
	}
	for _, s := range gapScales {
		if u < s.below {
			if s.unit == 1 {
				return sign + strconv.FormatUint(u, 10) + " ns"
			}
			return sign + threeDigits(float64(u)/float64(s.unit)) + " " + s.name
		}
	}
	d := time.Duration(u)
	two := func(n int) string { return strconv.Itoa(100 + n)[1:] }
	switch h := int(d.Hours()); {
	case h == 0:
		return sign + strconv.Itoa(int(d.Minutes())) + "m " + two(int(d.Seconds())%60) + "s"
	case h < 100:
		return sign + strconv.Itoa(h) + "h " + two(int(d.Minutes())%60) + "m"
	default:
		return sign + strconv.Itoa(h/24) + "d"
	}
}

// gapScales are the units of times under a minute. A limit is where three
// digits would round up to the next unit.
var gapScales = []struct {
	below, unit uint64
	name        string
}{
	{1e3, 1, "ns"},
	{999500, 1e3, "µs"},
	{999500e3, 1e6, "ms"},
	{59950e6, 1e9, "s"},
}

// threeDigits writes 0 <= f < 1000 with three significant digits.
func threeDigits(f float64) string {
	places := 0
	switch {
	case f < 9.995:
		places = 2
	case f < 99.95:
		places = 1
	}
	return strconv.FormatFloat(f, 'f', places, 64)
}
