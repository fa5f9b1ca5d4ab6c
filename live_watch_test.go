package main

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"tcptui/capture"
)

// TestKeptTold: what is said of a capture that nobody could be asked about.
func TestKeptTold(t *testing.T) {
	left := capture.Leftover{Dir: "/d", Bytes: 3e6}
	for _, tt := range []struct {
		name string
		kept keptCapture
		want []string // what each line begins with
	}{
		{"nothing is kept", keptCapture{err: errors.New("why")}, []string{"packets were not saved: why"}},
		{"all", keptCapture{Leftover: left}, []string{"packets were not saved and are kept: 3 MB in /d: "}},
		{"not all", keptCapture{Leftover: left, status: capture.LiveStatus{GivenUp: 2, Lost: 1}, closed: errors.New("not whole")}, []string{
			"packets were not saved and are kept: ", "/d: without 2 frames from before them: ", "/d: without 1 frame that ", "not whole"}},
	} {
		got := tt.kept.told()
		if !slices.EqualFunc(got, tt.want, func(err error, want string) bool { return strings.HasPrefix(err.Error(), want) }) {
			t.Errorf("%s: %v, want %q", tt.name, got, tt.want)
		}
	}
}

// TestKeptClosed: what closing comes to is told of the capture that was closed.
func TestKeptClosed(t *testing.T) {
	first, second, why := new(capture.LiveSource), new(capture.LiveSource), errors.New("why")
	kept := []keptCapture{{src: first}, {src: second}}
	l := &liveShow{kept: &kept}
	l.closed(second, why)
	l.closed(new(capture.LiveSource), errors.New("of one that is not kept"))
	if kept[0].closed != nil || kept[1].closed != why {
		t.Errorf("%v and %v", kept[0].closed, kept[1].closed)
	}
}
