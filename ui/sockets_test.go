package ui

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tcptui/fsm"
	evil "tcptui/internal/hostile"
	"tcptui/kernel"
	"tcptui/testdata/samples"
)

// leakyHost is a host on which one process leaks, one hangs and one is well, and
// with both ends of the first connection of the chat.
func leakyHost() *fakeKernel {
	by := func(pid int, name, command string) func(x *kernel.Seen) {
		return func(x *kernel.Seen) {
			x.By = []*kernel.Process{{PID: pid, Name: name, Command: command}}
		}
	}
	leaky, hangs := by(900, "leaky", "/usr/bin/leaky --workers 4"), by(700, "hangs", "hangs -p 80")
	ago := func(d time.Duration) func(x *kernel.Seen) {
		return func(x *kernel.Seen) { x.Before, x.First, x.Entered = false, polledAt.Add(-d), polledAt.Add(-d) }
	}
	listen := func(backlog, most uint32) func(x *kernel.Seen) {
		return func(x *kernel.Seen) { x.Backlog, x.BacklogMax, x.Info, x.History, x.Cong = backlog, most, nil, nil, "" }
	}
	small := func(held kernel.Held) func(x *kernel.Seen) {
		return func(x *kernel.Seen) {
			x.Info, x.By, x.History, x.Small, x.Held, x.Inode, x.User, x.Cong = nil, nil, nil, true, held, 0, "", ""
			x.Timer = kernel.Timer{Kind: kernel.TimeWaitTimer, In: 41 * time.Second}
		}
	}
	return hostOf(
		seenSocket("0.0.0.0:8899", "0.0.0.0:0", fsm.Listen, listen(0, 128)),
		seenSocket("10.0.0.1:8899", "10.0.0.2:50412", fsm.Established),
		seenSocket("10.0.0.2:50412", "10.0.0.1:8899", fsm.TimeWait, small(kernel.HeldTimeWait)),
		seenSocket("0.0.0.0:80", "0.0.0.0:0", fsm.Listen, hangs, listen(129, 128)),
		seenSocket("10.0.0.1:80", "10.0.0.7:41000", fsm.Established, hangs, func(x *kernel.Seen) { x.RecvQ = 65_536 }),
		seenSocket("10.0.0.1:40001", "10.0.0.9:443", fsm.CloseWait, leaky, ago(3*time.Hour)),
		seenSocket("10.0.0.1:40002", "10.0.0.9:443", fsm.CloseWait, leaky, ago(2*time.Minute)),
		seenSocket("10.0.0.1:40003", "10.0.0.9:443", fsm.Established, leaky, ago(5*time.Second)),
		seenSocket("10.0.0.1:40004", "10.0.0.9:443", fsm.TimeWait, small(kernel.HeldTimeWait), ago(19*time.Second)),
		seenSocket("[2001:db8::1]:22", "[2001:db8::2]:50000", fsm.Established, by(1, "sshd", "sshd: guest")),
	)
}

// TestGoldenSockets compares the page of this host's sockets, its sockets of a
// process, and the start page's way to it.
func TestGoldenSockets(t *testing.T) {
	t.Parallel()
	for _, s := range screens {
		size := fmt.Sprintf("_%dx%d", s.w, s.h)
		st := hostStage(t, samples.Chat(), leakyHost(), s.w, s.h)
		st.press("I")
		st.compare(t, "sockets"+size)
		st.press("j", "Enter")
		st.compare(t, "sockets_leaky"+size)
	}
}

// TestSocketsPage goes through the page: the worst first, into its sockets, and
// back, from everywhere.
func TestSocketsPage(t *testing.T) {
	t.Parallel()
	k := leakyHost()
	st := hostStage(t, samples.Chat(), k, 160, 48)
	st.press(":")
	for _, r := range "sockets" {
		st.press(string(r))
	}
	st.press("Enter")
	p := st.shell.panes[viewSockets].(*socketsPane)
	if st.shell.view.focus != viewSockets || len(p.who.items) == 0 || accountText(p.who.items[0]) != "hangs (700)" {
		t.Fatalf("pane %d:\n%s", st.shell.view.focus, st.text())
	}
	st.press("j", "Enter")
	st.wants("Sockets of leaky (900): 3", "left in CLOSE-WAIT for ≥ 3h 00m", "/usr/bin/leaky --workers 4")
	st.press("G")
	moved := leakyHost() // the next poll, in another order and without the first of the leaky ones
	slices.Reverse(moved.snap.Sockets)
	moved.snap.Sockets = slices.DeleteFunc(moved.snap.Sockets, func(x kernel.Seen) bool { return x.Local.Port() == 40001 })
	moved.snap.Index()
	k.now.Store(moved.snap)
	st.shell.refresh()
	st.draw()
	if x, ok := p.what.at(); !ok || x.Local.Port() != 40003 || len(p.what.items) != 2 {
		t.Errorf("after the next poll the cursor is on %v of %d", x, len(p.what.items))
	}
	st.press("Enter")
	st.wants("the capture has no packet of this socket")
	st.press("Esc")
	if p.into || st.shell.view.focus != viewSockets {
		t.Error("Esc did not go back to the processes")
	}
	st.press(">", ">", ">") // by sockets
	if st.wants("Sockets▼"); p.who.items[0].Sockets < p.who.items[len(p.who.items)-1].Sockets {
		t.Error("sorting by the number of sockets does not begin with most")
	}
	st.press("<", "<", "<")
	if accountText(p.who.items[0]) != "hangs (700)" || p.who.t.sort >= 0 {
		t.Error("before the first column stands not who is worst")
	}
	p.who.find(func(a *kernel.Account) bool { return a.Process != nil && a.Process.PID == 4711 })
	st.press("Enter")
	p.what.find(func(x *kernel.Seen) bool { return x.State == fsm.Established })
	st.press("Enter")
	if st.shell.view.focus != panePackets || st.shell.m.only != 0 {
		t.Errorf("Enter on a socket with packets: pane %d lists connection %d", st.shell.view.focus, st.shell.m.only)
	}
	st.press("Esc", "Esc", "Esc")
	if st.shell.view.focus != panePackets {
		t.Errorf("Esc comes back to pane %d", st.shell.view.focus)
	}
}

// TestSocketsWithoutCapture: any capture may be shown, the kernel is asked when the
// page is; where it cannot be the page says why.
func TestSocketsWithoutCapture(t *testing.T) {
	t.Parallel()
	asked := 0
	for _, tt := range []struct {
		begin func() (HostKernel, error)
		wants string
	}{
		{func() (HostKernel, error) { asked++; return leakyHost(), nil }, "leaky (900)"},
		{func() (HostKernel, error) { return nil, errors.New("no such\x1b[31m thing") }, "cannot be asked for its sockets: no such"},
		{func() (HostKernel, error) { return hostOf(), nil }, "There are none."},
		{func() (HostKernel, error) { return fakeOf(new(kernel.Snapshot)), nil }, "asking the kernel ..."},
		{func() (HostKernel, error) {
			return fakeOf(&kernel.Snapshot{Err: errors.New("not permitted")}), nil
		}, "does not tell its sockets: not permitted"},
		{nil, "The kernel is not asked for its sockets here."},
	} {
		st := chat(t, 120, 36)
		atEnd(t, st.shell.stopWork)
		st.shell.m.host.begin = tt.begin
		st.press("O")
		if got := strings.Contains(st.text(), "TCP sockets"); got != (tt.begin != nil) {
			t.Errorf("%s: the start page offers the sockets: %v", tt.wants, got)
		}
		if st.press("Esc"); asked != 0 {
			t.Error("the kernel was asked before anybody wanted to know")
		}
		st.press("I")
		st.wants(tt.wants)
		intact(t, st, tt.wants)
		st.press("Enter", "Enter", "y", "Esc", "I", "c")
		if p := st.shell.panes[viewConns].(*connsPane); p.view.list.heard != 0 {
			t.Error("sockets stand beside a capture that is not of this host")
		}
		asked = 0
	}
}

// TestHostileSockets: what processes call themselves reaches no cell as it is.
func TestHostileSockets(t *testing.T) {
	t.Parallel()
	for _, text := range append(evil.Texts(), evil.Text(), evil.Name()) {
		k := leakyHost()
		for i := range k.snap.Sockets {
			x := &k.snap.Sockets[i]
			x.User, x.Cong = text, text
			for _, p := range x.By {
				p.Name, p.Command = text, text
			}
		}
		for _, s := range []size{{80, 24}, {160, 48}, {33, 11}} {
			st := hostStage(t, samples.Chat(), k, s.w, s.h)
			for _, key := range []string{"I", "j", "Enter", "l", "l", "G", "Esc", "Esc", "c", "G", "l", "l", "l", "l", "l", "Enter", "Esc", "Esc", "s", "G", "d"} {
				st.press(key)
				intact(t, st, fmt.Sprintf("%dx%d, %q after %s", s.w, s.h, text, key))
			}
		}
	}
}
