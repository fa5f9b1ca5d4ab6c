package report

import (
	"tcptui/decode"
	"tcptui/flows"
)

// Where Ethernet keeps its addresses.
const (
	etherDst = 0
	etherSrc = 6
	etherEnd = 12
)

// appendAddress appends a frame's source or destination: the innermost network
// address, else the address on the link, else nothing.
func appendAddress(dst []byte, p *decode.Packet, source bool) []byte {
	if p.Src.N != 0 {
		if source {
			return p.Src.IP().AppendTo(dst)
		}
		return p.Dst.IP().AppendTo(dst)
	}
	at := etherDst
	if source {
		at = etherSrc
	}
	i := p.Find(decode.ProtoEthernet)
	if i < 0 || len(p.Bytes(i)) < etherEnd {
		return dst
	}
	const digits = "0123456789abcdef"
	for k, c := range p.Bytes(i)[at : at+6] {
		if k > 0 {
			dst = append(dst, ':')
		}
		dst = append(dst, digits[c>>4], digits[c&15])
	}
	return dst
}

// appendInfo appends a frame's summary: what the analysis says of it, and its
// numbers counted from the start of its connection.
func appendInfo(dst []byte, v *flows.View) []byte {
	c := v.Conn()
	if c == nil {
		return v.AppendInfo(dst)
	}
	rel := decode.Relative{Seq: v.Snap.RelSeq(&v.Row), Ack: v.Snap.RelAck(&v.Row), Window: c.Sides[v.Row.From].Window(v.Row.Window, v.Row.Flags)}
	return v.Packet().AppendInfo(appendNotes(dst, v), &rel)
}
