package bpf

var aluOps = map[string]uint16{"+": aluAdd, "-": aluSub, "*": aluMul, "/": aluDiv, "%": aluMod, "&": aluAnd, "|": aluOr, "^": aluXor,
	"<<": aluLsh, ">>": aluRsh}

// relation makes the test of a comparison. A comparison of bytes of a protocol
// holds only in packets that have it.
func (c *compiler) relation(n relation) *test {
	left, onlyLeft := c.number(n.l)
	right, onlyRight := c.number(n.r)
	t := c.compareBy(n.op, left, right)
	if onlyRight != nil {
		t = and(onlyRight, t)
	}
	if onlyLeft != nil {
		t = and(onlyLeft, t)
	}
	return t
}

// compareBy is the comparison that an operator stands for. Numbers have no sign.
func (c *compiler) compareBy(op string, l, r *value) *test {
	if _, ok := l.isConst(); ok {
		l, r = r, l // an instruction takes a constant at its right
		op = mirrored[op]
	}
	switch op {
	case ">":
		return compare(jmpJGT, l, r)
	case ">=":
		return compare(jmpJGE, l, r)
	case "<":
		return not(compare(jmpJGE, l, r))
	case "<=":
		return not(compare(jmpJGT, l, r))
	case "!=":
		return not(c.equal(l, r))
	}
	return c.equal(l, r)
}

// mirrored are the comparisons with their sides changed.
var mirrored = map[string]string{"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}

// equal tests for l being r; bits that must not be set have an instruction.
func (c *compiler) equal(l, r *value) *test {
	zero, isConst := r.isConst()
	if isConst && zero == 0 && l.op == valALU && l.alu == aluAnd && l.r.op == valConst {
		return not(compare(jmpJSET, l.l, l.r))
	}
	return compare(jmpJEQ, l, r)
}

// number makes a value, and the test of packets that have it; nil: all have it.
// As in libpcap the test of a number at the right of an operator is not made: in
// ip[0] + tcp[0] only that it is IP. Who wants more writes tcp and before it.
func (c *compiler) number(n number32) (v *value, only *test) {
	switch n := n.(type) {
	case constant:
		return c.constant(n.n), nil
	case length:
		return c.length(), nil
	case load:
		return c.loadNumber(n)
	case unary:
		v, only = c.number(n.x)
		return c.neg(v), only
	case operation:
		l, only := c.number(n.l)
		r, _ := c.number(n.r)
		op := aluOps[n.op]
		if k, ok := r.isConst(); ok {
			c.checkOperand(op, k, n.r.where())
		}
		return c.alu(op, l, r), only
	}
	panic("bpf: a number of an unknown type")
}

// checkOperand stops at a number that an operator cannot take.
func (c *compiler) checkOperand(op uint16, k uint32, at span) {
	switch {
	case k == 0 && (op == aluDiv || op == aluMod):
		fail(at, "nothing can be divided by 0").stop()
	case k > 31 && (op == aluLsh || op == aluRsh):
		fail(at, "a number has 32 bits: it can be shifted by 31 at most").stop()
	}
}

// loadNumber makes the value of proto[index:size].
func (c *compiler) loadNumber(n load) (*value, *test) {
	index, only := c.number(n.index)
	row := protocols[n.proto]
	ip := c.layers.ip()
	switch {
	case n.proto == protoLink:
		return c.loadIndexed(c.layers.header, index, n), only
	case n.proto == protoRadio:
		if !c.wlan.radio {
			fail(n.at, "%s has nothing of the radio before the frame", linkName(c.o.Link)).stop()
		}
		return c.loadIndexed(place{}, index, n), only
	case n.proto == protoICMP6:
		only = and(also(c.carries(etherIP6, n.at), only), c.field(ip, 6, 1, 0, ipICMP6))
		return c.loadIndexed(ip.plus(40), index, n), only
	case row.on == onLink && row.numbers[0] > maxSAP:
		only = also(only, c.isProtocol(n.proto, n.at))
		return c.loadIndexed(ip, index, n), only
	case indexed[n.proto]:
		here := and(c.isProtocol(n.proto, n.at), c.firstFragment())
		if only != nil {
			here = and(only, here)
		}
		return c.loadIndexed(c.behindIP4(), index, n), and(c.carries(etherIP4, n.at), here)
	}
	fail(n.at, "the bytes of %s cannot be tested", n.proto).hint("ip[...], ip6[...] and ether[...] reach every byte")
	return nil, nil
}

// indexed are the protocols over IPv4 whose bytes can be tested.
var indexed = map[protocol]bool{protoTCP: true, protoUDP: true, protoSCTP: true, protoICMP: true, protoIGMP: true, protoIGRP: true,
	protoPIM: true, protoVRRP: true, protoCARP: true}

// also joins two tests that may be absent.
func also(l, r *test) *test {
	switch {
	case l == nil:
		return r
	case r == nil:
		return l
	}
	return and(l, r)
}

// loadIndexed is the load of n.size bytes at p plus index.
func (c *compiler) loadIndexed(p place, index *value, n load) *value {
	if k, ok := index.isConst(); ok {
		if p.k < cookedHeader && p.k+k >= 1<<31 {
			fail(n.index.where(), "the index is before the beginning of the frame, or beyond the end of any").stop()
		}
		return c.load(p, k, uint8(n.size))
	}
	if p.base == nil && p.k >= cookedHeader {
		fail(n.index.where(), "the kernel finds no place in the header of %s that is computed", c.layers.name).hint("write a number")
	}
	if p.base != nil {
		index = c.alu(aluAdd, p.base, index)
	}
	return c.load(place{index, p.k}, 0, uint8(n.size))
}
