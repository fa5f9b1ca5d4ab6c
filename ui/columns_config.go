package ui

import (
	"fmt"

	"tcptui/flows"
)

// setUpPackets brings the packet list into the form that was asked for. What
// cannot be is said; the rest is done.
func (s *shell) setUpPackets(c Config) {
	p := s.packets()
	p.minimap.plain = c.PlainScrollBar
	p.rules = ruleSet{off: c.Uncoloured, file: c.Colours}
	errs := p.setColumns(c.Columns)
	p.chosen = max(p.columnNamed("source"), 0)
	p.changed = c.ColumnsChanged
	if len(errs) > 0 {
		s.say(errs[0].Error() + more(len(errs)))
	}
	if c.Time != "" {
		f, ok := clockNamed(c.Time)
		if !ok {
			s.say(fmt.Sprintf("there is no time format %q; there are %s", c.Time, clockNames()))
		}
		s.m.clock = f
	}
	s.m.raw = c.RawNumbers
}

// more says how many errors there are besides the one that is told.
func more(n int) string {
	if n < 2 {
		return ""
	}
	return fmt.Sprintf(" (and %d more)", n-1)
}

// packets is the packet list.
func (s *shell) packets() *packetsPane { return s.panes[panePackets].(*packetsPane) }

// ruleOf is the rule that colours a row; "" when none does, or it is not known
// yet.
func (p *packetsPane) ruleOf(row uint32) string {
	if p.m == nil || row == flows.NoRow {
		return ""
	}
	r := listed{m: p.m, row: p.m.snap.Row(row), fact: p.facts.of(row)}
	p.complete(&r)
	_, name := p.rules.style(&p.m.th, &r)
	return name
}

// withRule is a line about the selected packet with the rule that colours it at
// its end, where there is room.
func (s *shell) withRule(l line, width int) line {
	name := s.packets().ruleOf(s.m.sel)
	right := line{{"  colour rule: " + name + " ", s.m.th.dim}}
	if name == "" || l.width()+right.width() > width {
		return l.clip(width)
	}
	return spread(l, right, width)
}
