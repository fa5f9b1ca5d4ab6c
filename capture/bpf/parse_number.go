package bpf

// relops are the comparisons.
var relops = map[string]bool{"<": true, ">": true, "<=": true, ">=": true, "=": true, "!=": true}

// binding says how strong an operator binds. Those of the greatest number have no
// place in libpcap's order of precedence, and what that comes to is kept here:
// they bind stronger than all that is before them, and their right side is all
// that follows. So a % b + c is a % (b + c).
var binding = map[string]int{"|": 1, "&": 2, "<<": 3, ">>": 3, "+": 4, "-": 4, "*": 5, "/": 5, "%": greedy, "^": greedy}

const greedy = 6

// startsLoad reports whether proto[ comes.
func (p *parser) startsLoad() bool {
	_, ok := protocolWords[p.peek().text]
	return ok && p.peek().kind == tokWord && p.peekAfter(1).is("[")
}

// continueSum parses what follows a number: operators, and a comparison with
// another. Without any of them the item stays what it was.
func (p *parser) continueSum(it item) item {
	left := p.operators(it.num, 1)
	op := p.peek()
	if op.kind != tokOp || !relops[op.text] {
		if left != it.num {
			it = item{kind: itemSum, num: left, at: left.where()}
		}
		return it
	}
	p.next()
	right := p.sum(1)
	at := it.at.to(right.where())
	return item{kind: itemTerm, node: relation{op.text, left, right, at}, at: at}
}

// sum parses a number whose operators bind at least as strong as least.
func (p *parser) sum(least int) number32 { return p.operators(p.operand(), least) }

// operators parses the operators that follow left.
func (p *parser) operators(left number32, least int) number32 {
	for {
		op := p.peek()
		strength := binding[op.text]
		if op.kind != tokOp || strength < least || strength == 0 {
			return left
		}
		p.next()
		p.deeper(op.at)
		var right number32
		if strength == greedy {
			right = p.sum(1)
		} else {
			right = p.sum(strength + 1)
		}
		p.depth--
		left = operation{op.text, left, right, left.where().to(right.where())}
	}
}

// operand parses a number without operators, but with those that have no place in
// the order of precedence.
func (p *parser) operand() number32 {
	t := p.peek()
	switch {
	case t.kind == tokNumber:
		p.next()
		return constant{t.num, t.at}
	case t.is("len"), t.is("length"):
		p.next()
		return length{t.at}
	case t.is("-"):
		p.next()
		p.deeper(t.at)
		x := p.sum(greedy)
		p.depth--
		return unary{x, t.at.to(x.where())}
	case t.is("("):
		p.next()
		p.deeper(t.at)
		n := p.sum(1)
		p.depth--
		p.expect(")")
		return n
	case p.startsLoad():
		return p.load()
	}
	p.unexpected(t, "a number")
	return nil
}

// load parses proto[index] and proto[index:size].
func (p *parser) load() number32 {
	t := p.next()
	p.next() // [
	p.deeper(t.at)
	l := load{proto: protocolWords[t.text], index: p.sum(1), size: 1}
	p.depth--
	if p.accept(":") {
		size := p.next()
		if size.kind != tokNumber {
			p.unexpected(size, "1, 2 or 4")
		}
		if size.num != 1 && size.num != 2 && size.num != 4 {
			fail(size.at, "%d bytes cannot be loaded, only 1, 2 or 4", size.num).stop()
		}
		l.size = size.num
	}
	l.at = t.at.to(p.expect("]").at)
	return l
}
