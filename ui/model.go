package ui

import (
	"slices"
	"time"

	"tcptui/filter"
	"tcptui/flows"
)

// model is what the screen shows: the newest snapshot, which of its rows are
// listed, and the selected one. The goroutine of the event loop owns it.
type model struct {
	title  string // what is shown, as a file's name: hostile text
	live   *flows.Live
	reader *flows.Reader
	snap   *flows.Snapshot
	th     theme

	only     flows.ConnID // only this connection is listed; NoConn: everything is
	sel      uint32       // selected row, or NoRow while there is none
	filt     *filtering   // the display filter; nil: none
	both     joined       // rows of conn that filt keeps
	lists    int          // how many times another list was begun
	adrift   bool         // the selection has to find its place in a new list
	conn     flows.ConnID // of the selected row
	connRows []uint32     // rows of conn in snap, in order
	tail     bool         // the last listed row stays selected while more come
	raw      bool         // sequence numbers as on the wire
	clock    timeFormat
	zone     *time.Location // of the times of day
	lifetime time.Duration  // MSL that clocks are told by; 0: that of RFC 9293
	marks    []uint32       // rows that the user marked, ascending; see setMark
	timeRefs []uint32       // rows from which later ones count their time, ascending; see setTimeRef
	hits     []uint32       // rows that a search found, ascending: for the scroll bar
	columns  []ColumnSpec   // that the list shows; nil: the default ones. Replaced, not changed

	host    hostSockets // what the kernel says of this host's sockets
	capture *liveView   // nil: it is no live capture

	named  [26]uint32 // rows that the user gave a letter, a to z; NoRow: none
	shared markSets   // marks and timeRefs for the workers

	names     *filter.Catalog // nil until a name is looked for; see catalog
	macros    filter.Macros   // the user's, for names
	pick      pick            // the field that is chosen in the selected frame
	det       *detail         // a frame taken apart; see details
	detReader *flows.Reader   // nil until needed

	visited [visitedConns]visit // ring
	oldest  int                 // of visited
}

// visit is what is remembered of a connection that was selected before, so that
// going back to it does not walk all its rows again.
type visit struct {
	conn flows.ConnID
	rows []uint32
}

// visitedConns is how many connections are remembered.
const visitedConns = 8

func newModel(live *flows.Live, th theme) *model {
	m := &model{live: live, reader: live.NewReader(), snap: live.Snapshot(), th: th,
		only: flows.NoConn, sel: flows.NoRow, conn: flows.NoConn, zone: time.Local}
	for i := range m.visited {
		m.visited[i].conn = flows.NoConn
	}
	for i := range m.named {
		m.named[i] = flows.NoRow
	}
	m.take(m.snap)
	return m
}

// take goes on to a newer snapshot. The selection stays where it is, or with
// the last row if it was left there.
func (m *model) take(s *flows.Snapshot) {
	m.snap = s
	if m.sel == flows.NoRow && s.Rows() > 0 {
		tail := m.tail
		m.selectRow(firstOf(s))
		m.tail = tail
	}
	if m.conn != flows.NoConn {
		m.connRows = s.ConnRows(m.conn, m.connRows)
	}
	m.takeFiltered()
	if n := m.len(); m.tail && n > 0 {
		m.selectRow(m.at(n - 1))
		m.tail = true
	}
}

// nearStart is how far into the list the selection begins at most, so that the
// list begins at its beginning.
const nearStart = 10

// firstOf is the row to begin with: the first segment of TCP, if it is among
// the first rows.
func firstOf(s *flows.Snapshot) uint32 {
	if s.Conns() > 0 && s.Conn(0).First < nearStart {
		return s.Conn(0).First
	}
	return 0
}

// selectRow makes row the selected one; it must be in the snapshot. If only one
// connection is listed and row is of another, that one is listed from then on.
func (m *model) selectRow(row uint32) {
	m.sel, m.tail, m.adrift = row, false, false
	conn := m.snap.Row(row).Conn
	if conn == m.conn {
		return
	}
	m.remember()
	m.conn, m.connRows = conn, nil
	if m.only != flows.NoConn {
		m.only = conn
	}
	if conn != flows.NoConn {
		m.connRows = m.snap.ConnRows(conn, m.recall(conn))
	}
}

// selectPlace selects the i-th row that is listed, or the nearest one to it.
func (m *model) selectPlace(i int) {
	if n := m.len(); n > 0 {
		tail := m.tail && i >= n // further down there is nothing yet
		m.selectRow(m.at(max(min(i, n-1), 0)))
		m.tail = tail
	}
}

// selectLast selects the last row that is listed and stays at the end while
// more rows come.
func (m *model) selectLast() {
	m.selectPlace(m.len() - 1)
	m.tail = !m.snap.Done
}

// remember keeps the rows of the connection that is being left.
func (m *model) remember() {
	if m.conn == flows.NoConn {
		return
	}
	for i := range m.visited {
		if m.visited[i].conn == m.conn {
			m.visited[i].rows = m.connRows
			return
		}
	}
	m.visited[m.oldest] = visit{m.conn, m.connRows}
	m.oldest = (m.oldest + 1) % visitedConns
}

// recall returns what is remembered of a connection's rows.
func (m *model) recall(conn flows.ConnID) []uint32 {
	for i := range m.visited {
		if m.visited[i].conn == conn {
			return m.visited[i].rows
		}
	}
	return nil
}

// view is all that is known of the selected frame; nil when there is none. It
// is valid until the next call.
func (m *model) view() *flows.View {
	if m.sel == flows.NoRow {
		return nil
	}
	return m.reader.At(m.snap, m.sel)
}

// len is how many rows are listed.
func (m *model) len() int {
	if rows, all := m.list(); !all {
		return len(rows)
	}
	return m.snap.Rows()
}

// at returns the i-th row that is listed.
func (m *model) at(i int) uint32 {
	if rows, all := m.list(); !all {
		return rows[i]
	}
	return uint32(i)
}

// place is where the selected row is listed, -1 when it is not.
func (m *model) place() int {
	rows, all := m.list()
	switch {
	case m.sel == flows.NoRow:
		return -1
	case all:
		return int(m.sel)
	}
	if at, found := slices.BinarySearch(rows, m.sel); found {
		return at
	}
	return -1
}

// placeInConn is the selected row's place among its connection's, or -1.
func (m *model) placeInConn() int {
	if at, found := slices.BinarySearch(m.connRows, m.sel); found {
		return at
	}
	return -1
}

// toggleOnly lists only the selected row's connection, or everything again, as
// far as the display filter keeps it. The selected row stays selected when it is
// listed.
func (m *model) toggleOnly() {
	if m.only != flows.NoConn {
		m.setOnly(flows.NoConn)
	} else {
		m.setOnly(m.conn)
	}
}

// setOnly lists only one connection, that of the selected row, or with NoConn
// everything that the display filter keeps.
func (m *model) setOnly(conn flows.ConnID) {
	m.only = conn
	if m.filt != nil {
		m.adrift = true
		m.settle()
	}
}
