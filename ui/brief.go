package ui

import (
	"net"
	"slices"

	"tcptui/decode"
	"tcptui/flows"
)

// brief is what a row says of a frame without TCP header. It is made from the
// frame's bytes, which are read only for rows that are on the screen.
type brief struct {
	src, dst, proto, info string
	fault                 bool // it is an ICMP error
}

// briefsKept bounds what is remembered of frames that were shown.
const briefsKept = 4096

// briefs remembers the briefs of frames that were shown.
type briefs struct {
	reader *flows.Reader
	made   map[uint32]brief // by row
}

func newBriefs(live *flows.Live) *briefs {
	return &briefs{reader: live.NewReader(), made: make(map[uint32]brief)}
}

// of returns the brief of a row.
func (c *briefs) of(s *flows.Snapshot, row uint32) brief {
	b, ok := c.made[row]
	if !ok {
		if len(c.made) >= briefsKept {
			clear(c.made)
		}
		b = describe(c.reader.At(s, row))
		c.made[row] = b
	}
	return b
}

// describe makes the brief of a frame.
func describe(v *flows.View) brief {
	b := brief{proto: v.Row.Proto.String()}
	if _, err := v.Data(); err != nil {
		b.info = err.Error()
		return b
	}
	p := v.Packet()
	b.info, b.fault = string(v.AppendInfo(nil)), isFault(p)
	b.src, b.dst = address(p.Src), address(p.Dst)
	if i := p.Find(decode.ProtoEthernet); p.Src.N == 0 && i >= 0 {
		if h := p.Bytes(i); len(h) >= 2*macLen {
			b.dst, b.src = mac(h[:macLen]), mac(h[macLen:2*macLen])
		}
	}
	return b
}

// isFault reports whether a packet is an error of ICMP, RFC 792 and RFC 4443 2.1:
// the network's answer to what somebody sent.
func isFault(p *decode.Packet) bool {
	if i := p.Find(decode.ProtoICMP); i >= 0 {
		if h := p.Bytes(i); len(h) > 0 {
			return slices.Contains([]byte{3, 4, 5, 11, 12}, h[0])
		}
	}
	if i := p.Find(decode.ProtoICMPv6); i >= 0 {
		if h := p.Bytes(i); len(h) > 0 {
			return h[0] > 0 && h[0] < 128
		}
	}
	return false
}

// address is the text of an address; "" when there is none.
func address(a decode.Addr) string {
	if a.N == 0 {
		return ""
	}
	return a.IP().String()
}

// macLen is the length of an Ethernet address, in bytes.
const macLen = 6

func mac(b []byte) string { return net.HardwareAddr(b).String() }
