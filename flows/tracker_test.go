package flows

import (
	"slices"
	"testing"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"

	"tcptui/decode"
	"tcptui/fsm"
)

func TestHandshake(t *testing.T) {
	w := newWire(t)
	w.handshake()
	w.send(seg{from: hostS, to: hostC, flags: decode.ACK | decode.PSH, seq: 901, ack: 101, window: 100, data: "hello"})
	_, s := w.open()
	if s.Rows() != 4 || s.Conns() != 1 {
		t.Fatalf("%d rows, %d connections; want 4, 1", s.Rows(), s.Conns())
	}
	c := s.Conn(0)
	if got := c.Sides[fsm.Client].AddrPort().String(); got != hostC {
		t.Errorf("client is %s, want %s", got, hostC)
	}
	if got := c.Sides[fsm.Server].AddrPort().String(); got != hostS {
		t.Errorf("server is %s, want %s", got, hostS)
	}
	type line struct {
		seq, ack, window uint32
		from             fsm.Role
	}
	want := []line{{0, 0, 64000, fsm.Client}, {0, 1, 65000, fsm.Server}, {1, 1, 500 << 7, fsm.Client}, {1, 1, 100 << 2, fsm.Server}}
	for i, x := range want {
		r := s.Row(uint32(i))
		got := line{s.RelSeq(&r), s.RelAck(&r), c.Sides[r.From].Window(r.Window, r.Flags), r.From}
		if got != x {
			t.Errorf("row %d: %+v, want %+v", i, got, x)
		}
	}
	if c.Guessed {
		t.Error("the client is called a guess though its SYN was seen")
	}
	if c.Sides[fsm.Server].Bytes != 5 || c.Segments() != 4 {
		t.Errorf("%d bytes of the server, %d segments; want 5, 4", c.Sides[fsm.Server].Bytes, c.Segments())
	}
}

// TestScaleNeedsBoth: a window scale holds only if both SYNs have the option.
func TestScaleNeedsBoth(t *testing.T) {
	w := newWire(t)
	w.send(seg{from: hostC, to: hostS, flags: decode.SYN, seq: 1, window: 1000, options: scale(7)})
	w.send(seg{from: hostS, to: hostC, flags: decode.SYN | decode.ACK, seq: 9, ack: 2, window: 1000})
	w.send(seg{from: hostC, to: hostS, flags: decode.ACK, seq: 2, ack: 10, window: 1000})
	_, s := w.open()
	for _, side := range s.Conn(0).Sides {
		if side.Scale != ScaleNone {
			t.Errorf("scale %d, want none", side.Scale)
		}
		if got := side.Window(1000, decode.ACK); got != 1000 {
			t.Errorf("window %d, want 1000", got)
		}
	}
}

// TestMidStream: without a SYN the numbers count as after one, the client is a
// guess and the window's scale unknown.
func TestMidStream(t *testing.T) {
	w := newWire(t)
	w.send(seg{from: hostS, to: hostC, flags: decode.ACK, seq: 5000, ack: 7000, window: 10, data: "abc"})
	w.send(seg{from: hostC, to: hostS, flags: decode.ACK, seq: 7000, ack: 5003, window: 10})
	_, s := w.open()
	c := s.Conn(0)
	if !c.Guessed || c.Sides[fsm.Server].Port != 80 {
		t.Errorf("guessed %v, server port %d; want true, 80", c.Guessed, c.Sides[fsm.Server].Port)
	}
	if c.Sides[0].Scale != ScaleUnknown {
		t.Errorf("scale %d, want unknown", c.Sides[0].Scale)
	}
	a, b := s.Row(0), s.Row(1)
	if s.RelSeq(&a) != 1 || s.RelAck(&a) != 1 || s.RelSeq(&b) != 1 || s.RelAck(&b) != 4 {
		t.Errorf("relative numbers %d %d %d %d, want 1 1 1 4", s.RelSeq(&a), s.RelAck(&a), s.RelSeq(&b), s.RelAck(&b))
	}
}

// TestReuse: a SYN with another ISN is a new connection of the same tuple, one
// with the same ISN a retransmission.
func TestReuse(t *testing.T) {
	w := newWire(t)
	w.handshake()
	w.send(seg{from: hostC, to: hostS, flags: decode.SYN, seq: 100, window: 64000})
	w.send(seg{from: hostC, to: hostS, flags: decode.SYN, seq: 7777, window: 64000})
	w.send(seg{from: hostS, to: hostC, flags: decode.SYN | decode.ACK, seq: 1, ack: 7778, window: 64000})
	_, s := w.open()
	if s.Conns() != 2 {
		t.Fatalf("%d connections, want 2", s.Conns())
	}
	if got := s.ConnRows(0, nil); !slices.Equal(got, []uint32{0, 1, 2, 3}) {
		t.Errorf("rows of the first: %v", got)
	}
	if got := s.ConnRows(1, nil); !slices.Equal(got, []uint32{4, 5}) {
		t.Errorf("rows of the second: %v", got)
	}
	if s.Conn(1).Previous != 0 || s.Conn(0).Previous != NoConn {
		t.Errorf("previous: %d and %d, want 0 and none", s.Conn(1).Previous, s.Conn(0).Previous)
	}
}

// TestOthers: frames that are no TCP have a row and no connection.
func TestOthers(t *testing.T) {
	w := newWire(t)
	w.layers(&layers.Ethernet{SrcMAC: make([]byte, 6), DstMAC: make([]byte, 6), EthernetType: layers.EthernetTypeARP},
		&layers.ARP{AddrType: layers.LinkTypeEthernet, Protocol: layers.EthernetTypeIPv4, HwAddressSize: 6, ProtAddressSize: 4, Operation: 1,
			SourceHwAddress: make([]byte, 6), SourceProtAddress: make([]byte, 4), DstHwAddress: make([]byte, 6), DstProtAddress: make([]byte, 4)},
		gopacket.Payload(nil))
	w.handshake()
	_, s := w.open()
	if r := s.Row(0); r.Conn != NoConn || r.Prev != NoRow || r.Next != NoRow {
		t.Errorf("an ARP frame has connection %d, neighbours %d and %d", r.Conn, r.Prev, r.Next)
	}
	if r := s.Row(1); r.Conn != 0 || r.Next != 2 {
		t.Errorf("the SYN has connection %d and next row %d; want 0 and 2", r.Conn, r.Next)
	}
}

// TestQuote: an ICMP error leads to the connection it speaks of and is not a
// segment of it.
func TestQuote(t *testing.T) {
	w := newWire(t)
	w.handshake()
	quoted := tcpAddr(t, hostC)
	inner := &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolTCP, SrcIP: quoted.IP, DstIP: tcpAddr(t, hostS).IP}
	tcp := &layers.TCP{SrcPort: layers.TCPPort(quoted.Port), DstPort: 80, Seq: 101}
	if err := tcp.SetNetworkLayerForChecksum(inner); err != nil {
		t.Fatal(err)
	}
	b := gopacket.NewSerializeBuffer()
	if err := gopacket.SerializeLayers(b, gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}, inner, tcp); err != nil {
		t.Fatal(err)
	}
	w.layers(&layers.Ethernet{SrcMAC: make([]byte, 6), DstMAC: make([]byte, 6), EthernetType: layers.EthernetTypeIPv4},
		&layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolICMPv4, SrcIP: []byte{10, 0, 0, 254}, DstIP: quoted.IP},
		&layers.ICMPv4{TypeCode: layers.CreateICMPv4TypeCode(3, 4)}, gopacket.Payload(b.Bytes()))
	_, s := w.open()
	if id, ok := s.Quoted(3); !ok || id != 0 {
		t.Errorf("the error quotes connection %d, %v; want 0", id, ok)
	}
	if _, ok := s.Quoted(2); ok {
		t.Error("a segment is taken for an ICMP error")
	}
	if r := s.Row(3); r.Conn != NoConn || s.Conn(0).Segments() != 3 {
		t.Errorf("the error counts as a segment: connection %d, %d segments", r.Conn, s.Conn(0).Segments())
	}
}

// TestSYNBeatsGuess: numbers count from a SYN though a segment before it had
// another number, as a forged RST may.
func TestSYNBeatsGuess(t *testing.T) {
	w := newWire(t)
	w.send(seg{from: hostC, to: hostS, flags: decode.SYN, seq: 100, window: 64000})
	w.send(seg{from: hostS, to: hostC, flags: decode.RST | decode.ACK, seq: 0, ack: 101})
	w.send(seg{from: hostS, to: hostC, flags: decode.SYN | decode.ACK, seq: 900, ack: 101, window: 1})
	w.send(seg{from: hostC, to: hostS, flags: decode.RST, seq: 101, ack: 77})
	_, s := w.open()
	forged, synAck, rst := s.Row(1), s.Row(2), s.Row(3)
	if got := int32(s.RelSeq(&forged)); got != -900 {
		t.Errorf("the forged RST has number %d, want -900", got)
	}
	if s.RelSeq(&synAck) != 0 || s.RelAck(&synAck) != 1 {
		t.Errorf("the SYN,ACK has numbers %d and %d, want 0 and 1", s.RelSeq(&synAck), s.RelAck(&synAck))
	}
	if got := s.RelAck(&rst); got != 77 {
		t.Errorf("an acknowledgment field without ACK is %d, want 77 as it stands", got)
	}
}
