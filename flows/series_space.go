package flows

// space is one direction's sequence space without its wrapping around.
type space struct {
	top   int64 // the highest position
	known bool
}

// at is the position of a number that is counted from the direction's start. One
// of a direction whose start is not known is where it says.
func (p *space) at(rel uint32, based bool) int64 {
	if !p.known {
		p.known = true
		if !based {
			p.top = int64(rel)
		}
	}
	return p.top + int64(int32(rel-uint32(p.top)))
}

// maxReach is how far a segment can be ahead of those before it: a window has
// 2^30 at most (RFC 7323 2.3). What is further off is forged or damaged.
const maxReach = 1 << 30

// reach notes that positions up to one were seen.
func (p *space) reach(pos int64) {
	if d := pos - p.top; d > 0 && d <= maxReach {
		p.top = pos
	}
}

// peak is the most of one direction that was in flight in this round trip and
// the one before. A round trip is the shortest one that was measured.
type peak struct {
	began       int64
	now, before int64
	trip        int64 // ns; 0: none was measured
}

// measured takes a round trip.
func (p *peak) measured(ns int64) {
	if ns > 0 && (p.trip == 0 || ns < p.trip) {
		p.trip = ns
	}
}

// sent takes what is in flight at a time, and returns the most of it lately.
func (p *peak) sent(at, flight int64) (most int64, ok bool) {
	if p.trip == 0 {
		return 0, false
	}
	switch since := at - p.began; {
	case since >= 2*p.trip || since < 0:
		p.began, p.before, p.now = at, 0, 0
	case since >= p.trip:
		p.began, p.before, p.now = at, p.now, 0
	}
	p.now = max(p.now, flight)
	return max(p.now, p.before), true
}
