package bpf

import (
	"strings"

	"tcptui/internal/spell"
)

// maxNesting is how deep brackets and negations may stand in each other.
const maxNesting = 500

// parser makes nodes of tokens. The language has no simple grammar: whether a
// bracket holds conditions, identifiers that take the qualifier before it, or a
// number, is known at its end only. So what could be each is parsed to an item
// that says what it was.
type parser struct {
	tokens []token
	pos    int
	depth  int
}

// itemKind says what an item turned out to be.
type itemKind uint8

const (
	itemTerm       itemKind = iota // a condition of its own
	itemIdentifier                 // identifiers, with the qualifier of what is before
	itemNumber                     // one number: an identifier, or the beginning of a sum
	itemSum                        // a number that was computed
)

type item struct {
	kind itemKind
	node node     // of itemTerm and itemIdentifier
	num  number32 // of itemNumber and itemSum
	at   span
}

// parse returns the tree of a filter; nil for an empty one.
func parse(src string) node {
	p := &parser{tokens: lex(src)}
	if p.peek().kind == tokEnd {
		return nil
	}
	n, _ := p.expression(qualifier{})
	if t := p.peek(); t.kind != tokEnd {
		p.unexpected(t, "and, or, or the end")
	}
	return n
}

func (p *parser) peek() token { return p.tokens[p.pos] }

// peekAfter is the n-th token after the next, or the end.
func (p *parser) peekAfter(n int) token { return p.tokens[min(p.pos+n, len(p.tokens)-1)] }

func (p *parser) next() token {
	t := p.tokens[p.pos]
	if t.kind != tokEnd {
		p.pos++
	}
	return t
}

// accept takes the next token if it is that.
func (p *parser) accept(text string) bool {
	if p.peek().is(text) {
		p.pos++
		return true
	}
	return false
}

func (p *parser) expect(text string) token {
	t := p.next()
	if !t.is(text) {
		p.unexpected(t, `"`+text+`"`)
	}
	return t
}

// unexpected stops at a token that is not what was expected.
func (p *parser) unexpected(t token, want string) {
	if t.kind == tokEnd {
		fail(t.at, "the filter ends, expected %s", want).stop()
	}
	if about := unbuiltAbout(t.text); t.kind == tokWord && about != "" {
		fail(t.at, "%s is about %s, which tcptui does not filter", t.text, about).stop()
	}
	f := fail(t.at, "%q is not expected here, expected %s", t.text, want)
	if t.kind == tokName && !strings.Contains(want, "name") {
		f.didYouMean(spell.Nearest(t.text, allWords))
	}
	f.stop()
}

// deeper counts brackets and negations that are open.
func (p *parser) deeper(at span) {
	if p.depth++; p.depth > maxNesting {
		fail(at, "more than %d brackets and negations stand in each other", maxNesting).stop()
	}
}

// expression parses conditions joined by and and or, which bind alike and from
// the left. q is the qualifier of what stands before; the last is returned.
func (p *parser) expression(q qualifier) (node, qualifier) {
	first := p.item(q, false)
	return p.rest(first.node, p.qualifierOf(first, q), q)
}

// rest parses what is joined to n. The qualifier after it is that of its last
// identifier; after a condition that has none there is none.
func (p *parser) rest(n node, last, outer qualifier) (node, qualifier) {
	for {
		and := p.accept("and")
		if !and && !p.accept("or") {
			return n, last
		}
		it := p.item(last, true)
		if and {
			n = both{n, it.node}
		} else {
			n = either{n, it.node}
		}
		last = p.qualifierOf(it, last)
	}
}

// qualifierOf is the qualifier that an identifier after the item takes, where
// before is the one that the item itself could take.
func (p *parser) qualifierOf(it item, before qualifier) qualifier {
	for n := it.node; ; {
		switch x := n.(type) {
		case match:
			return x.q
		case negate:
			n = x.x
		case both: // identifiers in brackets all have the same
			n = x.l
		case either:
			n = x.l
		case bracketed:
			return before
		default:
			return qualifier{}
		}
	}
}

// bracketed is an expression in brackets: its qualifiers end with it.
type bracketed struct{ node }

// item parses one condition, or where identifiers is set one identifier or a
// bracket with several, which take the qualifier q.
func (p *parser) item(q qualifier, identifiers bool) item {
	it := p.mixed(q, identifiers)
	switch it.kind {
	case itemNumber:
		if !identifiers {
			p.wantRelation(it)
		}
		c := it.num.(constant)
		return item{kind: itemIdentifier, node: p.match(q, identifier{form: tokNumber, num: c.n, bits: -1, at: c.at}), at: it.at}
	case itemSum:
		p.wantRelation(it)
	case itemIdentifier:
		if !identifiers {
			fail(it.at, "an address or name needs a word before it that says what it is").hint("such as host, net or port")
		}
	}
	return it
}

func (p *parser) wantRelation(it item) {
	if t := p.peek(); t.kind != tokEnd && !t.is(")") && !t.is("and") && !t.is("or") {
		p.unexpected(t, "a comparison")
	}
	if c, ok := it.num.(constant); ok {
		fail(c.at, "a number needs a word before it that says what it is, or a comparison").hint("such as port or net")
	}
	fail(it.at, "a number is no condition, expected a comparison").stop()
}

// match is an identifier with the qualifier that it takes.
func (p *parser) match(q qualifier, id identifier) node {
	if !q.set {
		fail(id.at, "an address, number or name needs a word before it that says what it is").hint("such as host, net or port")
	}
	return match{q, id}
}

// mixed parses an item of any kind.
func (p *parser) mixed(q qualifier, identifiers bool) item {
	t := p.peek()
	switch {
	case t.is("not"):
		return p.negated(q, identifiers)
	case t.is("("):
		it := p.brackets(q, identifiers)
		if it.kind == itemNumber || it.kind == itemSum {
			return p.continueSum(it)
		}
		return it
	case t.kind == tokNumber:
		p.next()
		return p.continueSum(item{kind: itemNumber, num: constant{t.num, t.at}, at: t.at})
	case t.is("len"), t.is("length"), t.is("-"), p.startsLoad():
		n := p.operand()
		return p.continueSum(item{kind: itemSum, num: n, at: n.where()})
	case t.kind == tokName, t.kind == tokIPv4, t.kind == tokIPv6, t.kind == tokMAC, t.kind == tokARCnet:
		if !identifiers {
			p.strange(t)
		}
		id := p.identifier()
		return item{kind: itemIdentifier, node: p.match(q, id), at: id.at}
	case t.kind == tokWord:
		n := p.term()
		return item{kind: itemTerm, node: n, at: t.at.to(p.tokens[p.pos-1].at)}
	}
	p.unexpected(t, "a condition")
	return item{}
}

// strange stops at an identifier where only a condition can stand.
func (p *parser) strange(t token) {
	if t.kind != tokName {
		fail(t.at, "%q needs a word before it that says what it is", t.text).hint("such as host or net")
	}
	f := fail(t.at, "%q is no word of the filter language", t.text)
	if proto, _, dotted := strings.Cut(t.text, "."); dotted && isWord(proto) {
		f.hint("names with dots are those of display filters, which are another language")
	}
	if near := spell.Nearest(t.text, allWords); near != "" {
		f.didYouMean(near)
	}
	f.hint("a name needs a word before it, such as host or port")
}

func (p *parser) negated(q qualifier, identifiers bool) item {
	not := p.next()
	p.deeper(not.at)
	defer func() { p.depth-- }()
	it := p.item(q, identifiers)
	it.node, it.at = negate{it.node}, not.at.to(it.at)
	return it
}

// brackets parses an expression, a list of identifiers, or a number in brackets.
func (p *parser) brackets(q qualifier, identifiers bool) item {
	open := p.next()
	p.deeper(open.at)
	defer func() { p.depth-- }()
	it := p.mixed(q, identifiers)
	switch it.kind {
	case itemTerm:
		it.node, _ = p.rest(it.node, p.qualifierOf(it, q), q)
		it.node = bracketed{it.node}
	case itemNumber, itemIdentifier:
		if p.peek().is("and") || p.peek().is("or") {
			it = p.identifiers(q, it, identifiers)
		}
	}
	if t := p.peek(); !t.is(")") {
		p.unexpected(t, `")"`)
	}
	it.at = open.at.to(p.next().at)
	return it
}

// identifiers parses the rest of a list of identifiers in brackets.
func (p *parser) identifiers(q qualifier, first item, allowed bool) item {
	if !allowed {
		p.wantIdentifierQualifier(first)
	}
	if c, ok := first.num.(constant); ok {
		first.node = p.match(q, identifier{form: tokNumber, num: c.n, bits: -1, at: c.at})
	}
	n := first.node
	for {
		and := p.accept("and")
		if !and && !p.accept("or") {
			return item{kind: itemIdentifier, node: n, at: first.at}
		}
		it := p.item(q, true)
		if it.kind != itemIdentifier {
			fail(it.at, "only addresses, numbers and names can stand here").hint("the bracket began with one")
		}
		if and {
			n = both{n, it.node}
		} else {
			n = either{n, it.node}
		}
	}
}

func (p *parser) wantIdentifierQualifier(it item) {
	fail(it.at, "addresses, numbers and names need a word before them that says what they are").hint("such as port (80 or 443)")
}

// identifier parses an address, a network, a number or a name.
func (p *parser) identifier() identifier {
	t := p.next()
	id := identifier{form: t.kind, text: t.text, num: t.num, bits: -1, at: t.at}
	switch t.kind {
	case tokIPv4, tokIPv6:
		if p.accept("/") {
			n := p.next()
			if n.kind != tokNumber {
				p.unexpected(n, "the length of a network mask")
			}
			id.bits, id.at = int(min(n.num, 1<<16)), t.at.to(n.at)
		} else if t.kind == tokIPv4 && p.accept("mask") {
			m := p.next()
			if m.kind != tokIPv4 {
				p.unexpected(m, "a network mask such as 255.255.255.0")
			}
			id.mask, id.at = m.text, t.at.to(m.at)
		}
	case tokNumber:
		if slash := p.peek(); slash.is("/") {
			fail(t.at.to(slash.at), "a network with a length needs at least two numbers").hint("such as 10.0/8")
		}
	case tokName, tokMAC, tokARCnet:
	case tokWord:
		f := fail(t.at, "%q is a word of the filter language, expected an address, number or name", t.text)
		f.hint(`a name that is spelled so is written \%s`, t.text)
	default:
		p.unexpected(t, "an address, number or name")
	}
	return id
}
