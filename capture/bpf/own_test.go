package bpf

import (
	"errors"
	"net/netip"
	"testing"
	"testing/fstest"

	"tcptui/capture"
)

// verdictCase is a filter with frames that it accepts and that it rejects.
type verdictCase struct {
	name      string
	expr      string
	o         Options
	yes, no   [][]byte
	kernelExt map[uint32]uint32 // what a kernel knows of the frames
}

func (tt verdictCase) run(t *testing.T) {
	t.Helper()
	p, err := Compile(tt.expr, tt.o)
	if err != nil {
		t.Errorf("%s: %s: %v", tt.name, tt.expr, err)
		return
	}
	for want, frames := range map[bool][][]byte{true: tt.yes, false: tt.no} {
		for _, f := range frames {
			if got := execute(p.code, f, uint32(len(f)), tt.kernelExt) != 0; got != want {
				t.Errorf("%s: %s: accepted is %v of %x", tt.name, tt.expr, got, f)
			}
		}
	}
}

func ethernet(p packet) []byte { return framed(linkEthernet, p, 2)[0] }

func sll2(p packet) []byte { return framed(linkSLL2, p, 0)[0] }

// TestOwnVerdicts holds what is not compared with libpcap: what the installed one
// does not have, does not find, or does wrong.
func TestOwnVerdicts(t *testing.T) {
	inner := func(vni byte, p packet) []byte {
		frame := join([]byte{2, 0, 0, 0, 0, 9, 2, 0, 0, 0, 0, 8}, be16(p.ether), p.data)
		return udp(7, portVXLAN, join([]byte{8, 0, 0, 0, 0, 0, vni, 0}, frame))
	}
	web := ip4(ipTCP, 0x0a000001, 0x0a000002, 5, 0, tcp(1, 80, 2))
	dns := ip4(ipUDP, 0x0a000001, 0x0a000003, 5, 0, udp(1, 53, nil))
	vxWeb := ethernet(ip4(ipUDP, 1, 2, 6, 0, inner(7, web)))
	vxDNS := ethernet(ip6(ipUDP, 1, 2, inner(8, dns)))
	ahBefore := func(words byte, after []byte) []byte {
		return join([]byte{ipTCP, words}, make([]byte, 4*(int(words)+2)-2), after)
	}
	llc := func(b ...byte) []byte { return sll2(packet{sll8022, join(b, make([]byte, 20))}) }
	air := func(link capture.LinkType, p packet) []byte { return radioed(link, wlanFrame(p, 0), 1) }
	pppoe := packet{etherPPPoES, join([]byte{0x11, 0, 0, 3, 0, 99}, be16(0x21), web.data)}
	geneve := ip4(ipUDP, 1, 2, 5, 0, udp(1, portGeneve, join([]byte{1, 0}, be16(web.ether), make([]byte, 8), web.data)))
	hdlcISIS := join([]byte{0x0f, 0}, be16(0xfefe), []byte{0, 0x83, 0, 0, 0, 18, 0, 0, 0})
	en := Options{Link: linkEthernet}
	for _, tt := range []verdictCase{
		{"VXLAN", "vxlan", en, [][]byte{vxWeb, vxDNS}, [][]byte{ethernet(web), vxWeb[:46]}, nil},
		{"VXLAN's network", "vxlan 7", en, [][]byte{vxWeb}, [][]byte{vxDNS}, nil},
		{"inside VXLAN", "vxlan and tcp port 80", en, [][]byte{vxWeb}, [][]byte{vxDNS}, nil},
		{"inside VXLAN over IPv6", "vxlan 8 and host 10.0.0.3", en, [][]byte{vxDNS}, [][]byte{vxWeb}, nil},
		{"Ethernet inside VXLAN", "vxlan and ether src 2:0:0:0:0:8", en, [][]byte{vxWeb, vxDNS}, nil, nil},
		{"IPv4 behind an authentication header", "ip protochain 6", en,
			[][]byte{ethernet(ip4(ipAH, 1, 2, 5, 0, ahBefore(4, tcp(1, 2, 0)))), ethernet(ip4(ipAH, 1, 2, 6, 0, ahBefore(3, tcp(1, 2, 0))))},
			[][]byte{ethernet(dns)}, nil},
		{"IPv6 behind an authentication header", "ip6 protochain \\tcp", en,
			[][]byte{ethernet(ip6(ipHopByHop, 1, 2, ext6(ipAH, 1, ahBefore(4, tcp(1, 2, 0)))))}, [][]byte{ethernet(ip6(ipHopByHop, 1, 2, ext6(ipAH, 1, nil)))}, nil},
		{"authentication headers without end", "ip protochain 6", en, nil,
			[][]byte{ethernet(ip4(ipAH, 1, 2, 5, 0, join([]byte{ipAH, 3}, make([]byte, 18), []byte{ipAH, 3}, make([]byte, 40))))}, nil},
		{"multicast", "ip multicast", en, [][]byte{ethernet(ip4(2, 1, 0xe0000001, 5, 0, nil)), ethernet(ip4(2, 1, 0xefffffff, 5, 0, nil))},
			[][]byte{ethernet(ip4(2, 1, 0xffffffff, 5, 0, nil)), ethernet(ip4(2, 1, 0xf0000000, 5, 0, nil))}, nil},
		{"LLC in LINUX_SLL2", "stp", Options{Link: linkSLL2}, [][]byte{llc(0x42, 0x42, 3)}, [][]byte{llc(0x43, 0x42, 3), sll2(packet{0x42, make([]byte, 9)})}, nil},
		{"OSI in LINUX_SLL2", "iso", Options{Link: linkSLL2}, [][]byte{llc(0xfe, 0xfe, 3)}, [][]byte{llc(0xfe, 0xff, 3)}, nil},
		{"IS-IS in C_HDLC", "lsp", Options{Link: 104}, [][]byte{hdlcISIS}, [][]byte{hdlcISIS[:9]}, nil},
		{"NULL of a host of the other byte order", "ip", Options{Link: 0}, [][]byte{{0, 0, 0, 2}, {2, 0, 0, 0}}, [][]byte{{0, 0, 0, 24}, {0, 2, 0, 0}}, nil},
		{"bits of a byte", "byte 0 & 3", en, [][]byte{{2}, {1}, {7}}, [][]byte{{4}, {0}}, nil},
		{"bits of a byte or others", "byte 0 | 0", en, [][]byte{{2}}, [][]byte{{0}}, nil},
		{"broadcast in a network that is known", "ip broadcast", Options{Link: linkEthernet, Netmask: 0xffffff00},
			[][]byte{ethernet(ip4(17, 1, 0x0a0000ff, 5, 0, nil)), ethernet(ip4(17, 1, 0x0a000000, 5, 0, nil))},
			[][]byte{ethernet(ip4(17, 1, 0x0a0001fe, 5, 0, nil))}, nil},
		{"everything", "", en, [][]byte{{}, {1, 2, 3}}, nil, nil},
		{"PPPoE in 802.11", "pppoes 3 and tcp port 80", Options{Link: linkRadiotap}, [][]byte{air(linkRadiotap, pppoe), air(linkRadiotap, pppoe)},
			[][]byte{air(linkRadiotap, web), air(linkRadiotap, pppoe)[:70]}, nil},
		{"Geneve in 802.11", "geneve and tcp port 80", Options{Link: linkWLAN}, [][]byte{air(linkWLAN, geneve)}, [][]byte{air(linkWLAN, web)}, nil},
		{"Geneve behind a Prism header", "geneve and ip", Options{Link: linkPrism}, [][]byte{air(linkPrism, geneve)}, [][]byte{air(linkPrism, web)}, nil},
		{"kinds in PPI", "type data and dir nods", Options{Link: linkPPI}, [][]byte{air(linkPPI, web)}, [][]byte{radioed(linkPPI, wlanFrame(web, 0), 5)}, nil},
		{"Geneve is asked for too late", "geneve or tcp", en, nil, [][]byte{ethernet(web)}, nil},
	} {
		tt.run(t)
	}
}

// TestNames holds what names stand for, of files and of hosts.
func TestNames(t *testing.T) {
	etc := fstest.MapFS{
		"services":  {Data: []byte("# a comment\nchat 8899/tcp talk # another\nvoice 8900/udp\nboth 9000/tcp\nboth 9000/udp\ncontrary 1/tcp\ncontrary 2/udp\nhttp 81/tcp\n")},
		"protocols": {Data: []byte("odd 253 ODD\n")},
		"networks":  {Data: []byte("office 192.168.7.0\nloopback 127.0.0.0\n")},
		"ethers":    {Data: []byte("00:11:22:33:44:55 router\n")},
	}
	resolve := func(name string) ([]netip.Addr, error) {
		switch name {
		case "router":
			return []netip.Addr{netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("10.0.1.1")}, nil
		case "two":
			return []netip.Addr{netip.MustParseAddr("::ffff:10.0.0.7"), netip.MustParseAddr("fe80::1%eth0")}, nil
		}
		return nil, errors.New("no such host")
	}
	o := Options{Link: linkEthernet, Etc: etc, Resolve: resolve}
	to := func(port uint32, proto byte) []byte {
		return ethernet(ip4(proto, 0x0a000001, 0x0a000002, 5, 0, udp(1, port, make([]byte, 20))))
	}
	via := func(src, dst uint32) []byte { return framed(linkEthernet, ip4(ipTCP, src, dst, 5, 0, nil), 1)[0] }
	for _, tt := range []verdictCase{
		{"a service of TCP", "port chat", o, [][]byte{to(8899, ipTCP)}, [][]byte{to(8899, ipUDP), to(8899, ipSCTP)}, nil},
		{"by its other name", "tcp port talk", o, [][]byte{to(8899, ipTCP)}, nil, nil},
		{"of UDP", "port voice", o, [][]byte{to(8900, ipUDP)}, [][]byte{to(8900, ipTCP)}, nil},
		{"of both", "port both", o, [][]byte{to(9000, ipUDP), to(9000, ipTCP), to(9000, ipSCTP)}, nil, nil},
		{"with two numbers", "port contrary", o, [][]byte{to(1, ipTCP)}, [][]byte{to(2, ipUDP)}, nil},
		{"other than usual", "port http", o, [][]byte{to(81, ipTCP)}, [][]byte{to(80, ipTCP)}, nil},
		{"usual", "port ssh", o, [][]byte{to(22, ipTCP)}, [][]byte{to(22, ipUDP)}, nil},
		{"a range", "portrange chat-8902", o, [][]byte{to(8901, ipTCP), to(8901, ipUDP)}, [][]byte{to(8903, ipTCP)}, nil},
		{"a range of TCP", "portrange ssh-chat", o, [][]byte{to(80, ipTCP)}, [][]byte{to(80, ipUDP)}, nil},
		{"a protocol", "ip proto ODD", o, [][]byte{to(1, 253)}, [][]byte{to(1, 254)}, nil},
		{"a network", "net office", o, [][]byte{via(0xc0a80701, 9)}, [][]byte{via(0xc0a80801, 9)}, nil},
		{"a short network", "net loopback", o, [][]byte{via(0x7f010203, 9)}, [][]byte{via(0x80000001, 9)}, nil},
		{"an Ethernet address", "ether src router", o, [][]byte{via(1, 2)}, [][]byte{to(1, 6)}, nil},
		{"a host with two addresses", "host two", o, [][]byte{via(9, 0x0a000007), ethernet(packet{etherIP6, join(make([]byte, 8), []byte{0xfe, 0x80}, make([]byte, 13), []byte{1}, make([]byte, 16))})},
			[][]byte{via(9, 0x0a000008)}, nil},
		{"of IPv4 only", "ip host two", o, [][]byte{via(9, 0x0a000007)}, nil, nil},
		{"a gateway", "gateway router", o, [][]byte{via(8, 9)}, [][]byte{via(0x0a000001, 9), via(9, 0x0a000101), to(1, 6)}, nil},
	} {
		tt.run(t)
	}
}

// TestLive holds what only a kernel knows: tags taken out of frames, direction,
// interface, and link layers whose header is not in the frame.
func TestLive(t *testing.T) {
	web := ip4(ipTCP, 0x0a000001, 0x0a000002, 5, 0, tcp(1, 80, 2))
	tagged := func(vlan uint32) []byte {
		return ethernet(packet{etherVLAN, join(be16(vlan), be16(web.ether), web.data)})
	}
	double := packet{etherVLAN, join(be16(9), be16(web.ether), web.data)}
	en, cooked := Options{Link: linkEthernet, Live: true}, Options{Link: linkSLL2, Live: true}
	out := map[uint32]uint32{extVLAN: 1, extVLANTag: 0x6005} // tag 5 was taken out
	in := map[uint32]uint32{extVLAN: 0, extVLANTag: 0}       // none was
	sent := map[uint32]uint32{extPktType: pktOutgoing, extIfIndex: 3, extProtocol: etherIP4, extHatype: 1}
	received := map[uint32]uint32{extPktType: 0, extIfIndex: 4, extProtocol: etherIP4}
	plain := ethernet(web)
	for _, tt := range []verdictCase{
		{"a tag taken out", "vlan", en, [][]byte{plain}, nil, out},
		{"its number", "vlan 5 and tcp port 80", en, [][]byte{plain}, nil, out},
		{"another number", "vlan 6", en, nil, [][]byte{plain, tagged(6)}, out},
		{"a tag that is there", "vlan 5 and tcp port 80", en, [][]byte{tagged(5)}, [][]byte{tagged(6), plain}, in},
		{"two tags, one taken out", "vlan 5 and vlan 9 and ip", en, [][]byte{ethernet(double)}, [][]byte{plain}, out},
		{"two tags in the frame", "vlan 4 and vlan 9 and ip", en, [][]byte{ethernet(packet{etherQinQ, join(be16(4), be16(double.ether), double.data)})},
			[][]byte{ethernet(double)}, in},
		{"no tag", "not vlan", en, [][]byte{plain}, [][]byte{tagged(1)}, in},
		{"sent", "outbound", en, [][]byte{plain}, nil, sent},
		{"received", "inbound and tcp", en, [][]byte{plain}, nil, received},
		{"an interface", "ifindex 3", en, [][]byte{plain}, nil, sent},
		{"a cooked frame", "tcp port 80 and outbound and ifindex 3", cooked, [][]byte{web.data}, [][]byte{ip6(ipTCP, 1, 2, tcp(1, 80, 0)).data}, sent},
		{"another interface", "ifindex 3 or outbound", cooked, nil, [][]byte{web.data}, received},
		{"its header", "link[0:2] = 0x800 and link[10] = 4 and link[8:2] = 1 and link[20] = 0x45", cooked, [][]byte{web.data}, nil, sent},
		{"its length with the header", "len = 72 and greater 72 and less 72", cooked, [][]byte{make([]byte, 52)}, [][]byte{make([]byte, 72)}, sent},
		{"of the first kind", "tcp and link[0:2] = 4 and ip[9] = 6", Options{Link: linkSLL, Live: true}, [][]byte{web.data}, nil, sent},
	} {
		tt.run(t)
	}
}

// TestSnapLen holds that the program asks for as much of a frame as is wanted.
func TestSnapLen(t *testing.T) {
	for want, o := range map[uint32]Options{DefaultSnapLen: {Link: 1}, 96: {Link: capture.LinkType(1), SnapLen: 96}} {
		p, err := Compile("ip", o)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Run(ethernet(packet{ether: etherIP4}), 14); got != want {
			t.Errorf("%d, want %d", got, want)
		}
	}
}
