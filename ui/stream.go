package ui

import (
	"fmt"
	"time"

	"github.com/rivo/tview"

	"tcptui/flows"
	"tcptui/fsm"
	"tcptui/keymap"
)

// streamPane shows what both ends of the selected connection sent, in the order
// in which it became complete, as text. The bytes of the selected packet are
// marked.
type streamPane struct {
	*tview.Box
	m *model // as of the last Refresh

	conn   flows.ConnID
	reader *flows.Reader
	asm    *flows.Assembler
	fed    int  // rows of the connection that were given to asm
	whole  bool // the capture has ended and everything is in blocks
	blocks streamBlocks
	sel    uint32 // the selected row that was looked for, or NoRow
	owed   bool   // sel is to be brought into view when its bytes are there

	cache  map[int][]streamLine // blocks that were laid out for width
	cached int                  // lines in it
	width  int                  // of the text
	page   int
	top    spot
	cursor spot
}

// spot is a line of the stream.
type spot struct{ block, line int }

// Bounds of the work and the memory of the pane.
const (
	feedRows  = 512                  // rows between two looks at the clock
	feedTime  = 8 * time.Millisecond // of a Refresh that go into putting the stream together
	cacheMost = 1 << 16              // lines that are kept laid out
)

func newStreamPane() *streamPane {
	return &streamPane{Box: tview.NewBox(), conn: flows.NoConn, sel: flows.NoRow}
}

// Name is the stream's number and what each end sent.
func (p *streamPane) Name() string {
	if p.conn == flows.NoConn {
		return "Stream"
	}
	name := fmt.Sprintf("Stream %d  ▸ %s B  ◂ %s B", p.conn,
		thousands(p.blocks.bytes[fsm.Client]), thousands(p.blocks.bytes[fsm.Server]))
	if n := p.blocks.gaps; n == 1 {
		name += "  1 gap"
	} else if n > 1 {
		name += fmt.Sprintf("  %s gaps", thousands(uint64(n)))
	}
	if rows := len(p.m.connRows); p.fed < rows {
		name += fmt.Sprintf("  reading %d %%", 100*p.fed/rows)
	}
	return name
}

// Refresh takes over the selection and as much of the connection as there is
// time for; Busy tells whether something is left.
func (p *streamPane) Refresh(m *model) {
	p.m = m
	if m.conn != p.conn {
		p.open(m)
	}
	if p.conn == flows.NoConn {
		return
	}
	p.feed()
	if m.sel != p.sel {
		p.sel, p.owed = m.sel, true
	}
	p.reveal()
}

// Busy reports whether the pane has not yet put together all there is of its
// connection: another Refresh goes on with it.
func (p *streamPane) Busy() bool {
	return p.m != nil && p.conn != flows.NoConn && p.fed < len(p.m.connRows)
}

// open turns to the connection that is selected.
func (p *streamPane) open(m *model) {
	*p = streamPane{Box: p.Box, m: m, conn: m.conn, sel: flows.NoRow, page: p.page, width: p.width}
	if p.conn != flows.NoConn {
		p.reader = m.live.NewReader()
		p.asm = flows.NewAssembler(p.conn, p.reader)
	}
}

// feed puts rows together until all are, or its time is up.
func (p *streamPane) feed() {
	rows := p.m.connRows
	for begin := time.Now(); p.fed < len(rows) && time.Since(begin) < feedTime; {
		for i := 0; i < feedRows && p.fed < len(rows); i++ {
			p.asm.Add(p.m.snap, rows[p.fed])
			p.fed++
		}
	}
	pieces := p.asm.Pieces()
	if p.fed == len(rows) && p.m.snap.Done && !p.whole {
		p.whole = true
		pieces = append(pieces[:len(pieces):len(pieces)], p.asm.Rest()...)
	} else if p.whole {
		return
	}
	if p.blocks.extend(pieces) {
		p.forget()
	}
}

// forget drops what was laid out.
func (p *streamPane) forget() { p.cache, p.cached = nil, 0 }

// reveal brings the bytes of the selected packet into view; those of the packet
// before it that has any when it has none.
func (p *streamPane) reveal() {
	if !p.owed || p.page == 0 || len(p.blocks.blocks) == 0 {
		return
	}
	block, piece, ok := p.blocks.find(p.sel)
	p.owed = !ok && p.Busy()
	p.cursor = spot{block, 0}
	lines := p.lines(block)
	last := p.cursor
	for i := len(lines) - 1; i >= 0; i-- {
		for _, s := range lines[i].spans {
			if s.first <= piece && piece <= s.last {
				p.cursor.line = i
				if last.line == 0 {
					last.line = i
				}
			}
		}
	}
	if p.shows(p.cursor) && p.shows(last) {
		return
	}
	p.top = p.cursor
	p.top = p.step(p.top, -min(p.page/3, p.page-1))
}

// shows reports whether a line is on the screen.
func (p *streamPane) shows(at spot) bool {
	if at.before(p.top) {
		return false
	}
	end := p.step(p.top, p.page-1)
	return !end.before(at)
}

func (a spot) before(b spot) bool { return a.block < b.block || a.block == b.block && a.line < b.line }

// lines returns a block laid out.
func (p *streamPane) lines(block int) []streamLine {
	if l, ok := p.cache[block]; ok {
		return l
	}
	if p.cache == nil || p.cached > cacheMost {
		p.cache, p.cached = make(map[int][]streamLine), 0
	}
	l := p.blocks.layout(block, p.width, func(piece *flows.Piece) ([]byte, error) {
		return piece.Bytes(p.m.snap, p.reader)
	})
	p.cache[block] = l
	p.cached += len(l) + 1
	return l
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
		next, ok := p.prev(at)
		if !ok {
			break
		}
		at = next
	}
	return at
}

// next is the line after a line.
func (p *streamPane) next(at spot) (spot, bool) {
	if at.line+1 < len(p.lines(at.block)) {
		return spot{at.block, at.line + 1}, true
	}
	for b := at.block + 1; b < len(p.blocks.blocks); b++ {
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
	for b := at.block - 1; b >= 0; b-- {
		if n := len(p.lines(b)); n > 0 {
			return spot{b, n - 1}, true
		}
	}
	return at, false
}

// Act moves the cursor through the stream; Enter goes to the packet that
// brought the line.
func (p *streamPane) Act(m *model, a keymap.Action) bool {
	if len(p.blocks.blocks) == 0 {
		return false
	}
	page := max(p.page-1, 1)
	switch a {
	case keymap.Up:
		p.move(-1)
	case keymap.Down:
		p.move(1)
	case keymap.PageUp:
		p.move(-page)
	case keymap.PageDown:
		p.move(page)
	case keymap.Home:
		p.cursor = spot{}
		p.follow()
	case keymap.End:
		last := len(p.blocks.blocks) - 1
		p.cursor = spot{last, max(len(p.lines(last))-1, 0)}
		p.follow()
	case keymap.Enter:
		return p.jump(m, p.cursor, 0)
	default:
		return false
	}
	return true
}

// move moves the cursor by n lines.
func (p *streamPane) move(n int) {
	p.cursor = p.step(p.cursor, n)
	p.follow()
}

// follow scrolls as little as is needed to show the cursor.
func (p *streamPane) follow() {
	if p.cursor.before(p.top) {
		p.top = p.cursor
	}
	if low := p.step(p.cursor, 1-max(p.page, 1)); p.top.before(low) {
		p.top = low
	}
}

// jump selects the packet that brought what is on a line at a column, counted
// from the text's first.
func (p *streamPane) jump(m *model, at spot, column int) bool {
	lines := p.lines(at.block)
	if at.line >= len(lines) {
		return false
	}
	var piece = -1
	for _, s := range lines[at.line].spans {
		if piece < 0 || column >= 0 {
			piece = s.first
		}
		column -= textWidth(s.text)
		if column < 0 {
			break
		}
	}
	if piece < 0 {
		return false
	}
	m.selectRow(p.blocks.pieces[piece].Row)
	p.sel, p.cursor, p.owed = m.sel, at, false // it is where the user looks: nothing is to be scrolled
	return true
}

// MouseHandler goes to the packet whose bytes are clicked, and scrolls.
func (p *streamPane) MouseHandler() mouseHandler {
	return paneMouse(p.Box, p, func() bool { return p.m != nil }, func(x, y int) {
		p.click(x, y)
	}, func(_, _, lines int) {
		p.scroll(lines)
	})
}

func (p *streamPane) click(x, y int) {
	left, top, width, _ := p.GetInnerRect()
	if len(p.blocks.blocks) == 0 || y < top {
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
	p.jump(p.m, at, max(x-left-gutter(width), 0))
}

// scroll moves the text by n lines and takes the cursor along.
func (p *streamPane) scroll(n int) {
	if len(p.blocks.blocks) == 0 {
		return
	}
	p.top = p.step(p.top, n)
	last := len(p.blocks.blocks) - 1
	end := spot{last, max(len(p.lines(last))-1, 0)}
	if low := p.step(end, 1-max(p.page, 1)); low.before(p.top) {
		p.top = low
	}
	if p.cursor.before(p.top) {
		p.cursor = p.top
	}
	if high := p.step(p.top, max(p.page, 1)-1); high.before(p.cursor) {
		p.cursor = high
	}
}
