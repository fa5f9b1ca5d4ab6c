package ui

import (
	"fmt"
	"strings"

	"tcptui/flows"
	"tcptui/fsm"
	"tcptui/kernel"
	"tcptui/keymap"
)

// Act moves the cursor, sorts, and goes on to the sockets of a process.
func (p *socketsPane) Act(_ *model, a keymap.Action) bool {
	if p.t().act(a) {
		return true
	}
	switch a {
	case keymap.SortPrev:
		p.sortBy(p.t().sort - 1)
	case keymap.SortNext:
		p.sortBy(p.t().sort + 1)
	case keymap.SortTurn:
		p.sortBy(p.t().sort)
	case keymap.Enter:
		p.enter()
	case keymap.Back:
		if !p.into {
			return false
		}
		p.into = false
		return !p.alone
	default:
		return false
	}
	return true
}

// Count goes to the n-th line, or n lines on.
func (p *socketsPane) Count(_ *model, a keymap.Action, n int) bool { return p.t().count(a, n) }

// sortBy sorts by a column; before the first one stands the order of who is worst.
func (p *socketsPane) sortBy(col int) {
	done := false
	switch {
	case col == -1 && p.t().sort >= 0:
		p.t().sort = -1
		p.who.sorted()
		p.what.sorted()
		done = true
	case p.into:
		done = p.what.sortBy(col)
	default:
		done = p.who.sortBy(col)
	}
	if !done {
		p.h.say("there is no order by that; the worst come first unless a column is chosen with " + p.h.sign(keymap.SortNext))
	}
}

// enter goes on to the sockets of a process, or from a socket to its packets.
func (p *socketsPane) enter() {
	if !p.into {
		if a, ok := p.who.at(); ok {
			p.show(keyOfAccount(a))
		}
		return
	}
	x, ok := p.what.at()
	if !ok {
		return
	}
	if !p.h.besideKernel() {
		p.h.say("the capture that is shown is not of this host, or not of now: it has no packets of this socket")
		return
	}
	id, ok := connOfSocket(p.m.snap, x)
	if !ok {
		p.h.say("the capture has no packet of this socket")
		return
	}
	p.h.list(listing{row: p.m.snap.Conn(id).First, only: id})
}

// connOfSocket is the newest connection of a socket; false when there is none.
func connOfSocket(s *flows.Snapshot, x *kernel.Seen) (flows.ConnID, bool) {
	for i := s.Conns() - 1; i >= 0; i-- {
		c := s.Conn(flows.ConnID(i))
		a, b := c.Sides[fsm.Client].AddrPort(), c.Sides[fsm.Server].AddrPort()
		if a == x.Local && b == x.Remote || b == x.Local && a == x.Remote {
			return c.ID, true
		}
	}
	return flows.NoConn, false
}

// MouseHandler moves the cursor, sorts by the column whose title is clicked, and
// goes on with a double click.
func (p *socketsPane) MouseHandler() mouseHandler {
	return p.t().mouse(p.Box, p, nil, p.sortBy, p.enter)
}

// Find goes to the next line that matches.
func (p *socketsPane) Find(m *model, match func(line string) bool, back bool) (found, wrapped bool) {
	return p.t().Find(m, match, back)
}

// Lit sets what is highlighted.
func (p *socketsPane) Lit(match func(line string) [][2]int) {
	p.who.t.Lit(match)
	p.what.t.Lit(match)
}

// Busy reports whether a search goes on.
func (p *socketsPane) Busy() bool { return p.t().Busy() }

// Cell is what the cursor is on.
func (p *socketsPane) Cell(*model) (cell, bool) {
	th := &p.m.th
	if p.into {
		x, ok := p.what.at()
		if !ok {
			return cell{}, false
		}
		return cell{text: strings.TrimSpace(p.what.text(th, x, p.what.t.col)), filter: socketFilter(x)}, true
	}
	a, ok := p.who.at()
	if !ok {
		return cell{}, false
	}
	c := cell{text: strings.TrimSpace(p.who.text(th, a, p.who.t.col))}
	if a.Process != nil && p.h.besideKernel() {
		c.filter = fmt.Sprintf("kernel.pid == %d", a.Process.PID)
	}
	return c, true
}

// Line is the line that the cursor is on, its columns with a tab between.
func (p *socketsPane) Line(*model) string {
	t := p.t()
	if t.at >= t.rows {
		return ""
	}
	cells := make([]string, len(t.cols))
	for i := range cells {
		cells[i] = strings.TrimSpace(t.cell(t.at, i).text)
	}
	return strings.Join(cells, "\t")
}
