package ui

import (
	"fmt"
	"strconv"

	"github.com/gdamore/tcell/v2"

	"tcptui/flows"
	"tcptui/keymap"
)

// Draw draws the list.
func (p *packetsPane) Draw(screen tcell.Screen) {
	x, y, width, height := p.GetRect()
	if p.m == nil || width < 1 || height < 1 {
		return
	}
	if page := max(height-1, 0); page != p.page {
		p.page = page
		p.reveal()
	}
	p.clamp()
	bar := p.m.len() > p.page && width > 4*scrollBar
	inner := width - markWidth
	if bar {
		inner -= scrollBar
	}
	p.read(inner < flagNamesFrom)
	p.wish(inner)
	p.widths = planColumns(p.wishes, inner, p.widths)
	p.place(x+markWidth, x+markWidth+inner)
	p.limitScroll()
	p.titles(screen, x, y, width)
	for i := range p.rows {
		p.line(screen, x, y+1+i, width, i)
	}
	p.paint(screen, rect{x, y + 1, inner + markWidth, p.page}, &p.m.th)
	if p.m.len() == 0 {
		drawFit(screen, x, y+1, width, p.nothing(), p.m.th.dim)
	}
	if bar {
		p.bar(screen, x+width-1, y+1)
	}
}

// place notes where the columns are that have room, from x on.
func (p *packetsPane) place(x, end int) {
	p.places, p.end = p.places[:0], end
	p.infoCol, p.infoAt = -1, -1
	for c, w := range p.widths {
		first := p.columns[c].kind == colInfo && p.infoCol < 0
		if first {
			p.infoCol = c
		}
		if w == 0 {
			continue
		}
		if first {
			p.infoAt = len(p.places)
		}
		p.places = append(p.places, columnPlace{c, x, min(w, max(end-x, 0))})
		x += w + gap
	}
}

// infoPlaces are the places of the columns that the Info of the i-th row is
// drawn over, and its room in cells; none where from is -1. A frame without TCP
// has nothing to say in the columns of TCP: its description begins there.
func (p *packetsPane) infoPlaces(i int) (from, to, room int) {
	if p.infoCol < 0 {
		return -1, -1, 0
	}
	from, to, end := p.infoAt, p.infoAt, p.end
	if to >= 0 {
		end = p.places[to].x + p.places[to].w
	} else {
		from, to = len(p.places), len(p.places)-1
	}
	for p.rows[i].conn == nil && from > 0 && p.silent(i, p.places[from-1].col) {
		from--
	}
	if from > to {
		return -1, -1, 0
	}
	return from, to, end - p.places[from].x
}

// silent reports whether a column has nothing to say of the i-th row, which is
// no TCP, and may be drawn over.
func (p *packetsPane) silent(i, col int) bool {
	if kind := p.columns[col].kind; kind < colFlags || kind == colInfo {
		return false
	}
	_, cells := p.cell(i, col)
	return cells == 0
}

// nothing says why there are no rows, and what to do.
func (p *packetsPane) nothing() string {
	m := p.m
	switch {
	case m.filt != nil && m.filt.first():
		return "filtering ..."
	case m.filt != nil && m.snap.Rows() > 0:
		text := "no packet" + soFar(m)
		if m.only != flows.NoConn {
			text = fmt.Sprintf("no packet of connection %d%s", m.only, soFar(m))
		}
		return text + " is kept by the display filter; " + p.h.sign(keymap.Back) + " shows all again"
	case m.snap.Done:
		return "no packets in this capture; " + p.h.sign(keymap.StartPage) + " opens another"
	case m.capture != nil:
		return "waiting for packets"
	}
	return "reading ..."
}

// read formats the rows that are on the screen. short: flags are letters.
func (p *packetsPane) read(short bool) {
	p.rows, p.cells, p.text = p.rows[:0], p.cells[:0], p.text[:0]
	before := flows.NoRow
	if p.top > 0 {
		before = p.m.at(p.top - 1)
	}
	for i := p.top; i < min(p.top+p.page, p.m.len()); i++ {
		no := p.m.at(i)
		p.rows = append(p.rows, listed{m: p.m, row: p.m.snap.Row(no), before: before, short: short})
		p.complete(&p.rows[len(p.rows)-1])
		before = no
	}
	if p.facts.needed() {
		p.facts.look(p.m.snap, p.rows)
	}
	for i := range p.rows {
		r := &p.rows[i]
		r.fact = p.facts.of(r.row.No)
		for c := range p.columns {
			from := len(p.text)
			p.text = p.columns[c].append(p.text, r, unlimited)
			p.cells = append(p.cells, cellAt{from, len(p.text), cellsOf(p.text[from:])})
		}
	}
}

// complete adds what the columns are made of to a row.
func (p *packetsPane) complete(r *listed) {
	if r.row.Conn != flows.NoConn {
		r.conn = p.m.snap.Conn(r.row.Conn)
	} else {
		r.other = p.briefs.of(p.m.snap, r.row.No)
	}
}

// cell is the text of a column in the i-th row on the screen, and the cells that
// it takes.
func (p *packetsPane) cell(i, col int) ([]byte, int) {
	at := p.cells[i*len(p.columns)+col]
	return p.text[at.from:at.to], at.cells
}

// wish notes how wide the columns would like to be in width cells: as what they
// show, and what they showed a little before.
func (p *packetsPane) wish(width int) {
	if f := (listFormat{p.m.raw, p.m.clock, p.m.only, width}); f != p.format {
		p.format, p.scroll = f, 0
		clear(p.held)
	}
	p.wishes = p.wishes[:0]
	for c := range p.columns {
		col := &p.columns[c]
		w := min(textWidth(col.Title), titleMost)
		for i := range p.rows {
			n := p.cells[i*len(p.columns)+c].cells
			if p.rows[i].conn == nil && col.field == nil {
				n = min(n, otherMost)
			}
			w = max(w, n)
		}
		if col.kind == colNo {
			w = max(w, digits(uint64(p.m.snap.Rows())))
		}
		w = p.held[c].grow(w, p.top, holdPages*p.page)
		if col.Width > 0 {
			w = col.Width
		}
		p.wishes = append(p.wishes, wish{col.kind, w, col.Width > 0})
	}
}

// cellsOf is textWidth for text in a buffer.
func cellsOf(b []byte) int {
	for _, c := range b {
		if c < ' ' || c > '~' {
			return textWidth(string(b))
		}
	}
	return len(b)
}

// limitScroll keeps the Info column from being scrolled past its texts.
func (p *packetsPane) limitScroll() {
	most := 0
	for i := range p.rows {
		if from, _, room := p.infoPlaces(i); from >= 0 {
			_, cells := p.cell(i, p.infoCol)
			most = max(most, cells-room)
		}
	}
	p.scroll = max(min(p.scroll, most), 0)
}

// titles draws the names of the columns, the chosen one reversed while the pane
// has the focus.
func (p *packetsPane) titles(screen tcell.Screen, x, y, width int) {
	style := p.m.th.label.Underline(true)
	fill(screen, x, y, width, 1, " ", style)
	for _, pl := range p.places {
		c := &p.columns[pl.col]
		at, st := pl.x, style
		if c.Right {
			at += max(pl.w-textWidth(c.Title), 0)
		}
		if pl.col == p.chosen && p.HasFocus() {
			st = style.Reverse(true)
		}
		drawFit(screen, at, y, pl.x+pl.w-at, c.Title, st)
	}
}

// line draws the i-th row on the screen.
func (p *packetsPane) line(screen tcell.Screen, x, y, width, i int) {
	r := &p.rows[i]
	style, _ := p.rules.style(&p.m.th, r)
	here := r.row.No == p.m.sel
	if here {
		ground := p.m.th.marked
		if p.HasFocus() {
			ground = p.m.th.selected
		}
		style = over(ground, style)
	}
	if _, ground, _ := style.Decompose(); here || ground != tcell.ColorDefault {
		fill(screen, x, y, width, 1, " ", style)
	}
	screen.Put(x, y, p.mark(r, here), style)
	if sign := p.m.markOf(r.row.No); sign != "" {
		screen.Put(x+1, y, sign, over(style, p.m.th.warn))
	}
	from, to, room := p.infoPlaces(i)
	for k, pl := range p.places {
		switch {
		case k == from:
			p.info(screen, pl.x, y, room, i, style)
		case k < from || k > to:
			p.draw(screen, pl.x, y, pl.w, i, pl.col, style)
		}
	}
}

// draw draws one cell. What does not fit is made shorter, then cut.
func (p *packetsPane) draw(screen tcell.Screen, x, y, width, i, col int, style tcell.Style) {
	b, cells := p.cell(i, col)
	if cells > width {
		n := len(p.text)
		p.text = p.columns[col].append(p.text, &p.rows[i], width)
		b = p.text[n:]
		cells = cellsOf(b)
	}
	if p.columns[col].Right {
		pad := max(width-cells, 0)
		x, width = x+pad, width-pad
	}
	if cells <= width {
		drawBytes(screen, x, y, width, b, style)
		return
	}
	drawFit(screen, x, y, width, string(b), style)
}

// info draws the Info of a row, from where it is scrolled to. A row is scrolled
// no further than to its end, and what is left out at its left has an ellipsis.
func (p *packetsPane) info(screen tcell.Screen, x, y, width, i int, style tcell.Style) {
	b, cells := p.cell(i, p.infoCol)
	skip := min(p.scroll, cells-width)
	if width < 1 || cells <= width || skip <= 0 {
		if cells <= width {
			drawBytes(screen, x, y, width, b, style)
			return
		}
		drawFit(screen, x, y, width, string(b), style)
		return
	}
	screen.Put(x, y, "…", style)
	drawFit(screen, x+1, y, width-1, skipCells(string(b), skip+1), style)
}

// skipCells is s without the characters that begin in its first n cells.
func skipCells(s string, n int) string {
	for n > 0 && len(s) > 0 {
		_, cells, bytes := nextCell(s)
		s, n = s[bytes:], n-cells
	}
	return s
}

// mark is the sign in the gutter: the selected row, and how far the connection
// of the selected row reaches.
func (p *packetsPane) mark(r *listed, here bool) string {
	switch {
	case here:
		return "▸"
	case r.row.Conn == flows.NoConn || r.row.Conn != p.m.conn:
		return " "
	case r.row.No == r.conn.First:
		return "┌"
	case r.row.No == r.conn.Last:
		return "└"
	}
	return "│"
}

// group writes a number with commas between groups of three digits. Numbers of octets and
// sequence numbers come as they are: an int has 32 bits on some machines.
func group[N int | int64 | uint8 | uint16 | uint32 | uint64](n N) string {
	s := strconv.FormatInt(int64(n), 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
