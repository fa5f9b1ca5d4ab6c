package filter

import (
	"encoding/binary"
	"math"

	"tcptui/decode"
	"tcptui/flows"
	"tcptui/fsm"
)

// verdict of a plan over a block of rows: yes is kept for sure, maybe is for the
// whole test to say, and the rest is not kept.
type verdict struct{ yes, maybe flows.Bits }

// plan decides a test over the columns of a block as far as they tell.
type plan func(p *scratch, b *flows.Block, out *verdict)

// scratch is the memory of a plan that runs: the rows of a column.
type scratch struct {
	xs, ys [flows.BlockRows]int64
	conns  []flows.ConnBits // of the tests that connections decide
}

// undecided is the plan of a test that columns tell nothing of.
func undecided(_ *scratch, b *flows.Block, out *verdict) {
	out.yes = flows.Bits{}
	out.maybe.Fill(b.Len())
}

// planner makes plans of checked trees. decides becomes true when a plan reads
// a column.
type planner struct {
	c       *compiler
	decides bool
	conns   int // of scratch
}

func (k *planner) test(n *node) plan {
	switch n.op {
	case opAnd:
		return and(k.test(n.kids[0]), k.test(n.kids[1]))
	case opOr:
		return or(k.test(n.kids[0]), k.test(n.kids[1]))
	case opNot:
		return not(k.test(n.kids[0]))
	}
	p := k.leaf(n)
	if p == nil {
		return undecided
	}
	k.decides = true
	return p
}

func and(a, b plan) plan {
	return func(p *scratch, blk *flows.Block, out *verdict) {
		a(p, blk, out)
		if out.yes.Empty() && out.maybe.Empty() {
			return
		}
		var right verdict
		b(p, blk, &right)
		for i := range out.yes {
			open := (out.yes[i] | out.maybe[i]) & (right.yes[i] | right.maybe[i])
			out.yes[i] &= right.yes[i]
			out.maybe[i] = open &^ out.yes[i]
		}
	}
}

func or(a, b plan) plan {
	return func(p *scratch, blk *flows.Block, out *verdict) {
		a(p, blk, out)
		var right verdict
		b(p, blk, &right)
		for i := range out.yes {
			out.yes[i] |= right.yes[i]
			out.maybe[i] = (out.maybe[i] | right.maybe[i]) &^ out.yes[i]
		}
	}
}

func not(a plan) plan {
	return func(p *scratch, blk *flows.Block, out *verdict) {
		a(p, blk, out)
		var all flows.Bits
		all.Fill(blk.Len())
		for i := range out.yes {
			out.yes[i] = all[i] &^ (out.yes[i] | out.maybe[i])
		}
	}
}

// settle takes away from hits the rows without the field, and those that a
// column is not sure of.
func settle(c *flows.Column, b *flows.Block, out *verdict) {
	var rows flows.Bits
	if c.Present != nil {
		c.Present(b, &rows)
		out.yes.And(&rows)
	}
	rows.Fill(b.Len())
	out.yes.And(&rows)
	out.maybe = flows.Bits{}
	if c.Unsure != nil {
		c.Unsure(b, &out.maybe)
		out.maybe.And(&rows)
		out.yes.AndNot(&out.maybe)
	}
}

// leaf makes the plan of a test without tests in it; nil when columns do not
// tell it.
func (k *planner) leaf(n *node) plan {
	left, mask := masking(n.kids[0])
	if left.op != opField {
		return k.texts(n)
	}
	c := flows.ColumnOf(left.field.Name)
	switch {
	case c == nil:
		return nil
	case c.Text != nil:
		return k.texts(n)
	case n.op == opExists && mask == math.MaxInt64 && c.OfConn != nil:
		return k.byConn(c, func(of fact) bool {
			_, ok := of(0)
			return ok
		})
	case n.op == opExists && mask == math.MaxInt64:
		return func(_ *scratch, b *flows.Block, out *verdict) {
			out.yes.Fill(b.Len())
			settle(c, b, out)
		}
	case c.Places == 0:
		return nil
	case n.op == opExists:
		return k.numbers(c, []interval{{mask: mask}}, true, false)
	case n.op == opIn:
		return k.members(c, n, mask)
	case n.op > opLe:
		return nil
	}
	if right := n.kids[1]; right.op == opField && mask == math.MaxInt64 {
		return both(c, n)
	}
	return k.constants(c, n, mask)
}

// masking takes a bit mask off an operand: field & number. MaxInt64 is no mask.
func masking(n *node) (*node, int64) {
	if n.op == opBitAnd && n.kids[1].op == opValue && integral(n.kids[0].kind) {
		return n.kids[0], n.kids[1].value.I
	}
	return n, math.MaxInt64
}

func integral(kind decode.Kind) bool { return kind == decode.KindUint || kind == decode.KindInt }

// interval is the numbers x of which x & mask lies between lo and hi, both
// included.
type interval struct{ mask, lo, hi int64 }

// constants makes the plan of a comparison with a literal.
func (k *planner) constants(c *flows.Column, n *node, mask int64) plan {
	v, ok := literalInterval(n.kids[1], mask)
	if !ok {
		return nil
	}
	w := verdicts[n.op]
	inverted := false
	switch n.op {
	case opEq, opAllEq:
	case opNe, opAnyNe:
		inverted = true
	case opGt:
		inverted, v.lo = true, math.MinInt64
	case opLe:
		v.lo = math.MinInt64
	case opLt:
		inverted, v.hi = true, math.MaxInt64
	case opGe:
		v.hi = math.MaxInt64
	}
	return k.numbers(c, []interval{v}, inverted, all(n, w.all))
}

// members makes the plan of a membership test.
func (k *planner) members(c *flows.Column, n *node, mask int64) plan {
	var sets []interval
	for _, item := range n.kids[1:] {
		if item.op != opRange {
			v, ok := literalInterval(item, mask)
			if !ok {
				return nil
			}
			sets = append(sets, v)
			continue
		}
		lo, ok := literalInterval(item.kids[0], mask)
		hi, ok2 := literalInterval(item.kids[1], mask)
		if !ok || !ok2 || lo.mask != hi.mask {
			return nil
		}
		sets = append(sets, interval{lo.mask, lo.lo, hi.hi})
	}
	if n.quant != allPairs || len(sets) == 1 {
		return k.numbers(c, sets, false, n.quant == allPairs)
	}
	var p plan
	for _, s := range sets { // one item has to hold all values
		one := k.numbers(c, []interval{s}, false, true)
		if p == nil {
			p = one
		} else {
			p = or(p, one)
		}
	}
	return p
}

// literalInterval is the numbers that a literal stands for.
func literalInterval(n *node, mask int64) (interval, bool) {
	if n.op != opValue || n.apart {
		return interval{}, false
	}
	x := n.value.I
	switch n.kind {
	case decode.KindUint, decode.KindInt, decode.KindTime, decode.KindDuration:
	case decode.KindBool:
		x = int64(n.value.U)
	case decode.KindIPv4:
		if n.net.IsValid() {
			a := n.net.Addr().As4()
			mask = int64(uint32(math.MaxUint32) << (32 - n.net.Bits()))
			x = int64(binary.BigEndian.Uint32(a[:]))
		} else {
			a := n.value.A.As4()
			x = int64(binary.BigEndian.Uint32(a[:]))
		}
	default:
		return interval{}, false
	}
	return interval{mask, x, x}, true
}

// numbers makes the plan of "the field is in one of the sets", or in none when
// inverted, for any of its values or for all.
func (k *planner) numbers(c *flows.Column, sets []interval, inverted, all bool) plan {
	if c.OfConn != nil {
		return k.byConn(c, func(of fact) bool {
			for place := range c.Places {
				x, ok := of(place)
				if hit := ok && holds(sets, x) != inverted; hit != all || !ok {
					return ok && hit
				}
			}
			return all
		})
	}
	return func(p *scratch, b *flows.Block, out *verdict) {
		for place := range c.Places {
			xs := p.xs[:b.Len()]
			c.Fill(b, place, xs)
			var hits flows.Bits
			for _, s := range sets {
				s.find(xs, &hits)
			}
			if inverted {
				var every flows.Bits
				every.Fill(b.Len())
				every.AndNot(&hits)
				hits = every
			}
			switch {
			case place == 0:
				out.yes = hits
			case all:
				out.yes.And(&hits)
			default:
				out.yes.Or(&hits)
			}
		}
		settle(c, b, out)
	}
}

// fact is what a column tells of one row at a place, false where the row lacks it.
type fact func(place int) (x int64, ok bool)

// byConn makes the plan of a test that is made once for each connection and direction,
// and for each row without a connection.
func (k *planner) byConn(c *flows.Column, test func(of fact) bool) plan {
	slot := k.conns
	k.conns++
	return func(p *scratch, b *flows.Block, out *verdict) {
		for slot >= len(p.conns) {
			p.conns = append(p.conns, flows.ConnBits{})
		}
		p.conns[slot].Fill(b, func(conn *flows.Conn, from fsm.Role) bool {
			return test(func(place int) (int64, bool) { return c.OfConn(conn, from, place) })
		}, &out.yes)
		row := 0
		lone := func(place int) (int64, bool) { return c.OfLone(b, row, place) }
		b.EachLone(c.OfLone, func(i int) {
			row = i
			if test(lone) {
				out.yes[i/64] |= 1 << (i % 64)
			}
		})
		var rows flows.Bits
		rows.Fill(b.Len())
		c.Unsure(b, &out.maybe)
		out.maybe.And(&rows)
		out.yes.And(&rows)
		out.yes.AndNot(&out.maybe)
	}
}

// both makes the plan of a comparison of two fields of one value each.
func both(left *flows.Column, n *node) plan {
	right := flows.ColumnOf(n.kids[1].field.Name)
	if right == nil || n.kids[0].kind != n.kids[1].kind || left.Places != 1 || right.Places != 1 || right.Text != nil {
		return nil
	}
	o := n.op
	return func(p *scratch, b *flows.Block, out *verdict) {
		xs, ys := p.xs[:b.Len()], p.ys[:b.Len()]
		left.Fill(b, 0, xs)
		right.Fill(b, 0, ys)
		var other verdict
		compareColumns(o, xs, ys, &out.yes)
		other.yes = out.yes
		settle(left, b, out)
		settle(right, b, &other)
		out.maybe.Or(&other.maybe)
		out.yes.And(&other.yes)
		out.yes.AndNot(&out.maybe)
	}
}
