package decode

import (
	"net/netip"
	"strconv"
	"time"
)

// Kind is the type of a field's values.
type Kind uint8

// The kinds. Value says which of its parts holds a value of each.
const (
	KindNone     Kind = iota // a protocol: present or not, no value
	KindBool                 // U: 0 or 1
	KindUint                 // U
	KindInt                  // I
	KindFloat                // F
	KindTime                 // I: ns since the Unix epoch
	KindDuration             // I: ns
	KindIPv4                 // A
	KindIPv6                 // A
	KindEther                // B: 6 bytes
	KindBytes                // B
	KindString               // S
)

// Base is how a KindUint or KindTime prints.
type Base uint8

// The bases. Hex is padded with zeros to the field's width, as Wireshark does.
// Local prints a KindTime as a date in local time instead of seconds. FrameNumber
// prints as Dec does and says that the number is a frame's.
const (
	Dec Base = iota
	Hex
	Local
	FrameNumber
)

// Value is one value of a field; which part counts is told by Field.Kind.
type Value struct {
	U uint64
	I int64
	F float64
	A netip.Addr
	B []byte // into the packet: valid as long as it is
	S string
}

// Field is one row of the field table: a name that filters, columns, -e and
// the detail pane know. Names and formats are Wireshark's where it has one.
type Field struct {
	Name  string // "tcp.seq_raw"
	Label string // "Sequence Number (raw)"
	Kind  Kind
	Base  Base
	Width uint8  // bits, for KindUint and KindBool
	Mask  uint64 // the bits of its word that it has; 0: all. As Wireshark has it
	Help  string // one or two sentences: what it is for
	Ref   string // "RFC 9293 3.1"

	// Get appends the field's values in p, in the order of the frame: none
	// when it is absent, several when headers repeat. It reads p only.
	Get func(p *Packet, out []Value) []Value
}

// Format appends v as tshark -T fields prints it, without any escaping.
func (f *Field) Format(dst []byte, v Value) []byte {
	switch f.Kind {
	case KindBool:
		return strconv.AppendUint(dst, v.U, 10)
	case KindUint:
		if f.Base == Hex {
			return appendHex(dst, v.U, int(f.Width+3)/4)
		}
		return strconv.AppendUint(dst, v.U, 10)
	case KindInt:
		return strconv.AppendInt(dst, v.I, 10)
	case KindFloat:
		return strconv.AppendFloat(dst, v.F, 'g', -1, 64)
	case KindTime, KindDuration:
		if f.Base == Local {
			return time.Unix(0, v.I).AppendFormat(dst, "Jan _2, 2006 15:04:05.000000000 MST")
		}
		return AppendSeconds(dst, v.I, 9)
	case KindIPv4, KindIPv6:
		return v.A.AppendTo(dst)
	case KindEther:
		return appendBytes(dst, v.B, ":")
	case KindBytes:
		return appendBytes(dst, v.B, "")
	case KindString:
		return append(dst, v.S...)
	}
	return append(dst, '1')
}

// appendHex appends 0x and at least digits hexadecimal digits.
func appendHex(dst []byte, u uint64, digits int) []byte {
	dst = append(dst, "0x"...)
	for n := len(strconv.AppendUint(nil, u, 16)); n < digits; n++ {
		dst = append(dst, '0')
	}
	return strconv.AppendUint(dst, u, 16)
}

// AppendSeconds appends ns as seconds with 0 to 9 decimals, rounded towards zero.
func AppendSeconds(dst []byte, ns int64, decimals int) []byte {
	u := uint64(ns)
	if ns < 0 {
		dst, u = append(dst, '-'), -u
	}
	dst = strconv.AppendUint(dst, u/1e9, 10)
	if decimals > 0 {
		dst = append(dst, '.')
	}
	frac := u % 1e9
	for div := uint64(1e8); decimals > 0 && div > 0; div /= 10 {
		dst = append(dst, byte('0'+frac/div%10))
		decimals--
	}
	return dst
}

func appendBytes(dst, b []byte, sep string) []byte {
	const digits = "0123456789abcdef"
	for i, c := range b {
		if i > 0 {
			dst = append(dst, sep...)
		}
		dst = append(dst, digits[c>>4], digits[c&15])
	}
	return dst
}
