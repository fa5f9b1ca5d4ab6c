package bpf

import (
	"encoding/binary"
	"maps"
	"net/netip"
	"slices"

	"tcptui/internal/spell"
)

// matchLinkName tests for the Ethernet address of a name.
func (c *compiler) matchLinkName(m match) *test {
	if m.id.form != tokName || m.q.kind == kindNet {
		fail(m.id.at, "%q is no Ethernet address", c.src[m.id.at.off:m.id.at.end]).hint("it has six parts, as in 00:11:22:33:44:55")
	}
	if c.layers.ends == (addresses{}) {
		fail(m.id.at, "%s has no Ethernet addresses", c.layers.name).stop()
	}
	return c.etherHost(m, c.ether(m.id))
}

// ether is the Ethernet address of a name.
func (c *compiler) ether(id identifier) [6]byte {
	mac, ok := etherOf(c.o.Etc, id.text)
	if !ok {
		fail(id.at, "%q has no Ethernet address in the file ethers", id.text).hint("write the address itself, as in 00:11:22:33:44:55")
	}
	return mac
}

// matchNetName tests for the network of a name.
func (c *compiler) matchNetName(m match) *test {
	addr, ok := networkOf(c.o.Etc, m.id.text)
	if !ok || addr == 0 {
		fail(m.id.at, "%q is no network that the file networks has", m.id.text).hint("write its number, as in 192.168.1")
	}
	mask := ^uint32(0)
	for addr&0xff000000 == 0 {
		addr, mask = addr<<8, mask<<8
	}
	return c.host(m, addr, mask)
}

// lookUp gives the addresses of a host name.
func (c *compiler) lookUp(id identifier) []netip.Addr {
	if c.o.Resolve == nil {
		fail(id.at, "names of hosts are not looked up here").hint("write the address of %s", id.text)
	}
	addrs, err := c.o.Resolve(id.text)
	switch {
	case err != nil:
		fail(id.at, "%q is no host that could be looked up: %v", id.text, err).stop()
	case len(addrs) == 0:
		fail(id.at, "%q has no address", id.text).stop()
	}
	return addrs
}

// matchHostName tests for each address of a host.
func (c *compiler) matchHostName(m match) *test {
	var t *test
	for _, a := range c.lookUp(m.id) {
		a = a.Unmap().WithZone("")
		var one *test
		switch {
		case a.Is4() && m.q.proto != protoIP6:
			addr := a.As4()
			one = c.host(m, binary.BigEndian.Uint32(addr[:]), ^uint32(0))
		case a.Is6() && (m.q.proto == protoNone || m.q.proto == protoIP6):
			one = c.host6(m, netip.PrefixFrom(a, 128))
		default:
			continue
		}
		if t == nil {
			t = one
		} else {
			t = or(t, one)
		}
	}
	if t == nil {
		fail(m.id.at, "%q has no address of %s", m.id.text, m.q.proto).stop()
	}
	return t
}

// matchProto tests for a protocol by number or name.
func (c *compiler) matchProto(m match) *test {
	carriers := map[protocol]carrier{protoNone: onIP, protoIP: onIP4, protoIP6: onIP6, protoLink: onLink, protoISO: onISO, protoISIS: onISIS}
	on, ok := carriers[m.q.proto]
	if !ok {
		fail(m.id.at, "%s carries no protocol that can be told by a number", m.q.proto).hint("put ip, ip6, ether or iso, or nothing, in its place")
	}
	n := c.protocolNumber(m.id, on)
	if m.q.kind == kindProtoChain {
		return c.protoChain(n, on, m.id.at)
	}
	return c.carriedOn(on, n, m.id.at)
}

// protocolNumber is the number of a protocol on its carrier.
func (c *compiler) protocolNumber(id identifier, on carrier) uint32 {
	most := map[carrier]uint32{onLink: 0xffff, onIP4: 255, onIP6: 255, onIP: 255, onISO: 255, onISIS: 255}[on]
	switch id.form {
	case tokNumber:
		if id.num > most {
			fail(id.at, "protocols have numbers up to %d here", most).stop()
		}
		return id.num
	case tokName:
		names := map[carrier]map[string]uint32{onLink: etherNames, onISO: isoNames, onISIS: nil}
		known, own := names[on]
		if !own {
			known = ipNames
			if n, ok := protocolOf(c.o.Etc, id.text); ok {
				return n
			}
		}
		if n, ok := known[id.text]; ok {
			return n
		}
		fail(id.at, "%q is no protocol that is known here", id.text).didYouMean(spell.Nearest(id.text, slices.Values(slices.Sorted(maps.Keys(known)))))
	}
	fail(id.at, "a protocol is a number or a name, no address").stop()
	return 0
}
