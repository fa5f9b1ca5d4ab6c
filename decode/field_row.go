package decode

import (
	"encoding/binary"
	"net/netip"
)

// fieldRow places a field in the header of one protocol. A field that exists in
// several places has several rows with one name.
type fieldRow struct {
	name, label string
	kind        Kind
	base        Base
	width       uint8 // bits that a hexadecimal number is padded to; 0: as many as it has
	proto       Proto
	bit, bits   uint16 // place in the header; bits 0 with KindBytes: to the end of the header
	ref, help   string
	when        func(b []byte) bool // nil: always; b is the header and what follows it
}

// value reads the field out of b, which begins with the header.
func (r *fieldRow) value(b []byte) (Value, bool) {
	first, last := int(r.bit/8), int(r.bit+r.bits+7)/8
	if last > len(b) || r.when != nil && !r.when(b) {
		return Value{}, false
	}
	switch r.kind {
	case KindIPv4:
		return Value{A: netip.AddrFrom4([4]byte(b[first:]))}, true
	case KindIPv6:
		return Value{A: netip.AddrFrom16([16]byte(b[first:]))}, true
	case KindEther, KindBytes:
		return Value{B: b[first:last:last]}, true
	}
	u := bits(b, r.bit, r.bits)
	if r.kind == KindBool {
		return Value{U: min(u, 1)}, true
	}
	return Value{U: u * r.unit()}, true
}

// unit is what one of a field counts: header lengths are shown in bytes that
// headers have in words of four.
func (r *fieldRow) unit() uint64 {
	switch r.name {
	case "ip.hdr_len", "tcp.hdr_len":
		return 4
	}
	return 1
}

// bits reads n bits, 64 at most, that begin at bit i of b, the most significant
// bit of each byte first. What is past the end of b reads as 0.
func bits(b []byte, i, n uint16) uint64 {
	var word [16]byte
	copy(word[:], b[min(int(i/8), len(b)):])
	hi, lo := binary.BigEndian.Uint64(word[:]), binary.BigEndian.Uint64(word[8:])
	if s := i % 8; s > 0 {
		hi = hi<<s | lo>>(64-s)
	}
	if n == 0 {
		return 0
	}
	return hi >> (64 - n)
}

// layerBytes returns layer i's bytes with all that follows it up to the end
// that the length fields give, as far as they were captured.
func (p *Packet) layerBytes(i int) []byte {
	l := &p.Layers[i]
	return window(p.bufferOf(i), l.Off, l.End)
}

// rowFields makes fields of rows; rows of one name, wherever they stand, become
// one field.
func rowFields(rows []fieldRow) []Field {
	var out []Field
	at := make(map[string]int)
	groups := make(map[string][]fieldRow)
	for _, r := range rows {
		if _, ok := at[r.name]; !ok {
			at[r.name] = len(out)
			out = append(out, Field{Name: r.name, Label: r.label, Kind: r.kind, Base: r.base, Width: r.formatWidth(), Mask: r.mask(), Help: r.help, Ref: r.ref})
		}
		groups[r.name] = append(groups[r.name], r)
	}
	for name, i := range at {
		out[i].Get = getRows(groups[name])
	}
	return out
}

func (r *fieldRow) formatWidth() uint8 {
	if r.width != 0 {
		return r.width
	}
	return uint8(min(r.bits, 64))
}

// getRows makes a getter of the rows of one field.
func getRows(rows []fieldRow) func(*Packet, []Value) []Value {
	return func(p *Packet, out []Value) []Value {
		for i := range int(p.NLayers) {
			pr := p.Layers[i].Proto
			var b []byte
			for k := range rows {
				if rows[k].proto != pr {
					continue
				}
				if b == nil {
					b = p.layerBytes(i)
				}
				if v, ok := rows[k].value(b); ok {
					if v.U == 0 && rows[k].name == "ip.len" { // left to the network card: what was taken for it
						v.U = uint64(p.Layers[i].End - p.Layers[i].Off)
					}
					out = append(out, v)
				}
			}
		}
		return out
	}
}

// protocolFields makes a field of each protocol: present or not. Its value's
// bytes are the protocol's header and all that follows in it, which is what a
// filter such as `tcp contains "GET"` searches; I is how many of them Wireshark takes for
// the protocol's own: the header, or 0 for all.
func protocolFields() []Field {
	byName := make(map[string]int)
	members := make(map[string][]Proto)
	var out []Field
	for pr := ProtoEthernet; pr < NumProtos; pr++ {
		name := pr.Name()
		if _, ok := byName[name]; !ok {
			byName[name] = len(out)
			out = append(out, Field{Name: name, Label: pr.Label(), Kind: KindNone, Help: pr.Label() + "."})
		}
		members[name] = append(members[name], pr)
	}
	for name, i := range byName {
		out[i].Get = getProtocol(members[name])
	}
	return out
}

// IsProtocol reports whether a name is that of a protocol.
func IsProtocol(name string) bool {
	for pr := ProtoEthernet; pr < NumProtos; pr++ {
		if pr.Name() == name {
			return true
		}
	}
	return false
}

// wholeItem reports whether Wireshark counts all that follows in the packet to the
// protocol, not its header only.
func (pr Proto) wholeItem() bool {
	switch pr {
	case ProtoTCP, ProtoICMP, ProtoICMPv6, ProtoIGMP, ProtoSCTP, ProtoGRE, ProtoGeneve, ProtoData, ProtoIPv6Routing:
		return true
	}
	return false
}

func getProtocol(of []Proto) func(*Packet, []Value) []Value {
	return func(p *Packet, out []Value) []Value {
		for i := range int(p.NLayers) {
			for _, pr := range of {
				if p.Layers[i].Proto != pr {
					continue
				}
				v := Value{U: 1, B: p.layerBytes(i)}
				if !pr.wholeItem() {
					v.I = int64(p.Layers[i].Len)
				}
				out = append(out, v)
			}
		}
		return out
	}
}

// Fields returns the table of all fields that come from a packet's bytes alone.
// Names and formats are those of Wireshark 4.0. The caller owns the slice.
func Fields() []Field {
	out := protocolFields()
	out = append(out, rowFields(linkRows())...)
	out = append(out, rowFields(ipRows())...)
	out = append(out, rowFields(tcpRows())...)
	out = append(out, moreFields()...)
	out = append(out, extraFields()...)
	out = append(out, trailerFields()...)
	out = append(out, faultFields()...)
	out = append(out, ipv6OptionFields()...)
	out = append(out, ndpFields()...)
	out = append(out, llcControlFields()...)
	out = append(out, icmpChecksumFields()...)
	out = append(out, fragmentFields(ProtoIPv4)...)
	out = append(out, fragmentFields(ProtoIPv6)...)
	out = append(out, tcpFields()...)
	out = append(out, checksumFields()...)
	out = append(out, optionFields()...)
	return append(out, textFields(out)...)
}
