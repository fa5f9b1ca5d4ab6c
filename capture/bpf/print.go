package bpf

import (
	"fmt"
	"io"
	"strings"

	"tcptui/capture"
)

// Form is one of the ways in which tcpdump prints a program.
type Form uint8

const (
	FormText    Form = iota // -d: for people
	FormC                   // -dd: the initialisation of an array in C
	FormNumbers             // -ddd: numbers, the first their count
)

// Print writes the program. Errors are those of w.
func (p *Program) Print(w io.Writer, form Form) error {
	var b strings.Builder
	if form == FormNumbers {
		fmt.Fprintln(&b, len(p.code))
	}
	for pc, in := range p.code {
		switch form {
		case FormText:
			b.WriteString(instructionText(pc, in) + "\n")
		case FormC:
			fmt.Fprintf(&b, "{ 0x%x, %d, %d, 0x%08x },\n", in.Op, in.Jt, in.Jf, in.K)
		case FormNumbers:
			fmt.Fprintf(&b, "%d %d %d %d\n", in.Op, in.Jt, in.Jf, in.K)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// aluNames and jumpNames are the mnemonics of operations.
var (
	aluNames = map[uint16]string{aluAdd: "add", aluSub: "sub", aluMul: "mul", aluDiv: "div", aluMod: "mod", aluOr: "or", aluAnd: "and",
		aluXor: "xor", aluLsh: "lsh", aluRsh: "rsh", aluNeg: "neg"}
	jumpNames = map[uint16]string{jmpJEQ: "jeq", jmpJGT: "jgt", jmpJGE: "jge", jmpJSET: "jset"}
	sizeNames = map[uint16]string{sizeW: "", sizeH: "h", sizeB: "b"}
	extNames  = map[uint32]string{extProtocol: "proto", extPktType: "type", extIfIndex: "ifidx", extHatype: "hatype", extVLANTag: "vlant",
		extVLAN: "vlanp"}
)

// instructionText is an instruction for people, as tcpdump -d prints it.
func instructionText(pc int, in capture.Instruction) string {
	name, operand := mnemonic(pc, in)
	s := fmt.Sprintf("(%03d) %-8s %s", pc, name, operand)
	if in.Op&7 == classJmp && in.Op != classJmp|jmpJA {
		s = fmt.Sprintf("(%03d) %-8s %-16s jt %d\tjf %d", pc, name, operand, pc+1+int(in.Jt), pc+1+int(in.Jf))
	}
	return strings.TrimRight(s, " ")
}

// mnemonic is the name of an instruction and its operand.
func mnemonic(pc int, in capture.Instruction) (name, operand string) {
	switch in.Op & 7 {
	case classLd:
		return "ld" + sizeOf(in), loadOperand(in)
	case classLdx:
		return "ldx" + sizeOf(in), loadOperand(in)
	case classSt:
		return "st", fmt.Sprintf("M[%d]", in.K)
	case classStx:
		return "stx", fmt.Sprintf("M[%d]", in.K)
	case classRet:
		if in.Op&0x18 == srcA {
			return "ret", ""
		}
		return "ret", fmt.Sprintf("#%d", in.K)
	case classMisc:
		if in.Op&0xf8 == miscTXA {
			return "txa", ""
		}
		return "tax", ""
	case classJmp:
		if in.Op == classJmp|jmpJA {
			return "ja", fmt.Sprint(pc + 1 + int(int32(in.K)))
		}
		return jumpNames[in.Op&0xf0], sourceOperand(in, "#0x%x")
	}
	op := in.Op & 0xf0
	switch op {
	case aluNeg:
		return "neg", ""
	case aluAnd, aluOr, aluXor:
		return aluNames[op], sourceOperand(in, "#0x%x")
	}
	return aluNames[op], sourceOperand(in, "#%d")
}

// sizeOf is the letter of the size that a load has, if it reads the frame.
func sizeOf(in capture.Instruction) string {
	switch in.Op & 0xe0 {
	case modeAbs, modeInd, modeMsh:
		return sizeNames[in.Op&0x18]
	}
	return ""
}

func loadOperand(in capture.Instruction) string {
	switch in.Op & 0xe0 {
	case modeImm:
		return fmt.Sprintf("#0x%x", in.K)
	case modeInd:
		return fmt.Sprintf("[x + %d]", in.K)
	case modeMem:
		return fmt.Sprintf("M[%d]", in.K)
	case modeLen:
		return "#pktlen"
	case modeMsh:
		return fmt.Sprintf("4*([%d]&0xf)", in.K)
	}
	if name, ok := extNames[in.K-extOff]; ok {
		return "[" + name + "]"
	}
	return fmt.Sprintf("[%d]", in.K)
}

func sourceOperand(in capture.Instruction, format string) string {
	if in.Op&srcX != 0 {
		return "x"
	}
	return fmt.Sprintf(format, in.K)
}
