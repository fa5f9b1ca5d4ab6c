package bpf

import (
	"encoding/binary"

	"tcptui/capture"
)

// Run runs the program over a frame of which data was captured, and which had
// origLen bytes on the wire. It returns how many bytes of the frame are wanted; 0:
// the frame is rejected, as it also is when the program reads beyond data, divides
// by 0, or asks for what only a kernel knows.
func (p *Program) Run(data []byte, origLen uint32) uint32 { return execute(p.code, data, origLen, nil) }

// execute is Run for a valid program. ext has what a kernel would know, by the
// offset from extOff; tests give it.
func execute(code []capture.Instruction, data []byte, origLen uint32, ext map[uint32]uint32) uint32 {
	var (
		a, x  uint32
		mem   [registers]uint32
		loops = len(data) // backward jumps that are left: each passes a byte at least
	)
	for pc := 0; pc < len(code); pc++ {
		in := &code[pc]
		switch in.Op & 7 {
		case classLd, classLdx:
			v, ok := loadInto(in, data, origLen, x, &mem)
			if !ok && in.Op&0xe7 == classLd|modeAbs {
				v, ok = ext[in.K-extOff]
			}
			if !ok {
				return 0
			}
			if in.Op&7 == classLd {
				a = v
			} else {
				x = v
			}
		case classSt:
			mem[in.K%registers] = a
		case classStx:
			mem[in.K%registers] = x
		case classALU:
			v, ok := arithmetic(in, a, x)
			if !ok {
				return 0
			}
			a = v
		case classJmp:
			if in.Op == classJmp|jmpJA {
				if int32(in.K) < 0 {
					if loops--; loops < 0 {
						return 0
					}
				}
				pc += int(int32(in.K))
				continue
			}
			operand := in.K
			if in.Op&srcX != 0 {
				operand = x
			}
			if holds(in.Op&0xf0, a, operand) {
				pc += int(in.Jt)
			} else {
				pc += int(in.Jf)
			}
		case classRet:
			if in.Op&0x18 == srcA {
				return a
			}
			return in.K
		case classMisc:
			if in.Op&0xf8 == miscTXA {
				a = x
			} else {
				x = a
			}
		}
	}
	return 0
}

func arithmetic(in *capture.Instruction, a, x uint32) (uint32, bool) {
	op := in.Op & 0xf0
	if op == aluNeg {
		return -a, true
	}
	operand := in.K
	if in.Op&srcX != 0 {
		operand = x
	}
	return compute(op, a, operand)
}

// loadInto is what a load instruction loads.
func loadInto(in *capture.Instruction, data []byte, origLen, x uint32, mem *[registers]uint32) (uint32, bool) {
	switch in.Op & 0xe0 {
	case modeImm:
		return in.K, true
	case modeMem:
		return mem[in.K%registers], true
	case modeLen:
		return origLen, true
	case modeMsh:
		if uint64(in.K) >= uint64(len(data)) {
			return 0, false
		}
		return uint32(data[in.K]&0xf) << 2, true
	case modeInd:
		return bytesAt(data, uint64(x)+uint64(in.K), in.Op&0x18)
	}
	return bytesAt(data, uint64(in.K), in.Op&0x18)
}

// bytesAt is 1, 2 or 4 bytes of data.
func bytesAt(data []byte, off uint64, size uint16) (uint32, bool) {
	if off >= uint64(len(data)) {
		return 0, false
	}
	rest := data[off:]
	switch {
	case size == sizeB:
		return uint32(rest[0]), true
	case size == sizeH && len(rest) >= 2:
		return uint32(binary.BigEndian.Uint16(rest)), true
	case size == sizeW && len(rest) >= 4:
		return binary.BigEndian.Uint32(rest), true
	}
	return 0, false
}
