package filter

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"tcptui/bench/gen"
	"tcptui/capture"
	"tcptui/flows"
)

// generated is a capture of about so many frames, read from a file.
func generated(tb testing.TB, cfg gen.Config, packets int) (*flows.Live, *flows.Snapshot, int64) {
	tb.Helper()
	cfg.Connections = max(1, cfg.Connections*packets/cfg.Packets)
	cfg.Concurrent = min(cfg.Concurrent, cfg.Connections)
	cfg.Packets = packets
	file, err := gen.Bytes(cfg)
	if err != nil {
		tb.Fatal(err)
	}
	path := filepath.Join(tb.TempDir(), "generated.pcap")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		tb.Fatal(err)
	}
	src, err := capture.Open(path, capture.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	l := flows.Start(context.Background(), src)
	tb.Cleanup(func() {
		l.Stop()
		src.Close()
	})
	return l, l.Wait(), int64(len(file))
}

// scanned are filters over columns, bytes, and both.
var scanned = []string{
	"tcp", "!tcp", "tcp.port == 80", "!(tcp.port == 80)", "tcp.port != 443", "all tcp.port > 1000", "tcp.flags.syn == 1 && tcp.flags.ack == 0",
	"tcp.flags & 3", "tcp.flags & 2 == 2", "tcp.len in {1..100, 1448}", "ip.src == 10.0.0.0/9", "ip.addr != 10.0.0.1", "any ip.addr in {10.0.0.1..10.0.0.9}",
	"frame.number % 7 == 0", "frame.number > 100 && frame.number <= 1500", "tcp.seq < tcp.ack", "frame.len != frame.cap_len", "tcp.seq_raw === tcp.seq",
	"fsm.client == ESTABLISHED", "fsm.client", "upper(fsm.server) contains \"WAIT\"", "fsm.server in {\"CLOSE-WAIT\", \"LAST-ACK\"}", "fsm.client.how == \"observed\"",
	"tcp.analysis.flags", "not tcp.analysis.retransmission or tcp.connection.syn", "tcp.window_size_scalefactor < 0", "tcp.completeness & 4",
	"frame.time_relative > 0.001", "tcp.time_delta > 0.0001", "tcp.payload contains \"a\" && tcp.len > 10", "ip.ttl == 64 || tcp.flags.fin == 1", "ip && !ipv6",
	"tcp.len > 0 && ip.ttl > 3", "ip.ttl < 10 && tcp.len > 0", "conn.segment == \"original\"", "tcp.nxtseq > tcp.seq", "ip.src == ip.dst", "tcp.port == tcp.srcport",
}

// TestScan: scanning keeps the rows that evaluating one after the other keeps.
func TestScan(t *testing.T) {
	for _, cfg := range []gen.Config{gen.Bulk(), gen.Many()} {
		l, s, _ := generated(t, cfg, 3*scanPiece/2)
		rows := uint32(s.Rows())
		for _, src := range scanned {
			f, err := Compile(src, names)
			if err != nil {
				t.Fatalf("%s: %v", src, err)
			}
			m, r := f.Matcher(), l.NewReader()
			var want []uint32
			for i := range rows {
				if m.Match(r.At(s, i)) {
					want = append(want, i)
				}
			}
			if got := f.Scanner(r).Rows(s, 0, rows, nil); !slices.Equal(got, want) {
				t.Errorf("%s: a scanner keeps %d rows, a matcher %d", src, len(got), len(want))
			}
			var got []uint32
			last := uint32(7)
			err = f.Scan(context.Background(), s, l.NewReader, last, rows, 3, func(upTo uint32, rows []uint32) {
				if upTo <= last {
					t.Errorf("%s: answers up to %d after %d", src, upTo, last)
				}
				last, got = upTo, append(got, rows...)
			})
			want = slices.DeleteFunc(want, func(i uint32) bool { return i < 7 })
			if err != nil || last != rows || !slices.Equal(got, want) {
				t.Errorf("%s: three workers keep %d rows up to %d, want %d; error %v", src, len(got), last, len(want), err)
			}
		}
	}
}

// TestScanCancelled: a scan that is given up ends with the reason, and nothing
// reads any more.
func TestScanCancelled(t *testing.T) {
	l, s, _ := generated(t, gen.Bulk(), 5*scanPiece)
	f, err := Compile("tcp.payload contains \"x\"", names)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	pieces := 0
	err = f.Scan(ctx, s, l.NewReader, 0, uint32(s.Rows()), 2, func(uint32, []uint32) {
		pieces++
		cancel()
	})
	if !errors.Is(err, context.Canceled) || pieces > 1 {
		t.Errorf("error %v after %d pieces", err, pieces)
	}
}

// BenchmarkScan measures one worker: rows a second over columns, bytes of the
// file a second where packets are read.
func BenchmarkScan(b *testing.B) {
	l, s, size := generated(b, gen.Bulk(), 400_000)
	for _, src := range []string{"frame.len > 1000", "tcp.stream == 3", "tcp.flags.syn == 1", "tcp.port == 443", "ip.addr == 10.0.0.0/8", "tcp.seq > 1000",
		"fsm.client == TIME_WAIT", "tcp.analysis.retransmission", "tcp.flags.syn == 1 && tcp.flags.ack == 0 || tcp.len > 1400",
		"frame contains \"needle\"", "tcp contains \"needle\"", "tcp.payload contains \"needle\"", "tcp.payload matches \"needle[0-9]\""} {
		b.Run(src, func(b *testing.B) {
			f, err := Compile(src, names)
			if err != nil {
				b.Fatal(err)
			}
			scan := f.Scanner(l.NewReader())
			rows := uint32(s.Rows())
			out := make([]uint32, 0, rows)
			if f.Need() == flows.NeedPacket && !f.Columns() {
				b.SetBytes(size)
			}
			b.ResetTimer()
			for b.Loop() {
				out = scan.Rows(s, 0, rows, out[:0])
			}
			b.ReportMetric(float64(b.N)*float64(rows)/b.Elapsed().Seconds()/1e6, "Mrows/s")
		})
	}
}
