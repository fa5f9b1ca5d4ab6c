package ui

import (
	"fmt"
	"strconv"

	"tcptui/explain"
	"tcptui/flows"
	"tcptui/fsm"
	"tcptui/keymap"
)

// quiz hides what comes after a segment of the connection, and asks which states
// both ends are in before it shows the next one. Who selects a later packet
// elsewhere has seen it.
type quiz struct {
	h     host
	on    bool
	conn  flows.ConnID
	known int // place of the last segment that is shown

	next         int                // place of the one that is asked about
	left         []explain.Question // of it, to be answered
	right, asked int                // answers
}

// toggle begins at the selected segment, or shows everything again.
func (q *quiz) toggle(m *model) {
	if q.on = !q.on; !q.on {
		q.h.say("everything is shown again" + q.score(", "))
		return
	}
	*q = quiz{h: q.h, on: true, conn: flows.NoConn}
	q.follow(m)
	if last := len(m.connRows) - 1; last >= 0 && q.known == last {
		q.on = !m.snap.Done // more may come
		q.h.say("this is the last packet of its connection" + soFar(m) + "; begin to predict at an earlier one")
		return
	}
	q.h.say("what comes after is hidden; " + q.h.sign(keymap.Down) + " asks for the next states")
}

// follow takes over the selection.
func (q *quiz) follow(m *model) {
	if !q.on {
		return
	}
	at := m.placeInConn()
	if m.conn != q.conn {
		q.conn, q.known = m.conn, at
	}
	q.known = max(q.known, at)
}

// score is how many answers were right, after a text; "" when nothing was asked.
func (q *quiz) score(before string) string {
	if q.asked == 0 {
		return ""
	}
	return fmt.Sprintf("%s%d of %d right", before, q.right, q.asked)
}

// shows is how many lines of the ladder are shown: those up to the last segment
// that is, without the line of the connection's end.
func (q *quiz) shows(s *story, lines int) int {
	if !q.on || q.known < 0 || q.known >= s.done {
		return lines
	}
	return min(lines, s.lineOf(q.known)+1)
}

// forward goes to the next segment when a means that and it is hidden: what it does
// is asked first, where that is worth a question. It reports whether it did
// something.
func (q *quiz) forward(m *model, s *story, a keymap.Action, at int) bool {
	if !q.on || a != keymap.Down && a != keymap.PageDown && a != keymap.End || at < q.known && a == keymap.Down {
		return false
	}
	if at < q.known {
		m.selectRow(m.connRows[q.known])
		return true
	}
	to := s.after(at)
	switch {
	case to >= 0:
		q.next, q.left = to, Questions(m.snap, m.connRows[to])
		q.ask(m)
	case at < len(m.connRows)-1:
		q.h.say("the connection is still being read through")
	default:
		q.h.say("that was all of this connection" + soFar(m) + q.score(": "))
	}
	return true
}

// after is the place of the last segment of the ladder's next line; -1 when there is
// none.
func (s *story) after(place int) int {
	for i := s.lineOf(place) + 1; i < len(s.items); i++ {
		switch it := s.items[i]; it.kind {
		case itemRun:
			r := &s.runs[it.run]
			return r.first + r.n - 1
		case itemSegment:
			return int(it.place)
		}
	}
	return -1
}

// Questions are those that are worth asking about what a row's segment does, first
// about its sender; none where the row has no connection.
func Questions(s *flows.Snapshot, no uint32) (out []explain.Question) {
	row := s.Row(no)
	if row.Conn == flows.NoConn {
		return nil
	}
	before := s.Before(&row)
	for _, role := range []fsm.Role{row.From, row.From.Peer()} {
		rules := s.Rules(&row, role)
		worth := false
		for _, r := range rules {
			worth = worth || explain.Asks(r)
		}
		if q, ok := explain.Predict(role, before.State[role], row.Moment.State[role], rules); ok && worth {
			out = append(out, q)
		}
	}
	return out
}

// ask asks the next question, or shows the segment when there is none.
func (q *quiz) ask(m *model) {
	if len(q.left) == 0 {
		m.selectRow(m.connRows[q.next])
		return
	}
	now := q.left[0]
	u := &menu{title: now.Fact}
	for i, state := range now.Choices {
		u.items = append(u.items, menuItem{key: keymap.Key(strconv.Itoa(i + 1)), text: state.String(), do: func() { q.answer(m, i) }})
	}
	u.items[0].note = explain.Which
	q.h.choose(u)
}

// answer judges the answer to the first question that is left.
func (q *quiz) answer(m *model, choice int) {
	now := q.left[0]
	q.left = q.left[1:]
	q.asked++
	word := "no, it is in "
	if choice == now.Right {
		q.right++
		word = "right, it is in "
	}
	q.h.say(word + now.Choices[now.Right].String() + ": " + now.Why + q.score(" · "))
	q.ask(m)
}
