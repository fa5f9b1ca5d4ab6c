package flows

import (
	"net"
	"testing"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"

	"tcptui/decode"
)

// ping sends an echo message.
func (w *wire) ping(from, to string, typ uint8, seq uint16, data string) {
	eth := &layers.Ethernet{SrcMAC: make(net.HardwareAddr, 6), DstMAC: make(net.HardwareAddr, 6), EthernetType: layers.EthernetTypeIPv4}
	ip := &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolICMPv4, SrcIP: net.ParseIP(from), DstIP: net.ParseIP(to)}
	w.layers(eth, ip, &layers.ICMPv4{TypeCode: layers.CreateICMPv4TypeCode(typ, 0), Id: 7, Seq: seq}, gopacket.Payload(data))
}

// TestEcho: the first reply with the request's numbers and data is its answer, and nothing
// else is.
func TestEcho(t *testing.T) {
	const request, reply = 8, 0
	const a, b = "10.0.0.1", "10.0.0.2"
	w := newWire(t)
	w.ping(a, b, request, 1, "data")
	w.ping(a, b, request, 2, "data")
	w.at = w.at.Add(25 * time.Millisecond)
	w.ping(b, a, reply, 2, "data")
	w.ping(b, a, reply, 2, "data")
	w.ping(b, a, reply, 1, "other")
	w.ping(a, "10.0.0.3", request, 1, "data")
	l, s := w.open()
	for _, c := range []struct{ field, want string }{
		{"icmp.resp_in", " 3    "},
		{"icmp.resp_to", "  2   "},
		{"icmp.no_resp", "1     1"},
		{"icmp.resp_not_found", "1     1"},
		{"icmp.checksum.status", "1 1 1 1 1 1"},
		{"icmpv6.resp_in", "     "},
	} {
		if got := shown(l, s, c.field); got != c.want {
			t.Errorf("%s is %q, want %q", c.field, got, c.want)
		}
	}
	if got, want := s.request(2), uint32(1); got != want {
		t.Errorf("row 2 answers row %d, want %d", got, want)
	}
}

// TestAccurateECN: with a SYN that offers and a SYN,ACK that accepts, three flags are a
// counter; else they are flags.
func TestAccurateECN(t *testing.T) {
	for _, c := range []struct {
		name          string
		offer, reply  decode.Flags
		ace, ece, str string
	}{
		{"agreed", 7, 2, "  5", "1 0 ", "···ACE····S· ····C··A··S· ···-5-·A····"},
		{"classic", 3, 1, "  ", "1 1 1", "····CE····S· ·····E·A··S· ···A·E·A····"},
		{"refused", 7, 0, "  ", "1 0 1", "···ACE····S· ·······A··S· ···A·E·A····"},
	} {
		w := newWire(t)
		w.send(seg{from: hostC, to: hostS, flags: decode.SYN | c.offer<<aceShift, seq: 100, window: 500})
		w.send(seg{from: hostS, to: hostC, flags: decode.SYN | decode.ACK | c.reply<<aceShift, seq: 900, ack: 101, window: 500})
		w.send(seg{from: hostC, to: hostS, flags: decode.ACK | 5<<aceShift, seq: 101, ack: 901, window: 500})
		l, s := w.open()
		for field, want := range map[string]string{"tcp.flags.ace": c.ace, "tcp.flags.ece": c.ece, "tcp.flags.str": c.str} {
			if got := shown(l, s, field); got != want {
				t.Errorf("%s: %s is %q, want %q", c.name, field, got, want)
			}
		}
	}
}

// TestDisplayedDelta: the time since the frame that was shown before, when that is told.
func TestDisplayedDelta(t *testing.T) {
	w := newWire(t)
	for range 4 {
		w.ping("10.0.0.1", "10.0.0.2", 8, 1, "x")
		w.at = w.at.Add(time.Second)
	}
	l, s := w.open()
	for _, f := range Fields() {
		if f.Name != "frame.time_delta_displayed" {
			continue
		}
		r := l.NewReader()
		all := f.Of(r.At(s, 3), nil)[0].I
		r.Shows()
		first := f.Of(r.At(s, 2), nil)[0].I
		r.Shown(1)
		second := f.Of(r.At(s, 3), nil)[0].I
		if first != 0 || second != s.Row(3).Time-s.Row(1).Time || all != s.Row(3).Time-s.Row(2).Time {
			t.Errorf("%d since all, then %d and %d since those shown", all, first, second)
		}
	}
}

// TestPingsBounded: however many pings nobody answers, only the latest are remembered,
// and each of those can still be answered.
func TestPingsBounded(t *testing.T) {
	var table echoTable
	of := func(i uint32) *echoFact {
		return &echoFact{key: echoKey{ident: uint16(i >> 16), seq: uint16(i)}, is: true}
	}
	const asked = 3*maxPings + 5
	for i := range uint32(asked) {
		table.add(i, of(i))
	}
	if n := len(table.open) + len(table.older); n > 2*maxPings {
		t.Errorf("%d pings are remembered, at most %d may be", n, 2*maxPings)
	}
	for _, tt := range []struct {
		request  uint32
		answered bool
	}{{0, false}, {maxPings, false}, {asked - maxPings, true}, {asked - 1, true}} {
		n := len(table.list)
		x := of(tt.request)
		x.reply = true
		table.add(asked, x)
		if got := len(table.list) > n; got != tt.answered || got && table.list[n].request != tt.request {
			t.Errorf("ping %d is answered: %v, want %v", tt.request, got, tt.answered)
		}
	}
}
