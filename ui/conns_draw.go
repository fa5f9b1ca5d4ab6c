package ui

// connDrawing keeps what the lines say while the table is drawn once. A column asks
// first how wide its texts are and then for them, and a line is made of some hundred
// bytes: made for each cell, a drawing left a megabyte behind, and the event loop had to
// look for garbage among millions of connections.
type connDrawing struct {
	cells *connCells  // nil: nothing is drawn
	lines []drawnLine // by row, modulo their number
}

// drawnLine is a line, and those of its cells that were made.
type drawnLine struct {
	row   int // -1: none
	line  connLine
	spans []span
	made  []bool // by column
}

// begin begins with a drawing of so many lines and columns.
func (d *connDrawing) begin(cells *connCells, lines, cols int) {
	d.cells = cells
	if len(d.lines) < lines || len(d.lines) > 0 && len(d.lines[0].spans) != cols {
		d.lines = make([]drawnLine, lines)
		for i := range d.lines {
			d.lines[i].spans, d.lines[i].made = make([]span, cols), make([]bool, cols)
		}
	}
	for i := range d.lines {
		d.lines[i].row = -1
	}
}

// end forgets the lines: what they are made of may change from now on.
func (d *connDrawing) end() {
	d.cells = nil
	for i := range d.lines {
		d.lines[i].line = connLine{}
		clear(d.lines[i].spans)
	}
}

// cell is what the table shows at a place.
func (p *connsPane) cell(row, col int) span {
	d := &p.drawn
	switch {
	case row >= p.view.lines:
		return span{}
	case d.cells == nil:
		l := p.line(row)
		return p.sorter.columns[col].text(p.cells(), &l)
	}
	x := &d.lines[row%len(d.lines)]
	if x.row != row {
		x.row, x.line = row, p.line(row)
		clear(x.made)
	}
	if !x.made[col] {
		d.cells.addr = p.addressWidth() // it is known once the columns are placed
		x.spans[col], x.made[col] = p.sorter.columns[col].text(d.cells, &x.line), true
	}
	return x.spans[col]
}

// line is what a line of the table shows, as new as everything is.
func (p *connsPane) line(row int) connLine {
	l := p.view.line(row, p.m.snap, p.scan.tallies)
	if l.socket == nil {
		l.eye = p.m.host.eye()
	}
	return l
}

func (p *connsPane) cells() *connCells {
	return &connCells{m: p.m, th: &p.m.th, addr: p.addressWidth(), open: p.view.isOpen, marked: p.marked, spark: p.spark}
}

// addressWidth is how many cells an address with its port may take.
func (p *connsPane) addressWidth() int { return p.t.cols[connClient].most }
