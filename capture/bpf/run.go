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

// processor is the state of a program that runs.
type processor struct {
	a, x uint32
	mem  [registers]uint32
	data []byte
	wire uint32            // length of the frame on the wire
	ext  map[uint32]uint32 // what a kernel would know, by the offset from extOff; tests give it
}

// execute is Run for a valid program.
func execute(code []capture.Instruction, data []byte, origLen uint32, ext map[uint32]uint32) uint32 {
	p := processor{data: data, wire: origLen, ext: ext}
	loops := len(data) // backward jumps that are left: each passes a byte at least
	for pc := 0; pc < len(code); pc++ {
		in := &code[pc]
		switch in.Op { // what most instructions are, where the frame has what they read
		case classLd | sizeB | modeAbs:
			if uint64(in.K) < uint64(len(data)) {
				p.a = uint32(data[in.K])
				continue
			}
		case classLd | sizeH | modeAbs:
			if uint64(in.K)+2 <= uint64(len(data)) {
				p.a = uint32(binary.BigEndian.Uint16(data[in.K:]))
				continue
			}
		case classJmp | jmpJEQ | srcK:
			if p.a == in.K {
				pc += int(in.Jt)
			} else {
				pc += int(in.Jf)
			}
			continue
		case classJmp | jmpJA:
			if int32(in.K) < 0 {
				if loops--; loops < 0 {
					return 0
				}
			}
			pc += int(int32(in.K))
			continue
		case classRet | srcK:
			return in.K
		case classRet | srcA:
			return p.a
		}
		if in.Op&7 == classJmp {
			if holds(in.Op&0xf0, p.a, p.operand(in)) {
				pc += int(in.Jt)
			} else {
				pc += int(in.Jf)
			}
		} else if !p.step(in) {
			return 0
		}
	}
	return 0
}

// operand is what an instruction works with beside A.
func (p *processor) operand(in *capture.Instruction) uint32 {
	if in.Op&srcX != 0 {
		return p.x
	}
	return in.K
}

// step does an instruction that goes on with the next; ok is false where there is
// no result.
func (p *processor) step(in *capture.Instruction) (ok bool) {
	ok = true
	switch in.Op & 7 {
	case classLd:
		if p.a, ok = p.load(in); !ok && in.Op&0xe0 == modeAbs {
			p.a, ok = p.ext[in.K-extOff]
		}
	case classLdx:
		p.x, ok = p.load(in)
	case classSt:
		p.mem[in.K%registers] = p.a
	case classStx:
		p.mem[in.K%registers] = p.x
	case classALU:
		if op := in.Op & 0xf0; op == aluNeg {
			p.a = -p.a
		} else {
			p.a, ok = compute(op, p.a, p.operand(in))
		}
	case classMisc:
		if in.Op&0xf8 == miscTXA {
			p.a = p.x
		} else {
			p.x = p.a
		}
	}
	return ok
}

// load is what a load instruction loads.
func (p *processor) load(in *capture.Instruction) (uint32, bool) {
	switch in.Op & 0xe0 {
	case modeImm:
		return in.K, true
	case modeMem:
		return p.mem[in.K%registers], true
	case modeLen:
		return p.wire, true
	case modeMsh:
		b, ok := bytesAt(p.data, uint64(in.K), sizeB)
		return b & 0xf << 2, ok
	case modeInd:
		return bytesAt(p.data, uint64(p.x)+uint64(in.K), in.Op&0x18)
	}
	return bytesAt(p.data, uint64(in.K), in.Op&0x18)
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
