package ui

import (
	"fmt"
	"strconv"
	"strings"

	"tcptui/flows"
)

// tabsWidth is the room from which the title names all pages.
const tabsWidth = 140

// Name is the page that is shown and, where there is room, the others, and of
// what it is.
func (p *statsPane) Name() string {
	if p.m == nil {
		return "Statistics"
	}
	var b strings.Builder
	shown := p.pages[p.page].name
	if p.pages[p.page].layered {
		shown += " " + statLayerNames[p.layer]
	}
	if p.pages[p.page].whole && p.m.conn != flows.NoConn {
		shown += fmt.Sprintf(" %d", p.m.conn)
	}
	if _, _, w, _ := p.GetRect(); w < tabsWidth {
		b.WriteString("Statistics " + strconv.Itoa(p.page+1) + " of " + strconv.Itoa(statPages) + ": " + shown)
	} else {
		for i := range p.pages {
			name := strconv.Itoa(i+1) + " " + p.pages[i].name
			if i == p.page {
				name = "[" + strconv.Itoa(i+1) + " " + shown + "]"
			}
			if i > 0 {
				name = " " + name
			}
			b.WriteString(name)
		}
	}
	runs, title, _ := p.work().state()
	if p.tab().run != nil && !runs {
		title = " · sorting"
	}
	b.WriteString(title)
	switch {
	case p.pages[p.page].whole:
	case p.m.filt != nil && p.all:
		b.WriteString(" · of all packets")
	case p.m.filt != nil:
		b.WriteString(" · of displayed packets")
	}
	return b.String()
}
