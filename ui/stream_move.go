package ui

import "unicode/utf8"

// spot is a line of the stream.
type spot struct{ block, line int }

func (a spot) before(b spot) bool { return a.block < b.block || a.block == b.block && a.line < b.line }

// hides reports whether a block is of the end that is not shown.
func (b *streamBlocks) hides(block int, side streamEnd) bool {
	return side != bothEnds && block < b.len() && !side.shows(b.from(block))
}

// nextShown is the next block that is shown, -1 when there is none. Those of the
// other end are passed a run at a time.
func (b *streamBlocks) nextShown(i int, side streamEnd) int {
	if i++; i >= b.len() {
		return -1
	}
	if b.hides(i, side) {
		next := int(b.at(i).run) + 1
		if next >= len(b.runs) {
			return -1
		}
		i = int(b.runs[next].block)
	}
	return i
}

// prevShown is the block before that is shown, -1 when there is none.
func (b *streamBlocks) prevShown(i int, side streamEnd) int {
	if i--; i >= 0 && b.hides(i, side) {
		i = int(b.runs[b.at(i).run].block) - 1
	}
	return i
}

func (p *streamPane) hidden(block int) bool { return p.fed.hides(block, p.side) }

// first is the first line that is shown; false when there is none.
func (p *streamPane) first() (spot, bool) {
	if p.fed.len() > 0 && !p.hidden(0) {
		return spot{}, true
	}
	b := p.fed.nextShown(0, p.side)
	return spot{max(b, 0), 0}, b >= 0
}

// lastSpot is the last line that is shown; there is one.
func (p *streamPane) lastSpot() spot {
	b := p.fed.len() - 1
	if p.hidden(b) {
		b = p.fed.prevShown(b, p.side)
	}
	at := spot{b, max(len(p.lines(b))-1, 0)}
	if len(p.lines(b)) == 0 {
		at, _ = p.prev(at)
	}
	return at
}

// next is the line after a line.
func (p *streamPane) next(at spot) (spot, bool) {
	if at.line+1 < len(p.lines(at.block)) {
		return spot{at.block, at.line + 1}, true
	}
	for b := p.fed.nextShown(at.block, p.side); b >= 0; b = p.fed.nextShown(b, p.side) {
		if len(p.lines(b)) > 0 {
			return spot{b, 0}, true
		}
	}
	return at, false
}

// prev is the line before a line.
func (p *streamPane) prev(at spot) (spot, bool) {
	if at.line > 0 {
		return spot{at.block, at.line - 1}, true
	}
	for b := p.fed.prevShown(at.block, p.side); b >= 0; b = p.fed.prevShown(b, p.side) {
		if n := len(p.lines(b)); n > 0 {
			return spot{b, n - 1}, true
		}
	}
	return at, false
}

// step goes n lines on from a line, or back, as far as there are lines.
func (p *streamPane) step(at spot, n int) spot {
	for ; n > 0; n-- {
		next, ok := p.next(at)
		if !ok {
			break
		}
		at = next
	}
	for ; n < 0; n++ {
		prev, ok := p.prev(at)
		if !ok {
			break
		}
		at = prev
	}
	return at
}

// visible is a line, or the nearest one where that is not shown.
func (p *streamPane) visible(at spot) spot {
	at.block = min(at.block, p.fed.len()-1)
	if p.hidden(at.block) {
		b := p.fed.prevShown(at.block, p.side)
		if b < 0 {
			b = p.fed.nextShown(at.block, p.side)
		}
		return spot{b, 0}
	}
	return at
}

// settle moves a spot to a line that exists: what came meanwhile can have
// completed a character and made its block a line shorter.
func (p *streamPane) settle(at spot) spot {
	at = p.visible(at)
	at.line = max(min(at.line, len(p.lines(at.block))-1), 0)
	return at
}

// move moves the cursor by n lines.
func (p *streamPane) move(n int) {
	p.cursor = p.step(p.cursor, n)
	p.follow()
}

// toEnd moves the cursor to the last line.
func (p *streamPane) toEnd() {
	if _, ok := p.first(); ok {
		p.cursor = p.lastSpot()
		p.follow()
	}
}

// follow scrolls as little as is needed to show the cursor.
func (p *streamPane) follow() {
	p.top = p.visible(p.top)
	if p.cursor.before(p.top) {
		p.top = p.cursor
	}
	if low := p.step(p.cursor, 1-max(p.page, 1)); p.top.before(low) {
		p.top = low
	}
}

// put scrolls so that the cursor is in view with some lines before it, unless it
// is in view already.
func (p *streamPane) put() {
	if p.shows(p.cursor) && !p.hidden(p.top.block) {
		return
	}
	p.top = p.step(p.cursor, -min(p.page/3, max(p.page-1, 0)))
}

// shows reports whether a line is on the screen.
func (p *streamPane) shows(at spot) bool {
	top := p.visible(p.top)
	if top != p.top || at.before(top) || p.far(top.block, at.block) {
		return false
	}
	return !p.step(top, p.page-1).before(at)
}

// far reports whether more lies between two blocks than there is room for on the screen,
// whatever it looks like: nothing is laid out to find that out.
func (p *streamPane) far(from, to int) bool {
	most := p.page * max(p.width, 1) * utf8.UTFMax
	for b := p.fed.nextShown(from, p.side); b >= 0 && b < to && most >= 0; b = p.fed.nextShown(b, p.side) {
		most -= int(p.fed.at(b).size)
	}
	return most < 0
}

// reveal brings the bytes of the selected packet into view; those of the packet
// before it that has any when it has none.
func (p *streamPane) reveal() {
	if _, ok := p.first(); !ok || !p.owed || p.page == 0 {
		return
	}
	block, piece, ok := p.fed.find(p.sel)
	p.owed = !ok && p.work != nil
	if p.hidden(block) {
		p.cursor = p.settle(p.visible(spot{block, 0}))
		p.put()
		return
	}
	p.cursor = p.spotOf(block, piece)
	last := p.cursor
	for i, l := range p.lines(block) {
		if l.of(piece) {
			last = spot{block, i}
		}
	}
	if p.shows(p.cursor) && p.shows(last) {
		return
	}
	p.top = p.step(p.cursor, -min(p.page/3, p.page-1))
}

// of reports whether a line has something of a piece.
func (l *streamLine) of(piece int) bool {
	for i := range l.spans {
		if l.spans[i].first <= piece && piece <= l.spans[i].last {
			return true
		}
	}
	return false
}

// pieceAt is the piece that a line begins with, or -1.
func (p *streamPane) pieceAt(at spot) int {
	if at.block >= p.fed.len() || p.hidden(at.block) {
		return -1
	}
	if lines := p.lines(at.block); at.line < len(lines) && len(lines[at.line].spans) > 0 {
		return lines[at.line].spans[0].first
	}
	return -1
}

// spotOf is the first line of a block that holds something of a piece.
func (p *streamPane) spotOf(block, piece int) spot {
	if piece >= 0 {
		lines := p.lines(block)
		for i := range lines {
			if lines[i].of(piece) {
				return spot{block, i}
			}
		}
	}
	return spot{block, 0}
}

// MouseHandler selects the packet whose bytes are clicked, and scrolls.
func (p *streamPane) MouseHandler() mouseHandler {
	return paneMouse(p.Box, p, func() bool { return p.m != nil }, func(x, y int) {
		p.click(x, y)
	}, func(_, _, lines int) {
		p.scroll(lines)
	})
}

func (p *streamPane) click(x, y int) {
	left, top, width, _ := p.GetInnerRect()
	if _, ok := p.first(); !ok || y < top {
		return
	}
	at := p.top
	for ; y > top; y-- {
		next, ok := p.next(at)
		if !ok {
			return
		}
		at = next
	}
	piece := p.pieceUnder(at, max(x-left-p.margin(width), 0))
	if piece < 0 {
		return
	}
	p.m.selectRow(p.fed.pieces[piece].Row)
	p.sel, p.cursor, p.owed, p.tail = p.m.sel, at, false, false
}

// pieceUnder is the piece that brought what is on a line at a column, counted
// from the text's first; -1 when there is none.
func (p *streamPane) pieceUnder(at spot, column int) int {
	lines := p.lines(at.block)
	piece := -1
	if at.line >= len(lines) {
		return piece
	}
	for _, s := range lines[at.line].spans {
		piece = s.first
		if column -= textWidth(s.text); column < 0 {
			break
		}
	}
	return piece
}

// scroll moves the text by n lines and takes the cursor along.
func (p *streamPane) scroll(n int) {
	if _, ok := p.first(); !ok {
		return
	}
	p.tail = false
	p.top = p.step(p.visible(p.top), n)
	if low := p.step(p.lastSpot(), 1-max(p.page, 1)); low.before(p.top) {
		p.top = low
	}
	if p.cursor.before(p.top) {
		p.cursor = p.top
	}
	if high := p.step(p.top, max(p.page, 1)-1); high.before(p.cursor) {
		p.cursor = high
	}
}
