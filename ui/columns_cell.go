package ui

import (
	"fmt"
	"net/netip"
	"strings"

	"tcptui/decode"
	"tcptui/flows"
	"tcptui/fsm"
)

// selected is the selected row as the columns take it; false when there is none.
func (p *packetsPane) selected() (listed, bool) {
	m := p.m
	if m == nil || m.sel == flows.NoRow {
		return listed{}, false
	}
	r := listed{m: m, row: m.snap.Row(m.sel), before: flows.NoRow}
	if at := m.place(); at > 0 {
		r.before = m.at(at - 1)
	}
	p.complete(&r)
	r.fact = p.facts.of(m.sel)
	return r, true
}

// Cell is the cell of the selected row in the chosen column.
func (p *packetsPane) Cell(m *model) (cell, bool) {
	r, ok := p.selected()
	if !ok {
		return cell{}, false
	}
	c := &p.columns[p.chosen]
	text := string(c.append(nil, &r, unlimited))
	if c.field != nil {
		out, ok := m.fieldCell(c.Name, text)
		if !ok { // the frame does not have the field
			return cell{field: c.Name, filter: "!" + c.Name}, true
		}
		return out, true
	}
	return cell{text: text, filter: rowFilter(c, &r), field: columnField(c.Name, &r)}, true
}

// Line is the selected row: what the columns say, those that are not on the
// screen too.
func (p *packetsPane) Line(*model) string {
	r, ok := p.selected()
	if !ok {
		return ""
	}
	var out []string
	for i := range p.columns {
		if text := p.columns[i].append(nil, &r, unlimited); len(text) > 0 {
			out = append(out, string(text))
		}
	}
	return strings.Join(out, "  ")
}

// rowFilters are the filters that keep what has the same as a row in a column of
// the program; "" where there is nothing to compare.
var rowFilters = map[string]func(r *listed) string{
	"no":          func(r *listed) string { return fmt.Sprintf("frame.number == %d", r.row.No+1) },
	"time":        timeFilter,
	"local-time":  timeFilter,
	"utc-time":    timeFilter,
	"date":        timeFilter,
	"delta":       func(r *listed) string { return r.same("frame.time_delta") },
	"source":      func(r *listed) string { return endFilter(r, r.row.From, "src") },
	"destination": func(r *listed) string { return endFilter(r, r.row.From.Peer(), "dst") },
	"protocol":    protocolFilter,
	"flags":       func(r *listed) string { return fmt.Sprintf("tcp.flags == 0x%03x", uint16(r.row.Flags)) },
	"seq":         seqFilter,
	"ack":         ackFilter,
	"window": func(r *listed) string {
		return fmt.Sprintf("tcp.window_size == %d", r.conn.Sides[r.row.From].Window(r.row.Window, r.row.Flags))
	},
	"length": func(r *listed) string { return fmt.Sprintf("tcp.len == %d", r.row.Len) },
	"info":   infoFilter,
	"client": func(r *listed) string { return stateFilter(r, fsm.Client) },
	"server": func(r *listed) string { return stateFilter(r, fsm.Server) },
}

// rowFilter is the filter of a column of the program for a row.
func rowFilter(c *column, r *listed) string {
	of := rowFilters[c.Name]
	if of == nil || r.conn == nil && (c.kind >= colFlags && c.kind <= colInfo || c.Name == "client" || c.Name == "server") {
		return ""
	}
	return of(r)
}

// columnFields are the fields that say what a column of the program says.
var columnFields = map[string]string{
	"no": "frame.number", "time": "frame.time_relative", "local-time": "frame.time", "utc-time": "frame.time_epoch", "date": "frame.time",
	"delta": "frame.time_delta", "flags": "tcp.flags", "window": "tcp.window_size", "length": "tcp.len", "client": "fsm.client",
	"server": "fsm.server", "info": "conn.segment",
}

// columnField is the field of a column of the program in a row; "" when none
// says the same.
func columnField(name string, r *listed) string {
	end := map[string]string{"source": "src", "destination": "dst"}[name]
	switch {
	case end != "" && r.conn != nil && r.conn.Sides[0].Addr.N == 4:
		return "ip." + end
	case end != "" && r.conn != nil:
		return "ipv6." + end
	case name == "seq" && r.m.raw:
		return "tcp.seq_raw"
	case name == "ack" && r.m.raw:
		return "tcp.ack_raw"
	case name == "seq" || name == "ack":
		return "tcp." + name
	}
	return columnFields[name]
}

// same is a filter that keeps what has the same value of a field as the row; ""
// when it has none.
func (r *listed) same(field string) string {
	c, ok := r.m.fieldCell(field, "")
	if !ok {
		return ""
	}
	return c.filter
}

func timeFilter(r *listed) string { return r.same("frame.time_epoch") }

func seqFilter(r *listed) string {
	if r.m.raw {
		return fmt.Sprintf("tcp.seq_raw == %d", r.row.Seq)
	}
	return fmt.Sprintf("tcp.seq == %d", r.m.snap.RelSeq(&r.row))
}

func ackFilter(r *listed) string {
	switch {
	case !r.row.Flags.Has(decode.ACK):
		return "tcp.flags.ack == 0"
	case r.m.raw:
		return fmt.Sprintf("tcp.ack_raw == %d", r.row.Ack)
	}
	return fmt.Sprintf("tcp.ack == %d", r.m.snap.RelAck(&r.row))
}

// endFilter keeps what has the same sender or receiver; end is src or dst.
func endFilter(r *listed, role fsm.Role, end string) string {
	if r.conn != nil {
		to := r.conn.Sides[role].AddrPort()
		return fmt.Sprintf("%s && tcp.%sport == %d", addressFilter(to.Addr(), end), end, to.Port())
	}
	text := r.other.dst
	if end == "src" {
		text = r.other.src
	}
	if text == "" {
		return ""
	}
	if addr, err := netip.ParseAddr(text); err == nil {
		return addressFilter(addr, end)
	}
	return "eth." + end + " == " + text
}

func addressFilter(addr netip.Addr, end string) string {
	if addr.Is4() {
		return fmt.Sprintf("ip.%s == %s", end, addr)
	}
	return fmt.Sprintf("ipv6.%s == %s", end, addr.WithZone(""))
}

// protocolFilter keeps what has the same protocol, by its name in the table of
// fields.
func protocolFilter(r *listed) string {
	if r.conn != nil {
		return "tcp"
	}
	return r.row.Proto.Name()
}

func stateFilter(r *listed, role fsm.Role) string {
	state := r.row.Moment.State[role]
	if state == fsm.None {
		return ""
	}
	return fmt.Sprintf("fsm.%s == %q", role, state)
}

// infoFilter keeps what was found the same way: by verdict, then by Wireshark's
// flag, then by what opens and closes a connection.
func infoFilter(r *listed) string {
	if v := r.row.Verdict; v > flows.Original {
		return fmt.Sprintf("conn.segment == %q", v)
	}
	for note := range r.row.Notes.Each() {
		return "tcp.analysis." + note.String()
	}
	for _, f := range []struct {
		flag decode.Flags
		name string
	}{{decode.RST, "reset"}, {decode.SYN, "syn"}, {decode.FIN, "fin"}} {
		if r.row.Flags.Has(f.flag) {
			return "tcp.flags." + f.name + " == 1"
		}
	}
	return ""
}
