package ui

import (
	"slices"
	"strings"
	"time"

	"tcptui/decode"
	"tcptui/flows"
)

// timeFormat is how the time column is written.
type timeFormat int

// The time formats, in the order in which the key goes through them.
const (
	timeRelative timeFormat = iota // seconds since the first frame, or the time reference before
	timeDelta                      // seconds since the frame listed before
	timeCaptured                   // seconds since the frame before in the capture
	timeOfDay                      // local time of day
	timeUTC                        // time of day in UTC
	timeDate                       // local date and time of day
	timeEpoch                      // seconds since 1970
	timeFormats
)

// clock is a time format: its name in the settings, what it says to the user,
// and how it writes the time of a row that has one.
type clock struct {
	name, says string
	text       func(b []byte, r *listed) []byte
}

// clocks are the time formats.
var clocks = [timeFormats]clock{
	timeRelative: {"relative", "seconds since the first packet, or the time reference before", clockRelative},
	timeDelta:    {"delta-displayed", "seconds since the packet above", clockDelta},
	timeCaptured: {"delta", "seconds since the packet captured before, listed or not", clockCaptured},
	timeOfDay:    {"time", "local time of day", func(b []byte, r *listed) []byte { return r.at(r.m.zone).AppendFormat(b, "15:04:05.000000") }},
	timeUTC:      {"utc", "time of day in UTC", func(b []byte, r *listed) []byte { return r.at(time.UTC).AppendFormat(b, "15:04:05.000000Z") }},
	timeDate:     {"local", "local date and time", func(b []byte, r *listed) []byte { return r.at(r.m.zone).AppendFormat(b, "2006-01-02 15:04:05.000000") }},
	timeEpoch:    {"epoch", "seconds since 1970", func(b []byte, r *listed) []byte { return appendSeconds(b, r.row.Time) }},
}

// clockNames are the names of the time formats, for a message.
func clockNames() string {
	names := make([]string, len(clocks))
	for i := range clocks {
		names[i] = clocks[i].name
	}
	return strings.Join(names, ", ")
}

// clockNamed is the time format of a name; false when there is none.
func clockNamed(name string) (timeFormat, bool) {
	for i := range clocks {
		if clocks[i].name == name {
			return timeFormat(i), true
		}
	}
	return 0, false
}

// at is when the row was captured.
func (r *listed) at(zone *time.Location) time.Time { return time.Unix(0, r.row.Time).In(zone) }

// refSign is the relative time of a row that is a time reference, as Wireshark
// writes it.
const refSign = "*REF*"

func clockRelative(b []byte, r *listed) []byte {
	base := uint32(0)
	if refs := r.m.timeRefs; len(refs) > 0 {
		at, found := slices.BinarySearch(refs, r.row.No)
		if found {
			return append(b, refSign...)
		}
		if at > 0 {
			base = refs[at-1]
		}
	}
	return appendSeconds(b, r.row.Time-r.m.snap.Row(base).Time)
}

func clockDelta(b []byte, r *listed) []byte { return appendSince(b, r, r.before) }

func clockCaptured(b []byte, r *listed) []byte {
	if r.row.No == 0 {
		return appendSeconds(b, 0)
	}
	return appendSince(b, r, r.row.No-1)
}

// appendSince appends the seconds from another row to this one; 0 where there is
// no such row.
func appendSince(b []byte, r *listed, row uint32) []byte {
	if row == flows.NoRow {
		return appendSeconds(b, 0)
	}
	other := r.m.snap.Row(row)
	if other.NoTime {
		return append(b, '-')
	}
	return appendSeconds(b, r.row.Time-other.Time)
}

// appendSeconds appends ns as seconds with six decimals, rounded towards zero.
func appendSeconds(b []byte, ns int64) []byte { return decode.AppendSeconds(b, ns, 6) }

// textTime is the time of a row in the format that was chosen.
func textTime(b []byte, r *listed, _ int) []byte { return textClock(b, r, r.m.clock) }

// textClock is the time of a row in a format.
func textClock(b []byte, r *listed, f timeFormat) []byte {
	if r.row.NoTime {
		return append(b, '-')
	}
	return clocks[f].text(b, r)
}

// inClock makes the text of a column that has one time format always.
func inClock(f timeFormat) func([]byte, *listed, int) []byte {
	return func(b []byte, r *listed, _ int) []byte { return textClock(b, r, f) }
}

// dayZone is where the times of day of the format are; nil when it has none.
func (m *model) dayZone() *time.Location {
	switch m.clock {
	case timeOfDay, timeDate:
		return m.zone
	case timeUTC:
		return time.UTC
	}
	return nil
}
