package ui

import (
	"fmt"
	"net/netip"
	"regexp"
	"strconv"

	"tcptui/decode"
	"tcptui/flows"
	"tcptui/fsm"
	"tcptui/keymap"
)

// cellHere is what the cursor of the pane with the focus is on. Where a pane says
// nothing it is the selected packet, which has a number and no field.
func (s *shell) cellHere() cell {
	if p, ok := s.panes[s.view.focus].(celled); ok {
		if c, ok := p.Cell(s.m); ok {
			return c
		}
	}
	return cell{text: strconv.Itoa(int(s.m.sel) + 1), filter: fmt.Sprintf("frame.number == %d", s.m.sel+1)}
}

// offerApply opens a menu of the display filters that what the cursor is on makes.
func (s *shell) offerApply() {
	this := s.cellHere().filter
	u := &menu{title: "Apply as filter"}
	add := func(key keymap.Key, text, filter, off string) {
		item := menuItem{key: key, text: text, note: fit(filter, menuMost/2), off: off, do: func() { s.applyNew(filter) }}
		if off != "" {
			item.note = ""
		}
		u.items = append(u.items, item)
	}
	none := ""
	if this == "" {
		none = "nothing can be filtered by what the cursor is on"
	}
	add("s", "what the cursor is on", this, none)
	add("n", "not that", not(this), none)
	force, off := "", none
	if s.m.filt != nil {
		force = s.m.filt.f.String()
	} else if off == "" {
		off = "no filter is in force that it could be added to"
	}
	for _, j := range []struct {
		key        keymap.Key
		text, sign string
		filter     string
	}{
		{"a", "the filter, and that", " && ", grouped(this)}, {"o", "the filter, or that", " || ", grouped(this)},
		{"A", "the filter, and not that", " && ", not(this)}, {"O", "the filter, or not that", " || ", not(this)},
	} {
		add(j.key, j.text, grouped(force)+j.sign+j.filter, off)
	}
	u.items = append(u.items, menuItem{key: "p", text: "that, in the filter line", off: none, do: func() { s.askFilterWith(this) }})
	for _, f := range s.around() {
		add(f.key, f.text, f.filter, f.off)
	}
	s.choose(u)
}

// applyNew applies a filter; Esc comes back to the one before.
func (s *shell) applyNew(text string) {
	s.push(s.here())
	s.applyText(text)
}

// joins are what makes a filter more than one test.
var joins = regexp.MustCompile(`[&|!]|\b(and|or|xor|not)\b`)

// grouped is a filter that others can be joined to.
func grouped(filter string) string {
	if joins.MatchString(filter) {
		return "(" + filter + ")"
	}
	return filter
}

// not keeps what a filter does not.
func not(filter string) string { return "!(" + filter + ")" }

// aroundFilter is a filter of what the selected packet belongs to.
type aroundFilter struct {
	key               keymap.Key
	text, filter, off string
}

// around are the filters of what the selected packet belongs to: its connection,
// its hosts, its ports.
func (s *shell) around() []aroundFilter {
	var out []aroundFilter
	if conn := s.m.conn; conn != flows.NoConn {
		out = append(out, aroundFilter{"c", "this connection", fmt.Sprintf("tcp.stream == %d", conn), ""})
	} else {
		out = append(out, aroundFilter{"c", "this connection", "", "this packet belongs to no TCP connection"})
	}
	hosts, ports := s.endsHere()
	if hosts[0] == "" || hosts[1] == "" {
		return append(out, aroundFilter{"v", "between these hosts", "", "this packet has no addresses"})
	}
	out = append(out, aroundFilter{"v", "between these hosts", hosts[0] + " && " + hosts[1], ""},
		aroundFilter{"1", "this host, the source", hosts[0], ""}, aroundFilter{"2", "this host, the destination", hosts[1], ""})
	if ports[0] != "" {
		out = append(out, aroundFilter{"3", "this port, of the source", ports[0], ""}, aroundFilter{"4", "this port, of the destination", ports[1], ""})
	}
	return out
}

// endsHere are filters for the addresses of the selected packet's source and
// destination, and for their ports where it has TCP.
func (s *shell) endsHere() (hosts, ports [2]string) {
	m := s.m
	row := m.snap.Row(m.sel)
	if row.Conn != flows.NoConn {
		c := m.snap.Conn(row.Conn)
		for i, role := range [...]fsm.Role{row.From, row.From.Peer()} {
			end := c.Sides[role].AddrPort()
			hosts[i], ports[i] = hostFilter(end.Addr()), fmt.Sprintf("tcp.port == %d", end.Port())
		}
		return hosts, ports
	}
	p := m.view().Packet()
	for i, a := range [...]decode.Addr{p.Src, p.Dst} {
		if a.N > 0 {
			hosts[i] = hostFilter(a.IP())
		}
	}
	return hosts, ports
}

// hostFilter keeps the packets from an address or to it.
func hostFilter(a netip.Addr) string {
	if a.Is4() {
		return "ip.addr == " + a.String()
	}
	return "ipv6.addr == " + a.WithZone("").String()
}
