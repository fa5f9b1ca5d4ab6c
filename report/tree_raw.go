package report

import (
	"encoding/hex"
	"fmt"
	"math"
	"strconv"

	"tcptui/decode"
	"tcptui/flows"
)

// span is where a node stands, for output that tells bytes.
type span struct {
	pos, size uint32 // in the frame, or in the reassembled datagram
	bytes     []byte // those of them that were captured
	mask      uint64 // of a field that has some of their bits
	bits      uint64 // the number that those are
	nowhere   bool   // it is not of the frame's bytes, not even of none of them
}

// order is where a span comes among those of one header: the made up come last.
func (s span) order() int64 {
	if s.size == 0 {
		return math.MaxInt64
	}
	return int64(s.pos)
}

// placing is how a treeBuilder finds spans.
type placing struct {
	placer *decode.Placer
	places []decode.Place // of the header that is looked at
	begin  uint32         // where it begins: there stands what is made up
	shift  int64          // from an offset of the header's packet to one that is shown
}

// lookUp finds the places of the fields in the header of p, which has no other.
// Offsets are shown as further by shift.
func (t *placing) lookUp(p *decode.Packet, shift int64) {
	t.places = t.placer.Places(t.places[:0], p, 0)
	t.begin, t.shift = p.Layers[0].Off, shift
}

// forget has no field be of a header.
func (t *placing) forget() { t.places, t.begin, t.shift = t.places[:0], 0, 0 }

// span is where the k-th value of a field of the header in p stands: at the
// header's first byte, without bytes, where it is made of others.
func (t *placing) span(p *decode.Packet, f *flows.Field, k int, v decode.Value) span {
	if unplaced(f, v) {
		return span{nowhere: true}
	}
	at, ok := decode.PlaceOf(t.places, f.Name, k, v)
	if !ok {
		return span{pos: uint32(int64(t.begin) + t.shift)}
	}
	return span{pos: uint32(int64(at.From) + t.shift), size: at.Size, bytes: p.Window(0, at.From, at.Size), mask: at.Mask, bits: at.Bits}
}

// unplaced reports whether Wireshark adds a value to the tree without any bytes of
// the frame: what its experts find, and what it knows of the connection as a whole.
func unplaced(f *flows.Field, v decode.Value) bool {
	switch f.Name {
	case "tcp.completeness":
		return true
	case "tcp.analysis", "tcp.analysis.flags", "tcp.analysis.duplicate_ack":
		return false
	}
	return f.Kind == decode.KindNone && v.B == nil
}

// typeNumbers are the numbers of Wireshark 4.0's types, by the names that -G
// fields has.
var typeNumbers = map[string]uint8{
	"FT_NONE": 0, "FT_PROTOCOL": 1, "FT_BOOLEAN": 2, "FT_UINT8": 4, "FT_UINT16": 5, "FT_UINT24": 6, "FT_UINT32": 7, "FT_UINT64": 11,
	"FT_INT8": 12, "FT_INT16": 13, "FT_INT24": 14, "FT_INT32": 15, "FT_INT64": 19, "FT_DOUBLE": 23, "FT_ABSOLUTE_TIME": 24,
	"FT_RELATIVE_TIME": 25, "FT_STRING": 26, "FT_ETHER": 29, "FT_BYTES": 30, "FT_IPv4": 32, "FT_IPv6": 33, "FT_FRAMENUM": 35,
}

// typeNumber is the number of a node's type.
func (n *treeNode) typeNumber() uint8 {
	if n.layer {
		return typeNumbers["FT_PROTOCOL"]
	}
	return typeNumbers[typeName(n.field)]
}

// hasRaw reports whether the node's bytes are told: those of fields and layers, and
// beside their texts only where there are bytes.
func (p *jsonPrinter) hasRaw(n *treeNode) bool {
	return p.format.Hex && (n.layer || n.field != nil) && (!p.format.text() || n.at.size > 0)
}

// raw appends a node's bytes as a list, as tshark does: in hexadecimal, where they
// begin, how many, the bits that count, the type. Of a field that has some of the
// bits it is the number that they are; of one without a place in the frame nothing.
func (p *jsonPrinter) raw(dst []byte, n *treeNode, indent int) []byte {
	dst = append(dst, '[')
	if !n.at.nowhere {
		dst = append(p.newLine(dst, indent+2), '"')
		dst = append(appendRawHex(dst, n.at), `",`...)
	}
	for i, number := range [...]uint64{uint64(n.at.pos), uint64(n.at.size), n.at.mask, uint64(n.typeNumber())} {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = strconv.AppendUint(p.newLine(dst, indent+2), number, 10)
	}
	return append(p.newLine(dst, indent), ']')
}

// appendRawHex appends what of a place is told in hexadecimal. Wireshark tells of
// one that goes on behind what was captured that it does.
func appendRawHex(dst []byte, at span) []byte {
	switch {
	case at.mask != 0:
		return fmt.Appendf(dst, "%X", at.bits)
	case len(at.bytes) < int(at.size):
		return append(dst, "field length invalid!"...)
	}
	return hex.AppendEncode(dst, at.bytes)
}
