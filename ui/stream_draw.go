package ui

import (
	"fmt"
	"strings"

	"github.com/gdamore/tcell/v2"

	"tcptui/flows"
	"tcptui/fsm"
)

// arrows mark the lines of each end, by fsm.Role.
var arrows = [2]string{fsm.Client: "▸", fsm.Server: "◂"}

// arrowCells is how many cells at the left say which end sent a line. A form
// that fits with one of them gets it.
func (p *streamPane) arrowCells(width int) int {
	switch best := streamForms[p.form].best; {
	case width == best+1:
		return 1
	case width >= 8:
		return 2
	case width >= 3:
		return 1
	}
	return 0
}

// The cells of what the margin says of packets, beside a packet's number: the
// time since the chunk before, and a blank after each.
const (
	gapCells  = 8
	marksRoom = 40 // a pane narrower than this has no such margin
)

// margin is how many cells are at the left of the text.
func (p *streamPane) margin(width int) int {
	n := p.arrowCells(width)
	if p.marks && width >= marksRoom && p.m != nil {
		n += p.numberCells() + 1 + gapCells + 1
	}
	return n
}

// numberCells is how wide the largest frame number is.
func (p *streamPane) numberCells() int { return len(group(p.m.snap.Rows())) }

// Draw draws the pane.
func (p *streamPane) Draw(screen tcell.Screen) {
	p.DrawForSubclass(screen, p)
	x, y, width, height := p.GetInnerRect()
	if p.m == nil || width < 1 || height < 1 {
		return
	}
	p.resize(width-p.margin(width), height)
	if _, ok := p.first(); !ok {
		drawLines(screen, x, y, width, height, p.nothing(width))
		return
	}
	p.top, p.cursor = p.settle(p.top), p.settle(p.cursor)
	at, ok := p.top, true
	if len(p.lines(at.block)) == 0 {
		at, ok = p.next(at)
	}
	for row := 0; ok && row < height; row++ {
		p.line(at, row == 0, width).draw(screen, x, y+row, width)
		at, ok = p.next(at)
	}
}

// resize takes over a new size. The text at the top stays there as far as that
// is possible.
func (p *streamPane) resize(width, page int) {
	if width == p.width && page == p.page {
		return
	}
	if width != p.width {
		top, cursor := -1, -1
		if p.width > 0 { // it was drawn before
			top, cursor = p.pieceAt(p.top), p.pieceAt(p.cursor)
		}
		p.width = width
		p.forget()
		if _, ok := p.first(); ok {
			p.top, p.cursor = p.visible(p.top), p.visible(p.cursor)
			p.top, p.cursor = p.spotOf(p.top.block, top), p.spotOf(p.cursor.block, cursor)
		}
	}
	p.page = page
	if _, ok := p.first(); ok {
		p.owed = p.owed || p.sel != flows.NoRow && p.shownBefore()
		p.follow()
		p.reveal()
	}
}

// shownBefore reports whether the cursor is still on the selected packet's
// text, so that it must stay in view.
func (p *streamPane) shownBefore() bool {
	piece := p.pieceAt(p.cursor)
	return piece >= 0 && p.fed.pieces[piece].Row == p.sel
}

// line formats one line of the stream. first: it is the first on the screen,
// where a line that only goes on says as well whose it is.
func (p *streamPane) line(at spot, first bool, width int) line {
	th, l := &p.m.th, &p.lines(at.block)[at.line]
	role := p.fed.from(at.block)
	var out line
	if n := p.arrowCells(width); n > 0 {
		mark := arrows[role]
		if l.wrap && !first {
			mark = " "
		}
		out = append(out, span{padRight(mark, n), th.side(role)})
	}
	if n := p.margin(width) - p.arrowCells(width); n > 0 {
		out = append(out, span{padRight(p.mark(at, first), n), th.dim})
	}
	for _, part := range p.lit.parts(p, at) {
		s := &l.spans[part.span]
		style := p.style(s, role)
		if part.lit {
			style = over(th.selected, style)
		}
		out = append(out, span{s.text[part.from:part.to], style})
	}
	if p.HasFocus() && at == p.cursor {
		out = out.on(th.selected, width)
	}
	return out
}

// style is how a span looks.
func (p *streamPane) style(s *streamSpan, role fsm.Role) tcell.Style {
	th := &p.m.th
	style := th.side(role)
	switch s.kind {
	case kindEscape:
		style = th.dim
	case kindLabel:
		style = th.label
	case kindGap:
		return th.warn
	case kindClash:
		style = th.warn.Underline(true)
	case kindError:
		style = th.bad
	}
	if p.brought(s, p.m.sel) {
		style = over(th.marked, style).Bold(true)
	}
	return style
}

// mark is what the margin says of the packet whose bytes begin on a line: its
// number and the time since the chunk before. first: of the one that goes on
// there too.
func (p *streamPane) mark(at spot, first bool) string {
	piece := p.begins(at)
	if piece < 0 && first {
		piece = p.pieceAt(at)
	}
	if piece < 0 {
		return ""
	}
	now := p.fed.pieces[piece].Row
	before := p.before(place{piece, int(p.fed.at(at.block).run)})
	gap := formatGap(p.src.time(now) - p.src.time(before))
	return padLeft(group(int(now)+1), p.numberCells()) + " " + padLeft(gap, gapCells) + " "
}

// before is the row that brought the chunk shown before a piece; of the first
// piece, the connection's first.
func (p *streamPane) before(at place) uint32 {
	row := p.fed.pieces[at.piece].Row
	if p.side == bothEnds {
		for i := at.piece - 1; i >= 0; i-- {
			if r := p.fed.pieces[i].Row; r != row { // the same: a gap
				return r
			}
		}
	} else {
		for c, ok := p.fed.before(at); ok; c, ok = p.fed.before(c) {
			if r := p.fed.pieces[c.piece].Row; r != row {
				return r
			}
		}
	}
	return p.m.snap.Conn(p.conn).First
}

// begins is the first piece that begins on a line, -1 when none does.
func (p *streamPane) begins(at spot) int {
	lines := p.lines(at.block)
	begun := -1 // the last piece that began before
	for i := at.line - 1; i >= 0 && begun < 0; i-- {
		if n := len(lines[i].spans); n > 0 {
			begun = lines[i].spans[n-1].last
		}
	}
	for _, s := range lines[at.line].spans {
		switch {
		case s.kind == kindGap:
			return -1
		case s.first > begun:
			return s.first
		case s.last > begun:
			return s.last
		}
	}
	return -1
}

// brought reports whether a row brought some of a span.
func (p *streamPane) brought(s *streamSpan, row uint32) bool {
	for i := s.first; i <= s.last; i++ {
		if p.fed.pieces[i].Row == row {
			return true
		}
	}
	return false
}

// nothing says why there is no stream to show.
func (p *streamPane) nothing(width int) []line {
	m := p.m
	switch {
	case m.sel == flows.NoRow:
		return []line{{{"No packet yet.", m.th.dim}}}
	case m.conn == flows.NoConn:
		return wrapText(fmt.Sprintf("Frame %d belongs to no TCP connection.", m.sel+1), width, m.th.text)
	}
	text := "Neither end has sent data"
	if p.side != bothEnds && p.fed.len() > 0 {
		text = "The " + strings.TrimSuffix(endNames[p.side], " only") + " has sent no data"
	}
	if end, ok := unheard(m.snap, m.conn); ok {
		text = "Nothing that the " + end.String() + " sent was captured, and what was has no data"
	}
	if !p.fed.whole {
		text += " so far"
	}
	return wrapText(text+".", width, m.th.dim)
}
