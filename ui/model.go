package ui

import (
	"sort"
	"time"

	"tcptui/flows"
)

// model is what the screen shows: the newest snapshot, which of its rows are
// listed, and the selected one. The goroutine of the event loop owns it.
type model struct {
	live   *flows.Live
	reader *flows.Reader
	snap   *flows.Snapshot
	th     theme

	only     flows.ConnID // only this connection is listed; NoConn: everything is
	sel      uint32       // selected row, or NoRow while there is none
	conn     flows.ConnID // of the selected row
	connRows []uint32     // rows of conn in snap, in order
	tail     bool         // the last listed row stays selected while more come
	raw      bool         // sequence numbers as on the wire
	clock    timeFormat
	zone     *time.Location // of the times of day

	pick      pick          // the field that is chosen in the selected frame
	det       *detail       // a frame taken apart; see details
	detReader *flows.Reader // nil until needed

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

// timeFormat is how the time column is written.
type timeFormat int

// The time formats, in the order in which the key goes through them.
const (
	timeRelative timeFormat = iota // seconds since the first frame
	timeDelta                      // seconds since the frame listed before
	timeOfDay                      // local time of day
	timeEpoch                      // seconds since 1970
	timeFormats
)

func newModel(live *flows.Live, th theme) *model {
	m := &model{live: live, reader: live.NewReader(), snap: live.Snapshot(), th: th,
		only: flows.NoConn, sel: flows.NoRow, conn: flows.NoConn, zone: time.Local}
	for i := range m.visited {
		m.visited[i].conn = flows.NoConn
	}
	m.take(m.snap)
	return m
}

// take goes on to a newer snapshot. The selection stays where it is, or with
// the last row if it was left there.
func (m *model) take(s *flows.Snapshot) {
	m.snap = s
	if m.sel == flows.NoRow && s.Rows() > 0 {
		m.selectRow(firstOf(s))
	}
	if m.conn != flows.NoConn {
		m.connRows = s.ConnRows(m.conn, m.connRows)
	}
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
	m.sel, m.tail = row, false
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
		m.selectRow(m.at(max(min(i, n-1), 0)))
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
	if m.only != flows.NoConn {
		return len(m.connRows)
	}
	return m.snap.Rows()
}

// at returns the i-th row that is listed.
func (m *model) at(i int) uint32 {
	if m.only != flows.NoConn {
		return m.connRows[i]
	}
	return uint32(i)
}

// place is where the selected row is listed, -1 when it is not.
func (m *model) place() int {
	switch {
	case m.sel == flows.NoRow:
		return -1
	case m.only != flows.NoConn:
		return m.placeInConn()
	}
	return int(m.sel)
}

// placeInConn is the selected row's place among its connection's, or -1.
func (m *model) placeInConn() int {
	i := sort.Search(len(m.connRows), func(i int) bool { return m.connRows[i] >= m.sel })
	if i < len(m.connRows) && m.connRows[i] == m.sel {
		return i
	}
	return -1
}

// toggleOnly lists only the selected row's connection, or everything again. The
// selected row stays selected.
func (m *model) toggleOnly() {
	if m.only != flows.NoConn {
		m.only = flows.NoConn
	} else {
		m.only = m.conn
	}
}
