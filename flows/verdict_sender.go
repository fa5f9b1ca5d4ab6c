package flows

import (
	"tcptui/decode"
	"tcptui/fsm"
)

// sender is what the verdicts keep of one end of every connection: enough to
// judge by clocks and by its last segment. The zero value is an end that has not
// been heard. What else is needed while segments are in flight or missing is in
// a detail. No pointers: a million of them cost the garbage collector nothing.
type sender struct {
	next   decode.Seq // the highest end of what was captured of it: SND.NXT as far as shown
	una    decode.Seq // the highest that its peer acknowledged
	ts     uint32     // its newest TSval
	tsRow  uint32     // the row that showed ts first
	row    uint32     // its last segment with SYN, data or FIN, in order of capture
	rowTS  uint32     // that one's TSval
	last   uint32     // its last segment of any kind
	rtt    uint32     // µs: shortest time from a segment of its peer to its answer, 0 not known
	srtt   uint32     // µs: the same, smoothed (RFC 6298)
	detail uint32     // its detail's number, 0 none
	id     uint16     // IP identification of what it sent last
	rowID  uint16     // that of row
	steps  uint8      // segments whose identification was a little higher than id
	ones   uint8      // of these, by exactly one
	jumps  uint8      // segments whose identification was far from id
	peers  uint8      // segments with SYN, data or FIN that its peer sent since last
	facts  senderFacts
}

type senderFacts uint16

const (
	knowsNext   senderFacts = 1 << iota // next is known
	knowsUna                            // una is known
	knowsTS                             // ts is known
	knowsRow                            // row is a row
	knowsLast                           // last is a row
	rowHasTS                            // rowTS is one
	sentSpace                           // it sent SYN, data or FIN: next is no guess from acknowledgments
	closedWnd                           // the last window that it announced is zero
	reopened                            // and it announced another since; its peer has sent nothing new after that
	echoed                              // its peer has echoed ts
	finished                            // it sent a FIN
	sameID                              // different segments of it had one identification
	saidNothing                         // all that was captured of it was one segment without SYN, data or FIN
)

func (s *sender) is(f senderFacts) bool { return s.facts&f != 0 }

func (s *sender) put(f senderFacts, on bool) {
	if on {
		s.facts |= f
	} else {
		s.facts &^= f
	}
}

// verdictConn is what the verdicts keep of every connection.
type verdictConn struct {
	ends [2]sender // by fsm.Role
}

// roundTrip is the connection's round trip in ns: from an end through the
// capture point to the other and back. 0 when one side of it is not known.
func (c *verdictConn) roundTrip() int64 {
	a, b := c.ends[0].rtt, c.ends[1].rtt
	if a == 0 || b == 0 {
		return 0
	}
	return (int64(a) + int64(b)) * 1000
}

// sample takes how long this end took to answer, in ns.
func (s *sender) sample(ns int64) {
	us := uint32(max(1, min(ns/1000, 1<<31)))
	if s.rtt == 0 || us < s.rtt {
		s.rtt = us
	}
	if s.srtt == 0 {
		s.srtt = us
	} else {
		s.srtt = uint32((7*uint64(s.srtt) + uint64(us)) / 8)
	}
}

// judged is one segment on its way through the judge.
type judged struct {
	from  fsm.Role
	seg   *decode.Segment
	row   uint32
	at    int64 // ns since the epoch
	end   decode.Seq
	stamp stamp
}
