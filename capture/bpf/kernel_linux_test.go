package bpf

import (
	"bytes"
	"errors"
	"fmt"
	"net"
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
		for _, expr := range append(filtersFor(link), manyHosts(100), "inbound", "vlan 3 and vlan and port 80", "vxlan 3 and tcp") {
			p, err := Compile(expr, Options{Link: link, Live: true})
			if err != nil {
				continue // what is refused is tested elsewhere
			}
			if err := attach(fd, p); err != nil {
				t.Errorf("%.100s on %s: %v", expr, linkName(link), err)
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

// packetSocket is a socket that sees what goes through lo and passes the program,
// with the Ethernet header (SOCK_RAW) or without (SOCK_DGRAM).
func packetSocket(t *testing.T, kind int, p *Program) int {
	t.Helper()
	fd, err := unix.Socket(unix.AF_PACKET, kind|unix.SOCK_CLOEXEC, 0)
	if errors.Is(err, unix.EPERM) {
		t.Skip("only root may see packets: programs are not run by the kernel")
	}
	lo, ifaceErr := net.InterfaceByName("lo")
	if err != nil || ifaceErr != nil || lo.Flags&net.FlagUp == 0 {
		t.Skipf("no packets to be had from lo: %v, %v", err, ifaceErr)
	}
	t.Cleanup(func() { unix.Close(fd) })
	if err := attach(fd, p); err != nil {
		t.Fatal(err)
	}
	const all = unix.ETH_P_ALL
	if err := unix.Bind(fd, &unix.SockaddrLinklayer{Protocol: all>>8 | all&0xff<<8, Ifindex: lo.Index}); err != nil {
		t.Fatal(err)
	}
	if err := unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Sec: 10}); err != nil {
		t.Fatal(err)
	}
	return fd
}

// attach gives a program to a socket.
func attach(fd int, p *Program) error {
	program := unix.SockFprog{Len: uint16(len(p.code))}
	filter := make([]unix.SockFilter, len(p.code))
	for i, in := range p.code {
		filter[i] = unix.SockFilter{Code: in.Op, Jt: in.Jt, Jf: in.Jf, K: in.K}
	}
	program.Filter = &filter[0]
	return unix.SetsockoptSockFprog(fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &program)
}

// TestKernelRuns sends a datagram that the filter rejects and then one that it
// accepts: the kernel gives us the second first.
func TestKernelRuns(t *testing.T) {
	wanted, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Skipf("no datagrams: %v", err)
	}
	defer wanted.Close()
	other, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	port := wanted.LocalAddr().(*net.UDPAddr).Port
	index := 0
	if lo, err := net.InterfaceByName("lo"); err == nil {
		index = lo.Index
	}
	for _, tt := range []struct {
		kind int
		link capture.LinkType
		expr string
		sent bool // the frame that comes first is one that was sent
	}{
		{unix.SOCK_RAW, linkEthernet, "udp dst port %d", true},
		{unix.SOCK_RAW, linkEthernet, "udp dst port %d and inbound", false},
		{unix.SOCK_RAW, linkEthernet, "outbound and ip[22:2] = %d and not vlan and len = 42 + 6", true},
		{unix.SOCK_DGRAM, linkSLL2, "udp dst port %d and host 127.0.0.1", true},
		{unix.SOCK_DGRAM, linkSLL2, "inbound and udp[2:2] = %d and link[0:2] = 0x800 and link[42:2] = udp[2:2]", false},
		{unix.SOCK_DGRAM, linkSLL2, fmt.Sprintf("udp port %%d and outbound and ifindex %d and len = 20 + 28 + 6", index), true},
		{unix.SOCK_DGRAM, linkSLL, "udp port %d and inbound and link[14:2] = 2048", false},
	} {
		expr := fmt.Sprintf(tt.expr, port)
		p, err := Compile(expr, Options{Link: tt.link, Live: true})
		if err != nil {
			t.Fatalf("%s: %v", expr, err)
		}
		fd := packetSocket(t, tt.kind, p)
		for _, to := range []net.PacketConn{other, wanted} {
			if _, err := other.WriteTo([]byte("octets"), to.LocalAddr()); err != nil {
				t.Fatal(err)
			}
		}
		frame := make([]byte, 200)
		n, from, err := unix.Recvfrom(fd, frame, 0)
		if err != nil {
			t.Errorf("%s: %v", expr, err)
			continue
		}
		if tt.kind == unix.SOCK_RAW {
			frame, n = frame[14:], n-14
		}
		sent := from.(*unix.SockaddrLinklayer).Pkttype == unix.PACKET_OUTGOING
		if got := int(frame[22])<<8 | int(frame[23]); n != 34 || got != port || sent != tt.sent {
			t.Errorf("%s: %d bytes for port %d came first, sent: %v", expr, n, got, sent)
		}
	}
}
