package capture

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// seeds are small captures of every kind.
func seeds(t testing.TB) [][]byte {
	var all [][]byte
	for _, g := range []gen{littleGen, bigGen} {
		for _, magic := range []uint32{0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34, 0x1c0001ac} {
			all = append(all, join(g.pcap(magic, 2, 4, 100, 1), g.rec(1, 2, 20, 30, nil, frame(20)), g.rec(2, 2, 3, 3, nil, frame(3))))
		}
		all = append(all, join(g.pcap(0xa1b2c3d4, 2, 2, 100, 15), g.rec(1, 2, 30, 20, nil, frame(20))))
		all = append(all, everything(g))
		all = append(all, join(g.shb(1, 0), g.idb(1, 0, g.opt(9, []byte{0xff}), g.opt(14, g.AppendUint64(nil, 1<<63))),
			g.pb(0, 1<<63, frame(5)), g.block(0x204, frame(40)), g.block(0x216, frame(40)), g.block(0x77, frame(9))))
	}
	return all
}

// checkSource reads a source to its end and holds what every source promises of
// an input of size bytes.
func checkSource(t *testing.T, s Source, size int64) {
	t.Helper()
	var b Batch
	store := s.Store()
	last, total := int64(0), int64(0)
	for {
		err := s.Next(context.Background(), &b)
		if err != nil {
			if len(b.Frames) != 0 {
				t.Fatal("frames together with an error")
			}
			var e *Error
			if err != io.EOF && !errors.As(err, &e) {
				t.Fatalf("%T is no *Error", err)
			}
			if e != nil && (e.Off > size || e.Hint == "" || e.Path == "") {
				t.Fatalf("error %+v of an input of %d bytes", e, size)
			}
			return
		}
		if len(b.Frames) == 0 {
			t.Fatal("no frames and no error")
		}
		for i, f := range b.Frames {
			end := f.Off + int64(f.CapLen)
			if f.Off < last || end > size {
				t.Fatalf("frame from %d to %d, after %d, of %d bytes", f.Off, end, last, size)
			}
			last = end
			total += int64(f.CapLen)
			if int(f.Iface) >= len(b.Ifaces) {
				t.Fatalf("interface %d of %d", f.Iface, len(b.Ifaces))
			}
			again := make([]byte, f.CapLen)
			if _, err := store.ReadAt(again, f.Off); err != nil && err != io.EOF || !bytes.Equal(again, b.Data(i)) {
				t.Fatalf("read again: %v", err)
			}
			if _, err := NoteOf(store, f.Off, f.CapLen); err != nil {
				t.Fatalf("note: %v", err)
			}
		}
		if total > size {
			t.Fatalf("%d bytes of frames in %d", total, size)
		}
		if cap(b.buf) > blockRead && int64(cap(b.buf)) > size {
			t.Fatalf("buffer of %d bytes for an input of %d", cap(b.buf), size)
		}
		if int64(len(b.Ifaces)) > size/8 {
			t.Fatalf("%d interfaces in %d bytes", len(b.Ifaces), size)
		}
	}
}

func fuzzBytes(t *testing.T, p []byte) {
	s, err := OpenBytes("mem", p)
	if err != nil {
		if _, ok := err.(*Error); !ok || s != nil {
			t.Fatalf("%T, source %v", err, s)
		}
		return
	}
	checkSource(t, s, int64(len(p)))
	closeSource(t, s)
}

// FuzzPcap reads anything behind every pcap magic.
func FuzzPcap(f *testing.F) {
	for _, p := range seeds(f) {
		if m, _ := isPcap(p); m != nil {
			f.Add(uint8(0), false, p[4:])
		}
	}
	f.Fuzz(func(t *testing.T, magic uint8, big bool, rest []byte) {
		g := littleGen
		if big {
			g = bigGen
		}
		m := pcapMagics[int(magic)%len(pcapMagics)].magic
		fuzzBytes(t, append(g.AppendUint32(nil, m), rest...))
	})
}

// FuzzPcapng reads anything behind a section header of either order.
func FuzzPcapng(f *testing.F) {
	for _, p := range seeds(f) {
		if isPcapng(p) {
			f.Add(p[8] == 0x1a, p[28:])
		}
	}
	f.Fuzz(func(t *testing.T, big bool, rest []byte) {
		g := littleGen
		if big {
			g = bigGen
		}
		fuzzBytes(t, append(g.shb(1, 0), rest...))
	})
}

// FuzzPieces cuts the same bytes whole and in two pieces: the frames must be
// the same.
func FuzzPieces(f *testing.F) {
	for _, p := range seeds(f) {
		f.Add(p, uint16(30))
	}
	f.Fuzz(func(t *testing.T, p []byte, at uint16) {
		if len(p) < magicLen {
			return
		}
		whole := drainBytes(t, p)
		if m, _ := isPcap(p); m != nil && len(m.records) > 1 {
			return // the first records as far as they are there choose the variant
		}
		r, w := io.Pipe()
		s, err := OpenStream("mem", r, Options{SpoolDir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		defer closeSource(t, s)
		defer r.Close() // ends a Write that nobody reads any more
		go func() {
			cut := int(at) % len(p)
			_, _ = w.Write(p[:cut])
			_, _ = w.Write(p[cut:])
			w.Close()
		}()
		pieces := drain(t, s)
		if packingOf(p) != nil {
			return
		}
		compareFrames(t, pieces.frames, whole.frames)
		if (whole.err == nil) != (pieces.err == nil) || whole.err != nil && whole.err.Error() != pieces.err.Error() {
			t.Errorf("whole: %v, in pieces: %v", whole.err, pieces.err)
		}
	})
}

// FuzzOpen reads anything as a stream, unpacking it; the cap of the spool holds
// what comes out of little.
func FuzzOpen(f *testing.F) {
	for _, p := range seeds(f)[:6] {
		f.Add(p)
		f.Add(gzipped(f, p))
		f.Add(zstded(f, p, zstd.WithWindowSize(zstd.MinWindowSize)))
		f.Add(lz4ed(f, p))
	}
	f.Add([]byte("\x02\x21\x4c\x18\x05\x00\x00\x00abcde"))
	f.Fuzz(func(t *testing.T, p []byte) {
		const room = 1 << 20
		s, err := OpenStream("mem", bytes.NewReader(p), Options{SpoolCap: room, SpoolDir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		checkSource(t, s, room)
		closeSource(t, s)
	})
}

// FuzzSave writes what it reads; the copy must read the same.
func FuzzSave(f *testing.F) {
	for _, p := range seeds(f) {
		f.Add(p)
	}
	f.Fuzz(func(t *testing.T, p []byte) {
		s, err := OpenBytes("mem", p)
		if err != nil {
			return
		}
		var out bytes.Buffer
		w := NewWriter(&out, FormatPcapng)
		var kept []Frame
		for r, err := range sourceRecords(context.Background(), s) {
			if err == nil && w.Write(r) == nil {
				r.Frame.Iface = 0
				kept = append(kept, r.Frame)
			}
		}
		closeSource(t, s)
		if err := w.Flush(nil); err != nil {
			t.Fatal(err)
		}
		again := drainBytes(t, out.Bytes())
		if again.err != nil || len(again.frames) != len(kept) {
			t.Fatalf("%d frames of %d, error %v", len(again.frames), len(kept), again.err)
		}
		for i, g := range again.frames {
			k := kept[i]
			if g.CapLen != k.CapLen || g.OrigLen != k.OrigLen && k.CapLen < k.OrigLen || !k.NoTime && g.Time != k.Time {
				t.Fatalf("frame %d: %+v, was %+v", i, g, k)
			}
		}
	})
}
