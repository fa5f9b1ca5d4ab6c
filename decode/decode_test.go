package decode

import (
	"encoding/binary"
	"net"
	"slices"
	"testing"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"

	"tcptui/capture"
)

func ip4(proto layers.IPProtocol) *layers.IPv4 {
	return &layers.IPv4{Version: 4, IHL: 5, TTL: 64, Id: 7, Protocol: proto, SrcIP: net.IP{10, 0, 0, 1}, DstIP: net.IP{10, 0, 0, 2}}
}

func ip6(next layers.IPProtocol) *layers.IPv6 {
	return &layers.IPv6{Version: 6, HopLimit: 64, NextHeader: next, SrcIP: net.ParseIP("2001:db8::1"), DstIP: net.ParseIP("2001:db8::2")}
}

func segment() *layers.TCP {
	return &layers.TCP{SrcPort: 49152, DstPort: 8899, Seq: 1000, Ack: 2000, ACK: true, PSH: true, Window: 512}
}

// tcp4 and tcp6 are packets without a link layer, with five bytes of data.
func tcp4(tb testing.TB) []byte {
	return serialize(tb, ip4(layers.IPProtocolTCP), segment(), gopacket.Payload("hello"))
}

func tcp6(tb testing.TB) []byte {
	return serialize(tb, ip6(layers.IPProtocolTCP), segment(), gopacket.Payload("hello"))
}

// frame4 is tcp4 in Ethernet.
func frame4(tb testing.TB) []byte { return join(etherBytes(0x0800), tcp4(tb)) }

func join(parts ...[]byte) []byte { return slices.Concat(parts...) }

func be16(v uint16) []byte { return binary.BigEndian.AppendUint16(nil, v) }

func etherBytes(et uint16) []byte {
	return join([]byte{2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1}, be16(et))
}

// over4 puts a payload into IPv4 with an IP protocol.
func over4(tb testing.TB, proto layers.IPProtocol, payload []byte) []byte {
	return serialize(tb, ip4(proto), gopacket.Payload(payload))
}

// udp4 puts a payload into IPv4 and UDP to a port.
func udp4(tb testing.TB, port uint16, payload []byte) []byte {
	return serialize(tb, ip4(layers.IPProtocolUDP), &layers.UDP{SrcPort: 50000, DstPort: layers.UDPPort(port)}, gopacket.Payload(payload))
}

// snapBytes is LLC and SNAP for an EtherType.
func snapBytes(et uint16) []byte {
	return join([]byte{0xaa, 0xaa, 3, 0, 0, 0}, be16(et))
}

// wlanBytes is the header of a data frame with frame control and extra bytes.
func wlanBytes(control, flags byte, extra ...byte) []byte {
	h := make([]byte, 24)
	h[0], h[1] = control, flags
	copy(h[4:], []byte{2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 3})
	return append(h, extra...)
}

// wayTest is a way to TCP and the protocols that are met on it.
type wayTest struct {
	name string
	link capture.LinkType
	data []byte
	want string
}

func ways(tb testing.TB) []wayTest {
	t4, t6, f4 := tcp4(tb), tcp6(tb), frame4(tb)
	return []wayTest{
		{name: "ethernet", link: 1, data: f4, want: "eth:ethertype:ip:tcp"},
		{name: "ethernet padded", link: 1, data: join(f4, make([]byte, 9)), want: "eth:ethertype:ip:tcp"},
		{name: "ethernet IPv6", link: 1, data: join(etherBytes(0x86dd), t6), want: "eth:ethertype:ipv6:tcp"},
		{name: "vlan", link: 1, data: join(etherBytes(0x8100), be16(5), be16(0x0800), t4), want: "eth:ethertype:vlan:ethertype:ip:tcp"},
		{name: "802.1ad", link: 1, data: join(etherBytes(0x88a8), be16(5), be16(0x8100), be16(6), be16(0x86dd), t6), want: "eth:ethertype:ieee8021ad:ethertype:vlan:ethertype:ipv6:tcp"},
		{name: "802.3 SNAP", link: 1, data: join(etherBytes(uint16(8+len(t4))), snapBytes(0x0800), t4), want: "eth:llc:ip:tcp"},
		{name: "mpls", link: 1, data: join(etherBytes(0x8847), []byte{0, 1, 0, 64, 0, 2, 1, 64}, t4), want: "eth:ethertype:mpls:ip:tcp"},
		{name: "mpls pseudowire", link: 1, data: join(etherBytes(0x8847), []byte{0, 2, 1, 64}, make([]byte, 4), f4), want: "eth:ethertype:mpls:pwethcw:eth:ethertype:ip:tcp"},
		{name: "pppoe", link: 1, data: join(etherBytes(0x8864), []byte{0x11, 0, 0, 1}, be16(uint16(2+len(t4))), be16(0x21), t4), want: "eth:ethertype:pppoes:ppp:ip:tcp"},
		{name: "backbone", link: 1, data: join(etherBytes(0x88e7), make([]byte, 16), be16(0x0800), t4), want: "eth:ethertype:ieee8021ah:ethertype:ip:tcp"},
		{name: "fabric path", link: 1, data: join(etherBytes(0x8903), make([]byte, 2), f4), want: "eth:cfp:eth:ethertype:ip:tcp"},
		{name: "macsec signed", link: 1, data: join(etherBytes(0x88e5), []byte{0, 0, 0, 0, 0, 1}, be16(0x0800), t4, make([]byte, 16)), want: "eth:ethertype:macsec:ethertype:ip:tcp"},
		{name: "security group", link: 1, data: join(etherBytes(0x8909), []byte{1, 1, 0, 1, 0, 5}, be16(0x0800), t4), want: "eth:ethertype:cmd:ip:tcp"},
		{name: "network service header", link: 1, data: join(etherBytes(0x894f), []byte{0, 2, 1, 1, 0, 0, 0, 0}, t4), want: "eth:ethertype:nsh:ip:tcp"},
		{name: "ISL", link: 1, data: join([]byte{1, 0, 0x0c, 0, 0, 0}, make([]byte, 20), f4), want: "isl:eth:ethertype:ip:tcp"},
		{name: "null little", link: 0, data: join([]byte{2, 0, 0, 0}, t4), want: "null:ip:tcp"},
		{name: "null big", link: 0, data: join([]byte{0, 0, 0, 30}, t6), want: "null:ipv6:tcp"},
		{name: "loop", link: 108, data: join([]byte{0, 0, 0, 24}, t6), want: "null:ipv6:tcp"},
		{name: "raw 12", link: 12, data: t4, want: "raw:ip:tcp"},
		{name: "raw 101", link: 101, data: t6, want: "raw:ipv6:tcp"},
		{name: "ipv4", link: 228, data: t4, want: "ip:tcp"},
		{name: "ipv6", link: 229, data: t6, want: "ipv6:tcp"},
		{name: "sll", link: 113, data: join(make([]byte, 2), be16(1), be16(6), make([]byte, 8), be16(0x0800), t4), want: "sll:ethertype:ip:tcp"},
		{name: "sll2", link: 276, data: join(be16(0x86dd), make([]byte, 18), t6), want: "sll:ethertype:ipv6:tcp"},
		{name: "ppp", link: 9, data: join([]byte{0xff, 3, 0, 0x21}, t4), want: "ppp:ip:tcp"},
		{name: "ppp bare", link: 9, data: join([]byte{0x21}, t4), want: "ppp:ip:tcp"},
		{name: "ppp mpls", link: 50, data: join([]byte{0xff, 3, 2, 0x81, 0, 2, 1, 64}, t4), want: "ppp:mpls:ip:tcp"},
		{name: "ppp direction", link: 204, data: join([]byte{1, 0xff, 3, 0, 0x57}, t6), want: "ppp:ipv6:tcp"},
		{name: "pppoe bare", link: 51, data: join([]byte{0x11, 0, 0, 1}, be16(uint16(2+len(t4))), be16(0x21), t4), want: "pppoes:ppp:ip:tcp"},
		{name: "cisco hdlc", link: 104, data: join([]byte{0x0f, 0}, be16(0x0800), t4), want: "chdlc:ip:tcp"},
		{name: "frame relay", link: 107, data: join([]byte{0x18, 0x41, 3, 0xcc}, t4), want: "fr:ip:tcp"},
		{name: "frame relay cisco", link: 107, data: join([]byte{0x18, 0x41}, be16(0x0800), t4), want: "fr:ip:tcp"},
		{name: "frame relay snap", link: 107, data: join([]byte{0x18, 0x41, 3, 0, 0x80, 0, 0, 0}, be16(0x0800), t4), want: "fr:ip:tcp"},
		{name: "token ring", link: 6, data: join([]byte{0x10, 0x40}, make([]byte, 6), []byte{0x80, 0, 0, 0, 0, 1, 2, 0}, snapBytes(0x0800), t4), want: "tr:llc:ip:tcp"},
		{name: "fddi", link: 10, data: join([]byte{0x51}, make([]byte, 12), snapBytes(0x0800), t4), want: "fddi:llc:ip:tcp"},
		{name: "arcnet 1051", link: 7, data: join([]byte{1, 2, 240}, t4), want: "arcnet:ip:tcp"},
		{name: "arcnet linux 1201", link: 129, data: join([]byte{1, 2, 0, 0, 212, 0, 0, 1}, t4), want: "arcnet:ip:tcp"},
		{name: "slip", link: 8, data: join([]byte{0, 0x45}, make([]byte, 14), t4), want: "slip:ip:tcp"},
		{name: "infiniband", link: 242, data: join(make([]byte, 40), be16(0x0800), be16(0), t4), want: "ipoib:ip:tcp"},
		{name: "fibre channel", link: 122, data: join(make([]byte, 16), snapBytes(0x0800), t4), want: "ipfc:llc:ip:tcp"},
		{name: "firewire", link: 138, data: join(make([]byte, 16), be16(0x0800), t4), want: "ap1394:ip:tcp"},
		{name: "atm", link: 100, data: join(snapBytes(0x0800), t4), want: "llc:ip:tcp"},
		{name: "sun atm", link: 123, data: join([]byte{2, 0, 0, 5}, snapBytes(0x0800), t4), want: "atm:llc:ip:tcp"},
		{name: "enc", link: 109, data: join([]byte{2, 0, 0, 0}, make([]byte, 8), t4), want: "enc:ip:tcp"},
		{name: "pflog", link: 117, data: join([]byte{61, 2}, make([]byte, 62), t4), want: "pflog:ip:tcp"},
		{name: "nflog", link: 239, data: join([]byte{2, 0, 0, 0, 8, 0, 1, 0, 8, 0, 1, 0}, []byte{byte(4 + len(t4)), 0, 9, 0}, t4), want: "nflog:ip:tcp"},
		{name: "pktap", link: 258, data: join([]byte{16, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0}, f4), want: "pktap:eth:ethertype:ip:tcp"},
		{name: "ppi", link: 192, data: join([]byte{0, 0, 8, 0, 1, 0, 0, 0}, f4), want: "ppi:eth:ethertype:ip:tcp"},
		{name: "juniper ethernet", link: 178, data: join([]byte{0x4d, 0x47, 0x43, 0x80}, be16(2), be16(0), f4), want: "juniper:eth:ethertype:ip:tcp"},
		{name: "juniper network layer", link: 178, data: join([]byte{0x4d, 0x47, 0x43, 2, 2, 0, 0, 0}, t4), want: "juniper:ip:tcp"},
		{name: "netanalyzer", link: 240, data: join(make([]byte, 4), f4), want: "netanalyzer:eth:ethertype:ip:tcp"},
		{name: "erf", link: 197, data: join(make([]byte, 8), []byte{2}, make([]byte, 9), f4), want: "erf:eth:ethertype:ip:tcp"},
		{name: "mpacket", link: 274, data: join([]byte{0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0xd5}, f4), want: "ethernet-mpacket:eth:ethertype:ip:tcp"},
		{name: "switch tag", link: 284, data: join(etherBytes(0)[:12], []byte{0, 1, 0, 2}, be16(0x0800), t4), want: "eth:dsa:ip:tcp"},
		{name: "wlan", link: 105, data: join(wlanBytes(0x08, 1), snapBytes(0x0800), t4), want: "wlan:llc:ip:tcp"},
		{name: "wlan qos four addresses", link: 105, data: join(wlanBytes(0x88, 3, 1, 2, 3, 4, 5, 6, 0, 0), snapBytes(0x0800), t4), want: "wlan:llc:ip:tcp"},
		{name: "radiotap with FCS", link: 127, data: join([]byte{0, 0, 9, 0, 2, 0, 0, 0, 0x10}, wlanBytes(0x08, 1), snapBytes(0x0800), t4, make([]byte, 4)), want: "radiotap:wlan_radio:wlan:llc:ip:tcp"},
		{name: "radiotap padded", link: 127, data: join([]byte{0, 0, 9, 0, 2, 0, 0, 0, 0x20}, wlanBytes(0x88, 1, 0, 0, 0, 0), snapBytes(0x0800), t4), want: "radiotap:wlan_radio:wlan:llc:ip:tcp"},
		{name: "prism", link: 119, data: join([]byte{0x44, 0, 0, 0, 16, 0, 0, 0}, make([]byte, 8), wlanBytes(0x08, 1), snapBytes(0x0800), t4), want: "prism:wlan_radio:wlan:llc:ip:tcp"},
		{name: "avs", link: 163, data: join([]byte{0x80, 0x21, 0x10, 1, 0, 0, 0, 12, 0, 0, 0, 0}, wlanBytes(0x08, 1), snapBytes(0x0800), t4), want: "wlancap:wlan_radio:wlan:llc:ip:tcp"},

		{name: "ip in ip", link: 228, data: over4(tb, 4, t4), want: "ip:ip:tcp"},
		{name: "6in4", link: 228, data: over4(tb, 41, t6), want: "ip:ipv6:tcp"},
		{name: "gre key sequence", link: 228, data: over4(tb, 47, join([]byte{0xb0, 0, 8, 0}, make([]byte, 12), t4)), want: "ip:gre:ip:tcp"},
		{name: "gre bridging", link: 228, data: over4(tb, 47, join([]byte{0, 0, 0x65, 0x58}, f4)), want: "ip:gre:eth:ethertype:ip:tcp"},
		{name: "gre security group", link: 228, data: over4(tb, 47, join([]byte{0, 0, 0x89, 0x09, 8, 0, 1, 1, 0, 1, 0, 0}, t4)), want: "ip:gre:cmd:ip:tcp"},
		{name: "gre wccp", link: 228, data: over4(tb, 47, join([]byte{0, 0, 0x88, 0x3e, 0, 0, 0, 0}, t4)), want: "ip:gre:ip:tcp"},
		{name: "pptp", link: 228, data: over4(tb, 47, join([]byte{0x30, 0x81, 0x88, 0x0b}, make([]byte, 12), []byte{0xff, 3, 0, 0x21}, t4)), want: "ip:gre:ppp:ip:tcp"},
		{name: "erspan I", link: 228, data: over4(tb, 47, join([]byte{0, 0, 0x88, 0xbe}, f4)), want: "ip:gre:erspan:eth:ethertype:ip:tcp"},
		{name: "erspan II", link: 228, data: over4(tb, 47, join([]byte{0x10, 0, 0x88, 0xbe, 0, 0, 0, 1, 0x10}, make([]byte, 7), f4)), want: "ip:gre:erspan:eth:ethertype:ip:tcp"},
		{name: "erspan III", link: 228, data: over4(tb, 47, join([]byte{0x10, 0, 0x22, 0xeb, 0, 0, 0, 1, 0x20}, make([]byte, 10), []byte{1}, make([]byte, 8), f4)), want: "ip:gre:erspan:eth:ethertype:ip:tcp"},
		{name: "etherip", link: 228, data: over4(tb, 97, join([]byte{0x30, 0}, f4)), want: "ip:etherip:eth:ethertype:ip:tcp"},
		{name: "mpls in ip", link: 228, data: over4(tb, 137, join([]byte{0, 2, 1, 64}, t4)), want: "ip:mpls:ip:tcp"},
		{name: "vxlan", link: 228, data: udp4(tb, 4789, join(make([]byte, 8), f4)), want: "ip:udp:vxlan:eth:ethertype:ip:tcp"},
		{name: "vxlan with next protocol", link: 228, data: udp4(tb, 4790, join([]byte{4, 0, 0, 2, 0, 0, 0, 0}, t6)), want: "ip:udp:vxlan:ipv6:tcp"},
		{name: "geneve with options", link: 228, data: udp4(tb, 6081, join([]byte{1, 0, 0x65, 0x58}, make([]byte, 8), f4)), want: "ip:udp:geneve:eth:ethertype:ip:tcp"},
		{name: "gtp extension", link: 228, data: udp4(tb, 2152, join([]byte{0x34, 0xff, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0x85, 1, 0, 0, 0}, t4)), want: "ip:udp:gtp:ip:tcp"},
		{name: "l2tp", link: 228, data: udp4(tb, 1701, join([]byte{0, 2, 0, 1, 0, 2, 0xff, 3, 0, 0x21}, t4)), want: "ip:udp:l2tp:ppp:ip:tcp"},
		{name: "teredo", link: 228, data: udp4(tb, 3544, join([]byte{0, 0, 0, 0, 0, 0, 0, 0}, t6)), want: "ip:udp:teredo:ipv6:tcp"},
		{name: "ayiya", link: 228, data: udp4(tb, 5072, join([]byte{0x42, 0x52, 0x11, 41}, make([]byte, 4+16+20), t6)), want: "ip:udp:ayiya:ipv6:tcp"},
		{name: "mpls in udp", link: 228, data: udp4(tb, 6635, join([]byte{0, 2, 1, 64}, t4)), want: "ip:udp:mpls:ip:tcp"},
		{name: "gre in udp", link: 228, data: udp4(tb, 4754, join([]byte{0, 0, 8, 0}, t4)), want: "ip:udp:gre:ip:tcp"},
		{name: "gue", link: 228, data: udp4(tb, 6080, join([]byte{0, 4, 0, 0}, t4)), want: "ip:udp:gue:ip:tcp"},
		{name: "capwap", link: 228, data: udp4(tb, 5247, join([]byte{0, 0x10, 0, 0, 0, 0, 0, 0}, f4)), want: "ip:udp:capwap.data:eth:ethertype:ip:tcp"},
		{name: "ah", link: 228, data: over4(tb, 51, join([]byte{6, 4}, make([]byte, 22), t4[20:])), want: "ip:ah:tcp"},
		{name: "hop-by-hop", link: 229, data: extended(tb, 0, []byte{6, 0, 1, 4, 0, 0, 0, 0}), want: "ipv6:ipv6.hopopts:tcp"},
		{name: "routing", link: 229, data: extended(tb, 43, []byte{6, 0, 0, 0, 0, 0, 0, 0}), want: "ipv6:ipv6.routing:tcp"},
		{name: "atomic fragment", link: 229, data: extended(tb, 44, []byte{6, 0, 0, 0, 0, 0, 0, 1}), want: "ipv6:ipv6.fraghdr:tcp"},
		{name: "destination options", link: 229, data: extended(tb, 60, []byte{6, 0, 1, 4, 0, 0, 0, 0}), want: "ipv6:ipv6.dstopts:tcp"},
	}
}

// extended is IPv6 with an extension header before TCP.
func extended(tb testing.TB, next layers.IPProtocol, header []byte) []byte {
	return serialize(tb, ip6(next), gopacket.Payload(join(header, tcp6(tb)[40:])))
}

func TestWays(t *testing.T) {
	for _, w := range ways(t) {
		t.Run(w.name, func(t *testing.T) {
			var p Packet
			p.Decode(w.link, w.data, uint32(len(w.data)))
			if got := string(p.AppendProtocols(nil)); got != w.want {
				t.Fatalf("protocols %s, want %s", got, w.want)
			}
			s := &p.TCP
			if !p.HasTCP || s.SrcPort != 49152 || s.DstPort != 8899 || s.Seq != 1000 || s.Ack != 2000 || s.Flags != ACK|PSH || s.Window != 512 {
				t.Fatalf("segment %+v", *s)
			}
			if s.Len != 5 || string(p.Payload()) != "hello" {
				t.Errorf("data %q, length %d", p.Payload(), s.Len)
			}
			if c := p.Checksum(); c.Status != ChecksumGood {
				t.Errorf("checksum %v, want good", c)
			}
			if n := testing.AllocsPerRun(10, func() { p.Decode(w.link, w.data, uint32(len(w.data))) }); n != 0 {
				t.Errorf("%v allocations", n)
			}
		})
	}
}

// TestEveryPrefix cuts each way off at every byte, as a snapshot length does.
func TestEveryPrefix(t *testing.T) {
	var p Packet
	for _, w := range ways(t) {
		for n := range w.data {
			p.Decode(w.link, w.data[:n], uint32(len(w.data)))
			if p.HasTCP && (p.TCP.SrcPort != 49152 || p.TCP.LenKnown() && p.TCP.Len != 5 || int(p.TCP.CapLen) > n) {
				t.Fatalf("%s cut to %d: %+v", w.name, n, p.TCP)
			}
			if p.HasTCP && p.Checksum().Status == ChecksumGood && n < int(p.NetEnd) {
				t.Fatalf("%s cut to %d: checksum cannot be verified", w.name, n)
			}
		}
	}
}

func TestNoTCP(t *testing.T) {
	t4 := tcp4(t)
	bad := slices.Clone(t4)
	bad[0] = 0x44 // header length under 20
	tests := []struct {
		name string
		link capture.LinkType
		data []byte
		want string
	}{
		{"unknown link type", 147, t4, ""},
		{"empty", 1, nil, "eth"},
		{"protected wlan", 105, join(wlanBytes(0x08, 0x41), snapBytes(0x0800), t4), "wlan"},
		{"wlan without data", 105, join(wlanBytes(0x48, 1), t4), "wlan"},
		{"esp", 228, over4(t, 50, t4[20:]), "ip:esp"},
		{"bad IP header", 228, bad, "ip"},
		{"udp length 0", 228, join(udp4(t, 4789, nil)[:24], []byte{0, 0, 0, 0}, make([]byte, 8), frame4(t)), "ip:udp"},
		{"ipv6 length 0", 229, func() []byte { b := tcp6(t); b[4], b[5] = 0, 0; return b }(), "ipv6"},
	}
	for _, tt := range tests {
		var p Packet
		p.Decode(tt.link, tt.data, uint32(len(tt.data)))
		if got := string(p.AppendProtocols(nil)); p.HasTCP || got != tt.want {
			t.Errorf("%s: TCP %v, protocols %q, want %q", tt.name, p.HasTCP, got, tt.want)
		}
	}
}

func TestManyLayers(t *testing.T) {
	data := etherBytes(0x8100)
	for range 100 {
		data = append(data, 0, 1, 0x81, 0)
	}
	var p Packet
	p.Decode(1, data, uint32(len(data)))
	if p.NLayers != maxLayers || p.HasTCP {
		t.Fatalf("%d layers", p.NLayers)
	}
}

// TestAggregate walks both frames of an 802.11 aggregate.
func TestAggregate(t *testing.T) {
	body := join(snapBytes(0x0800), tcp4(t))
	sub := join(make([]byte, 12), be16(uint16(len(body))), body)
	for len(sub)%4 != 0 {
		sub = append(sub, 0)
	}
	data := join(wlanBytes(0x88, 1, 0x80, 0), sub, sub)
	var p Packet
	p.Decode(105, data, uint32(len(data)))
	if got, want := string(p.AppendProtocols(nil)), "wlan:llc:ip:tcp:llc:ip:tcp"; got != want {
		t.Fatalf("protocols %s, want %s", got, want)
	}
}

// TestSegmentationOffload has a total length of 0: the frame's length counts.
func TestSegmentationOffload(t *testing.T) {
	data := frame4(t)
	data[16], data[17] = 0, 0
	var p Packet
	p.Decode(1, data, uint32(len(data)))
	if !p.HasTCP || p.TCP.Len != 5 {
		t.Fatalf("segment %+v", p.TCP)
	}
}

func TestJumbogram(t *testing.T) {
	body := join([]byte{6, 0, 0xc2, 4, 0, 0, 0, 0}, tcp6(t)[40:])
	binary.BigEndian.PutUint32(body[4:], uint32(len(body)))
	data := serialize(t, ip6(0), gopacket.Payload(body))
	data[4], data[5] = 0, 0
	var p Packet
	p.Decode(229, data, uint32(len(data)))
	if !p.HasTCP || p.TCP.Len != 5 || p.Checksum().Status != ChecksumGood {
		t.Fatalf("segment %+v, checksum %v", p.TCP, p.Checksum())
	}
}

// TestSourceRoute verifies the checksum with the last station of the route, and
// with the home address of a mobile host.
func TestSourceRoute(t *testing.T) {
	last, home := net.ParseIP("2001:db8::9"), net.ParseIP("2001:db8::8")
	inner := ip6(layers.IPProtocolTCP)
	inner.DstIP = last
	route := join([]byte{6, 2, 0, 1, 0, 0, 0, 0}, last)
	tcp := serialize(t, inner, segment(), gopacket.Payload("hello"))[40:]
	data := serialize(t, ip6(43), gopacket.Payload(join(route, tcp)))
	var p Packet
	p.Decode(229, data, uint32(len(data)))
	if p.Checksum().Status != ChecksumGood || p.Dst.IP().String() != last.String() {
		t.Errorf("route: checksum %v, destination %v", p.Checksum(), p.Dst.IP())
	}
	inner = ip6(layers.IPProtocolTCP)
	inner.SrcIP = home
	tcp = serialize(t, inner, segment(), gopacket.Payload("hello"))[40:]
	data = serialize(t, ip6(60), gopacket.Payload(join([]byte{6, 2, 1, 2, 0, 0, 0xc9, 16}, home, tcp)))
	p.Decode(229, data, uint32(len(data)))
	if p.Checksum().Status != ChecksumGood || p.Src.IP().String() != home.String() {
		t.Errorf("home address: checksum %v, source %v", p.Checksum(), p.Src.IP())
	}
}

// TestQuote shows a segment inside an ICMP error: seen, but not a segment.
func TestQuote(t *testing.T) {
	quoted := tcp4(t)[:28]
	data := over4(t, 1, join([]byte{3, 1, 0, 0, 0, 0, 0, 0}, quoted))
	data[12] = 192 // the router's own address
	var p Packet
	p.Decode(228, data, uint32(len(data)))
	q := p.Quote
	if p.HasTCP || !q.HasTCP || !q.HasSeq || q.SrcPort != 49152 || q.Seq != 1000 || q.Off != 48 {
		t.Fatalf("quote %+v", q)
	}
	if p.Src.B[0] != 192 || q.Src.B[0] != 10 || p.Top != ProtoICMP || p.NetOff != 0 {
		t.Errorf("source %v, quoted source %v, top %v", p.Src.IP(), q.Src.IP(), p.Top)
	}
	if got := string(p.AppendProtocols(nil)); got != "ip:icmp:ip:tcp" {
		t.Errorf("protocols %s", got)
	}
	p.Decode(228, tcp4(t), 45)
	if p.Quote.First != 0 || !p.HasTCP {
		t.Error("the quote outlived its packet")
	}
}

// TestAgainstGopacket decodes the same frames with gopacket.
func TestAgainstGopacket(t *testing.T) {
	for _, n := range []int{0, 1, 500, 1460} {
		frame := timestampSegment(t, n)
		var p Packet
		p.Decode(1, frame, uint32(len(frame)))
		pkt := gopacket.NewPacket(frame, layers.LayerTypeEthernet, gopacket.Default)
		tcp, ok := pkt.Layer(layers.LayerTypeTCP).(*layers.TCP)
		if !ok {
			t.Fatal("gopacket finds no TCP")
		}
		s := &p.TCP
		if uint16(tcp.SrcPort) != s.SrcPort || tcp.Seq != uint32(s.Seq) || tcp.Ack != uint32(s.Ack) || int(tcp.DataOffset)*4 != int(s.HdrLen) ||
			len(tcp.Payload) != int(s.Len) || tcp.Checksum != s.Checksum || tcp.Window != s.Window {
			t.Errorf("segment %+v, gopacket %+v", *s, tcp)
		}
		if s.Opts.Has != OptTimestamps || s.Opts.TSval != 1 || s.Opts.TSecr != 2 {
			t.Errorf("options %+v", s.Opts)
		}
	}
}

// Blocks of a file that are no packets have a protocol of their own, whatever is
// in them.
func TestNoPackets(t *testing.T) {
	for link, want := range map[capture.LinkType]string{
		capture.LinkCustomBlock: "data PCAPNG Custom Block", capture.LinkJournal: "systemd_journal systemd Journal systemd Journal Entry",
		capture.LinkSysdig: "sysdig System Call Sysdig Event", capture.LinkSysdig + 1: "  Nothing captured",
	} {
		var p Packet
		p.Decode(link, []byte{0x45, 0, 0, 20}, 4)
		if got := string(p.AppendProtocols(nil)) + " " + p.Top.String() + " " + string(p.AppendInfo(nil, nil)); got != want {
			t.Errorf("link type %d: %q, want %q", link, got, want)
		}
	}
}
