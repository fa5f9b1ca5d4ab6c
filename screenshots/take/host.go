package main

import (
	"context"
	"net/netip"
	"sync/atomic"
	"time"

	"tcptui/capture"
	"tcptui/flows"
	"tcptui/fsm"
	"tcptui/kernel"
	"tcptui/testdata/samples"
	"tcptui/ui"
)

// The host of the pictures: interfaces, sockets and captures that were opened before,
// always the same. It is the server of the chat, as it was when the client had not
// closed yet.

// polled is when its kernel was asked: just after the chat's frame 46.
var polled = time.Date(2026, 11, 23, 12, 51, 29, 500_000_000, time.UTC)

// startPage is what can be opened there.
func startPage() ui.StartPage {
	page := ui.StartPage{
		Recent: []ui.Recent{
			{Path: "/srv/captures/checkout-slow.pcapng.zst", Size: 1_843_200_512, Packets: 9_412_077, Opened: polled.Add(-2 * time.Hour)},
			{Path: "/home/guest/chat.pcapng", Size: 9_016, Packets: 50, Opened: polled.Add(-26 * time.Hour)},
		},
		Interfaces: new(looks).next,
	}
	for _, s := range samples.All() {
		page.Samples = append(page.Samples, ui.Sample{Name: s.Name, Shows: s.Shows})
	}
	return page
}

// traffic is how many packets eth0 has between two looks, from the first on.
var traffic = [...]uint64{12, 30, 55, 90, 140, 210, 190, 120, 60, 30, 16, 8, 8, 20, 45, 80, 130, 200, 260, 240, 170, 110, 70, 48}

// looks counts how often the interfaces were looked at.
type looks struct{ done atomic.Int64 }

// next is the next look at the interfaces, without a wait; after the last one nothing
// changes any more.
func (l *looks) next(ctx context.Context, _ time.Duration) ([]capture.InterfaceInfo, error) {
	n := int(l.done.Add(1)) - 1
	if n > len(traffic) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	wire, loop := uint64(48_211), uint64(902)
	for _, packets := range traffic[:n] {
		wire += packets
		loop += packets % 7
	}
	up := func(name string, packets uint64, addrs ...string) capture.InterfaceInfo {
		i := capture.InterfaceInfo{Name: name, Up: true, Running: true, MayCapture: true, Counted: true, Received: capture.Traffic{Packets: packets}}
		for _, a := range addrs {
			i.Addrs = append(i.Addrs, netip.MustParsePrefix(a))
		}
		return i
	}
	return []capture.InterfaceInfo{
		up("eth0", wire, "10.0.0.1/24", "fd00::1/64"),
		up("lo", loop, "127.0.0.1/8", "::1/128"),
		{Name: "wlan0", MayCapture: true, Counted: true},
	}, nil
}

// liveCapture is the capture on eth0 that s is of, which goes on.
func liveCapture(s *flows.Snapshot) *ui.Capture {
	frames, bytes := s.Rows(), 0
	for i := range frames {
		bytes += int(s.Row(uint32(i)).CapLen)
	}
	began := polled.Add(-20 * time.Second)
	status := capture.LiveStatus{
		Began: began, Frames: int64(frames), Bytes: int64(bytes), Spooled: int64(bytes), SpoolDir: "/tmp",
		Interfaces: []capture.LiveInterface{{Name: "eth0", Since: began, Received: uint64(frames), Delivered: uint64(frames)}},
	}
	return &ui.Capture{
		Status: func() capture.LiveStatus { return status },
		Stop:   func() {},
		Rights: capture.Sandbox{CapsDropped: true, NoNewPrivs: true, Landlock: true, Writable: []string{"/tmp"}},
		Filter: "tcp port 8899",
	}
}

// sockets is the host's kernel, which was asked once.
type sockets struct{ snap *kernel.Snapshot }

// Snapshot is the one poll.
func (s *sockets) Snapshot() *kernel.Snapshot { return s.snap }

// Compare knows all packets up to the poll.
func (s *sockets) Compare(k *kernel.Snapshot, _ *flows.Snapshot, c *flows.Conn, role fsm.Role, _ time.Time) (kernel.Host, kernel.Finding) {
	h := k.Host(kernel.Tuple{Local: c.Sides[role].AddrPort(), Remote: c.Sides[role.Peer()].AddrPort()})
	w := kernel.Wire{State: c.Now.State[role], Last: time.Unix(0, c.End), Largest: c.Sides[role].Largest, Guessed: c.Guessed}
	return h, kernel.Compare(w, h)
}

// hostSockets are a chat, and three programs of which two have a trouble.
func hostSockets() *sockets {
	chat := program(4711, "server.py", "python3 server.py --port 8899")
	leaky, slow, ssh := program(900, "checkout", "/usr/bin/checkout --workers 4"), program(700, "reports", "reports -p 80"), program(1, "sshd", "sshd: guest")
	s := &kernel.Snapshot{Polls: 20, Time: polled, Previous: polled.Add(-time.Second), Sockets: []kernel.Seen{
		listens("0.0.0.0:8899", chat, 0),
		connected("10.0.0.1:8899", "10.0.0.2:50412", fsm.Established, chat, 3*time.Second),
		listens("0.0.0.0:80", slow, 129),
		unread(connected("10.0.0.1:80", "10.0.0.7:41000", fsm.Established, slow, 2*time.Minute), 65_536),
		connected("10.0.0.1:40001", "10.0.0.9:443", fsm.CloseWait, leaky, 3*time.Hour),
		connected("10.0.0.1:40002", "10.0.0.9:443", fsm.CloseWait, leaky, 2*time.Minute),
		connected("10.0.0.1:40003", "10.0.0.9:443", fsm.Established, leaky, 5*time.Second),
		waits("10.0.0.1:40004", "10.0.0.9:443", 19*time.Second),
		connected("[fd00::1]:22", "[fd00::2]:50000", fsm.Established, ssh, time.Hour),
	}}
	s.Index()
	return &sockets{s}
}

func program(pid int, name, command string) *kernel.Process {
	return &kernel.Process{PID: pid, Name: name, Command: command}
}

// socket is one that is in its state for a while.
func socket(local, remote string, st fsm.State, age time.Duration) kernel.Seen {
	x := kernel.Seen{First: polled.Add(-age), Entered: polled.Add(-age)}
	x.Local, x.Remote, x.State = netip.MustParseAddrPort(local), netip.MustParseAddrPort(remote), st
	x.Cookie = uint64(x.Local.Port())<<16 | uint64(x.Remote.Port())
	return x
}

// listens is a listener with connections that wait to be accepted.
func listens(local string, by *kernel.Process, backlog uint32) kernel.Seen {
	x := socket(local, "0.0.0.0:0", fsm.Listen, 3*time.Hour)
	x.By, x.User, x.Inode, x.Backlog, x.BacklogMax = []*kernel.Process{by}, "guest", uint32(by.PID), backlog, 128
	return x
}

// connected is a socket of a connection, with what the kernel measured.
func connected(local, remote string, st fsm.State, by *kernel.Process, age time.Duration) kernel.Seen {
	x := socket(local, remote, st, age)
	x.By, x.User, x.Inode, x.Cong = []*kernel.Process{by}, "guest", uint32(by.PID), "cubic"
	x.Info = &kernel.Info{
		Size: 248, RTT: 10_940 * time.Microsecond, RTTVar: 4_310 * time.Microsecond, MinRTT: 10_480 * time.Microsecond, RTO: 212 * time.Millisecond,
		SndMSS: 1448, RcvMSS: 536, AdvMSS: 1448, PMTU: 1500, SndCwnd: 10, SndSsthresh: kernel.InfiniteSsthresh,
		PacingRate: 2_646_800, DeliveryRate: 1_310, LastDataSent: age, LastDataRecv: age, LastAckRecv: age,
	}
	for i := range 20 {
		x.History = append(x.History, kernel.Sample{RTT: time.Duration(10_500+i%5*110) * time.Microsecond, Cwnd: 10})
	}
	return x
}

// unread is a socket whose process does not read.
func unread(x kernel.Seen, bytes uint32) kernel.Seen {
	x.RecvQ = bytes
	return x
}

// waits is what is left of a socket in TIME-WAIT.
func waits(local, remote string, age time.Duration) kernel.Seen {
	x := socket(local, remote, fsm.TimeWait, age)
	x.Small, x.Held = true, kernel.HeldTimeWait
	x.Timer = kernel.Timer{Kind: kernel.TimeWaitTimer, In: time.Minute - age}
	return x
}
