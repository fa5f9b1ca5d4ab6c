package main

import (
	"context"
	"net/netip"
	"os/user"
	"slices"
	"testing"
	"time"

	"tcptui/capture"
	"tcptui/flows"
	"tcptui/fsm"
	"tcptui/kernel"
	"tcptui/testdata/samples"
	"tcptui/ui"
)

// scripted is a host with the sockets that a test says.
type scripted []kernel.Socket

func (s scripted) Sockets(dst []kernel.Socket) ([]kernel.Socket, error) {
	return append(dst, s...), nil
}

func (scripted) Close() error { return nil }

// The kernel's word reaches the fields: of the end that is this host's, and with
// the reason where the packets say another state.
func TestBeside(t *testing.T) {
	src, err := capture.OpenBytes("chat", samples.All()[0].Data)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	server := netip.MustParseAddrPort("10.0.0.1:8899")
	host := scripted{{Tuple: kernel.Tuple{Local: server, Remote: netip.MustParseAddrPort("10.0.0.2:50412")}, State: fsm.Established, Inode: 5, UID: 1, Cong: "cubic",
		Info: &kernel.Info{Size: 240, SndMSS: 10, RTT: time.Millisecond, SndCwnd: 10, SndSsthresh: kernel.InfiniteSsthresh, PacingRate: kernel.UnlimitedRate}}}
	b := &beside{kernel.Watch(t.Context(), kernel.Config{Source: host,
		Addrs: func() ([]netip.Addr, error) { return []netip.Addr{server.Addr()}, nil },
		User:  func(string) (*user.User, error) { return &user.User{Username: "someone"}, nil }})}
	defer b.stop()
	b.watcher.First(t.Context())
	live := flows.StartWith(context.Background(), src, flows.Options{Host: b.sockets()})
	defer live.Stop()
	s := live.Wait()
	both := b.OfConn(s, s.Conn(0))
	h := both[fsm.Server]
	if both[fsm.Client] != nil || h == nil {
		t.Fatalf("client %v, server %v", both[fsm.Client], h)
	}
	if h.State != fsm.Established || h.User != "someone" || h.Info.RTT != time.Millisecond || h.Info.Ssthresh != nil || h.Info.PacingRate != nil || h.Info.DeliveryRate == nil {
		t.Errorf("%+v %+v", h, h.Info)
	}
	if want := s.Conn(0).Now.State[fsm.Server]; want == fsm.Established || h.Differs == "" {
		t.Errorf("packets say %v, differs %q", want, h.Differs)
	}
	// The largest segment of the packets is larger than the MSS that is told.
	if _, f := b.Compare(b.Snapshot(), s, s.Conn(0), fsm.Server, time.Now()); !f.Differs || !slices.Contains(f.Notes, kernel.NoteOffload) {
		t.Errorf("%+v", f)
	}
	asking := &asking{ctx: t.Context(), host: b}
	defer asking.stop()
	var c ui.Config
	asking.configure(&c)
	if k, err := c.Sockets(); err != nil || k != c.Kernel || k != ui.HostKernel(b) {
		t.Errorf("the screen asks %v, and beside the capture %v, %v", k, c.Kernel, err)
	}
	adopted := make(chan struct{})
	go func() { // as one that chose an interface on the screen
		defer close(adopted)
		asking.adopt(&givenUp{host: b})
	}()
	asking.configure(&c)
	<-adopted
	var nobody *beside
	if nobody.sockets() != nil {
		t.Error("no host gives sockets")
	}
}
