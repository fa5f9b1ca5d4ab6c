package ui

import (
	"slices"
	"strings"
	"time"

	"github.com/gdamore/tcell/v2"

	"tcptui/fsm"
	"tcptui/kernel"
)

// rankedLine is a line with how soon it is left out where there is little room.
type rankedLine struct {
	line
	rank int // the largest first
}

// The ranks of what is said of an end.
const (
	rankState = iota // what the kernel has, beside what the packets say
	rankWhy          // the reason of a difference
	rankMeasures
	rankNotes
)

// kernelLines says what the kernel has of both ends of the selected connection that
// are of this host, in lines of width cells; nothing where it is not asked.
func kernelLines(m *model, width int) []rankedLine {
	e := m.host.eye()
	if e == nil || width < 1 {
		return nil
	}
	var out []rankedLine
	for role, end := range e.ends(m.snap, m.snap.Conn(m.conn)) {
		if end != nil {
			out = append(out, endLines(&m.th, end, fsm.Role(role), width)...)
		}
	}
	return out
}

// endLines says what the kernel has of one end.
func endLines(th *theme, end *hostEnd, role fsm.Role, width int) (out []rankedLine) {
	add := func(rank int, lines ...line) {
		for _, l := range lines {
			out = append(out, rankedLine{l, rank})
		}
	}
	f := &end.found
	head := line{{role.String(), th.label}, {"  ", th.text}, {stateOr(f.Kernel, "?"), th.side(role).Bold(true)}, {"  ", th.text}}
	head = append(head, agreement(th, f))
	if x := end.socket; x != nil {
		head = append(head, span{"  ", th.text}, span{holderText(x), th.value})
	} else if f.Kernel == fsm.Listen {
		head = append(head, span{"  no socket of its own, only the listener's", th.dim})
	} else {
		head = append(head, span{"  no socket", th.dim})
	}
	add(rankState, head.clip(width))
	if f.Differs {
		style := th.warn
		if f.Reason.Open() {
			style = th.dim
		}
		add(rankWhy, indented(flow([]span{{f.Reason.String() + ":", style}, {f.Reason.Why(), th.text}}, width-2))...)
	}
	if end.socket != nil {
		add(rankMeasures, putItems(measureItems(th, end.socket), 2, width)...)
	}
	for _, note := range f.Notes {
		add(rankNotes, indented(flow([]span{{note.String() + ":", th.dim}, {note.Why(), th.dim}}, width-2))...)
	}
	return out
}

// agreement says whether the packets say the same state, with a sign: = or ≠, and ≈
// where it is only a matter of time.
func agreement(th *theme, f *kernel.Finding) span {
	wire := stateOr(f.Wire, "?") + " in the packets"
	switch {
	case !f.Compared:
		return span{"nothing in the packets", th.dim}
	case !f.Differs && f.Wire != f.Kernel: // a listener is no difference
		return span{wire, th.dim}
	case !f.Differs:
		return span{"= in the packets", th.good}
	case f.Reason.Open():
		return span{"≈ " + wire, th.dim}
	}
	return span{"≠ " + wire, th.warn}
}

// indented sets lines in by two.
func indented(lines []line) []line {
	for i := range lines {
		lines[i] = append(line{{text: "  "}}, lines[i]...)
	}
	return lines
}

// fitRanked leaves out what matters least until at most n lines are left.
func fitRanked(lines []rankedLine, n int) []line {
	for rank := rankNotes; len(lines) > n && rank >= 0; rank-- {
		for i := len(lines) - 1; i >= 0 && len(lines) > n; i-- {
			if lines[i].rank == rank {
				lines = slices.Delete(lines, i, i+1)
			}
		}
	}
	out := make([]line, 0, len(lines))
	for _, l := range lines {
		out = append(out, l.line)
	}
	return out
}

// The room that the kernel's section takes of the ladder at most, as one part of so
// many, and the least height of the ladder's pane from which it is there.
const (
	kernelShare = 3
	kernelLeast = 9
)

// splitKernel divides what the ladder or the diagram has: the rest for it, and the
// kernel's section below. What it takes is as much as it needs and no more.
func (p *statePane) splitKernel(r rect) (rest, below rect) {
	if r.h < kernelLeast || p.m.host.then == nil {
		return r, rect{}
	}
	room := r.h / kernelShare
	if p.chart && r.w >= chartWidth && r.h >= chartHeight+chartFrame {
		room = r.h - chartHeight - chartFrame
	}
	lines := len(kernelLines(p.m, r.w))
	if lines == 0 || room < 2 {
		return r, rect{}
	}
	h := min(lines+1, room)
	return rect{r.x, r.y, r.w, r.h - h}, rect{r.x, r.y + r.h - h, r.w, h}
}

// drawKernel draws the kernel's section: a rule, and what is said of each end.
func (p *statePane) drawKernel(screen tcell.Screen, r rect) {
	if r.h == 0 {
		return
	}
	m, all := p.m, kernelLines(p.m, r.w)
	head := "── kernel, " + polledText(m) + " "
	if over := len(all) - (r.h - 1); over > 0 {
		head += "── no room for " + plural(over, "line") + " "
	}
	rule := line{{head + strings.Repeat("─", max(r.w-textWidth(head), 0)), m.th.dim}}
	rule.clip(r.w).draw(screen, r.x, r.y, r.w)
	drawLines(screen, r.x, r.y+1, r.w, r.h-1, fitRanked(all, r.h-1))
}

// polledText says of when the kernel's word is.
func polledText(m *model) string {
	k := &m.host
	switch {
	case k.then.Err != nil:
		return "which does not answer any more: " + k.then.Err.Error()
	case !k.ended.IsZero():
		return "as it was when the capture ended"
	}
	zone := m.dayZone()
	if zone == nil {
		zone = m.zone
	}
	return "now (" + k.then.Time.In(zone).Format(time.TimeOnly) + ")"
}
