package ui

import (
	"fmt"
	"strings"

	"github.com/gdamore/tcell/v2"

	"tcptui/explain"
	"tcptui/flows"
)

// The columns of the list.
const (
	problemNo = iota
	problemSeverity
	problemCount
	problemConns
	problemFirst
	problemWhat
)

var problemColumns = []tableColumn{
	problemNo:       {title: "#", right: true, least: 3},
	problemSeverity: {title: "Severity", least: 7},
	problemCount:    {title: "Packets", right: true, least: 5},
	problemConns:    {title: "Conns", right: true, least: 5},
	problemFirst:    {title: "First", right: true, least: 5},
	problemWhat:     {title: "What", least: 20},
}

// grade is how a severity looks.
func (th *theme) grade(s flows.Severity) tcell.Style {
	switch {
	case s >= flows.SeverityError:
		return th.bad
	case s >= flows.SeverityWarn:
		return th.warn
	case s >= flows.SeverityNote:
		return th.label
	}
	return th.dim
}

// cell is the text of a column in a line.
func (p *problemsPane) cell(row, col int) span {
	th := &p.m.th
	l := p.lines[row]
	x := &p.found.problems[l.kind]
	switch {
	case l.more > 0:
		if col == problemWhat {
			return span{"  and " + group(l.more) + " more", th.dim}
		}
		return span{}
	case l.row != flows.NoRow:
		return p.packetCell(l.row, col)
	}
	switch col {
	case problemNo:
		return span{group(l.kind + 1), th.dim}
	case problemSeverity:
		return span{x.Rule.Severity.String(), th.grade(x.Rule.Severity)}
	case problemCount:
		return span{group(int(x.Count)), th.value}
	case problemConns:
		return span{group(int(x.Conns)), th.value}
	case problemFirst:
		return span{group(int(x.Rows[0]) + 1), th.value}
	}
	sign := "▸ "
	if p.open[keyOfProblem(x)] {
		sign = "▾ "
	}
	return span{sign + problemText(x), th.text}
}

// packetCell is cell for a packet of a kind.
func (p *problemsPane) packetCell(row uint32, col int) span {
	th := &p.m.th
	switch col {
	case problemConns:
		if id := p.m.snap.Row(row).Conn; id != flows.NoConn {
			return span{fmt.Sprintf("%d", id), th.dim}
		}
	case problemFirst:
		return span{group(int(row) + 1), th.value}
	case problemWhat:
		return span{"    " + p.packet(row), th.dim}
	}
	return span{}
}

// packet says in a line what a packet is.
func (p *problemsPane) packet(no uint32) string {
	row := p.m.snap.Row(no)
	text := string(appendSeconds(nil, row.Time-p.m.snap.Row(0).Time)) + " s"
	if row.Conn == flows.NoConn {
		return text
	}
	c := p.m.snap.Conn(row.Conn)
	from, to := c.Sides[row.From].AddrPort(), c.Sides[row.From.Peer()].AddrPort()
	return fmt.Sprintf("%s  %s → %s  %s  %s", text, from, to, flagNames(row.Flags), plural(int(row.Len), "byte"))
}

// problemText says what a problem is.
func problemText(x *flows.Problem) string {
	if x.About != "" {
		return x.Rule.Text + ": " + x.About
	}
	return x.Rule.Text
}

// The room that the explanation under the list takes, with a line above it, and
// the height from which it is shown.
const (
	problemWhy     = 4
	tallForProblem = 12
)

// Draw draws the list, and below it what the kind under the cursor means.
func (p *problemsPane) Draw(screen tcell.Screen) {
	x, y, w, h := p.GetRect()
	if p.m == nil || w < 1 || h < 1 {
		return
	}
	r := rect{x, y, w, h}
	if h >= tallForProblem && len(p.lines) > 0 {
		r.h -= problemWhy
		p.explain(screen, rect{x, y + r.h, w, problemWhy})
	}
	empty := "nothing is wrong with this capture"
	switch {
	case p.found.looked < p.m.snap.Rows() || !p.m.snap.Done:
		empty = "looking for problems ..."
	case p.m.snap.Rows() == 0:
		empty = "no packets in this capture"
	}
	p.table.draw(screen, r, &p.m.th, p.HasFocus(), empty)
}

// explain says what the kind under the cursor means.
func (p *problemsPane) explain(screen tcell.Screen, r rect) {
	th := &p.m.th
	for x := range r.w {
		screen.Put(r.x+x, r.y, "─", th.frame)
	}
	t := meaning(p.found.problems[p.lines[p.table.at].kind].Rule)
	words := []span{{capital(t.Title) + ".", th.strong}, {t.Say, th.text}}
	if t.Ref != "" {
		words = append(words, span{"(" + t.Ref + ")", th.dim})
	}
	for i, l := range flow(words, r.w-2) {
		if i+1 >= r.h {
			break
		}
		l.draw(screen, r.x+1, r.y+1+i, r.w-1)
	}
}

// meaning is the catalogue's text of a rule.
func meaning(rule *flows.Rule) explain.Text {
	if t, ok := explain.Get(explain.Finding(rule.Name)); ok {
		return t
	}
	if t, ok := explain.Get(explain.Note(strings.TrimPrefix(rule.Name, "tcp.analysis."))); ok {
		return t
	}
	return explain.Text{Title: rule.Text, Ref: rule.Ref}
}
