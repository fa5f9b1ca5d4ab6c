package ui

import (
	"slices"

	"tcptui/flows"
	"tcptui/keymap"
)

// Act does an action in the table of connections.
func (p *connsPane) Act(m *model, a keymap.Action) bool {
	p.enters = false
	if col := slices.IndexFunc(p.sorter.columns, func(c connColumn) bool { return c.sort == a }); col >= 0 {
		p.sortBy(col)
		return true
	}
	if p.t.act(a) {
		if a != keymap.Left && a != keymap.Right {
			p.moved()
		}
		return true
	}
	switch a {
	case keymap.SortPrev, keymap.SortNext:
		p.sortNeighbour(map[keymap.Action]int{keymap.SortPrev: -1, keymap.SortNext: +1}[a])
	case keymap.Enter:
		if p.settled() {
			p.enter()
			break
		}
		p.enters = true
		p.h.say("goes in as soon as the connections are sorted; any other key stays here")
	case keymap.FilterToConn:
		p.only()
	case keymap.Select:
		p.mark()
	case keymap.SelectNone:
		clear(p.marked)
	case keymap.FindConns:
		p.h.ask(newConnFind(p))
	case keymap.AllConns:
		p.toggleAll()
	case keymap.SortKernel, keymap.SortProcess: // there are no such columns
		p.h.say("the kernel is not asked beside this capture")
	case keymap.SilentSockets:
		p.toggleSockets()
	case keymap.GroupConns:
		p.shape.by = (p.shape.by + 1) % groupings
		p.t.release()
		p.view.turnAll(false)
	case keymap.FoldGroups, keymap.UnfoldAll:
		p.foldAll(a == keymap.UnfoldAll)
	case keymap.Back:
		if p.shape.words == "" {
			return p.leave()
		}
		p.shape.words = ""
	case keymap.Quit, keymap.Help, keymap.Conns:
		return p.leave()
	default:
		p.choose()
		return false
	}
	return true
}

// leave is for actions that are not about a connection: they change the selection
// only if the user has moved the cursor to another one. They are not done here.
func (p *connsPane) leave() bool {
	if p.touched {
		p.choose()
	}
	return false
}

// Count does what a number before a key means: to that line, or so many on.
func (p *connsPane) Count(_ *model, a keymap.Action, n int) bool {
	p.enters = false
	if !p.t.count(a, n) {
		p.choose()
		return false
	}
	p.moved()
	return true
}

// sortBy sorts by a column, or the other way where it is sorted by it already.
// The cursor goes to the first line, and stays there until it is moved.
func (p *connsPane) sortBy(col int) {
	if col == p.shape.sort {
		p.shape.downward = !p.shape.downward
	} else {
		p.shape.sort, p.shape.downward = col, !p.sorter.columns[col].least
	}
	p.sorted = p.m.snap.Rows()
	p.cur.top = true
	p.t.at, p.t.sort, p.t.downward = 0, p.shape.sort, p.shape.downward
	p.t.toColumn(col)
	p.t.clamp()
}

// sortNeighbour sorts by the next column or the one before.
func (p *connsPane) sortNeighbour(step int) {
	if col := p.shape.sort + step; col >= 0 && col < len(p.sorter.columns) {
		p.sortBy(col)
		column := &p.sorter.columns[col]
		p.h.say("sorted by " + column.title + "; " + p.h.sign(column.sort) + " does it at once, the other way when pressed again")
	}
}

// settled reports whether the list is sorted as the user asked, by all packets
// that there were then.
func (p *connsPane) settled() bool {
	l := p.view.list
	return l != nil && l.ask.shape == p.shape && l.ask.tallies.Rows >= p.sorted
}

// enter goes into what is selected, or what the cursor is on: the packets of one
// connection; a group is folded or unfolded.
func (p *connsPane) enter() {
	if len(p.marked) > 0 {
		p.only()
		return
	}
	p.note()
	if p.view.lines == 0 {
		return
	}
	if x := p.view.socket(p.t.at); x != nil {
		p.h.showSocket(x)
		return
	}
	if p.cur.conn == flows.NoConn {
		p.view.turn(p.cur.key)
		p.relist()
		return
	}
	p.into(p.cur.conn)
}

// Word says what Enter does where the cursor is.
func (p *connsPane) Word(a keymap.Action) string {
	switch {
	case a != keymap.Enter || p.m == nil || p.view.lines == 0:
		return ""
	case len(p.marked) > 0:
		return "the selected"
	case p.view.conn(p.t.at) != flows.NoConn:
		return ""
	case p.view.socket(p.t.at) != nil:
		return "about it"
	case p.view.isOpen(p.cur.key):
		return "fold"
	}
	return "unfold"
}

// into goes to the packets of one connection, those that the display filter keeps
// if it keeps any.
func (p *connsPane) into(id flows.ConnID) {
	what := listing{row: p.firstRow(id), only: id}
	if g := p.m.filt; g != nil && g.f != nil && p.keeps(id) {
		what.filter = g.f.String()
	}
	p.cur.top = false
	p.choose() // Esc comes back to it
	p.h.list(what)
}

// keeps reports whether the display filter keeps a packet of a connection.
func (p *connsPane) keeps(id flows.ConnID) bool {
	first := p.view.list.first
	return int(id) < len(first) && first[id] != flows.NoRow
}

// only goes to the packets of the selected connections, of the one under the
// cursor, or of a group.
func (p *connsPane) only() {
	p.note()
	var ids []flows.ConnID
	switch {
	case len(p.marked) > 0:
		ids = p.selected()
	case p.view.lines == 0:
		return
	case p.cur.conn != flows.NoConn:
		p.into(p.cur.conn)
		return
	case p.cur.sock != nil:
		p.h.say("the capture has no packet of this socket; " + p.h.sign(keymap.Enter) + " tells about it")
		return
	default:
		g, _ := p.view.at(p.t.at)
		if ids = p.view.list.conns(g, markedMost); ids == nil {
			p.whole(g)
			return
		}
	}
	if len(ids) == 0 {
		p.h.say("the capture has no packet of these sockets")
		return
	}
	text := streamsFilter(ids)
	if len(text) > filterMost {
		if len(p.marked) > 0 {
			p.h.say("too many connections are selected for one display filter: at most some hundreds")
			return
		}
		text = p.cur.key.filter()
	}
	row := p.firstRow(ids[0])
	if slices.Contains(ids, p.m.conn) {
		row = flows.NoRow // the selected packet stays
	}
	p.list(text, row)
}

// whole goes to the packets of a group that has more connections than are named one by
// one.
func (p *connsPane) whole(g *connGroup) {
	row, l := flows.NoRow, p.view.list
	if at, member := l.find(p.m.conn); member < 0 || &l.groups[at] != g {
		for i := 0; i < g.size && row == flows.NoRow; i++ {
			if id := l.member(g, i); id < firstSocket {
				row = p.firstRow(id)
			}
		}
	}
	p.list(g.key.filter(), row)
}

// list goes to the packets that a display filter keeps beside the one in force, and to
// a row of them; with NoRow the selected packet stays, or the nearest one.
func (p *connsPane) list(text string, row uint32) {
	if g := p.m.filt; g != nil && !p.shape.all {
		text = "(" + g.f.String() + ") && " + text
	}
	p.h.list(listing{row: row, only: flows.NoConn, filter: text})
}

// markedMost is how many connections can be selected at a time: far more than a display
// filter names one by one, and few enough that a key does not wait for them.
const markedMost = 1 << 16

// mark selects the connection under the cursor, or not any more, and goes on to
// the next line. Of a group all are selected, or none if all are.
func (p *connsPane) mark() {
	p.note()
	if p.view.lines == 0 {
		return
	}
	var ids []flows.ConnID
	switch {
	case p.cur.conn != flows.NoConn:
		ids = []flows.ConnID{p.cur.conn}
	case p.cur.sock == nil:
		g, _ := p.view.at(p.t.at)
		if ids = p.view.list.conns(g, markedMost); ids == nil {
			p.tooMany()
			return
		}
	}
	if len(ids) == 0 {
		p.h.say("only connections with packets can be selected")
		return
	}
	whole := !slices.ContainsFunc(ids, func(id flows.ConnID) bool { return !p.marked[id] })
	if !whole && len(p.marked)+len(ids) > markedMost {
		p.tooMany()
		return
	}
	for _, id := range ids {
		if whole {
			delete(p.marked, id)
		} else {
			p.marked[id] = true
		}
	}
	p.t.act(keymap.Down)
	p.moved()
}

func (p *connsPane) tooMany() {
	p.h.say("more than " + group(markedMost) + " connections cannot be selected; " + p.h.sign(keymap.FilterToConn) + " lists the packets of a group")
}

// toggleAll lists all connections, or those of which the display filter keeps a
// packet.
func (p *connsPane) toggleAll() {
	switch {
	case p.m.filt == nil:
		p.h.say("there is no display filter: all connections are listed")
	case p.shape.all:
		p.shape.all = false
		p.h.say("connections with a packet that the display filter keeps")
	default:
		p.shape.all = true
		p.h.say("all connections, whatever the display filter keeps")
	}
}

// toggleSockets lists the sockets of this host that say nothing, or not.
func (p *connsPane) toggleSockets() {
	switch {
	case !p.h.besideKernel():
		p.h.say("the kernel is not asked beside this capture")
	case p.shape.quiet:
		p.shape.quiet = false
		p.h.say("with the sockets of this host that have no packet in the capture")
	default:
		p.shape.quiet = true
		p.h.say("only connections that have packets")
	}
}

// foldAll folds or unfolds all groups.
func (p *connsPane) foldAll(open bool) {
	l := p.view.list
	if l == nil || !l.headed {
		p.h.say("the connections are in no groups; " + p.h.sign(keymap.GroupConns) + " puts them into some")
		return
	}
	p.view.turnAll(open)
	if !open {
		p.cur.conn = flows.NoConn // on to the head of its group
	}
	p.relist()
}
