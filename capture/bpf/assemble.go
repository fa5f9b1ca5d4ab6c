package bpf

import "tcptui/capture"

// farthest is how many instructions a conditional jump can leave out.
const farthest = 255

// assemble turns labels into distances. A jump that goes farther than its
// instruction can say goes by way of one behind it that always jumps.
func assemble(lines []line) []capture.Instruction {
	wide := make([]struct{ t, f bool }, len(lines))
	size := func(i int) (n int) {
		n = 1
		if wide[i].t {
			n++
		}
		if wide[i].f {
			n++
		}
		return n
	}
	var at []int // of each line
	where := make(map[label]int)
	for again := true; again; {
		again = false
		at = at[:0]
		pc := 0
		for i, l := range lines {
			at = append(at, pc)
			if l.at != 0 {
				where[l.at] = pc
			}
			pc += size(i)
		}
		for i, l := range lines {
			if l.f == 0 {
				continue
			}
			if !wide[i].t && where[l.t]-at[i]-1 > farthest {
				wide[i].t, again = true, true
			}
			if !wide[i].f && where[l.f]-at[i]-1 > farthest {
				wide[i].f, again = true, true
			}
		}
	}
	var code []capture.Instruction
	always := func(to label) {
		code = append(code, capture.Instruction{Op: classJmp | jmpJA, K: uint32(where[to] - len(code) - 1)})
	}
	for i, l := range lines {
		switch {
		case l.t == 0:
			code = append(code, capture.Instruction{Op: l.op, K: l.k})
		case l.f == 0:
			always(l.t)
		default:
			jump := capture.Instruction{Op: l.op, K: l.k}
			behind := uint8(0)
			if jump.Jt = uint8(where[l.t] - at[i] - 1); wide[i].t {
				jump.Jt = behind
				behind++
			}
			if jump.Jf = uint8(where[l.f] - at[i] - 1); wide[i].f {
				jump.Jf = behind
			}
			code = append(code, jump)
			if wide[i].t {
				always(l.t)
			}
			if wide[i].f {
				always(l.f)
			}
		}
	}
	return code
}
