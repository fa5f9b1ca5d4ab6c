package ui

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"tcptui/decode"
	"tcptui/flows"
)

// timeForms are the ways in which a time of day can be typed; without a date it is
// that of the selected packet.
var timeForms = []struct {
	form string
	date bool
}{
	{"2006-01-02 15:04:05", true}, {"2006-01-02T15:04:05", true}, {"2006-01-02 15:04", true}, {"2006-01-02", true},
	{"15:04:05", false}, {"15:04", false},
}

// errTime says how a time can be typed.
var errTime = errors.New("times are +1.5s or -200ms from this packet, 2.5 from the first, 12:00:03, or 2026-01-31 12:00:03")

// goTime goes to the first listed packet from a time on; before this packet, to the
// last one up to it.
func (s *shell) goTime(text string) error {
	if s.m.sel == flows.NoRow {
		return errors.New("there are no packets" + soFar(s.m))
	}
	here := s.m.snap.Row(s.m.sel)
	if here.NoTime {
		return errors.New("this packet has no time to count from")
	}
	at, back, err := s.parseTime(text, here.Time)
	if err != nil {
		return err
	}
	is, from, none := ">=", int64(-1), "no packet comes at that time or later"
	if back {
		is, from, none = "<=", int64(s.m.snap.Rows()), "no packet comes at that time or earlier"
	}
	expr := "frame.time_epoch " + is + " " + string(decode.AppendSeconds(nil, at, 9))
	q, err := newQuery(byFilter, expr, false, false, s.catalog())
	if err != nil {
		return err
	}
	s.seek(q, from, back, none+s.m.asFiltered())
	return nil
}

// parseTime reads a time, ns since the epoch, and whether it lies before here.
func (s *shell) parseTime(text string, here int64) (at int64, back bool, err error) {
	if sign := text[:min(len(text), 1)]; sign == "+" || sign == "-" {
		d, err := parseSpan(text[1:])
		if sign == "-" {
			d = -d
		}
		return here + d, sign == "-", err
	}
	if d, err := parseSpan(text); err == nil {
		const epoch = 1e8 * int64(time.Second) // no capture is that long: it is a time since 1970
		if d >= epoch {
			return d, false, nil
		}
		return s.m.snap.Row(0).Time + d, false, nil
	}
	day := time.Unix(0, here).In(s.m.zone)
	for _, f := range timeForms {
		t, err := time.ParseInLocation(f.form, text, s.m.zone)
		if err != nil {
			continue
		}
		if !f.date {
			t = time.Date(day.Year(), day.Month(), day.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), s.m.zone)
		}
		return t.UnixNano(), false, nil
	}
	return 0, false, errTime
}

// parseSpan reads a span of time, ns: seconds, or with a unit as 1m30s.
func parseSpan(text string) (int64, error) {
	if d, err := time.ParseDuration(text); err == nil && !strings.HasPrefix(text, "-") {
		return int64(d), nil
	}
	whole, part, _ := strings.Cut(text, ".")
	sec, err := strconv.ParseUint("0"+whole, 10, 33)
	if err != nil || text == "" || text == "." || len(part) > 9 {
		return 0, errTime
	}
	ns, err := strconv.ParseUint((part + "000000000")[:9], 10, 64)
	if err != nil {
		return 0, errTime
	}
	if sec > uint64(9e9) {
		return 0, fmt.Errorf("%s seconds are too many", text)
	}
	return int64(sec)*int64(time.Second) + int64(ns), nil
}
