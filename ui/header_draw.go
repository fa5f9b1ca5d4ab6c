package ui

import (
	"github.com/gdamore/tcell/v2"

	"tcptui/flows"
)

// footLines bounds what explains the field under the cursor, and what tells
// the problems of the header.
const footLines = 3

// Draw draws the pane.
func (p *headerPane) Draw(screen tcell.Screen) {
	p.DrawForSubclass(screen, p)
	x, y, width, height := p.GetInnerRect()
	if p.m == nil || width < 1 || height < 1 {
		return
	}
	p.lines = p.content(width, height)
	foot := p.foot(width, height)
	page := height - len(foot)
	if page != p.page {
		p.page = page
		if p.HasFocus() {
			p.reveal()
		}
	}
	p.clamp()
	at := p.at()
	for i := 0; i < page && p.top+i < len(p.lines); i++ {
		for _, c := range p.lines[p.top+i] {
			text := c.text
			switch {
			case c.field < 0:
			case p.HasFocus() && c.field == at:
				text = text.on(p.m.th.selected, min(c.width, width-c.x))
			case p.chosen(c.field):
				text = text.on(p.m.th.marked, min(c.width, width-c.x))
			}
			text.draw(screen, x+c.x, y+i, min(c.width, width-c.x))
		}
	}
	p.drawMore(screen, x+width-1, y, page)
	p.paint(screen, rect{x, y, width, page}, &p.m.th)
	drawLines(screen, x, y+page, width, len(foot), foot)
}

// drawMore marks in a column that lines are hidden above or below.
func (p *headerPane) drawMore(screen tcell.Screen, x, y, page int) {
	if page < 2 {
		return
	}
	if p.top > 0 {
		drawText(screen, x, y, 1, "▲", p.m.th.dim)
	}
	if p.top+page < len(p.lines) {
		drawText(screen, x, y+page-1, 1, "▼", p.m.th.dim)
	}
}

// content is everything there is to show, scrolled or not.
func (p *headerPane) content(width, height int) []figureLine {
	th := &p.m.th
	switch {
	case p.sel == flows.NoRow:
		return []figureLine{{{-1, 0, width, line{{"No packet yet.", th.dim}}}}}
	case p.fields == nil:
		if p.frame.width != width { // the dump of a large frame is not made for every drawing
			p.frame.width, p.frame.lines = width, p.bare(width)
		}
		return p.frame.lines
	case width >= figureWidth && height >= figureLines:
		return drawFigure(p.fields, (width-figureWidth)/2, th)
	}
	return drawList(p.fields, width, th)
}

// bare is a frame without TCP header: its layers and its bytes.
func (p *headerPane) bare(width int) []figureLine {
	th := &p.m.th
	var out []figureLine
	add := func(lines ...line) {
		for _, l := range lines {
			out = append(out, figureLine{{-1, 0, width, l}})
		}
	}
	add(wrapText(p.frame.title, width, th.strong)...)
	if p.frame.err != nil {
		add(wrapText(p.frame.err.Error(), width, th.bad)...)
	}
	for _, l := range p.frame.layers {
		add(line{{"  " + l, th.label}}.clip(width))
	}
	if len(p.frame.data) > 0 {
		add(nil)
	}
	return append(out, hexLines(p.frame.data, width, th)...)
}

// foot tells the header's problems, and while the pane has the focus what the
// field under the cursor is for.
func (p *headerPane) foot(width, height int) []line {
	th := &p.m.th
	var out []line
	for i := range p.fields {
		if f := &p.fields[i]; f.warn != "" && len(out) < footLines {
			out = append(out, line{{"! " + f.name + ": ", th.bad}, {f.warn, th.bad}}.clip(width))
		}
	}
	if at := p.at(); p.HasFocus() && at >= 0 {
		f := &p.fields[at]
		out = append(out, explained(f.name, f.help, f.ref, width, th)...)
	}
	return out[:min(len(out), max(height-5, 0))]
}
