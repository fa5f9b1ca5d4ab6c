package indexcache

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
)

// headerRoom is how many bytes a file has before what was kept: a page.
const headerRoom = 4096

// magic begins a file and has the version of its layout.
var magic = [16]byte{'t', 'c', 'p', 't', 'u', 'i', ' ', 'i', 'n', 'd', 'e', 'x', ' ', '0', '1', '\n'}

// header is what a file begins with, in this order, the lowest byte first; a CRC-32C of it
// follows.
type header struct {
	Magic   [16]byte
	Build   build
	Look    [16]byte // how the capture was looked at: the beginning of a SHA-256
	Capture identity
	Salt    uint64   // chooses the blocks that are compared
	Sample  [32]byte // SHA-256 of these blocks
	Length  int64    // bytes behind the header
}

var (
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
	errNoIndex = errors.New("it is no kept index of this version")
)

// write puts a header at the beginning of a file.
func (h *header) write(w io.WriterAt) error {
	var b bytes.Buffer
	if err := binary.Write(&b, binary.LittleEndian, h); err != nil {
		return err
	}
	sum := crc32.Checksum(b.Bytes(), castagnoli)
	_, err := w.WriteAt(binary.LittleEndian.AppendUint32(b.Bytes(), sum), 0)
	return err
}

// readHeader reads the header of a file of size bytes.
func readHeader(r io.ReaderAt, size int64) (*header, error) {
	h := new(header)
	n := binary.Size(h)
	data := make([]byte, n+4)
	if _, err := r.ReadAt(data, 0); err != nil {
		return nil, errNoIndex
	}
	if binary.LittleEndian.Uint32(data[n:]) != crc32.Checksum(data[:n], castagnoli) {
		return nil, errNoIndex
	}
	if _, err := binary.Decode(data, binary.LittleEndian, h); err != nil {
		return nil, err
	}
	if h.Magic != magic || h.Length != size-headerRoom {
		return nil, errNoIndex
	}
	return h, nil
}
