package bpf

import (
	"maps"
	"slices"
	"strings"

	"tcptui/internal/spell"
)

// special makes the test of a primitive with a word of its own.
func (c *compiler) special(s special) *test {
	switch s.word {
	case "less":
		return not(compare(jmpJGT, c.length(), c.constant(s.num)))
	case "greater":
		return compare(jmpJGE, c.length(), c.constant(s.num))
	case "byte":
		return c.byteTest(s)
	case "broadcast":
		return c.broadcast(s)
	case "multicast":
		return c.multicast(s)
	case "inbound", "outbound":
		return c.bound(s)
	case "ifindex":
		return c.ifindex(s)
	case "llc":
		return c.llc(s)
	case "vlan":
		return c.vlan(s)
	case "mpls":
		return c.mpls(s)
	case "pppoed":
		return c.carries(etherPPPoED, s.at)
	case "pppoes":
		return c.pppoes(s)
	case "geneve":
		return c.geneve(s)
	case "vxlan":
		return c.vxlan(s)
	case "type", "subtype", "dir", "direction":
		return c.wlanKind(s)
	}
	panic("bpf: no test for the word " + s.word)
}

// byteTest tests a byte of the link layer. & and | ask whether the result is not 0.
func (c *compiler) byteTest(s special) *test {
	if s.num >= 1<<31 {
		fail(s.argsAt, "no frame has that many bytes").stop()
	}
	b, n := c.load(c.layers.header, s.num, 1), c.constant(s.value)
	switch s.op {
	case "<":
		return not(compare(jmpJGE, b, n))
	case ">":
		return compare(jmpJGT, b, n)
	case "&":
		return compare(jmpJSET, b, n)
	case "|":
		return not(compare(jmpJEQ, c.alu(aluOr, b, n), c.constant(0)))
	}
	return compare(jmpJEQ, b, n)
}

// broadcast tests the destination for being all of a network.
func (c *compiler) broadcast(s special) *test {
	switch s.proto {
	case protoNone, protoLink:
		if c.layers.ends == (addresses{}) {
			fail(s.at, "%s has no broadcast address", c.layers.name).hint("ip broadcast can be tested")
		}
		return c.hasMAC(dirDst, func(off uint32) *test { return c.mac(off, [6]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}) })
	case protoIP:
		hosts := ^c.o.Netmask
		dst := c.alu(aluAnd, c.load(c.layers.ip(), ip4Addresses.dst, 4), c.constant(hosts))
		return and(c.carries(etherIP4, s.at), or(compare(jmpJEQ, dst, c.constant(0)), compare(jmpJEQ, dst, c.constant(hosts))))
	}
	fail(s.at, "%s has no broadcast address that can be told", s.proto).hint("write ether broadcast or ip broadcast")
	return nil
}

// multicast tests the destination for being a group.
func (c *compiler) multicast(s special) *test {
	switch s.proto {
	case protoNone, protoLink:
		if c.layers.ends == (addresses{}) {
			fail(s.at, "%s has no multicast addresses", c.layers.name).hint("ip multicast and ip6 multicast can be tested")
		}
		return c.hasMAC(dirDst, func(off uint32) *test { return compare(jmpJSET, c.load(c.layers.header, off, 1), c.constant(1)) })
	case protoIP: // 224.0.0.0/4, as since libpcap 1.10.6; before, 240.0.0.0/4 counted too
		return and(c.carries(etherIP4, s.at), c.field(c.layers.ip(), ip4Addresses.dst, 1, 0xf0, 0xe0))
	case protoIP6:
		return and(c.carries(etherIP6, s.at), c.field(c.layers.ip(), ip6Addresses.dst, 1, 0, 0xff))
	}
	fail(s.at, "%s has no multicast addresses that can be told", s.proto).hint("write ether, ip or ip6 multicast")
	return nil
}

// bound tests whether this host sent the frame, where that is told.
func (c *compiler) bound(s special) *test {
	var sent *test
	switch {
	case c.layers.outer && c.o.Link == linkSLL:
		sent = c.field(c.layers.header, 0, 2, 0, pktOutgoing)
	case c.layers.outer && c.o.Link == linkSLL2:
		sent = c.field(c.layers.header, 10, 1, 0, pktOutgoing)
	case c.layers.outer && c.o.Link == linkPPPD:
		sent = not(c.field(c.layers.header, 0, 1, 0, 0))
		if s.word == "outbound" {
			sent = c.field(c.layers.header, 0, 1, 0, 1)
		}
	case c.o.Live:
		sent = compare(jmpJEQ, c.extension(extPktType), c.constant(pktOutgoing))
	default:
		fail(s.at, "frames of %s in a file do not tell whether they were sent or received", c.layers.name).hint(
			"those of LINUX_SLL do, which tcpdump -i any writes")
	}
	if s.word == "inbound" {
		return not(sent)
	}
	return sent
}

// ifindex tests the number of the interface, where that is told.
func (c *compiler) ifindex(s special) *test {
	switch {
	case c.layers.outer && c.o.Link == linkSLL2:
		return c.field(c.layers.header, 4, 4, 0, s.num)
	case c.o.Live:
		return compare(jmpJEQ, c.extension(extIfIndex), c.constant(s.num))
	}
	fail(s.at, "frames of %s in a file do not tell their interface", c.layers.name).hint("those of LINUX_SLL2 do, which tcpdump -i any writes")
	return nil
}

// llcTypes are the types of frames of LLC (IEEE 802.2): the bits of the control
// field that count, and what they are.
var llcTypes = map[string]struct{ mask, is uint32 }{
	"i": {0x01, 0x00}, "s": {0x03, 0x01}, "u": {0x03, 0x03},
	"rr": {0x0f, 0x01}, "rnr": {0x0f, 0x05}, "rej": {0x0f, 0x09},
	"ui": {0xef, 0x03}, "ua": {0xef, 0x63}, "disc": {0xef, 0x43}, "dm": {0xef, 0x0f}, "sabme": {0xef, 0x6f}, "test": {0xef, 0xe3},
	"xid": {0xef, 0xaf}, "frmr": {0xef, 0x87},
}

// llc tests for an LLC header and its type.
func (c *compiler) llc(s special) *test {
	var t *test
	switch c.layers.kind {
	case kindEthernet:
		short := not(compare(jmpJGT, c.load(c.layers.typ, 0, 2), c.constant(maxSAP)))
		t = and(short, not(c.field(c.layers.payload, 0, 2, 0, 0xffff)))
	case kindWLAN:
		t = c.dataFrame()
	case kindLLC:
		t = yes
	default:
		fail(s.at, "%s has no LLC header", c.layers.name).stop()
	}
	if s.name == "" {
		return t
	}
	row, ok := llcTypes[strings.ToLower(s.name)]
	if !ok {
		near := spell.Nearest(s.name, slices.Values(slices.Sorted(maps.Keys(llcTypes))))
		fail(s.argsAt, "%q is no type of LLC frame", s.name).didYouMean(near)
	}
	return and(t, c.field(c.layers.payload, 2, 1, row.mask, row.is))
}
