package bpf

// compiler makes tests of nodes.
type compiler struct {
	values
	o      Options
	src    string
	layers layers
	cooked *cookedLink // the kernel has the header of this link layer not in the frame
	wlan   wlan        // where the parts of an 802.11 frame are
	regs   int         // registers that hold where encapsulated headers are, from the first on
}

func newCompiler(src string, o Options) *compiler {
	c := &compiler{o: o, src: src, layers: outermost(o.Link)}
	if o.Live {
		c.cook()
	}
	if c.layers.kind == kindWLAN {
		c.findWLAN()
	}
	return c
}

// load is size bytes at p plus off.
func (c *compiler) load(p place, off uint32, size uint8) *value {
	if p.base == nil && p.k >= cookedHeader {
		return c.loadCooked(p.k-cookedHeader+off, size)
	}
	return c.of(value{op: valLoad, size: size, k: p.k + off, l: p.base})
}

// length is the length of the frame on the wire.
func (c *compiler) length() *value {
	n := c.of(value{op: valLen})
	if c.cooked != nil {
		n = c.add(n, c.cooked.length) // as in the file that the frame will be in
	}
	return n
}

// headerLen is the length of the IPv4 header at p.
func (c *compiler) headerLen(p place) *value {
	return c.alu(aluLsh, c.alu(aluAnd, c.load(p, 0, 1), c.constant(0xf)), c.constant(2))
}

// newRegister is a register that nothing else uses.
func (c *compiler) newRegister(at span) *value {
	if c.regs == registers-spareRegisters {
		fail(at, "too many headers in each other").stop()
	}
	c.regs++
	return c.register(uint32(c.regs - 1))
}

// spareRegisters are left for sums.
const spareRegisters = 4

// field tests size bytes at p plus off, of which mask counts (0: all), for being n.
func (c *compiler) field(p place, off uint32, size uint8, mask, n uint32) *test {
	v := c.load(p, off, size)
	if mask != 0 {
		v = c.alu(aluAnd, v, c.constant(mask))
	}
	return compare(jmpJEQ, v, c.constant(n))
}

// generate makes the test of a filter. The order in which it walks the tree is
// that of the source: vlan and its like move the headers for all that follow.
func (c *compiler) generate(n node) *test {
	switch n := n.(type) {
	case nil:
		return yes
	case bracketed:
		return c.generate(n.node)
	case both:
		l := c.generate(n.l)
		return and(l, c.generate(n.r))
	case either:
		l := c.generate(n.l)
		return or(l, c.generate(n.r))
	case negate:
		return not(c.generate(n.x))
	case named:
		return c.isProtocol(n.proto, n.at)
	case match:
		return c.match(n)
	case relation:
		return c.relation(n)
	case special:
		return c.special(n)
	}
	panic("bpf: a node of an unknown type")
}

// isProtocol tests for a protocol of the table.
func (c *compiler) isProtocol(p protocol, at span) *test {
	row := protocols[p]
	var t *test
	for _, n := range row.numbers {
		one := c.carriedOn(row.on, n, at)
		if t == nil {
			t = one
		} else {
			t = or(t, one)
		}
	}
	return t
}

// carriedOn tests for a number where that carrier has it.
func (c *compiler) carriedOn(on carrier, n uint32, at span) *test {
	switch on {
	case onIP4:
		return and(c.carries(etherIP4, at), c.field(c.layers.ip(), 9, 1, 0, n))
	case onIP6:
		ip := c.layers.ip()
		fragment := and(c.field(ip, 6, 1, 0, ipFragment), c.field(ip, 40, 1, 0, n))
		return and(c.carries(etherIP6, at), or(c.field(ip, 6, 1, 0, n), fragment))
	case onIP:
		return or(c.carriedOn(onIP4, n, at), c.carriedOn(onIP6, n, at))
	case onISO:
		return and(c.carries(sapISO, at), c.field(c.layers.payload, c.osi(), 1, 0, n))
	case onISIS:
		return and(c.carriedOn(onISO, isoISIS, at), c.field(c.layers.payload, c.osi()+4, 1, 0, n))
	}
	return c.carries(n, at)
}

// osi is where in the payload an OSI packet begins.
func (c *compiler) osi() uint32 {
	if c.layers.kind == kindHDLC {
		return c.layers.llc + 1 // a byte of Cisco's stands before it
	}
	return c.layers.llc
}
