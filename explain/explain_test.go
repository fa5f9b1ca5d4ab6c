package explain

import (
	"strings"
	"testing"

	"tcptui/decode"
	"tcptui/flows"
	"tcptui/fsm"
)

// want fails unless the catalogue has a text for a key.
func want(t *testing.T, k Key) Text {
	t.Helper()
	text, ok := Get(k)
	if !ok {
		t.Errorf("there is no text for %q", k)
	}
	return text
}

// TestEverythingHasAText: states, transitions, analysis flags, verdicts,
// findings and reasons all have one.
func TestEverythingHasAText(t *testing.T) {
	for s := fsm.None; s < fsm.NumStates; s++ {
		want(t, State(s))
		for e := fsm.NoEvent + 1; e < fsm.NumEvents; e++ {
			row := fsm.Step(s, e)
			if text := want(t, Rule(row)); text.Say != row.Explanation || text.Ref != row.Section {
				t.Errorf("%s: %+v", row.ID(), text)
			}
		}
	}
	for h := fsm.Unknown; h <= fsm.Observed; h++ {
		want(t, Key("how/"+h.String()))
	}
	notes, others := 0, 0
	for _, r := range flows.Rules() {
		if name, ok := strings.CutPrefix(r.Name, "tcp.analysis."); ok {
			want(t, Note(name))
			notes++
		} else {
			want(t, Finding(r.Name))
			others++
		}
	}
	if notes < 18 || others < 20 {
		t.Errorf("only %d analysis flags and %d findings", notes, others)
	}
	for v := flows.Original; v.String() != ""; v++ {
		want(t, Verdict(v.String()))
	}
	for r := flows.ReuseGone; r.String() != ""; r++ {
		want(t, Reuse(r.String()))
	}
}

// TestFlags: every combination of flags has a sentence on what the segment is,
// and no text twice.
func TestFlags(t *testing.T) {
	for f := range decode.Flags(1 << 12) {
		for _, data := range []bool{false, true} {
			keys := Flags(f, data)
			seen := make(map[Key]bool)
			for _, k := range keys {
				want(t, k)
				if seen[k] {
					t.Errorf("%v: %q twice", f, k)
				}
				seen[k] = true
			}
			if len(keys) == 0 {
				t.Errorf("%v: nothing", f)
			}
		}
	}
	for _, c := range []struct {
		f    decode.Flags
		data bool
		want string
	}{
		{decode.SYN, false, "flags/SYN"}, {decode.SYN, true, "flags/SYN+data"}, {decode.SYN | decode.ACK, false, "flags/SYN,ACK"},
		{decode.ACK, false, "flags/ACK"}, {decode.PSH | decode.ACK, true, "flags/ACK+data flags/PSH"}, {decode.FIN | decode.ACK, false, "flags/FIN,ACK"},
		{decode.FIN | decode.PSH | decode.ACK, true, "flags/FIN,ACK+data flags/PSH"}, {decode.RST, false, "flags/RST"}, {decode.RST | decode.ACK, false, "flags/RST,ACK"},
		{0, false, "flags/none"}, {decode.FIN | decode.PSH | decode.URG, false, "flags/xmas"}, {decode.FIN, false, "flags/FIN"},
		{decode.SYN | decode.FIN, false, "flags/SYN,FIN"}, {decode.SYN | decode.RST, false, "flags/SYN,RST"}, {decode.FIN | decode.RST | decode.ACK, false, "flags/FIN,RST"},
		{decode.SYN | decode.ECE | decode.CWR, false, "flags/SYN flags/ECN-offer"}, {decode.SYN | decode.ACK | decode.ECE, false, "flags/SYN,ACK flags/ECN-agree"},
		{decode.ACK | decode.ECE, false, "flags/ACK flags/ECE"}, {decode.ACK | decode.PSH | decode.CWR, true, "flags/ACK+data flags/CWR flags/PSH"}, {decode.PSH, true, "flags/no-ACK flags/PSH"},
	} {
		var got []string
		for _, k := range Flags(c.f, c.data) {
			got = append(got, string(k))
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%v, data %v: %s, want %s", c.f, c.data, s, c.want)
		}
	}
}

// TestTexts: each text is one to four sentences with a title, under a key of its
// own.
func TestTexts(t *testing.T) {
	seen := make(map[Key]bool)
	for _, text := range All() {
		if seen[text.Key] {
			t.Errorf("%s is there twice", text.Key)
		}
		seen[text.Key] = true
		if text.Title == "" {
			t.Errorf("%s has no title", text.Key)
		}
		if !strings.HasSuffix(text.Say, ".") && !strings.HasSuffix(text.Say, ".)") {
			t.Errorf("%s: %q is not a sentence", text.Key, text.Say)
		}
		if n := sentences(text.Say); n < 1 || n > 4 {
			t.Errorf("%s has %d sentences", text.Key, n)
		}
		if strings.HasPrefix(string(text.Key), "why/") && !strings.HasSuffix(text.Title, "?") {
			t.Errorf("%s: %q is not a question", text.Key, text.Title)
		}
		if text.Ref != "" && !strings.HasPrefix(text.Ref, "RFC ") {
			t.Errorf("%s: written in %q", text.Key, text.Ref)
		}
	}
	if _, ok := Get("state/OPEN"); ok {
		t.Error("there is a text for a state that is none")
	}
}

func sentences(text string) int {
	return strings.Count(text, ". ") + strings.Count(text, "? ") + strings.Count(text, ".) ") + 1
}

// TestWonders: each question comes up at its moment.
func TestWonders(t *testing.T) {
	const c, s = fsm.Client, fsm.Server
	pair := func(a, b fsm.State) [2]fsm.State { return [2]fsm.State{a, b} }
	est := pair(fsm.Established, fsm.Established)
	asked := make(map[Key]bool)
	for _, x := range []struct {
		m    Moment
		want string
	}{
		{Moment{From: c, Flags: decode.SYN, Event: fsm.SndSYN, Rcv: fsm.ArrivingSYN, Before: pair(fsm.Closed, fsm.Listen), After: pair(fsm.SynSent, fsm.Listen), Window: 1}, "isn"},
		{Moment{From: c, Flags: decode.SYN, Event: fsm.SndSYN, Rcv: fsm.ArrivingSYN, After: pair(fsm.SynSent, fsm.Listen), Window: 1, Reused: true}, "new-incarnation isn"},
		{Moment{From: c, Flags: decode.SYN, Event: fsm.SndSYN, Rcv: fsm.ArrivingSYN, After: pair(fsm.SynSent, fsm.Listen), Window: 1, Len: 9}, "fast-open isn"},
		{Moment{From: c, Flags: decode.SYN, Event: fsm.ReSYN, Rcv: fsm.RcvReSYN, Window: 1}, "syn-again"},
		{Moment{From: s, Flags: decode.SYN, Event: fsm.SndSYN, Rcv: fsm.RcvSYN, Before: pair(fsm.SynSent, fsm.Closed), After: pair(fsm.SynReceived, fsm.SynSent)}, "isn simultaneous-open"},
		{Moment{From: s, Flags: decode.SYN | decode.ACK, Event: fsm.SndSYNACK, Rcv: fsm.RcvSYNACK, Before: pair(fsm.SynSent, fsm.Listen), After: pair(fsm.Established, fsm.SynReceived), Window: 1}, "ack-plus-one one-segment"},
		{Moment{From: s, Flags: decode.SYN | decode.ACK, Event: fsm.ReSYNACK, Rcv: fsm.RcvReSYNACK, Window: 1, Lost: true}, "lost synack-again"},
		{Moment{From: c, Flags: decode.ACK, Event: fsm.SndACK, Rcv: fsm.RcvACKOfSYN, Before: pair(fsm.Established, fsm.SynReceived), After: est, Window: 1}, "three-steps"},
		{Moment{From: c, Flags: decode.ACK, Event: fsm.SndACK, Rcv: fsm.RcvACK, Before: est, After: est, Window: 1}, "ack-of-ack"},
		{Moment{From: c, Flags: decode.ACK, Event: fsm.SndACK, Rcv: fsm.RcvACK, Before: est, After: est}, "zero-window"},
		{Moment{From: c, Flags: decode.ACK, Len: 1, Event: fsm.SndData, Rcv: fsm.RcvData, Before: est, After: est, Window: 1, First: true}, "mid-stream"},
		{Moment{From: c, Flags: decode.ACK, Event: fsm.SndKeepAlive, Rcv: fsm.RcvKeepAlive, Before: est, After: est, Window: 1, Verdict: "keep-alive"}, "keep-alive"},
		{Moment{From: c, Flags: decode.ACK, Event: fsm.SndKeepAlive, Rcv: fsm.RcvKeepAlive, Before: est, After: est, Window: 1, Verdict: "window-probe"}, "window-probe"},
		{Moment{From: c, Flags: decode.ACK, Len: 9, Event: fsm.SndData, Rcv: fsm.RcvData, Before: est, After: est, Window: 1, Verdict: "fast-retransmission"}, "three-duplicates"},
		{Moment{From: c, Flags: decode.ACK, Len: 9, Event: fsm.SndData, Rcv: fsm.RcvData, Before: est, After: est, Window: 1, Verdict: "retransmission"}, "timeout"},
		{Moment{From: c, Flags: decode.ACK, Len: 9, Event: fsm.SndData, Rcv: fsm.RcvOld, Before: est, After: est, Window: 1, Verdict: "spurious-retransmission"}, "twice"},
		{Moment{From: s, Flags: decode.ACK, Event: fsm.SndACK, Rcv: fsm.RcvACKOfFIN, Before: pair(fsm.FinWait1, fsm.CloseWait), After: pair(fsm.FinWait2, fsm.CloseWait), Window: 1}, "half-close"},
		{Moment{From: s, Flags: decode.ACK, Len: 4, Event: fsm.SndData, Rcv: fsm.RcvData, Before: pair(fsm.FinWait2, fsm.CloseWait), After: pair(fsm.FinWait2, fsm.CloseWait), Window: 1}, "data-after-fin"},
		{Moment{From: s, Flags: decode.FIN | decode.ACK, Event: fsm.SndFIN, Rcv: fsm.RcvFIN, Before: pair(fsm.FinWait2, fsm.CloseWait), After: pair(fsm.TimeWait, fsm.LastAck), Window: 1}, "four-segments time-wait"},
		{Moment{From: s, Flags: decode.FIN | decode.ACK, Event: fsm.SndFIN, Rcv: fsm.RcvFINACK, Before: pair(fsm.FinWait1, fsm.CloseWait), After: pair(fsm.TimeWait, fsm.LastAck), Window: 1}, "three-segments time-wait"},
		{Moment{From: s, Flags: decode.FIN | decode.ACK, Event: fsm.ReFIN, Rcv: fsm.RcvReFIN, Before: pair(fsm.TimeWait, fsm.LastAck), After: pair(fsm.TimeWait, fsm.LastAck), Window: 1}, "fin-again"},
		{Moment{From: s, Flags: decode.FIN | decode.ACK, Event: fsm.SndFIN, Rcv: fsm.RcvFIN, Before: pair(fsm.FinWait1, fsm.Established), After: pair(fsm.Closing, fsm.FinWait1), Window: 1}, "simultaneous-close"},
		{Moment{From: c, Flags: decode.ACK, Event: fsm.SndACK, Rcv: fsm.RcvACKOfFIN, Before: pair(fsm.TimeWait, fsm.LastAck), After: pair(fsm.TimeWait, fsm.Closed), Window: 1}, "passive-no-wait"},
		{Moment{From: s, Flags: decode.RST | decode.ACK, Event: fsm.SndRST, Rcv: fsm.RcvRST, Before: pair(fsm.SynSent, fsm.Closed), After: pair(fsm.Closed, fsm.Closed)}, "refused"},
		{Moment{From: s, Flags: decode.RST | decode.ACK, Event: fsm.SndRST, Rcv: fsm.RcvRST, Before: est, After: pair(fsm.Closed, fsm.Closed)}, "rst-not-fin no-time-wait"},
		{Moment{From: s, Flags: decode.RST, Event: fsm.SndRST, Rcv: fsm.RcvFarRST, Before: pair(fsm.FinWait2, fsm.Closed), After: pair(fsm.FinWait2, fsm.Closed)}, "rst-after-close"},
		{Moment{From: c, Flags: decode.ACK, Event: fsm.SndChallenge, Rcv: fsm.RcvBadACK, Before: est, After: est, Window: 1}, "challenge"},
	} {
		var got []string
		for _, k := range Wonders(x.m) {
			want(t, k)
			asked[k] = true
			got = append(got, strings.TrimPrefix(string(k), "why/"))
		}
		if s := strings.Join(got, " "); s != x.want {
			t.Errorf("%+v: %q, want %q", x.m, s, x.want)
		}
	}
	for _, w := range wonders {
		if !asked[w.text.Key] {
			t.Errorf("%s never comes up", w.text.Key)
		}
	}
}
