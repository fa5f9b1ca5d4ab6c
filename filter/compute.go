package filter

import (
	"math"
	"net/netip"

	"tcptui/decode"
	"tcptui/flows"
)

// values makes the computation of an operand.
func (c *compiler) values(n *node) values {
	switch n.op {
	case opField:
		return c.field(n.field)
	case opReference:
		return c.reference(n.field)
	case opLayer:
		return c.layer(n)
	case opValue:
		one := []decode.Value{n.value}
		return func(*env, *flows.View) []decode.Value { return one }
	case opSlice:
		return c.slice(n)
	case opCall:
		f, _ := functionOf(n.text)
		return f.make(c, n)
	case opNeg:
		of, slot, fits := c.integers(n.kids[0]), c.slot(), fitting(n)
		return func(e *env, v *flows.View) []decode.Value {
			out := e.bufs[slot][:0]
			for _, x := range of(e, v) {
				if x.I, x.F = -x.I, -x.F; fits(&x) {
					out = append(out, x)
				}
			}
			e.bufs[slot] = out
			return out
		}
	}
	return c.arithmetic(n)
}

func (c *compiler) field(f *flows.Field) values {
	slot := c.slot()
	of := f.Of
	return func(e *env, v *flows.View) []decode.Value {
		e.bufs[slot] = of(v, e.bufs[slot][:0])
		return e.bufs[slot]
	}
}

func (c *compiler) slice(n *node) values {
	of, slot, kind, parts := c.values(n.kids[0]), c.slot(), n.kids[0].kind, n.parts
	return func(e *env, v *flows.View) []decode.Value {
		out := e.bufs[slot][:0]
		for _, x := range of(e, v) {
			b := contents(kind, &x)
			switch kind {
			case decode.KindIPv4, decode.KindIPv6:
				b = x.A.AsSlice()
			case decode.KindNone:
				b = item(&x)
			}
			got, _ := cut(nil, b, parts) // what lies outside is empty
			out = append(out, decode.Value{B: got})
		}
		e.bufs[slot] = out
		return out
	}
}

// integers makes the computation of an operand whose whole numbers are wanted
// as signed ones.
func (c *compiler) integers(n *node) values {
	of := c.values(n)
	if n.kind != decode.KindUint {
		return of
	}
	slot := c.slot()
	return func(e *env, v *flows.View) []decode.Value {
		out := e.bufs[slot][:0]
		for _, x := range of(e, v) {
			out = append(out, decode.Value{I: int64(x.U)})
		}
		e.bufs[slot] = out
		return out
	}
}

// arithmetic computes every pair of two operands' values.
func (c *compiler) arithmetic(n *node) values {
	a, b, slot := c.integers(n.kids[0]), c.integers(n.kids[1]), c.slot()
	calculate, fits := calculators[n.op], fitting(n)
	return func(e *env, v *flows.View) []decode.Value {
		out := e.bufs[slot][:0]
		xs := a(e, v)
		ys := b(e, v)
		for i := range xs {
			for j := range ys {
				if z, ok := calculate(&xs[i], &ys[j]); ok && fits(&z) {
					out = append(out, z)
				}
			}
		}
		e.bufs[slot] = out
		return out
	}
}

// fitting makes a test of whether a result has a place where Wireshark keeps it: 32 bits
// with or without a sign, for whole numbers of fields of up to 32. What has none is no
// value.
func fitting(n *node) func(z *decode.Value) bool {
	if n.kind == decode.KindInt && n.width <= 32 {
		return func(z *decode.Value) bool { return math.MinInt32 <= z.I && z.I <= math.MaxUint32 }
	}
	return func(*decode.Value) bool { return true }
}

// calculators compute whole numbers, times and floating-point numbers at once:
// the kind says which of the result's parts counts. Dividing by 0 has no value.
var calculators = map[op]func(a, b *decode.Value) (decode.Value, bool){
	opAdd: func(a, b *decode.Value) (decode.Value, bool) { return decode.Value{I: a.I + b.I, F: a.F + b.F}, true },
	opSub: func(a, b *decode.Value) (decode.Value, bool) { return decode.Value{I: a.I - b.I, F: a.F - b.F}, true },
	opMul: func(a, b *decode.Value) (decode.Value, bool) { return decode.Value{I: a.I * b.I, F: a.F * b.F}, true },
	opDiv: func(a, b *decode.Value) (decode.Value, bool) {
		if b.I == 0 && b.F == 0 {
			return decode.Value{}, false
		}
		z := decode.Value{F: a.F / b.F}
		if b.I != 0 {
			z.I = a.I / b.I
		}
		return z, true
	},
	opMod: func(a, b *decode.Value) (decode.Value, bool) {
		if b.I == 0 {
			return decode.Value{}, false
		}
		return decode.Value{I: a.I % b.I}, true
	},
	opBitAnd: func(a, b *decode.Value) (decode.Value, bool) {
		if a.A.IsValid() && b.A.IsValid() {
			return decode.Value{A: andAddr(a.A, b.A)}, true
		}
		if a.B != nil {
			return decode.Value{B: andBytes(a.B, b.B)}, true
		}
		return decode.Value{I: a.I & b.I}, true
	},
}

// andBytes is as long as the shorter one.
func andBytes(a, b []byte) []byte {
	z := make([]byte, min(len(a), len(b)))
	for i := range z {
		z[i] = a[i] & b[i]
	}
	return z
}

func andAddr(a, b netip.Addr) netip.Addr {
	x, y := a.AsSlice(), b.AsSlice()
	for i := range min(len(x), len(y)) {
		x[i] &= y[i]
	}
	z, _ := netip.AddrFromSlice(x)
	return z
}
