package filter

import (
	"strconv"
	"strings"
)

// operand reads a value: a field, a literal, a function, arithmetic. Operators
// that bind more strongly than least belong to it.
func (p *parser) operand(least int) *node {
	p.enter()
	defer p.leave()
	left := p.unary()
	for p.tok.kind == tokOp && power[p.tok.text] > least {
		sym := p.tok.text
		p.advance()
		right := p.operand(power[sym])
		left = &node{op: symbols[sym], at: span{left.at.off, right.at.end}, kids: []*node{left, right}}
	}
	return left
}

func (p *parser) unary() *node {
	off := p.tok.at.off
	switch {
	case p.take("+"):
		return p.under()
	case p.take("-"):
		n := p.under()
		return &node{op: opNeg, at: span{off, n.at.end}, kids: []*node{n}}
	}
	return p.whole()
}

// whole reads a value without a sign or an operator: a field, a literal or a function,
// with its slices.
func (p *parser) whole() *node {
	n := p.primary()
	for p.tok.kind == tokSlice && !n.braced && n.op != opReference {
		n = &node{op: opSlice, at: span{n.at.off, p.tok.at.end}, kids: []*node{n}, parts: slice(p.tok), text: p.tok.text}
		p.advance()
	}
	return n
}

// layer reads which of the headers of a field's protocol are meant: field#1,
// field#[1-2].
func (p *parser) layer(n *node) *node {
	if !p.take("#") {
		return n
	}
	t := p.tok
	if !t.glue {
		p.unexpected("expected the number of a layer, from 1, or [1-2], right behind #")
	}
	out := &node{op: opLayer, at: span{n.at.off, t.at.end}, kids: []*node{n}}
	switch {
	case t.kind == tokSlice:
		out.parts, out.text = slice(t), t.text
	case t.kind == tokWord && isDigit(t.text[0]):
		i, err := strconv.ParseUint(t.text, 10, 16)
		if err != nil {
			fail(t.at, "%s is no number of a layer", t.text)
		}
		out.parts, out.text = []part{{int(i), 1}}, t.text
	default:
		p.unexpected("expected the number of a layer, from 1, or [1-2]")
	}
	p.advance()
	return out
}

// under reads what follows a sign: no other one, and no braces.
func (p *parser) under() *node {
	if p.is("+") || p.is("-") || p.is("{") {
		p.unexpected("expected a field or a value after the sign")
	}
	return p.whole()
}

func (p *parser) primary() *node {
	t := p.tok
	switch t.kind {
	case tokString:
		p.advance()
		return &node{op: opQuoted, at: t.at, text: t.text}
	case tokChar:
		p.advance()
		return &node{op: opChar, at: t.at, text: t.text}
	case tokWord:
		p.advance()
		if p.is("(") && p.names.field(t.text) == nil {
			return p.call(t)
		}
		if f := p.names.field(strings.TrimPrefix(t.text, ".")); f != nil {
			return p.layer(&node{op: opField, at: t.at, text: f.Name, field: f})
		}
		if t.text[0] == '.' { // a dot in front says that it is a field
			p.names.unknown(t.at, t.text)
		}
		return &node{op: opWord, at: t.at, text: t.text}
	case tokReference:
		f := p.names.field(t.text)
		if f == nil {
			p.names.unknown(t.at, t.text)
		}
		if protocol(f) {
			fail(t.at, "${%s} has no value: it is a protocol", f.Name)
		}
		p.advance()
		return &node{op: opReference, at: t.at, text: f.Name, field: f}
	}
	if p.take("{") { // arithmetic is grouped by braces
		n := p.operand(0)
		if !p.take("}") {
			p.unexpected("expected }")
		}
		n.at, n.braced = span{t.at.off, p.prevAt.end}, true
		return n
	}
	p.unexpected("expected a field, a protocol or a value")
	panic("unreachable")
}

// call reads the arguments of a function.
func (p *parser) call(name token) *node {
	n := &node{op: opCall, at: name.at, text: name.text}
	p.advance()
	for !p.take(")") {
		if len(n.kids) > 0 && !p.take(",") {
			p.unexpected("expected a comma or )")
		}
		n.kids = append(n.kids, p.operand(0))
	}
	n.at.end = p.prevAt.end
	return n
}

// slice reads what is between the brackets: i, i:n, i-j, :n, i:, with commas.
func slice(t token) []part {
	var parts []part
	for _, s := range strings.Split(t.text, ",") {
		parts = append(parts, onePart(t.at, strings.TrimSpace(s)))
	}
	return parts
}

func onePart(at span, s string) part {
	number := func(s string) int {
		n, err := strconv.ParseInt(strings.TrimSpace(s), 0, 32)
		if err != nil {
			fail(at, "%q is no offset: expected [i], [i:length], [i-j], [:length] or [i:]", s)
		}
		return int(n)
	}
	positive := func(n int, from, sep, to string) int {
		if n <= 0 {
			fail(at, "the range %s%s%s is empty", from, sep, to)
		}
		return n
	}
	if from, n, ok := strings.Cut(s, ":"); ok {
		pt := part{n: -1}
		if from != "" {
			pt.from = number(from)
		}
		if n != "" {
			pt.n = positive(number(n), from, ":", n)
		}
		return pt
	}
	if i := strings.IndexByte(s[min(1, len(s)):], '-') + 1; i > 0 {
		from, to := number(s[:i]), number(s[i+1:])
		if from < 0 != (to < 0) {
			fail(at, "%s ends on the other side of 0", s)
		}
		return part{from, positive(to-from, s[:i], "-", s[i+1:]) + 1}
	}
	return part{number(s), 1}
}
