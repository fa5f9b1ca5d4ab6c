package ui

import (
	"net/netip"
	"sync/atomic"
	"testing"
	"time"

	"tcptui/flows"
	"tcptui/fsm"
	"tcptui/kernel"
)

// fakeKernel is a host with the sockets that a test says.
type fakeKernel struct {
	snap *kernel.Snapshot // the first one
	now  atomic.Pointer[kernel.Snapshot]
}

func fakeOf(s *kernel.Snapshot) *fakeKernel {
	f := &fakeKernel{snap: s}
	f.now.Store(s)
	return f
}

func (f *fakeKernel) Snapshot() *kernel.Snapshot { return f.now.Load() }

// Compare knows all packets, whatever the test's clock says.
func (f *fakeKernel) Compare(k *kernel.Snapshot, _ *flows.Snapshot, c *flows.Conn, role fsm.Role, _ time.Time) (kernel.Host, kernel.Finding) {
	h := k.Host(kernel.Tuple{Local: c.Sides[role].AddrPort(), Remote: c.Sides[role.Peer()].AddrPort()})
	w := kernel.Wire{State: c.Now.State[role], Last: time.Unix(0, c.End), Largest: c.Sides[role].Largest, Guessed: c.Guessed}
	return h, kernel.Compare(w, h)
}

// polledAt is when the fake kernels were asked: long after the samples.
var polledAt = time.Date(2040, 5, 1, 12, 0, 0, 0, time.UTC)

// hostOf makes a kernel with some sockets.
func hostOf(sockets ...kernel.Seen) *fakeKernel {
	s := &kernel.Snapshot{Polls: 7, Time: polledAt, Previous: polledAt.Add(-time.Second), Sockets: sockets}
	s.Index()
	return fakeOf(s)
}

func ap(s string) netip.AddrPort { return netip.MustParseAddrPort(s) }

// seenSocket is a socket that a process holds, since an hour, when polling began.
func seenSocket(local, remote string, st fsm.State, change ...func(x *kernel.Seen)) kernel.Seen {
	x := kernel.Seen{Before: true, First: polledAt.Add(-time.Hour), Entered: polledAt.Add(-time.Hour), User: "guest", By: []*kernel.Process{{PID: 4711, Name: "server.py", Command: "python3 server.py --port 8899"}}}
	x.Local, x.Remote, x.State, x.Inode, x.Cong = ap(local), ap(remote), st, 99, "cubic"
	x.Info = &kernel.Info{Size: 240, RTT: 43 * time.Microsecond, RTTVar: 21 * time.Microsecond, RTO: 201 * time.Millisecond, SndMSS: 1448,
		SndCwnd: 10, SndSsthresh: kernel.InfiniteSsthresh, PacingRate: 1_250_000, DeliveryRate: 800_000, LastDataRecv: time.Hour, LastAckRecv: time.Hour}
	for i := range 10 {
		x.History = append(x.History, kernel.Sample{RTT: time.Duration(40+i) * time.Microsecond, Cwnd: uint32(10 + i/2)})
	}
	x.Cookie = uint64(x.Local.Port())<<16 | uint64(x.Remote.Port())
	for _, f := range change {
		f(&x)
	}
	return x
}

// hostStage is a stage beside whose capture a kernel is asked.
func hostStage(t testing.TB, data []byte, k HostKernel, w, h int) *stage {
	t.Helper()
	st := &stage{t: t, screen: canvas(t, w, h), th: darkTheme()}
	st.shell = newShell(Config{Title: "chat.pcapng", Live: read(t, data), Zone: time.UTC, Kernel: k,
		Sockets: func() (HostKernel, error) { return k, nil }}, st.th)
	st.shell.quit = func() { st.quit = true }
	st.shell.sync = st.screen.Sync
	atEnd(t, st.shell.stopWork)
	st.draw()
	return st
}
