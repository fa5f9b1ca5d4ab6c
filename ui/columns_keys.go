package ui

import "tcptui/keymap"

// actColumns does the keys of the chosen column and of the colours.
func (p *packetsPane) actColumns(a keymap.Action) bool {
	switch a {
	case keymap.PrevColumn:
		p.chooseBeside(-1)
	case keymap.NextColumn:
		p.chooseBeside(+1)
	case keymap.ColumnLeft:
		p.moveColumn(-1)
	case keymap.ColumnRight:
		p.moveColumn(+1)
	case keymap.Wider:
		p.resizeColumn(p.chosen, p.shownWidth()+1)
	case keymap.Narrower:
		p.resizeColumn(p.chosen, max(p.shownWidth()-1, 1))
	case keymap.AutoWidth:
		p.resizeColumn(p.chosen, 0)
	case keymap.ColourRules:
		p.toggleRules()
	default:
		return false
	}
	return true
}

// chooseBeside chooses the next column to the left or right that has room.
func (p *packetsPane) chooseBeside(way int) {
	for at := p.chosen + way; at >= 0 && at < len(p.columns); at += way {
		if p.widthOf(at) > 0 {
			p.chosen = at
			return
		}
	}
}

// shownWidth is how wide the chosen column is, or would be.
func (p *packetsPane) shownWidth() int {
	if w := p.widthOf(p.chosen); w > 0 {
		return w
	}
	return p.columns[p.chosen].Width
}

// toggleRules colours the rows by rules, or not.
func (p *packetsPane) toggleRules() {
	p.rules.off = !p.rules.off
	p.facts.change(p.fields, p.rules.filters())
	if p.h == nil {
		return
	}
	if p.rules.off {
		p.h.say("packets without colours; " + p.h.sign(keymap.ColourRules) + " colours them again")
		return
	}
	p.h.say("packets coloured by rules")
}
