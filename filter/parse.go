package filter

// maxDepth bounds nesting, so that a hostile filter cannot exhaust the stack.
const maxDepth = 200

// power is how strongly an operator between two operands binds. Comparisons do
// not nest, so they have no place here.
var power = map[string]int{"&": 1, "+": 2, "-": 2, "*": 3, "/": 3, "%": 3}

// parser is a Pratt parser of one token of look-ahead. It stops at the first
// error with fail.
type parser struct {
	lex    lexer
	tok    token
	names  *Catalog
	depth  int
	prevAt span
}

func parse(src string, names *Catalog) *node {
	p := &parser{lex: lexer{src: src}, names: names}
	p.advance()
	n := p.or()
	if p.tok.kind != tokEnd {
		p.unexpected("expected and, or, or the end of the filter")
	}
	return n
}

func (p *parser) advance() {
	p.prevAt = p.tok.at
	p.tok = p.lex.next()
}

// is reports whether the next token is this operator.
func (p *parser) is(op string) bool { return p.tok.kind == tokOp && p.tok.text == op }

// take goes past the operator if it is next.
func (p *parser) take(op string) bool {
	if p.is(op) {
		p.advance()
		return true
	}
	return false
}

func (p *parser) unexpected(wanted string) {
	if p.tok.kind == tokEnd {
		fail(p.tok.at, "the filter ends here: %s", wanted)
	}
	fail(p.tok.at, "%q was not expected here: %s", p.lex.src[p.tok.at.off:p.tok.at.end], wanted)
}

// enter counts nesting; the caller defers leave.
func (p *parser) enter() {
	if p.depth++; p.depth > maxDepth {
		fail(p.tok.at, "the filter is nested more than %d deep", maxDepth)
	}
}

func (p *parser) leave() { p.depth-- }

func (p *parser) or() *node  { return p.chain("||", opOr, p.and) }
func (p *parser) and() *node { return p.chain("&&", opAnd, p.not) }

// chain reads operands that one operator joins.
func (p *parser) chain(sym string, o op, operand func() *node) *node {
	n := operand()
	for p.is(sym) {
		p.advance()
		right := operand()
		n = &node{op: o, at: span{n.at.off, right.at.end}, kids: []*node{n, right}}
	}
	return n
}

func (p *parser) not() *node {
	if !p.is("!") {
		return p.test()
	}
	p.enter()
	defer p.leave()
	off := p.tok.at.off
	p.advance()
	n := p.not()
	return &node{op: opNot, at: span{off, n.at.end}, kids: []*node{n}}
}

// test reads a test in parentheses, a comparison, or an operand that must exist.
func (p *parser) test() *node {
	if p.is("(") {
		p.enter()
		defer p.leave()
		p.advance()
		n := p.or()
		if !p.take(")") {
			p.unexpected("expected )")
		}
		return n
	}
	quant, quantAt := p.quantifier()
	left := p.operand(0)
	if n := p.comparison(left, quant); n != nil {
		return n
	}
	if quant != byOperator {
		fail(quantAt, "any and all need a comparison after them")
	}
	return &node{op: opExists, at: left.at, kids: []*node{left}}
}

// quantifier reads "any" or "all" before a comparison.
func (p *parser) quantifier() (quantifier, span) {
	at := p.tok.at
	if p.tok.kind == tokWord {
		switch p.tok.text {
		case "any":
			p.advance()
			return anyPair, at
		case "all":
			p.advance()
			return allPairs, at
		}
	}
	return byOperator, at
}

// comparison reads what compares left, nil if nothing does. a < b < c is
// a < b and b < c.
func (p *parser) comparison(left *node, quant quantifier) *node {
	var all *node
	for {
		if all != nil && (p.is("contains") || p.is("matches") || p.is("in") || p.is("!")) {
			p.unexpected("a chain has ==, != and their like only")
		}
		one := p.compare(left, quant)
		if one == nil {
			return all
		}
		if all == nil {
			all = one
		} else {
			all = &node{op: opAnd, at: span{all.at.off, one.at.end}, kids: []*node{all, one}}
		}
		switch inner := one; inner.op {
		case opIn, opNot, opContains, opMatches:
			return all
		default:
			left = inner.kids[1]
		}
	}
}

func (p *parser) compare(left *node, quant quantifier) *node {
	negated := false
	if p.is("!") { // "not in"
		negated, quant = true, byOperator // there is no "all not in"
		p.advance()
		if !p.is("in") {
			p.unexpected("expected in")
		}
	}
	if p.tok.kind != tokOp {
		return nil
	}
	o, ok := symbols[p.tok.text]
	if !ok || o > opIn {
		return nil
	}
	if o >= opContains && (left.arithmetic() || left.braced) {
		p.unexpected("only a field or a function can stand on its left")
	}
	p.advance()
	n := &node{op: o, at: left.at, kids: []*node{left}, quant: quant}
	switch o {
	case opIn:
		n.kids = append(n.kids, p.set()...)
	case opContains, opMatches:
		if p.is("{") {
			p.unexpected("expected a value")
		}
		n.kids = append(n.kids, p.whole())
	default:
		n.kids = append(n.kids, p.operand(0))
	}
	n.at.end = p.prevAt.end
	if negated {
		return &node{op: opNot, at: n.at, kids: []*node{n}}
	}
	return n
}

// set reads {a, b..c}. Nothing is calculated in it.
func (p *parser) set() []*node {
	if !p.take("{") {
		p.unexpected("expected { and the values")
	}
	var items []*node
	for {
		item := p.item()
		if p.take("..") {
			to := p.item()
			item = &node{op: opRange, at: span{item.at.off, to.at.end}, kids: []*node{item, to}}
		}
		items = append(items, item)
		if p.take("}") {
			return items
		}
		if !p.take(",") {
			p.unexpected("expected a comma or }")
		}
	}
}

// item reads a value of a set, which may have a sign.
func (p *parser) item() *node {
	if p.is("{") {
		p.unexpected("expected a value")
	}
	return p.unary()
}
