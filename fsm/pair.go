package fsm

import "tcptui/decode"

// NoRow is the row number of nothing.
const NoRow = ^uint32(0)

// Pair is both ends of one connection as one capture shows them. It has fixed
// size and no pointers; its owner is the goroutine that feeds it. The zero
// value is a connection of which nothing is known.
type Pair struct {
	Ends [2]Endpoint // by Role

	start    int64   // time of the first segment, ns since the epoch
	rtt      tick    // of the handshake; 0 when not known
	closedAt tick    // when an end was last inferred to be CLOSED
	lastAt   [2]tick // by Role: time of its last segment
	begun    bool
	again    bool  // a step of the handshake was sent twice: its times say nothing
	near     int8  // role+1 of the end next to the capture, 0 when not known
	doubts   uint8 // how often an ACK of the SYN was taken back
}

// Moment is the pair after one segment: what is stored for a row.
type Moment struct {
	State [2]State // by Role
	How   [2]How
	Event Event // what the segment was to its sender; RcvFIN or RcvFINACK if it shows first that a FIN had reached it
	Rcv   Event // what it was, or is inferred to be, to its receiver
}

// Revision corrects the past: from row From on, up to the row before the one
// that brought the evidence, the end Role was in State.
type Revision struct {
	From    uint32 // row, inclusive
	Role    Role
	State   State
	How     How
	Because Event // what its sender did in the row that proved it
}

// Revisions are what one segment proved of the past, to be applied in order: a
// later one may begin after an earlier one and overwrites it.
type Revisions struct {
	N    uint8
	List [4]Revision
}

func (v *Revisions) add(r Revision) {
	if int(v.N) < len(v.List) {
		v.List[v.N] = r
		v.N++
	}
}

// rttUnknown stands for the round trip when the handshake did not show it.
const rttUnknown tick = ticksPerSecond / 5

func (p *Pair) roundTrip() tick {
	if p.rtt != 0 {
		return p.rtt
	}
	return rttUnknown
}

func (p *Pair) tick(t int64) tick {
	if !p.begun {
		p.begun, p.start = true, t
	}
	return tick(max(0, min((t-p.start)/(1e9/ticksPerSecond), 1<<32-1)))
}

// slow are the facts that keep a segment from the short way.
const slow = owedSYN | owedFIN | owedACK | fastOpen | guessedFIN | ahead

// Segment advances the pair by one captured segment that `from` sent. row is
// the frame's row in the index and t its time, ns since the epoch. It is a
// function of the pair and the segment alone and allocates nothing.
func (p *Pair) Segment(from Role, g *decode.Segment, row uint32, t int64) (m Moment, past Revisions) {
	m = p.Advance(from, g, row, t, &past)
	return m, past
}

// Advance is Segment for who follows millions of them: past is used again, because nearly
// all prove nothing of it and only its N is set then.
func (p *Pair) Advance(from Role, g *decode.Segment, row uint32, t int64, past *Revisions) Moment {
	s, r := &p.Ends[from&1], &p.Ends[from&1^1]
	now := p.tick(t)
	// A round trip after its last segment, data that looks new may be a retransmission of data never captured.
	late := g.Len > 0 && now-p.lastAt[from&1] > p.roundTrip() && p.near != int8(from&1)+1
	p.lastAt[from&1] = now
	const kinds = decode.SYN | decode.FIN | decode.RST | decode.ACK
	if !late && g.Flags&kinds == decode.ACK && s.State == Established && r.State == Established &&
		(s.facts|r.facts)&slow == 0 && r.is(heard) && (s.How == Observed || s.is(midstream)) &&
		(g.Seq == s.SndNxt || g.Len == 0 && g.Seq.Less(s.SndNxt)) {
		m := Moment{State: [2]State{Established, Established}, How: [2]How{p.Ends[0].How, p.Ends[1].How}}
		m.Event, m.Rcv = s.ordinary(g)
		p.account(s, r, g, row)
		past.N = 0
		return m
	}
	x := passage{p: p, s: s, r: r, from: from & 1, g: g, row: row, now: now, late: late}
	x.pass()
	m := Moment{Event: x.snd, Rcv: x.rcv}
	for i := range p.Ends {
		m.State[i], m.How[i] = p.Ends[i].State, p.Ends[i].How
	}
	*past = x.out
	return m
}

// account moves the variables of both ends by a segment that carries ACK or SYN
// and belongs to the connection.
func (p *Pair) account(s, r *Endpoint, g *decode.Segment, row uint32) {
	end := g.End()
	switch {
	case s.facts&hasNxt == 0:
		s.SndUna, s.SndNxt = g.Seq, end
		s.facts |= hasNxt
	case s.SndNxt.Less(end):
		s.facts &^= ahead
		if s.SndNxt.Less(g.Seq) && g.SegLen() == 0 {
			s.jump, s.jumpRow = g.Seq, row
			s.facts |= ahead
		}
		s.SndNxt = end
	case end == s.SndNxt && g.SegLen() > 0:
		s.facts &^= ahead
	}
	if r.facts&hasRcv == 0 {
		r.RcvNxt = end
		r.facts |= hasRcv
	} else if g.Seq.LessEq(r.RcvNxt) && r.RcvNxt.Less(end) {
		r.RcvNxt = end
	}
	if g.Flags&decode.ACK != 0 {
		if s.facts&hasRcv == 0 || s.RcvNxt.Less(g.Ack) {
			s.RcvNxt = g.Ack
			s.facts |= hasRcv
		}
		if r.SndUna.Less(g.Ack) || r.facts&hasNxt == 0 {
			r.SndUna = g.Ack
		}
	}
	s.Wnd = g.Window
	s.Last = row
	s.facts |= heard
}
