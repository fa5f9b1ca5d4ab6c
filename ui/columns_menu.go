package ui

import (
	"fmt"
	"slices"

	"tcptui/keymap"
)

// usual are the columns that have a letter of their own in the menu.
var usual = []struct {
	key        keymap.Key
	name, text string
}{
	{"w", "tcp.window_size_value", "the window as the header has it"},
	{"s", "tcp.stream", "number of the connection"},
	{"c", "client", "state of the client"},
	{"v", "server", "state of the server"},
	{"d", "delta-displayed", "seconds since the packet above"},
	{"r", "tcp.analysis.ack_rtt", "round trip to the acknowledgment"},
	{"i", "tcp.analysis.bytes_in_flight", "bytes in flight"},
	{"n", "tcp.nxtseq", "next sequence number"},
	{"t", "ip.ttl", "time to live"},
	{"l", "frame.len", "length of the frame"},
	{"u", "utc-time", "time of day in UTC"},
}

// chooseColumns opens the menu of the columns.
func (s *shell) chooseColumns() {
	p := s.packets()
	u := &menu{title: "Columns", items: []menuItem{
		s.underCursor(),
		{key: "a", text: "another field …", do: func() { s.prompt = newNameBox(s) }},
	}}
	for _, c := range usual {
		item := menuItem{key: c.key, text: c.text, note: c.name, do: func() { s.addColumn(c.name) }}
		if at := p.columnNamed(c.name); at >= 0 {
			item.note = "✓ " + c.name
			item.do = func() { s.dropColumn(at) }
		}
		u.items = append(u.items, item)
	}
	u.items = append(u.items, s.chosenItems()...)
	s.choose(u)
}

// underCursor is the item that makes the field under the cursor of the pane with
// the focus a column.
func (s *shell) underCursor() menuItem {
	item := menuItem{key: "f", text: "the field under the cursor"}
	pane, ok := s.panes[s.view.focus].(celled)
	if !ok {
		item.off = "this pane's cursor is on no field"
		return item
	}
	switch c, ok := pane.Cell(s.m); {
	case !ok || c.field == "":
		item.off = "the cursor is on no field that can be a column; go to one in the header or the layers"
	case s.packets().columnNamed(c.field) >= 0:
		item.note, item.off = c.field, c.field+" is a column already"
	default:
		item.note, item.do = c.field, func() { s.addColumn(c.field) }
	}
	return item
}

// chosenItems are what can be done with the chosen column, and with all.
func (s *shell) chosenItems() []menuItem {
	p := s.packets()
	at, title := p.chosen, p.columns[p.chosen].Title
	items := []menuItem{
		{key: "x", text: "remove the chosen column", note: title, do: func() { s.dropColumn(at) }},
		{key: "H", text: "move it to the left", note: title, do: func() { p.moveColumn(-1) }},
		{key: "L", text: "move it to the right", note: title, do: func() { p.moveColumn(+1) }},
		{key: "+", text: "wider", note: title, do: func() { p.actColumns(keymap.Wider) }},
		{key: "-", text: "narrower", note: title, do: func() { p.actColumns(keymap.Narrower) }},
		{key: "=", text: "as wide as needed", note: title, do: func() { p.resizeColumn(at, 0) }},
		{key: "0", text: "the default columns again", do: func() {
			p.change(DefaultColumns(), 0)
			p.chosen = p.columnNamed("source")
			s.say("the default columns")
		}},
	}
	if at == 0 {
		items[1].off = title + " is the first column"
	}
	if at == len(p.columns)-1 {
		items[2].off = title + " is the last column"
	}
	if p.columns[at].Width == 0 {
		items[5].off = title + " is as wide as needed already"
	}
	if slices.Equal(p.specs(), DefaultColumns()) {
		items[6].off = "these are the default columns"
	}
	return items
}

// addColumn makes a column of a name and says so.
func (s *shell) addColumn(name string) {
	p := s.packets()
	if err := p.addColumn(name); err != nil {
		s.say(err.Error())
		return
	}
	title := p.columns[p.chosen].Title
	if !p.fits() {
		s.say(fmt.Sprintf("column %s: %s, but there is no room for it here: zoom, or remove another one", title, name))
		return
	}
	s.say(fmt.Sprintf("column %s: %s", title, name))
}

// dropColumn takes a column away and says so.
func (s *shell) dropColumn(at int) {
	p := s.packets()
	title := p.columns[at].Title
	if !p.dropColumn(at) {
		s.say("there must be a column: " + title + " is the last one")
		return
	}
	s.say("without the column " + title)
}

// fits reports whether there is room for the chosen column, as the list was
// drawn last.
func (p *packetsPane) fits() bool {
	if len(p.places) == 0 {
		return true // not drawn yet
	}
	var wishes []wish
	for i := range p.columns {
		c := &p.columns[i]
		w := wish{c.kind, max(textWidth(c.Title), c.Width), c.Width > 0}
		for _, old := range p.wishes {
			if old.kind == c.kind && c.kind != colExtra {
				w.want = old.want
			}
		}
		wishes = append(wishes, w)
	}
	return planColumns(wishes, p.end-p.places[0].x, nil)[p.chosen] > 0
}
