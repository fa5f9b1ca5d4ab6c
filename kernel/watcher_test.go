package kernel

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os/user"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tcptui/fsm"
)

// script is a source that tells what a test sets.
type script struct {
	mu      sync.Mutex
	sockets []Socket
	err     error
	polls   int
	takes   time.Duration
	closed  bool
}

func (s *script) Sockets(dst []Socket) ([]Socket, error) {
	s.mu.Lock()
	s.polls++
	sockets, err, takes := s.sockets, s.err, s.takes
	s.mu.Unlock()
	time.Sleep(takes) // of the clock of testing/synctest
	return append(dst, sockets...), err
}

// set changes what is told from the next poll on.
func (s *script) set(sockets ...Socket) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sockets = sockets
}

// how changes how polls end and how long they take.
func (s *script) how(err error, takes time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err, s.takes = err, takes
}

// polled is how many polls there were.
func (s *script) polled() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.polls
}

func (s *script) Close() error {
	s.closed = true
	return nil
}

func ap(text string) netip.AddrPort { return netip.MustParseAddrPort(text) }

// sock makes a socket between 10.0.0.1:port and 10.0.0.2:80.
func sock(port int, state fsm.State, cookie uint64) Socket {
	s := Socket{Tuple: Tuple{ap(fmt.Sprintf("10.0.0.1:%d", port)), ap("10.0.0.2:80")}, State: state, Cookie: cookie, Inode: uint32(cookie), UID: 7}
	if state == fsm.TimeWait {
		s.Small, s.Inode, s.UID = true, 0, 0
	} else {
		s.Info = &Info{RTT: time.Duration(cookie) * time.Millisecond, SndCwnd: 10}
	}
	return s
}

func watchScript(t *testing.T, src *script, c Config) *Watcher {
	c.Source = src
	c.Addrs = func() ([]netip.Addr, error) { return []netip.Addr{netip.MustParseAddr("10.0.0.1")}, nil }
	c.User = func(uid string) (*user.User, error) { return &user.User{Username: "user" + uid}, nil }
	w := Watch(t.Context(), c)
	t.Cleanup(func() {
		if w.Stop(); !src.closed {
			t.Error("the source was not closed")
		}
	})
	return w
}

// after lets so many polls happen, one a second.
func after(polls int) {
	time.Sleep(time.Duration(polls) * time.Second)
	synctest.Wait()
}

// A connection from its first poll to when it is forgotten.
func TestWatcherFollows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := &script{sockets: []Socket{sock(1, fsm.Established, 5)}}
		w := watchScript(t, src, Config{KeepGone: 10 * time.Second, History: 3})
		start := time.Now()
		s := w.First(t.Context())
		at := sock(1, fsm.Established, 5).Tuple
		x := s.Find(at)
		if x == nil || !x.First.Equal(start) || !x.Before || x.User != "user7" || len(x.History) != 1 {
			t.Fatalf("first: %+v", x)
		}
		newer := s.Newer()

		after(2)
		select {
		case <-newer:
		default:
			t.Error("the first snapshot was not told of a newer one")
		}
		src.set(sock(1, fsm.CloseWait, 5))
		after(3)
		s = w.Snapshot()
		x = s.Find(at)
		if !x.First.Equal(start) || !x.Entered.Equal(start.Add(3*time.Second)) || s.Age(x) != 2*time.Second {
			t.Errorf("first %v, entered %v", x.First.Sub(start), x.Entered.Sub(start))
		}
		if len(x.History) != 3 || x.History[2].Time != start.Add(5*time.Second).UnixNano() || x.History[0].Time != start.Add(3*time.Second).UnixNano() {
			t.Errorf("history %v", x.History)
		}

		src.set(sock(1, fsm.TimeWait, 6))
		after(1)
		if x = w.Snapshot().Find(at); !x.First.Equal(start) || x.User != "user7" || x.Held != HeldTimeWait {
			t.Errorf("in TIME-WAIT: %+v", x)
		}
		src.set()
		after(1)
		if x = w.Snapshot().Find(at); x == nil || !x.Gone.Equal(start.Add(7*time.Second)) {
			t.Fatalf("gone: %+v", x)
		}
		after(10)
		if x = w.Snapshot().Find(at); x != nil || w.Snapshot().Dropped != 1 {
			t.Errorf("kept: %+v", x)
		}
	})
}

// The same four-tuple with another socket is another connection.
func TestWatcherReuse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := &script{sockets: []Socket{sock(1, fsm.TimeWait, 5)}}
		w := watchScript(t, src, Config{})
		w.First(t.Context())
		src.set(sock(1, fsm.SynSent, 9))
		after(1)
		s := w.Snapshot()
		if x := s.Find(sock(1, fsm.Established, 5).Tuple); x.State != fsm.SynSent || x.Before || !x.First.Equal(s.Time) {
			t.Errorf("%+v", x)
		}
		if len(s.Gone) != 1 || s.Gone[0].State != fsm.TimeWait {
			t.Errorf("gone: %+v", s.Gone)
		}
	})
}

// Only so many that vanished are kept, and what a dump tells twice counts once.
func TestWatcherCaps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := &script{}
		for i := range 20 {
			src.sockets = append(src.sockets, sock(100+i, fsm.Established, uint64(i+1)), sock(100+i, fsm.CloseWait, uint64(i+1)))
		}
		w := watchScript(t, src, Config{MaxGone: 5})
		s := w.First(t.Context())
		if len(s.Sockets) != 20 || s.Sockets[3].State != fsm.CloseWait {
			t.Fatalf("%d sockets", len(s.Sockets))
		}
		src.set()
		after(1)
		if s = w.Snapshot(); len(s.Gone) != 5 || s.Dropped != 15 || s.Gone[4].Local.Port() != 119 {
			t.Errorf("%d gone, %d dropped", len(s.Gone), s.Dropped)
		}
	})
}

// A poll that fails leaves what was known; one that takes long is followed by a
// longer rest; one that is asked for comes at once.
func TestWatcherPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := &script{sockets: []Socket{sock(1, fsm.Established, 5)}}
		w := watchScript(t, src, Config{})
		w.First(t.Context())
		src.how(errors.New("refused"), 0)
		after(1)
		if s := w.Snapshot(); s.Err == nil || len(s.Sockets) != 1 || s.Polls != 2 || s.Find(sock(1, fsm.Established, 5).Tuple) == nil {
			t.Errorf("after a failure: %+v", s)
		}
		src.how(nil, 0)
		w.Now()
		synctest.Wait()
		if s := w.Snapshot(); s.Err != nil || s.Polls != 3 || len(s.Sockets[0].History) != 2 {
			t.Errorf("asked for: %+v", s)
		}
		src.how(nil, time.Second)
		after(3) // one second until the poll, one that it takes, then nine of rest
		if src.polled() != 4 || w.Snapshot().Took != time.Second {
			t.Errorf("%d polls, took %v", src.polled(), w.Snapshot().Took)
		}
		after(8)
		if src.polled() != 5 {
			t.Errorf("%d polls after the rest", src.polled())
		}
	})
}

// Who waits for the first poll does not wait for ever.
func TestWatcherStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		src := &script{}
		w := Watch(ctx, Config{Source: src})
		w.First(context.Background())
		if w.Stop(); !src.closed {
			t.Error("the source was not closed")
		}
	})
}

// The history of earlier snapshots does not change.
func TestRecord(t *testing.T) {
	var h []Sample
	kept := make(map[int][]Sample)
	for i := range 50 {
		h = record(h, Sample{Time: int64(i)}, 4)
		kept[i] = h
	}
	for i, h := range kept {
		if len(h) != min(i+1, 4) {
			t.Errorf("after %d: %d samples", i, len(h))
		}
		for k, x := range h {
			if x.Time != int64(i-len(h)+1+k) {
				t.Errorf("after %d: %v", i, h)
			}
		}
	}
}

func TestListener(t *testing.T) {
	listen := func(local string, v6only bool) Seen {
		return Seen{Socket: Socket{Tuple: Tuple{Local: ap(local)}, State: fsm.Listen, V6Only: v6only}}
	}
	s := &Snapshot{Sockets: []Seen{listen("0.0.0.0:80", false), listen("10.0.0.1:80", false), listen("[::]:81", true), listen("[::]:82", false)}}
	s.Index()
	for local, want := range map[string]string{
		"10.0.0.1:80": "10.0.0.1:80", "10.0.0.9:80": "0.0.0.0:80", "[2001:db8::1]:80": "", "[2001:db8::1]:81": "[::]:81",
		"10.0.0.1:81": "", "10.0.0.1:82": "[::]:82", "10.0.0.1:83": "",
	} {
		got := ""
		if l := s.Listener(ap(local)); l != nil {
			got = l.Local.String()
		}
		if got != want {
			t.Errorf("%s: listener %q, want %q", local, got, want)
		}
	}
}
