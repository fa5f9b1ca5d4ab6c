package flows

import (
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"

	"tcptui/decode"
)

// datagram sends a UDP datagram from one "address:port" to another.
func (w *wire) datagram(from, to string, inside ...gopacket.SerializableLayer) {
	eth := &layers.Ethernet{SrcMAC: make(net.HardwareAddr, 6), DstMAC: make(net.HardwareAddr, 6), EthernetType: layers.EthernetTypeIPv4}
	w.layers(append([]gopacket.SerializableLayer{eth}, append(udpLayers(w.t, from, to), inside...)...)...)
}

func udpLayers(t testing.TB, from, to string) []gopacket.SerializableLayer {
	a, b := tcpAddr(t, from), tcpAddr(t, to)
	ip := &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolUDP, SrcIP: a.IP, DstIP: b.IP}
	udp := &layers.UDP{SrcPort: layers.UDPPort(a.Port), DstPort: layers.UDPPort(b.Port)}
	if err := udp.SetNetworkLayerForChecksum(ip); err != nil {
		t.Fatal(err)
	}
	return []gopacket.SerializableLayer{ip, udp}
}

// shown are the values of a field in each row, those of one row joined by commas.
func shown(l *Live, s *Snapshot, name string) string {
	r := l.NewReader()
	var rows []string
	for _, f := range Fields() {
		if f.Name != name {
			continue
		}
		for i := range s.Rows() {
			var parts []string
			for _, v := range f.Of(r.At(s, uint32(i)), nil) {
				parts = append(parts, string(f.Format(nil, v)))
			}
			rows = append(rows, strings.Join(parts, ","))
		}
	}
	return strings.Join(rows, " ")
}

// TestUDPStreams: streams are numbered over all UDP headers, those inside tunnels and in
// the quotes of ICMP errors, too; a quote has no time in its stream.
func TestUDPStreams(t *testing.T) {
	w := newWire(t)
	const a, b, c = "10.0.0.1:1000", "10.0.0.2:53", "10.0.0.3:1000"
	w.datagram(a, b, gopacket.Payload("one"))
	w.datagram(b, a, gopacket.Payload("two"))
	w.at = w.at.Add(time.Second)
	w.datagram(c, b, gopacket.Payload("three"))
	w.datagram(a, b, gopacket.Payload("four"))
	inner := &layers.Ethernet{SrcMAC: make(net.HardwareAddr, 6), DstMAC: make(net.HardwareAddr, 6), EthernetType: layers.EthernetTypeIPv4}
	w.datagram("10.0.0.8:4000", "10.0.0.9:4789", append([]gopacket.SerializableLayer{&layers.VXLAN{ValidIDFlag: true, VNI: 5}, inner},
		append(udpLayers(t, a, b), gopacket.Payload("five"))...)...)
	eth := &layers.Ethernet{SrcMAC: make(net.HardwareAddr, 6), DstMAC: make(net.HardwareAddr, 6), EthernetType: layers.EthernetTypeIPv4}
	ip := &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolICMPv4, SrcIP: net.IPv4(10, 0, 0, 2), DstIP: net.IPv4(10, 0, 0, 1)}
	w.layers(append([]gopacket.SerializableLayer{eth, ip, &layers.ICMPv4{TypeCode: layers.CreateICMPv4TypeCode(3, 3)}}, udpLayers(t, a, b)...)...)
	w.handshake()
	l, s := w.open()
	for name, want := range map[string]string{
		"udp.stream":        "0 0 1 0 2,0 0   ",
		"udp.time_relative": "0.000000000 0.001000000 0.000000000 1.003000000 0.000000000,1.004000000    ",
		"udp.time_delta":    "0.000000000 0.001000000 0.000000000 1.002000000 0.000000000,0.001000000    ",
	} {
		if got := shown(l, s, name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// TestUDPCosts: a frame without UDP adds nothing to the table.
func TestUDPCosts(t *testing.T) {
	w := newWire(t)
	w.handshake()
	if _, s := w.open(); len(s.udp) != 0 {
		t.Errorf("%d entries for segments of TCP", len(s.udp))
	}
	var f extra
	var p decode.Packet
	f.setUDP(&p)
	if len(f.udp) != 0 {
		t.Errorf("an empty packet has %d UDP headers", len(f.udp))
	}
}
