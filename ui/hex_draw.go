package ui

import (
	"fmt"
	"strings"

	"github.com/gdamore/tcell/v2"
)

// The heights from which the pane tells the bits under the cursor, the field
// that they are of, and what that is for.
const (
	roomForBits  = 4
	roomForField = 6
	roomForHelp  = 12
)

// Draw draws the pane.
func (p *hexPane) Draw(screen tcell.Screen) {
	p.DrawForSubclass(screen, p)
	x, y, width, height := p.GetInnerRect()
	if p.m == nil || width < 1 || height < 1 {
		return
	}
	if d := p.m.details(); d != nil {
		p.form = formFor(width, max(len(d.bytes[inFrame]), len(d.bytes[inDatagram])))
	}
	p.sync()
	foot := p.foot(width, height)
	if page := height - len(foot); page != p.page {
		p.page, p.rev = page, -1
		p.sync()
	}
	p.clamp()
	for i := range p.page {
		if p.top+i < p.lines() {
			p.drawLine(screen, x, y+i, width, p.top+i)
		}
	}
	if p.lines() == 0 {
		drawLines(screen, x, y, width, p.page, p.nothing(width))
		return
	}
	p.drawMore(screen, x+width-1, y, width)
	drawLines(screen, x, y+p.page, width, len(foot), foot)
}

// drawMore marks in a column that lines are hidden above or below.
func (p *hexPane) drawMore(screen tcell.Screen, x, y, width int) {
	if p.page < 2 || p.form.width() >= width {
		return
	}
	if p.top > 0 {
		drawText(screen, x, y, 1, "▲", p.m.th.dim)
	}
	if p.top+p.page < p.lines() {
		drawText(screen, x, y+p.page-1, 1, "▼", p.m.th.dim)
	}
}

// nothing says why there are no bytes.
func (p *hexPane) nothing(width int) []line {
	th := &p.m.th
	switch {
	case p.det == nil:
		return []line{line{{"No packet yet.", th.dim}}.clip(width)}
	case p.det.err != nil:
		return wrapText(p.det.err.Error(), width, th.bad)
	}
	return []line{line{{"No byte of this frame was captured.", th.dim}}.clip(width)}
}

// drawLine draws a line of bytes, or the name of a buffer.
func (p *hexPane) drawLine(screen tcell.Screen, x, y, width, l int) {
	th := &p.m.th
	buf, off := p.at(l)
	data := p.det.bytes[buf]
	if off < 0 {
		name := "Frame, " + bytesText(len(data))
		if buf == inDatagram {
			name = fmt.Sprintf("Datagram of %d fragments, %s", len(p.det.parts), bytesText(len(data)))
		}
		drawFit(screen, x, y, width, name, th.label.Bold(true))
		return
	}
	if p.form.offset > 0 {
		drawText(screen, x, y, width, fmt.Sprintf("%0*x", p.form.offset, off), th.dim)
	}
	row := data[off:min(off+p.form.per, len(data))]
	before, gap := tcell.StyleDefault, false
	for i, c := range row {
		hex, text := p.styles(buf, off+i)
		at := p.form.column(i)
		if gap && before == hex { // what belongs together is joined
			before := p.form.column(i-1) + 2
			fill(screen, x+before, y, at-before, 1, " ", hex)
		}
		before, gap = hex, true
		drawText(screen, x+at, y, width-at, string([]byte{hexDigits[c>>4], hexDigits[c&15]}), hex)
		if p.form.text {
			if c < ' ' || c > '~' {
				c = '.'
			}
			drawText(screen, x+p.form.textColumn()+i, y, 1, ascii[c:c+1], text)
		}
	}
}

// styles are those of a byte and of its character: every other layer is
// underlined, the chosen field and the cursor have their ground.
func (p *hexPane) styles(buf, off int) (hex, text tcell.Style) {
	th := &p.m.th
	hex, text = th.dim, th.text
	if n := p.det.layerOf(buf, off); n >= 0 {
		hex = [2]tcell.Style{th.value, th.label.Underline(true)}[n%2]
	}
	if p.hits.of(p.det).holds(buf, off) {
		hex, text = th.found(hex), th.found(text)
	}
	k := &p.m.pick
	if !k.on || k.buf != buf {
		return hex, text
	}
	switch at := uint32(off); {
	case p.HasFocus() && at == k.bit/8:
		return over(th.selected, hex), over(th.selected, text)
	case at >= k.from/8 && at < (k.to+7)/8 || at == k.bit/8:
		return over(th.marked, hex), over(th.marked, text)
	}
	return hex, text
}

// layerOf is the number of the layer that a byte is of, the innermost one
// where they overlap, counted in its buffer; -1 when it is of none.
func (d *detail) layerOf(buf, off int) int {
	found := -1
	for n, i := range d.tops[buf] {
		if l := &d.nodes[i]; int(l.from/8) <= off && off < int(l.to/8) {
			found = n
		}
	}
	return found
}

// foot tells the bits under the cursor and the chosen field, and while the pane
// has the focus what the field is for.
func (p *hexPane) foot(width, height int) []line {
	th := &p.m.th
	n := p.m.chosen()
	if n == nil || height < roomForBits {
		return nil
	}
	buf, off := p.cursor()
	if off < 0 {
		return nil
	}
	field := line{{p.det.path(p.m.pick.node), th.label}, {"  " + n.value, th.value}}
	if n.warn != "" {
		field = append(field, span{"  ! " + n.warn, th.bad})
	}
	out := []line{p.bits(buf, off).clip(width), field.clip(width)}
	switch {
	case height < roomForField:
		return out[:1]
	case height >= roomForHelp && p.HasFocus() && n.help != "":
		out = append(out, explained(n.name, n.help, n.ref, width, th)...)
	}
	return out
}

// bits is the byte under the cursor bit by bit, then the field's bits alone,
// dots for the others.
func (p *hexPane) bits(buf, off int) line {
	th, k, c := &p.m.th, &p.m.pick, p.det.bytes[buf][off]
	where := fmt.Sprintf("byte %d", off)
	if k.single {
		where = fmt.Sprintf("bit %d of byte %d", k.bit%8, off)
	}
	out := line{{where + ": ", th.dim}, {fmt.Sprintf("0x%02x", c), th.value}, {" = ", th.dim}}
	var mask strings.Builder
	whole := true
	for i := range uint32(8) {
		if i == 4 {
			out = append(out, span{" ", th.text})
			mask.WriteByte(' ')
		}
		digit, style := string('0'+rune(c>>(7-i)&1)), th.value
		at := 8*uint32(off) + i
		if at >= k.from && at < k.to {
			style = over(th.marked, style)
			mask.WriteString(digit)
		} else {
			whole = false
			mask.WriteByte('.')
		}
		if k.single && k.bit == at {
			style = over(th.selected, style)
		}
		out = append(out, span{digit, style})
	}
	if !whole && k.from < k.to {
		out = append(out, span{"  " + mask.String(), th.label})
	}
	return out
}

// path names a node and what it is in.
func (d *detail) path(i int) string {
	name := d.nodes[i].name
	for i = d.nodes[i].parent; i >= 0; i = d.nodes[i].parent {
		name = d.nodes[i].name + " / " + name
	}
	return name
}
