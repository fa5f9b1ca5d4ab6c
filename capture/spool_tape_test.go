package capture

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
)

// lazily opens a packed capture whose frames are perhaps not read again.
func lazily(t *testing.T, path string, opts Options) (Source, *spool) {
	t.Helper()
	opts.Lazy, opts.SpoolDir = true, t.TempDir()
	s, err := Open(path, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeSource(t, s) })
	return s, s.(closeAfter).Source.(*blockSource).in.(*spool)
}

// passed reads a source to its end, and no frame again.
func passed(t *testing.T, s Source) (frames []Frame) {
	t.Helper()
	var b Batch
	for {
		switch err := s.Next(context.Background(), &b); {
		case err == io.EOF:
			return frames
		case err != nil:
			t.Fatal(err)
		}
		frames = append(frames, b.Frames...)
	}
}

// spoolSize is the size of a spool file.
func spoolSize(t *testing.T, s *spool) int64 {
	t.Helper()
	st, err := s.file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	return st.Size()
}

// distinct makes a capture of n records of size bytes that differ.
func distinct(n, size int) []byte {
	p := littleGen.pcap(0xa1b2c3d4, 2, 4, 65535, 1)
	for i := range n {
		data := frame(size)
		binary.BigEndian.PutUint32(data, uint32(i))
		p = append(p, littleGen.rec(uint32(i), 0, uint32(size), uint32(size), nil, data)...)
	}
	return p
}

// Of what nobody reads again nothing is written; when somebody does, all is there, from
// wherever he begins.
func TestSpoolLazy(t *testing.T) {
	const records, size = 12000, 1000 // some times what is kept in memory
	p := distinct(records, size)
	for name, packed := range map[string][]byte{"gzip": gzipped(t, p), "zstd": zstded(t, p)} {
		path := write(t, name, packed)
		for _, first := range []int{0, records / 2, records - 1} {
			s, sp := lazily(t, path, Options{})
			frames := passed(t, s)
			if len(frames) != records {
				t.Fatalf("%s: %d frames", name, len(frames))
			}
			if n := spoolSize(t, sp); n != 0 {
				t.Errorf("%s: %d bytes were written for nobody", name, n)
			}
			b := make([]byte, size)
			for i := range records {
				f := frames[(first+i)%records]
				if _, err := s.Store().ReadAt(b, f.Off); err != nil || !bytes.Equal(b, p[f.Off:f.Off+size]) {
					t.Fatalf("%s, from %d on: the frame at %d: %v", name, first, f.Off, err)
				}
			}
			<-sp.saved
			if n := spoolSize(t, sp); n != int64(len(p)) {
				t.Errorf("%s: %d bytes of %d were written", name, n, len(p))
			}
		}
	}
}

// Frames can be read again while the rest is unpacked.
func TestSpoolLazyAmid(t *testing.T) {
	const records, size = 12000, 1000
	p := distinct(records, size)
	path := write(t, "packed", zstded(t, p))
	for _, from := range []int{0, 1, 20, 40} { // batches
		s, _ := lazily(t, path, Options{})
		var b Batch
		var seen []Frame
		again := make([]byte, size)
		for n := 0; ; n++ {
			err := s.Next(context.Background(), &b)
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			for i := range b.Frames {
				if f := b.Frames[i]; !bytes.Equal(b.Data(i), p[f.Off:f.Off+size]) {
					t.Fatalf("the frame at %d is another one", f.Off)
				}
			}
			seen = append(seen, b.Frames...)
			if n < from {
				continue
			}
			for _, f := range []Frame{seen[0], seen[len(seen)/2], seen[len(seen)-1]} {
				if _, err := s.Store().ReadAt(again, f.Off); err != nil || !bytes.Equal(again, p[f.Off:f.Off+size]) {
					t.Fatalf("from batch %d on, after %d frames: the frame at %d: %v", from, len(seen), f.Off, err)
				}
			}
		}
		if len(seen) != records {
			t.Errorf("from batch %d on: %d frames", from, len(seen))
		}
	}
}

// A frame that is larger than what is kept in memory goes by way of the file.
func TestSpoolLargeFrame(t *testing.T) {
	const large = 3 * reels * reelSize
	const usb = 189
	var p []byte
	for _, n := range []int{100, large, 100, large, 100} {
		p = append(p, littleGen.rec(1, 0, uint32(n), uint32(n), nil, frame(n))...)
	}
	p = slices.Concat(littleGen.pcap(0xa1b2c3d4, 2, 4, large, usb), p)
	s, _ := lazily(t, write(t, "large", zstded(t, p)), Options{})
	frames := passed(t, s)
	if len(frames) != 5 {
		t.Fatalf("%d frames", len(frames))
	}
	for _, f := range frames {
		b := make([]byte, f.CapLen)
		if _, err := s.Store().ReadAt(b, f.Off); err != nil || !bytes.Equal(b, frame(len(b))) {
			t.Errorf("the frame at %d: %v", f.Off, err)
		}
	}
}

// A file that is not what it was is not taken for it.
func TestSpoolLazyChanged(t *testing.T) {
	path := write(t, "changed", gzipped(t, distinct(12000, 1000)))
	s, _ := lazily(t, path, Options{})
	frames := passed(t, s)
	if err := os.WriteFile(path, gzipped(t, distinct(12001, 999)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := s.Store().ReadAt(make([]byte, 1000), frames[0].Off)
	if err == nil || !strings.Contains(err.Error(), "was changed while it was read") {
		t.Errorf("error %v", err)
	}
}

// The cap bounds the file: what is only looked at once may be longer.
func TestSpoolLazyCap(t *testing.T) {
	const limit = 1 << 20
	s, sp := lazily(t, write(t, "capped", gzipped(t, distinct(12000, 1000))), Options{SpoolCap: limit})
	frames := passed(t, s)
	if len(frames) != 12000 {
		t.Fatalf("%d frames", len(frames))
	}
	b := make([]byte, 1000)
	if _, err := s.Store().ReadAt(b, frames[0].Off); err != nil {
		t.Errorf("the first frame: %v", err)
	}
	if _, err := s.Store().ReadAt(b, frames[5000].Off); !errors.Is(err, ErrSpoolFull) {
		t.Errorf("a frame behind the cap: %v", err)
	}
	<-sp.disk.filled
	if sp.disk.refilled != limit {
		t.Errorf("%d bytes were read again where %d are allowed", sp.disk.refilled, limit)
	}
}

// What could not be written any more stays where it is.
func TestSpoolUnwritable(t *testing.T) {
	r, w := io.Pipe()
	s, err := OpenStream("pipe", r, Options{SpoolDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	sp := s.(*blockSource).in.(*spool)
	defer func() {
		r.Close()
		s.Close() // an error: the file is closed
		<-sp.finished
	}()
	sp.file.Close()
	p := distinct(12000, 1000) // some times what is kept in memory
	go func() {
		_, _ = w.Write(p)
		w.Close()
	}()
	got := drain(t, s)
	if !errors.Is(got.err, os.ErrClosed) || !strings.Contains(got.err.Error(), "cannot be spooled") {
		t.Errorf("error %v", got.err)
	}
	for _, f := range got.frames {
		b := make([]byte, f.CapLen)
		if _, err := s.Store().ReadAt(b, f.Off); err != nil || !bytes.Equal(b, p[f.Off:f.Off+int64(len(b))]) {
			t.Fatalf("the frame at %d: %v", f.Off, err)
		}
	}
}
