package decode

import (
	"slices"
	"strings"
)

// Place is where a value of a field stands.
type Place struct {
	Field string
	From  uint32 // first byte, in the bytes that the layer is of: see LayerItems
	Size  uint32 // bytes that it covers, whole ones
	Mask  uint64 // Field.Mask, where one field has several also the one that holds here
	Bits  uint64 // under the mask: the number there, without its unit
}

// Placer finds where the fields of headers stand. It is for output that tells
// bytes; nothing in it changes, and any number of goroutines may use it.
type Placer struct {
	rows [NumProtos][]fieldRow
}

// NewPlacer makes a Placer of the field table.
func NewPlacer() *Placer {
	t := new(Placer)
	for _, r := range slices.Concat(linkRows(), ipRows(), tcpRows(), moreRows(), extraRows()) {
		t.rows[r.proto] = append(t.rows[r.proto], r)
	}
	return t
}

// Places appends the places of the fields of layer i, those of one name in the
// order of its values. Fields that are made of others are found by PlaceOf.
func (t *Placer) Places(dst []Place, p *Packet, i int) []Place {
	if i < 0 || i >= int(p.NLayers) {
		return dst
	}
	l := &p.Layers[i]
	b := p.layerBytes(i)
	for k := range t.rows[l.Proto] {
		r := &t.rows[l.Proto][k]
		if _, ok := r.value(b); !ok {
			continue
		}
		first, last := uint32(r.bit/8), uint32(r.bit+r.bits+7)/8
		if w := r.word(); r.mask() != 0 && w > 0 && int(r.bit/w*w+w) <= len(b)*8 {
			first, last = uint32(r.bit/w*w/8), uint32((r.bit/w*w+w)/8)
		}
		dst = append(dst, Place{r.name, l.Off + first, last - first, r.mask(), bits(b, r.bit, r.bits)})
	}
	switch l.Proto {
	case ProtoTCP:
		dst = placeOptions(dst, l.Off, b)
		if data := p.Payload(); len(data) > 0 {
			dst = append(dst, Place{Field: "tcp.payload", From: p.TCP.Off + uint32(p.TCP.HdrLen), Size: uint32(len(data))})
		}
	case ProtoUDP:
		dst = append(dst, Place{Field: "udp.stream", From: l.Off + udpHeader}) // it has no bytes; Wireshark has it there
		if len(b) > udpHeader {
			dst = append(dst, Place{Field: "udp.payload", From: l.Off + udpHeader, Size: uint32(len(b) - udpHeader)})
		}
	}
	return dst
}

// placeOptions appends the options of the TCP header that b begins with, each
// before its parts. off is where b stands.
func placeOptions(dst []Place, off uint32, b []byte) []Place {
	if len(b) <= tcpMinHeader {
		return dst
	}
	size := int(b[12]>>4) * 4
	h := b[:min(len(b), max(size, tcpMinHeader))]
	if len(h) > tcpMinHeader {
		dst = append(dst, Place{Field: "tcp.options", From: off + tcpMinHeader, Size: uint32(len(h) - tcpMinHeader)})
	}
	eachOption(h, size, func(o option) bool {
		if o.after {
			return true
		}
		at := off + uint32(o.off)
		dst = append(dst, Place{Field: o.row.name, From: at, Size: uint32(len(o.b))}, Place{Field: "tcp.option_kind", From: at, Size: 1})
		if len(o.b) > 1 {
			dst = append(dst, Place{Field: "tcp.option_len", From: at + 1, Size: 1})
		}
		for _, part := range o.parts() {
			if _, ok := part.value(o.b); !ok {
				continue
			}
			first, last := uint32(part.bit/8), uint32(part.bit+part.bits+7)/8
			switch w := uint16(part.width); {
			case part.bits == 0:
				last = uint32(len(o.b))
			case part.mask() != 0 && w%8 == 0 && part.bit/w*w+w >= part.bit+part.bits:
				first, last = uint32(part.bit/w*w/8), uint32((part.bit/w*w+w)/8)
			}
			dst = append(dst, Place{part.name, at + first, last - first, part.mask(), bits(o.b, part.bit, part.bits)})
		}
		return true
	})
	return dst
}

// ItemSize is how many bytes Wireshark counts to layer i itself, where it is told
// by its place: its header, for some protocols all that is in them, for IPv6 its
// extension headers too. They may go on behind what was captured.
func (p *Packet) ItemSize(i int) uint32 {
	if i < 0 || i >= int(p.NLayers) {
		return 0
	}
	l := &p.Layers[i]
	switch l.Proto {
	case ProtoRaw, ProtoNFLOG, ProtoERSPAN, ProtoTeredo, ProtoFrameRelay:
		return l.End - min(l.Off, l.End)
	case ProtoARP:
		if b := p.layerBytes(i); len(b) >= arpFixed {
			return min(l.Len, arpFixed+2*(uint32(b[4])+uint32(b[5]))) // what follows fills the frame up
		}
	case ProtoIPX:
		return min(l.Len, ipxHeader)
	case ProtoIPv6:
		n := l.Len
		for k := i + 1; k < int(p.NLayers) && k != int(p.LinkLayers) && p.Layers[k].Proto.extends() && p.Layers[k].Off == l.Off+n; k++ {
			n += p.Layers[k].Len
		}
		return n
	}
	return l.Len
}

const (
	arpFixed  = 8 // bytes before the addresses
	ipxHeader = 30
)

// extends reports whether a header is an extension of IPv6's.
func (pr Proto) extends() bool {
	switch pr {
	case ProtoIPv6HopOpts, ProtoIPv6DstOpts, ProtoIPv6Routing, ProtoIPv6Fragment:
		return true
	}
	return false
}

// placedAs are fields that are made of another, and have its place; from there
// only its first byte counts where they are not read from it.
var placedAs = []struct {
	field, as string
	computed  bool // it covers none of the bytes
}{
	{"tcp.seq", "tcp.seq_raw", false}, {"tcp.ack", "tcp.ack_raw", false}, {"tcp.flags.str", "tcp.flags", false},
	{"tcp.window_size", "tcp.window_size_value", false}, {"tcp.window_size_scalefactor", "tcp.window_size_value", false},
	{"tcp.checksum.status", "tcp.checksum", true}, {"ip.checksum.status", "ip.checksum", true}, {"udp.checksum.status", "udp.checksum", true},
	{"tcp.options.wscale.multiplier", "tcp.options.wscale.shift", false},
	{"tcp.options.sack_le", "tcp.options.sack_le_raw", false}, {"tcp.options.sack_re", "tcp.options.sack_re_raw", false},
	{"ip.host", "ip.addr", false}, {"ip.src_host", "ip.src", false}, {"ip.dst_host", "ip.dst", false},
	{"ipv6.host", "ipv6.addr", false}, {"ipv6.src_host", "ipv6.src", false}, {"ipv6.dst_host", "ipv6.dst", false},
	{"eth.addr_resolved", "eth.addr", false}, {"eth.src_resolved", "eth.src", false}, {"eth.dst_resolved", "eth.dst", false},
}

// PlaceOf is the place of the k-th value of a field, from 0, which is v, among
// those of a layer. False for a value that stands nowhere.
func PlaceOf(places []Place, field string, k int, v Value) (Place, bool) {
	made, computed := false, false
	for i := range placedAs {
		if a := &placedAs[i]; a.field == field {
			made = true
			field, computed = a.as, a.computed && v.U != uint64(ChecksumAbsent) // that a checksum is left out it says itself
			break
		}
	}
	for i := range places {
		if places[i].Field != field {
			continue
		}
		if k > 0 {
			k--
			continue
		}
		p := places[i]
		if made {
			p.Mask, p.Bits = 0, 0
		}
		if computed {
			p.Size = 0
		}
		return p, true
	}
	return Place{}, false
}

// word is the bits of the word that Wireshark takes for a field's place; 0 where it
// takes the bytes that the field has bits in, as we do where the word is cut off.
func (r *fieldRow) word() uint16 {
	w := uint16(r.formatWidth())
	if w%8 != 0 || r.bit/w*w+w < r.bit+r.bits || strings.HasPrefix(r.name, "tcp.flags.") {
		return 0
	}
	return w
}

// mask is Field.Mask of the row's field.
func (r *fieldRow) mask() uint64 {
	if r.kind != KindUint && r.kind != KindBool || r.maskless() {
		return 0
	}
	return mask(r.bit, r.bits, r.formatWidth())
}

// maskless are the fields that Wireshark reads as whole bytes although they have
// some of the bits only.
func (r *fieldRow) maskless() bool {
	switch r.name {
	case "ip.version":
		return r.proto == ProtoIPv4
	case "ip.hdr_len", "ipv6.version", "tcp.hdr_len", "icmp.pointer":
		return true
	}
	return false
}

// mask is Field.Mask of the part's field.
func (t *optionPart) mask() uint64 {
	if t.kind != KindUint && t.kind != KindBool {
		return 0
	}
	return mask(t.bit, t.bits, t.width)
}

// mask are the bits of a field in its word, of width bits or, where that does not
// fit, the bytes that the field has bits in. 0 for a field that fills its word.
func mask(bit, bits uint16, width uint8) uint64 {
	if bits == 0 || bits > 64 || bit%8 == 0 && bits%8 == 0 && uint16(width) <= bits {
		return 0
	}
	end := (bit + bits + 7) / 8 * 8
	if w := uint16(width); w > 0 && bit/w*w+w >= bit+bits {
		end = bit/w*w + w
	}
	return (uint64(1)<<bits - 1) << (end - bit - bits)
}
