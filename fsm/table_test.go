package fsm

import (
	"strings"
	"testing"
)

// TestTableComplete: every state and event has exactly one rule, with a reason.
func TestTableComplete(t *testing.T) {
	if len(rules) > 255 {
		t.Fatalf("%d rules do not fit a uint8", len(rules))
	}
	ids := map[string]bool{}
	for s := None; s < NumStates; s++ {
		for e := NoEvent; e < NumEvents; e++ {
			n := 0
			for _, r := range rules {
				if r.event == e && r.from.has(s) {
					n++
				}
			}
			if n != 1 {
				t.Errorf("%q, %v: %d rules, want 1", s, e, n)
			}
			row := Step(s, e)
			checkRow(t, row)
			if ids[row.ID()] {
				t.Errorf("row id %q is not unique", row.ID())
			}
			ids[row.ID()] = true
			if got := step(s, e); got != row.To {
				t.Errorf("%s: step says %v, Step %v", row.ID(), got, row.To)
			}
		}
	}
}

func checkRow(t *testing.T, r Row) {
	t.Helper()
	if (r.Verdict == Moves) != (r.To != r.From) {
		t.Errorf("%s: verdict %v, but to %v", r.ID(), r.Verdict, r.To)
	}
	n := strings.Count(r.Explanation, ". ") + 1
	if !strings.HasSuffix(r.Explanation, ".") && !strings.HasSuffix(r.Explanation, ".)") || n > 4 {
		t.Errorf("%s: explanation %q", r.ID(), r.Explanation)
	}
	if r.Event != NoEvent && !strings.Contains(r.Section, "RFC ") {
		t.Errorf("%s: section %q", r.ID(), r.Section)
	}
	if r.Event != NoEvent && r.Event.String() == "" {
		t.Errorf("event %d has no name", r.Event)
	}
}

// TestFigure5 holds the edges of RFC 9293 figure 5.
func TestFigure5(t *testing.T) {
	for _, c := range []struct {
		from State
		ev   Event
		to   State
	}{
		{Closed, PassiveOpen, Listen}, {Closed, SndSYN, SynSent}, {Listen, RcvSYN, SynReceived}, {Listen, SndSYN, SynSent},
		{SynSent, RcvSYN, SynReceived}, {SynSent, RcvSYNACK, Established}, {SynReceived, RcvACKOfSYN, Established},
		{SynReceived, SndFIN, FinWait1}, {SynReceived, RcvRST, Listen}, {Established, SndFIN, FinWait1},
		{Established, RcvFIN, CloseWait}, {FinWait1, RcvFIN, Closing}, {FinWait1, RcvACKOfFIN, FinWait2},
		{FinWait1, RcvFINACK, TimeWait}, {FinWait2, RcvFIN, TimeWait}, {Closing, RcvACKOfFIN, TimeWait},
		{CloseWait, SndFIN, LastAck}, {LastAck, RcvACKOfFIN, Closed}, {TimeWait, Timeout2MSL, Closed},
	} {
		if r := Step(c.from, c.ev); r.To != c.to || r.Verdict != Moves {
			t.Errorf("%s: to %v (%v), want %v", r.ID(), r.To, r.Verdict, c.to)
		}
	}
}

// TestStepOutOfRange: values that are no state or event stay and are impossible.
func TestStepOutOfRange(t *testing.T) {
	for _, c := range []struct {
		s State
		e Event
	}{{NumStates, SndSYN}, {255, 255}, {Closed, NumEvents}} {
		if r := Step(c.s, c.e); r.To != c.s || r.Verdict != Impossible || r.Explanation == "" {
			t.Errorf("Step(%d, %d) = %+v", c.s, c.e, r)
		}
	}
}
