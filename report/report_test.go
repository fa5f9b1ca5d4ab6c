package report

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"
	"go.uber.org/goleak"

	"tcptui/capture"
	"tcptui/decode"
	"tcptui/filter"
	"tcptui/flows"
	"tcptui/internal/golden"
	"tcptui/testdata/samples"
)

func TestMain(m *testing.M) {
	time.Local = time.UTC // dates in the golden files are the same everywhere
	goleak.VerifyTestMain(m)
}

// seg is a segment of the client (10.0.0.2:1000) or the server (10.0.0.1:80).
type seg struct {
	client   bool
	seq, ack uint32
	fl       decode.Flags
	data     string
	cut      int // bytes missing at the end, by the snapshot length
}

// record writes segments as a capture.
func record(tb testing.TB, segs ...seg) []byte {
	var buf bytes.Buffer
	w := pcapgo.NewWriterNanos(&buf)
	if err := w.WriteFileHeader(65536, layers.LinkTypeEthernet); err != nil {
		tb.Fatal(err)
	}
	for i, s := range segs {
		f := s.frame(tb)
		ci := gopacket.CaptureInfo{Timestamp: time.Unix(int64(1000+i), 0), CaptureLength: len(f) - s.cut, Length: len(f)}
		if err := w.WritePacket(ci, f[:len(f)-s.cut]); err != nil {
			tb.Fatal(err)
		}
	}
	return buf.Bytes()
}

func (s seg) frame(tb testing.TB) []byte {
	src, dst, sport, dport := net.IPv4(10, 0, 0, 2), net.IPv4(10, 0, 0, 1), layers.TCPPort(1000), layers.TCPPort(80)
	if !s.client {
		src, dst, sport, dport = dst, src, dport, sport
	}
	eth := &layers.Ethernet{SrcMAC: make(net.HardwareAddr, 6), DstMAC: make(net.HardwareAddr, 6), EthernetType: layers.EthernetTypeIPv4}
	ip := &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolTCP, SrcIP: src, DstIP: dst}
	tcp := &layers.TCP{SrcPort: sport, DstPort: dport, Seq: s.seq, Ack: s.ack, Window: 1000,
		SYN: s.fl.Has(decode.SYN), ACK: s.fl.Has(decode.ACK), FIN: s.fl.Has(decode.FIN)}
	if err := tcp.SetNetworkLayerForChecksum(ip); err != nil {
		tb.Fatal(err)
	}
	b := gopacket.NewSerializeBuffer()
	opts := gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}
	if err := gopacket.SerializeLayers(b, opts, eth, ip, tcp, gopacket.Payload(s.data)); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// open begins to read a capture.
func open(tb testing.TB, data []byte) *flows.Live {
	tb.Helper()
	src, err := capture.OpenBytes("test", data)
	if err != nil {
		tb.Fatal(err)
	}
	l := flows.Start(context.Background(), src)
	tb.Cleanup(func() {
		l.Stop()
		src.Close()
	})
	return l
}

// chat is the sample that tcptui opens by itself.
func chat(tb testing.TB) *flows.Live { return open(tb, samples.All()[0].Data) }

var names = filter.NewCatalog(flows.Fields())

func columnsNamed(tb testing.TB, list string) []*flows.Field {
	tb.Helper()
	fields, err := FindFields(strings.Fields(list), names, Clock{})
	if err != nil {
		tb.Fatal(err)
	}
	return fields
}

func TestText(t *testing.T) {
	var out bytes.Buffer
	if _, err := Text(&out, chat(t), TextStyle{Line: true}, Options{Count: 12}); err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/chat.text", out.String())
	out.Reset()
	if _, err := Text(&out, chat(t), TextStyle{Line: true, Tabs: true}, Options{Count: 4}); err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/chat.tabs", out.String())
}

func TestFields(t *testing.T) {
	list := "frame.number frame.time_epoch frame.len ip.src tcp.port tcp.stream tcp.seq tcp.ack tcp.flags tcp.hdr_len tcp.len tcp.window_size fsm.client fsm.server"
	f := DefaultFormat()
	f.Header = true
	var out bytes.Buffer
	if _, err := Fields(&out, chat(t), columnsNamed(t, list), f, Options{}); err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/chat.fields", out.String())
}

// TestFormat: what tshark 4.0 prints with the same options.
func TestFormat(t *testing.T) {
	data := record(t, seg{client: true, seq: 100, fl: decode.SYN})
	for _, tt := range []struct{ args, fields, want string }{
		{"", "udp.port tcp.port", "\t1000,80\n"},
		{"quote=d header=y", "udp.port tcp.port", "udp.port\ttcp.port\n\t\"1000,80\"\n"},
		{"quote=s occurrence=f", "udp.port tcp.port", "\t'1000'\n"},
		{"separator=, occurrence=l", "udp.port tcp.port", ",80\n"},
		{"separator=/s aggregator=| bom=y", "udp.port tcp.port", "\ufeff 1000|80\n"},
		{"separator=ab", "tcp.flags tcp.flags.syn", "0x0002a1\n"},
		{"separator=; header=yes", "ip.src eth.src", "ip.src;eth.src\n10.0.0.2;00:00:00:00:00:00\n"},
	} {
		f := DefaultFormat()
		for _, arg := range strings.Fields(tt.args) {
			if err := f.Set(arg); err != nil {
				t.Fatal(err)
			}
		}
		var out bytes.Buffer
		if _, err := Fields(&out, open(t, data), columnsNamed(t, tt.fields), f, Options{}); err != nil {
			t.Fatal(err)
		}
		if out.String() != tt.want {
			t.Errorf("-E %s: %q, want %q", tt.args, out.String(), tt.want)
		}
	}
	for _, arg := range []string{"foo=1", "header", "header=", "header=x", "quote=x", "quote=dd", "occurrence=x", "separator=→"} {
		f := DefaultFormat()
		if err := f.Set(arg); err == nil || !strings.HasPrefix(err.Error(), "-E "+arg+": expected ") {
			t.Errorf("-E %s: error %v", arg, err)
		}
	}
}

// The columns of text are fields, too, and say what the line says.
func TestColumnFields(t *testing.T) {
	l := open(t, sample(t, "loss_sack"))
	for _, list := range []string{
		"_ws.col.No. _ws.col.Time _ws.col.Source _ws.col.Destination _ws.col.Protocol _ws.col.Length _ws.col.Info",
		"_ws.col.number _ws.col.time _ws.col.def_src _ws.col.def_dst _ws.col.protocol _ws.col.packet_length _ws.col.info",
	} {
		fields, err := FindFields(strings.Fields(list), names, Clock{})
		if err != nil {
			t.Fatal(err)
		}
		var got, want bytes.Buffer
		if _, err := Fields(&got, l, fields, DefaultFormat(), Options{}); err != nil {
			t.Fatal(err)
		}
		if _, err := Text(&want, l, TextStyle{Line: true, Tabs: true}, Options{}); err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(want.String(), "→\t", "")
		for i, line := range strings.Split(text, "\n") {
			cells := strings.Split(line, "\t")
			for k := range cells {
				cells[k] = strings.TrimSpace(cells[k])
			}
			if have := strings.Split(got.String(), "\n")[i]; have != strings.Join(cells, "\t") {
				t.Fatalf("frame %d: %q, the line says %q", i+1, have, cells)
			}
		}
	}
	if _, err := FindFields([]string{"_ws.col.Inf"}, names, Clock{}); err == nil || !strings.Contains(err.Error(), "did you mean _ws.col.Info?") {
		t.Errorf("error %v", err)
	}
}

func TestFindFields(t *testing.T) {
	_, err := FindFields([]string{"tcp.port", "tcp.prot"}, names, Clock{})
	if err == nil || !strings.Contains(err.Error(), "tcp.prot") || !strings.Contains(err.Error(), "did you mean tcp.port?") {
		t.Errorf("error %v", err)
	}
}

func TestFilterAndCount(t *testing.T) {
	f, err := filter.Compile("tcp.flags.syn == 1", names)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	fields := columnsNamed(t, "frame.number")
	if _, err := Fields(&out, chat(t), fields, DefaultFormat(), Options{Filter: f, Count: 18}); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); got != "3\n4\n18\n" {
		t.Errorf("%q, want the frames 3, 4, 18", got)
	}
}

// gate gives a source's batches one by one, and then waits.
type gate struct {
	capture.Source
	tokens chan struct{}
}

func (g *gate) Next(ctx context.Context, b *capture.Batch) error {
	select {
	case <-g.tokens:
		return g.Source.Next(ctx, b)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// TestOutputStartsAtOnce: the first lines are there though the input has not
// ended.
func TestOutputStartsAtOnce(t *testing.T) {
	src, err := capture.OpenBytes("test", samples.All()[0].Data)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	g := &gate{src, make(chan struct{}, 1)}
	l := flows.Start(context.Background(), g)
	defer l.Stop()
	r, w := io.Pipe()
	done := make(chan error)
	go func() {
		_, err := Text(w, l, TextStyle{Line: true}, Options{})
		w.Close()
		done <- err
	}()
	g.tokens <- struct{}{}
	line := make([]byte, 100)
	n, err := r.Read(line)
	if err != nil || !strings.HasPrefix(string(line[:n]), "    1 0.000000000 ") {
		t.Errorf("%q, %v; want the first line", line[:n], err)
	}
	close(g.tokens)
	io.Copy(io.Discard, r)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// closedWriter fails as a pipe does whose reader has gone.
type closedWriter struct{}

func (closedWriter) Write([]byte) (int, error) {
	return 0, &os.PathError{Op: "write", Path: "|1", Err: syscall.EPIPE}
}

func TestClosedPipe(t *testing.T) {
	_, err := Text(closedWriter{}, chat(t), TextStyle{Line: true}, Options{})
	if !errors.Is(err, ErrClosed) {
		t.Errorf("error %v, want ErrClosed", err)
	}
}

func TestDamageComesAfterTheRows(t *testing.T) {
	data := record(t, seg{client: true, seq: 100, fl: decode.SYN}, seg{client: true, seq: 101, fl: decode.ACK, data: "hello"})
	var out bytes.Buffer
	s, err := Text(&out, open(t, data[:len(data)-3]), TextStyle{Line: true}, Options{})
	if err != nil || s.Err == nil || strings.Count(out.String(), "\n") != 1 {
		t.Errorf("%q, %v, the input ended with %v; want one line and the damage", out.String(), err, s.Err)
	}
}

func TestAppendSafe(t *testing.T) {
	for in, want := range map[string]string{
		"plain 你好 é":          "plain 你好 é",
		"\x1b[31mred\x07":     `\x1b[31mred\x07`,
		"a\tb\nc\rd":          `a\x09b\x0ac\x0dd`,
		"bad\xff\xc3":         `bad\xff\xc3`,
		"\u202egpj.exe":       `\u202egpj.exe`,
		"\u009b31m":           `\x9b31m`,
		"\U000e0041tag\ufeff": `\U000e0041tag\ufeff`,
	} {
		if got := string(appendSafe(nil, []byte(in))); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

func FuzzAppendSafe(f *testing.F) {
	f.Add([]byte("\x1b]0;x\x07\u202e\xff"))
	f.Fuzz(func(t *testing.T, in []byte) {
		for _, r := range string(appendSafe(nil, in)) {
			if r < ' ' || r == 0x7f || 0x80 <= r && r < 0xa0 || 0x202a <= r && r <= 0x202e || 0x2066 <= r && r <= 0x2069 {
				t.Fatalf("%q leaves %U", in, r)
			}
		}
	})
}

func BenchmarkText(b *testing.B) {
	data := samples.All()[0].Data
	var rows int
	for range b.N {
		s, err := Text(io.Discard, open(b, data), TextStyle{Line: true}, Options{})
		if err != nil {
			b.Fatal(err)
		}
		rows += s.Rows()
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "frames/s")
}
