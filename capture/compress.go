package capture

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
)

// zstdWindow is the most memory that a zstd frame may ask for as its window, in
// bytes; the zstd command has the same limit unless told otherwise.
const zstdWindow = 128 << 20

// packing is a kind of compression.
type packing struct {
	name   string
	magics []string
	// unpack returns a reader of what r holds packed, of all its members or
	// frames, one after the other.
	unpack func(r *bufio.Reader) (io.ReadCloser, error)
}

var packings = []packing{
	{"gzip", []string{"\x1f\x8b"}, unpackGzip},
	// RFC 8878; a skippable frame may come first. lz4 has the same skippable
	// frames, but no writer is known that begins with one.
	{"zstd", []string{"\x28\xb5\x2f\xfd", "\x50\x2a\x4d\x18"}, unpackZstd},
	{"lz4", []string{"\x04\x22\x4d\x18", "\x02\x21\x4c\x18"}, unpackLz4}, // frame format, legacy format
}

// packingOf returns the compression that head begins, nil if there is none.
func packingOf(head []byte) *packing {
	for i := range packings {
		for _, m := range packings[i].magics {
			if strings.HasPrefix(string(head), m) {
				return &packings[i]
			}
		}
	}
	return nil
}

// unpackError words what went wrong in unpacking.
func (p *packing) unpackError(err error) *Error {
	e := &Error{Off: -1, What: p.name + " data is damaged", Err: err, Hint: "what could be unpacked is shown"}
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		e.What, e.Err = p.name+" data is cut off", nil
	case errors.Is(err, zstd.ErrWindowSizeExceeded), errors.Is(err, zstd.ErrDecoderSizeExceeded):
		e.What = fmt.Sprintf("%s data needs more than %d MiB of memory", p.name, zstdWindow>>20)
		e.Hint = "unpack it with zstd --long=31 and open the result"
	}
	return e
}

func unpackZstd(r *bufio.Reader) (io.ReadCloser, error) {
	// One at a time: more would start goroutines and hold more blocks.
	d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(zstdWindow))
	if err != nil {
		return nil, err
	}
	return d.IOReadCloser(), nil
}

// lz4Reader reads frame after frame: lz4.Reader ends with the first.
type lz4Reader struct {
	in *bufio.Reader
	z  *lz4.Reader
}

func unpackLz4(r *bufio.Reader) (io.ReadCloser, error) {
	return &lz4Reader{r, lz4.NewReader(r)}, nil
}

func (l *lz4Reader) Read(p []byte) (int, error) {
	for {
		n, err := l.z.Read(p)
		switch {
		case err != io.EOF:
			return n, err
		case n > 0:
			return n, nil
		}
		if _, err := l.in.Peek(1); err != nil {
			return 0, err
		}
		l.z.Reset(l.in)
	}
}

func (l *lz4Reader) Close() error { return nil }

// gzipReader reads member after member. What follows the last is passed over
// when it is zeros, as tapes and some writers pad with them, else it is damage.
type gzipReader struct {
	in *bufio.Reader
	z  *gzip.Reader
}

func unpackGzip(r *bufio.Reader) (io.ReadCloser, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, noEOF(err)
	}
	z.Multistream(false)
	return &gzipReader{r, z}, nil
}

func (g *gzipReader) Read(p []byte) (int, error) {
	for {
		n, err := g.z.Read(p)
		switch {
		case err != io.EOF:
			return n, err
		case n > 0:
			return n, nil // the end of the member comes again
		}
		if err := g.nextMember(); err != nil {
			return 0, err
		}
	}
}

// nextMember returns io.EOF when there is none.
func (g *gzipReader) nextMember() error {
	head, err := g.in.Peek(2)
	if err == nil && string(head) == "\x1f\x8b" {
		if err := g.z.Reset(g.in); err != nil {
			return noEOF(err)
		}
		g.z.Multistream(false)
		return nil
	}
	for {
		switch c, err := g.in.ReadByte(); {
		case err != nil:
			return err
		case c != 0:
			return errors.New("something else follows")
		}
	}
}

func (g *gzipReader) Close() error { return g.z.Close() }

// noEOF makes the end of the input inside a header what it is.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
