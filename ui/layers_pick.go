package ui

import (
	"strings"

	"tcptui/flows"
)

// pick is the field that is chosen in the selected frame, and the bit the
// cursor is on. The header's figure, the layers and the bytes show the same one:
// whichever of them chooses, the others follow.
type pick struct {
	on     bool   // something was chosen
	single bool   // the cursor is on one bit, not on a byte
	key    string // of the field; it is looked for in the next frame again
	node   int    // in detail.nodes: it, or the nearest thing around it

	buf      int
	bit      uint32 // the cursor
	from, to uint32 // bits that are shown as the chosen ones
	rev      int    // counts the choices
}

// details returns the selected frame taken apart; nil when there is none. What
// was chosen in the frame before is chosen in this one too, if it has it.
func (m *model) details() *detail {
	if m.sel == flows.NoRow {
		return nil
	}
	if m.det == nil || m.det.row != m.sel {
		if m.detReader == nil {
			m.detReader = m.live.NewReader()
		}
		m.det = detailOf(m.detReader, m)
		if m.pick.on {
			m.findAgain()
		}
	}
	return m.det
}

// findAgain finds the chosen field in another frame, or else what is around it.
func (m *model) findAgain() {
	d := m.det
	for key := m.pick.key; ; {
		for i := range d.nodes {
			if d.nodes[i].key == key {
				m.pickNode(i)
				return
			}
		}
		cut := strings.LastIndexByte(key, '/')
		if cut < 0 {
			m.pickNode(0)
			return
		}
		key = key[:cut]
	}
}

// pickNode makes a node the chosen one without forgetting which field is
// looked for. A node without a place stands for what is around it.
func (m *model) pickNode(i int) {
	at := i
	for at > 0 && !m.det.nodes[at].placed() && m.det.nodes[at].parent >= 0 {
		at = m.det.nodes[at].parent
	}
	n := &m.det.nodes[at]
	p := &m.pick
	p.on, p.node, p.buf, p.bit, p.from, p.to = true, i, n.buf, n.from, n.from, n.to
	p.rev++
}

// chooseNode chooses a node of the tree.
func (m *model) chooseNode(i int) {
	d := m.details()
	if d == nil || i < 0 || i >= len(d.nodes) {
		return
	}
	m.pickNode(i)
	m.pick.key = d.nodes[i].key
}

// chooseBit puts the cursor on a bit and chooses its field; without single, on
// the byte that holds the bit.
func (m *model) chooseBit(buf int, bit uint32, single bool) {
	d := m.details()
	if d == nil {
		return
	}
	if !single {
		bit &^= 7
	}
	i := d.find(buf, bit, single)
	m.chooseNode(i)
	p := &m.pick
	if n := &d.nodes[i]; !n.placed() || n.buf != buf {
		p.from, p.to = bit, bit
	}
	p.buf, p.bit, p.single = buf, bit, single
}

// chooseRange chooses the field that has these bits of its own, or that its
// first bit is of.
func (m *model) chooseRange(buf int, from, to uint32) {
	d := m.details()
	if d == nil {
		return
	}
	best := d.find(buf, from, true)
	for i := range d.nodes {
		if n := &d.nodes[i]; n.buf == buf && n.placed() && n.from == from && n.to <= to && !n.layer && (n.to == to || d.nodes[best].to > to) {
			best = i
			if n.to == to {
				break
			}
		}
	}
	m.chooseNode(best)
	if from < to {
		m.pick.bit, m.pick.from, m.pick.to = from, from, to
	}
}

// choose chooses something if nothing was: the first field of TCP, or the last
// layer.
func (m *model) choose() {
	d := m.details()
	if d == nil || m.pick.on {
		return
	}
	i := max(d.main, 0)
	if i+1 < len(d.nodes) && d.nodes[i+1].parent == i && d.nodes[i+1].placed() {
		i++
	}
	m.chooseNode(i)
}

// chosen is the chosen node; nil when there is none.
func (m *model) chosen() *detailNode {
	d := m.details()
	if d == nil || !m.pick.on {
		return nil
	}
	return &d.nodes[m.pick.node]
}

// find is the node that a bit belongs to: the smallest around it. For a byte,
// without single, it is the smallest field around all of the byte, else the
// largest that holds the byte's first bit. 0 when there is only the frame.
func (d *detail) find(buf int, bit uint32, single bool) int {
	size := func(i int) uint32 { return d.nodes[i].to - d.nodes[i].from }
	holds := func(i int, n uint32) bool {
		x := &d.nodes[i]
		return x.buf == buf && x.from <= bit && bit+n <= x.to
	}
	whole, layer, part := -1, 0, -1
	for i := range d.nodes {
		switch n := &d.nodes[i]; {
		case !holds(i, 1):
		case n.layer:
			if i > 0 {
				layer = i // of layers that overlap, the inner one
			}
		case holds(i, 8) || single:
			if whole < 0 || size(i) <= size(whole) {
				whole = i
			}
		case part < 0 || size(i) > size(part):
			part = i
		}
	}
	switch {
	case whole >= 0:
		return whole
	case part >= 0:
		return part
	}
	return layer
}
