package ui

import (
	"github.com/gdamore/tcell/v2"

	"tcptui/keymap"
)

// startNames is how many cells the names get at least and at most.
const (
	startNameLeast = 20
	startNameMost  = 60
)

// layout is the lines of the page: the place of an item, -1 for a heading, -2 for
// an empty line.
func (p *startPane) layout() []int {
	var out []int
	for i := range p.items {
		if p.items[i].heading != "" {
			if len(out) > 0 {
				out = append(out, -2)
			}
			out = append(out, -1)
		}
		out = append(out, i)
	}
	return out
}

// Draw draws the page.
func (p *startPane) Draw(screen tcell.Screen) {
	x, y, w, h := p.GetRect()
	if p.m == nil || w < 1 || h < 1 {
		return
	}
	th := &p.m.th
	below := p.below(w)
	p.first, p.rows = y, max(h-len(below), 1)
	lines := p.layout()
	cursor := 0
	for i, item := range lines {
		if item == p.at {
			cursor = i
		}
	}
	names := p.nameWidths(w)
	if p.at == 0 {
		p.top = 0 // with its heading
	}
	p.top = max(min(p.top, cursor, len(lines)-p.rows), cursor-p.rows+1, 0)
	for i := range min(p.rows, len(lines)-p.top) {
		switch at := lines[p.top+i]; at {
		case -2:
		case -1:
			drawFit(screen, x+1, y+i, w-1, p.items[lines[p.top+i+1]].heading, th.strong)
		default:
			p.item(at, names[at], w).draw(screen, x, y+i, w)
		}
	}
	for i, l := range below {
		l.draw(screen, x+1, y+p.rows+i, w-1)
	}
}

// nameWidths are the cells that the name of each item gets: as many as the longest
// in its section needs.
func (p *startPane) nameWidths(width int) []int {
	out := make([]int, len(p.items))
	for from := 0; from < len(p.items); {
		to, names := from, startNameLeast
		for ; to < len(p.items) && (to == from || p.items[to].heading == ""); to++ {
			names = max(names, textWidth(p.items[to].name))
		}
		for ; from < to; from++ {
			out[from] = min(names, startNameMost, max(width/2, startNameLeast))
		}
	}
	return out
}

// item is the line of an item.
func (p *startPane) item(i, names, width int) line {
	th := &p.m.th
	item := &p.items[i]
	name := item.name
	if item.choice.Path != "" {
		name = fitTitle(name, names)
	}
	l := line{{"   " + padRight(fit(name, names), names) + "  ", th.value}, {item.note, th.dim}}
	if i == p.at {
		l[0].text = " ▸ " + l[0].text[3:]
		ground := th.marked
		if p.HasFocus() {
			ground = th.selected
		}
		return l.clip(width).on(ground, width)
	}
	return l.clip(width)
}

// below is what is said under the items of the one under the cursor.
func (p *startPane) below(width int) []line {
	th := &p.m.th
	switch {
	case p.failed != nil:
		return wrapText(p.failed.Error(), max(width-2, 1), th.warn)
	case p.at < len(p.items) && p.items[p.at].device != nil:
		text := p.h.sign(keymap.Enter) + " captures on it, live, in place of what is shown."
		if d := p.items[p.at].device; !d.MayCapture {
			text = "I" + cannotCapture(d)[1:]
		}
		return append([]line{nil}, wrapText(text, max(width-2, 1), th.label)...)
	}
	return nil
}
