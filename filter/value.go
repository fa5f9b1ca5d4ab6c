package filter

import (
	"bytes"
	"cmp"
	"math"
	"net/netip"
	"strings"
	"unicode/utf8"

	"tcptui/decode"
)

// order compares two values: negative, zero or positive, or incomparable.
type order func(a, b *decode.Value) int

// incomparable is the order of a number without a sign, at the left, and a negative one.
// Where one pair is enough, no comparison with it is fulfilled; where all have to be, each
// is. So Wireshark has it.
const incomparable = math.MinInt

// apartNegative makes an order of one of numbers, for a left side that is made of fields
// without a sign.
func apartNegative(ord order, left decode.Kind) order {
	return func(a, b *decode.Value) int {
		if b.I < 0 && (left == decode.KindUint || a.I >= 0) {
			return incomparable
		}
		return ord(a, b)
	}
}

// ordered returns how values of two comparable kinds are ordered.
func ordered(a, b decode.Kind) order {
	switch a {
	case decode.KindUint:
		if b == decode.KindInt {
			return func(a, b *decode.Value) int { return compareUnsigned(a.U, b.I) }
		}
		return func(a, b *decode.Value) int { return cmp.Compare(a.U, b.U) }
	case decode.KindBool:
		return func(a, b *decode.Value) int { return cmp.Compare(a.U, b.U) }
	case decode.KindInt:
		if b == decode.KindUint || b == decode.KindBool {
			return func(a, b *decode.Value) int { return -compareUnsigned(b.U, a.I) }
		}
		return func(a, b *decode.Value) int { return cmp.Compare(a.I, b.I) }
	case decode.KindTime, decode.KindDuration:
		return func(a, b *decode.Value) int { return cmp.Compare(a.I, b.I) }
	case decode.KindFloat:
		return func(a, b *decode.Value) int { return cmp.Compare(a.F, b.F) }
	case decode.KindIPv4, decode.KindIPv6:
		return func(a, b *decode.Value) int { return a.A.Compare(b.A) }
	case decode.KindString:
		return func(a, b *decode.Value) int { return strings.Compare(a.S, b.S) }
	case decode.KindNone:
		return func(a, b *decode.Value) int { return longer(item(a), item(b)) }
	}
	return func(a, b *decode.Value) int { return longer(a.B, b.B) }
}

// longer orders bytes as Wireshark does: the longer ones are greater.
func longer(a, b []byte) int { return cmp.Or(cmp.Compare(len(a), len(b)), bytes.Compare(a, b)) }

// item is the part of a protocol's bytes that Wireshark takes for the protocol's own,
// in slices, comparisons and len: of most the header, see decode.Fields. Only contains
// and matches look at all that follows, too.
func item(v *decode.Value) []byte {
	if v.I > 0 && v.I < int64(len(v.B)) {
		return v.B[:v.I]
	}
	return v.B
}

func compareUnsigned(a uint64, b int64) int {
	if b < 0 {
		return 1
	}
	return cmp.Compare(a, uint64(b))
}

// masked orders addresses by the bits of a network only.
func masked(net netip.Prefix) order {
	bits, network := net.Bits(), net.Addr()
	return func(a, _ *decode.Value) int {
		p, err := a.A.Prefix(bits)
		if err != nil {
			return 1
		}
		return p.Addr().Compare(network)
	}
}

// contents is the text or the bytes of a value that something is looked for in.
func contents(kind decode.Kind, v *decode.Value) []byte {
	if kind == decode.KindString {
		return []byte(v.S)
	}
	return v.B
}

// widen writes every byte as the character of that number, so that a regular
// expression over characters works on bytes.
func widen(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return string(appendWide(nil, []byte(s)))
		}
	}
	return s
}

func appendWide(dst, b []byte) []byte {
	for _, c := range b {
		dst = utf8.AppendRune(dst, rune(c))
	}
	return dst
}

// ascii reports whether widening b would change nothing.
func ascii(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// cut returns the parts of b, one after the other; false when one lies outside.
func cut(dst, b []byte, parts []part) ([]byte, bool) {
	for _, p := range parts {
		from := p.from
		if from < 0 {
			from += len(b)
		}
		if from < 0 || from > len(b) || p.n > len(b)-from {
			return dst, false
		}
		n := p.n
		if n < 0 {
			n = len(b) - from
		}
		dst = append(dst, b[from:from+n]...)
	}
	return dst, true
}
