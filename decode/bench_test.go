package decode

import (
	"testing"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

// timestampSegment is an Ethernet frame with IPv4, TCP and timestamps, and n
// bytes of data.
func timestampSegment(tb testing.TB, n int) []byte {
	ip := &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolTCP, SrcIP: []byte{10, 0, 0, 1}, DstIP: []byte{10, 0, 0, 2}}
	tcp := &layers.TCP{SrcPort: 49152, DstPort: 80, Seq: 1000, Ack: 2000, ACK: true, PSH: true, Window: 512, Options: []layers.TCPOption{
		{OptionType: 1}, {OptionType: 1}, {OptionType: 8, OptionLength: 10, OptionData: []byte{0, 0, 0, 1, 0, 0, 0, 2}},
	}}
	return serialize(tb, ether(layers.EthernetTypeIPv4), ip, tcp, gopacket.Payload(make([]byte, n)))
}

func ether(t layers.EthernetType) *layers.Ethernet {
	return &layers.Ethernet{SrcMAC: []byte{2, 0, 0, 0, 0, 1}, DstMAC: []byte{2, 0, 0, 0, 0, 2}, EthernetType: t}
}

// serialize builds a frame with lengths and checksums set.
func serialize(tb testing.TB, ls ...gopacket.SerializableLayer) []byte {
	tb.Helper()
	var net gopacket.NetworkLayer
	for _, l := range ls {
		if n, ok := l.(gopacket.NetworkLayer); ok {
			net = n
		}
		if t, ok := l.(*layers.TCP); ok && net != nil {
			if err := t.SetNetworkLayerForChecksum(net); err != nil {
				tb.Fatal(err)
			}
		}
		if u, ok := l.(*layers.UDP); ok && net != nil {
			if err := u.SetNetworkLayerForChecksum(net); err != nil {
				tb.Fatal(err)
			}
		}
		if u, ok := l.(*layers.ICMPv6); ok && net != nil {
			if err := u.SetNetworkLayerForChecksum(net); err != nil {
				tb.Fatal(err)
			}
		}
	}
	buf := gopacket.NewSerializeBuffer()
	if err := gopacket.SerializeLayers(buf, gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}, ls...); err != nil {
		tb.Fatal(err)
	}
	return buf.Bytes()
}

func BenchmarkDecode(b *testing.B) {
	frame := timestampSegment(b, 1000)
	var p Packet
	b.SetBytes(int64(len(frame)))
	b.ReportAllocs()
	for b.Loop() {
		p.Decode(1, frame, uint32(len(frame)))
	}
	if !p.HasTCP {
		b.Fatal("no segment")
	}
}

func BenchmarkGopacketParser(b *testing.B) {
	frame := timestampSegment(b, 1000)
	var eth layers.Ethernet
	var ip layers.IPv4
	var tcp layers.TCP
	var pay gopacket.Payload
	parser := gopacket.NewDecodingLayerParser(layers.LayerTypeEthernet, &eth, &ip, &tcp, &pay)
	var found []gopacket.LayerType
	b.SetBytes(int64(len(frame)))
	b.ReportAllocs()
	for b.Loop() {
		if err := parser.DecodeLayers(frame, &found); err != nil {
			b.Fatal(err)
		}
	}
}
