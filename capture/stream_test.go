package capture

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
)

func gzipped(t testing.TB, p []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	return packed(t, &b, w, p)
}

func zstded(t testing.TB, p []byte, opts ...zstd.EOption) []byte {
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b, append(opts, zstd.WithEncoderConcurrency(1))...)
	if err != nil {
		t.Fatal(err)
	}
	return packed(t, &b, w, p)
}

func lz4ed(t testing.TB, p []byte, opts ...lz4.Option) []byte {
	var b bytes.Buffer
	w := lz4.NewWriter(&b)
	if err := w.Apply(opts...); err != nil {
		t.Fatal(err)
	}
	return packed(t, &b, w, p)
}

func packed(t testing.TB, b *bytes.Buffer, w io.WriteCloser, p []byte) []byte {
	t.Helper()
	if _, err := w.Write(p); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestCompressed(t *testing.T) {
	p := littleGen.pcapFile(20000, 60)
	half := len(p) / 2
	tests := []struct {
		name   string
		packed []byte
		frames int
		want   string // in the error; "": none
	}{
		{"gzip", gzipped(t, p), 20000, ""},
		{"gzip, two members", append(gzipped(t, p[:half]), gzipped(t, p[half:])...), 20000, ""},
		{"gzip, padded with zeros", append(gzipped(t, p), make([]byte, 600)...), 20000, ""},
		{"gzip, cut off", gzipped(t, p)[:len(gzipped(t, p))/2], -1, "gzip data is cut off, after"},
		{"gzip, header cut off", gzipped(t, p)[:5], 0, "gzip data is cut off"},
		{"gzip, something behind", append(gzipped(t, p), "junk"...), 20000, "something else follows"},
		{"zstd", zstded(t, p), 20000, ""},
		{"zstd, two frames", append(zstded(t, p[:half]), zstded(t, p[half:])...), 20000, ""},
		{"zstd, skippable frame first", append([]byte("\x50\x2a\x4d\x18\x03\x00\x00\x00abc"), zstded(t, p)...), 20000, ""},
		{"zstd, cut off", zstded(t, p)[:len(zstded(t, p))/2], -1, "zstd data is cut off"},
		{"zstd, window too large", zstded(t, p, zstd.WithWindowSize(zstd.MaxWindowSize), zstd.WithSingleSegment(false)), 0, "more than 128 MiB of memory"},
		{"lz4", lz4ed(t, p), 20000, ""},
		{"lz4, two frames", append(lz4ed(t, p[:half]), lz4ed(t, p[half:])...), 20000, ""},
		{"lz4, legacy", lz4ed(t, p, lz4.LegacyOption(true)), 20000, ""},
		{"lz4, cut off", lz4ed(t, p)[:len(lz4ed(t, p))/2], -1, "lz4 data is cut off"},
		{"gzip in gzip", gzipped(t, gzipped(t, p)), 0, "is gzip data (it is compressed twice"},
		{"gzip of nothing", gzipped(t, nil), 0, "is empty"},
		{"gzip of text", gzipped(t, []byte("hello world")), 0, "is not a capture"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := write(t, "capture", tt.packed)
			s, err := Open(path, Options{SpoolDir: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			defer closeSource(t, s)
			got := drain(t, s)
			if tt.frames >= 0 && len(got.frames) != tt.frames {
				t.Errorf("%d frames, want %d", len(got.frames), tt.frames)
			}
			switch {
			case tt.want == "" && got.err != nil, tt.want != "" && got.err == nil:
				t.Errorf("error %v, want %q", got.err, tt.want)
			case tt.want != "" && !strings.Contains(got.err.Error(), tt.want):
				t.Errorf("error %v, want %q", got.err, tt.want)
			}
			if s.Size() != int64(len(tt.packed)) {
				t.Errorf("size %d of %d", s.Size(), len(tt.packed))
			}
		})
	}
}

// Frames come while the stream is still open, and the spool file is nobody
// else's and gone afterwards.
func TestStreamWhileOpen(t *testing.T) {
	dir := t.TempDir()
	r, w := io.Pipe()
	s, err := OpenStream("pipe", r, Options{SpoolDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if s.Size() != -1 {
		t.Errorf("size %d of a pipe", s.Size())
	}
	p := littleGen.pcapFile(2, 60)
	var b Batch
	for i, part := range [][]byte{p[:110], p[110:]} { // a frame and a piece, then the rest
		if _, err := w.Write(part); err != nil {
			t.Fatal(err)
		}
		if err := s.Next(context.Background(), &b); err != nil || len(b.Frames) != 1 {
			t.Fatalf("part %d: %d frames, %v", i, len(b.Frames), err)
		}
		if !bytes.Equal(b.Data(0), frame(60)) {
			t.Error("other bytes")
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Next(context.Background(), &b); err != io.EOF {
		t.Errorf("at the end: %v", err)
	}
	closeSource(t, s)
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// The cap is told, and what fits is delivered. A stream that just fits is fine.
func TestSpoolCap(t *testing.T) {
	p := littleGen.pcapFile(1000, 60)
	for _, room := range []int64{int64(len(p)), int64(len(p)) - 1, 24 + 76*10 + 5, 3} {
		s, err := OpenStream("pipe", bytes.NewReader(p), Options{SpoolCap: room, SpoolDir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		got := drain(t, s)
		closeSource(t, s)
		if want := max(0, int(room-24)/76); len(got.frames) != want {
			t.Errorf("cap %d: %d frames, want %d", room, len(got.frames), want)
		}
		if full := errors.Is(got.err, ErrSpoolFull); full != (room < int64(len(p))) {
			t.Errorf("cap %d: error %v", room, got.err)
		}
	}
}

// failingReader gives what it has, then its error.
type failingReader struct {
	io.Reader
	err error
}

func (f failingReader) Read(p []byte) (int, error) {
	n, err := f.Reader.Read(p)
	if err == io.EOF {
		err = f.err
	}
	return n, err
}

func TestStreamError(t *testing.T) {
	cause := errors.New("the cable is out")
	s, err := OpenStream("net", failingReader{bytes.NewReader(littleGen.pcapFile(5, 60)), cause}, Options{SpoolDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer closeSource(t, s)
	got := drain(t, s)
	if len(got.frames) != 5 || !errors.Is(got.err, cause) {
		t.Errorf("%d frames, error %v", len(got.frames), got.err)
	}
}

func TestSpoolDirMissing(t *testing.T) {
	_, err := OpenStream("pipe", bytes.NewReader(nil), Options{SpoolDir: filepath.Join(t.TempDir(), "none")})
	if err == nil || !strings.Contains(err.Error(), "cannot be spooled") {
		t.Errorf("error %v", err)
	}
}

// Next stops waiting when its context ends, and goes on when called again.
func TestStreamContext(t *testing.T) {
	r, w := io.Pipe()
	s, err := OpenStream("pipe", r, Options{SpoolDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() {
		var b Batch
		ended <- s.Next(ctx, &b)
	}()
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	go func() {
		_, _ = w.Write(littleGen.pcapFile(1, 60))
		w.Close()
	}()
	if got := drain(t, s); len(got.frames) != 1 || got.err != nil {
		t.Errorf("%d frames, error %v", len(got.frames), got.err)
	}
	closeSource(t, s)
}
