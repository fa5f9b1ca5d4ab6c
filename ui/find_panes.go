package ui

import "strings"

// Find goes to the next field whose name, value or notes match; where there are
// no fields, to the next line.
func (p *headerPane) Find(_ *model, match func(line string) bool, back bool) (found, wrapped bool) {
	if p.at() >= 0 {
		at, wrapped := p.seek.next(len(p.fields), p.at(), back, func(i int) bool {
			f := &p.fields[i]
			return match(f.name + " " + f.value + " " + strings.Join(f.notes, " "))
		})
		if at >= 0 {
			p.put(at)
			p.reveal()
		}
		return at >= 0, wrapped
	}
	at, wrapped := p.seek.next(len(p.lines), p.hit, back, func(i int) bool {
		for _, c := range p.lines[i] {
			if match(lineText(c.text)) {
				return true
			}
		}
		return false
	})
	if at >= 0 {
		p.hit, p.top = at, at
		p.clamp()
	}
	return at >= 0, wrapped
}

// Find goes to the next field or layer that matches, also where its layer is
// closed.
func (p *layersPane) Find(m *model, match func(line string) bool, back bool) (found, wrapped bool) {
	p.sync()
	if p.det == nil {
		return false, false
	}
	cursor := -1
	if m.pick.on {
		cursor = m.pick.node
	}
	at, wrapped := p.seek.next(len(p.det.nodes), cursor, back, func(i int) bool {
		n := &p.det.nodes[i]
		return match(n.name+": "+n.value) || n.warn != "" && match(n.warn)
	})
	if at >= 0 {
		m.chooseNode(at)
		p.sync()
	}
	return at >= 0, wrapped
}

// Find goes to the next line of the ladder that matches, and selects its segment.
func (p *statePane) Find(m *model, match func(line string) bool, back bool) (found, wrapped bool) {
	place := m.placeInConn()
	if place < 0 {
		return false, false
	}
	x, y, width, height := p.GetInnerRect()
	body, _ := p.parts(rect{x, y, width, height})
	l := newLadder(m, p.story, body.w)
	at, wrapped := p.seek.next(len(p.story.items), p.story.lineOf(place), back, func(i int) bool {
		return p.story.items[i].kind != itemPause && match(lineText(l.line(i, true)))
	})
	if at >= 0 {
		m.selectRow(m.connRows[p.story.placeOf(at)])
	}
	return at >= 0, wrapped
}

// Find goes to the next line of the help that matches.
func (h *help) Find(_ *model, match func(line string) bool, back bool) (found, wrapped bool) {
	at, wrapped := h.seek.next(len(h.text), h.hit, back, func(i int) bool { return match(h.text[i]) })
	if at >= 0 {
		h.hit, h.top = at, at-h.page/2
		h.clamp()
	}
	return at >= 0, wrapped
}

// Find goes to the next row that matches, as its columns are written.
func (t *table) Find(_ *model, match func(line string) bool, back bool) (found, wrapped bool) {
	at, wrapped := t.seek.next(t.rows, t.at, back, func(i int) bool { return match(t.lineText(i)) })
	if at >= 0 {
		t.at = at
		t.clamp()
	}
	return at >= 0, wrapped
}

// lineText is a row as one line of text: hostile.
func (t *table) lineText(row int) string {
	var b strings.Builder
	for col := range t.cols {
		if text := t.cell(row, col).text; text != "" {
			if b.Len() > 0 {
				b.WriteString(columnSep)
			}
			b.WriteString(text)
		}
	}
	return b.String()
}
