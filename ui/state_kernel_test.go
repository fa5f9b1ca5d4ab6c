package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tcptui/fsm"
	"tcptui/kernel"
	"tcptui/testdata/samples"
)

// TestGoldenKernel compares the states of a connection with what the kernel says of
// both ends: the same, and another that is explained.
func TestGoldenKernel(t *testing.T) {
	t.Parallel()
	for _, s := range screens {
		size := fmt.Sprintf("_%dx%d", s.w, s.h)
		st := hostStage(t, samples.Chat(), leakyHost(), s.w, s.h)
		st.press("7", "G")
		st.compare(t, "kernel"+size)
		st.press("s")
		st.compare(t, "kernel_state"+size)
		st.press("d")
		st.compare(t, "kernel_diagram"+size)
	}
}

// linesText is some lines as one text.
func linesText(lines []line) string {
	var b strings.Builder
	for _, l := range lines {
		for _, s := range l {
			b.WriteString(s.text)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// kernelText is all that the state pane says of the kernel.
func kernelText(st *stage) string { return linesText(fitRanked(kernelLines(st.shell.m, 500), 100)) }

// Notes stand where nothing differs, and a difference has its reason.
func TestKernelLines(t *testing.T) {
	t.Parallel()
	two := []*kernel.Process{{PID: 1, Name: "parent"}, {PID: 2, Name: "child"}}
	server := func(change ...func(x *kernel.Seen)) kernel.Seen {
		return seenSocket("10.0.0.1:8899", "10.0.0.2:50412", fsm.Closed, change...)
	}
	for _, tt := range []struct {
		name   string
		socket kernel.Seen
		wants  []string
		not    []string
	}{
		{"a difference", server(func(x *kernel.Seen) { x.State = fsm.CloseWait }),
			[]string{"server  CLOSE-WAIT  ≠ CLOSED in the packets", "  undelivered: ", "cwnd 10"}, []string{"client", "offload"}},
		{"notes", server(func(x *kernel.Seen) { x.State, x.By, x.Info.SndMSS = fsm.Closed, two, 10 }),
			[]string{"= in the packets", "parent (1), child (2)", "forked: Several", "offload: Captured"}, []string{"≠"}},
		{"no measures", server(func(x *kernel.Seen) { x.Info, x.History, x.By, x.Held = nil, nil, nil, kernel.HeldOrphan }),
			[]string{"held by none: orphan", "orphan: The process has closed"}, []string{"cwnd", "rtt"}},
		{"a threshold, and what is lost", server(func(x *kernel.Seen) {
			x.Info.SndSsthresh, x.Info.Lost, x.Info.Retrans, x.Info.TotalRetrans, x.SendQ = 7, 2, 1, 9, 1234
		}), []string{"ssthresh 7", "lost 2", "retrans 1 of 9 in all", "send queue 1,234 B", "rtt 43.0 µs ±21.0 µs", "rto 201 ms"}, nil},
	} {
		got := kernelText(hostStage(t, samples.Chat(), hostOf(tt.socket), 160, 48))
		for _, want := range tt.wants {
			if !strings.Contains(got, want) {
				t.Errorf("%s: no %q in:\n%s", tt.name, want, got)
			}
		}
		for _, not := range tt.not {
			if strings.Contains(got, not) {
				t.Errorf("%s: %q in:\n%s", tt.name, not, got)
			}
		}
	}
	if got := kernelText(hostStage(t, samples.Chat(), hostOf(), 160, 48)); got != "" {
		t.Errorf("a host without sockets says %q", got)
	}
}

// What was said beside the capture stays when it has ended; the page of sockets goes
// on.
func TestKernelAfterTheEnd(t *testing.T) {
	t.Parallel()
	k := leakyHost()
	st := hostStage(t, samples.Chat(), k, 160, 48)
	before := kernelText(st)
	k.now.Store(hostOf().snap)
	st.press("I")
	st.wants("There are none.")
	if after := kernelText(st); before == "" || after != before {
		t.Errorf("the comparison has changed from\n%s\nto\n%s", before, after)
	}
	st.press("I", "s")
	st.wants("as it was when the capture ended")
	st.shell.m.host.ended = time.Time{}
	st.draw()
	st.wants("kernel, now (12:00:00)")
}

// What matters least goes first where there is no room.
func TestFitRanked(t *testing.T) {
	t.Parallel()
	var lines []rankedLine
	for i, rank := range []int{rankState, rankWhy, rankMeasures, rankNotes, rankState, rankWhy, rankMeasures} {
		lines = append(lines, rankedLine{line{{text: string(rune('a' + i))}}, rank})
	}
	for n, want := range []string{"", "a", "ae", "abe", "abef", "abcef", "abcefg", "abcdefg", "abcdefg"} {
		got := strings.ReplaceAll(linesText(fitRanked(slices.Clone(lines), n)), "\n", "")
		if got != want {
			t.Errorf("%d lines: %q, want %q", n, got, want)
		}
	}
}

// Items stand beside each other as far as there is room.
func TestPutItems(t *testing.T) {
	t.Parallel()
	items := []line{{{text: "one 1"}}, {{text: "two 2"}}, {{text: "a longer one than there is room"}}}
	if got, want := linesText(putItems(items, 2, 16)), "  one 1  two 2\n  a longer one …\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
