package bpf

import (
	"encoding/binary"
	"net/netip"
	"strconv"
	"strings"
)

// match makes the test of an identifier with its qualifier.
func (c *compiler) match(m match) *test {
	switch m.id.form {
	case tokMAC:
		return c.matchMAC(m)
	case tokARCnet:
		fail(m.id.at, "addresses of ARCNET can be tested on ARCNET only, and tcptui does not filter it").stop()
	}
	if m.q.dir >= dirAddr1 && m.q.proto != protoLink {
		fail(m.id.at, "the address that stands there in an 802.11 frame is no other than an Ethernet address").hint("such as wlan addr1 00:11:22:33:44:55")
	}
	switch m.q.kind {
	case kindPort, kindPortRange:
		return c.matchPort(m)
	case kindProto, kindProtoChain:
		return c.matchProto(m)
	case kindGateway:
		return c.gateway(m)
	}
	if m.q.proto == protoLink {
		return c.matchLinkName(m)
	}
	switch m.id.form {
	case tokNumber:
		addr, mask := m.id.num, ^uint32(0)
		if m.q.kind == kindNet {
			for addr != 0 && addr&0xff000000 == 0 {
				addr, mask = addr<<8, mask<<8
			}
		}
		return c.host(m, addr, mask)
	case tokIPv4:
		return c.matchIPv4(m)
	case tokIPv6:
		return c.matchIPv6(m)
	}
	if m.q.kind == kindNet {
		return c.matchNetName(m)
	}
	return c.matchHostName(m)
}

// ipv4 reads one to four numbers with dots: the address with zeros behind it, and
// the mask of the numbers that were given.
func ipv4(text string, at span) (addr, mask uint32) {
	parts := strings.Split(text, ".")
	for _, part := range parts {
		n, err := strconv.ParseUint(part, 10, 32)
		if err != nil || n > 255 {
			fail(at, "%s is no IPv4 address: %s is not from 0 to 255", text, part).stop()
		}
		addr = addr<<8 | uint32(n)
	}
	bits := 32 - 8*len(parts)
	return addr << bits, ^uint32(0) << bits
}

// matchIPv4 tests for an IPv4 address or network.
func (c *compiler) matchIPv4(m match) *test {
	addr, mask := ipv4(m.id.text, m.id.at)
	switch {
	case m.id.mask != "":
		mask, _ = ipv4(m.id.mask, m.id.at)
	case m.id.bits > 32:
		fail(m.id.at, "a mask of IPv4 has 32 bits at most").stop()
	case m.id.bits >= 0:
		mask = ^uint32(0) << (32 - m.id.bits)
	default:
		return c.host(m, addr, mask)
	}
	if m.q.kind != kindNet {
		fail(m.id.at, "only a network has a mask").hint("write net before it")
	}
	if addr&^mask != 0 {
		fail(m.id.at, "the address has bits that the mask leaves out").hint("the network is %s", ip4Text(addr&mask))
	}
	return c.host(m, addr, mask)
}

func ip4Text(addr uint32) string {
	return netip.AddrFrom4([4]byte(binary.BigEndian.AppendUint32(nil, addr))).String()
}

// matchIPv6 tests for an IPv6 address or network.
func (c *compiler) matchIPv6(m match) *test {
	addr := netip.MustParseAddr(m.id.text)
	bits := 128
	if m.id.bits >= 0 {
		bits = m.id.bits
	}
	prefix, err := addr.Prefix(bits)
	switch {
	case err != nil:
		fail(m.id.at, "a mask of IPv6 has 128 bits at most").stop()
	case prefix.Addr() != addr:
		fail(m.id.at, "the address has bits that the mask leaves out").hint("the network is %s", prefix)
	case m.q.kind != kindNet && bits != 128:
		fail(m.id.at, "only a network has a mask").hint("write net before it")
	}
	return c.host6(m, prefix)
}

// addresses is where a header has its addresses.
type addresses struct{ src, dst uint32 }

var (
	ip4Addresses   = addresses{12, 16}
	ip6Addresses   = addresses{8, 24}
	arpAddresses   = addresses{14, 24} // of Ethernet and IPv4
	etherAddresses = addresses{6, 0}
	tokenAddresses = addresses{8, 2} // of Token Ring
	fddiAddresses  = addresses{7, 1}
	fibreAddresses = addresses{10, 2} // of IP over Fibre Channel, RFC 2625
	wlanAddresses  = addresses{10, 4} // where they are in most frames
)

// directed tests one end, the other, or both, as the direction says.
func directed(dir direction, ends addresses, one func(off uint32) *test) *test {
	switch dir {
	case dirSrc:
		return one(ends.src)
	case dirDst:
		return one(ends.dst)
	case dirAnd:
		return and(one(ends.src), one(ends.dst))
	}
	return or(one(ends.src), one(ends.dst))
}

// host tests for an IPv4 address under a mask, in IPv4, ARP and RARP or where the
// qualifier says.
func (c *compiler) host(m match, addr, mask uint32) *test {
	in := func(ether uint32, ends addresses) *test {
		return directed(m.q.dir, ends, func(off uint32) *test {
			v := c.load(c.layers.ip(), off, 4)
			if mask != ^uint32(0) {
				v = c.alu(aluAnd, v, c.constant(mask))
			}
			return and(c.carries(ether, m.id.at), compare(jmpJEQ, v, c.constant(addr)))
		})
	}
	switch m.q.proto {
	case protoNone:
		t := in(etherIP4, ip4Addresses)
		if c.layers.mpls > 0 {
			return t // labels carry no ARP that could be told
		}
		return or(t, in(etherARP, arpAddresses), in(etherRARP, arpAddresses))
	case protoIP:
		return in(etherIP4, ip4Addresses)
	case protoARP:
		return in(etherARP, arpAddresses)
	case protoRARP:
		return in(etherRARP, arpAddresses)
	}
	fail(m.id.at, "%s has no IPv4 addresses that can be tested", m.q.proto).hint("put ip, arp or rarp, or nothing, in its place")
	return nil
}

// host6 tests for IPv6 addresses.
func (c *compiler) host6(m match, prefix netip.Prefix) *test {
	if m.q.proto != protoNone && m.q.proto != protoIP6 {
		fail(m.id.at, "%s has no IPv6 addresses that can be tested", m.q.proto).hint("put ip6, or nothing, in its place")
	}
	addr := prefix.Addr().As16()
	return directed(m.q.dir, ip6Addresses, func(off uint32) *test {
		t := c.carries(etherIP6, m.id.at)
		for word := range uint32(4) {
			bits := min(max(prefix.Bits()-32*int(word), 0), 32)
			mask := uint32(uint64(0xffffffff) << (32 - bits))
			v := c.alu(aluAnd, c.load(c.layers.ip(), off+4*word, 4), c.constant(mask))
			if bits == 32 {
				v = c.load(c.layers.ip(), off+4*word, 4)
			}
			t = and(t, compare(jmpJEQ, v, c.constant(binary.BigEndian.Uint32(addr[4*word:]))))
		}
		return t
	})
}

// matchMAC tests for an Ethernet address.
func (c *compiler) matchMAC(m match) *test {
	if m.q.proto != protoLink || m.q.kind != kindNone && m.q.kind != kindHost {
		fail(m.id.at, "an Ethernet address cannot be tested so").hint("write ether host, ether src or ether dst before it")
	}
	return c.etherHost(m, macOf(m.id.text))
}

// macOf reads an address that the lexer has taken for one.
func macOf(text string) (mac [6]byte) {
	at := 0
	for i := range mac {
		if strings.IndexByte(":.-", text[at]) >= 0 {
			at++
		}
		n := run(text[at:], 2, isHex)
		b, _ := strconv.ParseUint(text[at:at+n], 16, 8) // the lexer has checked it
		mac[i] = byte(b)
		at += n
	}
	return mac
}

// etherHost tests for an Ethernet address, where the link layer has such.
func (c *compiler) etherHost(m match, mac [6]byte) *test {
	l := &c.layers
	switch {
	case l.ends == (addresses{}):
		fail(m.id.at, "%s has no Ethernet addresses", l.name).stop()
	case m.q.dir >= dirAddr1 && l.kind != kindWLAN:
		fail(m.id.at, "only 802.11 frames have that address").hint("write ether src or ether dst before it")
	}
	return c.hasMAC(m.q.dir, func(off uint32) *test { return c.mac(off, mac) })
}

// hasMAC makes the test one for each address that the direction means.
func (c *compiler) hasMAC(dir direction, one func(off uint32) *test) *test {
	if c.layers.kind == kindWLAN {
		return c.wlanAddress(dir, one)
	}
	return c.withEthernet(directed(dir, c.layers.ends, one))
}

// mac tests six bytes of the link layer.
func (c *compiler) mac(off uint32, mac [6]byte) *test {
	p := c.layers.header
	return and(c.field(p, off+2, 4, 0, binary.BigEndian.Uint32(mac[2:])), c.field(p, off, 2, 0, uint32(binary.BigEndian.Uint16(mac[:]))))
}

// withEthernet adds to a test of the Ethernet header that there is one.
func (c *compiler) withEthernet(t *test) *test {
	if c.layers.maybe != nil {
		return and(c.layers.maybe, t)
	}
	return t
}

// gateway tests for frames that go through a host but are not its own: its
// Ethernet address, and neither of the ends its IPv4 address.
func (c *compiler) gateway(m match) *test {
	switch m.q.proto {
	case protoNone, protoIP, protoARP, protoRARP:
	default:
		fail(m.id.at, "%s is not forwarded by a gateway that can be told", m.q.proto).hint("put ip, or nothing, in its place")
	}
	if m.id.form != tokName {
		fail(m.id.at, "gateway needs the name of a host").hint("with addresses it is ether host MAC and not host ADDRESS")
	}
	through := c.etherHost(m, c.ether(m.id))
	var own *test
	for _, a := range c.lookUp(m.id) {
		if !a.Is4() {
			continue
		}
		addr := a.As4()
		t := c.host(m, binary.BigEndian.Uint32(addr[:]), ^uint32(0))
		if own == nil {
			own = t
		} else {
			own = or(own, t)
		}
	}
	if own == nil {
		fail(m.id.at, "%s has no IPv4 address", m.id.text).stop()
	}
	return and(through, not(own))
}
