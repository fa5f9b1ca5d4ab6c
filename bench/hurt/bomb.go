package hurt

import (
	"compress/gzip"
	"io"

	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
)

// bombs are small files that become large when they are opened. What is counted are MiB
// after that.
var bombs = []Shape{
	{Name: "gzip", Hurts: "MiB of a capture packed as gzip", Full: 8192, Pack: true, write: packed(inGzip, inside)},
	{Name: "zstd", Hurts: "MiB of a capture packed as zstd", Full: 8192, Pack: true, write: packed(inZstd, inside)},
	{Name: "lz4", Hurts: "MiB of a capture packed as lz4", Full: 8192, Pack: true, write: packed(inLZ4, inside)},
	{Name: "gzip-nothing", Hurts: "MiB of zeros packed as gzip", Full: 8192, Pack: true, write: packed(inGzip, nothing)},
	{Name: "zstd-window", Hurts: "MiB of a capture packed as zstd that asks for a window of 512 MiB", Full: 8192, Pack: true, write: packed(inWideZstd, inside)},
	{Name: "nested-gzip", Hurts: "MiB of zeros packed as gzip in gzip in gzip", Full: 8192, Pack: true, write: packed(inGzip, func(w io.Writer, n int) error {
		return pack(w, n, inGzip, func(w io.Writer, n int) error { return pack(w, n, inGzip, nothing) })
	})},
}

// packed is a capture that `make` writes and `by` packs.
func packed(by func(io.Writer) (io.WriteCloser, error), make func(w io.Writer, n int) error) func(f *file, n int) {
	return func(f *file, n int) {
		if err := pack(f.w, n, by, make); err != nil && f.err == nil {
			f.err = err
		}
	}
}

func pack(w io.Writer, n int, by func(io.Writer) (io.WriteCloser, error), make func(w io.Writer, n int) error) error {
	p, err := by(w)
	if err != nil {
		return err
	}
	if err := make(p, n); err != nil {
		return err
	}
	return p.Close()
}

func inGzip(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriterLevel(w, gzip.BestSpeed) }
func inZstd(w io.Writer) (io.WriteCloser, error) {
	return zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
}
func inWideZstd(w io.Writer) (io.WriteCloser, error) {
	return zstd.NewWriter(w, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(zstd.MaxWindowSize))
}
func inLZ4(w io.Writer) (io.WriteCloser, error) { return lz4.NewWriter(w), nil }

// inside writes n MiB of a capture: segments of 64 KiB that are all zeros.
func inside(w io.Writer, n int) error {
	return Shape{write: inOne(14, func(f *file, i, _ int) {
		s := up(ack, 1+uint32(i)*65408, 1)
		s.data = make([]byte, 65408)
		f.send(s)
	})}.Write(w, n*16)
}

// nothing writes n MiB of zeros.
func nothing(w io.Writer, n int) error {
	_, err := io.CopyN(w, zeros(0), int64(n)<<20)
	return err
}
