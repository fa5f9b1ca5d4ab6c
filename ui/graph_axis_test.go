package ui

import (
	"math"
	"strings"
	"testing"
	"time"
)

func labels(ticks []tick) string {
	var out []string
	for _, t := range ticks {
		out = append(out, t.text)
	}
	return strings.Join(out, "  ")
}

func TestValueTicks(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		lo, hi float64
		log    bool
		unit   *graphUnit
		want   string
	}{
		{0, 1, false, &unitBytes, "0  1 B"},
		{0, 1460, false, &unitBytes, "0  500 B  1000 B"},
		{-400, 14000, false, &unitPosition, "0  5 k  10 k"},
		{0, 1.3e6, false, &unitRate, "0  500 kB/s  1000 kB/s"},
		{0, 4.2e6, false, &unitRate, "0  1 MB/s  2 MB/s  3 MB/s  4 MB/s"},
		{5.2e9, 5.25e9, false, &unitPosition, "5.20 G  5.21 G  5.22 G  5.23 G  5.24 G  5.25 G"},
		{0, 0.8, false, &unitPackets, "0"},
		{3e3, 2.6e8, true, &unitTime, "0.01 ms  0.1 ms  1 ms  10 ms  100 ms"},
	} {
		a := valueAxis{tt.lo, tt.hi, tt.log, 80}
		if got := labels(a.ticks(5, tt.unit)); got != tt.want {
			t.Errorf("from %v to %v: %s, want %s", tt.lo, tt.hi, got, tt.want)
		}
	}
}

// Whatever an axis is of, it has few ticks, all of them on it.
func TestTicksAreFew(t *testing.T) {
	t.Parallel()
	for exp := -3.0; exp < 18; exp += 0.37 {
		hi := math.Pow(10, exp)
		for _, lo := range []float64{0, hi / 3, hi * 0.999} {
			for _, log := range []bool{false, lo > 0} {
				a := axisOf(lo, hi, max(lo, hi/1e6), log, false, 100)
				if !(a.lo < a.hi) {
					t.Fatalf("%v to %v is the axis %+v", lo, hi, a)
				}
				ticks := a.ticks(6, &unitTime)
				if len(ticks) > 7 {
					t.Errorf("%+v: %s", a, labels(ticks))
				}
				for _, x := range ticks {
					if y := a.dot(x.at); y < 0 || y >= a.high {
						t.Errorf("%+v: %v is at %d", a, x.at, y)
					}
				}
			}
		}
	}
}

func TestUnitText(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		unit *graphUnit
		v    float64
		want string
	}{
		{&unitBytes, 0, "0 B"}, {&unitBytes, 999, "999 B"}, {&unitBytes, 1000, "1.00 kB"}, {&unitBytes, 64240, "64.2 kB"},
		{&unitRate, 1.25e8, "125 MB/s"}, {&unitTime, 9490, "9.49 µs"}, {&unitTime, 999.6e6, "1.00 s"}, {&unitTime, 203e6, "203 ms"},
		{&unitPackets, 0.25, "0.25 /s"}, {&unitTime, 7.2e12, "7200 s"},
	} {
		if got := tt.unit.text(tt.v); got != tt.want {
			t.Errorf("%v is %q, want %q", tt.v, got, tt.want)
		}
	}
}

func TestTimeTicks(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 1, 1, 10, 59, 58, 0, time.UTC).UnixNano()
	for _, tt := range []struct {
		clock    timeFormat
		from, to time.Duration
		want     string
	}{
		{timeRelative, 0, 10 * time.Second, "0 s  2 s  4 s  6 s  8 s  10 s"},
		{timeRelative, 200 * time.Millisecond, 1100 * time.Millisecond, "0.2 s  0.4 s  0.6 s  0.8 s  1.0 s"},
		{timeRelative, time.Hour, time.Hour + 8*time.Microsecond, "3600.000000 s  3600.000005 s"},
		{timeOfDay, 0, 100 * time.Second, "11:00:00  11:00:30  11:01:00  11:01:30"},
		{timeOfDay, 0, 400 * time.Millisecond, "10:59:58.0  10:59:58.1  10:59:58.2  10:59:58.3  10:59:58.4"},
		{timeUTC, 0, 100 * time.Second, "11:00:00  11:00:30  11:01:00  11:01:30"},
		{timeDate, 0, 100 * time.Second, "11:00:00  11:00:30  11:01:00  11:01:30"},
		{timeEpoch, 0, 10 * time.Second, "1767265200  1767265205"},
	} {
		m := &model{clock: tt.clock, zone: time.UTC}
		origin := int64(0)
		if tt.clock == timeRelative {
			origin = start
		}
		a := timeAxis{start + int64(tt.from), start + int64(tt.to), 100}
		if got := labels(a.ticks(m, origin)); got != tt.want {
			t.Errorf("%s from %v to %v: %s, want %s", clocks[tt.clock].name, tt.from, tt.to, got, tt.want)
		}
	}
}
