package ui

import (
	"fmt"
	"strconv"
	"strings"

	"tcptui/flows"
	"tcptui/fsm"
)

// run draws several segments as one arrow with a double line, from the end that
// sent the data.
func (l *ladder) run(r *dataRun) line {
	width, style := l.plan.arrow, l.th.side(r.from)
	rule, head := "═", "▶"
	if r.data == 0 {
		style, rule, head = l.th.dim, "┄", "┄"
	}
	lead := rule + rule + " "
	if r.data > 0 && r.from == fsm.Server {
		lead, head = "◀"+rule+" ", rule
	}
	text := l.runText(r, max(width-textWidth(lead)-3, 0))
	rest := max(width-textWidth(lead)-textWidth(text)-2, 0)
	return line{{lead, style}, {text, l.th.text}, {" " + strings.Repeat(rule, rest) + head, style}}
}

// runText says what a run is in at most width cells.
func (l *ladder) runText(r *dataRun, width int) string {
	acks := ""
	if r.acks > 0 {
		acks = ", " + plural(r.acks, "ACK")
	}
	start, end := uint64(r.start), uint64(r.end)
	if l.raw {
		start, end = uint64(r.raw[0]), uint64(r.raw[1])
	}
	forms := []string{
		fmt.Sprintf("%d:%d  %s of data, %s bytes%s", start, end, plural(r.data, "segment"), group(r.bytes), acks),
		fmt.Sprintf("%s of data, %s bytes%s", plural(r.data, "segment"), group(r.bytes), acks),
		fmt.Sprintf("%d data, %s B%s", r.data, group(r.bytes), acks),
		fmt.Sprintf("%d data%s", r.data, acks),
		strconv.Itoa(r.n),
	}
	if r.data == 0 {
		forms = []string{plural(r.acks, "ACK")}
	}
	for _, f := range forms {
		if textWidth(f) <= width {
			return f
		}
	}
	return fit(forms[len(forms)-1], width)
}

// pause draws the silence before the segment at a place: the longer, the more
// dots.
func (l *ladder) pause(place int, row *flows.Row, before fsm.Moment) line {
	ns := row.Time - l.snap.Row(l.rows[place-1]).Time
	dots := "⋮"
	for least := l.story.silence * 10; ns >= least && len(dots) < 5*len("⋮"); least *= 10 {
		dots += "⋮"
	}
	text := dots + " " + strings.TrimPrefix(formatGap(ns), "+") + " of silence"
	if textWidth(text) > l.plan.arrow {
		text = dots + " " + strings.TrimPrefix(formatGap(ns), "+")
	}
	out := line{{strings.Repeat(" ", l.plan.no+l.plan.gap), l.th.dim}}
	out = append(out, l.station(fsm.Client, before, before, false)...)
	out = append(out, span{center(text, l.plan.arrow), l.th.dim})
	return append(out, l.station(fsm.Server, before, before, false)...)
}
