package ui

import (
	"strconv"

	"github.com/gdamore/tcell/v2"

	"tcptui/decode"
	"tcptui/flows"
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
	plan := planColumns(p.wanted(inner), inner)
	p.limitScroll(&plan, inner)
	p.titles(screen, x, y, width, &plan)
	for i := range p.rows {
		p.line(screen, x, y+1+i, width, i, &plan)
	}
	if p.m.len() == 0 {
		drawFit(screen, x, y+1, width, p.nothing(), p.m.th.dim)
	}
	if bar {
		p.bar(screen, x+width-1, y+1)
	}
}

// nothing says why there are no rows.
func (p *packetsPane) nothing() string {
	if p.m.snap.Done {
		return "no packets in this capture"
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
		r := &p.rows[len(p.rows)-1]
		if r.row.Conn != flows.NoConn {
			r.conn = p.m.snap.Conn(r.row.Conn)
		} else {
			r.other = p.briefs.of(p.m.snap, no)
		}
		before = no
		for c := range p.columns {
			from := len(p.text)
			p.text = p.columns[c].text(p.text, r, unlimited)
			p.cells = append(p.cells, cellAt{from, len(p.text)})
		}
	}
}

// cell is the text of a column in the i-th row on the screen.
func (p *packetsPane) cell(i, col int) []byte {
	at := p.cells[i*numColumns+col]
	return p.text[at.from:at.to]
}

// wanted is how wide the columns would like to be in width cells: as what they
// show, and what they showed a little before.
func (p *packetsPane) wanted(width int) [numColumns]int {
	if f := (listFormat{p.m.raw, p.m.clock, p.m.only, width}); f != p.format {
		p.format, p.held, p.scroll = f, [numColumns]held{}, 0
	}
	var want [numColumns]int
	for c := range p.columns {
		w := len(p.columns[c].title)
		for i := range p.rows {
			n := cellsOf(p.cell(i, c))
			if p.rows[i].conn == nil {
				n = min(n, otherMost)
			}
			w = max(w, n)
		}
		if c == colNo {
			w = max(w, digits(uint64(p.m.snap.Rows())))
		}
		want[c] = p.held[c].grow(w, p.top, holdPages*p.page)
	}
	return want
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
func (p *packetsPane) limitScroll(plan *[numColumns]int, inner int) {
	most := 0
	for i := range p.rows {
		most = max(most, cellsOf(p.cell(i, colInfo))-p.infoWidth(i, plan, inner))
	}
	p.scroll = max(min(p.scroll, most), 0)
}

// infoWidth is how many cells the i-th row has for its Info. A row that has none
// cannot be scrolled either.
func (p *packetsPane) infoWidth(i int, plan *[numColumns]int, inner int) int {
	width := plan[colInfo]
	if p.rows[i].conn == nil && plan[colFlags] > 0 { // see describe
		width = inner
		for _, w := range plan[:colFlags] {
			if w > 0 {
				width -= w + 1
			}
		}
	}
	if width <= 0 {
		return unlimited
	}
	return width
}

// titles draws the names of the columns.
func (p *packetsPane) titles(screen tcell.Screen, x, y, width int, plan *[numColumns]int) {
	style := p.m.th.label.Underline(true)
	fill(screen, x, y, width, 1, " ", style)
	x += markWidth
	for c, w := range plan {
		if w == 0 {
			continue
		}
		title, at := p.columns[c].title, x
		if p.columns[c].right {
			at += max(w-len(title), 0)
		}
		drawFit(screen, at, y, w, title, style)
		x += w + 1
	}
}

// line draws the i-th row on the screen.
func (p *packetsPane) line(screen tcell.Screen, x, y, width, i int, plan *[numColumns]int) {
	r := &p.rows[i]
	style, here := p.style(r), r.row.No == p.m.sel
	if here {
		ground := p.m.th.marked
		if p.HasFocus() {
			ground = p.m.th.selected
		}
		style = over(ground, style)
		fill(screen, x, y, width, 1, " ", style)
	}
	screen.Put(x, y, p.mark(r, here), style)
	at, end := x+markWidth, x+width
	for c, w := range plan {
		switch {
		case w == 0:
		case r.conn == nil && c == colFlags: // it has none of these: room for its description
			p.info(screen, at, y, end-at-scrollBar, i, style)
			return
		case c == colInfo:
			p.info(screen, at, y, w, i, style)
		default:
			p.draw(screen, at, y, w, i, c, style)
			at += w + 1
		}
	}
}

// draw draws one cell. What does not fit is made shorter, then cut.
func (p *packetsPane) draw(screen tcell.Screen, x, y, width, i, col int, style tcell.Style) {
	b := p.cell(i, col)
	if len(b) > width {
		n := len(p.text)
		p.text = p.columns[col].text(p.text, &p.rows[i], width)
		b = p.text[n:]
	}
	if p.columns[col].right {
		pad := max(width-len(b), 0)
		x, width = x+pad, width-pad
	}
	if len(b) <= width {
		drawBytes(screen, x, y, width, b, style)
		return
	}
	drawFit(screen, x, y, width, string(b), style)
}

// info draws the Info of a row, from where it is scrolled to. A row is scrolled
// no further than to its end, and what is left out at its left has an ellipsis.
func (p *packetsPane) info(screen tcell.Screen, x, y, width, i int, style tcell.Style) {
	b := p.cell(i, colInfo)
	cells := cellsOf(b)
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

// looks are the rows that look different, the first that applies. What they look
// like is said in words as well: by the flags, and by Info.
var looks = []struct {
	is    func(r *listed) bool
	style func(th *theme) tcell.Style
}{
	{func(r *listed) bool { return r.conn == nil }, func(th *theme) tcell.Style { return th.dim }},
	{func(r *listed) bool { return r.row.Flags.Has(decode.RST) }, func(th *theme) tcell.Style { return th.bad }},
	{func(r *listed) bool { return rank(&r.row) == isBad }, func(th *theme) tcell.Style { return th.bad }},
	{func(r *listed) bool { return rank(&r.row) == isOdd }, func(th *theme) tcell.Style { return th.warn }},
	{func(r *listed) bool { return r.row.Flags.Has(decode.SYN) }, func(th *theme) tcell.Style { return th.open }},
	{func(r *listed) bool { return r.row.Flags.Has(decode.FIN) }, func(th *theme) tcell.Style { return th.closing }},
}

// style is how a row looks.
func (p *packetsPane) style(r *listed) tcell.Style {
	for i := range looks {
		if looks[i].is(r) {
			return looks[i].style(&p.m.th)
		}
	}
	return p.m.th.text
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

// bar draws the scroll bar: where the rows on the screen are among all.
func (p *packetsPane) bar(screen tcell.Screen, x, y int) {
	from, size := thumb(p.top, p.page, p.m.len())
	for i := range p.page {
		if i >= from && i < from+size {
			screen.Put(x, y+i, "█", p.m.th.frame)
		} else {
			screen.Put(x, y+i, "│", p.m.th.frame)
		}
	}
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

// group writes a number with commas between groups of three digits.
func group(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
