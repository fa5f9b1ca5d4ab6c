package ui

import (
	"strings"

	"tcptui/flows"
)

// Cell is what the cursor is on.
func (p *connsPane) Cell(*model) (cell, bool) {
	if p.m == nil || p.view.lines == 0 {
		return cell{}, false
	}
	column := &p.sorter.columns[p.t.col]
	l := p.line(p.t.at)
	c := cell{text: p.plain(&l, p.t.col), field: column.field}
	switch {
	case l.socket != nil:
		c.filter, c.field = socketFilter(l.socket), ""
	case l.c == nil:
		c.filter = l.key.filter()
	case column.filter != nil:
		c.filter = column.filter(&l)
	}
	if l.c != nil && c.filter == "" {
		c.filter = streamsFilter([]flows.ConnID{l.c.ID})
	}
	return c, true
}

// Line is the line that the cursor is on, its columns with a tab between.
func (p *connsPane) Line(*model) string {
	if p.m == nil || p.view.lines == 0 {
		return ""
	}
	l := p.line(p.t.at)
	cells := make([]string, len(p.sorter.columns))
	for i := range cells {
		cells[i] = p.plain(&l, i)
	}
	return strings.Join(cells, "\t")
}

// plain is the text of a cell in full and without marks.
func (p *connsPane) plain(l *connLine, col int) string {
	v := p.cells()
	v.addr, v.marked = unlimited, nil
	return strings.TrimSpace(p.sorter.columns[col].text(v, l).text)
}
