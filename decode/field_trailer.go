package decode

import "encoding/binary"

// What lies behind the packet in a frame: padding up to the shortest Ethernet frame, what
// equipment on the way appended, and perhaps the check sequence. Nothing tells one from the
// other. The rules are those of Wireshark's settings: zeros up to 60 bytes are padding, and
// the last four bytes of a frame of 64 or more that has something behind its packet are
// taken for the check sequence.
const (
	etherShortest = 60 // bytes of an Ethernet frame without its check sequence, IEEE 802.3 4.2.3.3
	etherFCS      = 4  // bytes
)

// trailer is what lies behind the packet that a link header carries.
type trailer struct {
	padding []byte
	rest    []byte // as far as it was captured, without fcs
	fcs     []byte // nil: none, or it was not captured
	odd     bool   // it could hold padding, but does not begin with zeros only
}

// typedLen is how many bytes of b the protocol of an EtherType says to be its own; all
// that there are, also those that were not captured, when it does not say.
func typedLen(et uint16, b []byte, room int) int {
	n := room
	switch et {
	case 0x0800:
		if len(b) >= ipv4Header && ValidIPv4(b) && b[2]|b[3] != 0 {
			n = int(b[2])<<8 | int(b[3])
		}
	case 0x86dd:
		if len(b) >= ipv6Header && validIPv6(b) && (b[4]|b[5]|b[6] != 0) { // not a jumbogram
			n = ipv6Header + (int(b[4])<<8 | int(b[5]))
		}
	case 0x0806, 0x8035:
		if len(b) >= 8 {
			n = 8 + 2*int(b[4]) + 2*int(b[5])
		}
	case 0x888e:
		if len(b) >= 4 {
			n = 4 + (int(b[2])<<8 | int(b[3]))
		}
	case 0x8847, 0x8848:
		n = labelledLen(b, room)
	case 0x88cc:
		n = lldpLen(b, room)
	}
	return min(n, room)
}

// labelledLen is how long an IP packet behind MPLS labels makes a packet.
func labelledLen(b []byte, room int) int {
	const entry, bottom = 4, 1
	for at := entry; at < len(b); at += entry {
		if b[at-2]&bottom == 0 {
			continue
		}
		switch b[at] >> 4 {
		case 4:
			return at + typedLen(0x0800, b[at:], room-at)
		case 6:
			return at + typedLen(0x86dd, b[at:], room-at)
		}
		return room
	}
	return room
}

// lldpLen is the length of a list of LLDP's values up to its end, IEEE 802.1AB 8.
func lldpLen(b []byte, room int) int {
	for at := 0; at+2 <= len(b); {
		typ, n := b[at]>>1, int(b[at]&1)<<8|int(b[at+1])
		at += 2 + n
		if typ == 0 {
			return at
		}
	}
	return room
}

// tailOf finds the trailer behind a header whose last two bytes are a type or a length. b
// is the header of n bytes and what follows, room how many bytes that is on the wire.
func (p *Packet) tailOf(i, n int, b []byte) (t trailer) {
	l := &p.Layers[i]
	room := int(l.End-l.Off) - n
	if len(b) < n || room <= 0 {
		return t
	}
	size := room
	switch et := binary.BigEndian.Uint16(b[n-2:]); {
	case et >= etherMinTyp:
		size = typedLen(et, b[n:], room)
	case et <= etherMaxLen && et > 0 && l.Proto != ProtoSLL && l.Proto != ProtoSLL2:
		size = min(int(et), room)
	}
	if n+size >= len(b) {
		return t
	}
	outer := l.Proto == ProtoEthernet && l.Off == 0 && (p.LinkLayers == 0 || i < int(p.LinkLayers))
	return p.splitTail(b[n+size:], room-size, outer && n+room >= etherShortest+etherFCS)
}

// splitTail parts what was captured of a trailer of size bytes; checked says that it may
// end with the check sequence.
func (p *Packet) splitTail(b []byte, size int, checked bool) (t trailer) {
	if before := int(p.OrigLen) - size; p.OrigLen >= etherShortest && before < etherShortest {
		n := etherShortest - before
		if n > len(b) {
			return t
		}
		if allZero(b[:n]) {
			t.padding, b, size = b[:n:n], b[n:], size-n
		}
		t.odd = t.padding == nil
	}
	t.rest = b
	if checked && size >= etherFCS {
		end := size - etherFCS
		if len(b) == size {
			t.fcs = b[end:size:size]
		}
		t.rest = b[:min(end, len(b))]
	}
	return t
}

func allZero(b []byte) bool {
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}

// tails are the headers that may have a trailer: their bytes, and whose field it is.
var tails = map[Proto]struct {
	size int
	name string
}{
	ProtoEthernet: {etherHeader, "eth.trailer"}, ProtoVLAN: {4, "vlan.trailer"}, ProtoQinQ: {4, "vlan.trailer"}, ProtoSLL: {16, "sll.trailer"},
}

// ofTails makes a getter of what the trailers of a packet's frame have.
func ofTails(get func(t *trailer, name string) (Value, bool)) func(*Packet, []Value) []Value {
	return func(p *Packet, out []Value) []Value {
		for i := range int(p.NLayers) {
			kind, ok := tails[p.Layers[i].Proto]
			if !ok {
				continue
			}
			t := p.tailOf(i, kind.size, p.layerBytes(i))
			if v, ok := get(&t, kind.name); ok {
				out = append(out, v)
			}
		}
		return out
	}
}

// trailerFields are the fields of what lies behind the packet.
func trailerFields() []Field {
	const ref = "IEEE 802.3 3.2.7"
	rest := func(name string) Field {
		return Field{Name: name, Label: "Trailer", Kind: KindBytes, Ref: ref, Help: "What lies behind packet and padding, without what is taken for the check sequence.",
			Get: ofTails(func(t *trailer, of string) (Value, bool) { return Value{B: t.rest}, of == name && len(t.rest) > 0 })}
	}
	fcs := func(f Field, get func(fcs []byte) Value) Field {
		f.Get = ofTails(func(t *trailer, _ string) (Value, bool) {
			if t.fcs == nil {
				return Value{}, false
			}
			return get(t.fcs), true
		})
		return f
	}
	return []Field{
		{Name: "eth.padding", Label: "Padding", Kind: KindBytes, Ref: ref, Help: "Zeros behind the packet that make the frame long enough.",
			Get: ofTails(func(t *trailer, _ string) (Value, bool) { return Value{B: t.padding}, t.padding != nil })},
		rest("eth.trailer"), rest("vlan.trailer"), rest("sll.trailer"),
		{Name: "eth.padding_bad", Label: "Padding identification may be inaccurate", Ref: ref, Help: "What may be padding is no zeros, and counts as trailer.",
			Get: ofTails(func(t *trailer, _ string) (Value, bool) { return Value{U: 1}, t.odd && len(t.rest) > 0 })},
		fcs(Field{Name: "eth.fcs", Label: "Frame check sequence", Kind: KindUint, Base: Hex, Width: 32, Ref: "IEEE 802.3 3.2.9",
			Help: "The last four bytes of a frame with something behind its packet."}, func(b []byte) Value { return Value{U: uint64(binary.BigEndian.Uint32(b))} }),
		fcs(Field{Name: "eth.fcs.status", Label: "FCS Status", Kind: KindUint, Width: 8, Ref: "IEEE 802.3 3.2.9",
			Help: "Always 2, not verified: nothing tells that the bytes are a check sequence."}, func([]byte) Value { return Value{U: uint64(ChecksumUnverified)} }),
		{Name: "eth.src_not_group", Label: "Source MAC must not be a group address", Ref: "IEEE 802.3 3.2.3", Help: "The sender's address is that of a group.",
			Get: ofLayers(ProtoEthernet, func(_ *Packet, _ int, b []byte, out []Value) []Value {
				if len(b) >= etherHeader && b[6]&1 != 0 && (isType(b) || b[12]|b[13] == 0) {
					out = append(out, Value{U: 1})
				}
				return out
			})},
		{Name: "eth.invalid_lentype", Label: "Invalid length/type", Kind: KindUint, Base: Hex, Width: 16, Ref: "IEEE 802.3 3.2.6", Help: "The number is too large for a length and too small for a type.",
			Get: invalidLength(func(u uint64) Value { return Value{U: u} })},
		{Name: "eth.invalid_lentype.expert", Label: "Invalid length/type", Ref: "IEEE 802.3 3.2.6", Help: "The number is too large for a length and too small for a type.",
			Get: invalidLength(func(uint64) Value { return Value{U: 1} })},
		pastEnd("eth.len.past_end", ProtoEthernet, etherHeader), pastEnd("vlan.len.past_end", ProtoVLAN, 4),
	}
}

func invalidLength(value func(u uint64) Value) func(*Packet, []Value) []Value {
	return ofLayers(ProtoEthernet, func(_ *Packet, _ int, b []byte, out []Value) []Value {
		if len(b) >= etherHeader && !isType(b) && !isLength(b) {
			out = append(out, value(uint64(b[12])<<8|uint64(b[13])))
		}
		return out
	})
}

// pastEnd makes a field of lengths that reach beyond the frame, at the end of a header of n
// bytes.
func pastEnd(name string, pr Proto, n int) Field {
	return Field{Name: name, Label: "Length field value goes past the end of the payload", Ref: "IEEE 802.3 3.2.6", Help: "There is less behind the length than it says.",
		Get: ofLayers(pr, func(p *Packet, i int, b []byte, out []Value) []Value {
			if len(b) < n {
				return out
			}
			size := int(b[n-2])<<8 | int(b[n-1])
			if l := &p.Layers[i]; size <= etherMaxLen && size > int(l.End-l.Off)-n {
				out = append(out, Value{U: 1})
			}
			return out
		})}
}
