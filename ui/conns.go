package ui

import (
	"slices"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"

	"tcptui/flows"
	"tcptui/keymap"
)

// connsPane is the table of connections. What its lines say comes from the
// connection table, which is there at once, and from one pass over the rows, in a
// worker where there are many; sorting, too. The cursor's connection becomes the
// selected one, so that everything else follows.
type connsPane struct {
	*tview.Box
	h      host
	m      *model // nil before the first Refresh
	t      table
	scan   connScan
	sorter connSorter
	view   connView
	sparks sparks
	drawn  connDrawing
	shape  connShape
	marked map[flows.ConnID]bool

	cur     cursorLine
	touched bool         // the user has moved the cursor since it followed the selection
	seen    flows.ConnID // the selected connection, as the cursor knows it
	sorted  int          // rows that there were when the user sorted; Enter waits for them
	enters  bool         // Enter was pressed before the list was sorted
}

// cursorLine is what the cursor is on, so that it stays there when lines change.
type cursorLine struct {
	conn flows.ConnID // NoConn: the head of a group, or a socket
	sock *socketKey   // nil: no socket
	key  groupKey
	top  bool // it is on the first line, whatever that shows: the list was sorted and the cursor not moved
}

func newConnsPane(h host) *connsPane {
	p := &connsPane{Box: tview.NewBox(), h: h, marked: make(map[flows.ConnID]bool), seen: flows.NoConn,
		cur: cursorLine{conn: flows.NoConn}, scan: connScan{h: h}, sparks: sparks{h: h}}
	p.sorter = connSorter{h: h, columns: connColumns()}
	if h.besideKernel() {
		p.sorter.columns = connColumnsBeside()
	}
	p.view.other = make(map[groupKey]bool)
	p.t = table{cells: true, sort: connNo, cell: p.cell, fit: p.fitAddresses}
	for _, c := range p.sorter.columns {
		p.t.cols = append(p.t.cols, c.tableColumn)
	}
	return p
}

// Name says which of how many connections the cursor is on, and how they are
// listed.
func (p *connsPane) Name() string {
	name := "Connections"
	if p.m == nil || p.view.list == nil {
		return name
	}
	l := p.view.list
	switch {
	case l.headed:
		name += " " + group(l.shown) + " in " + plural(len(l.groups), "group")
	case l.shown+l.heard > 0:
		name += " " + group(p.t.at+1) + " of " + group(l.shown+l.heard)
	}
	if l.heard > 0 {
		name += ", with " + plural(l.heard, "socket") + " without packets"
	}
	if all := p.m.snap.Conns(); l.shown < all && p.sorter.run == nil {
		name += " (all: " + group(all) + ")"
	}
	if by := groupingNames[p.shape.by]; by != "" {
		name += " " + by
	}
	if p.shape.words != "" {
		name += ", with \"" + safe(p.shape.words) + "\""
	}
	if n := len(p.marked); n > 0 {
		name += ", " + group(n) + " selected"
	}
	if p.m.filt != nil && p.shape.all {
		name += ", display filter aside"
	}
	switch rows := p.m.snap.Rows(); {
	case p.scan.run != nil && !p.scan.anew && rows > 0:
		name += " · counting " + group(p.scan.tallies.Rows*100/rows) + " %"
	case p.sorter.run != nil:
		name += " · sorting"
	}
	return name
}

// ask is what is to be listed now.
func (p *connsPane) ask() connAsk {
	a := connAsk{shape: p.shape, snap: p.m.snap, tallies: p.scan.tallies, counted: p.scan.version, eye: p.m.host.eye()}
	if g := p.m.filt; g != nil {
		a.filt, a.kept, a.swaps = g, g.rows, g.swaps
	}
	return a
}

// Refresh takes over what workers found, and what else has changed.
func (p *connsPane) Refresh(m *model) {
	p.m = m
	p.scan.take(m.snap)
	counted := p.scan.run == nil && m.snap.Done || p.enters && p.scan.tallies.Rows >= p.sorted
	if p.sorter.take(p.ask(), counted) {
		first := p.view.list == nil
		p.view.list = p.sorter.list
		p.relist()
		if first && !p.cur.top {
			p.follow(m.conn)
		}
	}
	if m.conn != p.seen && !m.tail {
		p.follow(m.conn)
	}
	if p.enters && p.settled() {
		p.enters = false
		p.enter()
		p.h.ring()
	}
}

// Busy reports whether something is to be made that nothing else will ring for.
func (p *connsPane) Busy() bool {
	if p.m == nil {
		return false
	}
	ask := p.ask()
	return p.sorter.waits(&ask) || p.scan.waits(p.m.snap)
}

// relist puts the cursor onto what it was on before the lines changed.
func (p *connsPane) relist() {
	p.view.fold()
	p.t.rows = p.view.lines
	p.t.sort, p.t.downward = p.shape.sort, p.shape.downward
	at, found := 0, true
	switch {
	case p.cur.top:
	case p.cur.conn != flows.NoConn:
		at, found = p.view.find(p.cur.conn)
	case p.cur.sock != nil:
		at, found = p.view.findSocket(*p.cur.sock)
	default:
		at, found = p.view.findGroup(p.cur.key)
	}
	if found {
		p.t.at = at
	}
	p.t.clamp()
	p.note()
}

// note keeps what the cursor is on.
func (p *connsPane) note() {
	p.cur.conn, p.cur.sock, p.cur.key = flows.NoConn, nil, groupKey{}
	if p.view.lines == 0 {
		return
	}
	g, _ := p.view.at(p.t.at)
	p.cur.conn, p.cur.key = p.view.conn(p.t.at), g.key
	if x := p.view.socket(p.t.at); x != nil {
		key := keyOfSocket(x)
		p.cur.sock = &key
	}
}

// follow goes to a connection that was selected elsewhere.
func (p *connsPane) follow(id flows.ConnID) {
	if p.seen, p.touched = id, false; id == flows.NoConn || p.view.list == nil {
		return
	}
	if at, found := p.view.find(id); found {
		p.t.at = at
		p.t.clamp()
		p.cur.top = false
		p.note()
	}
}

// moved is called when the user has moved the cursor. The connection under it
// becomes the selected one, unless it has so many segments that finding them
// would keep the cursor waiting: then only what needs it does that.
func (p *connsPane) moved() {
	const most = 1 << 16
	p.cur.top, p.touched = false, true
	p.note()
	if id := p.cur.conn; id != flows.NoConn && p.m.snap.Conn(id).Segments() <= most {
		p.choose()
	}
}

// choose makes the connection under the cursor the selected one: its first
// packet that the display filter keeps.
func (p *connsPane) choose() {
	if id := p.cur.conn; id != flows.NoConn && id != p.m.conn {
		p.m.selectRow(p.firstRow(id))
		p.seen = p.m.conn
	}
}

// firstRow is the first row of a connection that the display filter keeps, or its
// very first.
func (p *connsPane) firstRow(id flows.ConnID) uint32 {
	if l := p.view.list; p.m.filt != nil && p.m.filt == l.ask.filt && int(id) < len(l.first) && l.first[id] != flows.NoRow {
		return l.first[id]
	}
	return p.m.snap.Conn(id).First
}

// The cells that an address with its port takes: a full one of IPv4 where there is
// room, of IPv6 at most.
const (
	addrUsual = 21
	addrMost  = 47
)

// fitAddresses shortens the addresses so that the columns up to the problems stand
// beside them: how a connection ended says more than the middle of an address.
// Beside the kernel they give way to its states only.
func (p *connsPane) fitAddresses(width int) {
	cols := p.t.cols
	least := 2 * cols[connClient].least
	rest := width - p.t.wanted(connNo) - 2*gap
	for col := connState; col < len(cols); col++ {
		if sort := p.sorter.columns[col].sort; sort == keymap.SortDuration || sort == keymap.SortProcess {
			break
		}
		if rest-least < gap+cols[col].least {
			break
		}
		rest -= min(gap+p.t.wanted(col), rest-least)
	}
	addr := max(min(rest/2, max(width/6, addrUsual), addrMost), cols[connClient].least)
	cols[connClient].most, cols[connServer].most = addr, addr
}

// Draw draws the table.
func (p *connsPane) Draw(screen tcell.Screen) {
	p.DrawForSubclass(screen, p)
	x, y, w, h := p.GetInnerRect()
	if p.m == nil || w < 1 || h < 1 {
		return
	}
	p.prepareSparks(h)
	p.drawn.begin(p.cells(), h, len(p.t.cols))
	defer p.drawn.end()
	p.t.draw(screen, rect{x, y, w, h}, &p.m.th, p.HasFocus(), p.empty())
}

// empty says why no connection is listed.
func (p *connsPane) empty() string {
	switch {
	case p.view.list == nil:
		return "sorting"
	case p.m.snap.Conns() == 0 && len(p.view.list.silent) == 0:
		return "There are no TCP connections here" + soFar(p.m) + "."
	case p.shape.words != "":
		return "No connection contains this text; " + p.h.sign(keymap.Back) + " shows all again."
	default:
		return "The display filter keeps no packet of a connection; " + p.h.sign(keymap.AllConns) + " shows all."
	}
}

// MouseHandler moves the cursor, sorts by the column whose title is clicked, and
// goes into a connection with a double click.
func (p *connsPane) MouseHandler() mouseHandler {
	return p.t.mouse(p.Box, p, p.moved, func(col int) { p.sortBy(col) }, p.enter)
}

// selected are the connections that are marked, ascending.
func (p *connsPane) selected() []flows.ConnID {
	ids := make([]flows.ConnID, 0, len(p.marked))
	for id := range p.marked {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
