package capture

// Instruction is one instruction of a capture filter's program, as the kernel's
// struct sock_filter and libpcap's struct bpf_insn have it.
type Instruction struct {
	Op     uint16
	Jt, Jf uint8 // how many instructions are left out where the test is true, or false
	K      uint32
}
