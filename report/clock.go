package report

import (
	"fmt"
	"strings"
	"time"

	"tcptui/decode"
	"tcptui/flows"
)

// Clock is how the time column of text is written: a value of tshark's -t.
type Clock struct{ kind *clockKind }

// clockKind is a row of the table of time formats. last is the time of the frame
// that was printed before, and of the first frame before there is one.
type clockKind struct {
	name   string
	layout string // of a date and a time of day without decimals; "" for seconds
	utc    bool
	ns     func(v *flows.View, last int64) int64 // of a number of seconds
}

func clockKinds() []clockKind {
	const day, date, ordinal = "15:04:05", "2006-01-02 15:04:05", "2006/002 15:04:05"
	return []clockKind{
		{name: "a", layout: day}, {name: "ad", layout: date}, {name: "adoy", layout: ordinal},
		{name: "d", ns: func(v *flows.View, _ int64) int64 { return v.Row.Time - v.Snap.Row(v.Row.No-min(v.Row.No, 1)).Time }},
		{name: "dd", ns: func(v *flows.View, last int64) int64 { return v.Row.Time - last }},
		{name: "e", ns: func(v *flows.View, _ int64) int64 { return v.Row.Time }},
		{name: "r", ns: sinceFirst},
		{name: "u", layout: day, utc: true}, {name: "ud", layout: date, utc: true}, {name: "udoy", layout: ordinal, utc: true},
	}
}

func sinceFirst(v *flows.View, _ int64) int64 { return v.Row.Time - v.Snap.Row(0).Time }

// ParseClock reads the argument of -t.
func ParseClock(arg string) (Clock, error) {
	for _, k := range clockKinds() {
		if k.name == arg {
			return Clock{&k}, nil
		}
	}
	return Clock{}, fmt.Errorf("-t %s: expected one of %s", arg, strings.Join(ClockNames(), ", "))
}

// ClockNames are the values of -t.
func ClockNames() []string {
	var names []string
	for _, k := range clockKinds() {
		names = append(names, k.name)
	}
	return names
}

// append appends the time of a frame with the decimals that its timestamp has;
// nothing for a frame without a time. The zero Clock counts from the first frame.
func (c Clock) append(dst []byte, v *flows.View, last int64) []byte {
	if v.Row.NoTime {
		return dst
	}
	digits := columnDigits[v.Snap.Digits(&v.Row)]
	switch {
	case c.kind == nil:
		return decode.AppendSeconds(dst, sinceFirst(v, last), digits)
	case c.kind.layout == "":
		return decode.AppendSeconds(dst, c.kind.ns(v, last), digits)
	}
	at := time.Unix(0, v.Row.Time)
	if c.kind.utc {
		at = at.UTC()
	}
	layout := c.kind.layout
	if digits > 0 {
		layout += "." + "000000000"[:digits]
	}
	return at.AppendFormat(dst, layout)
}

// columnDigits are the decimals that tshark's time column has, by those of the
// timestamps.
var columnDigits = [10]int{0, 1, 2, 3, 6, 6, 6, 9, 9, 9}
