// Package bpf compiles capture filters, the language of pcap-filter(7) as
// libpcap 1.10 has it, to programs of the BSD packet filter; it runs, checks and
// prints such programs.
//
// An expression is cut into tokens (lex.go), parsed to a tree of primitives
// (parse.go, node.go) and turned into a tree of tests of values (gen.go and the
// files named gen_). The tests become a graph of branches, in which what is
// already decided is not tested again (graph.go), and the graph becomes
// instructions (emit.go). What cannot be compiled is refused with its place: no
// program ever stands for something else than the expression.
package bpf

import (
	"io/fs"
	"net/netip"

	"tcptui/capture"
)

// DefaultSnapLen is how many bytes of a frame a program asks for when nothing
// else is said: all that tcpdump would capture.
const DefaultSnapLen = 262144

// maxKernel is how many instructions the kernel of Linux takes (BPF_MAXINSNS).
const maxKernel = 4096

// Options say what a filter is compiled for.
type Options struct {
	Link    capture.LinkType // of the frames
	SnapLen uint32           // bytes of a frame that the program asks for; 0: DefaultSnapLen

	// Live says that the program goes to a packet socket of Linux: VLAN tags,
	// direction and interface are found where that kernel keeps them, frames of
	// LINUX_SLL and LINUX_SLL2 begin behind that header, and what the kernel
	// would not take is refused. Without it the program is for frames as a file
	// has them.
	Live bool

	// Netmask is the mask of the interface's network, in host byte order, for
	// `ip broadcast`; 0 when it is not known, so that only 0.0.0.0 and
	// 255.255.255.255 are broadcast addresses, as in tcpdump -r.
	Netmask uint32

	// Resolve gives the addresses of a host name; nil: names are refused.
	Resolve func(name string) ([]netip.Addr, error)

	// Etc is where services, protocols, networks and ethers are, as in /etc; nil:
	// only the names that the program itself knows.
	Etc fs.FS
}

// Program is a compiled filter. It does not change; any goroutine may use it.
type Program struct {
	code []capture.Instruction
}

// Compile compiles a filter. An empty one accepts every frame. Errors are *Error.
func Compile(expr string, o Options) (p *Program, err error) {
	defer func() {
		if e := caught(expr, recover()); e != nil {
			p, err = nil, e
		}
	}()
	if o.SnapLen == 0 {
		o.SnapLen = DefaultSnapLen
	}
	c := newCompiler(expr, o)
	code := emit(c, buildGraph(c, c.tests(parse(expr))))
	p = &Program{code: code}
	if o.Live && p.Never() {
		fail(span{0, len(expr)}, "no frame of %s can match", linkName(o.Link)).stop()
	}
	if o.Live && len(code) > maxKernel {
		fail(span{0, len(expr)}, "the program has %d instructions, the kernel takes %d at most", len(code), maxKernel).
			hint("ask for less, or capture all and use a display filter")
	}
	if err := validate(code, o.Live); err != nil {
		fail(span{0, len(expr)}, "the compiler made a program that is not valid: %v", err).hint("please report this filter")
	}
	return p, nil
}

// Check finds what is wrong with a filter whatever the frames are; Compile may
// find more. Errors are *Error.
func Check(expr string) (err error) {
	defer func() {
		if e := caught(expr, recover()); e != nil {
			err = e
		}
	}()
	parse(expr)
	return nil
}

// caught is the error that the compiler stopped with, if what was recovered is one.
func caught(expr string, recovered any) error {
	switch e := recovered.(type) {
	case nil:
		return nil
	case *Error:
		e.Src = expr
		return e
	}
	panic(recovered)
}

// Never reports whether the program rejects every frame, as that of ip and not ip.
func (p *Program) Never() bool { return len(p.code) == 1 && p.code[0].K == 0 }

// Instructions returns the program, for the kernel. The caller owns it.
func (p *Program) Instructions() []capture.Instruction {
	return append([]capture.Instruction(nil), p.code...)
}

// Accepts reports whether the program accepts a frame of which data was captured,
// and which had origLen bytes on the wire.
func (p *Program) Accepts(data []byte, origLen uint32) bool { return p.Run(data, origLen) != 0 }
