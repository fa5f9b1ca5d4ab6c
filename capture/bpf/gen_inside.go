package bpf

// vlanTypes are the EtherTypes of VLAN tags.
var vlanTypes = []uint32{etherVLAN, etherQinQ, etherOldQinQ}

// atMost stops at a number that is too great for its field.
func atMost(s special, what string, most uint32) {
	if s.has && s.num > most {
		fail(s.argsAt, "a %s is %d at most", what, most).stop()
	}
}

// vlan tests for a VLAN tag, and moves what follows behind it.
func (c *compiler) vlan(s special) *test {
	l := &c.layers
	switch {
	case l.mpls > 0:
		fail(s.at, "a VLAN tag behind MPLS labels cannot be told").hint("put vlan before mpls")
	case l.kind != kindEthernet && (l.kind != kindWLAN || c.o.Link == linkPPI):
		fail(s.at, "%s has no VLAN tags", l.name).stop()
	}
	atMost(s, "VLAN number", 0xfff)
	if c.o.Live && l.vlans == 0 && l.outer && l.kind == kindEthernet {
		return c.vlanLive(s)
	}
	t := c.tagged(s)
	c.layers.typ, c.layers.payload = l.typ.plus(4), l.payload.plus(4)
	l.vlans++
	return t
}

// tagged tests for a tag in the frame itself.
func (c *compiler) tagged(s special) *test {
	var types []*test
	for _, n := range vlanTypes {
		types = append(types, c.carries(n, s.at))
	}
	t := or(types...)
	if s.has {
		t = and(t, c.field(c.layers.ip(), 0, 2, 0xfff, s.num))
	}
	return t
}

// vlanLive tests for the outermost tag in a live capture. The kernel takes it out
// of most frames and says so beside them; in the others it is still there, and
// what follows is 4 bytes further on.
func (c *compiler) vlanLive(s special) *test {
	moved := c.newRegister(s.at)
	out := compare(jmpJEQ, c.extension(extVLAN), c.constant(1))
	beside := and(out, setRegister(moved, c.constant(0)))
	if s.has {
		id := c.alu(aluAnd, c.extension(extVLANTag), c.constant(0xfff))
		beside = and(beside, compare(jmpJEQ, id, c.constant(s.num)))
	}
	inside := and(not(out), setRegister(moved, c.constant(4)), c.tagged(s))
	l := &c.layers
	l.typ, l.payload = place{moved, l.typ.k}, place{moved, l.payload.k}
	l.vlans++
	return or(beside, inside)
}

// mpls tests for an MPLS label, and moves what follows behind it.
func (c *compiler) mpls(s special) *test {
	l := &c.layers
	atMost(s, "label of MPLS", 0xfffff)
	var t *test
	switch {
	case l.mpls > 0: // the label before is not the last
		t = c.field(l.ip().plus(^uint32(3)), 2, 1, 0x01, 0)
	case l.kind == kindEthernet, l.kind == kindHDLC:
		t = c.carries(etherMPLS, s.at)
	case l.kind == kindPPP && l.name == "PPP":
		t = c.carries(0x0281, s.at)
	default:
		fail(s.at, "MPLS labels in %s cannot be told", l.name).stop()
	}
	if s.has {
		t = and(t, c.field(l.ip(), 0, 4, 0xfffff000, s.num<<12))
	}
	l.network += 4
	l.llc += 4
	l.mpls++
	return t
}

// pppoes tests for a session of PPP over Ethernet, and moves what follows into it.
func (c *compiler) pppoes(s special) *test {
	atMost(s, "session of PPPoE", 0xffff)
	t := c.carries(etherPPPoES, s.at)
	l := &c.layers
	if s.has {
		t = and(t, c.field(l.ip(), 0, 4, 0xffff, s.num))
	}
	ppp := l.ip().plus(6)
	*l = layers{name: "PPP", kind: kindPPP, header: ppp, typ: ppp, payload: ppp.plus(2), mpls: l.mpls, vlans: l.vlans}
	return t
}

// Ports of UDP that encapsulations have.
const (
	portGeneve = 6081
	portVXLAN  = 4789
)

// udpInside tests for an encapsulation in UDP whose header has 8 bytes at least: its
// port, the bits of flags that count, and its network number if one was given.
// Where it holds, the register that is returned says where the header begins.
func (c *compiler) udpInside(s special, port, mask, flags uint32) (t *test, header *value) {
	m := match{q: qualifier{set: true, proto: protoUDP, dir: dirDst, kind: kindPort}, id: identifier{form: tokNumber, at: s.at}}
	header = c.newRegister(s.at)
	on := []uint32{ipUDP}
	over := func(ports *test, udp place) *test {
		t := and(ports, c.field(udp, 8, 1, mask, flags))
		if s.has {
			t = and(t, c.field(udp, 12, 4, 0xffffff00, s.num<<8))
		}
		return and(t, setRegister(header, c.address(udp.plus(8))))
	}
	return or(over(c.ports4(m, port, port, on), c.behindIP4()), over(c.ports6(m, port, port, on), c.layers.ip().plus(40))), header
}

// geneve tests for Geneve (RFC 8926), version 0, and moves what follows into it.
// It carries Ethernet frames or packets without a link layer. Where they begin is
// known only when the program runs: registers hold it.
func (c *compiler) geneve(s special) *test {
	atMost(s, "network number of Geneve", 0xffffff)
	t, header := c.udpInside(s, portGeneve, 0xc0, 0)
	h := place{base: header}
	inner, typ, payload := c.newRegister(s.at), c.newRegister(s.at), c.newRegister(s.at)
	options := c.alu(aluMul, c.alu(aluAnd, c.load(h, 0, 1), c.constant(0x3f)), c.constant(4))
	begin := and(t, setRegister(inner, c.alu(aluAdd, header, c.add(options, 8))))
	ethernet := and(c.field(h, 2, 2, 0, etherTEB), setRegister(typ, c.add(inner, 12)), setRegister(payload, c.add(inner, 14)))
	packet := and(setRegister(typ, c.add(header, 2)), setRegister(payload, inner))
	l := &c.layers
	*l = layers{name: "Geneve", kind: kindEthernet, ends: etherAddresses, header: place{base: inner}, typ: place{base: typ}, payload: place{base: payload},
		llc: 3, vlans: l.vlans, maybe: not(compare(jmpJEQ, inner, payload))}
	return and(begin, or(ethernet, packet))
}

// vxlan tests for VXLAN (RFC 7348), and moves what follows into the Ethernet frame
// that it carries.
func (c *compiler) vxlan(s special) *test {
	atMost(s, "network number of VXLAN", 0xffffff)
	t, header := c.udpInside(s, portVXLAN, 0, 0x08)
	inner := place{header, 8}
	l := &c.layers
	*l = layers{name: "VXLAN", kind: kindEthernet, ends: etherAddresses, header: inner, typ: inner.plus(12), payload: inner.plus(14),
		llc: 3, vlans: l.vlans}
	return t
}

// protoChain tests for a header of a protocol in the chain of headers of a packet.
func (c *compiler) protoChain(n uint32, on carrier, at span) *test {
	switch {
	case on == onIP:
		return or(c.protoChain(n, onIP4, at), c.protoChain(n, onIP6, at))
	case on != onIP4 && on != onIP6:
		fail(at, "only IPv4 and IPv6 have a chain of headers").hint("write ip protochain or ip6 protochain")
	case c.layers.payload.base != nil:
		fail(at, "the chain of headers cannot be followed inside a packet whose beginning varies").stop()
	case c.o.Live:
		fail(at, "protochain needs a loop, and the kernel takes no program with one").hint(
			"write proto for packets without extension headers, or use a display filter")
	}
	ether := uint32(etherIP4)
	if on == onIP6 {
		ether = etherIP6
	}
	return and(c.carries(ether, at), &test{kind: testChain, chain: chain{proto: n, ip6: on == onIP6, packet: c.layers.ip().k}})
}
