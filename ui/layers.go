package ui

import (
	"fmt"

	"github.com/rivo/tview"

	"tcptui/flows"
	"tcptui/keymap"
)

// layersPane shows the selected frame as a tree: what the file says of it, its
// layers, their fields, and what each field is for.
type layersPane struct {
	*tview.Box
	searchable
	m *model // as of the last Refresh

	det  *detail         // that is shown; nil: none
	open map[string]bool // by key: what the user opened and closed
	rows []int           // nodes that are listed
	rev  int             // of the choice that was brought into view
	top  int             // row at the top
	page int             // rows on the screen
}

func newLayersPane() *layersPane {
	return &layersPane{Box: tview.NewBox(), open: make(map[string]bool)}
}

// Name says whose layers they are.
func (p *layersPane) Name() string {
	if p.m == nil || p.m.sel == flows.NoRow {
		return "Layers"
	}
	return fmt.Sprintf("Layers of frame %d", p.m.sel+1)
}

// Refresh takes over the model. The frame is taken apart when it is drawn.
func (p *layersPane) Refresh(m *model) {
	p.m = m
	if p.HasFocus() {
		m.choose()
	}
}

// sync goes on to the selected frame, and opens what was chosen since.
func (p *layersPane) sync() {
	d := p.m.details()
	if d != p.det {
		p.det, p.rev = d, -1
		p.list()
	}
	if d != nil && p.m.pick.on && p.rev != p.m.pick.rev {
		p.rev = p.m.pick.rev
		for i := d.nodes[p.m.pick.node].parent; i >= 0; i = d.nodes[i].parent {
			if !p.isOpen(i) {
				p.open[d.nodes[i].key] = true
			}
		}
		p.list()
		p.reveal()
	}
}

// isOpen reports whether the children of a node are listed: what the user
// opened, and at first the layer that matters most.
func (p *layersPane) isOpen(i int) bool {
	open, said := p.open[p.det.nodes[i].key]
	return open || !said && i == p.det.main
}

// list makes the list of nodes whose parents are all open.
func (p *layersPane) list() {
	p.rows = p.rows[:0]
	if p.det == nil {
		return
	}
	shut := -1 // depth of the closed node that the next ones are in
	for i := range p.det.nodes {
		n := &p.det.nodes[i]
		if shut >= 0 && n.depth > shut {
			continue
		}
		p.rows = append(p.rows, i)
		if shut = -1; n.kids && !p.isOpen(i) {
			shut = n.depth
		}
	}
	p.clamp()
}

// cursor is the row of the chosen node; -1 when there is none.
func (p *layersPane) cursor() int {
	if p.det == nil || !p.m.pick.on {
		return -1
	}
	for r, i := range p.rows {
		if i == p.m.pick.node {
			return r
		}
	}
	return -1
}

// reveal scrolls to the chosen node, and to what it has inside if there is
// room.
func (p *layersPane) reveal() {
	at := p.cursor()
	if at < 0 || p.page < 1 {
		return
	}
	end := at + 1
	for end < len(p.rows) && p.det.nodes[p.rows[end]].depth > p.det.nodes[p.rows[at]].depth {
		end++
	}
	p.top = max(p.top, end-p.page)
	p.top = min(p.top, at)
	p.clamp()
}

func (p *layersPane) clamp() { p.top = max(min(p.top, len(p.rows)-p.page), 0) }

// Act moves the cursor over the nodes and opens and closes them.
func (p *layersPane) Act(m *model, a keymap.Action) bool {
	p.m = m
	p.sync()
	if p.det == nil {
		return false
	}
	m.choose()
	p.sync()
	at := max(p.cursor(), 0)
	switch a {
	case keymap.Up:
		at--
	case keymap.Down:
		at++
	case keymap.PageUp:
		at -= max(p.page-1, 1)
	case keymap.PageDown:
		at += max(p.page-1, 1)
	case keymap.Home:
		at = 0
	case keymap.End:
		at = len(p.rows) - 1
	case keymap.Left:
		p.close(p.rows[at])
		return true
	case keymap.Right:
		p.toggle(p.rows[at], true)
		return true
	case keymap.Enter:
		p.toggle(p.rows[at], !p.isOpen(p.rows[at]))
		return true
	default:
		return false
	}
	m.chooseNode(p.rows[max(min(at, len(p.rows)-1), 0)])
	p.sync()
	return true
}

// close closes a node; one that is closed or has nothing inside gives the
// cursor to what it is in.
func (p *layersPane) close(i int) {
	n := &p.det.nodes[i]
	if n.kids && p.isOpen(i) {
		p.toggle(i, false)
	} else if n.parent >= 0 {
		p.m.chooseNode(n.parent)
		p.sync()
	}
}

// toggle opens or closes a node.
func (p *layersPane) toggle(i int, open bool) {
	if n := &p.det.nodes[i]; n.kids {
		p.open[n.key] = open
		p.list()
		p.reveal()
	}
}

// MouseHandler chooses the node that is clicked, opens and closes it by its
// sign, and scrolls.
func (p *layersPane) MouseHandler() mouseHandler {
	return paneMouse(p.Box, p, func() bool { return p.m != nil }, func(x, y int) {
		left, top, _, _ := p.GetInnerRect()
		p.click(x-left, y-top)
	}, func(_, _, lines int) {
		p.top += lines
		p.clamp()
	})
}

func (p *layersPane) click(x, y int) {
	p.sync()
	r := p.top + y
	if p.det == nil || y < 0 || y >= p.page || r >= len(p.rows) {
		return
	}
	i := p.rows[r]
	p.m.chooseNode(i)
	p.sync()
	if n := &p.det.nodes[i]; x >= treeIndent*n.depth && x < treeIndent*(n.depth+1) {
		p.toggle(i, !p.isOpen(i))
	}
}
