package flows

import (
	"bytes"
	"context"
	"net"
	"strings"
	"testing"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"

	"tcptui/capture"
	"tcptui/decode"
)

// piece sends one fragment of a UDP datagram of 1600 bytes.
func (w *wire) piece(id uint16, second bool) {
	datagram := append([]byte{0, 53, 0, 53, 1600 >> 8, 1600 & 255, 0, 0}, bytes.Repeat([]byte{byte(id)}, 1592)...)
	ip := &layers.IPv4{Version: 4, Id: id, TTL: 64, Protocol: layers.IPProtocolUDP, SrcIP: net.IPv4(10, 0, 0, 2), DstIP: net.IPv4(10, 0, 0, 1)}
	data := datagram[:800]
	if second {
		data, ip.FragOffset = datagram[800:], 100
	} else {
		ip.Flags = layers.IPv4MoreFragments
	}
	eth := &layers.Ethernet{SrcMAC: make(net.HardwareAddr, 6), DstMAC: make(net.HardwareAddr, 6), EthernetType: layers.EthernetTypeIPv4}
	w.layers(eth, ip, gopacket.Payload(data))
}

// TestRelease reads a stream through a spool file that takes a twentieth of it,
// giving up each frame that was looked at: each is what it is in the file, also
// datagrams whose fragments lie further apart than the spool file is long.
func TestRelease(t *testing.T) {
	const limit = 1 << 20
	w := newWire(t)
	w.handshake()
	for i := range 20000 {
		switch {
		case i%4000 == 100:
			w.piece(uint16(i), false)
		case i%4000 == 3900:
			w.piece(uint16(i-3800), true)
		case i%1000 == 50: // nobody completes it
			w.piece(uint16(i), false)
		}
		w.send(seg{from: hostC, to: hostS, flags: decode.ACK, seq: 101 + uint32(i)*1000, ack: 901, window: 500, data: strings.Repeat("x", 1000)})
	}
	if w.buf.Len() < 20*limit {
		t.Fatalf("%d bytes are not what this test needs", w.buf.Len())
	}
	kept, all := w.open()
	src, err := capture.OpenStream("pipe", bytes.NewReader(w.buf.Bytes()), capture.Options{SpoolCap: limit, SpoolDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	l := Start(context.Background(), src)
	defer l.Stop()
	x := l.NewRelease()
	x.Working(true)
	r, other := l.NewReader(), kept.NewReader()
	whole := 0
	var next uint32
	for s := l.Snapshot(); ; s = l.Snapshot() {
		for ; next < uint32(s.Rows()); next++ {
			v, want := r.At(s, next), other.At(all, next)
			got, err := v.Data()
			if data, _ := want.Data(); err != nil || !bytes.Equal(got, data) {
				t.Fatalf("row %d: %v", next, err)
			}
			if p, q := v.Packet(), want.Packet(); !bytes.Equal(p.Data, q.Data) {
				t.Fatalf("row %d: the packet has %d bytes, in the file %d", next, len(p.Data), len(q.Data))
			}
			if s.Parts(next) != nil {
				whole++
			}
			x.Before(s, next+1)
		}
		if s.Done {
			if s.Err != nil {
				if strings.Contains(s.Err.Error(), "spool cap") && next > 0 {
					t.Skip("files have no holes here")
				}
				t.Fatal(s.Err)
			}
			break
		}
		<-s.Newer()
	}
	if int(next) != all.Rows() || whole != 5 {
		t.Errorf("%d rows of %d, %d datagrams put together of 5", next, all.Rows(), whole)
	}
	x.expire(all, all.Row(next-1).Time+int64(decode.FragmentTimeout)+1)
	if len(x.waiting) != 0 {
		t.Errorf("%d fragments still wait when their time is over", len(x.waiting))
	}
}

// Nothing is to be given up where nothing is spooled.
func TestReleaseOfFile(t *testing.T) {
	w := newWire(t)
	w.handshake()
	l, _ := w.open()
	if l.NewRelease() != nil {
		t.Error("a capture that is not spooled would be given up")
	}
}
