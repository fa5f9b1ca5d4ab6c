package ui

import (
	"fmt"

	"github.com/rivo/tview"

	"tcptui/flows"
	"tcptui/keymap"
)

// hexPane shows the bytes of the selected frame, and below them those of the
// datagram that it completes, with a cursor on a byte or on a bit. The bytes of
// the chosen field are marked. It is virtual: only the lines on the screen are
// made.
type hexPane struct {
	*tview.Box
	searchable
	m *model // as of the last Refresh

	det  *detail // that is shown; nil: none
	rev  int     // of the choice that was brought into view
	form hexForm
	top  int // line at the top
	page int // lines on the screen
	hits byteHits
}

// hexForm is how a line is laid out.
type hexForm struct {
	offset int  // digits of the offset; 0: left out
	per    int  // bytes a line
	text   bool // characters stand beside the bytes
}

func newHexPane() *hexPane { return &hexPane{Box: tview.NewBox()} }

// Name says whose bytes they are.
func (p *hexPane) Name() string {
	if p.m == nil || p.m.sel == flows.NoRow {
		return "Bytes"
	}
	return fmt.Sprintf("Bytes of frame %d", p.m.sel+1)
}

// Refresh takes over the model. The frame is taken apart when it is drawn.
func (p *hexPane) Refresh(m *model) {
	p.m = m
	if p.HasFocus() {
		m.choose()
	}
}

// formFor chooses how lines are laid out: sixteen bytes with their characters
// where there is room, eight or fewer where there is not.
func formFor(width, size int) hexForm {
	f := hexForm{offset: 4, text: true}
	for n := size >> 16; n > 0; n >>= 4 {
		f.offset++
	}
	for f.per = 16; f.per > 4 && f.width() > width; f.per /= 2 {
	}
	if f.width() > width {
		f.text = false
	}
	for f.per > 1 && f.width() > width {
		f.per /= 2
	}
	if f.width() > width {
		f.offset = 0
	}
	return f
}

// column is where byte i of a line stands, from the line's beginning.
func (f hexForm) column(i int) int {
	x := 3*i + i/8
	if f.offset > 0 {
		x += f.offset + 2
	}
	return x
}

// textColumn is where the characters begin.
func (f hexForm) textColumn() int { return f.column(f.per-1) + 4 }

// width is what a whole line takes.
func (f hexForm) width() int {
	if f.text {
		return f.textColumn() + f.per
	}
	return f.column(f.per-1) + 2
}

// heads is how many lines stand above each of the buffers: their names, where
// there are two.
func (p *hexPane) heads() int { return bit(p.det != nil && p.det.bytes[inDatagram] != nil) }

// rows is how many lines the bytes of a buffer take.
func (p *hexPane) rows(buf int) int {
	n := len(p.det.bytes[buf])
	return (n + p.form.per - 1) / p.form.per
}

// lines is how many lines there are.
func (p *hexPane) lines() int {
	if p.det == nil {
		return 0
	}
	return p.rows(inFrame) + p.rows(inDatagram) + numBuffers*p.heads()
}

// at says which buffer a line shows and from which byte on; off is -1 for a
// line with a buffer's name.
func (p *hexPane) at(l int) (buf, off int) {
	if first := p.heads() + p.rows(inFrame); l >= first && p.heads() > 0 {
		buf, l = inDatagram, l-first
	}
	if l -= p.heads(); l < 0 {
		return buf, -1
	}
	return buf, l * p.form.per
}

// line is the line of a byte.
func (p *hexPane) line(buf, off int) int {
	l := p.heads() + off/p.form.per
	if buf == inDatagram {
		l += p.heads() + p.rows(inFrame)
	}
	return l
}

// cursor is the byte under the cursor; off is -1 when there are no bytes.
func (p *hexPane) cursor() (buf, off int) {
	buf, off = p.m.pick.buf, int(p.m.pick.bit/8)
	if n := len(p.det.bytes[buf]); off >= n {
		off = n - 1
	}
	return buf, off
}

// sync goes on to the selected frame, and scrolls to what was chosen since.
func (p *hexPane) sync() {
	d := p.m.details()
	if d != p.det {
		p.det, p.top, p.rev = d, 0, -1
	}
	if d != nil && p.m.pick.on && p.rev != p.m.pick.rev && p.page > 0 {
		p.rev = p.m.pick.rev
		p.reveal()
	}
}

// reveal scrolls to the chosen field, as little as needed: to all of it if
// there is room, and to the cursor.
func (p *hexPane) reveal() {
	buf, off := p.cursor()
	if off < 0 {
		return
	}
	last := min(max(int(p.m.pick.to+7)/8-1, off), len(p.det.bytes[buf])-1)
	first, end := p.line(buf, off), p.line(buf, last)
	p.top = max(p.top, end+1-p.page)
	if p.top > first-p.heads() {
		p.top = first - bit(first == p.line(buf, 0))*p.heads()
	}
	p.top = max(p.top, first+1-p.page)
	p.clamp()
}

func (p *hexPane) clamp() { p.top = max(min(p.top, p.lines()-p.page), 0) }

// Act moves the cursor.
func (p *hexPane) Act(m *model, a keymap.Action) bool {
	p.m = m
	p.sync()
	if p.det == nil || p.form.per == 0 {
		return false
	}
	m.choose()
	buf, off := p.cursor()
	if off < 0 {
		return false
	}
	end := len(p.det.bytes[buf]) - 1
	switch a {
	case keymap.Left, keymap.Right:
		p.step(buf, off, a == keymap.Right)
	case keymap.Up:
		p.down(-1)
	case keymap.Down:
		p.down(+1)
	case keymap.PageUp:
		p.down(-max(p.page-1, 1))
	case keymap.PageDown:
		p.down(max(p.page-1, 1))
	case keymap.Home:
		m.chooseBit(buf, 0, m.pick.single)
	case keymap.End:
		m.chooseBit(buf, 8*uint32(end), m.pick.single)
	case keymap.Bits:
		m.chooseBit(buf, max(m.pick.bit, 8*uint32(off)), !m.pick.single)
	default:
		return false
	}
	return true
}

// step moves the cursor by a byte or a bit.
func (p *hexPane) step(buf, off int, right bool) {
	m := p.m
	at, by, end := 8*int64(off), int64(8), 8*int64(len(p.det.bytes[buf]))
	if m.pick.single {
		at, by = min(int64(m.pick.bit), end-1), 1
	}
	if !right {
		by = -by
	}
	switch at += by; {
	case at < 0 && buf == inDatagram:
		buf, at = inFrame, 8*int64(len(p.det.bytes[inFrame]))-1
	case at >= end && buf == inFrame && p.heads() > 0:
		buf, at = inDatagram, 0
	}
	if at >= 0 && at < 8*int64(len(p.det.bytes[buf])) {
		m.chooseBit(buf, uint32(at), m.pick.single)
	}
}

// down moves the cursor by lines, over the name between two buffers.
func (p *hexPane) down(by int) {
	buf, off := p.cursor()
	column := off % p.form.per
	way := 1
	if by < 0 {
		way = -1
	}
	l := max(min(p.line(buf, off)+by, p.lines()-1), 0)
	if _, o := p.at(l); o < 0 { // a name
		if l += way; l < 0 {
			l += 2
		}
	}
	buf, first := p.at(l)
	if first < 0 {
		return
	}
	off = min(first+column, len(p.det.bytes[buf])-1)
	p.m.chooseBit(buf, 8*uint32(off)+p.m.pick.bit%8, p.m.pick.single)
}

// byteAt is the byte that is drawn at a cell of the pane.
func (p *hexPane) byteAt(x, y int) (buf, off int, ok bool) {
	l := p.top + y
	if p.det == nil || y < 0 || y >= p.page || l >= p.lines() {
		return 0, 0, false
	}
	buf, first := p.at(l)
	if first < 0 {
		return 0, 0, false
	}
	for i := range min(p.form.per, len(p.det.bytes[buf])-first) {
		c := p.form.column(i)
		if x >= c && x < c+2 || p.form.text && x == p.form.textColumn()+i {
			return buf, first + i, true
		}
	}
	return 0, 0, false
}

// MouseHandler puts the cursor on the byte that is clicked, and scrolls.
func (p *hexPane) MouseHandler() mouseHandler {
	return paneMouse(p.Box, p, func() bool { return p.m != nil }, func(x, y int) {
		left, top, _, _ := p.GetInnerRect()
		if buf, off, ok := p.byteAt(x-left, y-top); ok {
			p.m.chooseBit(buf, 8*uint32(off), p.m.pick.single)
		}
	}, func(_, _, lines int) {
		p.top += lines
		p.clamp()
	})
}
