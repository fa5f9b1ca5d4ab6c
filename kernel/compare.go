package kernel

import (
	"time"

	"tcptui/fsm"
)

// Wire is what the packets say of one end of a connection, the one that is of this
// host.
type Wire struct {
	State   fsm.State // after the last segment; None where nothing is known
	Last    time.Time // of the connection's last segment
	Until   time.Time // packets up to then are known; zero: all are
	Guessed bool      // the capture has no SYN of the connection
	Reset   bool      // its last segment is a RST
	Largest uint32    // bytes of data in the largest segment that this end sent; 0 where not known
}

// Host is what this host says of the same end.
type Host struct {
	Polled   time.Time // when
	Previous time.Time // poll before; zero where there was none
	Socket   *Seen     // nil: there is none with this four-tuple, and was none lately
	Listens  bool      // a listener takes connections to the address
	Ours     bool      // the address is one of this host's
}

// Host returns what a snapshot says of an end.
func (s *Snapshot) Host(at Tuple) Host {
	return Host{Polled: s.Time, Previous: s.Previous, Socket: s.Find(at), Listens: s.Listener(at.Local) != nil, Ours: s.Ours(at.Local.Addr())}
}

// Finding is what a comparison found.
type Finding struct {
	Compared     bool      // both sides say something
	Differs      bool      // and not the same
	Wire, Kernel fsm.State // Kernel is CLOSED where there is no socket, LISTEN where only a listener is
	Reason       Reason    // of the difference; NoReason where there is none
	Notes        []Reason  // what is worth knowing though it makes no difference
}

// Slack is how far apart packets and a poll may be in time without one being the
// later: a ring hands packets over late, and a dump takes its time.
const Slack = 250 * time.Millisecond

// clockStep is by how much a packet must be later than those that may be known, for the
// clock to have been set back: what is less is told by the next poll.
const clockStep = 5 * time.Second

// Compare compares what the packets say of an end with what the kernel says. It is
// pure: the reason is the first row of the table that fits.
func Compare(w Wire, h Host) Finding {
	c := comparison{w: w, h: h}
	if s := h.Socket; s != nil && s.Gone.IsZero() {
		c.k, c.here = s.State, true
	} else if c.k = fsm.Closed; h.Listens && (w.State == fsm.Listen || w.State == fsm.Closed) {
		c.k = fsm.Listen
	}
	f := Finding{Wire: w.State, Kernel: c.k, Compared: w.State != fsm.None && c.k != fsm.None}
	f.Differs = f.Compared && w.State != c.k && !(c.k == fsm.Listen && w.State == fsm.Closed)
	for r := NoReason + 1; r < numReasons; r++ {
		row := &reasons[r]
		switch {
		case row.differs && f.Differs && f.Reason == NoReason && row.when(&c):
			f.Reason = r
		case !row.differs && f.Compared && row.when(&c):
			f.Notes = append(f.Notes, r)
		}
	}
	return f
}

// comparison is what the rows of the table look at.
type comparison struct {
	w    Wire
	h    Host
	k    fsm.State // the kernel's, as Finding.Kernel
	here bool      // a socket is there
}

// behind reports whether the kernel has not yet come to where the packets are.
func (c *comparison) behind() bool { return c.here && leads(c.k, c.w.State) }

// ahead reports whether the kernel has gone on beyond what the packets show.
func (c *comparison) ahead() bool { return c.here && leads(c.w.State, c.k) }

// fromLater reports whether the last packet is of a time that has not come yet.
func (c *comparison) fromLater() bool {
	return !c.w.Until.IsZero() && c.w.Last.After(c.w.Until.Add(clockStep))
}

// racing reports whether the difference may be one of time alone: the last packet
// came after the poll, or the packets behind the kernel's newest state may still
// come.
func (c *comparison) racing() bool {
	if c.w.Last.After(c.h.Polled.Add(-Slack)) {
		return true
	}
	return !c.w.Until.IsZero() && c.w.Until.Before(c.since().Add(Slack))
}

// since is the poll that showed first what the last one shows. A socket that no
// poll showed was gone at the one before already, if its last packet is older.
func (c *comparison) since() time.Time {
	switch s := c.h.Socket; {
	case s != nil && !s.Gone.IsZero():
		return s.Gone
	case s != nil:
		return s.Entered
	case c.h.Previous.After(c.w.Last.Add(Slack)):
		return c.h.Previous
	}
	return c.h.Polled
}

// reused reports whether the socket came after all packets that there are.
func (c *comparison) reused() bool {
	s := c.h.Socket
	return c.here && !s.Before && s.First.After(c.w.Last) &&
		(c.w.State == fsm.Closed || c.w.State == fsm.TimeWait || c.k == fsm.SynSent || c.k == fsm.SynReceived)
}

// silent is how long the packets have said nothing, at the time of the poll.
func (c *comparison) silent() time.Duration { return c.h.Polled.Sub(c.w.Last) }

// in reports whether a state is one of some.
func in(s fsm.State, some ...fsm.State) bool {
	for _, x := range some {
		if x == s {
			return true
		}
	}
	return false
}

// next are the states that follow each in the life of a connection: RFC 9293 figure
// 5, without the way back to LISTEN, and without resets, which lead to CLOSED from
// everywhere.
var next = [fsm.NumStates][]fsm.State{
	fsm.Listen:      {fsm.SynReceived, fsm.SynSent},
	fsm.SynSent:     {fsm.SynReceived, fsm.Established},
	fsm.SynReceived: {fsm.Established, fsm.FinWait1},
	fsm.Established: {fsm.FinWait1, fsm.CloseWait},
	fsm.FinWait1:    {fsm.FinWait2, fsm.Closing, fsm.TimeWait},
	fsm.FinWait2:    {fsm.TimeWait},
	fsm.Closing:     {fsm.TimeWait},
	fsm.CloseWait:   {fsm.LastAck},
	fsm.LastAck:     {fsm.Closed},
	fsm.TimeWait:    {fsm.Closed},
}

// leads reports whether a connection in one state can come to another.
func leads(from, to fsm.State) bool {
	if to == fsm.Closed {
		return from != fsm.Closed && from != fsm.None
	}
	for _, s := range next[from] {
		if s == to || leads(s, to) {
			return true
		}
	}
	return false
}
