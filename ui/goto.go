package ui

import (
	"fmt"
	"sort"

	"tcptui/flows"
	"tcptui/keymap"
)

// goTo selects the packet of a number, counted from 1.
func (s *shell) goTo(n int) {
	if err := allowed(s.m, n); err != nil {
		s.say(err.Error())
		return
	}
	s.jumped = s.m.sel
	s.m.selectRow(uint32(n - 1))
}

// allowed reports why the packet of a number cannot be selected.
func allowed(m *model, n int) error {
	rows := m.snap.Rows()
	switch {
	case rows == 0:
		return fmt.Errorf("there are no packets%s", soFar(m))
	case n < 1 || n > rows:
		return fmt.Errorf("there is no packet %s: packets are 1 to %s%s", group(n), group(rows), soFar(m))
	case m.only != flows.NoConn && m.snap.Row(uint32(n-1)).Conn != m.only:
		return fmt.Errorf("packet %s is not of connection %d, which alone is listed", group(n), m.only)
	case !m.listed(uint32(n - 1)):
		return fmt.Errorf("the display filter does not keep packet %s", group(n))
	}
	return nil
}

// soFar says of what there is that more may come.
func soFar(m *model) string {
	if m.snap.Done {
		return ""
	}
	return " so far"
}

// otherConn selects the first packet of the next connection, or of the one
// before.
func (s *shell) otherConn(step int) {
	snap := s.m.snap
	if snap.Conns() == 0 {
		s.say("there are no TCP connections here" + soFar(s.m))
		return
	}
	if s.m.sel == flows.NoRow {
		return
	}
	// Connections are numbered in the order of their first packets.
	id := sort.Search(snap.Conns(), func(i int) bool { return snap.Conn(flows.ConnID(i)).First > s.m.sel }) - 1
	if s.m.conn != flows.NoConn {
		id = int(s.m.conn)
	} else if step < 0 {
		id++ // the one before this packet
	}
	if id += step; id < 0 || id >= snap.Conns() {
		s.say(map[int]string{1: "this is the last connection", -1: "this is the first connection"}[step])
		return
	}
	s.m.selectRow(s.m.firstKept(flows.ConnID(id)))
}

// inConn selects the next packet of the connection, or the one before.
func (s *shell) inConn(step int) {
	if !s.hasConn() {
		return
	}
	row := s.m.snap.Row(s.m.sel)
	to, end := row.Next, "this is the last packet of its connection"
	if step < 0 {
		to, end = row.Prev, "this is the first packet of its connection"
	}
	for to != flows.NoRow && !s.m.kept(to) {
		if row = s.m.snap.Row(to); step < 0 {
			to = row.Prev
		} else {
			to = row.Next
		}
	}
	if to == flows.NoRow {
		s.say(end + s.m.asFiltered())
		return
	}
	s.m.selectRow(to)
}

// toggleOnly lists only the selected connection, or everything again.
func (s *shell) toggleOnly() {
	if s.m.only == flows.NoConn && !s.hasConn() {
		return
	}
	s.m.toggleOnly()
}

// hasConn reports whether the selected packet belongs to a connection, and says
// so when it does not.
func (s *shell) hasConn() bool {
	if s.m.conn != flows.NoConn {
		return true
	}
	if s.m.sel == flows.NoRow {
		s.say("there are no packets" + soFar(s.m))
		return false
	}
	text := "this packet belongs to no TCP connection"
	switch {
	case s.m.snap.Conns() == 0 && s.m.snap.Done:
		text = "there are no TCP connections here"
	case s.m.snap.Conns() > 0:
		text += "; " + s.keys.KeyOf(s.scope(), keymap.NextConn) + " goes to one"
	}
	s.say(text)
	return false
}

// noWhy says why the explanation of a segment is not shown, or not scrolled.
func (s *shell) noWhy() {
	switch {
	case !s.hasConn():
	case s.view.zoom:
		s.say("there is no room for the explanation on this screen")
	default:
		s.say("there is no room for the explanation here; " + s.sign(keymap.Zoom) + " shows this pane alone")
	}
}

// openDiagram shows the diagram of the connection's states alone.
func (s *shell) openDiagram() {
	if !s.hasConn() {
		return
	}
	s.panes[paneState].(*statePane).chart = true
	s.open(paneState)
}

// toggleView shows a pane alone, or what was before it. Without a connection
// there is nothing to see in a pane about one.
func (s *shell) toggleView(pane int) {
	if s.view.zoom && s.view.focus == pane || !kinds[pane].ofConn || s.hasConn() {
		s.full(pane)
	}
}
