package capture

import "golang.org/x/sys/unix"

// Operations of filter programs that are used here, linux/bpf_common.h.
const (
	opLoadWord = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS
	opJumpEq   = unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K
	opRetK     = unix.BPF_RET | unix.BPF_K
)

// Where a program finds what the kernel knows of a frame, linux/filter.h.
const (
	adPacketType = 0xfffff000 + 4
	adInterface  = 0xfffff000 + 8
)

// ringProgram is the program that is attached for a capture filter: program, or
// one that keeps snap bytes. The loopback interface shows each frame twice, going
// out and coming in; with loop its index, frames that go out on it are left out,
// as libpcap does.
func ringProgram(program []Instruction, snap, loop uint32, any bool) []Instruction {
	if len(program) == 0 {
		program = []Instruction{{Op: opRetK, K: snap}}
	}
	if loop == 0 {
		return program
	}
	var head []Instruction
	if any {
		head = append(head, Instruction{Op: opLoadWord, K: adInterface}, Instruction{Op: opJumpEq, K: loop, Jf: 3})
	}
	head = append(head,
		Instruction{Op: opLoadWord, K: adPacketType},
		Instruction{Op: opJumpEq, K: unix.PACKET_OUTGOING, Jf: 1},
		Instruction{Op: opRetK})
	return append(head, program...)
}
