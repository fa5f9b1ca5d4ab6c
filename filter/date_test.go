package filter

import (
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	at := func(s string) time.Time {
		d, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for text, want := range map[string]time.Time{
		"2013-01-02 03:04:05.5Z":            at("2013-01-02T03:04:05.5Z"),
		"2013-01-02T03:04:05.123456789012Z": at("2013-01-02T03:04:05.123456789Z"),
		"2013-01-02 03:04:05+0200":          at("2013-01-02T03:04:05+02:00"),
		"2013-01-02 03:04:05-02:30":         at("2013-01-02T03:04:05-02:30"),
		"2013-01-02 03:04 UTC":              at("2013-01-02T03:04:00Z"),
		"2013-1-2 3:4:5Z":                   at("2013-01-02T03:04:05Z"),
		"2013-02-30 00Z":                    at("2013-03-02T00:00:00Z"),
		"jan  2, 2013 03:04:05.25 UTC":      at("2013-01-02T03:04:05.25Z"),
		"2013-01-02":                        time.Date(2013, 1, 2, 0, 0, 0, 0, time.Local),
	} {
		if got, ok := parseDate(text); !ok || got != want.UnixNano() {
			t.Errorf("%q: %s, %v; want %s", text, time.Unix(0, got).UTC(), ok, want)
		}
	}
	for _, text := range []string{"", "2013", "2013-13-01", "2013-01-32", "2013/01/01", "2013-01-01 12:60:00", "2013-01-01 12:00:00 CET", "20130101",
		"2013-01-01 12:00:00 +0200", "Jan 1, 2013", "January 1, 2013 12:00:00", "Jan 1 2013 12:00:00", "2013-01-01 12:00:00.", "yesterday"} {
		if _, ok := parseDate(text); ok {
			t.Errorf("%q is taken for a date", text)
		}
	}
}
