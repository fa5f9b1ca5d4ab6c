package bpf

// term parses a condition that begins with a word.
func (p *parser) term() node {
	t := p.peek()
	if proto, ok := protocolWords[t.text]; ok {
		p.next()
		return p.afterProtocol(proto, t)
	}
	if p.startsQualifier() {
		return p.qualified(protoNone)
	}
	if _, ok := specialWords[t.text]; !ok {
		p.unexpected(t, "a condition")
	}
	return p.special(p.next())
}

// special parses the rest of a primitive that has a word of its own.
func (p *parser) special(word token) special {
	s := special{word: word.text, at: word.at}
	specialWords[word.text](p, &s)
	s.at = word.at.to(p.tokens[p.pos-1].at)
	return s
}

// afterProtocol parses what can follow the name of a protocol.
func (p *parser) afterProtocol(proto protocol, t token) node {
	switch after := p.peek(); {
	case after.is("broadcast"), after.is("multicast"), after.is("type"), after.is("subtype"), after.is("dir"), after.is("direction"):
		s := p.special(p.next())
		s.proto, s.at = proto, t.at.to(s.at)
		return s
	case p.startsQualifier():
		return p.qualified(proto)
	case after.kind == tokWord && unbuiltAbout(after.text) != "":
		p.unexpected(after, "a condition")
	case after.kind == tokNumber, after.kind == tokIPv4, after.kind == tokIPv6, after.kind == tokMAC, after.kind == tokName:
		fail(after.at, "%q needs a word before it that says what it is", after.text).hint("such as %s host or %s port", t.text, t.text)
	}
	if proto == protoRadio {
		fail(t.at, "radio needs an index after it").hint("such as radio[0]")
	}
	if proto == protoLink {
		fail(t.at, "%s needs more after it", t.text).hint("such as %s host, %s proto or %s[0]", t.text, t.text, t.text)
	}
	return named{proto, t.at}
}

// startsQualifier reports whether a direction or a type comes.
func (p *parser) startsQualifier() bool {
	t := p.peek()
	if t.kind != tokWord {
		return false
	}
	_, isKind := kindWords[t.text]
	_, isDirection := directionWords[t.text]
	return isKind || isDirection
}

// qualified parses a direction, a type, and the identifiers that they qualify.
func (p *parser) qualified(proto protocol) node {
	q := qualifier{set: true, proto: proto, dir: p.direction()}
	if k, ok := kindWords[p.peek().text]; ok && p.peek().kind == tokWord {
		t := p.next()
		q.kind = k
		if q.dir != dirNone && k >= kindProto {
			fail(t.at, "%s takes no direction", t.text).hint("leave src or dst away")
		}
	}
	return p.qualifiedIdentifier(q)
}

// qualifiedIdentifier parses what stands behind a qualifier: an identifier, its
// negation, or a bracket with several.
func (p *parser) qualifiedIdentifier(q qualifier) node {
	t := p.peek()
	switch {
	case t.is("not"):
		p.next()
		p.deeper(t.at)
		defer func() { p.depth-- }()
		return negate{p.qualifiedIdentifier(q)}
	case t.is("("):
		it := p.brackets(q, true)
		switch c, isNumber := it.num.(constant); {
		case it.kind == itemIdentifier:
			return it.node
		case it.kind == itemNumber && isNumber:
			return p.match(q, identifier{form: tokNumber, num: c.n, bits: -1, at: c.at})
		}
		fail(it.at, "expected addresses, numbers or names").stop()
	}
	return p.match(q, p.identifier())
}

// direction parses src, dst, src or dst, src and dst, or one of 802.11's.
func (p *parser) direction() direction {
	first, ok := directionWords[p.peek().text]
	if !ok || p.peek().kind != tokWord {
		return dirNone
	}
	p.next()
	and := p.peek().is("and")
	second := p.peekAfter(1)
	if !and && !p.peek().is("or") || first > dirDst || second.kind != tokWord {
		return first
	}
	if d := directionWords[second.text]; d != dirSrc && d != dirDst || d == first {
		return first
	}
	p.pos += 2
	if and {
		return dirAnd
	}
	return dirOr
}

// specialWords are the primitives with a word of their own, each with what parses
// the rest of it.
var specialWords = map[string]func(p *parser, s *special){
	"broadcast": noMore, "multicast": noMore, "inbound": noMore, "outbound": noMore, "pppoed": noMore,
	"less": oneNumber, "greater": oneNumber, "ifindex": oneNumber,
	"vlan": maybeNumber, "mpls": maybeNumber, "pppoes": maybeNumber, "geneve": maybeNumber, "vxlan": maybeNumber,
	"llc": llcType, "byte": byteTest,
	"type": wlanType, "subtype": wlanName, "dir": wlanName, "direction": wlanName,
}

func noMore(*parser, *special) {}

func oneNumber(p *parser, s *special) {
	t := p.next()
	if t.kind != tokNumber {
		p.unexpected(t, "a number")
	}
	s.num, s.has, s.argsAt = t.num, true, t.at
}

// maybeNumber parses a number, in brackets or not, if one is there.
func maybeNumber(p *parser, s *special) {
	open := 0
	for p.accept("(") {
		open++
	}
	if open == 0 && p.peek().kind != tokNumber {
		return
	}
	oneNumber(p, s)
	for range open {
		p.expect(")")
	}
}

// llcType parses the name of a type, if one is there.
func llcType(p *parser, s *special) {
	if t := p.peek(); t.kind == tokName || t.is("rnr") {
		p.next()
		s.name, s.argsAt = t.text, t.at
	}
}

// wlanName parses the name or number of a kind of 802.11 frame.
func wlanName(p *parser, s *special) {
	t := p.next()
	switch {
	case t.kind == tokNumber:
		s.num, s.has = t.num, true
	case t.kind != tokName:
		p.unexpected(t, "a name or number")
	}
	s.name, s.argsAt = t.text, t.at
}

// wlanType parses a type, and the subtype behind it if one is there.
func wlanType(p *parser, s *special) {
	wlanName(p, s)
	if !p.accept("subtype") {
		return
	}
	var sub special
	wlanName(p, &sub)
	s.sub, s.subAt, s.value = sub.name, sub.argsAt, sub.num
}

// byteTest parses byte INDEX OP VALUE.
func byteTest(p *parser, s *special) {
	oneNumber(p, s)
	op := p.next()
	switch op.text {
	case "=", "<", ">", "&", "|":
		s.op = op.text
	default:
		p.unexpected(op, "one of = < > & |")
	}
	value := p.next()
	if value.kind != tokNumber {
		p.unexpected(value, "a number")
	}
	if value.num > 255 {
		fail(value.at, "a byte is 255 at most").stop()
	}
	s.value = value.num
}
