package bpf

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"tcptui/capture"
)

// TestKernelTakesThem attaches every program to a socket, where the kernel checks
// it. No right is needed for that.
func TestKernelTakesThem(t *testing.T) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Skipf("no socket to be had: %v", err)
	}
	defer unix.Close(fd)
	attached := 0
	for _, link := range oracleLinks {
		for _, expr := range append(filtersFor(link), manyHosts(1000), "inbound", "vlan 3 and vlan and port 80", "vxlan 3 and tcp") {
			p, err := Compile(expr, Options{Link: link, Live: true})
			if err != nil {
				continue // what is refused is tested elsewhere
			}
			program := unix.SockFprog{Len: uint16(len(p.code))}
			filter := make([]unix.SockFilter, len(p.code))
			for i, in := range p.code {
				filter[i] = unix.SockFilter{Code: in.Op, Jt: in.Jt, Jf: in.Jf, K: in.K}
			}
			program.Filter = &filter[0]
			if err := unix.SetsockoptSockFprog(fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &program); err != nil {
				t.Errorf("%s on %s: %v", expr, linkName(link), err)
			}
			attached++
		}
	}
	if attached < 1000 {
		t.Errorf("only %d programs were attached", attached)
	}
}

// TestLiveLibpcap holds our programs for live captures against libpcap's, on frames
// that a kernel gives with tags taken out and without.
func TestLiveLibpcap(t *testing.T) {
	if newLibpcap(t); os.Geteuid() != 0 {
		t.Skip("only root may open an interface: programs for live captures are not compared with libpcap's")
	}
	frames := framesOf(t, linkEthernet)
	for _, expr := range filters(`
vlan
vlan 5
vlan 6 and ip
vlan and tcp port 80
vlan 100 and vlan 200 and ip
vlan and vlan and ip6
vlan or ip
not vlan 5
ip or vlan
vlan and arp
vlan and host 10.0.0.1
vlan 5 and tcp[13] & 2 != 0
vlan and ether[0] & 1 = 0
inbound and tcp
outbound or udp
ifindex 3 and ip
tcp port 80 and not vlan
`) {
		cmd := exec.Command("tcpdump", "-i", "lo", "-ddd", "--", expr)
		var complaints bytes.Buffer
		cmd.Stderr = &complaints
		out, err := cmd.Output()
		if err != nil {
			if text := complaints.String(); strings.Contains(text, "permission") || strings.Contains(text, "permitted") {
				t.Skip("tcpdump may not open lo: programs for live captures are not compared with libpcap's")
			}
			t.Fatalf("%s: %v: %s", expr, err, complaints.String())
		}
		theirs, err := readNumbers(string(out))
		if err != nil {
			t.Fatal(err)
		}
		p, err := Compile(expr, Options{Link: linkEthernet, Live: true})
		if err != nil {
			t.Errorf("%s: %v", expr, err)
			continue
		}
		sameWithKernel(t, expr, theirs, p.code, frames)
	}
}

// sameWithKernel compares two programs on frames of which a kernel knows more.
func sameWithKernel(t *testing.T, expr string, theirs, ours []capture.Instruction, frames [][]byte) {
	t.Helper()
	for _, known := range []map[uint32]uint32{
		{extVLAN: 1, extVLANTag: 0x2005, extPktType: 0, extIfIndex: 3},
		{extVLAN: 1, extVLANTag: 100, extPktType: pktOutgoing, extIfIndex: 1},
		{extVLAN: 0, extVLANTag: 0, extPktType: pktOutgoing, extIfIndex: 3},
	} {
		for _, f := range frames {
			n := uint32(len(f))
			if want, got := execute(theirs, f, n, known), execute(ours, f, n, known); (got != 0) != (want != 0) {
				t.Errorf("%s: with %v libpcap says %d, we say %d, of %x", expr, known, want, got, f)
				break
			}
		}
	}
}
