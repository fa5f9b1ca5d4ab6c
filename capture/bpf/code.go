package bpf

// The operation codes of the BSD packet filter: class, size and mode of loads,
// operation and source of arithmetic and jumps.
const (
	classLd   = 0x00
	classLdx  = 0x01
	classSt   = 0x02
	classStx  = 0x03
	classALU  = 0x04
	classJmp  = 0x05
	classRet  = 0x06
	classMisc = 0x07

	sizeW = 0x00
	sizeH = 0x08
	sizeB = 0x10

	modeImm = 0x00
	modeAbs = 0x20
	modeInd = 0x40
	modeMem = 0x60
	modeLen = 0x80
	modeMsh = 0xa0

	aluAdd = 0x00
	aluSub = 0x10
	aluMul = 0x20
	aluDiv = 0x30
	aluOr  = 0x40
	aluAnd = 0x50
	aluLsh = 0x60
	aluRsh = 0x70
	aluNeg = 0x80
	aluMod = 0x90
	aluXor = 0xa0

	jmpJA   = 0x00
	jmpJEQ  = 0x10
	jmpJGT  = 0x20
	jmpJGE  = 0x30
	jmpJSET = 0x40

	srcK = 0x00
	srcX = 0x08
	srcA = 0x10 // of ret

	miscTAX = 0x00
	miscTXA = 0x80
)

// registers is how many words of memory a program has.
const registers = 16

// What the kernel of Linux has at offsets from extOff on (linux/filter.h).
const (
	extOff      = 0xfffff000
	extProtocol = 0  // EtherType
	extPktType  = 4  // to whom a frame goes
	extIfIndex  = 8  // interface
	extHatype   = 28 // kind of interface
	extVLANTag  = 44 // tag control information that was taken out of the frame
	extVLAN     = 48 // 1 when a tag was taken out
	extEnd      = 64
)

// pktOutgoing is the type of frames that this host sent (PACKET_OUTGOING).
const pktOutgoing = 4

var sizeCodes = [...]uint16{1: sizeB, 2: sizeH, 4: sizeW}

// compute is a op b; ok is false where it has no result.
func compute(op uint16, a, b uint32) (n uint32, ok bool) {
	switch op {
	case aluAdd:
		return a + b, true
	case aluSub:
		return a - b, true
	case aluMul:
		return a * b, true
	case aluDiv:
		if b == 0 {
			return 0, false
		}
		return a / b, true
	case aluMod:
		if b == 0 {
			return 0, false
		}
		return a % b, true
	case aluOr:
		return a | b, true
	case aluAnd:
		return a & b, true
	case aluXor:
		return a ^ b, true
	case aluLsh:
		return a << b, true // 0 from 32 on
	case aluRsh:
		return a >> b, true
	}
	return 0, false
}

// holds reports whether a comparison is true.
func holds(jmp uint16, a, b uint32) bool {
	switch jmp {
	case jmpJEQ:
		return a == b
	case jmpJGT:
		return a > b
	case jmpJGE:
		return a >= b
	case jmpJSET:
		return a&b != 0
	}
	return false
}
