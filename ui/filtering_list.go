package ui

import (
	"fmt"
	"slices"

	"tcptui/flows"
)

// list is the rows that are listed, ascending; all says that it is every row,
// and then there is no list.
func (m *model) list() (rows []uint32, all bool) {
	switch {
	case m.filt != nil && m.only != flows.NoConn:
		return m.both.join(m.conn, m.connRows, m.filt), false
	case m.filt != nil:
		return m.filt.rows, false
	case m.only != flows.NoConn:
		return m.connRows, false
	}
	return nil, true
}

// joined is the rows of a connection that a filter keeps. Both lists only grow
// at their ends, so what was joined is not looked at again.
type joined struct {
	conn  flows.ConnID
	filt  *filtering
	swaps int
	i, j  int // how much of the lists is joined
	rows  []uint32
}

// join brings the list up to date.
func (b *joined) join(conn flows.ConnID, of []uint32, g *filtering) []uint32 {
	if b.filt != g || b.conn != conn || b.swaps != g.swaps {
		*b = joined{conn: conn, filt: g, swaps: g.swaps}
	}
	for b.i < len(of) && b.j < len(g.rows) {
		switch x, y := of[b.i], g.rows[b.j]; {
		case x == y:
			b.rows = append(b.rows, x)
			b.i, b.j = b.i+1, b.j+1
		case x < y:
			b.i += gallop(of[b.i:], y)
		default:
			b.j += gallop(g.rows[b.j:], x)
		}
	}
	return b.rows
}

// gallop is how many of rows are less than row: in steps that double, as the
// place is most often near.
func gallop(rows []uint32, row uint32) int {
	n := 1
	for n < len(rows) && rows[n] < row {
		n *= 2
	}
	from := n / 2
	at, _ := slices.BinarySearch(rows[from:min(n+1, len(rows))], row)
	return from + at
}

// near is where the selected row is listed, or the listed row that is nearest
// to it; 0 when none is listed.
func (m *model) near() int {
	rows, all := m.list()
	if m.sel == flows.NoRow {
		return 0
	}
	if all {
		return int(m.sel)
	}
	at, found := slices.BinarySearch(rows, m.sel)
	if !found && at > 0 && (at == len(rows) || m.sel-rows[at-1] <= rows[at]-m.sel) {
		at--
	}
	return at
}

// listed reports whether a row is listed, or may be once it is decided.
func (m *model) listed(row uint32) bool {
	if m.only != flows.NoConn && m.snap.Row(row).Conn != m.only {
		return false
	}
	return m.kept(row)
}

// admit lists everything where the list as it is leaves a row out.
func (m *model) admit(row uint32) {
	if m.only != flows.NoConn && m.snap.Row(row).Conn != m.only {
		m.only = flows.NoConn
	}
	if !m.kept(row) {
		m.setFilter(nil)
	}
}

// kept reports whether the display filter keeps a row, or may once it is
// decided.
func (m *model) kept(row uint32) bool { return m.filt == nil || !m.filt.refuses(row) }

// firstKept is the first row of a connection that the display filter keeps, or
// its very first where it keeps none.
func (m *model) firstKept(conn flows.ConnID) uint32 {
	first := m.snap.Conn(conn).First
	for row := first; row != flows.NoRow; row = m.snap.Row(row).Next {
		if m.kept(row) {
			return row
		}
	}
	return first
}

// asFiltered says of a statement about rows that it is of those that are kept.
func (m *model) asFiltered() string {
	if m.filt == nil {
		return ""
	}
	return " that the display filter keeps"
}

// setFilter lists what a filter keeps, as far as the connection alone that is
// listed has it; nil: everything. The filter before is stopped.
func (m *model) setFilter(g *filtering) {
	if m.filt != nil {
		m.filt.stop()
	}
	m.filt, m.adrift = g, true
	m.lists++
	m.settle()
}

// takeFiltered takes over what the filter has found meanwhile.
func (m *model) takeFiltered() {
	if m.filt == nil {
		return
	}
	was, swaps := m.place(), m.filt.swaps
	if m.filt.take(m.snap); m.filt.swaps != swaps {
		m.lists++
		m.adrift = m.adrift || was >= 0
	}
	m.settle()
}

// settle gives the selection a place after the list has changed: it stays where
// it is when that is listed, else it goes to the nearest row, as soon as that is
// known. Where nothing is listed it stays.
func (m *model) settle() {
	if !m.adrift || m.sel == flows.NoRow {
		return
	}
	if m.place() < 0 {
		rows, _ := m.list()
		ended := m.filt == nil || m.filt.stopped || int(m.filt.upTo) >= m.snap.Rows()
		if !ended && (len(rows) == 0 || rows[len(rows)-1] < m.sel) {
			return // a nearer one may come
		}
		tail := m.tail
		m.selectPlace(m.near())
		m.tail = tail
	}
	m.adrift = false
	m.lists++
}

// filterText is the display filter that says what is listed; "" for everything.
func (m *model) filterText() string {
	switch conn := fmt.Sprintf("tcp.stream == %d", m.only); {
	case m.filt != nil && m.only != flows.NoConn:
		return "(" + m.filt.f.String() + ") && " + conn
	case m.filt != nil:
		return m.filt.f.String()
	case m.only != flows.NoConn:
		return conn
	}
	return ""
}
