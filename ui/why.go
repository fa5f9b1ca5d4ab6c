package ui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tcptui/explain"
	"tcptui/flows"
	"tcptui/fsm"
)

// why is the explanation of the selected segment: what it is, what it does to
// both ends and by which rule, what proves it, and what one may wonder at.
type why struct {
	proven   bool // what later rows prove is known
	parts    []whyPart
	evidence []uint32 // rows
}

// whyPart is a paragraph.
type whyPart struct {
	kind whyKind
	role fsm.Role // of partEnd
	head string   // in front, in a style of its own
	text string
	ref  string // section, at its end
}

type whyKind uint8

const (
	partWhat whyKind = iota
	partEnd          // what it does to an end
	partNote         // what was found of it
	partVars         // the variables of an end
	partClock
	partEvidence
	partAsk // a question and its answer
)

// explainSegment makes the explanation of the selected segment; nil when it is
// none. Until what later rows prove is known, it is left out.
func explainSegment(m *model, proven bool) *why {
	if m.conn == flows.NoConn {
		return nil
	}
	w := &why{proven: proven}
	row := m.snap.Row(m.sel)
	mo := w.moment(m, &row)
	for i, k := range explain.Flags(row.Flags, row.Len > 0) {
		t, _ := explain.Get(k)
		head := t.Title
		if i == 0 {
			head = fmt.Sprintf("Frame %d, %s from the %s", row.No+1, t.Title, row.From)
		}
		w.add(whyPart{kind: partWhat, head: head, text: t.Say, ref: t.Ref})
	}
	for _, role := range []fsm.Role{row.From, row.From.Peer()} {
		w.end(m, &row, role)
	}
	w.findings(m, &row)
	w.reuse(m, &row)
	if proven {
		w.clocks(m, &row)
	}
	slices.Sort(w.evidence)
	if w.evidence = slices.Compact(w.evidence); len(w.evidence) > 0 {
		w.add(whyPart{kind: partEvidence, head: "evidence"})
	}
	for _, k := range explain.Wonders(mo) {
		t, _ := explain.Get(k)
		w.add(whyPart{kind: partAsk, head: t.Title, text: t.Say, ref: t.Ref})
	}
	w.entered(m, &row)
	if !proven {
		w.add(whyPart{kind: partNote, head: "more to come", text: "The connection is still being read through for what later frames prove, and for its variables."})
		return w
	}
	for role, v := range m.reader.Vars(m.snap, row.No) {
		w.variables(m, fsm.Role(role), &v)
	}
	return w
}

// moment is what the questions look at.
func (w *why) moment(m *model, row *flows.Row) explain.Moment {
	c := m.snap.Conn(row.Conn)
	mo := explain.Moment{Flags: row.Flags, Len: row.Len, From: row.From, Event: row.EventOf(row.From), Rcv: row.EventOf(row.From.Peer()),
		Before: m.snap.Before(row).State, After: row.Moment.State, Verdict: row.Verdict.String(), Window: c.Sides[row.From].Window(row.Window, row.Flags),
		Reused: row.Prev == flows.NoRow && c.Previous != flows.NoConn, First: row.Prev == flows.NoRow && c.Guessed}
	if _, lost := w.lost(m, row); lost {
		mo.Lost, mo.Rcv = true, fsm.NoEvent
	}
	return mo
}

// lost is the row that proves that the segment did not arrive, if one does.
func (w *why) lost(m *model, row *flows.Row) (uint32, bool) {
	if !w.proven {
		return flows.NoRow, false
	}
	return m.reader.Lost(m.snap, row.No)
}

func (w *why) add(p whyPart) { w.parts = append(w.parts, p) }

// proof adds frames to the evidence.
func (w *why) proof(rows ...uint32) {
	for _, r := range rows {
		if r != flows.NoRow {
			w.evidence = append(w.evidence, r)
		}
	}
}

// end says what the segment does to one end.
func (w *why) end(m *model, row *flows.Row, role fsm.Role) {
	before, after := m.snap.Before(row).State[role], row.Moment.State[role]
	head := role.String() + ": "
	if before == after {
		head += "stays in " + stateWord(after)
	} else {
		head += stateWord(before) + " → " + stateWord(after)
	}
	if role != row.From {
		if by, lost := w.lost(m, row); lost {
			w.add(whyPart{kind: partEnd, role: role, head: head, text: fmt.Sprintf("The segment did not reach the %s: frame %d proves it.", role, by+1)})
			w.proof(by)
			return
		}
	}
	rules := m.snap.Rules(row, role)
	if len(rules) == 0 {
		rules = []fsm.Row{{Explanation: "The segment changes nothing here."}}
	}
	for i, r := range rules {
		text := r.Explanation
		if r.Event != fsm.NoEvent {
			text = capital(r.Event.String()) + ". " + text
		}
		if i > 0 {
			head = role.String() + ": then " + stateWord(r.From) + " → " + stateWord(r.To)
		}
		w.add(whyPart{kind: partEnd, role: role, head: head, text: text, ref: r.Section})
	}
	if !w.proven {
		return
	}
	if p := m.reader.Proofs(m.snap, row.No)[role]; p.Known() {
		w.add(whyPart{kind: partNote, head: "corrected", text: fmt.Sprintf("Until frame %d the %s seemed to be in another state here. That frame, which %s, proves this one.",
			p.Row+1, role, p.Because)})
		w.proof(p.Row)
	}
}

// entered says what the states mean that the ends came into, each once.
func (w *why) entered(m *model, row *flows.Row) {
	before, after := m.snap.Before(row).State, row.Moment.State
	said := fsm.None
	for _, role := range []fsm.Role{row.From, row.From.Peer()} {
		if s := after[role]; s != before[role] && s != said {
			t, _ := explain.Get(explain.State(s))
			w.add(whyPart{kind: partNote, head: t.Title, text: t.Say, ref: t.Ref})
			said = s
		}
	}
}

// findings adds Wireshark's analysis, our verdict and what speaks for it.
func (w *why) findings(m *model, row *flows.Row) {
	if v := row.Verdict; v != flows.VerdictNone && v != flows.Original {
		t, _ := explain.Get(explain.Verdict(v.String()))
		w.add(whyPart{kind: partNote, head: t.Title + " (" + row.Confidence.String() + ")", text: t.Say, ref: t.Ref})
		e := m.reader.Evidence(m.snap, row.No)
		if text := e.String(); text != "" {
			w.add(whyPart{kind: partNote, head: "because", text: capital(text) + "."})
		}
		w.proof(e.Copy, e.Over, e.Acked, e.DSACK, e.Closed)
		if e.Asks > 0 {
			w.proof(e.Ask)
		}
	}
	for note := range row.Notes.Each() {
		if t, ok := explain.Get(explain.Note(note.String())); ok {
			w.add(whyPart{kind: partNote, head: t.Title, text: t.Say, ref: t.Ref})
		}
	}
}

// reuse tells of a four-tuple that was used before, at its first segment.
func (w *why) reuse(m *model, row *flows.Row) {
	if row.Prev != flows.NoRow {
		return
	}
	u, ok := m.reader.Reuse(m.snap, row.Conn)
	if !ok {
		return
	}
	t, _ := explain.Get(explain.Reuse(u.Reason(m.msl()).String()))
	waited := ""
	if ns := max(u.Own, u.Peer); ns >= 0 {
		waited = fmt.Sprintf(" It had waited %s.", lasting(ns))
	}
	w.add(whyPart{kind: partNote, head: t.Title, text: t.Say + waited, ref: t.Ref})
	w.proof(m.snap.Conn(u.Previous).Last)
}

// clocks tells of the 2MSL clock of each end in TIME-WAIT.
func (w *why) clocks(m *model, row *flows.Row) {
	for _, c := range m.reader.TimeWaits(m.snap, row.No) {
		w.add(whyPart{kind: partClock, head: "2MSL of the " + c.Role.String(), text: clockText(m, &c), ref: "RFC 9293 3.6.1"})
		if c.Row != row.No {
			w.proof(c.Row)
		}
	}
}

// clockText says how far a clock has come when the capture ends, and when it
// would end.
func clockText(m *model, c *flows.TimeWait) string {
	last := m.snap.Row(uint32(m.snap.Rows() - 1))
	msl := m.msl()
	text := fmt.Sprintf("The clock runs since frame %d", c.Row+1)
	if c.Row != c.Entered {
		text = fmt.Sprintf("The FIN came again in frame %d and began the clock anew", c.Row+1)
	}
	shown := max(last.Time-c.Began, 0)
	if conn := m.snap.Conn(m.conn); last.No == conn.Last && c.Row == conn.Last {
		text += "; the capture ends there."
	} else {
		text += fmt.Sprintf("; the capture shows %s of it.", lasting(shown))
	}
	left := c.End(msl) - last.Time
	switch {
	case left > 0:
		text += fmt.Sprintf(" With an MSL of %s it would end %s after the last frame", lasting(int64(msl)), lasting(left))
	default:
		text += fmt.Sprintf(" With an MSL of %s it was over %s before the last frame", lasting(int64(msl)), lasting(-left))
	}
	if left = c.Began + int64(flows.LinuxTimeWait) - last.Time; left > 0 {
		return text + fmt.Sprintf("; on Linux, which waits 60 s in all, %s after it.", lasting(left))
	}
	return text + fmt.Sprintf("; on Linux, which waits 60 s in all, it was over %s before it.", lasting(-left))
}

// variables are the variables of one end after the segment.
func (w *why) variables(m *model, role fsm.Role, v *flows.Vars) {
	c := m.snap.Conn(m.conn)
	num := func(r fsm.Role, n uint32) string {
		if !m.raw {
			n -= uint32(c.Sides[r].Zero())
		}
		return group(n)
	}
	var text []string
	if v.HasSnd {
		text = append(text, "SND.UNA "+num(role, uint32(v.SndUna)), "SND.NXT "+num(role, uint32(v.SndNxt)))
	}
	if v.HasWnd {
		text = append(text, "SND.WND "+group(v.SndWnd))
	}
	if v.HasRcv {
		text = append(text, "RCV.NXT "+num(role.Peer(), uint32(v.RcvNxt)))
	}
	if v.SaidRW {
		text = append(text, "RCV.WND "+group(v.RcvWnd))
	}
	if v.HasSnd {
		text = append(text, "in flight "+group(v.Flight))
	}
	for _, b := range v.SACKed {
		text = append(text, "SACKed "+num(role, uint32(b.Left))+"-"+num(role, uint32(b.Right)))
	}
	if text == nil {
		text = []string{"not shown yet"}
	}
	w.add(whyPart{kind: partVars, role: role, head: role.String(), text: strings.Join(text, " · "), ref: "RFC 9293 3.3.1"})
}

// msl is the maximum segment lifetime that clocks are told by.
func (m *model) msl() time.Duration {
	if m.lifetime > 0 {
		return m.lifetime
	}
	return flows.MSL
}

// lasting writes a time span without a sign: from a minute on in whole seconds,
// whole minutes as such.
func lasting(ns int64) string {
	if ns == 0 {
		return "0 s"
	}
	if least := int64(time.Minute - 500*time.Millisecond); ns >= least {
		whole := time.Duration(ns).Round(time.Second)
		if whole%time.Minute == 0 && whole < time.Hour {
			return fmt.Sprintf("%d min", whole/time.Minute)
		}
		ns = int64(whole)
	}
	return strings.TrimPrefix(formatGap(ns), "+")
}

// capital begins text with a capital letter, if it begins with a plain one.
func capital(text string) string {
	if text != "" && text[0] >= 'a' && text[0] <= 'z' {
		return string(text[0]-'a'+'A') + text[1:]
	}
	return text
}
