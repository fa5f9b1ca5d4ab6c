package kernel

import (
	"fmt"
	"testing"
	"time"

	"tcptui/fsm"
)

// held makes a present socket of a process.
func held(p *Process, port int, st fsm.State, change ...func(x *Seen)) Seen {
	x := Seen{Socket: sock(port, st, uint64(port)), First: long, Entered: long, User: "u"}
	x.Info = &Info{LastDataRecv: time.Hour, LastAckRecv: time.Hour}
	if p != nil {
		x.By = []*Process{p}
	}
	for _, f := range change {
		f(&x)
	}
	return x
}

func listening(p *Process, port, backlog, limit int) Seen {
	x := held(p, port, fsm.Listen)
	x.Local, x.Remote = ap(fmt.Sprintf("0.0.0.0:%d", port)), ap("0.0.0.0:0")
	x.Backlog, x.BacklogMax = uint32(backlog), uint32(limit)
	return x
}

// Who leaks comes first, and each trouble is counted where it belongs.
func TestAccounts(t *testing.T) {
	leaky, busy, good := &Process{PID: 30, Name: "leaky"}, &Process{PID: 20, Name: "busy"}, &Process{PID: 10, Name: "good"}
	young := func(x *Seen) { x.Entered = noon.Add(-time.Second) }
	s := &Snapshot{Time: noon, Sockets: []Seen{
		held(good, 1, fsm.Established), held(good, 2, fsm.Established), held(good, 3, fsm.CloseWait, young), held(good, 4, fsm.TimeWait, unheld(HeldTimeWait)),
		held(leaky, 5, fsm.CloseWait), held(leaky, 6, fsm.CloseWait, func(x *Seen) { x.Entered = long.Add(-time.Hour) }),
		held(leaky, 7, fsm.Established, func(x *Seen) { x.RecvQ = 900 }),
		held(leaky, 8, fsm.Established, func(x *Seen) { x.SendQ, x.Timer = 70, Timer{Kind: RetransmitTimer, Tries: 2} }),
		held(good, 12, fsm.Established, func(x *Seen) { x.SendQ, x.Timer = 0, Timer{Kind: RetransmitTimer} }),
		held(leaky, 9, fsm.FinWait2, unheld(HeldOrphan), func(x *Seen) { x.Was = []*Process{leaky} }),
		listening(busy, 80, 6, 5),
		held(nil, 80, fsm.Established, unheld(HeldQueued)),
		held(nil, 80, fsm.SynReceived, unheld(HeldRequest)),
		held(nil, 11, fsm.LastAck, unheld(HeldOrphan)),
	}}
	s.Index()
	var got []string
	for _, a := range s.Accounts() {
		name := a.Held.String()
		if a.Process != nil {
			name = a.Process.Name
		}
		got = append(got, fmt.Sprint(name, a.Sockets, a.Troubles))
	}
	want := []string{"busy3 [1 0 0 0 1 0]", "leaky5 [0 2 1 1 0 1]", "good4 [0 0 0 0 0 0]", "time-wait1 [0 0 0 0 0 0]", "orphan1 [0 0 0 0 0 0]"}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v\nwant %v", got, want)
	}
	a := s.Accounts()[1]
	if w := a.Worst[LeftInCloseWait]; w == nil || w.Local.Port() != 6 || s.Standing(w) != 2*time.Hour {
		t.Errorf("worst %+v", w)
	}
	if a.States[fsm.CloseWait] != 2 || a.RecvQ != 900 || a.SendQ != 70 {
		t.Errorf("%+v", a)
	}
}

// A socket that several processes hold counts for each.
func TestAccountsForked(t *testing.T) {
	parent, child := &Process{PID: 1}, &Process{PID: 2}
	s := &Snapshot{Time: noon, Sockets: []Seen{held(parent, 1, fsm.Established, func(x *Seen) { x.By = []*Process{parent, child} })}}
	if all := s.Accounts(); len(all) != 2 || all[0].Process != parent || all[1].Process != child || all[1].Sockets != 1 {
		t.Errorf("%+v", all)
	}
}

// A FIN alone is nothing to read.
func TestUnread(t *testing.T) {
	for _, tt := range []struct {
		s    Socket
		want uint32
	}{{Socket{}, 0}, {Socket{RecvQ: 5}, 5}, {Socket{RecvQ: 1, Shutdown: ReceiveShut}, 0}, {Socket{RecvQ: 6, Shutdown: ReceiveShut | SendShut}, 5}, {Socket{Shutdown: ReceiveShut}, 0}} {
		if got := tt.s.Unread(); got != tt.want {
			t.Errorf("%d of %+v", got, tt.s)
		}
	}
}

// How long a socket has stood: the kernel knows more than the first poll.
func TestStanding(t *testing.T) {
	s := &Snapshot{Time: noon}
	for _, tt := range []struct {
		name   string
		change func(x *Seen)
		want   time.Duration
	}{
		{"at the first poll", func(x *Seen) { x.Before, x.First, x.Entered = true, noon, noon }, time.Hour},
		{"the last that came was an ACK", func(x *Seen) { x.Before, x.First, x.Entered, x.Info.LastAckRecv = true, noon, noon, time.Second }, time.Second},
		{"long after the first poll", func(x *Seen) { x.Before, x.Info.LastAckRecv = true, time.Second }, time.Hour},
		{"state changed since", func(x *Seen) { x.Before, x.Entered = true, noon.Add(-time.Minute) }, time.Minute},
		{"no tcp_info", func(x *Seen) { x.Info = nil }, time.Hour},
	} {
		x := held(nil, 1, fsm.CloseWait, tt.change)
		if got := s.Standing(&x); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// Data that has just been sent after a long silence is not stuck.
func TestStuck(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(x *Seen)
		want   bool
	}{
		{"nothing to send", func(x *Seen) { x.Timer.Kind = ProbeTimer }, false},
		{"just sent", func(x *Seen) { x.SendQ, x.Timer.Kind = 5, RetransmitTimer }, false},
		{"sent again", func(x *Seen) { x.SendQ, x.Timer = 5, Timer{Kind: RetransmitTimer, Tries: 1} }, true},
		{"window closed", func(x *Seen) { x.SendQ, x.Timer.Kind, x.Info.LastDataSent = 5, ProbeTimer, StaleUnsent }, true},
		{"window just closed", func(x *Seen) { x.SendQ, x.Timer.Kind, x.Info.LastDataSent = 5, ProbeTimer, time.Second }, false},
		{"FIN alone", func(x *Seen) { x.State, x.SendQ, x.Timer = fsm.LastAck, 1, Timer{Kind: RetransmitTimer, Tries: 1} }, false},
	} {
		x := held(nil, 1, fsm.Established, tt.change)
		if got := x.stuck(); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestTroubleTexts(t *testing.T) {
	for x := range NumTroubles {
		if x.String() == "" || x.Why() == "" || troubles[x].weight == 0 || troubles[x].is == nil {
			t.Errorf("%d: %q %q", x, x, x.Why())
		}
	}
}
