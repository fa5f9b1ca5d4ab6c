package filter

import (
	"bytes"
	"context"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"

	"tcptui/capture"
	"tcptui/decode"
	"tcptui/flows"
)

// sample is a capture of one small connection and a UDP datagram, as a filter
// sees it.
type sample struct {
	snap   *flows.Snapshot
	reader *flows.Reader
}

var (
	client = net.IPv4(10, 0, 0, 2).To4()
	server = net.IPv4(10, 0, 0, 1).To4()
)

// tcpFrame is a segment of the client (port 1000) or the server (port 80).
func tcpFrame(tb testing.TB, fromClient bool, seq, ack uint32, fl decode.Flags, data string) []byte {
	src, dst, sport, dport := client, server, layers.TCPPort(1000), layers.TCPPort(80)
	if !fromClient {
		src, dst, sport, dport = dst, src, dport, sport
	}
	ip := &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolTCP, SrcIP: src, DstIP: dst}
	tcp := &layers.TCP{SrcPort: sport, DstPort: dport, Seq: seq, Ack: ack, Window: 1000,
		SYN: fl.Has(decode.SYN), ACK: fl.Has(decode.ACK), FIN: fl.Has(decode.FIN)}
	if err := tcp.SetNetworkLayerForChecksum(ip); err != nil {
		tb.Fatal(err)
	}
	return frameOf(tb, ip, tcp, gopacket.Payload(data))
}

func frameOf(tb testing.TB, rest ...gopacket.SerializableLayer) []byte {
	eth := &layers.Ethernet{SrcMAC: net.HardwareAddr{4, 4, 4, 4, 4, 4}, DstMAC: net.HardwareAddr{2, 2, 2, 2, 2, 2}, EthernetType: layers.EthernetTypeIPv4}
	b := gopacket.NewSerializeBuffer()
	opts := gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}
	if err := gopacket.SerializeLayers(b, opts, append([]gopacket.SerializableLayer{eth}, rest...)...); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func newSample(tb testing.TB) sample {
	udp := &layers.UDP{SrcPort: 53, DstPort: 5353}
	ip := &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolUDP, SrcIP: client, DstIP: server}
	if err := udp.SetNetworkLayerForChecksum(ip); err != nil {
		tb.Fatal(err)
	}
	frames := [][]byte{
		tcpFrame(tb, true, 100, 0, decode.SYN, ""),
		tcpFrame(tb, false, 500, 101, decode.SYN|decode.ACK, ""),
		tcpFrame(tb, true, 101, 501, decode.ACK, "GET / HTTP/1.1\r\nHost: example\r\n\r\n"),
		tcpFrame(tb, false, 501, 134, decode.ACK, "\xff\xfe\x00ok"),
		tcpFrame(tb, true, 134, 506, decode.ACK|decode.FIN, ""),
		frameOf(tb, ip, udp, gopacket.Payload("x")),
	}
	var buf bytes.Buffer
	w := pcapgo.NewWriterNanos(&buf)
	if err := w.WriteFileHeader(65536, layers.LinkTypeEthernet); err != nil {
		tb.Fatal(err)
	}
	for i, f := range frames {
		ci := gopacket.CaptureInfo{Timestamp: time.Unix(int64(1000+i), 500), CaptureLength: len(f), Length: len(f)}
		if err := w.WritePacket(ci, f); err != nil {
			tb.Fatal(err)
		}
	}
	src, err := capture.OpenBytes("sample", buf.Bytes())
	if err != nil {
		tb.Fatal(err)
	}
	l := flows.Start(context.Background(), src)
	tb.Cleanup(func() {
		l.Stop()
		src.Close()
	})
	return sample{l.Wait(), l.NewReader()}
}

// kept is the numbers of the frames that a filter keeps.
func (s sample) kept(f *Filter) string {
	m := f.Matcher()
	var out []string
	for i := range s.snap.Rows() {
		if m.Match(s.reader.At(s.snap, uint32(i))) {
			out = append(out, strconv.Itoa(i+1))
		}
	}
	return strings.Join(out, " ")
}

var names = NewCatalog(flows.Fields())

// TestFilters: what tshark 4.0 keeps of the same frames.
func TestFilters(t *testing.T) {
	s := newSample(t)
	for _, tt := range []struct{ src, want string }{
		{"tcp", "1 2 3 4 5"},
		{".tcp", "1 2 3 4 5"},
		{"udp", "6"},
		{"tcp or udp and ip", "1 2 3 4 5 6"},
		{"not tcp", "6"},
		{"!!tcp", "1 2 3 4 5"},
		{"frame", "1 2 3 4 5 6"},
		{"tcp.port == 80", "1 2 3 4 5"},
		{"tcp.port == 0x50", "1 2 3 4 5"},
		{"tcp.port == 0b1010000", "1 2 3 4 5"},
		{"tcp.port == 0120", "1 2 3 4 5"},
		{"tcp.port == 'P'", "1 2 3 4 5"},
		{"tcp.port == -1", ""},
		{"tcp.port != -1", "1 2 3 4 5"},
		{"tcp.port < -1", ""},
		{"tcp.port in {-1..100}", ""},
		{"tcp.srcport + -1 > 0", ""},
		{"eth.src[0] == ff", ""},
		{"not eth.src[0] != ff", "1 2 3 4 5 6"},
		{"all tcp.port < -1", "1 2 3 4 5"},
		{"tcp.port === -1", "1 2 3 4 5"},
		{"all tcp.port in {-1..80}", ""},
		{"all tcp.srcport in {-1..80}", "2 4"},
		{"tcp.len + 1 > -1", ""},
		{"all tcp.len + 1 > -1", "1 2 3 4 5"},
		{"tcp.len < tcp.len - 6", ""},
		{"all tcp.len < tcp.len - 6", "1 2 4 5"},
		{"tcp.len - 6 < tcp.len", "1 2 3 4 5"},
		{"tcp.len == tcp.flags.syn", "5"},
		{"tcp.len in {tcp.flags.syn..5}", "4 5"},
		{"ip.src[0:4] == ip.src", "1 2 3 4 5 6"},
		{"ip.src == ip.dst[0:4]", ""},
		{"lower(ip.host) == ip.host[0:]", "1 2 3 4 5 6"},
		{"frame.protocols contains frame.protocols[-3:]", "1 2 3 4 5 6"},
		{"tcp.seq_raw * 4294967295 > 0", ""},
		{"tcp.seq_raw * 4294967295 != 0", "1 2 3 4 5"},
		{"tcp.port / 0 != 1", "1 2 3 4 5"},
		{"tcp contains \"\"", ""},
		{"tcp.payload contains \"\"", "3 4"},
		{"eth[13:]", "1 2 3 4 5 6"},
		{"eth[14:1]", ""},
		{"len(ip) == 20 && len(udp) == 8", "6"},
		{"len(tcp) > 20", "3 4"},
		{"ip > 45:00", "1 2 3 4 5 6"},
		{"all tcp.port in {80, 1000}", ""},
		{"all tcp.port in {1..99, 80..1000}", "1 2 3 4 5"},
		{"all tcp.port not in {80}", "6"},
		{"frame.time_epoch == 1000.0000005.7", "1"},
		{"tcp.payload contains 4745.54", "3"},
		{"tcp[-20--18] == 03:e8:00", "1 5"},
		{"tcp.port != 80", ""},
		{"!(tcp.port == 80)", "6"},
		{"!tcp.port == 80", "6"},
		{"tcp.port !== 80", "1 2 3 4 5"},
		{"tcp.port ~= 80", "1 2 3 4 5"},
		{"tcp.port === 80", ""},
		{"any tcp.port > 999", "1 2 3 4 5"},
		{"all tcp.port > 999", ""},
		{"tcp.srcport in {1..79, 900..1100}", "1 3 5"},
		{"tcp.srcport not in {80}", "1 3 5 6"},
		{"tcp.srcport < 100 && tcp.len gt 0", "4"},
		{"tcp.flags.syn", "1 2 3 4 5"},
		{"tcp.flags.syn == True", "1 2"},
		{"tcp.flags.syn == 2", "1 2"},
		{"tcp.flags & 2", "1 2"},
		{"tcp.flags & 2 == 2", "1 2"},
		{"tcp.flags == 0x0010", "3 4"},
		{"tcp.len == tcp.len == 5", "4"},
		{"tcp.seq < tcp.ack < 3", "2"},
		{"tcp.port + 1 == 81", "1 2 3 4 5"},
		{"{tcp.port + 1} * 2 == 162", "1 2 3 4 5"},
		{"tcp.port - 1 == 79", "1 2 3 4 5"},
		{"-tcp.srcport == -80", "2 4"},
		{"tcp.port % 2 == 1", ""},
		{"tcp.port / 0 == 1", ""},
		{"ip.src == 10.0.0.2", "1 3 5 6"},
		{"ip.src == 10.0.0.0/8", "1 2 3 4 5 6"},
		{"ip.src != 10.0.0.0/31", "1 3 5 6"},
		{"ip.src in {10.0.0.1, 10.0.0.5..10.0.0.9}", "2 4"},
		{"ip.src > 10.0.0.1", "1 3 5 6"},
		{"ip.src[3] == 02", "1 3 5 6"},
		{"tcp.payload contains \"GET\"", "3"},
		{"tcp.payload contains 47:45:54", "3"},
		{"tcp.payload matches \"^get\"", "3"},
		{"tcp.payload matches \"(?-i)^get\"", ""},
		{"tcp.payload ~ \"\\xff\\xfe\"", "4"},
		{"tcp.payload[0:2] == ff:fe", "4"},
		{"tcp.payload[:2] == ff-fe", "4"},
		{"tcp.payload[3-4] == \"ok\"", "4"},
		{"tcp.payload[-2:] == \"ok\"", "4"},
		{"tcp.payload[0,3] == ff:6f", "4"},
		{"tcp.payload[5:]", "3"},
		{"tcp.payload[0:6]", "3"},
		{"tcp contains \"HTTP\"", "3"},
		{"tcp.payload > \"zzzz\"", "3 4"},
		{"tcp[13] & 2", "1 2"},
		{"tcp[13] == 2", "1"},
		{"frame[0:2] == 02:02", "1 2 3 4 5 6"},
		{"len(tcp.payload) == 5", "4"},
		{"count(tcp.port) == 2", "1 2 3 4 5"},
		{"string(tcp.srcport) matches \"^1\"", "1 3 5"},
		{"max(tcp.srcport, tcp.dstport) == 1000", "1 2 3 4 5"},
		{"min(tcp.srcport, 5) == 5", "1 2 3 4 5 6"},
		{"frame.number in {1, 3..4}", "1 3 4"},
		{"frame.time_relative > 3.5", "5 6"},
		{"frame.time_delta in {0..0.5}", "1"},
		{"frame.time_epoch >= 1005.0000005", "6"},
	} {
		f, err := Compile(tt.src, names)
		if err != nil {
			t.Errorf("%s: %v", tt.src, err)
			continue
		}
		if got := s.kept(f); got != tt.want {
			t.Errorf("%s keeps %q, want %q", tt.src, got, tt.want)
		}
	}
}

// TestErrors: each of these is an error of tshark 4.0, too.
func TestErrors(t *testing.T) {
	for _, tt := range []struct {
		src    string
		column int
		says   string
	}{
		{"tcp.prot == 80", 1, "did you mean tcp.port?"},
		{"tcp.port == 80 && tpc", 19, "did you mean tcp?"},
		{"tcp.port == 80.5", 13, "not a valid number"},
		{"tcp.port == 70000", 13, "maximum is 65535"},
		{"tcp.port == \"80\"", 13, "not written in quotes"},
		{"tcp.port == abc", 13, "not a valid number"},
		{"tcp.port ==", 12, "ends here"},
		{"tcp.port = 80", 10, "not expected"},
		{"tcp.port == 80;", 15, "not expected"},
		{"tcp udp", 5, "not expected"},
		{"tcp and", 8, "ends here"},
		{"(tcp", 5, "expected )"},
		{"()", 2, "not expected"},
		{"(tcp.port) == 80", 12, "not expected"},
		{"tcp.port in {}", 14, "not expected"},
		{"tcp.port in {80 443}", 17, "comma"},
		{"tcp.port in {80,}", 17, "not expected"},
		{"ip.src == 10.0.0", 11, "not a valid address"},
		{"ip.src == 10.0.0.2/33", 11, "0 to 32"},
		{"ip.src == tcp.port", 11, "cannot be compared"},
		{"ip.src contains 0a:00", 1, "contains works on"},
		{"tcp.port matches \"8\"", 1, "matches works on"},
		{"tcp.payload matches A", 21, "double quotes"},
		{"tcp.payload matches \"(\"", 21, "regular expression"},
		{"tcp contains HTTP", 14, "byte string"},
		{"tcp.payload contains \"a\\q\"", 24, "escape"},
		{"tcp.payload contains \"", 22, "closing quote"},
		{"tcp.flags.syn == true", 18, "no boolean"},
		{"tcp.flags[0] == 0", 1, "no bytes to slice"},
		{"tcp.payload[3-2]", 12, "empty"},
		{"tcp.payload[x]", 12, "no offset"},
		{"tcp.payload[0", 12, "has no ]"},
		{"foo(tcp.port) == 1", 1, "no function foo"},
		{"lne(tcp.payload) == 1", 1, "did you mean len?"},
		{"len(tcp.payload)", 1, "compare its value"},
		{"upper(tcp.port) == \"X\"", 7, "text only"},
		{"80 == tcp.port", 1, "left side"},
		{"\"abc\"", 1, "neither a field"},
		{"tcp.flags.syn + 1 == 2", 1, "calculated"},
		{"tcp.port == --80", 14, "after the sign"},
		{"tcp.port == -{80}", 14, "after the sign"},
		{"tcp.port in {80+1}", 16, "comma"},
		{"tcp.payload & 0f contains 01", 18, "field or a function"},
		{"tcp.payload contains {01}", 22, "expected a value"},
		{"tcp.payload & \"a\"", 15, "calculated"},
		{"tcp contains tcp.payload", 14, "cannot be compared"},
		{"eth.src == tcp", 12, "cannot be compared"},
		{"eth.src contains \"a\"", 18, "quotes"},
		{"tcp.port + 1 == 70000", 17, "maximum is 65535"},
		{"len(tcp) == 4294967296", 13, "too big"},
		{"max(tcp.port, 80) + 1 == 81", 15, "cannot begin"},
		{"{tcp}[0] == 00", 6, "not expected"},
		{"64 * tcp.len", 1, "constant cannot begin"},
		{"tcp.len == 1 contains 00", 14, "chain"},
		{"frame.time_delta == -1 == 2", 21, "constant cannot begin"},
		{"tcp.window_size_scalefactor < -2 < 5", 31, "constant cannot begin"},
		{"tcp.flags.syn == tcp.len", 18, "cannot be compared"},
		{"tcp.port == ip.src[0]", 13, "cannot be compared"},
		{"eth.src in {eth.dst[0:6]}", 13, "slice"},
		{"max(tcp.len, 'A') == 1", 14, "without quotes"},
		{"min(tcp.payload[0:1], tcp.payload) == 00", 5, "without quotes"},
		{"max(tcp.len, tcp.port) == 1", 14, "16 bits"},
		{"max(tcp.window_size_scalefactor, tcp.len) == 1", 34, "another range"},
		{"tcp.payload == 0x1", 16, "byte string"},
		{"tcp.payload == ff", 16, "0xff"},
		{"tcp.payload contains 47:4", 24, "not expected"},
		{"tcp[2-2]", 4, "empty"},
		{"ip.src# 1", 9, "right behind #"},
		{"tcp.port == '\\n'", 13, "x0a"},
		{"any tcp", 1, "need a comparison"},
		{"", 1, "ends here"},
		{"tcp.seq == 4294967296", 12, "too big"},
		{strings.Repeat("(", 500) + "tcp", 201, "nested"},
		{strings.Repeat("!", 500) + "tcp", 201, "nested"},
		{"tcp.port == " + strings.Repeat("{", 500) + "1", 213, "nested"},
	} {
		_, err := Compile(tt.src, names)
		e, ok := err.(*Error)
		if !ok {
			t.Errorf("%s: error %v, want one that says %q", tt.src, err, tt.says)
			continue
		}
		if !strings.Contains(err.Error(), tt.says) || e.Column() != tt.column {
			t.Errorf("%s: %q at column %d, want %q at %d", tt.src, err, e.Column(), tt.says, tt.column)
		}
	}
}

func TestNeed(t *testing.T) {
	for _, tt := range []struct {
		src  string
		want flows.Need
	}{
		{"frame.number > 3", flows.NeedRow},
		{"tcp.stream == 0 && tcp.seq == 1", flows.NeedRow},
		{"frame.number > 3 || ip.ttl == 1", flows.NeedPacket},
		{"fsm.client == \"TIME-WAIT\"", flows.NeedAll},
	} {
		f, err := Compile(tt.src, names)
		if err != nil {
			t.Errorf("%s: %v", tt.src, err)
		} else if f.Need() != tt.want {
			t.Errorf("%s needs %d, want %d", tt.src, f.Need(), tt.want)
		}
	}
}

// Which filters a poll of the host's sockets can change.
func TestHost(t *testing.T) {
	for src, want := range map[string]bool{
		"tcp.port == 80": false, "kernel.state == CLOSE_WAIT": true, "tcp && !(kernel.rtt > 0.5)": true, "kernel.differs": true, "max(kernel.cwnd, 3) > 5": true,
	} {
		f, err := Compile(src, names)
		if err != nil {
			t.Errorf("%s: %v", src, err)
		} else if f.Host() != want {
			t.Errorf("%s: %v", src, f.Host())
		}
	}
}

func FuzzCompile(f *testing.F) {
	for _, s := range []string{"tcp.port in {80, 1..5} && !(ip.src == 10.0.0.0/8)", "tcp.payload[0:2,-1] matches \"a\\x41\\101\\u1234\"", "any tcp.flags & 2 == 'x'",
		"max(tcp.port, 1) + -{tcp.len % 3} < frame.time_delta", "ipv6.src == fe80::1/10 or eth.src[:3] eq 02-02-02", "tcp contains r\"a\\\"b\" xor"} {
		f.Add(s)
	}
	s := newSample(f)
	f.Fuzz(func(t *testing.T, src string) {
		filter, err := Compile(src, names)
		if err == nil {
			s.kept(filter)
			return
		}
		e := err.(*Error)
		if e.Off < 0 || e.Off > len(src) || strings.ContainsRune(err.Error(), '\n') && !strings.Contains(src, "\n") {
			t.Errorf("%q: error %q at %d", src, err, e.Off)
		}
		e.Mark()
	})
}

func BenchmarkMatchRow(b *testing.B) { benchmark(b, "frame.number > 3 && tcp.stream == 0") }
func BenchmarkMatchPacket(b *testing.B) {
	benchmark(b, "tcp.port == 80 && tcp.payload contains \"HTTP\"")
}

func benchmark(b *testing.B, src string) {
	s := newSample(b)
	f, err := Compile(src, names)
	if err != nil {
		b.Fatal(err)
	}
	m := f.Matcher()
	b.ReportAllocs()
	for i := range b.N {
		m.Match(s.reader.At(s.snap, uint32(i%s.snap.Rows())))
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
}
