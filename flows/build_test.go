package flows

import (
	"bytes"
	"context"
	"net"
	"testing"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"

	"tcptui/capture"
	"tcptui/decode"
)

// wire writes a capture in memory, a segment a call, with gopacket's encoders:
// another hand than the one under test.
type wire struct {
	t   testing.TB
	buf bytes.Buffer
	w   *pcapgo.Writer
	at  time.Time
}

func newWire(t testing.TB) *wire {
	w := &wire{t: t, at: time.Unix(1700000000, 0)}
	w.w = pcapgo.NewWriterNanos(&w.buf)
	if err := w.w.WriteFileHeader(65536, layers.LinkTypeEthernet); err != nil {
		t.Fatal(err)
	}
	return w
}

// seg is what a test says of a segment; from and to are "address:port".
type seg struct {
	from, to string
	flags    decode.Flags
	seq, ack uint32
	window   uint16
	data     string
	options  []layers.TCPOption
	id       uint16 // IP identification
	ttl      uint8  // 64 when not said
}

func (w *wire) send(s seg) {
	w.t.Helper()
	from, to := tcpAddr(w.t, s.from), tcpAddr(w.t, s.to)
	ip := &layers.IPv4{Version: 4, Id: s.id, TTL: s.ttl, Protocol: layers.IPProtocolTCP, SrcIP: from.IP, DstIP: to.IP}
	if s.ttl == 0 {
		ip.TTL = 64
	}
	tcp := &layers.TCP{SrcPort: layers.TCPPort(from.Port), DstPort: layers.TCPPort(to.Port), Seq: s.seq, Ack: s.ack, Window: s.window,
		FIN: s.flags.Has(decode.FIN), SYN: s.flags.Has(decode.SYN), RST: s.flags.Has(decode.RST), PSH: s.flags.Has(decode.PSH),
		ACK: s.flags.Has(decode.ACK), URG: s.flags.Has(decode.URG), ECE: s.flags.Has(decode.ECE), CWR: s.flags.Has(decode.CWR), NS: s.flags.Has(decode.AE), Options: s.options}
	if err := tcp.SetNetworkLayerForChecksum(ip); err != nil {
		w.t.Fatal(err)
	}
	eth := &layers.Ethernet{SrcMAC: make(net.HardwareAddr, 6), DstMAC: make(net.HardwareAddr, 6), EthernetType: layers.EthernetTypeIPv4}
	w.layers(eth, ip, tcp, gopacket.Payload(s.data))
}

func (w *wire) layers(l ...gopacket.SerializableLayer) {
	w.t.Helper()
	b := gopacket.NewSerializeBuffer()
	if err := gopacket.SerializeLayers(b, gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}, l...); err != nil {
		w.t.Fatal(err)
	}
	w.at = w.at.Add(time.Millisecond)
	n := len(b.Bytes())
	if err := w.w.WritePacket(gopacket.CaptureInfo{Timestamp: w.at, CaptureLength: n, Length: n}, b.Bytes()); err != nil {
		w.t.Fatal(err)
	}
}

func tcpAddr(t testing.TB, s string) *net.TCPAddr {
	t.Helper()
	a, err := net.ResolveTCPAddr("tcp", s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// open reads the capture to its end.
func (w *wire) open() (*Live, *Snapshot) {
	w.t.Helper()
	src, err := capture.OpenBytes("test", w.buf.Bytes())
	if err != nil {
		w.t.Fatal(err)
	}
	l := Start(context.Background(), src)
	w.t.Cleanup(func() {
		l.Stop()
		if err := src.Close(); err != nil {
			w.t.Error(err)
		}
	})
	s := l.Wait()
	if s.Err != nil {
		w.t.Fatal(s.Err)
	}
	return l, s
}

const (
	hostC = "10.0.0.2:50000"
	hostS = "10.0.0.1:80"
)

func scale(shift byte) []layers.TCPOption {
	return []layers.TCPOption{{OptionType: layers.TCPOptionKindWindowScale, OptionLength: 3, OptionData: []byte{shift}}}
}

// handshake sends the three segments; the client's ISN is 100, the server's 900.
func (w *wire) handshake() {
	w.send(seg{from: hostC, to: hostS, flags: decode.SYN, seq: 100, window: 64000, options: scale(7)})
	w.send(seg{from: hostS, to: hostC, flags: decode.SYN | decode.ACK, seq: 900, ack: 101, window: 65000, options: scale(2)})
	w.send(seg{from: hostC, to: hostS, flags: decode.ACK, seq: 101, ack: 901, window: 500})
}
