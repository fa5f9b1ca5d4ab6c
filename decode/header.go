package decode

import (
	"fmt"
	"strconv"
	"strings"
)

// Item is one line of the header pane: a field or an option of the selected
// segment, with its place in the packet.
type Item struct {
	Name  string // "Window"
	Value string // as text; may hold bytes of the packet only as hexadecimal digits
	Field string // Wireshark's name: "tcp.window_size_value"
	Ref   string // "RFC 9293 3.1"
	Help  string // one or two sentences: what it is for
	Warn  string // what is wrong here; "" when nothing is
	From  uint32 // first bit, counted from the start of Packet.Data
	To    uint32 // the bit behind the last one
	Depth int    // 0: a field or an option; 1: part of the one before with less depth
}

// Header returns the TCP header of a packet as rows: the fixed fields, each
// option, and what is inside, in the order of their bits. It is for the selected
// packet: it allocates. Nil when the packet has no TCP header of its own and
// quotes none.
func Header(p *Packet) []Item {
	off, ok := p.tcpOffset()
	if !ok {
		return nil
	}
	h := headerView{p: p, off: off, size: tcpMinHeader}
	h.b = window(p.Data, off, p.headerEnd(off))
	if len(h.b) > 12 {
		h.size = int(h.b[12]>>4) * 4
	}
	items := h.fixed()
	return append(items, h.options()...)
}

// tcpOffset is where the TCP header to show begins: the segment's, or the quoted
// one.
func (p *Packet) tcpOffset() (uint32, bool) {
	switch {
	case p.HasTCP:
		return p.TCP.Off, true
	case p.Quote.HasTCP:
		return p.Quote.Off, true
	}
	return 0, false
}

// headerEnd is how far a header at off can reach: to the end of its layer.
func (p *Packet) headerEnd(off uint32) uint32 {
	for i := int(p.NLayers) - 1; i >= 0; i-- {
		if p.Layers[i].Proto == ProtoTCP && p.Layers[i].Off == off {
			return min(p.Layers[i].End, off+60)
		}
	}
	return off
}

// headerView is a header on its way to become items.
type headerView struct {
	p    *Packet
	off  uint32 // in Packet.Data
	b    []byte // what was captured of it, 60 bytes at most
	size int    // bytes by the data offset
}

// fixed returns the rows of the fixed header. Flags come under one item.
func (h *headerView) fixed() []Item {
	var items []Item
	for _, r := range tcpRows() {
		if r.name == "tcp.port" {
			continue
		}
		it := Item{Name: r.label, Field: r.name, Ref: r.ref, Help: r.help, From: h.off*8 + uint32(r.bit), To: h.off*8 + uint32(r.bit+r.bits)}
		if strings.HasPrefix(r.name, "tcp.flags.") {
			it.Depth = 1
		}
		v, ok := r.value(h.b)
		if !ok {
			it.Warn = "cut off by the snapshot length"
			items = append(items, it)
			continue
		}
		it.Value = h.text(&r, v.U)
		it.Warn = h.warn(r.name, v.U)
		items = append(items, it)
	}
	return items
}

// text is the value of a fixed field.
func (h *headerView) text(r *fieldRow, u uint64) string {
	switch r.name {
	case "tcp.hdr_len":
		return fmt.Sprintf("%d bytes (%d words)", u, u/4)
	case "tcp.flags":
		return fmt.Sprintf("0x%03x (%s)", u, Flags(u))
	}
	if r.kind == KindBool {
		if r.bits > 1 {
			return fmt.Sprintf("%0*b", r.bits, bits(h.b, r.bit, r.bits))
		}
		return setText(u)
	}
	f := Field{Kind: r.kind, Base: r.base, Width: r.formatWidth()}
	return string(f.Format(nil, Value{U: u}))
}

func setText(u uint64) string {
	if u != 0 {
		return "set"
	}
	return "not set"
}

// warn says what is wrong with a fixed field.
func (h *headerView) warn(name string, u uint64) string {
	flags := Flags(bits(h.b, 100, 12))
	switch name {
	case "tcp.hdr_len":
		return h.warnOffset(int(u))
	case "tcp.flags.res":
		if u != 0 {
			return "reserved bits are set: they must be 0"
		}
	case "tcp.flags.ae":
		if u != 0 && !flags.Has(SYN) {
			return "part of the ACE counter when accurate ECN was agreed on; else it must be 0"
		}
	case "tcp.flags.syn":
		if u != 0 && flags.Any(FIN|RST) {
			return "SYN together with FIN or RST: no TCP sends that"
		}
	case "tcp.ack_raw":
		if u != 0 && !flags.Has(ACK) {
			return "not 0 although ACK is not set: it has no meaning"
		}
	case "tcp.urgent_pointer":
		if u != 0 && !flags.Has(URG) {
			return "not 0 although URG is not set: it has no meaning"
		}
	case "tcp.checksum":
		return h.warnChecksum()
	}
	return ""
}

func (h *headerView) warnOffset(n int) string {
	end := int64(h.p.NetEnd) - int64(h.off)
	switch {
	case n < tcpMinHeader:
		return "under 5 words: the header itself has 20 bytes"
	case h.p.HasTCP && int64(n) > end:
		return fmt.Sprintf("past the end of the packet, which has %d bytes from here", max(end, 0))
	case n > len(h.b):
		return "the options are cut off by the snapshot length"
	}
	return ""
}

func (h *headerView) warnChecksum() string {
	if !h.p.HasTCP {
		return "not verifiable: only a part of the segment is quoted"
	}
	switch c := h.p.Checksum(); {
	case c.Offloaded:
		return "sum of the pseudo-header only: left to the network card of the sending host, where this was captured"
	case c.Status == ChecksumBad:
		return fmt.Sprintf("wrong: should be 0x%04x", c.Want)
	case c.Status == ChecksumUnverified && h.p.Fragment:
		return "not verifiable: the segment's other fragments are missing"
	case c.Status == ChecksumUnverified:
		return "not verifiable: cut off by the snapshot length"
	}
	return ""
}

// options returns an item for each option, followed by those of its parts.
func (h *headerView) options() []Item {
	var items []Item
	eachOption(h.b, h.size, func(o option) bool {
		items = append(items, h.option(&o)...)
		return true
	})
	return items
}

func (h *headerView) option(o *option) []Item {
	at := h.off*8 + uint32(o.off)*8
	head := Item{Name: o.row.label, Field: o.row.name, Ref: o.row.ref, Help: o.row.help, Warn: o.fault, From: at, To: at + uint32(len(o.b))*8}
	if o.after {
		head.Name, head.Field, head.Help = "Padding", "", "Fills the header up to a word boundary."
		return []Item{head}
	}
	kind := Item{Name: "Kind", Field: "tcp.option_kind", Value: strconv.Itoa(int(o.b[0])), Ref: ref9293, Help: "What the option is.", From: at, To: at + 8, Depth: 1}
	items := []Item{head, kind}
	if len(o.b) > 1 {
		items = append(items, Item{Name: "Length", Field: "tcp.option_len", Value: strconv.Itoa(int(o.b[1])), Ref: ref9293,
			Help: "Bytes of the option with kind and length.", Warn: lengthWarn(o), From: at + 8, To: at + 16, Depth: 1})
	}
	var texts []string
	for _, t := range o.parts() {
		v, ok := t.value(o.b)
		if !ok {
			continue
		}
		it := h.part(o, &t, v)
		items = append(items, it)
		if t.bits != 1 && len(texts) < 4 {
			texts = append(texts, it.Value)
		}
	}
	items[0].Value = h.optionText(o, texts)
	return items
}

// lengthWarn repeats a fault of the length where the length is.
func lengthWarn(o *option) string {
	if strings.HasPrefix(o.fault, "length") {
		return o.fault
	}
	return ""
}

func (h *headerView) part(o *option, t *optionPart, v Value) Item {
	at := h.off*8 + uint32(o.off)*8 + uint32(t.bit)
	to := at + uint32(t.bits)
	if t.bits == 0 {
		to = h.off*8 + uint32(o.off+len(o.b))*8
	}
	it := Item{Name: t.label, Field: t.name, Ref: o.row.ref, Help: t.help, From: at, To: to, Depth: 1}
	f := Field{Kind: t.kind, Base: t.base, Width: t.width}
	switch {
	case t.kind == KindNone:
		it.Value = ""
	case t.bits == 1:
		it.Value = setText(v.U)
	default:
		it.Value = string(f.Format(nil, v))
	}
	switch t.name {
	case "tcp.options.mptcp.subtype":
		it.Value = fmt.Sprintf("%s (%d)", mptcpSubtypes[v.U&15], v.U)
	case "tcp.options.wscale.shift":
		it.Value = fmt.Sprintf("%d (multiply by %d)", v.U, 1<<min(v.U, 14))
		if v.U > 14 {
			it.Warn = "more than 14: counts as 14 (RFC 7323 2.3)"
		}
	}
	return it
}

// optionText is what an option says in one line.
func (h *headerView) optionText(o *option, parts []string) string {
	if len(parts) == 0 {
		return ""
	}
	if o.b[0] == kindUserTimeout && len(o.b) == 4 {
		unit := " s"
		if o.b[2]&0x80 != 0 {
			unit = " min"
		}
		return parts[0] + unit
	}
	return strings.Join(parts, " ")
}

// kindUserTimeout is told in its own unit.
const kindUserTimeout = 28

// flagNames are the flags from the lowest bit up, as Wireshark's Info column
// orders and names them.
var flagNames = [...]struct {
	bit  Flags
	name string
}{
	{FIN, "FIN"}, {SYN, "SYN"}, {RST, "RST"}, {PSH, "PSH"}, {ACK, "ACK"}, {URG, "URG"}, {ECE, "ECE"}, {CWR, "CWR"}, {AE, "AE"}, {reservedFlags, "Reserved"},
}

// reservedFlags are the three bits before AE.
const reservedFlags Flags = 0xe00

// String returns the names of the flags that are set, "SYN, ACK"; "<None>" for
// none, as Wireshark has it.
func (fl Flags) String() string {
	var names []string
	for _, f := range flagNames {
		if fl.Any(f.bit) {
			names = append(names, f.name)
		}
	}
	if names == nil {
		return "<None>"
	}
	return strings.Join(names, ", ")
}
