package decode

import (
	"strings"
	"testing"

	"tcptui/capture"
)

func TestInfo(t *testing.T) {
	syn := header([]byte{2, 4, 5, 0xb4, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2, 1, 3, 3, 7}, "")
	syn[13] = 0x12
	name := []byte{7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 3, 'o', 'r', 'g', 0}
	dns := join([]byte{0x12, 0x34, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0}, name, []byte{0, 1, 0, 1, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 192, 0, 2, 1})
	arp := join(be16(1), be16(0x0800), []byte{6, 4, 0, 1, 2, 0, 0, 0, 0, 1, 10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 10, 0, 0, 2})
	dhcp := make([]byte, 244)
	copy(dhcp, []byte{1, 1, 6, 0, 0, 0, 0xab, 0xcd})
	copy(dhcp[236:], []byte{0x63, 0x82, 0x53, 0x63, 53, 1, 3, 255})
	for _, tt := range []struct {
		link           capture.LinkType
		data           []byte
		protocol, want string
	}{
		{228, over4(t, 6, syn), "TCP", "1 → 2 [SYN, ACK] Seq=1 Ack=2 Win=3 Len=0 MSS=1460 SACK_PERM TSval=1 TSecr=2 WS=128"},
		{228, udp4(t, 9, []byte("abc")), "UDP", "50000 → 9 Len=3"},
		{228, udp4(t, 53, dns), "DNS", "Standard query response 0x1234 A example.org A 192.0.2.1"},
		{228, udp4(t, 67, dhcp), "DHCP", "DHCP Request  - Transaction ID 0xabcd"},
		{228, udp4(t, 123, []byte{0x23}), "NTP", "NTP Version 4, client"},
		{1, join(etherBytes(0x0806), arp), "ARP", "Who has 10.0.0.2? Tell 10.0.0.1"},
		{228, over4(t, 1, []byte{8, 0, 0, 0, 0, 1, 0, 2}), "ICMP", "Echo (ping) request  id=0x0001, seq=2/512, ttl=64"},
		{228, over4(t, 1, join([]byte{3, 3, 0, 0, 0, 0, 0, 0}, tcp4(t)[:28])), "ICMP", "Destination unreachable (Port unreachable)"},
		{228, over4(t, 2, []byte{0x16, 0, 0, 0, 224, 0, 0, 1}), "IGMPv2", "Membership Report group 224.0.0.1"},
		{228, over4(t, 132, join(make([]byte, 12), []byte{1, 0, 0, 4})), "SCTP", "INIT "},
		{228, over4(t, 132, join(make([]byte, 12), []byte{0, 3, 0, 16, 0, 0, 0, 7}, make([]byte, 8))), "SCTP", "DATA (TSN=7) "},
		{1, join(etherBytes(0x1234), []byte("abc")), "0x1234", "Ethernet II"},
		{228, cut4(t, long4(t, 100), 40)[1], "IPv4", "Fragmented IP protocol (proto=TCP 6, off=40, ID=0007)"},
	} {
		var p Packet
		p.Decode(tt.link, tt.data, uint32(len(tt.data)))
		if got := string(p.AppendInfo(nil, nil)); got != tt.want {
			t.Errorf("info %q, want %q", got, tt.want)
		}
		if got := p.Protocol(); got != tt.protocol {
			t.Errorf("protocol %q, want %q", got, tt.protocol)
		}
	}
}

func TestInfoRelative(t *testing.T) {
	p := decodeTCP(t, header([]byte{1, 1, 5, 10, 0, 0, 0, 12, 0, 0, 0, 22}, "x"))
	got := string(p.AppendInfo(nil, &Relative{Seq: 100, Ack: 1, Window: 65536}))
	if want := "1 → 2 [ACK] Seq=100 Ack=1 Win=65536 Len=1 SLE=11 SRE=21"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestInfoBound keeps hostile text short.
func TestInfoBound(t *testing.T) {
	p := new(Packet)
	for _, port := range []uint16{5060, 1900, 514, 69, 53} {
		data := udp4(t, port, join([]byte{0, 1}, []byte(strings.Repeat("x", 5000))))
		p.Decode(228, data, uint32(len(data)))
		if n := len(p.AppendInfo(nil, nil)); n > maxInfo {
			t.Errorf("port %d: %d bytes", port, n)
		}
	}
}

// TestDNSLoop reads a name that points at itself.
func TestDNSLoop(t *testing.T) {
	m := dnsMessage{b: []byte{0xc0, 0, 1, 'a', 0xc0, 2}, ok: true}
	for _, at := range []int{0, 2} {
		if _, end := m.name(at); end >= 0 {
			t.Errorf("a name at %d that never ends was read to %d", at, end)
		}
	}
}

func TestLayers(t *testing.T) {
	data := frame4(t)
	var p Packet
	p.Decode(1, data, uint32(len(data)))
	ls := Layers(&p, 1)
	var names []string
	for _, l := range ls {
		names = append(names, l.Name)
		if l.To <= l.From || int(l.To) > len(data) || l.Warn != "" || !l.InFrame {
			t.Errorf("layer %+v", l)
		}
	}
	if got, want := strings.Join(names, ", "), "Ethernet II, Internet Protocol Version 4, Transmission Control Protocol, Data (5 bytes)"; got != want {
		t.Errorf("layers %s, want %s", got, want)
	}
	found := false
	for _, line := range ls[2].Lines {
		found = found || line.Name == "Seq" && line.Value == "1000"
	}
	if !found {
		t.Errorf("fields of TCP: %v", ls[2].Lines)
	}
	p.Decode(147, data, uint32(len(data)))
	if ls := Layers(&p, 147); len(ls) != 1 || ls[0].Warn == "" {
		t.Errorf("unknown link type: %+v", ls)
	}
	// gopacket has no SLL2: the rest of the frame is shown all the same.
	cooked := join(be16(0x0800), make([]byte, 18), tcp4(t))
	p.Decode(276, cooked, uint32(len(cooked)))
	if ls := Layers(&p, 276); len(ls) != 4 || len(ls[0].Lines) == 0 || len(ls[2].Lines) == 0 {
		t.Errorf("SLL2: %+v", ls)
	}
}
