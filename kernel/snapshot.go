package kernel

import (
	"net/netip"
	"time"

	"tcptui/fsm"
)

// Snapshot is what is known of this host's sockets after one poll. It does not
// change and may be used by any number of goroutines.
type Snapshot struct {
	Polls    uint64        // how many polls there were; 0: none yet
	Time     time.Time     // of the poll
	Previous time.Time     // of the poll before; zero where there was none
	Took     time.Duration // that it took, owners included
	Err      error         // of the poll; what is shown is that of the last one that went well
	Sockets  []Seen        // present ones, in the kernel's order
	Gone     []*Seen       // that vanished, the latest last
	Dropped  int           // that vanished and are no longer kept, see Config

	byTuple   map[Tuple]*Seen
	listeners []*Seen
	local     map[netip.Addr]bool
	newer     chan struct{}
}

// Index makes Find and Listener know Sockets and Gone. The Watcher has done so;
// who makes a snapshot by hand does it once.
func (s *Snapshot) Index() {
	s.byTuple = make(map[Tuple]*Seen, len(s.Sockets)+len(s.Gone))
	s.listeners = nil
	for _, x := range s.Gone {
		if x.State != fsm.Listen {
			s.byTuple[x.Tuple] = x
		}
	}
	for i := range s.Sockets {
		if x := &s.Sockets[i]; x.State != fsm.Listen {
			s.byTuple[x.Tuple] = x
		} else {
			s.listeners = append(s.listeners, x)
		}
	}
}

// Seen is a socket as the Watcher follows it from poll to poll.
type Seen struct {
	Socket
	Held    Held
	By      []*Process // that hold it, ascending by PID
	Was     []*Process // that held it in the last poll before that any did
	User    string     // name of the socket's user; "" where the kernel does not tell
	First   time.Time  // poll that showed it first
	Before  bool       // the first poll did: it may be much older
	Entered time.Time  // poll that showed its present state first
	Gone    time.Time  // poll that did not show it any more; zero while it is there
	History []Sample   // oldest first, one a poll, at most Config.History
}

// Sample is a value of each poll that graphs show.
type Sample struct {
	Time    int64 // ns since the epoch
	RTT     time.Duration
	Cwnd    uint32 // packets
	Unacked uint32 // packets
}

// Newer is closed when a newer snapshot has been published.
func (s *Snapshot) Newer() <-chan struct{} { return s.newer }

// Find returns the socket of a four-tuple, as this host sees it: the one that is
// there, else the last that vanished and is still kept, else nil.
func (s *Snapshot) Find(at Tuple) *Seen { return s.byTuple[at] }

// Listener returns a listener that takes connections to a local address, nil where
// there is none: the one bound to the address before one bound to any.
func (s *Snapshot) Listener(local netip.AddrPort) *Seen {
	var best *Seen
	for _, l := range s.listeners {
		if l.Local.Port() != local.Port() {
			continue
		}
		switch a := l.Local.Addr(); {
		case a == local.Addr():
			return l
		case a.IsUnspecified() && (a.Is4() == local.Addr().Is4() || a.Is6() && !l.V6Only):
			best = l
		}
	}
	return best
}

// Ours reports whether an address is one of this host.
func (s *Snapshot) Ours(a netip.Addr) bool { return a.IsLoopback() || s.local[a.WithZone("").Unmap()] }

// Age is how long a socket has been seen in its present state.
func (s *Snapshot) Age(x *Seen) time.Duration { return s.Time.Sub(x.Entered) }
