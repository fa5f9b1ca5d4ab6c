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
	s.m.selectRow(uint32(n - 1))
}

// allowed reports why the packet of a number cannot be selected.
func allowed(m *model, n int) error {
	rows := m.snap.Rows()
	switch {
	case rows == 0:
		return fmt.Errorf("there are no packets")
	case n < 1 || n > rows:
		more := ""
		if !m.snap.Done {
			more = " so far"
		}
		return fmt.Errorf("there is no packet %s: packets are 1 to %s%s", group(n), group(rows), more)
	case m.only != flows.NoConn && m.snap.Row(uint32(n-1)).Conn != m.only:
		return fmt.Errorf("packet %s is not of connection %d, which alone is listed", group(n), m.only)
	}
	return nil
}

// otherConn selects the first packet of the next connection, or of the one
// before.
func (s *shell) otherConn(step int) {
	if s.m.sel == flows.NoRow {
		return
	}
	snap := s.m.snap
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
	s.m.selectRow(snap.Conn(flows.ConnID(id)).First)
}

// inConn selects the next packet of the connection, or the one before.
func (s *shell) inConn(step int) {
	if s.m.conn == flows.NoConn {
		s.say("this packet belongs to no TCP connection")
		return
	}
	row := s.m.snap.Row(s.m.sel)
	to, end := row.Next, "this is the last packet of its connection"
	if step < 0 {
		to, end = row.Prev, "this is the first packet of its connection"
	}
	if to == flows.NoRow {
		s.say(end)
		return
	}
	s.m.selectRow(to)
}

// toggleOnly lists only the selected connection, or everything again.
func (s *shell) toggleOnly() {
	if s.m.only == flows.NoConn && s.m.conn == flows.NoConn {
		s.say("this packet belongs to no TCP connection; " + s.keys.KeyOf(s.scope(), keymap.NextConn) + " goes to one")
		return
	}
	s.m.toggleOnly()
}
