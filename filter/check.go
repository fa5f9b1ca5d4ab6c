package filter

import (
	"regexp"
	"strings"

	"tcptui/decode"
	"tcptui/flows"
)

// checker gives operands their kinds, and stops with fail where they do not fit.
type checker struct {
	names *Catalog
	need  flows.Need
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
	case n.literal():
		k.unknown(n)
	}
	k.operand(n)
}

// unknown says that a literal stands where a field belongs.
func (k *checker) unknown(n *node) {
	e := &Error{Off: n.at.off, Len: n.at.end - n.at.off, What: n.text + " is neither a field nor a protocol"}
	if n.op == opWord {
		e.Near = Nearest(n.text, k.names.Names)
	}
	panic(e)
}

// operand finds the kind of something that is no literal.
func (k *checker) operand(n *node) {
	switch n.op {
	case opField:
		n.kind = n.field.Kind
		k.need = max(k.need, n.field.Need)
	case opSlice:
		k.sliced(n)
	case opCall:
		k.call(n)
	case opNeg:
		k.operand(n.kids[0])
		k.calculates(n, n.kids[0].kind)
	case opWord, opQuoted, opChar:
		k.unknown(n)
	default:
		k.calculation(n)
	}
}

func (k *checker) sliced(n *node) {
	k.operand(n.kids[0])
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
	k.calculates(n, a.kind)
	k.same(b, a)
}

// calculates sets the kind of what an operator makes of values of a kind.
func (k *checker) calculates(n *node, kind decode.Kind) {
	switch kind {
	case decode.KindUint, decode.KindInt:
		n.kind = decode.KindInt
		return
	case decode.KindFloat, decode.KindTime, decode.KindDuration:
		if n.op != opBitAnd && n.op != opMod {
			n.kind = kind
			return
		}
	case decode.KindIPv4, decode.KindIPv6, decode.KindBytes, decode.KindEther:
		if n.op == opBitAnd {
			n.kind = kind
			return
		}
	}
	fail(n.at, "this cannot be calculated with %s", kindNames[kind])
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

// same makes n an operand that fits like: a literal of like's kind, or a field of
// a kind that can be compared with it.
func (k *checker) same(n, like *node) {
	if !constant(n) {
		k.operand(n)
		if class(n.kind) != class(like.kind) {
			fail(n.at, "%s and %s cannot be compared", kindNames[like.kind], kindNames[n.kind])
		}
		return
	}
	if n.arithmetic() {
		for _, kid := range n.kids {
			k.same(kid, like)
		}
		k.calculates(n, like.kind)
		return
	}
	k.literal(n, like)
}

// class puts kinds together that can be compared with each other.
func class(kind decode.Kind) decode.Kind {
	switch kind {
	case decode.KindInt:
		return decode.KindUint
	case decode.KindDuration:
		return decode.KindTime
	case decode.KindEther:
		return decode.KindBytes
	}
	return kind
}

func (k *checker) compare(n *node) {
	left := n.kids[0]
	if left.literal() {
		if left.op == opWord && isLetter(left.text[0]) {
			k.unknown(left)
		}
		fail(left.at, "the left side of a comparison must be a field or a function, not %s", left.text)
	}
	k.operand(left)
	switch n.op {
	case opMatches:
		k.matches(n)
	case opContains:
		k.searchable(left, "contains")
		k.same(n.kids[1], left)
	default:
		for _, item := range n.kids[1:] {
			if item.op == opRange {
				k.same(item.kids[0], left)
				k.same(item.kids[1], left)
			} else {
				k.same(item, left)
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
	re, err := regexp.Compile("(?i)" + widen(right.text))
	if err != nil {
		fail(right.at, "this is no regular expression that can be used: %s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	right.op, n.re = opValue, re
}
