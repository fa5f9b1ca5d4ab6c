package flows

import (
	"time"

	"tcptui/fsm"
)

// HostSockets is what this host's kernel says of its own sockets beside a live
// capture. Who captures gives it with Options.Host; flows asks it, and knows nothing
// of how it is found out. Its methods may be used by any number of goroutines.
type HostSockets interface {
	// OfConn returns what is said now of both ends of a connection of s, by fsm.Role:
	// nil for an end that is no socket of this host. It is not changed afterwards.
	OfConn(s *Snapshot, c *Conn) [2]*HostSocket

	// Polls counts how often the kernel was asked: what OfConn said may be other
	// once it has grown.
	Polls() uint64

	// Newer is closed when Polls has grown since the call.
	Newer() <-chan struct{}
}

// HostSocket is what the kernel says of one end of a connection, and what of that
// the packets say otherwise.
type HostSocket struct {
	State     fsm.State // CLOSED where the end is of this host and has no socket
	Held      string    // by whom: "process", "hidden", "time-wait"
	Processes []HostProcess
	User      string // "" where not known
	Cong      string // congestion control; "" where there is none
	RecvQ     uint32 // bytes not read
	SendQ     uint32 // bytes not sent or not acknowledged
	Info      *HostInfo
	Differs   string // why the packets say another state: "capture-loss"; "" where they do not
}

// HostProcess is a process that holds a socket. The name may hold anything.
type HostProcess struct {
	PID  uint32
	Name string
}

// HostInfo is what the kernel measured on a socket: Linux's tcp_info.
type HostInfo struct {
	RTT, RTO                                           time.Duration // RTT is 0 before the first measure
	Cwnd, Unacked, Sacked, Lost, Retrans, TotalRetrans uint32        // packets
	Ssthresh                                           *uint32       // packets; nil before any loss
	PacingRate, DeliveryRate                           *uint64       // bytes a second; nil where not limited or not told
}

// hostView is what a Reader keeps of the host's sockets.
type hostView struct {
	host     HostSockets
	replaced Replaced
	last     ConnID // of now
	polls    uint64
	end      int64
	now      [2]*HostSocket
	known    bool
}

// of returns the sockets of a view's connection: of the newest connection of a
// four-tuple alone, which is whose sockets there are.
func (h *hostView) of(v *View) (none [2]*HostSocket) {
	c := v.Conn()
	if h.host == nil || c == nil {
		return none
	}
	if h.replaced.In(v.Snap, c.ID) {
		return none
	}
	if polls := h.host.Polls(); !h.known || h.last != c.ID || h.polls != polls || h.end != c.End {
		h.known, h.last, h.polls, h.end, h.now = true, c.ID, polls, c.End, h.host.OfConn(v.Snap, c)
	}
	return h.now
}

// Replaced knows which connections' four-tuples a later connection has: what the
// kernel says is of the later one. One goroutine uses it, with snapshots of one
// capture, none older than the one before.
type Replaced struct {
	looked ConnID // connections before it were looked at
	known  map[ConnID]bool
}

// In reports whether a connection's four-tuple has a later connection in s.
func (r *Replaced) In(s *Snapshot, id ConnID) bool {
	for ; int(r.looked) < s.Conns(); r.looked++ {
		if p := s.Conn(r.looked).Previous; p != NoConn {
			if r.known == nil {
				r.known = make(map[ConnID]bool)
			}
			r.known[p] = true
		}
	}
	return r.known[id]
}
