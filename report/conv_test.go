package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"

	"tcptui/decode"
	"tcptui/internal/golden"
	"tcptui/testdata/samples"
)

// tap prints a tap over a capture.
func tap(t testing.TB, data []byte, arg string, o Options) []byte {
	t.Helper()
	x, err := ParseTap(arg, Clock{}, names)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := x.Print(&out, open(t, data), o); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func sample(t testing.TB, name string) []byte {
	t.Helper()
	for _, s := range samples.All() {
		if s.Name == name {
			return s.Data
		}
	}
	t.Fatalf("there is no sample %s", name)
	return nil
}

// TestConv: what tshark 4.0 prints of the samples; the golden files hold it.
func TestConv(t *testing.T) {
	golden.Check(t, "testdata/chat.conv", string(tap(t, sample(t, "chat"), "conv,tcp", Options{})))
	golden.Check(t, "testdata/chat.conv.data", string(tap(t, sample(t, "chat"), "conv,tcp,tcp.len>0", Options{})))
	golden.Check(t, "testdata/chat.conv.count", string(tap(t, sample(t, "chat"), "conv,tcp", Options{Count: 20})))
	golden.Check(t, "testdata/ipv6.conv", string(tap(t, sample(t, "ipv6"), "conv,tcp", Options{})))
	golden.Check(t, "testdata/zero_window.conv", string(tap(t, sample(t, "zero_window"), "conv,tcp", Options{})))
}

// TestLayers: what tshark 4.0 prints of the sample, but for what is above TCP; the
// golden files hold it.
func TestLayers(t *testing.T) {
	for _, arg := range []string{"conv,eth", "conv,ip", "conv,ipv6", "endpoints,eth", "endpoints,ip", "io,phs", "io,phs,tcp.len > 0"} {
		var out []byte
		for _, name := range []string{"chat", "ipv6"} {
			out = append(out, tap(t, sample(t, name), arg, Options{})...)
		}
		golden.Check(t, "testdata/layers."+strings.NewReplacer(",", ".", " ", "", ">", "-").Replace(arg), string(out))
	}
}

// TestLayerUDP: datagrams have ports, go both ways, and of times that go back the
// earliest counts.
func TestLayerUDP(t *testing.T) {
	var buf bytes.Buffer
	w := pcapgo.NewWriterNanos(&buf)
	if err := w.WriteFileHeader(65536, layers.LinkTypeRaw); err != nil {
		t.Fatal(err)
	}
	for i, back := range []bool{false, true, true} {
		ip := &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolUDP, SrcIP: net.IPv4(10, 0, 0, 2), DstIP: net.IPv4(10, 0, 0, 1)}
		udp := &layers.UDP{SrcPort: 5000, DstPort: 53}
		if back {
			ip.SrcIP, ip.DstIP, udp.SrcPort, udp.DstPort = ip.DstIP, ip.SrcIP, udp.DstPort, udp.SrcPort
		}
		b := gopacket.NewSerializeBuffer()
		if err := gopacket.SerializeLayers(b, gopacket.SerializeOptions{FixLengths: true}, ip, udp, gopacket.Payload("0123456789")); err != nil {
			t.Fatal(err)
		}
		n := len(b.Bytes())
		at := time.Unix(1000, 0).Add(time.Duration([]int{0, 2, -1}[i]) * time.Second)
		if err := w.WritePacket(gopacket.CaptureInfo{Timestamp: at, CaptureLength: n, Length: n}, b.Bytes()); err != nil {
			t.Fatal(err)
		}
	}
	lines := func(arg string) string {
		var out []string
		for line := range strings.Lines(string(tap(t, buf.Bytes(), arg, Options{}))) {
			if strings.HasPrefix(line, "10.0.0") {
				out = append(out, strings.Join(strings.Fields(line), " "))
			}
		}
		return strings.Join(out, "\n")
	}
	if got, want := lines("conv,udp"), "10.0.0.2:5000 <-> 10.0.0.1:53 2 76 bytes 1 38 bytes 3 114 bytes -1.000000000 3.0000"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got, want := lines("endpoints,udp"), "10.0.0.2 5000 3 114 1 38 2 76\n10.0.0.1 53 3 114 2 76 1 38"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestInUnits(t *testing.T) {
	for n, want := range map[uint64]string{
		0: "0 bytes", 9_999: "9999 bytes", 10_000: "10 kB", 10_999: "10 kB", 9_999_999: "9999 kB", 10_000_000: "10 MB",
		10_000_000_000: "10 GB", 1<<64 - 1: "18446 PB",
	} {
		if got := inUnits(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}

// TestConvIsComplete: every segment is counted once.
func TestConvIsComplete(t *testing.T) {
	for _, s := range samples.All() {
		l := open(t, s.Data)
		snap, all, err := (Conv{}).count(l, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var frames, segments, wire, bytes uint64
		lines := all.sorted()
		for _, k := range lines {
			t := all.at(k.id)
			frames += uint64(t.total())
			wire += t.bytes[0] + t.bytes[1]
		}
		for i := range uint32(snap.Rows()) {
			if r := snap.Row(i); r.Proto == decode.ProtoTCP {
				segments++
				bytes += uint64(r.OrigLen)
			}
		}
		if frames != segments || wire != bytes || len(lines) != snap.Conns() {
			t.Errorf("%s: %d frames of %d bytes in %d lines, the capture has %d of %d in %d", s.Name, frames, wire, len(lines), segments, bytes, snap.Conns())
		}
	}
}

// TestConnJSON: one object a line, the fields there, and the parts of the time
// adding up.
func TestConnJSON(t *testing.T) {
	golden.Check(t, "testdata/chat.conn.json", string(tap(t, sample(t, "chat"), "conn,json", Options{})))
	golden.Check(t, "testdata/loss_sender.conn.json", string(tap(t, sample(t, "loss_sender"), "conn,json", Options{})))
	for _, s := range samples.All() {
		sc := bufio.NewScanner(bytes.NewReader(tap(t, s.Data, "conn,json", Options{})))
		n := 0
		for ; sc.Scan(); n++ {
			var r connRecord
			if err := json.Unmarshal(sc.Bytes(), &r); err != nil {
				t.Fatalf("%s: %v", s.Name, err)
			}
			var sum float64
			for _, x := range r.Time {
				sum += x
			}
			if d := sum - r.Duration; d > 1e-6 || d < -1e-6 || int(r.Stream) != n || r.Client.Address == "" || r.End.Text == "" {
				t.Errorf("%s: %s", s.Name, sc.Text())
			}
		}
		if n == 0 {
			t.Errorf("%s: no connection", s.Name)
		}
	}
	only := tap(t, sample(t, "chat"), "conn,json,tcp.stream == 1", Options{})
	if got := strings.Count(string(only), "\n"); got != 1 || !bytes.HasPrefix(only, []byte(`{"stream":1,`)) {
		t.Errorf("of stream 1: %s", only)
	}
}

// TestExpert: what tshark 4.0 prints of the samples, and what is ours.
func TestExpert(t *testing.T) {
	golden.Check(t, "testdata/chat.expert", string(tap(t, sample(t, "chat"), "expert", Options{})))
	golden.Check(t, "testdata/loss_sack.expert", string(tap(t, sample(t, "loss_sack"), "expert", Options{})))
	golden.Check(t, "testdata/refused.expert", string(tap(t, sample(t, "refused"), "expert", Options{})))
	warn := string(tap(t, sample(t, "loss_sack"), "expert,warn", Options{}))
	if !strings.Contains(warn, "Warns (") || strings.Contains(warn, "Notes (") {
		t.Errorf("warnings alone:\n%s", warn)
	}
	one := string(tap(t, sample(t, "chat"), "expert,tcp.connection.rst", Options{}))
	if want := "           1   Sequence                TCP  Connection reset (RST)\n"; !strings.Contains(one, want) || strings.Contains(one, "SYN") {
		t.Errorf("of one frame:\n%s", one)
	}
}

// TestConvLine: a line is what fmt makes of tshark's format, whatever is in it.
func TestConvLine(t *testing.T) {
	t.Parallel()
	for i := range 2000 {
		r := rand.New(rand.NewPCG(uint64(i), 1))
		n := func() uint64 { return r.Uint64() >> r.IntN(64) }
		x := talk{bytes: [2]uint64{n() >> 1, n() >> 1}, start: int64(n() >> 2), frames: [2]uint32{uint32(n()) >> 1, uint32(n()) >> 1}}
		x.stop = x.start + int64(n()>>2)
		a, b, ports := strings.Repeat("ä", i%40), strings.Repeat("7", i%37), i%2 == 0
		want := fmt.Sprintf("%-*s <-> %-*s  %6d %-9s  %6d %-9s  %6d %-9s  %14.9f   %12.4f\n", nodeWidth(ports), a, nodeWidth(ports), b,
			x.frames[1], inUnits(x.bytes[1]), x.frames[0], inUnits(x.bytes[0]), x.total(), inUnits(x.bytes[0]+x.bytes[1]),
			inSeconds(x.start), inSeconds(x.stop)-inSeconds(x.start))
		var got bytes.Buffer
		out := newWriter(&got)
		x.put(out, "before", "", ports)
		out.Flush()
		got.Reset()
		x.put(out, a, b, ports)
		if err := out.push(); err != nil || got.String() != want {
			t.Fatalf("%+v: %v\n%swant\n%s", x, err, got.String(), want)
		}
	}
}
