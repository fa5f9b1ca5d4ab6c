package ui

import (
	"fmt"

	"github.com/rivo/tview"

	"tcptui/flows"
	"tcptui/keymap"
)

// headerPane shows the TCP header of the selected packet: as the figure of RFC
// 9293 3.1 where there is room, as a list where there is not. A frame without
// one shows its layers and its bytes.
type headerPane struct {
	*tview.Box
	searchable
	m *model // as of the last Refresh

	snap   *flows.Snapshot // that fields are of
	sel    uint32          // row that fields are of, or NoRow
	raw    bool
	fields []headerField // none when the frame has no TCP header
	quoted bool          // they are of a header that an ICMP error quotes
	buf    int           // which bytes the header is among
	start  uint32        // its first bit there
	seen   int           // the choice in the frame that the cursor went to
	frame  frameLayers

	cursor int    // field under the cursor
	under  string // its name, to find it in another packet
	column int    // twice the column that up and down keep to
	top    int    // line at the top
	hit    int    // line that was found last, where there are no fields
	page   int
	lines  []figureLine // as last drawn
}

// frameLayers is what is shown of a frame without TCP header.
type frameLayers struct {
	title  string
	layers []string
	data   []byte
	err    error

	lines []figureLine // all of it, laid out for width cells
	width int
}

func newHeaderPane() *headerPane { return &headerPane{Box: tview.NewBox(), sel: flows.NoRow} }

// Name says what the pane shows.
func (p *headerPane) Name() string {
	if p.sel == flows.NoRow {
		return "TCP header"
	}
	if p.fields == nil {
		return fmt.Sprintf("Frame %d", p.sel+1)
	}
	if p.quoted {
		return fmt.Sprintf("TCP header that frame %d quotes", p.sel+1)
	}
	return fmt.Sprintf("TCP header of frame %d", p.sel+1)
}

// Refresh decodes the selected packet, if it is another one or more is known
// of its connection.
func (p *headerPane) Refresh(m *model) {
	p.m = m
	if m.sel != p.sel || m.snap != p.snap || m.raw != p.raw {
		p.decode(m)
	}
	p.follow()
}

// decode makes the fields of the selected packet.
func (p *headerPane) decode(m *model) {
	if m.sel != p.sel {
		p.top, p.hit = 0, -1
	}
	p.snap, p.sel, p.raw = m.snap, m.sel, m.raw
	p.frame = frameLayers{}
	v := m.view()
	if v == nil {
		p.fields = nil
		return
	}
	if p.fields, p.quoted = headerFields(v, m.raw); p.fields == nil {
		p.frame = layersOf(v)
		return
	}
	p.buf, p.start = headerPlace(v.Packet())
	p.find()
}

// layersOf notes what a frame without TCP header is made of.
func layersOf(v *flows.View) frameLayers {
	data, err := v.Data()
	pkt := v.Packet()
	out := frameLayers{data: append([]byte(nil), data...), err: err,
		title: fmt.Sprintf("No TCP header in this frame: %s, %s", v.Row.Proto, bytesText(int(v.Row.OrigLen)))}
	if v.Row.CapLen < v.Row.OrigLen {
		out.title += fmt.Sprintf(", %s captured", bytesText(int(v.Row.CapLen)))
	}
	for _, l := range pkt.Layers[:pkt.NLayers] {
		out.layers = append(out.layers, fmt.Sprintf("%s  %s from byte %d on", l.Proto.Label(), bytesText(int(l.Len)), l.Off))
	}
	return out
}

// at is the index of the field under the cursor; -1 when there is none.
func (p *headerPane) at() int {
	if len(p.fields) == 0 {
		return -1
	}
	return min(p.cursor, len(p.fields)-1)
}

// put puts the cursor on a field.
func (p *headerPane) put(field int) {
	p.move(field)
	p.choose()
}

// move is put without telling the other panes.
func (p *headerPane) move(field int) {
	p.cursor = max(min(field, len(p.fields)-1), 0)
	p.under = p.fields[p.cursor].name
	_, _, p.column = p.where(p.cursor)
}

// find puts the cursor on the field it was on in the packet before, if this
// one has it.
func (p *headerPane) find() {
	if p.cursor < len(p.fields) && p.fields[p.cursor].name == p.under {
		return
	}
	for i := range p.fields {
		if p.fields[i].name == p.under {
			p.cursor = i
			return
		}
	}
}

// Act moves the cursor over the fields; where there are none it scrolls.
func (p *headerPane) Act(_ *model, a keymap.Action) bool {
	at := p.at()
	if at < 0 {
		return p.scrollBy(a)
	}
	switch a {
	case keymap.Left:
		p.put(at - 1)
	case keymap.Right:
		p.put(at + 1)
	case keymap.Home:
		p.put(0)
	case keymap.End:
		p.put(len(p.fields) - 1)
	case keymap.Up, keymap.Down:
		column := p.column
		p.put(p.beside(at, a == keymap.Down))
		p.column = column
	case keymap.PageUp, keymap.PageDown:
		return p.scrollBy(a)
	default:
		return false
	}
	p.reveal()
	return true
}

func (p *headerPane) scrollBy(a keymap.Action) bool {
	switch a {
	case keymap.Up:
		p.top--
	case keymap.Down:
		p.top++
	case keymap.PageUp:
		p.top -= max(p.page-1, 1)
	case keymap.PageDown:
		p.top += max(p.page-1, 1)
	case keymap.Home:
		p.top = 0
	case keymap.End:
		p.top = len(p.lines)
	default:
		return false
	}
	p.clamp()
	return true
}

func (p *headerPane) clamp() { p.top = max(min(p.top, len(p.lines)-p.page), 0) }

// beside is the field below a field, or above it, as they are drawn: the one
// at the cursor's column or nearest to it.
func (p *headerPane) beside(at int, below bool) int {
	first, last, _ := p.where(at)
	if first < 0 {
		return at
	}
	i, way := first-1, -1
	if below {
		i, way = last+1, 1
	}
	for ; i >= 0 && i < len(p.lines); i += way {
		best, least := -1, 0
		for _, c := range p.lines[i] {
			off := max(2*c.x-p.column, p.column-2*(c.x+c.width), 0)
			if c.field >= 0 && (best < 0 || off < least) {
				best, least = c.field, off
			}
		}
		if best >= 0 {
			return best
		}
	}
	return at
}

// where is the first and the last line of a field, and twice the column of its
// middle; -1 when it is not drawn.
func (p *headerPane) where(field int) (first, last, middle int) {
	first = -1
	for i, l := range p.lines {
		for _, c := range l {
			if c.field == field {
				if first < 0 {
					first, middle = i, 2*c.x+c.width
				}
				last = i
			}
		}
	}
	return first, last, middle
}

// reveal scrolls to the field under the cursor, with the frame around it.
func (p *headerPane) reveal() {
	first, last, _ := p.where(p.at())
	if first < 0 {
		return
	}
	p.top = max(p.top, last+2-p.page)
	if p.top > first-1 {
		p.top = first - 1
		if first <= rulerLines+1 {
			p.top = 0
		}
	}
	p.clamp()
}

// MouseHandler puts the cursor on the field that is clicked, and scrolls.
func (p *headerPane) MouseHandler() mouseHandler {
	return paneMouse(p.Box, p, func() bool { return p.m != nil }, func(x, y int) {
		left, top, _, _ := p.GetInnerRect()
		if i := p.top + y - top; i >= 0 && i < len(p.lines) && y-top < p.page {
			for _, c := range p.lines[i] {
				if c.field >= 0 && c.field < len(p.fields) && x-left >= c.x && x-left < c.x+c.width {
					p.put(c.field)
				}
			}
		}
	}, func(_, _, lines int) {
		p.top += lines
		p.clamp()
	})
}
