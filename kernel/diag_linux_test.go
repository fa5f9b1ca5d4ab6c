package kernel

import (
	"net"
	"net/netip"
	"os"
	"os/user"
	"strings"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"tcptui/fsm"
)

// open opens the kernel, or skips where it cannot list sockets.
func open(tb testing.TB) *Diag {
	tb.Helper()
	d, err := Open()
	if err == nil {
		_, err = d.Sockets(nil)
	}
	if err != nil {
		tb.Skipf("this system does not list sockets: %v", err)
	}
	tb.Cleanup(func() { d.Close() })
	return d
}

// pair is a connection over loopback, both ends of it, and its listener.
type pair struct {
	l              *net.TCPListener
	client, server *net.TCPConn
}

func connect(tb testing.TB, network, addr string) pair {
	tb.Helper()
	l, err := net.Listen(network, addr)
	if err != nil {
		tb.Skipf("no %s here: %v", network, err)
	}
	c, err := net.Dial(network, l.Addr().String())
	if err != nil {
		tb.Fatal(err)
	}
	s, err := l.Accept()
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { l.Close(); c.Close(); s.Close() })
	return pair{l.(*net.TCPListener), c.(*net.TCPConn), s.(*net.TCPConn)}
}

// tuple is the connection as one of its ends sees it.
func tuple(c net.Conn) Tuple {
	return Tuple{plain(c.LocalAddr().(*net.TCPAddr).AddrPort()), plain(c.RemoteAddr().(*net.TCPAddr).AddrPort())}
}

// find returns the socket of a four-tuple, nil where there is none.
func find(t *testing.T, d *Diag, at Tuple) *Socket {
	t.Helper()
	all, err := d.Sockets(nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		if all[i].Tuple == at {
			return &all[i]
		}
	}
	return nil
}

// The kernel's word about real sockets of both families.
func TestPollSockets(t *testing.T) {
	d := open(t)
	for _, at := range []struct{ network, addr string }{{"tcp4", "127.0.0.1:0"}, {"tcp6", "[::1]:0"}, {"tcp", "[::ffff:127.0.0.1]:0"}} {
		p := connect(t, at.network, at.addr)
		if _, err := p.client.Write([]byte("unread")); err != nil {
			t.Fatal(err)
		}
		s := find(t, d, tuple(p.server))
		if s == nil || s.State != fsm.Established || s.RecvQ != 6 || s.Inode == 0 || s.Info == nil || s.Cong == "" || s.Mem == nil {
			t.Fatalf("%s: server %+v", at.network, s)
		}
		if i := s.Info; i.RTO == 0 || i.SndMSS == 0 || i.SndCwnd == 0 || i.BytesReceived != 6 || i.MinRTT == 0 || i.Options&SACK == 0 {
			t.Errorf("%s: tcp_info %+v", at.network, i)
		}
		p.client.CloseWrite()
		c := find(t, d, tuple(p.client))
		for c != nil && c.State == fsm.FinWait1 { // the server may acknowledge late
			c = find(t, d, tuple(p.client))
		}
		if c == nil || c.State != fsm.FinWait2 || c.Shutdown&SendShut == 0 {
			t.Errorf("%s: client that closed one direction: %+v", at.network, c)
		}
		if s := find(t, d, tuple(p.server)); s == nil || s.State != fsm.CloseWait || s.Shutdown&ReceiveShut == 0 {
			t.Errorf("%s: server whose peer closed: %+v", at.network, s)
		}
	}
}

// What remains of a connection that was closed first: TIME-WAIT, with its clock.
func TestPollTimeWait(t *testing.T) {
	d := open(t)
	p := connect(t, "tcp4", "127.0.0.1:0")
	p.client.CloseWrite()
	p.server.Close()
	s := find(t, d, tuple(p.client))
	if s == nil || s.State != fsm.TimeWait || !s.Small || s.Inode != 0 || s.Info != nil || s.Timer.Kind != TimeWaitTimer || s.Timer.In <= 0 {
		t.Errorf("%+v", s)
	}
}

// A listener whose backlog is full says so.
func TestPollBacklog(t *testing.T) {
	d := open(t)
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	if err := unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	if err := unix.Listen(fd, 1); err != nil {
		t.Fatal(err)
	}
	sa, err := unix.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	at := net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: sa.(*unix.SockaddrInet4).Port}
	for range 2 {
		c, err := net.DialTCP("tcp4", nil, &at)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if s := find(t, d, Tuple{Local: tuple(c).Remote, Remote: tuple(c).Local}); s == nil || s.Inode != 0 || s.State != fsm.Established {
			t.Errorf("a connection that waits for accept: %+v", s)
		}
	}
	all, err := d.Sockets(nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		if s := &all[i]; s.State == fsm.Listen && s.Local == plain(at.AddrPort()) {
			if !s.Full() || s.Backlog != 2 || s.BacklogMax != 1 || s.RecvQ != 0 || s.SendQ != 0 {
				t.Errorf("%+v", s)
			}
			return
		}
	}
	t.Error("the listener is not there")
}

// The offsets of tcp_info are those of the system's own headers.
func TestInfoOffsets(t *testing.T) {
	var x unix.TCPInfo
	for _, want := range []struct {
		name string
		off  uintptr
	}{
		{"rto", unsafe.Offsetof(x.Rto)}, {"unacked", unsafe.Offsetof(x.Unacked)}, {"lost", unsafe.Offsetof(x.Lost)},
		{"rtt", unsafe.Offsetof(x.Rtt)}, {"cwnd", unsafe.Offsetof(x.Snd_cwnd)}, {"total_retrans", unsafe.Offsetof(x.Total_retrans)},
		{"pacing", unsafe.Offsetof(x.Pacing_rate)}, {"min_rtt", unsafe.Offsetof(x.Min_rtt)}, {"delivery", unsafe.Offsetof(x.Delivery_rate)},
		{"busy", unsafe.Offsetof(x.Busy_time)}, {"delivered", unsafe.Offsetof(x.Delivered)}, {"bytes_sent", unsafe.Offsetof(x.Bytes_sent)},
		{"ooo", unsafe.Offsetof(x.Rcv_ooopack)}, {"snd_wnd", unsafe.Offsetof(x.Snd_wnd)}, {"rcv_wnd", unsafe.Offsetof(x.Rcv_wnd)},
	} {
		found := false
		for _, m := range infoMembers {
			found = found || uintptr(m.off) == want.off
		}
		if !found {
			t.Errorf("%s is at %d; the table has nothing there", want.name, want.off)
		}
	}
}

// crowd makes 1,000 connections over loopback, which are 2,000 sockets.
func crowd(b *testing.B) {
	b.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { l.Close() })
	for range 1000 {
		c, err := net.Dial("tcp4", l.Addr().String())
		if err != nil {
			b.Fatal(err)
		}
		s, err := l.Accept()
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { c.Close(); s.Close() })
	}
}

// BenchmarkPoll: 2,000 connected sockets and their listener, with tcp_info.
func BenchmarkPoll(b *testing.B) {
	d := open(b)
	crowd(b)
	b.ReportAllocs()
	var all []Socket
	var err error
	for b.Loop() {
		if all, err = d.Sockets(all[:0]); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(all)), "sockets")
}

// The owner of a real socket is this process, before and after a close.
func TestWatchHost(t *testing.T) {
	open(t)
	w, err := WatchHost(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Stop()
	p := connect(t, "tcp4", "127.0.0.1:0")
	at := tuple(p.client)
	see := func(is func(x *Seen) bool) *Seen {
		for {
			s := w.Snapshot()
			if s.Err != nil {
				t.Fatal(s.Err)
			}
			if x := s.Find(at); x != nil && is(x) {
				return x
			}
			w.Now()
			select {
			case <-s.Newer():
			case <-t.Context().Done():
				t.Fatal("the poll that was waited for did not come")
			}
		}
	}
	x := see(func(x *Seen) bool { return x.State == fsm.Established })
	if x.Held != HeldByProcess || len(x.By) != 1 || x.By[0].PID != os.Getpid() || x.By[0].Name == "" || x.User == "" {
		t.Errorf("%v %+v, user %q", x.Held, x.By, x.User)
	}
	s := w.Snapshot()
	if l := s.Listener(at.Remote); l == nil || len(l.By) != 1 {
		t.Errorf("listener %+v", l)
	}
	if !s.Ours(at.Local.Addr()) || s.Ours(netip.MustParseAddr("192.0.2.77")) {
		t.Error("which addresses are of this host is not right")
	}
	p.client.Close()
	p.server.Close()
	x = see(func(x *Seen) bool { return x.State == fsm.TimeWait })
	if x.Held != HeldTimeWait || len(x.By) != 0 || len(x.Was) != 1 || x.Was[0].PID != os.Getpid() || x.User == "" {
		t.Errorf("%v %+v %+v, user %q", x.Held, x.By, x.Was, x.User)
	}
}

// BenchmarkOwners: the processes of 2,000 sockets, all of them new.
func BenchmarkOwners(b *testing.B) {
	d := open(b)
	crowd(b)
	all, err := d.Sockets(nil)
	if err != nil {
		b.Fatal(err)
	}
	var inodes []uint32
	for i := range all {
		inodes = append(inodes, all[i].Inode)
	}
	for _, known := range []bool{false, true} {
		b.Run(map[bool]string{false: "new", true: "known"}[known], func(b *testing.B) {
			b.ReportAllocs()
			o := NewOwners(os.DirFS("/proc"))
			now := time.Now()
			for b.Loop() {
				if !known {
					o = NewOwners(os.DirFS("/proc"))
				}
				o.Look(inodes, now)
			}
			held := 0
			for _, i := range inodes {
				if by, _ := o.By(i); len(by) > 0 {
					held++
				}
			}
			b.ReportMetric(float64(held), "held")
		})
	}
}

// BenchmarkWatch: a whole poll of 2,000 sockets as a Watcher makes it, owners known.
func BenchmarkWatch(b *testing.B) {
	d := open(b)
	crowd(b)
	f := newFollower(Config{Source: d, Owners: NewOwners(os.DirFS("/proc")), KeepGone: KeepGone, MaxGone: MaxGone, History: HistorySize, Addrs: hostAddrs, User: user.LookupId})
	s := new(Snapshot)
	b.ReportAllocs()
	for b.Loop() {
		if s = f.poll(s, time.Now()); s.Err != nil {
			b.Fatal(s.Err)
		}
	}
	b.ReportMetric(float64(len(s.Sockets)), "sockets")
}

// Errors of the kernel say what to do.
func TestHint(t *testing.T) {
	for err, want := range map[error]string{
		unix.ENOENT: "modprobe tcp_diag", unix.EAGAIN: "did not answer", unix.EPERM: "sandbox", unix.EACCES: "sandbox", unix.ENOBUFS: "no buffer space",
	} {
		if got := hint(err).Error(); !strings.Contains(got, want) {
			t.Errorf("%v: %q", err, got)
		}
	}
}

// plain is an address as Tuple has it.
func plain(a netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(a.Addr().Unmap().WithZone(""), a.Port())
}
