package gen

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
)

// block is how many bytes of a file are made at a time; a frame more fits.
const (
	block   = 1 << 20
	largest = 2048
)

// file is the part of the capture file that is made and not yet read.
type file struct {
	buffer []byte
	read   int // bytes of buffer
	begun  bool
}

// Read gives the bytes of the capture file: io.Reader.
func (g *Generator) Read(p []byte) (int, error) {
	if g.file.read == len(g.file.buffer) && !g.fill() {
		return 0, io.EOF
	}
	n := copy(p, g.file.buffer[g.file.read:])
	g.file.read += n
	return n, nil
}

// Bytes returns the whole capture file of a configuration.
func Bytes(cfg Config) ([]byte, error) {
	g, err := New(cfg)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	_, err = g.WriteTo(&b)
	return b.Bytes(), err
}

// WriteTo writes what is left of the capture file to w: io.WriterTo. It
// returns the bytes written.
func (g *Generator) WriteTo(w io.Writer) (int64, error) {
	var written int64
	for g.file.read < len(g.file.buffer) || g.fill() {
		n, err := w.Write(g.file.buffer[g.file.read:])
		written += int64(n)
		g.file.read += n
		if err != nil {
			return written, fmt.Errorf("capture, byte %d: %w", written, err)
		}
	}
	return written, nil
}

// fill makes the next block of the file; false at its end.
func (g *Generator) fill() bool {
	f := &g.file
	if f.buffer == nil {
		f.buffer = make([]byte, 0, block+largest)
	}
	f.buffer, f.read = f.buffer[:0], 0
	if !f.begun {
		f.begun = true
		f.buffer = append(f.buffer, fileHeads[g.cfg.Format]...)
	}
	for len(f.buffer) < block {
		start := len(f.buffer)
		var at int64
		var ok bool
		if g.cfg.Format == Pcap {
			f.buffer, at, ok = g.Frame(append(f.buffer, make([]byte, 16)...))
		} else {
			f.buffer, at, ok = g.Frame(append(f.buffer, make([]byte, 28)...))
		}
		if !ok {
			f.buffer = f.buffer[:start]
			break
		}
		if g.cfg.Format == Pcap {
			finishPcap(f.buffer[start:], at)
		} else {
			f.buffer = finishPcapng(f.buffer, start, at)
		}
	}
	return len(f.buffer) > 0
}

// fileHeads are what the files begin with: Ethernet, time in nanoseconds,
// little-endian.
var fileHeads = [...]string{
	Pcap: "\x4d\x3c\xb2\xa1\x02\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04\x00\x01\x00\x00\x00",
	Pcapng: "\x0a\x0d\x0d\x0a\x1c\x00\x00\x00\x4d\x3c\x2b\x1a\x01\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\x1c\x00\x00\x00" + // section header
		"\x01\x00\x00\x00\x20\x00\x00\x00\x01\x00\x00\x00\x00\x00\x04\x00" + // interface description: Ethernet, 256 KiB
		"\x09\x00\x01\x00\x09\x00\x00\x00\x00\x00\x00\x00\x20\x00\x00\x00", // if_tsresol 9, end of options
}

// finishPcap fills in the record header at the beginning of record.
func finishPcap(record []byte, at int64) {
	length := uint32(len(record) - 16)
	binary.LittleEndian.PutUint32(record, uint32(at/1_000_000_000))
	binary.LittleEndian.PutUint32(record[4:], uint32(at%1_000_000_000))
	binary.LittleEndian.PutUint32(record[8:], length)
	binary.LittleEndian.PutUint32(record[12:], length)
}

// finishPcapng makes an enhanced packet block of buffer[start:], whose first 28
// bytes are free.
func finishPcapng(buffer []byte, start int, at int64) []byte {
	length := len(buffer) - start - 28
	for len(buffer)%4 != start%4 {
		buffer = append(buffer, 0)
	}
	total := uint32(len(buffer) - start + 4)
	record := buffer[start:]
	binary.LittleEndian.PutUint32(record, 6)
	binary.LittleEndian.PutUint32(record[4:], total)
	binary.LittleEndian.PutUint32(record[8:], 0)
	binary.LittleEndian.PutUint32(record[12:], uint32(uint64(at)>>32))
	binary.LittleEndian.PutUint32(record[16:], uint32(at))
	binary.LittleEndian.PutUint32(record[20:], uint32(length))
	binary.LittleEndian.PutUint32(record[24:], uint32(length))
	return binary.LittleEndian.AppendUint32(buffer, total)
}
