package flows

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"tcptui/capture"
	"tcptui/decode"
)

// TestInterfaceIDs: the number of an interface is how many its section had before, in
// whatever order they are asked for, and while more are told.
func TestInterfaceIDs(t *testing.T) {
	var all []capture.Interface
	for i := range 600 {
		f := capture.Interface{Link: 1, Section: i / 100}
		switch {
		case i >= 400:
			f.Section = i % 7 // captures that were merged
		case i%10 == 3:
			f.Link = capture.LinkCustomBlock
		}
		all = append(all, f)
	}
	var up, down, turns interfaceIDs
	for i := range all {
		want := uint64(0)
		for _, f := range all[:i] {
			if f.Section == all[i].Section && f.Link < capture.LinkCustomBlock {
				want++
			}
		}
		if got := up.of(all[:i+1], i); got != want {
			t.Fatalf("interface %d has number %d, want %d", i, got, want)
		}
	}
	for i := range slices.Backward(all) {
		if got, want := down.of(all, i), up.of(all, i); got != want {
			t.Fatalf("asked from the last on, interface %d has number %d, want %d", i, got, want)
		}
		k := i * 7919 % len(all)
		if got, want := turns.of(all, k), up.of(all, k); got != want {
			t.Fatalf("asked in turns, interface %d has number %d, want %d", k, got, want)
		}
	}
}

// BenchmarkInterfaceID looks up the interface of each frame where each has another.
func BenchmarkInterfaceID(b *testing.B) {
	const count = 50_000
	var ifaces []capture.Interface
	for i := range count {
		ifaces = append(ifaces, capture.Interface{Link: 101, FCSLen: -1, Name: fmt.Sprint("eth", i)})
	}
	var file bytes.Buffer
	w := capture.NewWriter(&file, capture.FormatPcapng)
	for i := range ifaces {
		data := []byte("\x45\x00\x00\x14")
		if err := w.Write(capture.Record{Frame: capture.Frame{CapLen: uint32(len(data)), OrigLen: 20, Iface: uint16(i)}, Ifaces: ifaces, Data: data}); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Flush(ifaces); err != nil {
		b.Fatal(err)
	}
	l, s := openBytes(b, file.Bytes())
	all := Fields()
	f := all[slices.IndexFunc(all, func(f Field) bool { return f.Name == "frame.interface_id" })]
	var values []decode.Value
	looked := 0
	for b.Loop() {
		r := l.NewReader()
		for row := range s.AllRows() {
			values = f.Of(r.At(s, row), values[:0])
			if looked++; len(values) != 1 || values[0].U != uint64(row) {
				b.Fatalf("row %d: %+v", row, values)
			}
		}
	}
	b.ReportMetric(float64(looked)/b.Elapsed().Seconds(), "frames/s")
}
