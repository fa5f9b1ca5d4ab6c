package flows

import (
	"tcptui/decode"
	"tcptui/fsm"
)

// Part is one of the things that a connection's time goes to.
type Part uint8

// The parts.
const (
	PartHandshake Part = iota // from the SYN to the ACK that ends the handshake
	PartClient                // nothing was under way and the client had to speak next
	PartServer                // the same for the server
	PartWindow                // the receiver's window kept the sender from going on
	PartRecovery              // until what was lost had been sent again and acknowledged
	PartNetwork               // data or acknowledgments were under way
	NumParts
)

var partNames = [NumParts]string{"handshake", "client", "server", "window", "recovery", "network"}

// String returns the part's name: "handshake", "client", "server", "window",
// "recovery", "network".
func (p Part) String() string { return partNames[p] }

// Budget is where a connection's time went, in ns by Part. The parts add up to
// the connection's duration.
type Budget [NumParts]int64

// Total is the sum of the parts.
func (b *Budget) Total() (sum int64) {
	for _, ns := range b {
		sum += ns
	}
	return sum
}

// clockwork gives each interval between two rows to a part. It judges by what
// was under way before the interval and by the row that ended it:
//
//   - before the handshake is over, all is handshake;
//   - a closed window, or one that is full, is the receiver's;
//   - from a third duplicate ACK or a repeated segment on, until all that was sent
//     before it is acknowledged, and before that segment, is recovery;
//   - while data is under way, a round trip is the network's; what is longer and
//     ends with data was spent waiting for its sender;
//   - when nothing is under way, all is waiting for whoever speaks next.
type clockwork struct {
	from, now int64 // earliest and latest time so far
	parts     Budget
	opened    bool
	sides     [2]pace
	idle      int64 // ns not given to anyone yet: nobody has spoken since
	talker    fsm.Role
	over      bool // RST, or both FINs: nobody is waited for
}

// pace is what the clockwork keeps of one end.
type pace struct {
	sentAt   int64 // when it sent data last
	leg      int64 // shortest round trip of what it sent so far; 0 not known
	recover  decode.Seq
	recovers bool
	fin      bool
	window   uint32 // that it announced last, bytes
	told     bool   // window is known
	dups     uint8  // duplicate ACKs in a row
	lastLen  uint32 // of data that it sent last
}

// duplicatesForLoss is RFC 5681 3.2's threshold.
const duplicatesForLoss = 3

// begin starts the clock at the connection's first row.
func (k *clockwork) begin(c *Conn, at int64) {
	k.from, k.now = at, at
	k.opened = c.Completeness&CompleteSYN == 0 && c.opening&CompleteSYNACK == 0
	k.talker = fsm.Server // who has not spoken yet is the client
}

// interval gives the time since the last row to a part. ends are as they were
// before this row.
func (k *clockwork) interval(r *Row, ends *[2]endWalk) {
	if r.NoTime {
		return
	}
	if r.Time < k.from {
		k.parts[PartNetwork] += k.from - r.Time
		k.from = r.Time
	}
	ns := r.Time - k.now
	if ns <= 0 {
		return
	}
	defer func() { k.now = r.Time }()
	flying := [2]bool{ends[0].flying(), ends[1].flying()}
	speaks := r.Len > 0 && !probing(r) || r.Flags.Any(decode.FIN|decode.RST)
	switch {
	case !k.opened:
		k.parts[PartHandshake] += ns
	case k.over:
		k.parts[PartNetwork] += ns
	case k.shut(fsm.Client, ends) || k.shut(fsm.Server, ends):
		k.parts[PartWindow] += ns
	case sentAgain(r) || k.sides[0].recovers || k.sides[1].recovers:
		k.parts[PartRecovery] += ns
	case !flying[0] && !flying[1]:
		k.idle += ns
	case !speaks:
		k.parts[PartNetwork] += ns
	default:
		k.flown(r, ns, flying)
	}
	if speaks {
		k.parts[waitFor(r.From)] += k.idle
		k.idle = 0
	}
}

// flown parts an interval in which data was under way and that new data ended.
func (k *clockwork) flown(r *Row, ns int64, flying [2]bool) {
	due := k.now
	for role := range k.sides {
		if flying[role] {
			due = max(due, k.sides[role].sentAt+k.sides[role].leg)
		}
	}
	network := max(0, min(due-k.now, ns))
	k.parts[PartNetwork] += network
	k.parts[waitFor(r.From)] += ns - network
}

func waitFor(role fsm.Role) Part {
	if role == fsm.Client {
		return PartClient
	}
	return PartServer
}

// flying reports whether data of this end is not acknowledged.
func (e *endWalk) flying() bool { return e.hasNxt && e.hasUna && e.una.Less(e.nxt) }

// shut reports whether the window that `from` announced holds its peer up: it is
// closed, or has no room for one more segment like the last.
func (k *clockwork) shut(from fsm.Role, ends *[2]endWalk) bool {
	s, sender := &k.sides[from], &ends[from.Peer()]
	if !s.told || k.sides[from.Peer()].fin || !sender.hasNxt {
		return false
	}
	if s.window == 0 {
		return true
	}
	last := k.sides[from.Peer()].lastLen
	if !sender.flying() || last == 0 {
		return false
	}
	return uint64(sender.nxt-sender.una)+uint64(last) > uint64(s.window)
}

// after takes a row into what the next intervals are judged by. ends are as they
// are after this row.
func (k *clockwork) after(r *Row, ends *[2]endWalk, c *Conn) {
	me, peer := &k.sides[r.From], &k.sides[r.From.Peer()]
	if me.told = c.Sides[r.From].Scale != ScaleUnknown || r.Window == 0; me.told {
		me.window = c.Sides[r.From].Window(r.Window, r.Flags)
	}
	if r.Flags.Has(decode.ACK) && !r.Flags.Has(decode.SYN) || r.Flags.Has(decode.RST) {
		k.opened = k.opened || r.From == fsm.Client || r.Len > 0 || r.Flags.Has(decode.RST)
	}
	if r.Notes.Has(NoteDuplicateAck) {
		me.dups = min(me.dups+1, duplicatesForLoss)
	} else if r.Len == 0 {
		me.dups = 0
	}
	if sender := &ends[r.From.Peer()]; me.dups >= duplicatesForLoss && sender.flying() && !peer.recovers {
		peer.recover, peer.recovers = sender.nxt, true
	}
	own := &ends[r.From]
	if r.Len > 0 && !probing(r) {
		me.sentAt, me.lastLen = r.Time, r.Len
		k.talker = r.From
		if sentAgain(r) && own.flying() && !me.recovers {
			me.recover, me.recovers = own.nxt, true
		}
	}
	if other := &ends[r.From.Peer()]; peer.recovers && other.hasUna && peer.recover.LessEq(other.una) {
		peer.recovers = false
	}
	me.fin = me.fin || r.Flags.Has(decode.FIN)
	k.over = k.over || r.Flags.Has(decode.RST) || me.fin && peer.fin
}

// finish gives what nobody ended to whoever was to speak next.
func (k *clockwork) finish() Budget {
	k.parts[waitFor(k.talker.Peer())] += k.idle
	k.idle = 0
	return k.parts
}
