package bpf

// valueOp says what a value is.
type valueOp uint8

const (
	valConst valueOp = iota // k
	valLoad                 // size bytes of the frame at l (0 without it) plus k
	valLen                  // length of the frame on the wire
	valReg                  // register k of the program's memory
	valExt                  // what the kernel of Linux has at offset k
	valALU                  // l alu r
	valNeg                  // 0 - l
)

// value is a number that the program computes. Equal values are the same pointer.
type value struct {
	op   valueOp
	alu  uint16 // aluAdd, ...
	size uint8  // 1, 2 or 4
	k    uint32
	l, r *value
}

// reads reports whether the value depends on the register.
func (v *value) reads(reg uint32) bool {
	return v != nil && (v.op == valReg && v.k == reg || v.l.reads(reg) || v.r.reads(reg))
}

// isConst reports whether the value is known, and what it is.
func (v *value) isConst() (uint32, bool) { return v.k, v.op == valConst }

// values makes values.
type values struct{ all map[value]*value }

func (vs *values) of(v value) *value {
	if vs.all == nil {
		vs.all = make(map[value]*value)
	}
	p := vs.all[v]
	if p == nil {
		p = new(v)
		vs.all[v] = p
	}
	return p
}

func (vs *values) constant(k uint32) *value { return vs.of(value{op: valConst, k: k}) }

func (vs *values) register(k uint32) *value { return vs.of(value{op: valReg, k: k}) }

// extension is what the kernel knows of a frame, at an offset from extOff.
func (vs *values) extension(k uint32) *value { return vs.of(value{op: valExt, k: extOff + k}) }

func (vs *values) neg(x *value) *value {
	if k, ok := x.isConst(); ok {
		return vs.constant(-k)
	}
	return vs.of(value{op: valNeg, l: x})
}

// alu is l op r, computed as far as that is known already. r is no constant that
// the operation cannot take.
func (vs *values) alu(op uint16, l, r *value) *value {
	a, lConst := l.isConst()
	b, rConst := r.isConst()
	switch {
	case lConst && rConst:
		n, _ := compute(op, a, b)
		return vs.constant(n)
	case rConst && b == 0 && (op == aluMul || op == aluAnd), lConst && a == 0 && op != aluAdd && op != aluSub && op != aluOr && op != aluXor:
		return vs.constant(0)
	case rConst && b == 0:
		return l
	case lConst && a == 0 && op != aluSub:
		return r
	case lConst && (op == aluAdd || op == aluMul || op == aluAnd || op == aluOr || op == aluXor):
		l, r = r, l // an instruction takes a constant at its right
	}
	return vs.of(value{op: valALU, alu: op, l: l, r: r})
}

func (vs *values) add(l *value, k uint32) *value { return vs.alu(aluAdd, l, vs.constant(k)) }

// place is where something is in a frame: k bytes behind a value, or behind the
// beginning of the frame where there is none.
type place struct {
	base *value
	k    uint32
}

func (p place) plus(n uint32) place { return place{p.base, p.k + n} }

// address is the place as a value.
func (vs *values) address(p place) *value {
	if p.base == nil {
		return vs.constant(p.k)
	}
	return vs.add(p.base, p.k)
}

// isHeaderLen reports whether v is four times the low half of a byte, the length of
// an IPv4 header, at a place that does not vary: one instruction loads it.
func (v *value) isHeaderLen() (k uint32, ok bool) {
	if v.op != valALU || v.alu != aluLsh || v.r.op != valConst || v.r.k != 2 {
		return 0, false
	}
	and := v.l
	if and.op != valALU || and.alu != aluAnd || and.r.op != valConst || and.r.k != 0xf {
		return 0, false
	}
	byte0 := and.l
	return byte0.k, byte0.op == valLoad && byte0.size == 1 && byte0.l == nil
}
