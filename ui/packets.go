package ui

import (
	"github.com/rivo/tview"

	"tcptui/flows"
	"tcptui/keymap"
)

// packetsPane is the list of packets. It is virtual: what it costs depends on
// the rows that are on the screen, not on how many there are.
type packetsPane struct {
	*tview.Box
	searchable
	h       host
	m       *model
	columns []column
	chosen  int                // column that the cursor is in
	changed func([]ColumnSpec) // is told of columns that the user changed; nil: nobody is
	fields  []*flows.Field     // of the columns that are fields, from left to right
	rules   ruleSet
	facts   facts
	briefs  *briefs
	minimap minimap

	top    int // place of the first row on the screen
	page   int // rows on the screen, as last drawn
	sel    uint32
	only   flows.ConnID
	lists  int
	scroll int        // cells of Info that are left of the screen, where a row has so many
	held   []held     // so that columns hold still while the list scrolls
	format listFormat // that held belongs to
	drag   dragged    // by the mouse

	text   []byte   // of all cells on the screen
	cells  []cellAt // a row after the other
	rows   []listed
	wishes []wish        // of the columns
	widths []int         // as planned
	places []columnPlace // as last drawn

	infoCol, infoAt int // the Info column, and its place; -1: none
	end             int // of the cells for columns, on the screen
}

// listFormat is what the widths of the columns depend on besides the rows.
type listFormat struct {
	raw   bool
	clock timeFormat
	only  flows.ConnID
	width int // cells for the columns
}

// cellAt is where a cell's text is, and how many cells of the screen it takes.
type cellAt struct{ from, to, cells int }

// The parts of a line that are no columns.
const (
	markWidth = 2 // marks at the left
	scrollBar = 1 // at the right
)

func newPacketsPane(h host) *packetsPane {
	p := &packetsPane{Box: tview.NewBox(), h: h, sel: flows.NoRow, only: flows.NoConn}
	p.facts.h, p.minimap.h = h, h
	return p
}

// begin takes over the model and shows the default columns.
func (p *packetsPane) begin(m *model) {
	p.m, p.briefs, p.facts.live = m, newBriefs(m.live), m.live
	p.setColumns(nil)
	p.chosen = p.columnNamed("source")
}

// Name says which of how many packets is selected.
func (p *packetsPane) Name() string {
	if p.m == nil || p.m.len() == 0 {
		return "Packets"
	}
	name := "Packets " + group(p.m.place()+1) + " of " + group(p.m.len())
	if p.m.place() < 0 { // what is selected is not listed
		name = "Packets, " + group(p.m.len())
	}
	if p.m.only != flows.NoConn {
		name += " of connection " + group(int(p.m.only))
	}
	if p.m.capture != nil && p.m.tail {
		name += ", the newest"
	}
	return name
}

// Refresh scrolls to the selection when it has moved.
func (p *packetsPane) Refresh(m *model) {
	if p.m == nil {
		p.begin(m)
	}
	if m.sel != p.sel || m.only != p.only || m.lists != p.lists {
		if m.only != p.only || m.lists != p.lists {
			p.top = m.near() - p.page/2
			p.clamp()
		}
		p.sel, p.only, p.lists = m.sel, m.only, m.lists
		p.reveal()
	}
	p.minimap.take(m)
}

// reveal scrolls as little as needed to bring the selection onto the screen; a
// selection far away comes to its middle.
func (p *packetsPane) reveal() {
	at := p.m.place()
	if at < 0 || p.page == 0 {
		return
	}
	if at < p.top-p.page || at > p.top+2*p.page {
		p.top = at - p.page/2
	}
	p.top = min(p.top, at)
	p.top = max(p.top, at-p.page+1)
	p.clamp()
}

func (p *packetsPane) clamp() { p.top = max(min(p.top, p.m.len()-p.page), 0) }

// infoStep is how far the Info column scrolls at once.
const infoStep = 8

// Act moves the selection.
func (p *packetsPane) Act(m *model, a keymap.Action) bool {
	at, page := m.near(), max(p.page-1, 1)
	switch a {
	case keymap.Up:
		at--
	case keymap.Down:
		at++
	case keymap.PageUp:
		at -= page
	case keymap.PageDown:
		at += page
	case keymap.HalfPageUp:
		at -= max(page/2, 1)
	case keymap.HalfPageDown:
		at += max(page/2, 1)
	case keymap.Home:
		at = 0
	case keymap.End:
		m.selectLast()
		return true
	case keymap.Left:
		p.scroll = max(p.scroll-infoStep, 0)
		return true
	case keymap.Right:
		p.scroll += infoStep
		return true
	default:
		return p.actColumns(a)
	}
	m.selectPlace(at)
	return true
}
