package ui

import (
	"fmt"
	"strconv"

	"tcptui/decode"
	"tcptui/flows"
)

// headerOf is a TCP header while its fields are made.
type headerOf struct {
	v    *flows.View
	seg  *decode.Segment // nil when an ICMP error only quotes the header
	conn *flows.Conn     // nil when the segment belongs to none
	raw  bool            // sequence numbers as on the wire come first
}

// fieldRow is how a field of the fixed header is shown. Its value, and what it
// is for, comes from decode.
type fieldRow struct {
	bit, bits   uint32
	name, short string
	kind        fieldKind
	set         func(h *headerOf, f *headerField) // tells more; nil: nothing to add
}

// fixedFields is the header of RFC 9293 3.1 without options, in its order. AE
// is the bit of RFC 9768 that was reserved before.
var fixedFields = []fieldRow{
	{bit: 0, bits: 16, name: "Source Port"},
	{bit: 16, bits: 16, name: "Destination Port"},
	{bit: 32, bits: 32, name: "Sequence Number", set: setSeq},
	{bit: 64, bits: 32, name: "Acknowledgment Number", set: setAck},
	{bit: 96, bits: 4, name: "Data Offset", short: "offset", set: setOffset},
	{bit: 100, bits: 3, name: "Reserved", short: "rsrvd", set: setReserved},
	{bit: 103, bits: 1, name: "AE", short: "N", kind: flagField},
	{bit: 104, bits: 1, name: "CWR", short: "C", kind: flagField},
	{bit: 105, bits: 1, name: "ECE", short: "E", kind: flagField},
	{bit: 106, bits: 1, name: "URG", short: "U", kind: flagField},
	{bit: 107, bits: 1, name: "ACK", short: "A", kind: flagField},
	{bit: 108, bits: 1, name: "PSH", short: "P", kind: flagField},
	{bit: 109, bits: 1, name: "RST", short: "R", kind: flagField},
	{bit: 110, bits: 1, name: "SYN", short: "S", kind: flagField},
	{bit: 111, bits: 1, name: "FIN", short: "F", kind: flagField},
	{bit: 112, bits: 16, name: "Window", set: setWindow},
	{bit: 128, bits: 16, name: "Checksum", set: setChecksum},
	{bit: 144, bits: 16, name: "Urgent Pointer", set: setUrgent},
}

// fixedBits is the length of the header without options.
const fixedBits = 160

// headerFields are the fields of a frame's TCP header with what its connection
// tells about them; nil when there is none. quoted says that it is not the
// frame's own header but one that an ICMP error quotes.
func headerFields(v *flows.View, raw bool) (fields []headerField, quoted bool) {
	p := v.Packet()
	items := decode.Header(p)
	if len(items) == 0 {
		return nil, false
	}
	h := &headerOf{v: v, raw: raw}
	start := 8 * p.Quote.Off
	if p.HasTCP {
		h.seg, h.conn, start = &p.TCP, v.Conn(), 8*p.TCP.Off
	}
	for i := range fixedFields {
		fields = append(fields, h.fixed(&fixedFields[i], items, start))
	}
	fields = append(fields, h.options(items, start)...)
	if h.seg != nil {
		fields = append(fields, h.data())
	}
	return fields, h.seg == nil
}

// fixed is one field of the fixed header.
func (h *headerOf) fixed(row *fieldRow, items []decode.Item, start uint32) headerField {
	f := headerField{name: row.name, short: row.short, bit: int(row.bit), bits: int(row.bits), kind: row.kind}
	for i := range items {
		it := &items[i]
		if it.From != start+row.bit || it.To > it.From+row.bits {
			continue
		}
		f.value, f.field, f.warn, f.help, f.ref = it.Value, it.Field, it.Warn, it.Help, it.Ref
		break
	}
	switch {
	case f.value == "": // what is cut off is not wrong
		f.value, f.warn = "?", ""
		if f.kind != flagField {
			f.notes = []string{"not captured"}
		}
	case f.kind == flagField:
		f.value = strconv.Itoa(bit(f.value == "set"))
	case row.set != nil && h.seg != nil:
		row.set(h, &f)
	}
	return f
}

// setSeq tells the sequence number from the connection's start and as it is on
// the wire.
func setSeq(h *headerOf, f *headerField) {
	h.number(f, "tcp.seq", h.seg.Seq, func() uint32 { return h.v.Snap.RelSeq(&h.v.Row) })
}

// number writes a sequence number both ways; field is that of the relative one.
func (h *headerOf) number(f *headerField, field string, wire decode.Seq, relative func() uint32) {
	f.value = strconv.FormatUint(uint64(wire), 10)
	if h.conn == nil {
		return
	}
	rel := strconv.FormatUint(uint64(relative()), 10)
	if h.raw {
		f.notes = append(f.notes, "relative "+rel)
		return
	}
	f.field, f.value, f.notes = field, rel, append(f.notes, "raw "+f.value)
}

func setAck(h *headerOf, f *headerField) {
	if !h.seg.Flags.Has(decode.ACK) {
		f.value = strconv.FormatUint(uint64(h.seg.Ack), 10)
		f.notes = []string{"means nothing: ACK is 0"}
		return
	}
	h.number(f, "tcp.ack", h.seg.Ack, func() uint32 { return h.v.Snap.RelAck(&h.v.Row) })
}

func setOffset(h *headerOf, f *headerField) {
	f.value = strconv.Itoa(int(h.seg.HdrLen) / 4)
	f.notes = []string{fmt.Sprintf("%d B", h.seg.HdrLen)}
}

// reservedFlags are the bits between data offset and AE.
const reservedFlags decode.Flags = 7 << 9

func setReserved(h *headerOf, f *headerField) {
	f.value = fmt.Sprintf("%03b", h.seg.Flags&reservedFlags>>9)
}

// setWindow tells the window as it is and in bytes.
func setWindow(h *headerOf, f *headerField) {
	if h.conn == nil {
		return
	}
	switch side := &h.conn.Sides[h.v.Row.From]; {
	case h.seg.Flags.Has(decode.SYN):
		f.notes = []string{"bytes, never scaled in a SYN"}
	case side.Scale == flows.ScaleUnknown:
		f.notes = []string{"scale unknown", "handshake not captured"}
	case side.Scale == flows.ScaleNone:
		f.notes = []string{"bytes, no scaling agreed"}
	default:
		size := side.Window(h.seg.Window, h.seg.Flags)
		f.notes = []string{fmt.Sprintf("× %d = %s", 1<<side.Scale, bytesText(int(size)))}
	}
}

func setChecksum(h *headerOf, f *headerField) {
	sum := h.v.Packet().Checksum()
	switch {
	case sum.Offloaded: // nothing is wrong with it
		f.warn = ""
		f.notes = []string{"offloaded", "left to the network card"}
	case sum.Status == decode.ChecksumBad:
		f.notes = []string{"bad"}
	default:
		f.warn = ""
		f.notes = []string{sum.Status.String()}
	}
}

func setUrgent(h *headerOf, f *headerField) {
	if !h.seg.Flags.Has(decode.URG) {
		f.notes = []string{"URG is 0"}
	}
}

// data is what follows the header.
func (h *headerOf) data() headerField {
	f := headerField{name: "Data", field: "tcp.len", kind: dataField, value: bytesText(int(h.seg.Len)), ref: "RFC 9293 3.4",
		bit: 8 * int(h.seg.HdrLen), bits: 8 * int(h.seg.CapLen),
		help: "The octets of the stream that the segment carries. The header does not tell how many: that is what remains of the IP datagram's length."}
	if h.seg.CapLen < h.seg.Len {
		f.notes = []string{bytesText(int(h.seg.CapLen)) + " captured"}
	}
	return f
}
