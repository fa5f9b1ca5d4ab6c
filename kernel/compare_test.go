package kernel

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tcptui/fsm"
)

// Times of the comparisons: the poll is at noon.
var (
	noon = time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	long = noon.Add(-time.Hour)
)

// seen makes a socket that has long been in a state, held by one process.
func seen(st fsm.State, change ...func(x *Seen)) *Seen {
	x := &Seen{Socket: Socket{State: st, Inode: 5, Info: &Info{SndMSS: 1448}}, Before: true, First: long, Entered: long, By: []*Process{{PID: 7}}}
	for _, f := range change {
		f(x)
	}
	return x
}

func unheld(h Held) func(*Seen) {
	return func(x *Seen) { x.Held, x.Inode, x.By = h, 0, nil }
}

func gone(at time.Time) func(*Seen) { return func(x *Seen) { x.Gone = at } }

// compareRows has every reason at least once.
var compareRows = []struct {
	name   string
	w      Wire
	h      Host
	reason Reason
	notes  []Reason
}{
	{"both established", Wire{State: fsm.Established}, Host{Socket: seen(fsm.Established), Ours: true}, NoReason, nil},
	{"nothing known of the packets", Wire{}, Host{Socket: seen(fsm.Established), Ours: true}, NoReason, nil},
	{"closed and no socket", Wire{State: fsm.Closed}, Host{Ours: true}, NoReason, nil},
	{"closed and a listener", Wire{State: fsm.Closed}, Host{Ours: true, Listens: true}, NoReason, nil},
	{"listen and a listener", Wire{State: fsm.Listen}, Host{Ours: true, Listens: true}, NoReason, nil},
	{"small record in FIN-WAIT-2", Wire{State: fsm.FinWait2}, Host{Socket: seen(fsm.FinWait2, unheld(HeldOrphan)), Ours: true}, NoReason, []Reason{NoteOrphan}},

	{"not of this host", Wire{State: fsm.Established}, Host{}, Elsewhere, nil},
	{"packet from a clock that was set back", Wire{State: fsm.CloseWait, Last: noon.Add(time.Hour), Until: noon.Add(-Slack)}, Host{Socket: seen(fsm.Established), Ours: true}, ClockBack, nil},
	{"packet of the moment", Wire{State: fsm.CloseWait, Last: noon.Add(time.Second), Until: noon.Add(time.Second - Slack)}, Host{Socket: seen(fsm.Established), Ours: true}, UnderWay, nil},
	{"packet after the poll", Wire{State: fsm.CloseWait, Last: noon.Add(time.Millisecond)}, Host{Socket: seen(fsm.Established), Ours: true}, UnderWay, nil},
	{"packet within the slack", Wire{State: fsm.CloseWait, Last: noon.Add(-Slack + 1)}, Host{Socket: seen(fsm.Established), Ours: true}, UnderWay, nil},
	{"packet under way to the screen", Wire{State: fsm.Established, Until: noon}, Host{Socket: seen(fsm.CloseWait, func(x *Seen) { x.Entered = noon }), Ours: true}, UnderWay, nil},
	{"just vanished", Wire{State: fsm.Established, Until: noon}, Host{Socket: seen(fsm.Established, gone(noon)), Ours: true}, UnderWay, nil},
	{"packets far behind", Wire{State: fsm.Established, Until: noon.Add(-time.Minute)}, Host{Socket: seen(fsm.CloseWait, func(x *Seen) { x.Entered = noon.Add(-time.Second) }), Ours: true}, UnderWay, nil},
	{"came and went between polls, packets behind", Wire{State: fsm.Established, Last: noon.Add(-700 * time.Millisecond), Until: noon}, Host{Previous: noon.Add(-time.Second), Ours: true}, UnderWay, nil},
	{"came and went long ago, packets far behind", Wire{State: fsm.Established, Until: noon.Add(-time.Second)}, Host{Previous: noon.Add(-time.Second), Ours: true}, UnderWay, nil},
	{"came and went long ago", Wire{State: fsm.Established, Until: noon.Add(-Slack)}, Host{Previous: noon.Add(-time.Second), Ours: true}, CaptureLoss, nil},
	{"no packet under way", Wire{State: fsm.Established, Until: noon.Add(time.Second)}, Host{Socket: seen(fsm.CloseWait, func(x *Seen) { x.Entered = noon }), Ours: true}, CaptureLoss, nil},
	{"ports used again", Wire{State: fsm.TimeWait}, Host{Socket: seen(fsm.SynSent, func(x *Seen) { x.Before, x.First = false, noon }), Ours: true}, Reused, nil},
	{"used again after a reset", Wire{State: fsm.Closed, Reset: true}, Host{Socket: seen(fsm.Established, func(x *Seen) { x.Before, x.First = false, noon }), Ours: true}, Reused, nil},
	{"last ACK not taken", Wire{State: fsm.Established}, Host{Socket: seen(fsm.SynReceived, unheld(HeldRequest), func(x *Seen) { x.Request = true }), Ours: true, Listens: true}, RequestKept, []Reason{NoteRequest}},
	{"SYN cookies", Wire{State: fsm.SynReceived}, Host{Ours: true, Listens: true}, RequestDropped, nil},
	{"nobody listens", Wire{State: fsm.Listen}, Host{Ours: true}, NoListener, nil},
	{"RST outside of RCV.NXT", Wire{State: fsm.Closed, Reset: true}, Host{Socket: seen(fsm.Established), Ours: true}, ResetRefused, nil},
	{"FIN behind a hole", Wire{State: fsm.CloseWait}, Host{Socket: seen(fsm.Established), Ours: true}, FINUndelivered, nil},
	{"FIN not taken by who closed", Wire{State: fsm.TimeWait}, Host{Socket: seen(fsm.FinWait2), Ours: true}, FINUndelivered, nil},
	{"SYN,ACK not taken", Wire{State: fsm.Established}, Host{Socket: seen(fsm.SynSent), Ours: true}, Undelivered, nil},
	{"ACK of FIN not taken", Wire{State: fsm.FinWait2}, Host{Socket: seen(fsm.FinWait1, unheld(HeldOrphan)), Ours: true}, Undelivered, []Reason{NoteOrphan}},
	{"FIN behind data", Wire{State: fsm.Established}, Host{Socket: seen(fsm.FinWait1, unheld(HeldOrphan), func(x *Seen) { x.SendQ = 9000 }), Ours: true}, FINQueued, []Reason{NoteOrphan}},
	{"own FIN not captured", Wire{State: fsm.Established}, Host{Socket: seen(fsm.FinWait1, func(x *Seen) { x.SendQ = 1 }), Ours: true}, CaptureLoss, nil},
	{"TIME-WAIT of a minute", Wire{State: fsm.TimeWait}, Host{Ours: true}, TimeWaitOver, nil},
	{"orphan given up", Wire{State: fsm.FinWait2, Last: noon.Add(-finTimeout)}, Host{Ours: true}, OrphanOver, nil},
	{"orphan given up early", Wire{State: fsm.FinWait2, Last: noon.Add(-9 * time.Second)}, Host{Socket: seen(fsm.FinWait2, unheld(HeldOrphan), gone(noon.Add(-time.Second))), Ours: true}, OrphanOver, nil},
	{"no answer to the SYN", Wire{State: fsm.SynSent}, Host{Ours: true}, GaveUp, nil},
	{"no answer to the FIN", Wire{State: fsm.LastAck}, Host{Ours: true}, GaveUp, nil},
	{"began in mid-stream", Wire{State: fsm.Established, Guessed: true}, Host{Socket: seen(fsm.CloseWait), Ours: true}, MidStream, nil},
	{"peer's FIN not captured", Wire{State: fsm.Established}, Host{Socket: seen(fsm.CloseWait), Ours: true}, CaptureLoss, nil},
	{"end not captured", Wire{State: fsm.Established}, Host{Ours: true}, CaptureLoss, nil},
	{"another branch", Wire{State: fsm.CloseWait}, Host{Socket: seen(fsm.FinWait2), Ours: true}, CaptureLoss, nil},

	{"TIME-WAIT", Wire{State: fsm.TimeWait}, Host{Socket: seen(fsm.TimeWait, unheld(HeldTimeWait)), Ours: true}, NoReason, []Reason{NoteTimeWait}},
	{"request", Wire{State: fsm.SynReceived}, Host{Socket: seen(fsm.SynReceived, unheld(HeldRequest), func(x *Seen) { x.Request = true }), Ours: true}, NoReason, []Reason{NoteRequest}},
	{"in the backlog", Wire{State: fsm.Established}, Host{Socket: seen(fsm.Established, unheld(HeldQueued)), Ours: true}, NoReason, []Reason{NoteQueued}},
	{"held twice", Wire{State: fsm.CloseWait}, Host{Socket: seen(fsm.CloseWait, func(x *Seen) { x.By = append(x.By, &Process{PID: 8}) }), Ours: true}, NoReason, []Reason{NoteForked}},
	{"segments above the MSS", Wire{State: fsm.Established, Largest: 14480}, Host{Socket: seen(fsm.Established), Ours: true}, NoReason, []Reason{NoteOffload}},
}

func TestCompare(t *testing.T) {
	used := make(map[Reason]bool)
	for _, tt := range compareRows {
		tt.h.Polled = noon
		if tt.w.Last.IsZero() {
			tt.w.Last = noon.Add(-time.Minute + time.Second)
		}
		f := Compare(tt.w, tt.h)
		if f.Reason != tt.reason || f.Differs != (tt.reason != NoReason) || !slices.Equal(f.Notes, tt.notes) {
			t.Errorf("%s: %v %v (%v beside %v), want %v %v", tt.name, f.Reason, f.Notes, f.Wire, f.Kernel, tt.reason, tt.notes)
		}
		for _, r := range append(f.Notes, f.Reason) {
			used[r] = true
		}
	}
	for r := range numReasons {
		if !used[r] {
			t.Errorf("no row is for %v", r)
		}
	}
}

// Every pair of states has a reason, and what is the same has none.
func TestCompareTotal(t *testing.T) {
	for w := fsm.Closed; w < fsm.NumStates; w++ {
		for k := fsm.Closed; k < fsm.NumStates; k++ {
			f := Compare(Wire{State: w, Last: long}, Host{Polled: noon, Socket: seen(k), Ours: true})
			if !f.Compared || f.Differs != (w != k) && !(w == fsm.Closed && k == fsm.Listen) || f.Differs != (f.Reason != NoReason) {
				t.Errorf("%v beside %v: %+v", w, k, f)
			}
		}
	}
}

// Every reason says in sentences why.
func TestReasonTexts(t *testing.T) {
	names := make(map[string]bool)
	for r := NoReason + 1; r < numReasons; r++ {
		if name := r.String(); name == "" || names[name] || !strings.HasSuffix(r.Why(), ".") {
			t.Errorf("%d: %q %q", r, name, r.Why())
		}
		names[r.String()] = true
	}
	for h := HeldByProcess; h <= HeldOrphan; h++ {
		if h.String() == "" || !strings.HasSuffix(h.Say(), ".") {
			t.Errorf("%d: %q %q", h, h, h.Say())
		}
	}
}
