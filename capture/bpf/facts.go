package bpf

import (
	"maps"
	"slices"
)

// fact is what is known of a value: what it is, or what it is not.
type fact struct {
	is  bool
	k   uint32
	not []uint32
}

// facts are what is known at a place of the program, of values that were computed
// on every way to it: a test that they decide reads nothing that was not read
// before, so that leaving it out changes no verdict. Facts may be forgotten, and
// beyond these limits they are.
type facts map[*value]fact

const (
	maxFacts = 64
	maxNot   = 64
)

// value is the value if it is known.
func (fs facts) value(v *value) (uint32, bool) {
	if v.op == valConst {
		return v.k, true
	}
	if f, ok := fs[v]; ok {
		return f.k, f.is
	}
	if v.op == valALU {
		l, knownL := fs.value(v.l)
		r, knownR := fs.value(v.r)
		if knownL && knownR {
			return compute(v.alu, l, r)
		}
	}
	return 0, false
}

// outcome is how a block will decide, if that is known.
func (fs facts) outcome(b *block) (outcome, ok bool) {
	if b.kind != blockCompare {
		return false, false
	}
	r, ok := fs.value(b.b)
	if !ok {
		return false, false
	}
	if l, ok := fs.value(b.a); ok {
		return holds(b.jmp, l, r), true
	}
	return false, b.jmp == jmpJEQ && slices.Contains(fs[b.a].not, r)
}

// after returns what is known when a block has decided so.
func (fs facts) after(b *block, outcome bool) facts {
	switch b.kind {
	case blockSet:
		out := maps.Clone(fs)
		maps.DeleteFunc(out, func(v *value, _ fact) bool { return v.reads(b.reg) })
		return out
	case blockCompare:
		k, ok := b.b.isConst()
		if b.jmp != jmpJEQ || !ok {
			return fs
		}
		old, had := fs[b.a]
		if !had && len(fs) >= maxFacts {
			return fs
		}
		out := maps.Clone(fs)
		if outcome {
			out[b.a] = fact{is: true, k: k}
		} else if !old.is && len(old.not) < maxNot {
			out[b.a] = fact{not: append(slices.Clip(old.not), k)}
		}
		return out
	}
	return fs
}

// meet returns what is known on either of two ways.
func (fs facts) meet(other facts) facts {
	out := make(facts)
	for v, a := range fs {
		b, ok := other[v]
		switch {
		case !ok:
		case a.is && b.is && a.k == b.k:
			out[v] = a
		default:
			if not := commonNot(a, b); len(not) > 0 {
				out[v] = fact{not: not}
			}
		}
	}
	return out
}

// commonNot is what a value is not, by either of two facts.
func commonNot(a, b fact) (not []uint32) {
	switch {
	case a.is && b.is:
		return nil
	case a.is:
		a, b = b, a
	}
	for _, k := range a.not {
		if b.is && b.k != k || !b.is && slices.Contains(b.not, k) {
			not = append(not, k)
		}
	}
	return not
}
