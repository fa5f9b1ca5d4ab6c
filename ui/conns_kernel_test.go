package ui

import (
	"fmt"
	"strings"
	"testing"

	"tcptui/flows"
	"tcptui/fsm"
	"tcptui/kernel"
	"tcptui/testdata/samples"
)

// TestGoldenConnsBeside compares the connections beside which the kernel is asked.
func TestGoldenConnsBeside(t *testing.T) {
	t.Parallel()
	for _, s := range screens {
		size := fmt.Sprintf("_%dx%d", s.w, s.h)
		st := hostStage(t, samples.Chat(), leakyHost(), s.w, s.h)
		st.press("c", "G")
		st.compare(t, "conns_kernel"+size)
		st.press("b", "+")
		st.compare(t, "conns_kernel_groups"+size)
	}
}

// listed is what the lines are of: the numbers of connections, and the local ports of
// sockets.
func (p *connsPane) listed() string {
	var out []string
	for i := range p.view.lines {
		switch x := p.view.socket(i); {
		case x != nil:
			out = append(out, fmt.Sprint(":", x.Local.Port()))
		case p.view.conn(i) != flows.NoConn:
			out = append(out, fmt.Sprint(p.view.conn(i)))
		default:
			out = append(out, "group")
		}
	}
	return strings.Join(out, " ")
}

// Sockets without packets are listed, sorted, found and hidden among connections.
func TestSilentSockets(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		keys, want string
	}{
		{"", "0 1 :80 :40001 :40002 :80 :8899 :40003 :22 :40004"},
		{"N", "1 0 :80 :40001 :40002 :80 :8899 :40003 :22 :40004"},
		{"Z", "0 1"},
		{"Z Z", "0 1 :80 :40001 :40002 :80 :8899 :40003 :22 :40004"},
		{"H", "0 :80 :8899 :80 :40003 :22 :40001 :40002 :40004 1"}, // the difference first, then by the kernel's state
		{"J", ":40004 0 :80 :80 :40001 :40002 :40003 :8899 :22 1"},
		{"S", ":80 :8899 :80 0 1 :40001 :40002 :40003 :40004 :22"},
		{"/ l e a k y Enter", ":40001 :40002 :40003"},
		{"/ l e f t Space i n Enter", ":40001 :40002"},
		{"/ s e r v e r . p y Enter", "0 :8899"},
		{"b", "group group group group"},
		{"b +", "group :80 :80 group :40001 :40002 :40003 :40004 group :22 group 0 1 :8899"},
	} {
		st := hostStage(t, samples.Chat(), leakyHost(), 160, 48)
		st.press("c")
		st.press(strings.Fields(tt.keys)...)
		p := st.shell.panes[viewConns].(*connsPane)
		if got := p.listed(); got != tt.want {
			t.Errorf("%q lists %s\nwant %s", tt.keys, got, tt.want)
		}
		for i := range p.view.lines {
			line := p.line(i)
			for col := range p.sorter.columns {
				p.plain(&line, col)
				p.t.at, p.t.col = i, col
				if c, ok := p.Cell(st.shell.m); !ok || p.view.socket(i) != nil && c.filter == "" {
					t.Errorf("%q: line %d, column %d: %+v", tt.keys, i, col, c)
				}
			}
		}
	}
}

// A display filter keeps no packet of such a socket; all are listed when asked for.
func TestSilentSocketsFiltered(t *testing.T) {
	t.Parallel()
	st := hostStage(t, samples.Chat(), leakyHost(), 160, 48)
	st.shell.applyText("tcp.stream == 1")
	st.press("c")
	p := st.shell.panes[viewConns].(*connsPane)
	st.settle(func() bool { return p.listed() == "1" })
	st.press("u")
	if got := p.listed(); !strings.HasPrefix(got, "0 1 :80 ") {
		t.Errorf("all: %s", got)
	}
}

// Enter explains a socket, Esc comes back to it, and what needs packets says that
// there are none.
func TestSilentSocketKeys(t *testing.T) {
	t.Parallel()
	st := hostStage(t, samples.Chat(), leakyHost(), 160, 48)
	st.press("c", "j", "j", "j")
	p := st.shell.panes[viewConns].(*connsPane)
	st.press("Enter")
	page := st.shell.panes[viewSockets].(*socketsPane)
	if x, ok := page.what.at(); st.shell.view.focus != viewSockets || !ok || x.Local.Port() != 40001 {
		t.Fatalf("pane %d shows %v", st.shell.view.focus, x)
	}
	st.wants("left in CLOSE-WAIT for ≥ 3h 00m")
	st.press("Esc")
	if x := p.view.socket(p.t.at); st.shell.view.focus != viewConns || x == nil || x.Local.Port() != 40001 {
		t.Errorf("Esc came back to pane %d, %v", st.shell.view.focus, x)
	}
	st.press("o")
	st.wants("the capture has no packet of this socket")
	st.press("Space")
	st.wants("only connections with packets can be selected")
	next := leakyHost() // the first of the list vanishes; TIME-WAIT is another socket
	next.snap.Sockets = next.snap.Sockets[4:]
	for i := range next.snap.Sockets {
		if x := &next.snap.Sockets[i]; x.Local.Port() == 40001 {
			x.Cookie, x.State = 1, fsm.LastAck
		}
	}
	next.snap.Index()
	st.shell.m.host.then = next.snap
	st.shell.refresh()
	if x := p.view.socket(p.t.at); x == nil || x.Local.Port() != 40001 || x.State != fsm.LastAck {
		t.Errorf("after the next poll the cursor is on %v", x)
	}
}

// Without a kernel the keys for it say so.
func TestNoKernelBeside(t *testing.T) {
	t.Parallel()
	st := chat(t, 120, 36)
	st.press("c")
	for _, key := range []string{"H", "J", "Z"} {
		st.press(key)
		st.wants("the kernel is not asked beside this capture")
	}
}

// Where there are many connections a worker looks for the sockets that are silent.
func TestSilentSocketsOfMany(t *testing.T) {
	t.Parallel()
	k := leakyHost()
	st := hostStage(t, manyConns(t, 2*soloConns, 90_000), k, 160, 48)
	snap := st.shell.m.snap
	c := snap.Conn(flows.ConnID(snap.Conns() - 1))
	x := seenSocket(c.Sides[fsm.Server].AddrPort().String(), c.Sides[fsm.Client].AddrPort().String(), fsm.Established)
	next := hostOf(append(k.snap.Sockets, x)...)
	st.shell.m.host.then = next.snap
	st.press("c")
	p := st.shell.panes[viewConns].(*connsPane)
	st.settle(func() bool { return p.settled() && p.view.list.heard == len(k.snap.Sockets) })
	for _, key := range []string{"H", "J"} {
		st.press(key)
		st.settle(p.settled)
	}
	if got := p.listed(); len(strings.Fields(got)) != snap.Conns()+len(k.snap.Sockets) {
		t.Errorf("%d lines for %d connections", len(strings.Fields(got)), snap.Conns())
	}
}

// What is server and what is client of a socket.
func TestSocketSides(t *testing.T) {
	t.Parallel()
	k := hostOf(seenSocket("0.0.0.0:9000", "0.0.0.0:0", fsm.Listen))
	for _, tt := range []struct {
		local, remote string
		state         fsm.State
		server        string
	}{
		{"0.0.0.0:9000", "0.0.0.0:0", fsm.Listen, "0.0.0.0:9000"},
		{"10.0.0.1:9000", "10.0.0.2:80", fsm.Established, "10.0.0.1:9000"},
		{"10.0.0.1:40000", "10.0.0.2:80", fsm.Established, "10.0.0.2:80"},
		{"10.0.0.1:22", "10.0.0.2:40000", fsm.Established, "10.0.0.1:22"},
		{"10.0.0.1:80", "127.0.0.1:9000", fsm.Established, "127.0.0.1:9000"},
		{"10.0.0.1:50000", "10.0.0.2:80", fsm.SynReceived, "10.0.0.1:50000"},
	} {
		x := kernel.Seen{}
		x.Local, x.Remote, x.State = ap(tt.local), ap(tt.remote), tt.state
		if got := socketSides(k.snap, &x)[fsm.Server]; got != ap(tt.server) {
			t.Errorf("%s %s %v: server %v, want %s", tt.local, tt.remote, tt.state, got, tt.server)
		}
	}
}
