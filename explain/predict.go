package explain

import (
	"slices"
	"strings"

	"tcptui/fsm"
)

// NumChoices is how many answers a Question offers.
const NumChoices = 4

// Question asks which state an end of a connection is in after a segment.
type Question struct {
	Role    fsm.Role
	Fact    string                // "The client is in ESTABLISHED and sends FIN"
	Choices [NumChoices]fsm.State // in the order of fsm
	Right   int                   // which of them it is
	Why     string                // the rules that say so
	Ref     string                // where the last of them is written
}

// Which is what a Question asks behind its fact.
const Which = "Which state is it in then?"

// Predict makes the question of what a segment does to an end, which goes from one
// state to another by the rules that fire; a rule that leaves the state as it is
// may be among them. There is none where a state is not known or no rule fires.
func Predict(role fsm.Role, before, after fsm.State, rules []fsm.Row) (Question, bool) {
	if before == fsm.None || after == fsm.None || len(rules) == 0 {
		return Question{}, false
	}
	q := Question{Role: role, Choices: choices(before, after), Ref: rules[len(rules)-1].Section}
	q.Right = slices.Index(q.Choices[:], after)
	var events, why []string
	for _, r := range rules {
		events, why = append(events, r.Event.String()), append(why, r.Explanation)
	}
	q.Fact = "The " + role.String() + " is in " + before.String() + " and " + strings.Join(events, ", then ")
	q.Why = strings.Join(why, " ")
	return q, true
}

// choices returns the state after a segment and three that it could be taken for:
// the one before, those that other segments lead to from there, those that come
// next, and those of the same phase of a connection's life, in this order.
func choices(before, after fsm.State) (out [NumChoices]fsm.State) {
	near := []fsm.State{after, before}
	near = append(near, nextTo(before)...)
	if after != fsm.Closed { // from there everything begins anew
		near = append(near, nextTo(after)...)
	}
	if after <= fsm.Established {
		near = append(near, opening[:]...)
	}
	near = append(near, closing[:]...)
	n := 0
	for _, s := range near {
		if n < NumChoices && !slices.Contains(out[:n], s) {
			out[n] = s
			n++
		}
	}
	slices.Sort(out[:])
	return out
}

// The states of the two phases of a connection's life, those first that are taken
// for others most.
var (
	opening = [...]fsm.State{fsm.SynReceived, fsm.SynSent, fsm.Established, fsm.Listen, fsm.Closed}
	closing = [...]fsm.State{fsm.TimeWait, fsm.CloseWait, fsm.LastAck, fsm.FinWait2, fsm.FinWait1, fsm.Closing}
)

// nextTo returns the states that what happens on the wire leads to from a state.
func nextTo(from fsm.State) (out []fsm.State) {
	for ev := fsm.SndSYN; ev < fsm.TimeoutUser; ev++ {
		if r := fsm.Step(from, ev); r.Verdict == fsm.Moves && r.To != fsm.None && !slices.Contains(out, r.To) {
			out = append(out, r.To)
		}
	}
	return out
}

// Asks reports whether it is worth asking what a rule's event does: it moves the
// end, or the segment is one of those that mostly do.
func Asks(r fsm.Row) bool {
	if r.Verdict == fsm.Moves {
		return true
	}
	switch r.Event {
	case fsm.ReSYN, fsm.ReSYNACK, fsm.ReFIN, fsm.RcvReSYN, fsm.RcvReSYNACK, fsm.RcvReFIN, fsm.RcvEarlyFIN,
		fsm.RcvNewSYN, fsm.RcvRST, fsm.RcvNearRST, fsm.RcvFarRST, fsm.SndChallenge:
		return true
	}
	return false
}
