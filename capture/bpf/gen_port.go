package bpf

import (
	"strconv"
	"strings"

	"tcptui/internal/spell"
)

// ports are the protocols that have ports, in the order in which they are tested.
var ports = []uint32{ipSCTP, ipTCP, ipUDP}

// matchPort tests for a port or a range of them.
func (c *compiler) matchPort(m match) *test {
	on := ports
	switch m.q.proto {
	case protoNone:
	case protoTCP, protoUDP, protoSCTP:
		on = protocols[m.q.proto].numbers
	default:
		fail(m.id.at, "%s has no ports", m.q.proto).hint("put tcp, udp or sctp, or nothing, in its place")
	}
	low, high, on := c.portRange(m, on)
	return or(c.ports6(m, low, high, on), c.ports4(m, low, high, on))
}

// portRange reads a port or a range. The name of a service can be one of TCP or of
// UDP only, which on then says.
func (c *compiler) portRange(m match, on []uint32) (low, high uint32, _ []uint32) {
	switch m.id.form {
	case tokNumber:
		if m.id.num > 0xffff {
			fail(m.id.at, "ports have numbers up to 65535").stop()
		}
		return m.id.num, m.id.num, on
	case tokIPv4, tokIPv6:
		fail(m.id.at, "a port is a number or a name, no address").stop()
	}
	if m.q.kind == kindPort {
		n, of := c.service(m.id, m.id.text)
		return n, n, restrict(m.id, on, of)
	}
	from, to, ok := strings.Cut(m.id.text, "-")
	if !ok {
		fail(m.id.at, "%q is no range of ports", m.id.text).hint("such as 6000-6008")
	}
	low, ofLow := c.service(m.id, from)
	high, ofHigh := c.service(m.id, to)
	if ofLow != ofHigh {
		ofLow = 0
	}
	return min(low, high), max(low, high), restrict(m.id, on, ofLow)
}

// restrict leaves of the protocols the one that has the service; 0 is any.
func restrict(id identifier, on []uint32, of uint32) []uint32 {
	if of == 0 {
		return on
	}
	if len(on) == 1 && on[0] != of {
		fail(id.at, "the service %s is one of %s", id.text, map[uint32]protocol{ipTCP: protoTCP, ipUDP: protoUDP}[of]).stop()
	}
	return []uint32{of}
}

// service is the port of a service or a number, and the protocol that alone has
// it; 0: none.
func (c *compiler) service(id identifier, name string) (port, of uint32) {
	if n, err := strconv.ParseUint(name, 10, 32); err == nil {
		if n > 0xffff {
			fail(id.at, "ports have numbers up to 65535").stop()
		}
		return uint32(n), 0
	}
	s, ok := serviceOf(c.o.Etc, name)
	switch {
	case !ok:
		fail(id.at, "%q is no service that is known here", name).didYouMean(spell.Nearest(name, serviceNames))
	case s.tcp >= 0 && s.udp == s.tcp:
		return uint32(s.tcp), 0
	case s.tcp >= 0:
		return uint32(s.tcp), ipTCP
	}
	return uint32(s.udp), ipUDP
}

var portAddresses = addresses{0, 2}

// ports4 tests the ports of IPv4 packets that have them: all but later fragments.
func (c *compiler) ports4(m match, low, high uint32, on []uint32) *test {
	ip := c.layers.ip()
	var t *test
	for _, proto := range on {
		one := and(c.field(ip, 9, 1, 0, proto), c.firstFragment(), c.portsAt(m, c.behindIP4(), low, high))
		if t == nil {
			t = one
		} else {
			t = or(t, one)
		}
	}
	return and(c.carries(etherIP4, m.id.at), t)
}

// ports6 tests the ports of IPv6 packets without extension headers.
func (c *compiler) ports6(m match, low, high uint32, on []uint32) *test {
	ip := c.layers.ip()
	var t *test
	for _, proto := range on {
		one := and(c.field(ip, 6, 1, 0, proto), c.portsAt(m, ip.plus(40), low, high))
		if t == nil {
			t = one
		} else {
			t = or(t, one)
		}
	}
	return and(c.carries(etherIP6, m.id.at), t)
}

func (c *compiler) portsAt(m match, transport place, low, high uint32) *test {
	return directed(m.q.dir, portAddresses, func(off uint32) *test {
		port := c.load(transport, off, 2)
		if low == high && m.q.kind == kindPort {
			return compare(jmpJEQ, port, c.constant(low))
		}
		return and(compare(jmpJGE, port, c.constant(low)), not(compare(jmpJGT, port, c.constant(high))))
	})
}

// firstFragment tests that an IPv4 packet is whole or the first fragment.
func (c *compiler) firstFragment() *test {
	return not(compare(jmpJSET, c.load(c.layers.ip(), 6, 2), c.constant(0x1fff)))
}

// behindIP4 is where the transport layer begins behind an IPv4 header.
func (c *compiler) behindIP4() place {
	ip := c.layers.ip()
	length := c.headerLen(ip)
	if ip.base != nil {
		length = c.alu(aluAdd, ip.base, length)
	}
	return place{length, ip.k}
}
