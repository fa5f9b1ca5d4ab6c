package filter

import (
	"bytes"

	"tcptui/decode"
	"tcptui/flows"
)

// values computes an operand's values for a frame. They are valid until the
// same operand is computed again.
type values func(e *env, v *flows.View) []decode.Value

// compiler turns a checked tree into closures.
type compiler struct {
	bufs int
	refs []*flows.Field
}

// slot reserves a place in env.bufs.
func (c *compiler) slot() int {
	c.bufs++
	return c.bufs - 1
}

func (c *compiler) test(n *node) test {
	switch n.op {
	case opAnd:
		a, b := c.test(n.kids[0]), c.test(n.kids[1])
		return func(e *env, v *flows.View) bool { return a(e, v) && b(e, v) }
	case opOr:
		a, b := c.test(n.kids[0]), c.test(n.kids[1])
		return func(e *env, v *flows.View) bool { return a(e, v) || b(e, v) }
	case opNot:
		a := c.test(n.kids[0])
		return func(e *env, v *flows.View) bool { return !a(e, v) }
	case opExists:
		return c.exists(n.kids[0])
	case opMatches:
		return c.matches(n)
	case opContains:
		return c.contains(n)
	case opIn:
		return c.in(n)
	}
	return c.compare(n)
}

func (c *compiler) exists(n *node) test {
	if n.op == opField {
		slot, of := c.slot(), n.field.Of
		return func(e *env, v *flows.View) bool {
			e.bufs[slot] = of(v, e.bufs[slot][:0])
			return len(e.bufs[slot]) > 0
		}
	}
	of := c.values(n)
	if n.op == opSlice {
		return func(e *env, v *flows.View) bool {
			for _, x := range of(e, v) {
				if len(x.B) > 0 {
					return true
				}
			}
			return false
		}
	}
	if !n.arithmetic() {
		return func(e *env, v *flows.View) bool { return len(of(e, v)) > 0 }
	}
	return func(e *env, v *flows.View) bool {
		for _, x := range of(e, v) {
			if x.I != 0 || x.F != 0 || x.A.IsValid() && !x.A.IsUnspecified() || len(bytes.Trim(x.B, "\x00")) > 0 {
				return true
			}
		}
		return false
	}
}

// verdicts of the operators on the order of two values, and whether all pairs
// must fulfil them.
var verdicts = map[op]struct {
	ok  func(order int) bool
	all bool
}{
	opEq:    {func(o int) bool { return o == 0 }, false},
	opNe:    {func(o int) bool { return o != 0 }, true},
	opAllEq: {func(o int) bool { return o == 0 }, true},
	opAnyNe: {func(o int) bool { return o != 0 }, false},
	opGt:    {func(o int) bool { return o > 0 }, false},
	opLt:    {func(o int) bool { return o < 0 }, false},
	opGe:    {func(o int) bool { return o >= 0 }, false},
	opLe:    {func(o int) bool { return o <= 0 }, false},
}

// compare makes a comparison. Absent fields compare to false, whatever the
// operator is.
func (c *compiler) compare(n *node) test {
	a, b := c.values(n.kids[0]), c.values(n.kids[1])
	if n.kids[1].apart {
		every := all(n, verdicts[n.op].all)
		return func(e *env, v *flows.View) bool { return every && len(a(e, v)) > 0 }
	}
	ord, w := c.order(n.kids[0], n.kids[1]), verdicts[n.op]
	every := all(n, w.all)
	test := pairs(a, b, every, func(_ *env, x, y *decode.Value) bool {
		o := ord(x, y)
		return o == incomparable && every || o != incomparable && w.ok(o)
	})
	if n.op != opNe || n.quant == anyPair || !n.kids[0].arithmetic() && !n.kids[1].arithmetic() {
		return test
	}
	present := c.present(n, nil)
	return func(e *env, v *flows.View) bool { // what has no place differs from all
		return test(e, v) || (len(a(e, v)) == 0 || len(b(e, v)) == 0) && present(e, v)
	}
}

// present makes a test of whether all fields in n have values, after those of `other`.
func (c *compiler) present(n *node, other test) test {
	switch n.op {
	case opField, opLayer, opReference:
		of := c.values(n)
		return func(e *env, v *flows.View) bool { return (other == nil || other(e, v)) && len(of(e, v)) > 0 }
	}
	for _, kid := range n.kids {
		other = c.present(kid, other)
	}
	if other == nil {
		return func(*env, *flows.View) bool { return true }
	}
	return other
}

// all reports whether all pairs must fulfil a comparison.
func all(n *node, byOp bool) bool {
	if n.quant == byOperator {
		return byOp
	}
	return n.quant == allPairs
}

func (c *compiler) order(a, b *node) order {
	if b.net.IsValid() {
		return masked(b.net)
	}
	ord := ordered(a.kind, b.kind)
	if integral(a.kind) && b.kind == decode.KindInt && !signed(a) {
		return apartNegative(ord, a.kind)
	}
	return ord
}

// pairs makes a test of the pairs of two operands' values.
func pairs(a, b values, all bool, ok func(e *env, x, y *decode.Value) bool) test {
	return func(e *env, v *flows.View) bool {
		xs := a(e, v)
		if len(xs) == 0 {
			return false
		}
		ys := b(e, v)
		if len(ys) == 0 {
			return false
		}
		for i := range xs {
			for j := range ys {
				if ok(e, &xs[i], &ys[j]) != all {
					return !all
				}
			}
		}
		return all
	}
}

func (c *compiler) contains(n *node) test {
	a, b := c.values(n.kids[0]), c.values(n.kids[1])
	ka, kb := n.kids[0].kind, n.kids[1].kind
	return pairs(a, b, all(n, false), func(_ *env, x, y *decode.Value) bool {
		in, what := contents(ka, x), contents(kb, y)
		return (len(what) > 0 || ka == decode.KindBytes) && bytes.Contains(in, what) // as in Wireshark, "" is in bytes only
	})
}

func (c *compiler) matches(n *node) test {
	a, kind, re := c.values(n.kids[0]), n.kids[0].kind, n.re
	one := func(*env, *flows.View) []decode.Value { return make([]decode.Value, 1) }
	return pairs(a, one, all(n, false), func(e *env, x, _ *decode.Value) bool { return e.match(re, contents(kind, x)) })
}

// in makes a membership test: a value is an item's, or in its range. With "all" one
// item has to hold all values, as in Wireshark.
func (c *compiler) in(n *node) test {
	left := n.kids[0]
	of := c.values(left)
	every := n.quant == allPairs
	var items []member
	for _, item := range n.kids[1:] {
		if every || !item.apart && (item.op != opRange || !item.kids[0].apart && !item.kids[1].apart) {
			items = append(items, c.item(left, item, every)) // else nothing is in it
		}
	}
	return func(e *env, v *flows.View) bool {
		xs := of(e, v)
		for _, has := range items {
			held := 0
			for i := range xs {
				if has(e, v, &xs[i]) {
					held++
				}
			}
			if held > 0 && (!every || held == len(xs)) {
				return true
			}
		}
		return false
	}
}

// member reports whether a value is in an item of a set.
type member func(e *env, v *flows.View, x *decode.Value) bool

func (c *compiler) item(left, item *node, every bool) member {
	if item.op == opRange {
		return c.within(left, item, every)
	}
	if item.apart {
		return func(*env, *flows.View, *decode.Value) bool { return true }
	}
	vals, ord := c.values(item), c.order(left, item)
	return func(e *env, v *flows.View, x *decode.Value) bool {
		ys := vals(e, v)
		for j := range ys {
			if o := ord(x, &ys[j]); o == 0 || o == incomparable && every {
				return true
			}
		}
		return false
	}
}

// within makes the test of a range, both ends included.
func (c *compiler) within(left, item *node, every bool) member {
	from, to := c.values(item.kids[0]), c.values(item.kids[1])
	lo, hi := c.order(left, item.kids[0]), c.order(left, item.kids[1])
	fits := func(bound *node, o int, ok bool) bool {
		if bound.apart || o == incomparable {
			return every
		}
		return ok
	}
	return func(e *env, v *flows.View, x *decode.Value) bool {
		ys := from(e, v)
		for i := range ys {
			if o := lo(x, &ys[i]); !fits(item.kids[0], o, o >= 0) {
				continue
			}
			zs := to(e, v)
			for j := range zs {
				if o := hi(x, &zs[j]); fits(item.kids[1], o, o <= 0) {
					return true
				}
			}
		}
		return false
	}
}
