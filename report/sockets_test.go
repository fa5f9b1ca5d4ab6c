package report

import (
	"bytes"
	"errors"
	"io"
	"net/netip"
	"testing"
	"time"

	"tcptui/fsm"
	"tcptui/internal/golden"
	"tcptui/kernel"
)

// hostSnapshot is a host with a server that leaks, a client, and what nobody holds.
func hostSnapshot() *kernel.Snapshot {
	noon := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	leaky := &kernel.Process{PID: 4711, Name: "leaky\x1b[31m", Command: "leaky -p 80"}
	worker := &kernel.Process{PID: 4712, Name: "leaky"}
	s := &kernel.Snapshot{Polls: 1, Time: noon}
	add := func(local, remote string, st fsm.State, change func(x *kernel.Seen)) {
		x := kernel.Seen{Before: true, First: noon.Add(-time.Hour), Entered: noon.Add(-time.Hour), User: "www"}
		x.Local, x.Remote, x.State = netip.MustParseAddrPort(local), netip.MustParseAddrPort(remote), st
		x.Inode, x.Cong = 7, "cubic"
		x.Info = &kernel.Info{Size: 240, Options: kernel.SACK | kernel.Timestamps, RTT: 12300 * time.Microsecond, RTO: 212 * time.Millisecond, SndCwnd: 10, SndMSS: 1448,
			SndSsthresh: kernel.InfiniteSsthresh, PacingRate: kernel.UnlimitedRate, MaxPacingRate: kernel.UnlimitedRate, LastDataRecv: time.Hour, LastAckRecv: time.Hour}
		x.Mem = &kernel.Memory{RcvBuf: 131072}
		change(&x)
		s.Sockets = append(s.Sockets, x)
	}
	by := func(list ...*kernel.Process) func(x *kernel.Seen) { return func(x *kernel.Seen) { x.By = list } }
	none := func(h kernel.Held) func(x *kernel.Seen) {
		return func(x *kernel.Seen) { x.Held, x.Inode, x.Info, x.Mem, x.Cong = h, 0, nil, nil, "" }
	}
	add("10.0.0.1:80", "10.0.0.9:40002", fsm.TimeWait, func(x *kernel.Seen) {
		none(kernel.HeldTimeWait)(x)
		x.Timer = kernel.Timer{Kind: kernel.TimeWaitTimer, In: 43 * time.Second}
	})
	add("10.0.0.1:80", "10.0.0.9:40001", fsm.CloseWait, by(leaky, worker))
	add("10.0.0.1:80", "10.0.0.9:40003", fsm.Established, func(x *kernel.Seen) {
		by(leaky)(x)
		x.RecvQ, x.SendQ, x.Info.Unacked, x.Info.TotalRetrans = 900, 1448, 1, 4
		x.Timer = kernel.Timer{Kind: kernel.RetransmitTimer, In: 1700 * time.Millisecond, Tries: 3}
		x.Info.SndSsthresh, x.Info.PacingRate = 7, 125000
	})
	add("0.0.0.0:80", "0.0.0.0:0", fsm.Listen, func(x *kernel.Seen) {
		by(leaky)(x)
		x.Backlog, x.BacklogMax = 129, 128
	})
	add("10.0.0.1:80", "10.0.0.9:40004", fsm.SynReceived, func(x *kernel.Seen) {
		none(kernel.HeldRequest)(x)
		x.Request = true
	})
	add("[2001:db8::1]:52000", "[2001:db8::2]:443", fsm.Established, func(x *kernel.Seen) { x.Held = kernel.HeldHidden })
	s.Index()
	return s
}

func TestSockets(t *testing.T) {
	var text, json bytes.Buffer
	if err := errors.Join(Sockets(&text, hostSnapshot()), SocketsJSON(&json, hostSnapshot())); err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/host.sockets", text.String())
	golden.Check(t, "testdata/host.sockets.json", json.String())
}

// A host without sockets, and a reader that has gone.
func TestSocketsEdges(t *testing.T) {
	var text bytes.Buffer
	empty := &kernel.Snapshot{Polls: 1, Time: time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)}
	if err := Sockets(&text, empty); err != nil || text.String() != "TCP sockets of this host at 2026-11-28 12:00:00: none\n" {
		t.Errorf("%q %v", text.String(), err)
	}
	r, w := io.Pipe()
	r.Close()
	if err := SocketsJSON(w, hostSnapshot()); !errors.Is(err, ErrClosed) {
		t.Errorf("a closed pipe gives %v", err)
	}
}

// What JSON may hold and a terminal must not see.
func TestEscapeJSON(t *testing.T) {
	if got, want := string(escapeJSON([]byte("{\n\"a\": \"ü\u202e\u009b\x7f\U000e0001\"}"))), "{\n\"a\": \"ü\\u202e\\u009b\\u007f\\udb40\\udc01\"}"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestShortTime(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "", 12 * time.Microsecond: "12 us", 3400 * time.Microsecond: "3.4 ms", 43 * time.Millisecond: "43 ms",
		1500 * time.Millisecond: "1.5 s", 90 * time.Second: "90 s", 20 * time.Minute: "20 min", 30 * time.Hour: "30 h",
	} {
		if got := shortTime(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}
