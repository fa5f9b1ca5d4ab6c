package flows

import (
	"strings"

	"tcptui/fsm"
)

// Before is the states of both ends just before a row's segment, which must be
// of a connection. An end that sends the connection's first SYN was CLOSED; one
// that a SYN is on its way to is as it was.
func (s *Snapshot) Before(r *Row) fsm.Moment {
	if r.Prev != NoRow {
		return s.Row(r.Prev).Moment
	}
	var m fsm.Moment
	if r.Moment.Event == fsm.SndSYN {
		m.State[r.From], m.How[r.From] = fsm.Closed, fsm.Inferred
		to := r.From.Peer()
		if st := r.Moment.State[to]; st == fsm.Closed || st == fsm.Listen {
			m.State[to], m.How[to] = st, fsm.Inferred
		}
	}
	return m
}

// EventOf is what a row's segment was to an end: to its sender or its receiver.
// NoEvent when its header cannot be relied on.
func (r *Row) EventOf(role fsm.Role) fsm.Event {
	switch {
	case r.Conn == NoConn || r.Notes&noteNoLen != 0:
		return fsm.NoEvent
	case role == r.From:
		return r.Moment.Event
	}
	return r.Moment.Rcv
}

// Rules returns the rows of the state machine that fired at one end with a
// row's segment: nearly always one; none when the segment never reached the
// end, as later rows proved; several when it shows steps that brought no
// segment of their own to the capture.
func (s *Snapshot) Rules(r *Row, role fsm.Role) []fsm.Row {
	ev := r.EventOf(role)
	if ev == fsm.NoEvent {
		return nil
	}
	from, to := s.Before(r).State[role], r.Moment.State[role]
	switch row := fsm.Step(from, ev); {
	case row.To == to:
		return []fsm.Row{row}
	case from == to:
		return nil
	}
	return Way(from, to, ev)
}

// Way is the shortest way through the machine from one state to another, whose
// last step is by event last if one of that length is; nil when there is none.
func Way(from, to fsm.State, last fsm.Event) []fsm.Row {
	const farthest = 4
	for length := 1; length <= farthest; length++ {
		if last != fsm.NoEvent {
			if w := wayOf(from, to, length, last); w != nil {
				return w
			}
		}
		if w := wayOf(from, to, length, fsm.NoEvent); w != nil {
			return w
		}
	}
	return nil
}

// wayOf is Way for a number of steps. Only steps that a segment makes count:
// the user's and the clock's leave no trace.
func wayOf(from, to fsm.State, length int, last fsm.Event) []fsm.Row {
	for ev := fsm.SndSYN; ev < fsm.TimeoutUser; ev++ {
		row := fsm.Step(from, ev)
		switch {
		case row.Verdict != fsm.Moves:
		case length > 1:
			if rest := wayOf(row.To, to, length-1, last); rest != nil {
				return append([]fsm.Row{row}, rest...)
			}
		case row.To == to && (last == fsm.NoEvent || ev == last):
			return []fsm.Row{row}
		}
	}
	return nil
}

// stateSpellings are the ways in which systems write the states, without
// hyphens and underscores and in capitals.
var stateSpellings = map[string]fsm.State{
	"CLOSE": fsm.Closed, "SYNRECV": fsm.SynReceived, "SYNRCVD": fsm.SynReceived, "ESTAB": fsm.Established,
	"FINWAIT1": fsm.FinWait1, "FINWAIT2": fsm.FinWait2,
}

// ParseState reads the name of a state as RFC 9293 writes it or as systems do:
// FIN-WAIT-2, FIN_WAIT2, FIN_WAIT_2, SYN_RECV, ESTAB. Case does not matter.
func ParseState(text string) (fsm.State, bool) {
	plain := bare(text)
	if plain == "" {
		return fsm.None, false
	}
	for st := fsm.Closed; st < fsm.NumStates; st++ {
		if plain == bare(st.String()) {
			return st, true
		}
	}
	st, ok := stateSpellings[plain]
	return st, ok
}

func bare(text string) string {
	return strings.NewReplacer("-", "", "_", "").Replace(strings.ToUpper(text))
}

// spellState is a state's name in RFC 9293's spelling; other text as it is.
func spellState(text string) string {
	if st, ok := ParseState(text); ok {
		return st.String()
	}
	return text
}
