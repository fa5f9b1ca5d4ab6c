package filter

import (
	"errors"
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"tcptui/decode"
	"tcptui/flows"
)

// kindNames are the kinds as error messages call them.
var kindNames = map[decode.Kind]string{
	decode.KindNone: "a protocol", decode.KindBool: "a boolean", decode.KindUint: "a number", decode.KindInt: "a number",
	decode.KindFloat: "a floating-point number", decode.KindTime: "a time", decode.KindDuration: "a time span",
	decode.KindIPv4: "an IPv4 address", decode.KindIPv6: "an IPv6 address", decode.KindEther: "an Ethernet address",
	decode.KindBytes: "bytes", decode.KindString: "text",
}

// literal gives a literal the kind of the operand it is compared with.
func (k *checker) literal(n, like *node, at position) {
	if n.op == opValue {
		return
	}
	kind := like.kind
	if at == beside && named(n, like) {
		n.op, n.kind = opValue, kind
		return
	}
	switch kind {
	case decode.KindUint, decode.KindInt:
		n.value.U, n.value.I = integer(n, like)
	case decode.KindBool:
		n.value.U = boolean(n)
	case decode.KindEther:
		n.value.B = hardwareAddress(n)
	case decode.KindFloat:
		n.value.F = float(n)
	case decode.KindTime:
		n.value.I = moment(n)
	case decode.KindDuration:
		n.value.I = duration(n)
	case decode.KindIPv4, decode.KindIPv6:
		address(n, kind)
	case decode.KindString:
		if n.value.S = n.text; like.op == opField && like.field.Spell != nil {
			n.value.S = like.field.Spell(n.text)
		}
	default:
		if n.op == opWord && slices.Contains(hexNames, n.text) {
			foreign(n, like)
			return
		}
		n.value.B = byteString(n)
	}
	n.op, n.kind = opValue, kind
}

// word stops unless the literal was written without quotes.
func word(n *node, kind decode.Kind) string {
	if n.op == opQuoted {
		fail(n.at, "%s is not written in quotes", kindNames[kind])
	}
	return n.text
}

// integer reads a number in any base and holds it against the field's width. It
// is returned as unsigned and as signed.
func integer(n, like *node) (uint64, int64) {
	if n.op == opChar {
		return uint64(n.text[0]), int64(n.text[0])
	}
	text := word(n, decode.KindUint)
	u, err := strconv.ParseUint(text, 0, 64)
	if err != nil || strings.Contains(text, "_") || strings.HasPrefix(strings.ToLower(text), "0o") {
		fail(n.at, "%q is not a valid number", text)
	}
	most := uint64(1)<<like.width - 1
	if like.kind == decode.KindInt && !like.arithmetic() && like.op != opCall {
		most >>= 1 // one bit is the sign
	}
	if like.width > 0 && u > most {
		fail(n.at, "%s is too big here: the maximum is %d", text, most)
	}
	return u, int64(min(u, math.MaxInt64))
}

// storage is the number of bits that a number of some bits is kept in.
func storage(bits uint8) uint8 { return (max(bits, 1) + 7) / 8 * 8 }

func boolean(n *node) uint64 {
	if n.op == opChar {
		return uint64(min(n.text[0], 1))
	}
	switch text := word(n, decode.KindBool); text {
	case "True", "TRUE":
		return 1
	case "False", "FALSE":
		return 0
	default:
		u, err := strconv.ParseUint(text, 0, 64)
		if err != nil {
			fail(n.at, "%q is no boolean: expected 1, 0, True or False", text)
		}
		return min(u, 1)
	}
}

func float(n *node) float64 {
	f, err := strconv.ParseFloat(word(n, decode.KindFloat), 64)
	if err != nil {
		fail(n.at, "%q is not a valid number", n.text)
	}
	return f
}

// duration reads seconds with a fraction, as ns. What follows the fraction is not
// looked at, as in Wireshark, so that 1.5.2 is 1.5; decimals past the ninth must be 0.
func duration(n *node) int64 {
	whole, frac, point := strings.Cut(word(n, decode.KindDuration), ".")
	if whole == "" && frac != "" {
		whole = "0"
	}
	sec, err := strconv.ParseUint(whole, 10, 64)
	if errors.Is(err, strconv.ErrRange) {
		err = nil
	}
	digits := 0
	for digits < len(frac) && isDigit(frac[digits]) {
		digits++
	}
	frac = frac[:digits]
	if err != nil || point && digits == 0 || n.op == opChar || len(strings.TrimRight(frac, "0")) > 9 {
		fail(n.at, "%q is not a valid time: expected seconds, with up to nine decimals", n.text)
	}
	if sec >= math.MaxInt64/1_000_000_000 {
		return math.MaxInt64 // ns do not reach further
	}
	ns, _ := strconv.ParseUint((frac + "000000000")[:9], 10, 63) // digits only
	return int64(sec)*1e9 + int64(ns)
}

// moment reads a date, as ns since the epoch.
func moment(n *node) int64 {
	ns, ok := parseDate(strings.TrimSpace(n.text))
	if !ok || n.op == opChar {
		fail(n.at, "%q is no time: expected \"YYYY-MM-DD hh:mm:ss.fraction\"", n.text)
	}
	return ns
}

// address reads an address with or without a prefix length.
func address(n *node, kind decode.Kind) {
	text := word(n, kind)
	host, bits, cidr := strings.Cut(text, "/")
	a, err := netip.ParseAddr(host)
	if err != nil || a.Is4() != (kind == decode.KindIPv4) || n.op == opChar {
		fail(n.at, "%q is not a valid address: expected %s", text, kindNames[kind])
	}
	n.value.A = a
	if !cidr {
		return
	}
	b, err := strconv.Atoi(bits)
	if err != nil || b > a.BitLen() {
		fail(n.at, "the prefix length of %s must be 0 to %d", kindNames[kind], a.BitLen())
	}
	n.net = netip.PrefixFrom(a, b).Masked()
}

// hexNames are the names of protocols, of Wireshark's and not of ours, that would be bytes.
var hexNames = []string{"a11", "a21", "aaf", "acf", "adb", "c15", "c1222", "dc", "dcc", "e100", "e164", "e212", "fc", "fc00", "fefd", "ff"}

// foreign makes a word of hexNames the protocol that it is for Wireshark, which no frame
// has here. Beside a field of bytes it is an error, as there.
func foreign(n, like *node) {
	if like.op != opSlice && like.kind != decode.KindNone {
		fail(n.at, "%s is a protocol's name in Wireshark: write the bytes as 0xff or \"text\"", n.text)
	}
	n.op, n.kind = opField, decode.KindNone
	n.field = &flows.Field{Field: decode.Field{Name: n.text}, Of: func(_ *flows.View, out []decode.Value) []decode.Value { return out }}
}

// byteString reads text in quotes, a character, or bytes in hexadecimal: see
// bytesOf. One byte may be written as a number, too: 0x47.
func byteString(n *node) []byte {
	if n.op != opWord {
		return []byte(n.text)
	}
	text := strings.TrimPrefix(n.text, ":")
	if len(text) == 4 && (text[:2] == "0x" || text[:2] == "0X") {
		text = text[2:]
	}
	out, ok := bytesOf(text)
	if !ok {
		fail(n.at, "%q is no byte string: expected bytes as 48:54, or text in double quotes", n.text)
	}
	return out
}

// bytesOf reads bytes of two hexadecimal digits each, with a colon, a dash or a dot
// between any two of them or none. Before such a mark, and at the end, one digit is a
// byte as well.
func bytesOf(text string) (out []byte, ok bool) {
	for i := 0; i < len(text); {
		n := 0
		for n < 2 && i+n < len(text) && isHex(text[i+n]) {
			n++
		}
		marked := i+n < len(text) && strings.IndexByte(":-.", text[i+n]) >= 0
		if n == 0 || n == 1 && !marked && i+n < len(text) {
			return nil, false
		}
		b, err := strconv.ParseUint(text[i:i+n], 16, 8)
		if err != nil {
			return nil, false
		}
		out = append(out, byte(b))
		i += n
		if marked {
			i++
		}
	}
	return out, len(out) > 0
}

// partOfAddress makes n some bytes of an Ethernet address.
func partOfAddress(n *node) {
	n.value.B = byteString(n)
	if len(n.value.B) > 6 {
		fail(n.at, "%q has more than the six bytes of an Ethernet address", n.text)
	}
	n.op, n.kind = opValue, decode.KindEther
}

// hardwareAddress reads the six bytes of an Ethernet address.
func hardwareAddress(n *node) []byte {
	if n.op != opWord {
		fail(n.at, "an Ethernet address is not written in quotes")
	}
	b := byteString(n)
	if len(b) != 6 {
		fail(n.at, "%q has %d bytes, an Ethernet address six", n.text, len(b))
	}
	return b
}
