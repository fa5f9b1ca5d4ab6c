package flows

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"tcptui/decode"
	"tcptui/fsm"
)

// fakeHost is a host whose kernel says what a test sets.
type fakeHost struct {
	mu    sync.Mutex
	polls uint64
	newer chan struct{}
	asked int
	say   func(c *Conn) [2]*HostSocket
}

func newFakeHost(say func(c *Conn) [2]*HostSocket) *fakeHost {
	return &fakeHost{polls: 1, newer: make(chan struct{}), say: say}
}

func (h *fakeHost) OfConn(_ *Snapshot, c *Conn) [2]*HostSocket {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked++
	return h.say(c)
}

func (h *fakeHost) Polls() uint64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.polls
}

func (h *fakeHost) Newer() <-chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.newer
}

// poll is one more poll.
func (h *fakeHost) poll() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.polls++
	close(h.newer)
	h.newer = make(chan struct{})
}

// texts are the values of a field in a row, as they print.
func texts(t *testing.T, r *Reader, s *Snapshot, row uint32, name string) []string {
	t.Helper()
	for _, f := range Fields() {
		if f.Name == name {
			out := []string{}
			for _, v := range f.Of(r.At(s, row), nil) {
				out = append(out, string(f.Format(nil, v)))
			}
			return out
		}
	}
	t.Fatalf("there is no field %s", name)
	return nil
}

// What the kernel says of both ends, in the order client, server.
func TestHostFields(t *testing.T) {
	threshold, rate := uint32(7), uint64(125000)
	host := newFakeHost(func(*Conn) [2]*HostSocket {
		return [2]*HostSocket{
			{State: fsm.FinWait2, Held: "orphan", User: "u", Cong: "cubic", SendQ: 1, Info: &HostInfo{RTT: 1500 * time.Microsecond, RTO: 200 * time.Millisecond, Cwnd: 10, Ssthresh: &threshold, PacingRate: &rate}},
			{State: fsm.CloseWait, Held: "process", Processes: []HostProcess{{3, "a"}, {4, "b"}}, RecvQ: 5, Differs: "capture-loss"},
		}
	})
	w := newWire(t)
	w.handshake()
	l := StartWith(context.Background(), w.source(), Options{Host: host})
	defer l.Stop()
	s, r := l.Wait(), l.NewReader()
	if s.Polled != 1 {
		t.Errorf("polled %d times", s.Polled)
	}
	for name, want := range map[string][]string{
		"kernel.state": {"FIN-WAIT-2", "CLOSE-WAIT"}, "kernel.differs": {"capture-loss"}, "kernel.pid": {"3", "4"}, "kernel.process": {"a", "b"},
		"kernel.user": {"u"}, "kernel.held": {"orphan", "process"}, "kernel.rtt": {"0.001500000"}, "kernel.rto": {"0.200000000"}, "kernel.cwnd": {"10"},
		"kernel.ssthresh": {"7"}, "kernel.pacing_rate": {"125000"}, "kernel.delivery_rate": {}, "kernel.cc": {"cubic"}, "kernel.lost": {"0"},
		"kernel.sendq": {"1", "0"}, "kernel.recvq": {"0", "5"},
	} {
		if got := texts(t, r, s, 2, name); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if host.asked != 1 {
		t.Errorf("the host was asked %d times for one connection and one poll", host.asked)
	}
	host.poll()
	texts(t, r, s, 2, "kernel.state")
	if host.asked != 2 {
		t.Errorf("after another poll it was asked %d times", host.asked)
	}
}

// Without a host the fields are absent, as in a connection whose four-tuple a
// later one has.
func TestHostFieldsAbsent(t *testing.T) {
	w := newWire(t)
	w.handshake()
	w.send(seg{from: hostC, to: hostS, flags: decode.RST, seq: 101})
	w.send(seg{from: hostC, to: hostS, flags: decode.SYN, seq: 7000, window: 64000})
	l, s := w.open()
	r := l.NewReader()
	for _, row := range hostRows {
		if got := texts(t, r, s, 0, "kernel."+row.name); len(got) != 0 {
			t.Errorf("kernel.%s without a host: %q", row.name, got)
		}
	}
	host := newFakeHost(func(*Conn) [2]*HostSocket { return [2]*HostSocket{{State: fsm.SynSent}, nil} })
	l = StartWith(context.Background(), w.source(), Options{Host: host})
	defer l.Stop()
	s, r = l.Wait(), l.NewReader()
	if first, second := texts(t, r, s, 0, "kernel.state"), texts(t, r, s, 4, "kernel.state"); len(first) != 0 || len(second) != 1 {
		t.Errorf("first connection %q, second %q", first, second)
	}
}

// A poll makes a snapshot though no packet came.
func TestHostPollPublishes(t *testing.T) {
	w := newWire(t)
	w.handshake()
	g := &gate{Source: w.source(), tokens: make(chan struct{}, 1)}
	host := newFakeHost(func(*Conn) [2]*HostSocket { return [2]*HostSocket{} })
	l := StartWith(context.Background(), g, Options{Host: host})
	defer l.Stop()
	g.tokens <- struct{}{}
	s := l.WaitRows(3)
	for want := uint64(2); want < 5; want++ {
		host.poll()
		for s.Polled < want {
			<-s.Newer()
			s = l.Snapshot()
		}
	}
	if s.Rows() != 3 || s.Done {
		t.Errorf("%d rows, done %v", s.Rows(), s.Done)
	}
}
