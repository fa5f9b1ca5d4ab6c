package ui

import (
	"tcptui/decode"
	"tcptui/flows"
	"tcptui/fsm"
)

// textInfo says what a segment was and what it changed: sent again or late, a
// window that closed, a reset, and the new states of the ends. Other frames are
// described by their protocol.
func textInfo(b []byte, r *listed, _ int) []byte {
	if r.conn == nil {
		return append(b, r.other.info...)
	}
	l := list{b, len(b)}
	if words := verdictWords[r.row.Verdict%numVerdicts].text; words != "" {
		l.add(words)
		if r.row.Confidence == flows.Guess {
			l.b = append(l.b, '?')
		}
	}
	for i := range noteWords {
		if n := &noteWords[i]; r.row.Notes.Has(n.note) && !(n.unless && r.row.Verdict > flows.Original) {
			l.add(n.text)
		}
	}
	if zeroWindow(r.row.Remark()) {
		l.add("window full: ")
		l.b = append(append(l.b, r.row.From.String()...), " takes no more"...)
	}
	if r.row.Flags.Has(decode.RST) {
		l.add("reset by ")
		l.b = append(l.b, r.row.From.String()...)
	}
	var before fsm.Moment
	if r.row.Prev != flows.NoRow {
		before = r.m.snap.Row(r.row.Prev).Moment
	}
	for _, role := range [...]fsm.Role{r.row.From, r.row.From.Peer()} {
		state := r.row.Moment.State[role]
		if state == before.State[role] || state == fsm.None || state == fsm.Listen { // it was in LISTEN before
			continue
		}
		l.add(role.String())
		l.b = append(append(l.b, ' '), state.String()...)
	}
	return l.b
}

// list is a text of parts with commas between them.
type list struct {
	b    []byte
	from int // where the first part begins
}

// add begins a part.
func (l *list) add(text string) {
	if len(l.b) > l.from {
		l.b = append(l.b, ", "...)
	}
	l.b = append(l.b, text...)
}

// grade is how much of a trouble a segment is.
type grade uint8

const (
	isFine grade = iota
	isOdd        // worth a look
	isBad        // something was lost
)

const numVerdicts = flows.WindowProbe + 1

// verdictWords are what Info says of the verdicts that are not the ordinary one.
var verdictWords = [numVerdicts]struct {
	text  string
	grade grade
}{
	flows.Retransmission:         {"retransmission", isBad},
	flows.FastRetransmission:     {"fast retransmission", isBad},
	flows.TailLossProbe:          {"tail loss probe", isBad},
	flows.SpuriousRetransmission: {"spurious retransmission", isBad},
	flows.OutOfOrder:             {"out of order", isOdd},
	flows.NetworkDuplicate:       {"network duplicate", isOdd},
	flows.KeepAlive:              {"keep-alive", isFine},
	flows.WindowProbe:            {"window probe", isOdd},
}

// noteWords are what Info says of Wireshark's analysis flags that are no matter
// of a verdict. unless: a verdict says it better.
var noteWords = [...]struct {
	note   flows.Note
	text   string
	grade  grade
	unless bool
}{
	{flows.NoteLostSegment, "after a gap", isBad, true},
	{flows.NoteAckLostSegment, "acknowledges what was not captured", isOdd, false},
	{flows.NoteDuplicateAck, "duplicate ACK", isOdd, false},
	{flows.NoteKeepAliveAck, "answers a keep-alive", isFine, false},
	{flows.NoteZeroWindowProbeAck, "answers a window probe", isOdd, false},
	{flows.NoteWindowFull, "fills the window", isOdd, false},
	{flows.NoteWindowUpdate, "window update", isFine, false},
	{flows.NoteReusedPorts, "ports used before", isFine, false},
}

// rank is the grade of the worst that Info says of a segment.
func rank(r flows.Remark) grade {
	worst := verdictWords[r.Verdict%numVerdicts].grade
	for i := range noteWords {
		if n := &noteWords[i]; n.grade > worst && r.Notes.Has(n.note) && !(n.unless && r.Verdict > flows.Original) {
			worst = n.grade
		}
	}
	if zeroWindow(r) {
		worst = max(worst, isOdd)
	}
	return worst
}

// zeroWindow reports whether a segment closes its sender's window. A RST's
// window means nothing, RFC 9293 3.10.7.
func zeroWindow(r flows.Remark) bool {
	return r.Window == 0 && !r.Flags.Any(decode.RST|decode.SYN)
}
