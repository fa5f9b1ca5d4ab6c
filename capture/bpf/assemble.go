package bpf

import (
	"slices"

	"tcptui/capture"
)

// farthest is how many instructions a conditional jump can leave out.
const farthest = 255

// assembler turns labels into distances. It works from the end, where all that
// jumps forward go to is known: a jump that goes farther than its instruction can
// say goes by way of an island, an instruction that always jumps, which later ones
// may use as well.
type assembler struct {
	code    []capture.Instruction // from the last on
	where   map[label]int         // index in code
	islands map[label]int         // the island for a label that was made last
	back    map[label][]int       // jumps that wait for a label before them
}

// assemble makes the program.
func assemble(lines []line) []capture.Instruction {
	a := &assembler{where: make(map[label]int), islands: make(map[label]int), back: make(map[label][]int)}
	for _, l := range slices.Backward(lines) {
		switch {
		case l.t == 0:
			a.code = append(a.code, capture.Instruction{Op: l.op, K: l.k})
		case l.f == 0:
			a.always(l.t)
		default:
			a.conditional(l)
		}
		if l.at != 0 {
			a.place(l.at)
		}
	}
	slices.Reverse(a.code)
	return a.code
}

// place says that a label stands at the instruction that was made last.
func (a *assembler) place(l label) {
	at := len(a.code) - 1
	a.where[l] = at
	for _, jump := range a.back[l] {
		a.code[jump].K = uint32(jump - at - 1)
	}
	delete(a.back, l)
}

// always makes a jump to a label, which may stand before it.
func (a *assembler) always(l label) {
	to, known := a.where[l]
	if !known {
		a.back[l] = append(a.back[l], len(a.code))
	}
	a.code = append(a.code, capture.Instruction{Op: classJmp | jmpJA, K: uint32(len(a.code) - 1 - to)})
}

// conditional makes a conditional jump, and islands behind it for what is too far.
func (a *assembler) conditional(l line) {
	for a.distance(l.t) > farthest || a.distance(l.f) > farthest {
		far := l.t
		if a.distance(l.t) <= farthest {
			far = l.f
		}
		a.always(far)
		a.islands[far] = len(a.code) - 1
	}
	a.code = append(a.code, capture.Instruction{Op: l.op, K: l.k, Jt: uint8(a.distance(l.t)), Jf: uint8(a.distance(l.f))})
}

// distance is how many instructions a jump that is made now leaves out on its way
// to a label, or to an island for it where it is too far.
func (a *assembler) distance(l label) int {
	n := len(a.code) - 1 - a.where[l]
	if island, ok := a.islands[l]; ok && n > farthest {
		return len(a.code) - 1 - island
	}
	return n
}
