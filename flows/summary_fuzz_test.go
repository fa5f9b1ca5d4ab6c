package flows

import (
	"context"
	"strings"
	"testing"

	"tcptui/capture"
	"tcptui/decode"
	"tcptui/testdata/samples"
)

// FuzzSummary: whatever the segments, sums add up and nothing panics.
func FuzzSummary(f *testing.F) {
	for _, sample := range samples.All() {
		f.Add(sample.Data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		src, err := capture.OpenBytes("fuzz", data)
		if err != nil {
			return
		}
		defer src.Close()
		l := Start(context.Background(), src)
		defer l.Stop()
		s := l.Wait()
		checkSums(t, "fuzz", s, l.NewReader())
	})
}

// fuzzStep is how many bytes of a fuzzer's input make a segment.
const fuzzStep = 7

// FuzzSummaryOfSegments: the same for segments that are well formed and come in
// any order, with any numbers, at any time.
func FuzzSummaryOfSegments(f *testing.F) {
	f.Add([]byte{0, 2, 0, 0, 9, 0, 1, 1, 18, 0, 1, 9, 0, 1, 0, 16, 1, 1, 9, 0, 1, 0, 24, 1, 1, 9, 5, 9, 1, 16, 1, 6, 9, 0, 3})
	f.Add([]byte{0, 24, 1, 1, 9, 5, 9, 0, 24, 1, 1, 9, 5, 200, 1, 16, 1, 6, 0, 0, 9, 1, 17, 1, 6, 9, 0, 9, 0, 4, 1, 1, 9, 0, 9})
	f.Fuzz(func(t *testing.T, b []byte) {
		w := newWire(t)
		for ; len(b) >= fuzzStep && w.buf.Len() < 1<<16; b = b[fuzzStep:] {
			s := seg{from: hostC, to: hostS, flags: decode.Flags(b[1]), seq: 100 + uint32(b[2]), ack: 100 + uint32(b[3]),
				window: uint16(b[4]), data: strings.Repeat("x", int(b[5]))}
			if b[0]&1 != 0 {
				s.from, s.to = hostS, hostC
			}
			if b[0]&2 != 0 {
				s.options = scale(b[0] >> 4)
			}
			w.after(int(int8(b[6]))*10, s) // back as well
		}
		l, s := w.open()
		checkSums(t, "fuzz", s, l.NewReader())
	})
}
