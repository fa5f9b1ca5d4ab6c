package bpf

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"tcptui/internal/golden"
)

// refused are filters that libpcap refuses, one a line.
var refused = filters(`
tcp port
foo
tpc port 80
tcp.port == 80
host
and ip
ip and
ip ip
(ip
ip)
()
host 1.2.3.4.5
host 1.2.3.400
port 70000
port foo
port domian
net 10.0.0.1/8
net 1.2.3.4/33
net 10.1.0.0 mask 255.0.0.0
host 1.2.3.4/24
host 1.2.3.0/24
host 1.2.3.4 mask 255.255.255.255
net 10/8
net foo
ether host 1.2.3.4
ether host 1:2:3:4:5
ether host foo
ether src 80
host 00:11:22:33:44:55
ether net 10
host $aa
tcp[0:3] = 1
tcp[0:0] = 1
ip[0
ip[0:
ip[]
ip = 5
5
80 or 443
(80 or 443)
len
len >
len > 5 > 3
ip & 5
not
!
ip #
ip [0] tcp
vlan 5000
mpls 1048576
pppoes 65536
geneve 16777216
vlan (5 or 6)
proto tcp
ip proto foo
ip proto 1.2.3.4
ether proto foo
protochain foo
ether protochain 6
src proto 6
tcp proto 6
arp proto 5
iso proto foo
clnp proto 5
isis proto foo
tcp host 1.2.3.4
tcp src 1.2.3.4
icmp net 10
ip port 80
icmp port 80
arp port 80
ether port 80
port 1-5
port 1.2.3.4
port ::1
tcp port tftp
udp port ssh
sctp port ssh
portrange 80-foo
portrange foo
portrange 1-70000
gateway foo
gateway 1.2.3.4
src gateway foo
ip[0] / 0 = 1
ip[0] % 0 = 1
ip[0] / (3 - 3) = 1
ip[0] << 32 = 1
08 = 1
4294967296 = 1
0x1ffffffff = 1
040000000000 = 1
llc foo
type mgt
subtype beacon
dir tods
wlan addr1 00:11:22:33:44:55
fisu
vpi 5
on eth0
action pass
radio[0] = 1
udp broadcast
ip6 broadcast
arp multicast
mpls and arp
mpls and vlan
mpls and iso
ip6 host 1.2.3.4
ip host ::1
tcp host ::1
host ::1/64
net ::1/64
net ::/129
less foo
less
greater
ah[0] = 1
stp[0] = 1
esis[0] = 1
host a b
tcp 80
ip 1.2.3.4
1.2.3.4
::1
link
ether
fddi
tcp src
dst
host (1.2.3.4 or port 80)
host (1.2.3.4 or tcp)
port (80 or len > 5)
port ((80)
ip and 80
tcp and 1.2.3.4
tcp and port
host 1.2.3.4 and len > 5 and 5.6.7.8
x y z
inbound
outbound
ifindex 1
byte 5 = 3 = 4
byte 5 + 3
port http or tpc
tcp port \
`)

// stricter are filters that libpcap takes and we refuse, since what they ask for
// cannot be, or since it is not built.
var stricter = filters(`
ip proto 300
ether proto 70000
ip[0] = 1 and ip[-20] = 1
ether[0x80000000] = 0
byte 5 = 300
decnet host 1.2
`)

// tooDeep has more brackets than are taken.
func tooDeep() string { return strings.Repeat("(", 600) + "ip" + strings.Repeat(")", 600) }

// balanced is a sum of different sums, which needs a word of memory for each depth.
func balanced(depth, n int) string {
	if depth == 0 {
		return fmt.Sprintf("ip[ip[%d]]", n)
	}
	return "(" + balanced(depth-1, 2*n) + " - " + balanced(depth-1, 2*n+1) + ")"
}

// TestRefused holds that what is wrong is refused, with its place.
func TestRefused(t *testing.T) {
	var b strings.Builder
	for _, expr := range append(append([]string{}, refused...), append(stricter, tooDeep())...) {
		_, err := Compile(expr, Options{Link: linkEthernet})
		e, ok := errors.AsType[*Error](err)
		if !ok {
			t.Errorf("%s: taken, or another error: %v", expr, err)
			continue
		}
		if len(expr) > 100 {
			expr = expr[:100] + "..."
		}
		b.WriteString(expr + "\n" + e.Mark()[:min(len(e.Mark()), 120)] + "\n    " + e.Error() + "\n")
	}
	golden.Check(t, "testdata/refused.golden", b.String())
}

// TestRefusedByLibpcap holds that we refuse nothing without libpcap doing so too.
func TestRefusedByLibpcap(t *testing.T) {
	oracle := newLibpcap(t)
	for _, expr := range refused {
		if _, err := oracle.compile(linkEthernet, expr, true); err == nil {
			t.Errorf("%s: libpcap takes it", expr)
		}
	}
	for _, expr := range stricter {
		if _, err := oracle.compile(linkEthernet, expr, true); err != nil {
			t.Errorf("%s: libpcap does not take it: %v", expr, err)
		}
	}
}

// TestRefusedLinks holds what is refused on link types and for the kernel.
func TestRefusedLinks(t *testing.T) {
	live := Options{Link: linkEthernet, Live: true}
	cooked := Options{Link: linkSLL2, Live: true}
	none := func(string) ([]netip.Addr, error) { return nil, nil }
	failing := func(string) ([]netip.Addr, error) { return nil, errors.New("the server does not answer") }
	only6 := func(string) ([]netip.Addr, error) { return []netip.Addr{netip.MustParseAddr("fd00::1")}, nil }
	var b strings.Builder
	for _, tt := range []struct {
		expr string
		o    Options
	}{
		{"ip", Options{Link: 220}}, {"tcp", Options{Link: 189}}, {"type mgt subtype becon", Options{Link: linkWLAN}}, {"subtype becon", Options{Link: linkWLAN}},
		{"type mgmt", Options{Link: linkWLAN}}, {"type 3", Options{Link: linkWLAN}}, {"type data subtype 3", Options{Link: linkWLAN}}, {"dir both", Options{Link: linkWLAN}},
		{"dir 4", Options{Link: linkWLAN}}, {"wlan addr1 1.2.3.4", Options{Link: linkWLAN}}, {"addr1 1.2.3.4", Options{Link: linkWLAN}}, {"radio[0] = 1", Options{Link: linkPPI}}, {"vlan", Options{Link: linkPPI}},
		{"ip protochain 6", Options{Link: linkWLAN}}, {"ether host 00:11:22:33:44:55", Options{Link: linkRaw}},
		{"ether host foo", Options{Link: linkRaw}}, {"vlan", Options{Link: linkSLL}}, {"mpls", Options{Link: linkRaw}}, {"mpls", Options{Link: 50}},
		{"broadcast", Options{Link: linkSLL}}, {"multicast", Options{Link: 9}}, {"llc", Options{Link: linkSLL}}, {"inbound", Options{Link: 9}},
		{"ifindex 1", Options{Link: linkSLL}}, {"gateway foo", Options{Link: linkRaw}},
		{"ip protochain 6", live}, {"link[6] = 1", cooked}, {"link[ip[0]] = 1", cooked}, {"vlan", cooked}, {"ip and not ip", live},
		{"host foo", Options{Link: linkEthernet, Resolve: none}}, {"host foo", Options{Link: linkEthernet, Resolve: failing}},
		{"ip host foo", Options{Link: linkEthernet, Resolve: only6}}, {"tcp host foo", Options{Link: linkEthernet, Resolve: only6}},
		{"geneve and geneve and geneve and geneve", Options{Link: linkEthernet}},
		{"geneve and geneve and geneve and " + balanced(6, 1) + " > 3", Options{Link: linkEthernet}},
		{"tcp port 1" + strings.Repeat(" or tcp[ip[0]:2] > ip[ip[1]]", 600), live},
	} {
		_, err := Compile(tt.expr, tt.o)
		e, ok := errors.AsType[*Error](err)
		if !ok {
			t.Errorf("%s on %s: taken, or another error: %v", tt.expr, linkName(tt.o.Link), err)
			continue
		}
		b.WriteString(linkName(tt.o.Link) + ": " + tt.expr[:min(len(tt.expr), 80)] + "\n    " + e.Error() + "\n")
	}
	golden.Check(t, "testdata/refused_links.golden", b.String())
}
