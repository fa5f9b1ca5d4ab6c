package flows

import (
	"context"
	"testing"

	"tcptui/bench/gen"
	"tcptui/capture"
)

// BenchmarkIngest reads captures of several shapes from memory into the index:
// framing, decoding, tracking and states, with the snapshots that a screen
// would take.
func BenchmarkIngest(b *testing.B) {
	for _, shape := range []struct {
		name string
		cfg  gen.Config
	}{{"bulk", gen.Bulk()}, {"small", gen.Small()}, {"many", gen.Many()}} {
		b.Run(shape.name, func(b *testing.B) {
			cfg := shape.cfg
			const packets = 400_000
			cfg.Connections = max(1, cfg.Connections*packets/cfg.Packets)
			cfg.Concurrent = min(cfg.Concurrent, cfg.Connections)
			cfg.Packets = packets
			file, err := gen.Bytes(cfg)
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(len(file)))
			read := 0
			for b.Loop() {
				src, err := capture.OpenBytes("generated", file)
				if err != nil {
					b.Fatal(err)
				}
				l := Start(context.Background(), src)
				read += l.Wait().Rows()
				l.Stop()
				src.Close()
			}
			b.ReportMetric(float64(read)/b.Elapsed().Seconds(), "packets/s")
		})
	}
}
