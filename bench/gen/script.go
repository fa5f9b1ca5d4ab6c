package gen

// kind says what a step of a connection sends.
type kind uint8

const (
	sendSyn    kind = iota
	sendSynAck      // and everything received is acknowledged
	sendData        // segment `segment` of the burst
	sendAck         // of the burst up to, not with, segment `segment`; with SACK up to `sack`
	sendAckAll      // of everything the peer has sent
	sendFin
	sendRst
)

// The two ends.
const (
	client = 0
	server = 1
)

// step is one frame to come.
type step struct {
	kind    kind
	end     uint8 // who sends it
	segment uint8
	sack    uint8  // one past the last segment of the SACK block, 0 for none
	gap     uint32 // ns after the step before
}

// Bounds of a burst: data, an ACK each when one is lost, the repetition and
// its ACK, and a FIN's four must fit the script.
const (
	maxBurst  = 16
	maxScript = 2*maxBurst + 4
)

// closing is how many frames are kept for the end of a connection.
const closing = 4

// script is what a connection will do next, and the burst it speaks of.
type script struct {
	steps     [maxScript]step
	pos, size uint8
	base      uint32 // SEG.SEQ of the burst's first segment
	segments  uint8  // in the burst
	full      uint16 // bytes of each segment but the last
	last      uint16 // bytes of the last
	from      uint8  // the end that sends it
}

func (s *script) clear() { s.pos, s.size = 0, 0 }

func (s *script) add(k kind, end uint8, segment, sack int, gap uint32) {
	s.steps[s.size] = step{k, end, uint8(segment), uint8(sack), gap}
	s.size++
}

// seq is the sequence number of the burst's segment i, or past its end.
func (s *script) seq(i uint8) uint32 {
	if i >= s.segments {
		return s.base + uint32(s.segments-1)*uint32(s.full) + uint32(s.last)
	}
	return s.base + uint32(i)*uint32(s.full)
}

// length is the payload of the burst's segment i in bytes.
func (s *script) length(i uint8) int {
	if i == s.segments-1 {
		return int(s.last)
	}
	return int(s.full)
}

// open writes the handshake. The capture is taken beside the client: what the
// server answers comes a round trip later.
func (s *script) open(rtt uint32) {
	s.clear()
	s.add(sendSyn, client, 0, 0, 0)
	s.add(sendSynAck, server, 0, 0, rtt)
	s.add(sendAckAll, client, 0, 0, 8_000)
}

// fate is what the network does to a burst; -1 for not at all.
type fate struct {
	lost   int  // the segment that is lost once
	unseen bool // it is lost before the capture, which then shows its repetition only
	swap   int  // this even segment is overtaken by the next
}

// burst writes the data of the burst from s.from and its ACKs. The receiver
// acknowledges every second segment, and each one behind a gap (RFC 5681 3.2,
// 4.2), with SACK (RFC 2018).
func (s *script) burst(rtt uint32, gap func(uint32) uint32, pause uint32, f fate) {
	s.clear()
	n := int(s.segments)
	receiver := s.from ^ 1
	near := receiver == client // its ACKs follow at once, as the capture sees it
	wait := pause
	for i := range n {
		segment := i
		if f.swap >= 0 && i|1 == f.swap|1 {
			segment = i ^ 1
		}
		if i != f.lost || !f.unseen {
			s.add(sendData, s.from, segment, 0, wait)
			wait = gap(12_000)
		}
		if near && s.acknowledge(receiver, i, f.lost, gap(8_000)) {
			wait = gap(12_000)
		}
	}
	if !near {
		wait = rtt
		for i := range n {
			if s.acknowledge(receiver, i, f.lost, wait) {
				wait = gap(12_000)
			}
		}
	}
	if f.lost >= 0 {
		s.repeat(rtt, gap, f.lost, near)
	}
}

// acknowledge adds the ACK that segment i causes, if it does.
func (s *script) acknowledge(receiver uint8, i, lost int, gap uint32) bool {
	n := int(s.segments)
	switch {
	case lost >= 0 && i > lost:
		s.add(sendAck, receiver, lost, i+1, gap)
	case i == lost || i%2 == 0 && i != n-1:
		return false
	default:
		s.add(sendAck, receiver, i+1, 0, gap)
	}
	return true
}

// repeat adds the retransmission, by the ACKs with SACK or, when the last
// segment is lost and nothing tells, by the timer.
func (s *script) repeat(rtt uint32, gap func(uint32) uint32, lost int, near bool) {
	wait, answer := rtt, rtt
	if lost == int(s.segments)-1 {
		wait = 2*rtt + 200_000_000
	}
	if near {
		answer = gap(8_000)
	} else if lost != int(s.segments)-1 {
		wait = gap(30_000)
	}
	s.add(sendData, s.from, lost, 0, wait)
	s.add(sendAck, s.from^1, int(s.segments), 0, answer)
}

// close writes the end: a RST, or FINs with `first` the active closer, in three
// or four segments.
func (s *script) close(rtt uint32, first uint8, reset, three bool) {
	s.clear()
	answer := func(end uint8) uint32 {
		if end == client {
			return 9_000
		}
		return rtt
	}
	second := first ^ 1
	if reset {
		s.add(sendRst, first, 0, 0, 3*rtt)
		return
	}
	s.add(sendFin, first, 0, 0, rtt)
	if !three {
		s.add(sendAckAll, second, 0, 0, answer(second))
	}
	s.add(sendFin, second, 0, 0, answer(second))
	s.add(sendAckAll, first, 0, 0, answer(first))
}
