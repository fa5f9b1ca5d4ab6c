package flows

import "tcptui/decode"

// stamp is what a segment tells of when it was sent: the sender's timestamp
// clock (RFC 7323) and the IP identification, which many systems count up for
// each packet (RFC 6864 leaves that to them). Both are of the sending, not of
// the data: what is sent again has new ones, what was only delayed has old ones.
type stamp struct {
	ts    uint32
	id    uint16 // 0 tells nothing
	hasTS bool
}

func stampOf(g *decode.Segment) stamp {
	return stamp{ts: g.Opts.TSval, id: g.IPID, hasTS: g.Opts.Has&decode.OptTimestamps != 0}
}

// when is how one sending lies to another in time.
type when int8

const (
	sentBefore when = iota - 1
	sentUnknown
	sentAfter
)

// How far identifications of segments of one flight may lie apart. Beyond it they
// are not of one counter, or too much lies between.
const (
	idNear = 64   // a step of the counter
	idFar  = 1024 // too far for packets that overtook each other
	idWrap = 1 << 13
)

// counts reports whether the identifications of s are a counter: nearly each is
// a little higher than the one before. Random ones are not for long.
func (s *sender) counts() bool { return s.steps > 0 && int(s.steps) > 4*int(s.jumps) && !s.is(sameID) }

// contiguous reports whether the counter is the connection's own, so that a gap
// in it counts what was not captured.
func (s *sender) contiguous() bool {
	return s.counts() && s.steps >= 3 && int(s.ones)*8 >= int(s.steps)*7
}

// order tells when a was sent, as seen from b.
func (s *sender) order(a, b stamp) (when, Confidence) {
	if a.hasTS && b.hasTS && a.ts != b.ts {
		if int32(a.ts-b.ts) > 0 {
			return sentAfter, Certain
		}
		return sentBefore, Certain
	}
	if a.id == 0 || b.id == 0 || a.id == b.id || s.is(sameID) {
		return sentUnknown, ConfidenceNone
	}
	sure, reach := Likely, int16(idNear)
	if s.counts() {
		reach = idWrap
		if s.steps >= 8 {
			sure = Certain
		}
	} else if s.jumps > 0 {
		return sentUnknown, ConfidenceNone
	}
	switch d := int16(a.id - b.id); {
	case d > 0 && d <= reach:
		return sentAfter, sure
	case d < 0 && d >= -reach:
		return sentBefore, sure
	}
	return sentUnknown, ConfidenceNone
}

// newest is the stamp of what s sent last, as far as captured.
func (s *sender) newest() stamp { return stamp{ts: s.ts, id: s.id, hasTS: s.is(knowsTS)} }

// noteStamp learns from a segment how the sender's clocks run. copied says that
// the segment is a copy of one that was seen, which teaches nothing.
func (s *sender) noteStamp(x *judged, copied bool) {
	g := x.stamp
	if g.hasTS && (!s.is(knowsTS) || int32(g.ts-s.ts) > 0) {
		s.ts, s.tsRow = g.ts, x.row
		s.facts = s.facts&^echoed | knowsTS
	}
	if g.id == 0 || copied {
		return
	}
	if s.id == 0 {
		s.id = g.id
		return
	}
	d := int16(g.id - s.id)
	switch {
	case d == 1:
		s.ones++
		s.steps++
	case d == 0:
		s.facts |= sameID
	case d > 1 && d <= idNear:
		s.steps++
	case d > idNear || d <= -idFar:
		s.jumps++
	}
	if d > 0 || !s.counts() {
		s.id = g.id
	}
	if s.steps == 255 || s.jumps == 255 {
		s.steps, s.ones, s.jumps = s.steps/2, s.ones/2, s.jumps/2
	}
}

// missing is how many packets the sender sent between its latest and x that were
// not captured; 0 when that is not known. mss is how much data a packet takes
// at most: a super-segment counts for several.
func (s *sender) missing(id uint16, lastLen, mss uint32) uint32 {
	if id == 0 || s.id == 0 || !s.contiguous() {
		return 0
	}
	packets := uint32(1)
	if mss > 0 && lastLen > mss {
		packets = (lastLen + mss - 1) / mss
	}
	d := uint32(id - s.id)
	if d <= packets || d > idFar {
		return 0
	}
	return d - packets
}
