package ui

import (
	"fmt"
	"strings"

	"github.com/rivo/tview"

	"tcptui/filter"
	"tcptui/flows"
	"tcptui/keymap"
)

// problemsPane lists what is wrong in the capture, by kind, the gravest first.
// A kind unfolds to the packets it was found in.
type problemsPane struct {
	*tview.Box
	h host
	m *model // as of the last Refresh

	work  *task[findings] // nil: the pane was never shown
	found findings
	open  map[problemKey]bool // unfolded
	lines []problemLine
	table table

	wanted int // kind, from 1, that is to be gone into once it is found; 0: none
	before int // rows: it is not found any more when so many were looked at
}

// problemKey tells kinds apart while the list grows.
type problemKey struct{ rule, about string }

func keyOfProblem(p *flows.Problem) problemKey { return problemKey{p.Rule.Name, p.About} }

// problemLine is a line of the list: a kind, or with a row a packet of it.
type problemLine struct {
	kind int    // in found.problems
	row  uint32 // or NoRow
	more int    // packets that are not listed; the line says so
}

func newProblemsPane(h host) *problemsPane {
	p := &problemsPane{Box: tview.NewBox(), h: h, open: make(map[problemKey]bool)}
	p.table = table{cols: problemColumns, cell: p.cell, sort: -1}
	return p
}

// Name says how many problems there are, how far they were looked for, and what was
// left out.
func (p *problemsPane) Name() string {
	kinds := len(p.found.problems)
	if p.m == nil || kinds == 0 {
		return "Problems"
	}
	name := "Problems, " + plural(kinds, "kind")
	if p.found.bounded { // segments came twice then, which is a kind
		name += ", not all octets that came twice compared"
	}
	if rows := p.m.snap.Rows(); p.found.looked < rows {
		name += fmt.Sprintf("  looking %d %%", 100*int64(p.found.looked)/int64(rows))
	}
	return name
}

// Refresh takes over what was found.
func (p *problemsPane) Refresh(m *model) {
	p.m = m
	if p.work == nil {
		p.work = findProblems(p.h, m.live)
	}
	found, fresh := p.work.take()
	if !fresh {
		return
	}
	var at problemLine
	var key problemKey
	if len(p.lines) > 0 {
		at = p.lines[p.table.at]
		key = keyOfProblem(&p.found.problems[at.kind])
	}
	had := len(p.lines) > 0
	p.found = found
	p.relist()
	if had {
		p.find(key, at.row)
	}
	if p.wanted > 0 && p.found.looked >= p.before {
		n := p.wanted
		p.wanted = 0
		p.enterKind(n)
		p.h.ring()
	}
}

// relist makes the lines of the list.
func (p *problemsPane) relist() {
	p.lines = p.lines[:0]
	for i := range p.found.problems {
		x := &p.found.problems[i]
		p.lines = append(p.lines, problemLine{kind: i, row: flows.NoRow})
		if !p.open[keyOfProblem(x)] {
			continue
		}
		for _, row := range x.Rows {
			p.lines = append(p.lines, problemLine{kind: i, row: row})
		}
		if more := int(x.Count) - len(x.Rows); more > 0 {
			p.lines = append(p.lines, problemLine{kind: i, row: flows.NoRow, more: more})
		}
	}
	p.table.rows = len(p.lines)
	p.table.clamp()
}

// find puts the cursor on the line of a kind, or on that of a row of it.
func (p *problemsPane) find(key problemKey, row uint32) {
	for i, l := range p.lines {
		if keyOfProblem(&p.found.problems[l.kind]) != key {
			continue
		}
		if l.row == flows.NoRow && l.more == 0 {
			p.table.at = i
		}
		if l.row == row && l.more == 0 {
			p.table.at = i
			break
		}
	}
	p.table.clamp()
}

// Act moves the cursor, unfolds a kind, or goes to packets.
func (p *problemsPane) Act(_ *model, a keymap.Action) bool {
	p.wanted = 0
	switch a {
	case keymap.Enter:
		if len(p.lines) == 0 {
			p.enterKind(1)
			return true
		}
		return p.enter()
	case keymap.Unfold:
		return p.fold(true)
	case keymap.Refold:
		return p.fold(false)
	}
	return p.table.act(a)
}

// Count goes to the n-th kind, or goes on by n lines.
func (p *problemsPane) Count(_ *model, a keymap.Action, n int) bool {
	p.wanted = 0
	switch a {
	case keymap.Enter:
		p.enterKind(n)
		return true
	case keymap.Home, keymap.End:
		p.goKind(n)
		return true
	}
	return p.table.count(a, n)
}

// enterKind lists the packets of the n-th kind. While there may be more kinds than
// were found so far it waits for them: a user who knows the list types ahead.
func (p *problemsPane) enterKind(n int) {
	if n > len(p.found.problems) && p.found.looked < p.m.snap.Rows() {
		p.wanted, p.before = n, p.m.snap.Rows()
		p.h.say("goes there as soon as the capture is looked through; any other key stays here")
		return
	}
	if p.goKind(n) {
		p.enter()
	}
}

// goKind puts the cursor on the n-th kind; false when there is none.
func (p *problemsPane) goKind(n int) bool {
	kinds := len(p.found.problems)
	switch {
	case kinds == 0:
		p.h.say("no problems were found" + soFar(p.m))
	case n < 1 || n > kinds:
		p.h.say(fmt.Sprintf("there are kinds 1 to %d%s", kinds, soFar(p.m)))
	default:
		p.find(keyOfProblem(&p.found.problems[n-1]), flows.NoRow)
		return true
	}
	return false
}

// fold unfolds the kind under the cursor, or shows only the kind again.
func (p *problemsPane) fold(open bool) bool {
	if len(p.lines) == 0 {
		return p.goKind(1) // it says that there is none
	}
	l := p.lines[p.table.at]
	key := keyOfProblem(&p.found.problems[l.kind])
	if open && p.open[key] {
		open = false // the same key folds it again
	}
	if p.open[key] = open; !open {
		l.row = flows.NoRow
	}
	p.relist()
	p.find(key, l.row)
	return true
}

// enter lists the packets of the kind under the cursor, or goes to the packet.
func (p *problemsPane) enter() bool {
	if len(p.lines) == 0 {
		return false
	}
	l := p.lines[p.table.at]
	x := &p.found.problems[l.kind]
	if l.row != flows.NoRow {
		p.h.list(listing{row: l.row, only: flows.NoConn})
		return true
	}
	text, all := problemFilter(x, p.h.catalog())
	p.h.list(listing{row: x.Rows[0], only: flows.NoConn, filter: text})
	if !all {
		p.h.say(fmt.Sprintf("the first %s of %s are listed", group(len(x.Rows)), group(int(x.Count))))
	}
	return true
}

// problemFilter is a display filter that keeps the packets of a problem; all is
// false when it keeps only the first of them.
func problemFilter(x *flows.Problem, names *filter.Catalog) (text string, all bool) {
	if !x.Rule.Ours && names.Field(x.Rule.Name) != nil {
		return x.Rule.Name, true
	}
	var b strings.Builder
	b.WriteString("frame.number in {")
	for i := 0; i < len(x.Rows); {
		j := i
		for j+1 < len(x.Rows) && x.Rows[j+1] == x.Rows[j]+1 {
			j++
		}
		if i > 0 {
			b.WriteString(", ")
		}
		if fmt.Fprintf(&b, "%d", x.Rows[i]+1); j > i {
			fmt.Fprintf(&b, "..%d", x.Rows[j]+1)
		}
		i = j + 1
	}
	return b.String() + "}", int(x.Count) == len(x.Rows)
}

// Cell is the kind that the cursor is on, or one packet of it.
func (p *problemsPane) Cell(_ *model) (cell, bool) {
	if len(p.lines) == 0 {
		return cell{}, false
	}
	l := p.lines[p.table.at]
	x := &p.found.problems[l.kind]
	if l.row != flows.NoRow {
		return cell{text: p.packet(l.row), filter: fmt.Sprintf("frame.number == %d", l.row+1)}, true
	}
	text, _ := problemFilter(x, p.h.catalog())
	c := cell{text: problemText(x), filter: text}
	if text == x.Rule.Name {
		c.field = text
	}
	return c, true
}

// Line is the line that the cursor is on.
func (p *problemsPane) Line(_ *model) string {
	if len(p.lines) == 0 {
		return ""
	}
	return p.table.line(p.table.at)
}

// MouseHandler selects the line that is clicked; a second click on it unfolds
// its kind.
func (p *problemsPane) MouseHandler() mouseHandler {
	return paneMouse(p.Box, p, func() bool { return p.m != nil }, func(x, y int) {
		if row, _ := p.table.clicked(x, y); row >= 0 {
			again := row == p.table.at
			p.table.at = row
			if again && p.lines[row].row == flows.NoRow {
				p.fold(true)
			}
		}
	}, func(_, _, lines int) {
		p.table.scroll(lines)
	})
}
