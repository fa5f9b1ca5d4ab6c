package bpf

import "tcptui/capture"

// label is a place in the program that jumps go to.
type label int

// line is an instruction whose jumps go to labels.
type line struct {
	op   uint16
	k    uint32
	t, f label // of jumps; t alone of those that always jump
	at   label // that stands here
}

// emitter makes instructions of blocks. It knows what is in the registers A and X,
// so that nothing is loaded that is there already.
type emitter struct {
	c      *compiler
	lines  []line
	last   label
	at     label // of the next line
	labels map[*block]label
	a, x   *value // nil: not known
	temps  uint32 // words of memory that hold something, a bit each
	need   map[*value]int
}

// emit makes the program of the graph that begins with root.
func emit(c *compiler, root *block) []capture.Instruction {
	e := &emitter{c: c, labels: make(map[*block]label), need: make(map[*value]int)}
	blocks := lastReturns(order(root))
	for _, b := range blocks {
		e.labels[b] = e.newLabel()
	}
	for reg := range c.regs {
		e.temps |= 1 << reg
	}
	type state struct{ a, x *value }
	entry := make(map[*block]state)
	for i, b := range blocks {
		in := entry[b]
		e.a, e.x = in.a, in.x
		e.place(e.labels[b])
		var next *block
		if i+1 < len(blocks) {
			next = blocks[i+1]
		}
		e.block(b, next)
		for _, to := range []*block{b.t, b.f} {
			if to == nil {
				continue
			}
			out := state{e.a, e.x}
			if before, ok := entry[to]; ok {
				out = state{same(before.a, out.a), same(before.x, out.x)}
			}
			entry[to] = out
		}
	}
	return assemble(e.lines)
}

// same is what both are, or nil.
func same(a, b *value) *value {
	if a == b {
		return a
	}
	return nil
}

// lastReturns puts the blocks that end the program behind all others.
func lastReturns(blocks []*block) []*block {
	var others, returns []*block
	for _, b := range blocks {
		switch b.kind {
		case blockAccept:
			returns = append([]*block{b}, returns...)
		case blockReject:
			returns = append(returns, b)
		default:
			others = append(others, b)
		}
	}
	return append(others, returns...)
}

func (e *emitter) newLabel() label {
	e.last++
	return e.last
}

// place puts a label before the next line.
func (e *emitter) place(l label) { e.at = l }

func (e *emitter) line(op uint16, k uint32) { e.jump(op, k, 0, 0) }

func (e *emitter) jump(op uint16, k uint32, t, f label) {
	e.lines = append(e.lines, line{op: op, k: k, t: t, f: f, at: e.at})
	e.at = 0
}

// block makes the instructions of a block; next is the one that stands behind it.
func (e *emitter) block(b, next *block) {
	switch b.kind {
	case blockAccept:
		e.line(classRet|srcK, e.c.o.SnapLen)
	case blockReject:
		e.line(classRet|srcK, 0)
	case blockSet:
		e.loadA(b.a)
		e.line(classSt, b.reg)
		if e.a.reads(b.reg) {
			e.a = nil
		}
		if e.x.reads(b.reg) {
			e.x = nil
		}
		if b.t != next {
			e.jump(classJmp|jmpJA, 0, e.labels[b.t], 0)
		}
	case blockCompare:
		if k, ok := b.b.isConst(); ok {
			e.loadA(b.a)
			e.jump(classJmp|b.jmp|srcK, k, e.labels[b.t], e.labels[b.f])
		} else {
			e.operands(b.a, b.b)
			e.jump(classJmp|b.jmp|srcX, 0, e.labels[b.t], e.labels[b.f])
		}
	case blockChain:
		e.chain(b)
	}
}

// loadA puts a value into A. It may change X.
func (e *emitter) loadA(v *value) {
	if e.a == v {
		return
	}
	switch v.op {
	case valConst:
		e.line(classLd|modeImm, v.k)
	case valLen:
		e.line(classLd|modeLen, 0)
	case valReg:
		e.line(classLd|modeMem, v.k)
	case valExt:
		e.line(classLd|sizeW|modeAbs, v.k)
	case valLoad:
		if v.l == nil {
			e.line(classLd|sizeCodes[v.size]|modeAbs, v.k)
		} else {
			e.loadX(v.l)
			e.line(classLd|sizeCodes[v.size]|modeInd, v.k)
		}
	case valNeg:
		e.loadA(v.l)
		e.line(classALU|aluNeg, 0)
	case valALU:
		if k, ok := v.r.isConst(); ok {
			e.loadA(v.l)
			e.line(classALU|v.alu|srcK, k)
		} else {
			e.operands(v.l, v.r)
			e.line(classALU|v.alu|srcX, 0)
		}
	}
	e.a = v
}

// loadX puts a value into X. It changes A unless the value is direct.
func (e *emitter) loadX(v *value) {
	if e.x == v {
		return
	}
	k, isLen := v.isHeaderLen()
	switch {
	case v.op == valConst:
		e.line(classLdx|modeImm, v.k)
	case v.op == valLen:
		e.line(classLdx|modeLen, 0)
	case v.op == valReg:
		e.line(classLdx|modeMem, v.k)
	case isLen:
		e.line(classLdx|sizeB|modeMsh, k)
	default:
		e.loadA(v)
		e.line(classMisc|miscTAX, 0)
	}
	e.x = v
}

// direct reports whether X can be loaded with a value without A.
func direct(v *value) bool {
	_, isLen := v.isHeaderLen()
	return isLen || v.op == valConst || v.op == valLen || v.op == valReg
}

// changesX reports whether X changes while A is loaded with a value.
func changesX(v *value) bool {
	switch v.op {
	case valLoad:
		return v.l != nil
	case valNeg:
		return changesX(v.l)
	case valALU:
		return v.r.op != valConst || changesX(v.l)
	}
	return false
}

// operands puts one value into A and another into X. Where each needs both
// registers, the one that needs more memory is computed first and kept there.
func (e *emitter) operands(a, x *value) {
	switch {
	case direct(x):
		e.loadA(a)
		e.loadX(x)
	case e.x == x && !changesX(a):
		e.loadA(a)
	case !changesX(a):
		e.loadX(x)
		e.loadA(a)
	case e.words(a) > e.words(x):
		word := e.keep(a)
		e.loadX(x)
		e.line(classLd|modeMem, word)
		e.a = a
		e.temps &^= 1 << word
	default:
		word := e.keep(x)
		e.loadA(a)
		e.line(classLdx|modeMem, word)
		e.x = x
		e.temps &^= 1 << word
	}
}

// keep computes a value and puts it into a word of memory.
func (e *emitter) keep(v *value) (word uint32) {
	e.loadA(v)
	word = e.newTemp()
	e.line(classSt, word)
	return word
}

// words is how many words of memory the computation of a value needs.
func (e *emitter) words(v *value) int {
	if v == nil || v.op != valLoad && v.op != valNeg && v.op != valALU {
		return 0
	}
	if n, ok := e.need[v]; ok {
		return n
	}
	l, r := e.words(v.l), e.words(v.r)
	n := max(l, r)
	if v.op == valALU && v.r.op != valConst && !direct(v.r) && changesX(v.l) && l == r {
		n++
	}
	e.need[v] = n
	return n
}

// newTemp is a word of memory that holds nothing.
func (e *emitter) newTemp() uint32 {
	for word := range uint32(registers) {
		if e.temps&(1<<word) == 0 {
			e.temps |= 1 << word
			return word
		}
	}
	fail(span{0, len(e.c.src)}, "a sum has more parts in each other than a program can hold").stop()
	return 0
}
