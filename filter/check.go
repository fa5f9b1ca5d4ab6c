package filter

import (
	"tcptui/decode"
	"tcptui/flows"
)

// checker gives operands their kinds, and stops with fail where they do not fit.
type checker struct {
	names *Catalog
	need  flows.Need
	host  bool // a field is of this host's sockets
}

func (k *checker) test(n *node) {
	switch n.op {
	case opAnd, opOr, opNot:
		for _, kid := range n.kids {
			k.test(kid)
		}
	case opExists:
		k.exists(n.kids[0])
	default:
		k.compare(n)
	}
}

func (k *checker) exists(n *node) {
	switch {
	case n.op == opCall:
		fail(n.at, "a function cannot be tested for presence: compare its value")
	case n.op == opReference:
		fail(n.at, "${%s} cannot be tested for presence: compare it", n.text)
	case n.literal():
		k.unknown(n)
	}
	k.operand(n)
	first := n
	for first.arithmetic() {
		first = first.kids[0]
	}
	if constant(first) {
		fail(first.at, "a constant cannot begin a calculation: expected a field")
	}
}

// unknown says that a literal stands where a field belongs.
func (k *checker) unknown(n *node) {
	if n.op == opWord {
		k.names.unknown(n.at, n.text)
	}
	fail(n.at, "%s is neither a field nor a protocol", n.text)
}

// operand finds the kind of something that is no literal.
func (k *checker) operand(n *node) {
	switch n.op {
	case opField:
		n.kind, n.width = kindOf(n.field), widthOf(n.field)
		k.need, k.host = max(k.need, n.field.Need), k.host || n.field.Host
	case opReference:
		n.kind, n.width = kindOf(n.field), widthOf(n.field)
	case opLayer:
		k.operand(n.kids[0])
		n.kind, n.width = n.kids[0].kind, n.kids[0].width
		k.need = max(k.need, flows.NeedPacket)
	case opSlice:
		k.sliced(n)
	case opCall:
		k.call(n)
	case opNeg:
		k.operand(n.kids[0])
		k.calculates(n, n.kids[0])
	case opWord, opQuoted, opChar:
		k.unknown(n)
	default:
		k.calculation(n)
	}
}

// kindOf is the kind that a field has in filters: seconds since 1970 are
// written as seconds, not as a date.
func kindOf(f *flows.Field) decode.Kind {
	if f.Kind == decode.KindTime && f.Base != decode.Local {
		return decode.KindDuration
	}
	return f.Kind
}

// widthOf is how many bits Wireshark keeps a field's whole numbers in; 0 when it has
// none.
func widthOf(f *flows.Field) uint8 {
	if f.Kind != decode.KindUint && f.Kind != decode.KindInt || f.Width == 0 {
		return 0
	}
	return storage(f.Width)
}

// valued stops if an operand is a label: a field that is only there or not.
func valued(n *node) {
	f := n
	for f.op == opLayer {
		f = f.kids[0]
	}
	if f.field != nil && f.kind == decode.KindNone && !protocol(f.field) {
		fail(n.at, "%s has no value: it is there or not", f.text)
	}
}

// protocol reports whether a field is a protocol, whose value is its bytes. A field
// without a value that is none, is a label.
func protocol(f *flows.Field) bool {
	return f.Kind == decode.KindNone && (f.Name == frame.Name || decode.IsProtocol(f.Name))
}

func (k *checker) sliced(n *node) {
	k.operand(n.kids[0])
	valued(n.kids[0])
	switch n.kids[0].kind {
	case decode.KindNone, decode.KindBytes, decode.KindEther, decode.KindIPv4, decode.KindIPv6, decode.KindString:
		n.kind = decode.KindBytes
	default:
		fail(n.kids[0].at, "this is %s: it has no bytes to slice", kindNames[n.kids[0].kind])
	}
}

// calculation checks an operator of arithmetic: one side at least is no literal.
func (k *checker) calculation(n *node) {
	a, b := n.kids[0], n.kids[1]
	if constant(a) && constant(b) {
		fail(n.at, "a constant cannot stand here: expected a field")
	}
	if constant(a) {
		a, b = b, a
	}
	k.operand(a)
	k.calculates(n, a)
	uncalculable(b)
	k.same(b, a, computed)
}

// uncalculable stops if n is a literal that has no place in a calculation.
func uncalculable(n *node) {
	switch n.op {
	case opChar:
		fail(n.at, "a character cannot be calculated with")
	case opQuoted:
		fail(n.at, "text cannot be calculated with")
	}
}

// calculates sets the kind of what an operator makes of values such as like's.
func (k *checker) calculates(n, like *node) {
	n.width = like.width
	switch kind := like.kind; kind {
	case decode.KindUint, decode.KindInt:
		n.kind = decode.KindInt
		return
	case decode.KindFloat:
		if n.op != opBitAnd && n.op != opMod {
			n.kind = kind
			return
		}
	case decode.KindDuration:
		if n.op == opAdd || n.op == opSub || n.op == opNeg {
			n.kind = kind
			return
		}
	case decode.KindIPv4, decode.KindIPv6, decode.KindBytes, decode.KindEther:
		if n.op == opBitAnd {
			n.kind = kind
			return
		}
	}
	fail(n.at, "this cannot be calculated with %s", kindNames[like.kind])
}

// constant reports whether a node is made of literals only.
func constant(n *node) bool {
	if n.arithmetic() {
		for _, kid := range n.kids {
			if !constant(kid) {
				return false
			}
		}
		return true
	}
	return n.literal()
}

// position says where a literal stands: next to a field, whose values may have
// names, or in a calculation.
type position bool

const (
	beside   position = false
	computed position = true
)

// same makes n an operand that fits like: a literal of like's kind, or a field of
// a kind that can be compared with it.
func (k *checker) same(n, like *node, at position) {
	if !constant(n) {
		k.operand(n)
		valued(n)
		if !alikeKinds(n, like) && !(at == beside && integral(like.kind) && n.kind == decode.KindBool && !n.arithmetic()) {
			fail(n.at, "%s and %s cannot be compared", kindNames[like.kind], kindNames[n.kind])
		}
		return
	}
	if n.arithmetic() {
		if n.op == opNeg && unsigned(n.kids[0], like) {
			negative(n, like, at)
			return
		}
		for _, kid := range n.kids {
			uncalculable(kid)
			k.same(kid, like, computed)
		}
		k.calculates(n, like)
		return
	}
	k.literal(n, like, at)
}

// alikeKinds reports whether values of two operands can be compared with each other. A
// protocol is compared with protocols, but a slice is bytes like any other.
func alikeKinds(a, b *node) bool {
	class := func(n *node) decode.Kind {
		switch {
		case n.kind == decode.KindInt:
			return decode.KindUint
		case n.kind == decode.KindEther, n.kind == decode.KindNone && (a.op == opSlice || b.op == opSlice):
			return decode.KindBytes
		}
		return n.kind
	}
	return class(a) == class(b)
}

func (k *checker) compare(n *node) {
	left := n.kids[0]
	if left.literal() {
		if left.op == opWord && isLetter(left.text[0]) {
			k.unknown(left)
		}
		fail(left.at, "the left side of a comparison must be a field or a function, not %s", left.text)
	}
	if constant(left) { // of a chain: a == -1 == b
		fail(left.at, "a constant cannot begin a calculation on the left side of a comparison")
	}
	k.operand(left)
	valued(left)
	if left.arithmetic() {
		begins(left.kids[0])
	}
	if n.op == opContains {
		k.searchable(left, "contains")
	}
	left = k.asBytes(n)
	switch n.op {
	case opMatches:
		k.matches(n)
	case opContains:
		if right := n.kids[1]; left.kind == decode.KindEther && right.op == opWord {
			partOfAddress(right)
			break
		}
		k.same(n.kids[1], left, beside)
	default:
		if n.op == opIn && left.op != opField && left.op != opLayer {
			fail(left.at, "only a field can be tested for membership in a set")
		}
		for _, item := range n.kids[1:] {
			values := []*node{item}
			if item.op == opRange {
				values = item.kids
			}
			for _, v := range values {
				if n.op == opIn && v.op == opSlice {
					fail(v.at, "a slice has no place in a set")
				}
				k.same(v, left, beside)
			}
		}
	}
}

// asBytes takes all bytes of an address or a text that is compared with a slice, as if
// they had been cut out, too. It returns the left side, which has been checked.
func (k *checker) asBytes(n *node) (left *node) {
	left = n.kids[0]
	if n.op > opContains {
		return left
	}
	right := n.kids[1]
	of := right
	if right.op == opSlice {
		of = left
	}
	if left.op != opSlice && right.op != opSlice || constant(of) || of.arithmetic() {
		return left
	}
	if of == right {
		k.operand(of)
	}
	switch of.kind {
	case decode.KindIPv4, decode.KindIPv6, decode.KindString:
	default:
		return left
	}
	all := &node{op: opSlice, at: of.at, kids: []*node{of}, parts: []part{{0, -1}}, text: "0:", kind: decode.KindBytes}
	if of == right {
		n.kids[1] = all
	} else {
		n.kids[0] = all
	}
	return n.kids[0]
}

// begins stops if n cannot begin a calculation on the left side of a comparison: a
// constant, or a function with constants.
func begins(n *node) {
	for n.arithmetic() {
		n = n.kids[0]
	}
	if constant(n) {
		fail(n.at, "a constant cannot begin a calculation on the left side of a comparison")
	}
	if n.op == opCall {
		for _, a := range n.kids {
			if constant(a) {
				fail(a.at, "%s with a constant cannot begin a calculation on the left side of a comparison", n.text)
			}
		}
	}
}

// searchable stops unless text or bytes can be looked for in n.
func (k *checker) searchable(n *node, by string) {
	switch n.kind {
	case decode.KindString, decode.KindBytes, decode.KindEther, decode.KindNone:
	default:
		fail(n.at, "this is %s: %s works on text, bytes and protocols", kindNames[n.kind], by)
	}
}

func (k *checker) matches(n *node) {
	k.searchable(n.kids[0], "matches")
	right := n.kids[1]
	if right.op != opQuoted {
		fail(right.at, "matches needs a regular expression in double quotes")
	}
	re, err := expression(right.text)
	if err != nil {
		fail(right.at, "%s", err)
	}
	right.op, n.re = opValue, re
}
