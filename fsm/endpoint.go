package fsm

import "tcptui/decode"

// logSize is how many steps of an endpoint can still be taken back.
const logSize = 5

// Endpoint is one end of a connection: its state, the variables of RFC 9293
// 3.3.1 as far as the capture shows them, and its last steps. It has fixed size
// and no pointers; its owner is the goroutine that feeds the Pair.
type Endpoint struct {
	State State
	How   How

	Scale int8   // window shift its SYN offered, RFC 7323 2.2; -1 when it offered none
	steps uint8  // of log in use
	facts facts  // what is known of it
	Wnd   uint16 // RCV.WND: the window it advertised last, unscaled as in the header

	sigID  uint16     // IP identification of the last SYN or FIN it sent
	sigTS  uint32     // its TSval
	sigAt  tick       // its time
	ISS    decode.Seq // initial send sequence number; see HasISS
	SndUna decode.Seq // oldest octet the peer has not acknowledged
	SndNxt decode.Seq // next octet it would send: the end of the highest segment captured
	RcvNxt decode.Seq // next octet it expects: what it acknowledged, and what must have reached it since
	Fin    decode.Seq // sequence number of its FIN; see SentFIN

	jump    decode.Seq // a sequence number it used without data, beyond what was captured of it,
	jumpRow uint32     // and in which row first
	Last    uint32     // row of its last segment; has meaning when it was heard
	Clock   uint32     // row at which its TIME-WAIT began, or began again
	log     [logSize]logStep
}

// logStep is one step an endpoint took.
type logStep struct {
	row   uint32
	state State // entered
	event Event
	how   How
}

// facts is a set of things known of an endpoint.
type facts uint16

const (
	hasISS     facts = 1 << iota // ISS is known
	hasNxt                       // SndNxt is known
	hasRcv                       // RcvNxt is known
	heard                        // it sent a segment that was captured
	sentSYN                      // it sent SYN without ACK
	sentSYNACK                   // it sent SYN,ACK
	sentFIN                      // it sent FIN; Fin is known
	fastOpen                     // the peer's SYN brought data
	midstream                    // the capture began without its SYN
	owedSYN                      // the peer's SYN was captured but had not reached it yet
	owedFIN                      // the peer's FIN was captured but is not counted yet
	owedACK                      // the ACK of its FIN was captured but is not counted yet
	ahead                        // SndNxt is jump: what lies before was not captured, perhaps a FIN
	hasPeerFIN                   // it acknowledged the peer's FIN
	guessedFIN                   // the peer's FIN was concluded from this end's acknowledgments alone
)

func (e *Endpoint) is(f facts) bool { return e.facts&f != 0 }

// HasISS reports whether its SYN was captured, so that ISS is known.
func (e *Endpoint) HasISS() bool { return e.is(hasISS) }

// HasSnd reports whether SndUna and SndNxt are known.
func (e *Endpoint) HasSnd() bool { return e.is(hasNxt) }

// HasRcv reports whether RcvNxt is known.
func (e *Endpoint) HasRcv() bool { return e.is(hasRcv) }

// SentFIN reports whether its FIN was captured, so that Fin is known.
func (e *Endpoint) SentFIN() bool { return e.is(sentFIN) }

// Heard reports whether a segment of this end was captured.
func (e *Endpoint) Heard() bool { return e.is(heard) }

// Flight is the octets it has sent and not seen acknowledged, SYN and FIN
// counted; 0 when not known.
func (e *Endpoint) Flight() uint32 {
	if !e.is(hasNxt) || e.SndNxt.Less(e.SndUna) {
		return 0
	}
	return uint32(e.SndNxt - e.SndUna)
}

// enter lets ev happen and notes the step if the state changes.
func (e *Endpoint) enter(ev Event, how How, row uint32) {
	to := step(e.State, ev)
	if to == e.State {
		return
	}
	e.push(logStep{row, to, ev, how})
}

func (e *Endpoint) push(s logStep) {
	if e.steps == logSize {
		copy(e.log[:], e.log[1:])
		e.steps--
	}
	e.log[e.steps] = s
	e.steps++
	e.State, e.How = s.state, s.how
	if s.state == TimeWait {
		e.Clock = s.row
	}
}

// observe notes that the endpoint's own segment shows the state it is in.
func (e *Endpoint) observe() {
	e.How = Observed
	if e.steps > 0 {
		e.log[e.steps-1].how = Observed
	}
}

// doubted is the number of the first step after the last one into a state of s,
// if all steps from there on are only inferred and there is one.
func (e *Endpoint) doubted(s set) (int, bool) {
	for k := int(e.steps) - 1; k >= 0; k-- {
		if s.has(e.log[k].state) {
			return k + 1, k+1 < int(e.steps)
		}
		if e.log[k].how == Observed {
			break
		}
	}
	return 0, false
}

// takeBack undoes the steps from number k on, k at least 1, and says so.
func (e *Endpoint) takeBack(k int, role Role, because Event, out *Revisions) {
	row := e.log[k].row
	e.steps = uint8(k)
	e.State, e.How = e.log[k-1].state, e.log[k-1].how
	out.add(Revision{Role: role, From: row, State: e.State, How: e.How, Because: because})
}

// tick is a time since the pair's first segment in units of 10 us; it
// saturates after twelve hours.
type tick uint32

const ticksPerSecond = 100_000

// sign notes the marks of a SYN or FIN by which a copy of it is known again.
func (e *Endpoint) sign(g *decode.Segment, now tick) {
	e.sigID, e.sigAt = g.IPID, now
	if g.Opts.Has&decode.OptTimestamps != 0 {
		e.sigTS = g.Opts.TSval
	}
}

// copied reports whether g, a SYN or FIN sent before, is a copy that the
// network made: a retransmission is made anew, with a newer timestamp and
// another IP identification, and not within a round trip.
func (e *Endpoint) copied(g *decode.Segment, now, rtt tick) bool {
	if g.Opts.Has&decode.OptTimestamps != 0 && g.Opts.TSval != e.sigTS {
		return false
	}
	if g.IPID != 0 || e.sigID != 0 {
		return g.IPID == e.sigID
	}
	if g.Opts.Has&decode.OptTimestamps != 0 {
		return true
	}
	return now-e.sigAt < rtt
}
