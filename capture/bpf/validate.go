package bpf

import (
	"errors"
	"fmt"

	"tcptui/capture"
)

// validOps are the operations that a program may have.
var validOps = func() map[uint16]bool {
	m := map[uint16]bool{
		classLd | modeImm: true, classLd | modeMem: true, classLd | modeLen: true,
		classLdx | modeImm: true, classLdx | modeMem: true, classLdx | modeLen: true, classLdx | sizeB | modeMsh: true,
		classSt: true, classStx: true, classALU | aluNeg: true, classJmp | jmpJA: true,
		classRet | srcK: true, classRet | srcA: true, classMisc | miscTAX: true, classMisc | miscTXA: true,
	}
	for _, size := range []uint16{sizeW, sizeH, sizeB} {
		m[classLd|size|modeAbs], m[classLd|size|modeInd] = true, true
	}
	for _, src := range []uint16{srcK, srcX} {
		for _, op := range aluOps {
			m[classALU|op|src] = true
		}
		for _, op := range []uint16{jmpJEQ, jmpJGT, jmpJGE, jmpJSET} {
			m[classJmp|op|src] = true
		}
	}
	return m
}()

// validate checks a program as the kernel of Linux does before it takes one: known
// operations only, jumps inside the program, forward but for loops (which kernel
// forbids), no memory that was not written, a return at the end.
func validate(code []capture.Instruction, kernel bool) error {
	if len(code) == 0 {
		return errors.New("there are no instructions")
	}
	for pc, in := range code {
		switch {
		case !validOps[in.Op]:
			return fmt.Errorf("instruction %d: operation %#x is not known", pc, in.Op)
		case in.Op == classALU|aluDiv|srcK && in.K == 0, in.Op == classALU|aluMod|srcK && in.K == 0:
			return fmt.Errorf("instruction %d divides by 0", pc)
		case (in.Op == classALU|aluLsh|srcK || in.Op == classALU|aluRsh|srcK) && in.K > 31:
			return fmt.Errorf("instruction %d shifts by %d", pc, in.K)
		case usesMemory(in.Op) && in.K >= registers:
			return fmt.Errorf("instruction %d: there is no memory word %d", pc, in.K)
		case kernel && in.Op == classJmp|jmpJA && int32(in.K) < 0:
			return fmt.Errorf("instruction %d is a loop", pc)
		case in.Op&0xe7 == classLd|modeAbs && in.K >= 1<<31 && (!kernel || in.K < extOff || in.K >= extOff+extEnd):
			return fmt.Errorf("instruction %d reads at %#x", pc, in.K)
		}
		for _, to := range targets(pc, in) {
			if to < 0 || to >= len(code) {
				return fmt.Errorf("instruction %d goes on at %d, outside the program", pc, to)
			}
		}
	}
	return checkMemory(code)
}

func usesMemory(op uint16) bool {
	return op == classLd|modeMem || op == classLdx|modeMem || op == classSt || op == classStx
}

// targets are the instructions that can come after one.
func targets(pc int, in capture.Instruction) []int {
	switch {
	case in.Op&7 == classRet:
		return nil
	case in.Op == classJmp|jmpJA:
		return []int{pc + 1 + int(int32(in.K))}
	case in.Op&7 == classJmp:
		return []int{pc + 1 + int(in.Jt), pc + 1 + int(in.Jf)}
	}
	return []int{pc + 1}
}

// checkMemory checks that each word was written on every way to where it is read.
func checkMemory(code []capture.Instruction) error {
	const all = 1<<registers - 1
	written := make([]uint32, len(code))
	for pc := range written {
		written[pc] = all
	}
	written[0] = 0
	for pc, in := range code {
		have := written[pc]
		switch in.Op {
		case classSt, classStx:
			have |= 1 << in.K
		case classLd | modeMem, classLdx | modeMem:
			if have&(1<<in.K) == 0 {
				return fmt.Errorf("instruction %d reads memory word %d, which nothing wrote", pc, in.K)
			}
		}
		for _, to := range targets(pc, in) {
			if to > pc { // what a loop leads back to was looked at with less
				written[to] &= have
			}
		}
	}
	return nil
}
