package bpf

// testKind says what a test is.
type testKind uint8

const (
	testTrue testKind = iota
	testFalse
	testAnd     // l, then r if that is true
	testOr      // l, then r if that is false
	testNot     // the opposite of l
	testCompare // a jmp b
	testSet     // always true: register reg becomes a
	testChain   // a header of protocol chain is among those of an IP packet
)

// test is a condition over values.
type test struct {
	kind testKind
	l, r *test

	jmp  uint16
	a, b *value
	reg  uint32

	chain chain
}

// chain is what protochain looks for.
type chain struct {
	proto  uint32
	ip6    bool
	packet uint32 // offset of the IP header
}

var (
	yes = &test{kind: testTrue}
	no  = &test{kind: testFalse}
)

// and joins tests from the left.
func and(tests ...*test) *test {
	t := tests[0]
	for _, r := range tests[1:] {
		t = &test{kind: testAnd, l: t, r: r}
	}
	return t
}

// or joins tests from the left.
func or(tests ...*test) *test {
	t := tests[0]
	for _, r := range tests[1:] {
		t = &test{kind: testOr, l: t, r: r}
	}
	return t
}

func not(t *test) *test { return &test{kind: testNot, l: t} }

// compare is a test of two values.
func compare(jmp uint16, a, b *value) *test {
	x, aConst := a.isConst()
	y, bConst := b.isConst()
	switch {
	case aConst && bConst && holds(jmp, x, y):
		return yes
	case aConst && bConst, jmp == jmpJSET && bConst && y == 0:
		return no
	}
	return &test{kind: testCompare, jmp: jmp, a: a, b: b}
}

// setRegister is always true, and sets a register.
func setRegister(reg *value, v *value) *test { return &test{kind: testSet, reg: reg.k, a: v} }
