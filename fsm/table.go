package fsm

// Verdict says what an event does to a state.
type Verdict uint8

// The verdicts.
const (
	Impossible Verdict = iota // an RFC 9293 endpoint in this state cannot do or meet this
	Stays                     // the event belongs here and leaves the state as it is
	Moves                     // an edge of figure 5, or of the text of 3.10
)

// String returns "impossible", "stays" or "moves".
func (v Verdict) String() string {
	return [...]string{"impossible", "stays", "moves"}[min(v, Moves)]
}

// Row is one row of the machine: what Event does to an endpoint in state From.
type Row struct {
	From        State
	Event       Event
	To          State // From itself unless Verdict is Moves
	Verdict     Verdict
	Section     string // where it is written: "RFC 9293 3.10.7.4"
	Action      string // what the endpoint sends for it: "ACK"; "" for nothing
	Explanation string // one to three sentences
}

// ID is the row's stable name: "FIN-WAIT-1: receives FIN". The state in which
// nothing is known is written "?".
func (r Row) ID() string {
	from := r.From.String()
	if r.From == None {
		from = "?"
	}
	return from + ": " + r.Event.String()
}

// Step is the machine: the row for an event in a state. It is pure. Values that
// are no state or no event give an Impossible row that stays.
func Step(from State, ev Event) Row {
	if from >= NumStates || ev >= NumEvents {
		return Row{From: from, Event: ev, To: from, Explanation: "No such state or event."}
	}
	r := &rules[machine[from][ev]]
	to := r.to
	if to == same {
		to = from
	}
	return Row{From: from, Event: ev, To: to, Verdict: r.verdict, Section: r.section, Action: r.action, Explanation: r.why}
}

// step is Step without the words: the state after the event.
func step(from State, ev Event) State {
	if to := rules[machine[from][ev]].to; to != same {
		return to
	}
	return from
}

// set is a set of states, one bit each.
type set uint16

// of makes a set.
func of(states ...State) (s set) {
	for _, x := range states {
		s |= 1 << x
	}
	return s
}

// has reports whether x is in s.
func (s set) has(x State) bool { return s>>x&1 != 0 }

// Sets that rules name. RFC 9293 3.3.2 calls those from ESTABLISHED on the
// synchronized states.
const (
	unknown      set = 1 << None
	noTCB        set = 1<<Closed | 1<<Listen
	active       set = 1 << SynSent
	received     set = 1 << SynReceived
	opening      set = active | received
	established  set = 1 << Established
	finSent      set = 1<<FinWait1 | 1<<FinWait2 | 1<<Closing | 1<<LastAck | 1<<TimeWait
	finUnacked   set = 1<<FinWait1 | 1<<Closing | 1<<LastAck
	finRcvd      set = 1<<CloseWait | 1<<Closing | 1<<LastAck | 1<<TimeWait
	sends        set = 1<<Established | 1<<CloseWait // may send new data
	synchronized set = 1<<Established | 1<<CloseWait | finSent
	live         set = received | synchronized
	all          set = 1<<NumStates - 1
)

// same as a rule's target: the state stays.
const same = NumStates

// rule is a row, or several that differ in their state only.
type rule struct {
	from    set
	event   Event
	to      State // or same
	verdict Verdict
	section string
	action  string
	why     string
}

// machine holds for each state and event the number of its rule. It is made
// once from rules and never changes.
var machine = expand(rules)

// expand spreads the rules over states and events. That each pair has exactly
// one rule is held by a test.
func expand(rs []rule) (m [NumStates][NumEvents]uint8) {
	for i, r := range rs {
		for s := None; s < NumStates; s++ {
			if r.from.has(s) {
				m[s][r.event] = uint8(i)
			}
		}
	}
	return m
}
