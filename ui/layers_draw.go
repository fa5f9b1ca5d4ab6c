package ui

import (
	"strings"

	"github.com/gdamore/tcell/v2"
)

// treeIndent is how far a node stands to the right of what it is in.
const treeIndent = 2

// Draw draws the pane.
func (p *layersPane) Draw(screen tcell.Screen) {
	p.DrawForSubclass(screen, p)
	x, y, width, height := p.GetInnerRect()
	if p.m == nil || width < 1 || height < 1 {
		return
	}
	th := &p.m.th
	foot := p.foot(width, height)
	if page := height - len(foot); page != p.page {
		p.page, p.rev = page, -1
	}
	p.sync()
	p.clamp()
	if p.det == nil {
		drawLines(screen, x, y, width, p.page, []line{line{{"No packet yet.", th.dim}}.clip(width)})
		return
	}
	at := p.cursor()
	for i := 0; i < p.page && p.top+i < len(p.rows); i++ {
		l := p.row(p.rows[p.top+i]).clip(width)
		switch {
		case p.top+i != at:
		case p.HasFocus():
			l = l.on(th.selected, width)
		default:
			l = l.on(th.marked, width)
		}
		l.draw(screen, x, y+i, width)
	}
	p.drawMore(screen, x+width-1, y)
	p.paint(screen, rect{x, y, width, p.page}, th)
	drawLines(screen, x, y+p.page, width, len(foot), foot)
}

// drawMore marks in a column that rows are hidden above or below.
func (p *layersPane) drawMore(screen tcell.Screen, x, y int) {
	if p.page < 2 {
		return
	}
	if p.top > 0 {
		drawText(screen, x, y, 1, "▲", p.m.th.dim)
	}
	if p.top+p.page < len(p.rows) {
		drawText(screen, x, y+p.page-1, 1, "▼", p.m.th.dim)
	}
}

// row is the line of a node.
func (p *layersPane) row(i int) line {
	th := &p.m.th
	n := &p.det.nodes[i]
	sign := "  "
	if n.kids {
		if sign = "▸ "; p.isOpen(i) {
			sign = "▾ "
		}
	}
	name := th.label
	if n.layer {
		name = th.strong
	}
	out := line{{strings.Repeat(" ", treeIndent*n.depth) + sign, th.dim}, {n.name, name}}
	if n.value != "" {
		out = append(out, span{": ", th.dim}, span{n.value, th.value})
	}
	if n.warn != "" {
		out = append(out, span{"  ! " + n.warn, th.bad})
	}
	return out
}

// foot explains the chosen node while the pane has the focus.
func (p *layersPane) foot(width, height int) []line {
	n := p.m.chosen()
	if n == nil || !p.HasFocus() {
		return nil
	}
	th := &p.m.th
	var out []line
	if n.warn != "" {
		out = append(out, wrapText("! "+n.warn, width, th.bad)...)
	}
	if n.help != "" {
		out = append(out, explained(n.name, n.help, n.ref, width, th)...)
	}
	return out[:min(len(out), max(height-5, 0), footLines+1)]
}

// explained is what a field is for, and where that is written, in footLines
// lines at most.
func explained(name, help, ref string, width int, th *theme) []line {
	text := help
	if !strings.HasPrefix(strings.ToLower(text), strings.ToLower(name)) {
		text = name + ": " + text
	}
	if ref != "" {
		text += " (" + ref + ")"
	}
	lines := wrapText(text, width, th.text)
	if len(lines) > footLines {
		lines = lines[:footLines]
		last := &lines[footLines-1][0]
		last.text = fit(last.text+" …", width)
	}
	return lines
}
