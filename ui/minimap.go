package ui

import (
	"slices"

	"github.com/gdamore/tcell/v2"

	"tcptui/flows"
)

// minimap is the scroll bar of the packet list: all of the list in one column,
// where trouble is in it, what was marked and found, and where the user is.
type minimap struct {
	h     host
	plain bool     // only a scroll bar
	whole *trouble // of all rows; nil until needed
	part  *trouble // of the list, where that is not all rows
	of    listID   // that part is of

	bad, odd cellCounts // as last drawn
}

// cellCounts are how many packets of a kind each cell of the bar stands for.
type cellCounts struct {
	n    []int
	most int
}

// fill counts anew.
func (c *cellCounts) fill(of *bitmap, cells int, places func(cell int) (from, to int)) {
	c.n, c.most = c.n[:0], 0
	for i := range cells {
		n := of.count(places(i))
		c.n, c.most = append(c.n, n), max(c.most, n)
	}
}

// much reports whether a cell has at least half as many as the one with the most:
// in a large capture nearly all cells have some.
func (c *cellCounts) much(cell int) bool { return c.n[cell] > 0 && 2*c.n[cell] >= c.most }

// listID tells one list from another.
type listID struct {
	only  flows.ConnID
	filt  *filtering
	swaps int
}

// The signs in the scroll bar, and that of a mark in the list. They differ in
// shape, so that they tell without colour too.
const (
	markSign  = "●"
	hitSign   = "◇"
	badSign   = "!" // much that is bad, and odd
	oddSign   = "▲"
	someSign  = "·" // a little that is bad
	hereSign  = "◆"
	thumbSign = "█"
	trackSign = "│"
)

// take goes on with the list of the model.
func (u *minimap) take(m *model) {
	if u.h == nil || u.plain {
		return
	}
	rows, all := m.list()
	if all {
		if u.whole == nil {
			u.whole = &trouble{}
		}
		u.part.stop()
		u.part, u.of = nil, listID{}
		u.whole.next(u.h, m.snap, nil, m.snap.Rows())
		return
	}
	name := listID{m.only, m.filt, 0}
	if m.filt != nil {
		name.swaps = m.filt.swaps
	}
	if u.part == nil || u.of != name {
		u.part.stop()
		u.part, u.of = &trouble{}, name
	}
	u.part.next(u.h, m.snap, rows, len(rows))
}

// trouble is that of the list that is shown; nil when there is none.
func (u *minimap) trouble() *trouble {
	switch {
	case u.plain:
		return nil
	case u.part != nil:
		return u.part
	}
	return u.whole
}

// bar draws the scroll bar: where the rows on the screen are among all, and what
// is worth going to.
func (p *packetsPane) bar(screen tcell.Screen, x, y int) {
	th, n := &p.m.th, p.m.len()
	from, size := thumb(p.top, p.page, n)
	t := p.minimap.trouble()
	if t != nil {
		t.mu.Lock()
		p.minimap.bad.fill(&t.bad, p.page, p.placesOf)
		p.minimap.odd.fill(&t.odd, p.page, p.placesOf)
		t.mu.Unlock()
	}
	here := p.cellOf(p.m.place(), from, size)
	for i := range p.page {
		inThumb := i >= from && i < from+size
		sign, style := trackSign, th.frame
		if inThumb {
			sign = thumbSign
		}
		if t != nil {
			if text, st := p.signAt(i, i == here); text != "" {
				if sign, style = text, st; inThumb {
					style = onThumb(st, th)
				}
			}
		}
		screen.Put(x, y+i, sign, style)
	}
}

// onThumb is a style of a sign on the thumb.
func onThumb(sign tcell.Style, th *theme) tcell.Style {
	ground, _, _ := th.frame.Decompose()
	if ground == tcell.ColorDefault {
		return sign.Reverse(true)
	}
	return sign.Background(ground)
}

// signAt is the sign in a cell of the bar: what matters most of what is there.
func (p *packetsPane) signAt(cell int, here bool) (string, tcell.Style) {
	th, bad, odd := &p.m.th, &p.minimap.bad, &p.minimap.odd
	from, to := p.placesOf(cell)
	switch {
	case here:
		return hereSign, th.strong
	case p.listsOne(p.m.marks, from, to):
		return markSign, th.key.Background(tcell.ColorDefault).Reverse(false)
	case p.listsOne(p.m.hits, from, to):
		return hitSign, th.strong
	case bad.much(cell):
		return badSign, th.bad
	case odd.much(cell):
		return oddSign, th.warn
	case bad.n[cell] > 0:
		return someSign, th.bad
	}
	return "", tcell.StyleDefault
}

// placesOf are the places of the list that a cell of the bar stands for.
func (p *packetsPane) placesOf(cell int) (from, to int) {
	n, page := int64(p.m.len()), int64(max(p.page, 1))
	return int(int64(cell) * n / page), int((int64(cell) + 1) * n / page)
}

// cellOf is the cell of the bar that stands for a place; one that is on the
// screen is in the thumb, which covers so many cells. -1 for no place.
func (p *packetsPane) cellOf(place, thumb, size int) int {
	n := p.m.len()
	if place < 0 || n == 0 {
		return -1
	}
	cell := int(int64(place) * int64(p.page) / int64(n))
	if place >= p.top && place < p.top+p.page {
		cell = max(min(cell, thumb+size-1), thumb)
	}
	return cell
}

// rowsTried bounds how many of the rows that fall into a cell are looked for in
// the list.
const rowsTried = 64

// listsOne reports whether one of rows, which are ascending, is listed at the
// places from <= place < to.
func (p *packetsPane) listsOne(rows []uint32, from, to int) bool {
	if len(rows) == 0 || from >= to {
		return false
	}
	list, all := p.m.list()
	at, _ := slices.BinarySearch(rows, p.m.at(from))
	if all {
		return at < len(rows) && rows[at] < uint32(to)
	}
	for _, row := range rows[at:min(at+rowsTried, len(rows))] {
		if row > list[to-1] {
			return false
		}
		if hasRow(list[from:to], row) {
			return true
		}
	}
	return false
}

// thumb is where the thumb of a scroll bar of page cells begins and how many it
// covers, when page of n rows are on the screen from top on.
func thumb(top, page, n int) (from, size int) {
	if page <= 0 || n <= page {
		return 0, max(page, 0)
	}
	size = max(page*page/n, 1)
	from = int(int64(top) * int64(page-size) / int64(n-page))
	if top > 0 && from == 0 && page > size {
		from = 1 // only the very beginning looks like the beginning
	}
	return from, size
}
