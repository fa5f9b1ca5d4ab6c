package bpf

import "slices"

// blockKind says what a block does.
type blockKind uint8

const (
	blockReject blockKind = iota
	blockAccept
	blockCompare // goes on at t if a jmp b, else at f
	blockSet     // sets a register and goes on at t
	blockChain   // goes on at t if the packet's headers are as chain says, else at f
)

// block is a step of the program. Blocks that do the same are one, so that a block
// never changes.
type block struct {
	kind  blockKind
	jmp   uint16
	a, b  *value
	reg   uint32
	chain chain
	t, f  *block
}

// graph makes blocks.
type graph struct{ all map[block]*block }

// of returns the block that does that. Where both ways are the same there is
// nothing to decide: as in libpcap's programs what would be tested is then not
// even loaded.
func (g *graph) of(b block) *block {
	if b.t != nil && b.t == b.f {
		return b.t
	}
	p := g.all[b]
	if p == nil {
		p = new(b)
		g.all[b] = p
	}
	return p
}

// rounds is how often a graph is simplified at most.
const rounds = 16

// buildGraph makes the graph of a test and returns its first block.
func buildGraph(c *compiler, t *test) *block {
	g := &graph{all: make(map[block]*block)}
	root := g.build(t, g.of(block{kind: blockAccept}), g.of(block{kind: blockReject}))
	for range rounds {
		simpler := g.simplify(root)
		if simpler == root {
			break
		}
		root = simpler
	}
	root = g.group(root)
	return g.initialise(c, root)
}

// build makes the blocks that go on at yes if the test is true, else at no.
func (g *graph) build(t *test, yes, no *block) *block {
	switch t.kind {
	case testTrue:
		return yes
	case testFalse:
		return no
	case testAnd:
		return g.build(t.l, g.build(t.r, yes, no), no)
	case testOr:
		return g.build(t.l, yes, g.build(t.r, yes, no))
	case testNot:
		return g.build(t.l, no, yes)
	case testSet:
		return g.of(block{kind: blockSet, reg: t.reg, a: t.a, t: yes})
	case testChain:
		return g.of(block{kind: blockChain, chain: t.chain, t: yes, f: no})
	}
	return g.of(block{kind: blockCompare, jmp: t.jmp, a: t.a, b: t.b, t: yes, f: no})
}

// order returns the blocks in an order in which each stands before those that it
// goes on at, the one for true next to it where that is possible.
func order(root *block) (blocks []*block) {
	seen := make(map[*block]bool)
	var visit func(b *block)
	visit = func(b *block) {
		if b == nil || seen[b] {
			return
		}
		seen[b] = true
		visit(b.f)
		visit(b.t)
		blocks = append(blocks, b)
	}
	visit(root)
	slices.Reverse(blocks)
	return blocks
}

// simplify leaves out tests whose outcome is known on the way to them.
func (g *graph) simplify(root *block) *block {
	blocks := order(root)
	known := map[*block]facts{root: {}}
	type ways struct{ t, f *block }
	next := make(map[*block]ways)
	for _, b := range blocks {
		from, reached := known[b]
		if !reached || b.t == nil {
			continue
		}
		w := ways{t: g.follow(known, from.after(b, true), b.t)}
		if b.f != nil {
			w.f = g.follow(known, from.after(b, false), b.f)
		}
		next[b] = w
	}
	made := make(map[*block]*block)
	for _, b := range slices.Backward(blocks) {
		w, ok := next[b]
		if !ok {
			made[b] = b
			continue
		}
		copied := *b
		copied.t = made[w.t]
		if w.f != nil {
			copied.f = made[w.f]
		}
		made[b] = g.of(copied)
	}
	return made[root]
}

// follow goes from to on past the tests whose outcome the facts decide, and adds
// the facts to what is known where it ends.
func (g *graph) follow(known map[*block]facts, from facts, to *block) *block {
	for {
		outcome, ok := from.outcome(to)
		if !ok {
			break
		}
		if outcome {
			to = to.t
		} else {
			to = to.f
		}
	}
	if before, reached := known[to]; reached {
		known[to] = before.meet(from)
	} else {
		known[to] = from
	}
	return to
}

// nowhere is what a register holds that was not set: a place where no frame has
// anything, so that a program that looks there rejects. In geneve or ip that is
// what the assumption that all frames are Geneve comes to for those that are not.
const nowhere = 0x7fff0000

// initialise sets the registers that are read on a way on which they were not set.
func (g *graph) initialise(c *compiler, root *block) *block {
	set := map[*block]uint32{root: 0} // the registers that are set on all ways to a block, a bit each
	unset := uint32(0)
	for _, b := range order(root) {
		have := set[b]
		for reg := range uint32(c.regs) {
			if have&(1<<reg) == 0 && (b.a.reads(reg) || b.b.reads(reg)) {
				unset |= 1 << reg
			}
		}
		if b.kind == blockSet {
			have |= 1 << b.reg
		}
		for _, to := range []*block{b.t, b.f} {
			if to == nil {
				continue
			}
			if before, ok := set[to]; ok {
				set[to] = before & have
			} else {
				set[to] = have
			}
		}
	}
	for reg := range uint32(c.regs) {
		if unset&(1<<reg) != 0 {
			root = g.of(block{kind: blockSet, reg: reg, a: c.constant(nowhere), t: root})
		}
	}
	return root
}
