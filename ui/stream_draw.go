package ui

import (
	"fmt"
	"strings"

	"github.com/gdamore/tcell/v2"

	"tcptui/flows"
	"tcptui/fsm"
)

// gutter is how many cells at the left say which end sent a line.
func gutter(width int) int {
	switch {
	case width >= 8:
		return 2
	case width >= 3:
		return 1
	}
	return 0
}

// arrows mark the lines of each end, by fsm.Role.
var arrows = [2]string{fsm.Client: "▸", fsm.Server: "◂"}

// Draw draws the pane.
func (p *streamPane) Draw(screen tcell.Screen) {
	p.DrawForSubclass(screen, p)
	x, y, width, height := p.GetInnerRect()
	if p.m == nil || width < 1 || height < 1 {
		return
	}
	if len(p.blocks.blocks) == 0 {
		drawLines(screen, x, y, width, height, p.nothing(width))
		p.resize(width-gutter(width), height)
		return
	}
	p.resize(width-gutter(width), height)
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

// settle moves a spot to a line that exists: what came meanwhile can have
// completed a character and made its block a line shorter.
func (p *streamPane) settle(at spot) spot {
	at.line = max(min(at.line, len(p.lines(at.block))-1), 0)
	return at
}

// resize takes over a new size. The text at the top stays there as far as that
// is possible.
func (p *streamPane) resize(width, page int) {
	if width == p.width && page == p.page {
		return
	}
	if width != p.width {
		top, cursor := p.pieceAt(p.top), p.pieceAt(p.cursor)
		p.width = width
		p.forget()
		p.top, p.cursor = p.spotOf(p.top.block, top), p.spotOf(p.cursor.block, cursor)
	}
	p.page = page
	if len(p.blocks.blocks) > 0 {
		p.owed = p.owed || p.sel != flows.NoRow && p.shownBefore()
		p.follow()
		p.reveal()
	}
}

// shownBefore reports whether the cursor is still on the selected packet's
// text, so that it must stay in view.
func (p *streamPane) shownBefore() bool {
	piece := p.pieceAt(p.cursor)
	return piece >= 0 && p.blocks.pieces[piece].Row == p.sel
}

// pieceAt is the piece that a line begins with, or -1.
func (p *streamPane) pieceAt(at spot) int {
	if at.block >= len(p.blocks.blocks) {
		return -1
	}
	if lines := p.lines(at.block); at.line < len(lines) && len(lines[at.line].spans) > 0 {
		return lines[at.line].spans[0].first
	}
	return -1
}

// spotOf is the first line of a block that holds something of a piece.
func (p *streamPane) spotOf(block, piece int) spot {
	if piece < 0 {
		return spot{block, 0}
	}
	for i, l := range p.lines(block) {
		for _, s := range l.spans {
			if s.first <= piece && piece <= s.last {
				return spot{block, i}
			}
		}
	}
	return spot{block, 0}
}

// line formats one line of the stream. first: it is the first on the screen,
// where a line that only goes on says as well whose it is.
func (p *streamPane) line(at spot, first bool, width int) line {
	th, l := &p.m.th, p.lines(at.block)[at.line]
	role := p.blocks.pieces[p.blocks.blocks[at.block].first].From
	var out line
	if n := gutter(width); n > 0 {
		mark := arrows[role]
		if l.wrap && !first {
			mark = " "
		}
		out = append(out, span{padRight(mark, n), th.side(role)})
	}
	for _, s := range l.spans {
		style := th.side(role)
		switch s.kind {
		case kindEscape:
			style = th.dim
		case kindGap:
			style = th.warn
		case kindError:
			style = th.bad
		}
		if s.kind != kindGap && p.brought(s, p.m.sel) {
			style = over(th.marked, style).Bold(true)
		}
		out = append(out, span{s.text, style})
	}
	if p.HasFocus() && at == p.cursor {
		out = out.on(th.selected, width)
	}
	return out
}

// brought reports whether a row brought some of a span.
func (p *streamPane) brought(s streamSpan, row uint32) bool {
	for i := s.first; i <= s.last; i++ {
		if p.blocks.pieces[i].Row == row {
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
	if !p.whole {
		text += " so far"
	}
	return wrapText(strings.TrimSpace(text)+".", width, m.th.dim)
}
