package filter

import (
	"math"
	"strings"
	"time"
)

// dateReader takes a date apart from its beginning.
type dateReader struct {
	rest string
	ok   bool
}

// number reads up to `most` digits, a number from lo to hi.
func (d *dateReader) number(most, lo, hi int) (n int) {
	i := 0
	for ; i < most && i < len(d.rest) && isDigit(d.rest[i]); i++ {
		n = n*10 + int(d.rest[i]-'0')
	}
	d.rest = d.rest[i:]
	d.ok = d.ok && i > 0 && n >= lo && n <= hi
	return n
}

// take reads one of some characters; false when none of them is next.
func (d *dateReader) take(of string) bool {
	if d.rest == "" || strings.IndexByte(of, d.rest[0]) < 0 {
		return false
	}
	d.rest = d.rest[1:]
	return true
}

func (d *dateReader) must(c string) { d.ok = d.take(c) && d.ok }

// fraction reads the decimals of a second, as ns; what is past nine is dropped.
func (d *dateReader) fraction() (ns int) {
	digits := 0
	for len(d.rest) > 0 && isDigit(d.rest[0]) {
		if digits < 9 {
			ns = ns*10 + int(d.rest[0]-'0')
			digits++
		}
		d.rest = d.rest[1:]
	}
	d.ok = d.ok && digits > 0
	for ; digits < 9; digits++ {
		ns *= 10
	}
	return ns
}

// zone reads Z, +hh:mm, +hhmm or " UTC"; without any the time is local.
func (d *dateReader) zone(letter bool) *time.Location {
	switch {
	case letter && d.take("Z"):
		return time.UTC
	case strings.HasPrefix(d.rest, " UTC"):
		d.rest = d.rest[4:]
		return time.UTC
	case letter && d.rest != "" && (d.rest[0] == '+' || d.rest[0] == '-'):
		sign := 1
		if d.rest[0] == '-' {
			sign = -1
		}
		d.rest = d.rest[1:]
		h := d.number(2, 0, 23)
		d.take(":")
		m := d.number(2, 0, 59)
		return time.FixedZone("", sign*(h*3600+m*60))
	}
	return time.Local
}

// clock reads hh[:mm[:ss[.fraction]]]; all of it when whole.
func (d *dateReader) clock(whole bool) (h, m, s, ns int) {
	h = d.number(2, 0, 23)
	if whole || d.rest != "" && d.rest[0] == ':' {
		d.must(":")
		m = d.number(2, 0, 59)
	}
	if whole || d.rest != "" && d.rest[0] == ':' {
		d.must(":")
		s = d.number(2, 0, 61)
		if d.take(".") {
			ns = d.fraction()
		}
	}
	return h, m, s, ns
}

// parseDate reads "2006-01-02", "2006-01-02 15:04:05.999Z" and shorter, and
// "Jan 2, 2006 15:04:05.999". The result is ns since the epoch.
func parseDate(text string) (int64, bool) {
	d := dateReader{rest: text, ok: true}
	var year, month, day, h, m, s, ns int
	zone := time.Local
	if text != "" && isLetter(text[0]) {
		month = monthNumber(&d)
		d.rest = strings.TrimLeft(d.rest, " ")
		day = d.number(2, 1, 31)
		d.must(",")
		d.must(" ")
		year = d.number(4, 0, 9999)
		d.must(" ")
		h, m, s, ns = d.clock(true)
		zone = d.zone(false)
	} else {
		year = d.number(4, 0, 9999)
		d.must("-")
		month = d.number(2, 1, 12)
		d.must("-")
		day = d.number(2, 1, 31)
		if d.ok && d.rest != "" {
			d.must(" T")
			h, m, s, ns = d.clock(false)
			zone = d.zone(true)
		}
	}
	if !d.ok || d.rest != "" {
		return 0, false
	}
	t := time.Date(year, time.Month(month), day, h, m, s, ns, zone)
	switch { // ns do not reach further
	case t.Year() < 1678:
		return math.MinInt64, true
	case t.Year() > 2261:
		return math.MaxInt64, true
	}
	return t.UnixNano(), true
}

// monthNumber reads the first three letters of a month.
func monthNumber(d *dateReader) int {
	for m := time.January; m <= time.December; m++ {
		if name := m.String()[:3]; len(d.rest) > 3 && strings.EqualFold(d.rest[:3], name) && d.rest[3] == ' ' {
			d.rest = d.rest[3:]
			return int(m)
		}
	}
	d.ok = false
	return 0
}
