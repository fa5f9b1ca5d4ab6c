package ui

import (
	"tcptui/decode"
	"tcptui/flows"
	"tcptui/fsm"
	"tcptui/kernel"
)

// connSum is what a line of the connections table says: of one connection, or of
// the connections of a group together.
type connSum struct {
	conns, open int // how many, and how many of them can still send or receive
	sockets     int // that say nothing
	segments    uint64
	bytes       [2]uint64 // of data, by fsm.Role
	resent      uint64    // segments
	resentBytes uint64
	problems    uint64
	worst       flows.Severity
	start, end  int64 // ns since the epoch
	rtt         int64 // ns, of all rtts together
	rtts        int   // connections whose round trip is known
	measured    bool  // it is not that of the handshake, of one of them
	ends        [connEnds]int
	last        flows.Ending // of the connection that was added last
}

// connEnds is how many ways there are of ending.
const connEnds = int(flows.EndSilence) + 1

// add adds a connection.
func (x *connSum) add(s *flows.Snapshot, c *flows.Conn, t *flows.ConnTally) {
	if x.conns == 0 || c.Start < x.start {
		x.start = c.Start
	}
	if x.conns == 0 || c.End > x.end {
		x.end = c.End
	}
	x.conns++
	if c.Open() {
		x.open++
	}
	x.segments += uint64(c.Segments())
	for role := range x.bytes {
		x.bytes[role] += c.Sides[role].Bytes
	}
	x.resent += uint64(t.Resent)
	x.resentBytes += t.ResentBytes
	x.problems += uint64(t.Problems)
	x.worst = max(x.worst, t.Worst)
	if ns, measured, ok := t.RTT(c); ok {
		x.rtt, x.rtts, x.measured = x.rtt+ns, x.rtts+1, x.measured || measured
	}
	x.last = t.Ending(s, c)
	x.ends[x.last.Kind]++
}

// counted says how many connections and sockets a group has.
func (x *connSum) counted() string {
	switch {
	case x.sockets == 0:
		return plural(x.conns, "connection")
	case x.conns == 0:
		return plural(x.sockets, "silent socket")
	}
	return plural(x.conns, "connection") + ", " + plural(x.sockets, "silent socket")
}

// total is the bytes of data of both ends.
func (x *connSum) total() uint64 { return x.bytes[0] + x.bytes[1] }

// rate is the part of the bytes that was sent again, 0 to 1.
func (x *connSum) rate() float64 {
	if n := x.total(); n > 0 {
		return float64(x.resentBytes) / float64(n)
	}
	return 0
}

// connLine is a line of the table with what its cells are made of.
type connLine struct {
	s      *flows.Snapshot
	c      *flows.Conn  // nil: the head of a group, or a socket
	socket *kernel.Seen // that says nothing; nil: it is something else
	key    groupKey     // of the group
	sum    connSum
	eye    *eye // nil: the kernel is not asked
}

// ends is what the kernel says of both ends of the line's connection.
func (l *connLine) ends() [2]*hostEnd { return l.eye.ends(l.s, l.c) }

// head reports whether the line is that of a group.
func (l *connLine) head() bool { return l.c == nil && l.socket == nil }

// grouping is what connections are put together by.
type grouping int

// The groupings, in the order in which the key goes through them.
const (
	groupNone grouping = iota
	groupService
	groupServer
	groupClient
	groupings
)

var groupingNames = [groupings]string{"", "by service", "by server", "by client"}

// groupKey is what the connections of a group have in common: a host or a port.
type groupKey struct {
	addr decode.Addr // N 0: the group is no host's
	role fsm.Role    // of the host
	port uint16      // of the server, where the group is no host's

	listeners bool // sockets that have no client, by client
}

// keyOf is the group that a connection belongs to.
func (g grouping) keyOf(c *flows.Conn) (k groupKey) {
	switch g {
	case groupService:
		k.port = c.Sides[fsm.Server].Port
	case groupServer:
		k.addr, k.role = c.Sides[fsm.Server].Addr, fsm.Server
	case groupClient:
		k.addr, k.role = c.Sides[fsm.Client].Addr, fsm.Client
	}
	return k
}
