package ui

import "tcptui/keymap"

// Act moves the selection along the connection, and changes what of it is shown.
func (p *statePane) Act(m *model, a keymap.Action) bool {
	at := m.placeInConn()
	if at < 0 {
		return false
	}
	if p.quiz.forward(m, p.story, a, at) || p.moves(m, a, at) {
		return true
	}
	switch a {
	case keymap.Predict:
		p.quiz.toggle(m)
	case keymap.Diagram:
		p.chart = !p.chart
	case keymap.Why:
		return p.toggleWhy()
	case keymap.WhyUp:
		return p.why.scroll(-1)
	case keymap.WhyDown:
		return p.why.scroll(+1)
	case keymap.ZoomIn:
		p.scale(m, -1)
	case keymap.ZoomOut:
		p.scale(m, +1)
	case keymap.Fold:
		return !p.chart && p.fold(m, at)
	case keymap.Left:
		return p.why.choose(-1)
	case keymap.Right:
		return p.why.choose(+1)
	case keymap.Enter:
		return !p.chart && p.folded(at) && p.fold(m, at) || p.jump(m)
	case keymap.Back:
		return p.jumpBack(m)
	default:
		return false
	}
	return true
}

// toggleWhy shows the explanation, also where there is little room for it, or
// folds it away; false when there is too little.
func (p *statePane) toggleWhy() bool {
	shown := p.why.room > 0
	p.why.off, p.why.asked = shown, !shown
	_, _, _, height := p.GetInnerRect()
	return shown || height >= lowWhy
}

// moves does the actions that select another segment. In the ladder they go by
// its lines, so that a folded run is one step; in the diagram by segments.
func (p *statePane) moves(m *model, a keymap.Action, at int) bool {
	by := 0
	switch a {
	case keymap.Up:
		by = -1
	case keymap.Down:
		by = +1
	case keymap.PageUp:
		by = -max(p.page-1, 1)
	case keymap.PageDown:
		by = max(p.page-1, 1)
	case keymap.Home:
		m.selectRow(m.connRows[0])
		return true
	case keymap.End:
		m.selectRow(m.connRows[len(m.connRows)-1])
		return true
	default:
		return false
	}
	if p.chart || at >= p.story.done { // or it is not known yet what is folded there
		m.selectRow(m.connRows[max(min(at+by, len(m.connRows)-1), 0)])
		return true
	}
	from := p.story.lineOf(at)
	to := max(min(from+by, len(p.story.items)-1), 0)
	if p.story.items[to].kind == itemPause { // it stands before the segment of the next line
		to += sign(by)
	}
	m.selectRow(m.connRows[p.story.placeOf(max(min(to, len(p.story.items)-1), 0))])
	return true
}

// folded reports whether the segment at a place is hidden in a run.
func (p *statePane) folded(at int) bool {
	i := p.story.lineOf(at)
	return i >= 0 && p.story.items[i].kind == itemRun
}

// fold unfolds the run of the segment at a place, or folds it again.
func (p *statePane) fold(m *model, at int) bool {
	if !p.story.toggle(m, at) {
		return false
	}
	p.reveal()
	return true
}

// scale draws shorter silence too, or only longer.
func (p *statePane) scale(m *model, by int) {
	p.story.scale(m, by)
	p.reveal()
}

// jump selects the chosen evidence frame and remembers where from.
func (p *statePane) jump(m *model) bool {
	row, ok := p.why.evidence()
	if !ok || p.why.room == 0 {
		return false
	}
	const most = 64
	if len(p.from) == most {
		p.from = p.from[1:]
	}
	p.from = append(p.from, m.sel)
	m.selectRow(row)
	return true
}

// jumpBack goes back to where evidence was looked up from.
func (p *statePane) jumpBack(m *model) bool {
	if len(p.from) == 0 {
		return false
	}
	m.selectRow(p.from[len(p.from)-1])
	p.from = p.from[:len(p.from)-1]
	return true
}

// MouseHandler selects the segment that is clicked and scrolls the ladder or the
// explanation.
func (p *statePane) MouseHandler() mouseHandler {
	return paneMouse(p.Box, p, func() bool { return p.m != nil }, func(x, y int) {
		if i := p.top + y - p.y; !p.lower.holds(x, y) && y >= p.y && y < p.y+p.page && i < min(len(p.story.items), p.lines()) {
			p.m.selectRow(p.m.connRows[p.story.placeOf(i)])
		}
	}, func(x, y, lines int) {
		p.wheel(p.lower.holds(x, y), lines)
	})
}

func (p *statePane) wheel(below bool, by int) {
	if below {
		p.why.scroll(by)
		return
	}
	p.top += by
	p.clamp()
}

// wheelLines is how far one notch of the mouse wheel scrolls.
const wheelLines = 3
