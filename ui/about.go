package ui

import (
	"fmt"

	"tcptui/flows"
	"tcptui/keymap"
)

// originMost bounds how many sendings of the same octets are gone back through.
const originMost = 64

// about is the packet that the selected one repeats, answers or tells of, and
// what that one is to it; NoRow where there is none.
func (m *model) about() (row uint32, what string) {
	if id, ok := m.snap.Quoted(m.sel); ok {
		return m.snap.Conn(id).First, fmt.Sprintf("the first packet of connection %d, which this error is about", id)
	}
	v := m.view()
	if v.Conn() == nil {
		return flows.NoRow, ""
	}
	if row, what = m.sentBefore(&v.Row); row != flows.NoRow {
		return row, what
	}
	if a := v.Analysis(); a != nil {
		switch {
		case a.DupAckNum > 0:
			return a.DupAckRow, fmt.Sprintf("the ACK that this one repeats, for the %s time", ordinal(int(a.DupAckNum)))
		case a.AcksRow != flows.NoRow:
			return a.AcksRow, "the segment that this one acknowledges, " + lasting(a.AckRTT) + " before it"
		}
	}
	if c := v.Conn(); v.Row.Prev == flows.NoRow && c.Previous != flows.NoConn {
		return m.snap.Conn(c.Previous).Last, fmt.Sprintf("the end of connection %d, which had the same addresses and ports", c.Previous)
	}
	return flows.NoRow, ""
}

// sentBefore is the first sending of a segment that was sent again, and what the
// verdict on others refers to.
func (m *model) sentBefore(r *flows.Row) (row uint32, what string) {
	if r.Verdict == flows.VerdictNone || r.Verdict == flows.Original {
		return flows.NoRow, ""
	}
	e := m.reader.Evidence(m.snap, r.No)
	switch {
	case e.Copy != flows.NoRow:
		row, again := e.Copy, 0
		for ; again < originMost; again++ {
			before := m.reader.Evidence(m.snap, row)
			if before.Copy == flows.NoRow {
				break
			}
			row = before.Copy
		}
		if again > 0 {
			return row, fmt.Sprintf("the first sending of these octets; %s came between", plural(again, "other"))
		}
		return row, "the first sending of these octets"
	case e.Over != flows.NoRow && r.Verdict == flows.OutOfOrder:
		return e.Over, "the segment that overtook this one"
	case e.Over != flows.NoRow:
		return e.Over, "the first segment after the gap that this one fills; its original was not captured"
	case e.Closed != flows.NoRow:
		return e.Closed, "the segment that closed the window"
	case e.Acked != flows.NoRow:
		return e.Acked, "the acknowledgment that had come already"
	case e.Asks > 0:
		return e.Ask, "the first acknowledgment that showed it was missing"
	}
	return flows.NoRow, ""
}

// ordinal writes 1st, 2nd, 3rd, 4th, 11th.
func ordinal(n int) string {
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return group(n) + suffix
}

// goAbout goes to the packet that the selected one is about. A list that leaves
// that one out gives way.
func (s *shell) goAbout() {
	if s.m.sel == flows.NoRow {
		s.say("there are no packets" + soFar(s.m))
		return
	}
	from := s.m.sel
	row, what := s.m.about()
	if row == flows.NoRow {
		s.say("this packet repeats or answers none that was captured")
		return
	}
	s.reach(row)
	s.say(fmt.Sprintf("packet %s: %s; %s goes back to %s", group(int(row)+1), what, s.sign(keymap.Back), group(int(from)+1)))
}
