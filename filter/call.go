package filter

import (
	"strings"

	"tcptui/decode"
	"tcptui/flows"
)

// function is a row of the table of functions.
type function struct {
	name, help  string
	least, most int // arguments
	check       func(k *checker, n *node)
	make        func(c *compiler, n *node) values
}

// functions is the table, in the order in which they are suggested.
func functions() []function {
	return []function{
		{"len", "how many bytes a field has", 1, 1, (*checker).fieldToNumber, (*compiler).lengths},
		{"count", "how many values a field has", 1, 1, (*checker).fieldToNumber, (*compiler).count},
		{"upper", "a text in upper case", 1, 1, (*checker).textToText, mapText(strings.ToUpper)},
		{"lower", "a text in lower case", 1, 1, (*checker).textToText, mapText(strings.ToLower)},
		{"string", "a number or an address as text", 1, 1, (*checker).numberToText, (*compiler).texts},
		{"max", "the largest value", 1, 16, (*checker).alike, extreme(1)},
		{"min", "the smallest value", 1, 16, (*checker).alike, extreme(-1)},
		{"abs", "a number without its sign", 1, 1, (*checker).magnitude, (*compiler).abs},
	}
}

// functionOf finds a function by its name.
func functionOf(name string) (function, bool) {
	for _, f := range functions() {
		if f.name == name {
			return f, true
		}
	}
	return function{}, false
}

func (k *checker) call(n *node) {
	f, ok := functionOf(n.text)
	if !ok {
		near := Nearest(n.text, func(yield func(string) bool) {
			for _, f := range functions() {
				if !yield(f.name) {
					return
				}
			}
		})
		panic(&Error{Off: n.at.off, Len: len(n.text), What: "there is no function " + n.text, Near: near})
	}
	if len(n.kids) < f.least || len(n.kids) > f.most {
		fail(n.at, "%s takes %d argument(s), not %d", n.text, f.least, len(n.kids))
	}
	f.check(k, n)
}

func (k *checker) argument(n *node) *node {
	a := n.kids[0]
	if a.op != opField && a.op != opLayer {
		fail(a.at, "%s needs a field", n.text)
	}
	k.operand(a)
	return a
}

func (k *checker) fieldToNumber(n *node) {
	k.argument(n)
	n.kind, n.width = decode.KindUint, 32
}

func (k *checker) textToText(n *node) {
	if a := k.argument(n); a.kind != decode.KindString {
		fail(a.at, "%s works on text only", n.text)
	}
	n.kind = decode.KindString
}

func (k *checker) numberToText(n *node) {
	a := k.argument(n)
	valued(a)
	switch a.kind {
	case decode.KindUint, decode.KindInt, decode.KindIPv4, decode.KindIPv6, decode.KindEther:
	default:
		fail(a.at, "string works on numbers and addresses only")
	}
	n.kind = decode.KindString
}

// alike checks functions of numbers: all arguments have one kind.
func (k *checker) alike(n *node) {
	first := n.kids[0]
	if constant(first) {
		fail(first.at, "the first argument of %s must be a field", n.text)
	}
	k.operand(first)
	valued(first)
	for i, a := range n.kids {
		switch {
		case a.op == opQuoted, a.op == opChar, a.op == opSlice:
			fail(a.at, "%s takes fields, functions and literals without quotes", n.text)
		case i == 0:
		case a.op == opNeg && unsigned(a.kids[0], first):
			negative(a, first, beside)
		default:
			k.same(a, first, computed)
			sameStorage(a, first)
		}
	}
	n.width = first.width
	if n.kind = first.kind; n.kind == decode.KindUint {
		n.kind = decode.KindInt
	}
}

// sameStorage stops if two numbers are not kept in as many bits, both with a sign or both
// without.
func sameStorage(a, first *node) {
	if !constant(a) && integral(a.kind) && (a.width != first.width || signed(a) != signed(first)) {
		fail(a.at, "this is a number of %d bits with another range: it has to be of one type with the first argument", a.width)
	}
}

// signed reports whether the fields that a number is made of have a sign.
func signed(n *node) bool {
	switch {
	case n.op == opLayer, n.op == opCall && len(n.kids) > 0 && n.kind == decode.KindInt, n.arithmetic():
		if constant(n.kids[0]) && len(n.kids) > 1 {
			return signed(n.kids[1])
		}
		return signed(n.kids[0])
	}
	return n.kind == decode.KindInt
}

// magnitude checks abs: its argument is a number or a time.
func (k *checker) magnitude(n *node) {
	k.alike(n)
	switch a := n.kids[0]; a.kind {
	case decode.KindBool, decode.KindUint, decode.KindInt, decode.KindFloat, decode.KindDuration:
	default:
		fail(a.at, "abs works on numbers only")
	}
}

func (c *compiler) lengths(n *node) values {
	of, slot, kind := c.values(n.kids[0]), c.slot(), n.kids[0].kind
	field := n.kids[0].field
	if n.kids[0].op == opLayer {
		field = n.kids[0].kids[0].field
	}
	return func(e *env, v *flows.View) []decode.Value {
		out := e.bufs[slot][:0]
		for _, x := range of(e, v) {
			out = append(out, decode.Value{U: uint64(length(kind, field, &x))})
		}
		e.bufs[slot] = out
		return out
	}
}

// length is how many bytes a value takes.
func length(kind decode.Kind, field *flows.Field, x *decode.Value) int {
	switch kind {
	case decode.KindString:
		return len(x.S)
	case decode.KindIPv4, decode.KindIPv6:
		return x.A.BitLen() / 8
	case decode.KindBool, decode.KindTime, decode.KindDuration:
		return 0 // as Wireshark has it
	case decode.KindNone:
		return len(item(x))
	case decode.KindUint, decode.KindInt:
		if field != nil {
			return max(int(widthOf(field))/8, 1)
		}
		return 8
	case decode.KindFloat:
		return 8
	}
	return len(x.B)
}

func (c *compiler) count(n *node) values {
	of, slot := c.values(n.kids[0]), c.slot()
	return func(e *env, v *flows.View) []decode.Value {
		out := e.bufs[slot][:0]
		if n := len(of(e, v)); n > 0 {
			out = append(out, decode.Value{U: uint64(n)})
		}
		e.bufs[slot] = out
		return out
	}
}

func mapText(f func(string) string) func(*compiler, *node) values {
	return func(c *compiler, n *node) values {
		of, slot := c.values(n.kids[0]), c.slot()
		return func(e *env, v *flows.View) []decode.Value {
			out := e.bufs[slot][:0]
			for _, x := range of(e, v) {
				out = append(out, decode.Value{S: f(x.S)})
			}
			e.bufs[slot] = out
			return out
		}
	}
}

func (c *compiler) texts(n *node) values {
	of, slot := c.values(n.kids[0]), c.slot()
	field := decode.Field{Kind: n.kids[0].kind} // numbers are decimal, whatever their base
	return func(e *env, v *flows.View) []decode.Value {
		out := e.bufs[slot][:0]
		for _, x := range of(e, v) {
			e.text = field.Format(e.text[:0], x)
			out = append(out, decode.Value{S: string(e.text)})
		}
		e.bufs[slot] = out
		return out
	}
}

// extreme makes max (sign 1) and min (sign -1): one value of all arguments'.
func extreme(sign int) func(*compiler, *node) values {
	return func(c *compiler, n *node) values {
		var of []values
		for _, a := range n.kids {
			if !a.apart {
				of = append(of, c.integers(a))
			}
		}
		slot, order := c.slot(), ordered(n.kind, n.kind)
		return func(e *env, v *flows.View) []decode.Value {
			out := e.bufs[slot][:0]
			for _, of := range of {
				for _, x := range of(e, v) {
					if len(out) == 0 {
						out = append(out, x)
					} else if order(&x, &out[0])*sign > 0 {
						out[0] = x
					}
				}
			}
			e.bufs[slot] = out
			return out
		}
	}
}

func (c *compiler) abs(n *node) values {
	of, slot := c.integers(n.kids[0]), c.slot()
	return func(e *env, v *flows.View) []decode.Value {
		out := e.bufs[slot][:0]
		for _, x := range of(e, v) {
			x.I, x.F = max(x.I, -x.I), max(x.F, -x.F)
			out = append(out, x)
		}
		e.bufs[slot] = out
		return out
	}
}
