package ui

import (
	"fmt"
	"strings"

	"github.com/gdamore/tcell/v2"
)

// lines lays the explanation out in width cells. chosen is the number of the
// evidence frame that Enter would go to.
func (w *why) lines(th *theme, width, chosen int) []line {
	var out []line
	for i := range w.parts {
		p := &w.parts[i]
		if p.kind == partAsk && (i == 0 || w.parts[i-1].kind != partAsk) {
			out = append(out, nil)
		}
		if p.kind == partEvidence {
			out = append(out, w.evidenceLines(th, width, chosen)...)
			continue
		}
		out = append(out, p.lines(th, width)...)
	}
	return out
}

// lines lays one paragraph out: its head, its text, its section.
func (p *whyPart) lines(th *theme, width int) []line {
	head, text := th.strong, th.text
	switch p.kind {
	case partEnd, partVars:
		head = th.side(p.role)
	case partNote:
		head = th.warn
	case partClock:
		head = th.label
	case partAsk:
		head = th.label.Bold(true)
	}
	title := p.head
	if p.kind != partVars && !strings.HasSuffix(title, "?") {
		title += "."
	}
	words := []span{{title, head}, {p.text, text}}
	if p.ref != "" {
		words = append(words, span{"(" + p.ref + ")", th.dim})
	}
	return flow(words, width)
}

// flow breaks texts of several styles between words into lines of at most width
// cells; lines after the first are set in by two.
func flow(texts []span, width int) []line {
	var out []line
	var current line
	used := 0
	for _, t := range texts {
		for _, word := range strings.Fields(t.text) {
			n := textWidth(word)
			if used > 0 && used+1+n > width {
				out, current, used = append(out, current), line{{"  ", t.style}}, 2
			} else if used > 0 {
				current, used = append(current, span{" ", t.style}), used+1
			}
			current, used = append(current, span{word, t.style}), used+n
		}
	}
	if current != nil {
		out = append(out, current)
	}
	for i := range out {
		out[i] = out[i].clip(width)
	}
	return out
}

// evidenceLines lists the frames that prove what is said.
func (w *why) evidenceLines(th *theme, width, chosen int) []line {
	words := []span{{"evidence:", th.label}}
	for i, row := range w.evidence {
		style := th.value
		text := fmt.Sprintf("frame\u00a0%d", row+1)
		if i == chosen {
			style, text = th.selected, "▸"+text
		}
		words = append(words, span{text, style})
	}
	return flow(words, width)
}

// whyPane is the part of the state pane that explains. It is made anew when the
// selection or what is known of it changes.
type whyPane struct {
	off    bool // the user folded it away
	asked  bool // the user asked for it: also where there is little room
	top    int
	chosen int // evidence frame

	made  *why
	of    whyOf
	lines []line
	wide  int
	room  int // lines on the screen, as last drawn
}

// whyOf is what an explanation was made of.
type whyOf struct {
	sel, last uint32
	revised   uint64
	done, raw bool
	proven    bool // what later rows prove is known
}

// take brings the explanation up to date.
func (p *whyPane) take(m *model, proven bool) {
	of := whyOf{sel: m.sel, revised: m.snap.Revised, done: m.snap.Done, raw: m.raw, proven: proven}
	if n := m.snap.Rows(); n > 0 {
		of.last = uint32(n - 1)
	}
	if of == p.of && p.made != nil {
		return
	}
	if of.sel != p.of.sel {
		p.top, p.chosen = 0, 0
	}
	p.made, p.of, p.wide = explainSegment(m, proven), of, 0
}

// draw draws it into a part of the screen, with a rule above when there is room.
func (p *whyPane) draw(screen tcell.Screen, m *model, r rect) {
	p.room = 0
	if r.w < 1 || r.h < 1 || p.made == nil {
		return
	}
	if p.wide != r.w {
		p.lines, p.wide = p.made.lines(&m.th, r.w, p.chosen), r.w
	}
	p.room = r.h
	p.top = max(min(p.top, len(p.lines)-r.h), 0)
	drawLines(screen, r.x, r.y, r.w, r.h, p.lines[p.top:])
}

// rule is the line above the explanation: it says how much more there is.
func (p *whyPane) rule(m *model, width int) line {
	text := "── why "
	if below := len(p.lines) - p.top - p.room; p.room > 0 && below > 0 {
		text += fmt.Sprintf("── %s below ", plural(below, "line"))
	}
	return line{{text + strings.Repeat("─", max(width-textWidth(text), 0)), m.th.dim}}
}

// scroll moves by lines and reports whether there was anything to move.
func (p *whyPane) scroll(by int) bool {
	if p.room == 0 {
		return false
	}
	p.top = max(min(p.top+by, len(p.lines)-p.room), 0)
	return true
}

// choose goes to another evidence frame and reports whether there is one.
func (p *whyPane) choose(by int) bool {
	if p.made == nil || len(p.made.evidence) == 0 {
		return false
	}
	n := len(p.made.evidence)
	p.chosen, p.wide = (p.chosen+by+n)%n, 0
	return true
}

// evidence is the chosen evidence frame's row.
func (p *whyPane) evidence() (uint32, bool) {
	if p.made == nil || p.chosen >= len(p.made.evidence) {
		return 0, false
	}
	return p.made.evidence[p.chosen], true
}
