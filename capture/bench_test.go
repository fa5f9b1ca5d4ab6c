package capture

import (
	"context"
	"io"
	"testing"
)

// benchSource reads a capture file again and again.
func benchSource(b *testing.B, p []byte, open func(path string) (Source, error)) {
	path := write(b, "bench", p)
	var batch Batch
	frames := 0
	b.SetBytes(int64(len(p)))
	b.ReportAllocs()
	for b.Loop() {
		s, err := open(path)
		if err != nil {
			b.Fatal(err)
		}
		for {
			err := s.Next(context.Background(), &batch)
			if err == io.EOF {
				break
			}
			if err != nil {
				b.Fatal(err)
			}
			frames += len(batch.Frames)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(frames)/b.Elapsed().Seconds()/1e6, "Mframes/s")
}

func openPlain(path string) (Source, error) { return Open(path, Options{}) }

func benchPcapng(n, size int) []byte {
	g := littleGen
	p := join(g.shb(1, 0), g.idb(1, 0))
	one := g.epb(0, 1000000005, frame(size))
	for range n {
		p = append(p, one...)
	}
	return p
}

func BenchmarkPcap60(b *testing.B)     { benchSource(b, littleGen.pcapFile(500000, 60), openPlain) }
func BenchmarkPcap60Big(b *testing.B)  { benchSource(b, bigGen.pcapFile(500000, 60), openPlain) }
func BenchmarkPcap1000(b *testing.B)   { benchSource(b, littleGen.pcapFile(50000, 1000), openPlain) }
func BenchmarkPcapng60(b *testing.B)   { benchSource(b, benchPcapng(500000, 60), openPlain) }
func BenchmarkPcapng1000(b *testing.B) { benchSource(b, benchPcapng(50000, 1000), openPlain) }
func BenchmarkGzip60(b *testing.B) {
	benchSource(b, gzipped(b, littleGen.pcapFile(200000, 60)), openPlain)
}

func BenchmarkMerge(b *testing.B) {
	benchSource(b, littleGen.pcapFile(250000, 60), func(path string) (Source, error) {
		one, err := Open(path, Options{})
		if err != nil {
			return nil, err
		}
		two, err := Open(path, Options{})
		if err != nil {
			return nil, err
		}
		return Merge([]Source{one, two})
	})
}

// BenchmarkCut is cutting alone, without reading.
func BenchmarkCut(b *testing.B) {
	for name, p := range map[string][]byte{"pcap": littleGen.pcapFile(10000, 60), "pcapng": benchPcapng(10000, 60)} {
		b.Run(name, func(b *testing.B) {
			var batch Batch
			frames := 0
			b.SetBytes(int64(len(p)))
			for b.Loop() {
				c, err := cutterFor(p)
				if err != nil {
					b.Fatal(err)
				}
				batch.Frames = batch.Frames[:0]
				if _, _, err := c.cut(p, 0, &batch); err != nil {
					b.Fatal(err)
				}
				frames += len(batch.Frames)
			}
			b.ReportMetric(float64(frames)/b.Elapsed().Seconds()/1e6, "Mframes/s")
		})
	}
}
