package decode

import "net/netip"

// option is one option as it stands in a header.
type option struct {
	row   *optionRow
	off   int    // of its kind, in the header
	b     []byte // kind, length, value: what there is of it
	fault string // what is wrong with it; "" when nothing is
	after bool   // no option: bytes behind End of Option List that are not zero
}

// eachOption calls f for each option of a TCP header, damaged ones included,
// until f returns false. h is the header as far as it was captured, size its
// length by the data offset.
func eachOption(h []byte, size int, f func(o option) bool) {
	ended := false
	for at := tcpMinHeader; at < min(len(h), size); {
		o := option{off: at, b: h[at : at+1]}
		rest := h[at:min(len(h), size)]
		switch kind := rest[0]; {
		case ended && kind != kindEnd:
			o.b, o.fault, o.after = rest, "bytes other than zero after End of Option List", true
			o.row = &unknownOption
			f(o)
			return
		case kind == kindEnd:
			ended = true
		case kind == kindNop:
		case len(rest) < 2 && len(h) < size:
			o.fault = "cut off by the snapshot length"
		case len(rest) < 2:
			o.fault = "no room for a length: the header ends here"
		case rest[1] < 2:
			o.b, o.fault = rest[:2], "length under 2, which no option can have"
		case int(rest[1]) > size-at:
			o.b, o.fault = rest, "length past the end of the header"
		case int(rest[1]) > len(rest):
			o.b, o.fault = rest, "cut off by the snapshot length"
		default:
			o.b = rest[:rest[1]:rest[1]]
		}
		o.row = optionRowOf(o.b)
		if s := int(o.row.size); o.fault == "" && s > 1 && s != len(o.b) {
			o.fault = "length is not that of this kind"
		}
		if !f(o) || o.fault != "" && (len(o.b) < 2 || o.b[1] < 2 || at+int(o.b[1]) > min(len(h), size)) {
			return
		}
		at += len(o.b)
	}
}

// parts returns what is inside an option that has no fault.
func (o *option) parts() []optionPart {
	if o.fault != "" || o.row.parts == nil {
		return nil
	}
	return o.row.parts(o.b)
}

// value reads a part; false when the option is too short for it.
func (t *optionPart) value(b []byte) (Value, bool) {
	first, last := int(t.bit/8), int(t.bit+t.bits+7)/8
	if t.bits == 0 {
		last = len(b)
	}
	if first > last || last > len(b) {
		return Value{}, false
	}
	switch t.kind {
	case KindNone:
		return Value{U: 1, B: b}, true
	case KindBytes:
		return Value{B: b[first:last:last]}, true
	case KindIPv4:
		return Value{A: netip.AddrFrom4([4]byte(b[first:]))}, true
	case KindIPv6:
		return Value{A: netip.AddrFrom16([16]byte(b[first:]))}, true
	}
	return Value{U: bits(b, t.bit, t.bits)}, true
}
