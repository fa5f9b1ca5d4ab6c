package bpf

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/net/bpf"

	"tcptui/capture"
)

// TestPrint holds our three forms against tcpdump's, of the same programs.
func TestPrint(t *testing.T) {
	oracle := newLibpcap(t)
	flags := map[Form]string{FormText: "-d", FormC: "-dd", FormNumbers: "-ddd"}
	for _, expr := range []string{"tcp port 80", "ip[0] * (ip[1] + 3) / ip[2] > len", "ip[0] ^ ip[1] | 5 = 3 << ip[3]", "-ip[0] & 0xf0 > 3 and len - 5 > ip[ip[2]:2]",
		"geneve and ip", "ip6 protochain 6", "ip[2] % 7 = ip[3:4] >> 2", "tcp[ip[1]] = 5"} {
		code, err := oracle.compile(linkEthernet, expr, false)
		if err != nil {
			t.Errorf("%s: %v", expr, err)
			continue
		}
		for form, flag := range flags {
			out, err := exec.Command("tcpdump", "-y", "EN10MB", "-O", flag, "--", expr).Output()
			if err != nil {
				t.Errorf("%s: %v", expr, err)
			}
			var want, got strings.Builder
			for line := range strings.Lines(string(out)) {
				want.WriteString(strings.TrimRight(line, " \n") + "\n")
			}
			if err := (&Program{code: code}).Print(&got, form); err != nil || got.String() != want.String() {
				t.Errorf("%s %s: %v\n%s\ntcpdump:\n%s", flag, expr, err, got.String(), want.String())
			}
		}
	}
}

// manyHosts is a filter whose jumps go farther than an instruction can say.
func manyHosts(n int) string {
	var b strings.Builder
	b.WriteString("ip and host (10.1.0.0")
	for i := range n {
		fmt.Fprintf(&b, " or 10.%d.%d.1", i%200, i/200)
	}
	return b.String() + ") and tcp"
}

// TestLongJumps holds a program of thousands of instructions against libpcap's.
func TestLongJumps(t *testing.T) {
	frames := framesOf(t, linkEthernet)[:500]
	expr := manyHosts(600)
	p, err := Compile(expr, Options{Link: linkEthernet, Live: true})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(p.code); n < 2*600 || n > 2*600+50 {
		t.Errorf("%d instructions for the two addresses of 600 hosts", n)
	}
	sameVerdicts(t, newLibpcap(t), linkEthernet, expr, frames)
}

// TestAnotherMachine holds our interpreter against that of golang.org/x/net/bpf.
// It knows no length but that of the data, no loops and no sign.
func TestAnotherMachine(t *testing.T) {
	var frames [][]byte
	for i, f := range framesOf(t, linkEthernet) {
		if i%20 == 0 { // it is slow
			frames = append(frames, f)
		}
	}
	compared := 0
	for _, expr := range expressions {
		p, err := Compile(expr, Options{Link: linkEthernet})
		if err != nil || strings.Contains(expr, "protochain") || strings.Contains(expr, "-ip") {
			continue
		}
		var raw []bpf.RawInstruction
		for _, in := range p.code {
			raw = append(raw, bpf.RawInstruction{Op: in.Op, Jt: in.Jt, Jf: in.Jf, K: in.K})
		}
		instructions, ok := bpf.Disassemble(raw)
		if !ok {
			t.Errorf("%s: instructions that it does not know", expr)
			continue
		}
		vm, err := bpf.NewVM(instructions)
		if err != nil {
			t.Errorf("%s: %v", expr, err)
			continue
		}
		compared++
		for _, f := range frames {
			want, err := vm.Run(f)
			if got := p.Run(f, uint32(len(f))); err != nil || (got != 0) != (want != 0) {
				t.Errorf("%s: we say %d, it says %d, %v of %x", expr, got, want, err, f)
				break
			}
		}
	}
	if compared < 300 {
		t.Errorf("only %d programs were compared", compared)
	}
}

// TestValidate holds that what a kernel would not take is found.
func TestValidate(t *testing.T) {
	ret := capture.Instruction{Op: classRet}
	for _, tt := range []struct {
		why  string
		code []capture.Instruction
	}{
		{"empty", nil},
		{"no return", []capture.Instruction{{Op: classLd | modeImm}}},
		{"unknown operation", []capture.Instruction{{Op: 0xffff}, ret}},
		{"division by 0", []capture.Instruction{{Op: classALU | aluDiv}, ret}},
		{"shift by 32", []capture.Instruction{{Op: classALU | aluLsh, K: 32}, ret}},
		{"jump out", []capture.Instruction{{Op: classJmp | jmpJEQ, Jt: 1}, ret}},
		{"far jump out", []capture.Instruction{{Op: classJmp | jmpJA, K: 1}, ret}},
		{"loop", []capture.Instruction{{Op: classJmp | jmpJA, K: ^uint32(0)}, ret}},
		{"memory that is not there", []capture.Instruction{{Op: classSt, K: 16}, ret}},
		{"memory that was not written", []capture.Instruction{{Op: classLd | modeMem, K: 3}, ret}},
		{"memory written on one way", []capture.Instruction{{Op: classJmp | jmpJEQ, Jt: 1}, {Op: classSt, K: 3}, {Op: classLd | modeMem, K: 3}, ret}},
		{"what the kernel does not tell", []capture.Instruction{{Op: classLd | modeAbs, K: 0xfffffff0}, ret}},
	} {
		if validate(tt.code, true) == nil {
			t.Errorf("%s: taken", tt.why)
		}
	}
	good := []capture.Instruction{{Op: classLd | modeAbs, K: extOff + extVLAN}, {Op: classSt, K: 3}, {Op: classLdx | modeMem, K: 3}, ret}
	if err := validate(good, true); err != nil {
		t.Error(err)
	}
	if validate(good, false) == nil {
		t.Error("what only a kernel tells was taken for a file")
	}
}

// TestRunaway holds that a program that would run for ever ends.
func TestRunaway(t *testing.T) {
	loop := &Program{code: []capture.Instruction{{Op: classLd | modeImm}, {Op: classJmp | jmpJA, K: uint32(0xfffffffe)}, {Op: classRet, K: 1}}}
	if got := loop.Run(make([]byte, 100), 100); got != 0 {
		t.Errorf("it returned %d", got)
	}
}

// TestInstructionsAreOwn holds that a caller may change what it was given.
func TestInstructionsAreOwn(t *testing.T) {
	p, err := Compile("tcp", Options{Link: linkEthernet, SnapLen: 96})
	if err != nil {
		t.Fatal(err)
	}
	var before, after bytes.Buffer
	p.Print(&before, FormNumbers)
	clear(p.Instructions())
	p.Print(&after, FormNumbers)
	if before.String() != after.String() || !strings.Contains(before.String(), "6 0 0 96\n") {
		t.Errorf("before:\n%s\nafter:\n%s", before.String(), after.String())
	}
}

// TestServices holds the names that are known without a file against the file, if
// this system has it.
func TestServices(t *testing.T) {
	etc := os.DirFS("/etc")
	if _, err := os.Stat("/etc/services"); err != nil {
		t.Skip("this system has no /etc/services")
	}
	checked := 0
	for name, own := range services {
		s, ok := serviceOf(etc, name)
		if !ok {
			continue
		}
		checked++
		if s.tcp >= 0 && own.tcp >= 0 && s.tcp != own.tcp || s.udp >= 0 && own.udp >= 0 && s.udp != own.udp {
			t.Errorf("%s: the file says %v, we say %v", name, s, own)
		}
	}
	for name, own := range ipNames {
		if n, ok := protocolOf(etc, name); ok && n != own {
			t.Errorf("protocol %s: the file says %d, we say %d", name, n, own)
		}
	}
	if checked < len(services)/2 {
		t.Errorf("only %d services were compared", checked)
	}
}
