package capture

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// gen makes captures in one byte order.
type gen struct{ binary.AppendByteOrder }

var (
	littleGen = gen{binary.LittleEndian}
	bigGen    = gen{binary.BigEndian}
)

// pcap makes a pcap file header.
func (g gen) pcap(magic uint32, major, minor uint16, snap, network uint32) []byte {
	p := g.AppendUint32(nil, magic)
	p = g.AppendUint16(p, major)
	p = g.AppendUint16(p, minor)
	p = append(p, make([]byte, 8)...)
	p = g.AppendUint32(p, snap)
	return g.AppendUint32(p, network)
}

// rec makes a pcap record; extra stands between its header and the data.
func (g gen) rec(sec, frac, first, second uint32, extra, data []byte) []byte {
	p := g.AppendUint32(nil, sec)
	p = g.AppendUint32(p, frac)
	p = g.AppendUint32(p, first)
	p = g.AppendUint32(p, second)
	return append(append(p, extra...), data...)
}

// frame makes n bytes that look like nothing else.
func frame(n int) []byte {
	p := make([]byte, n)
	for i := range p {
		p[i] = byte(i*7 + n)
	}
	return p
}

// records makes n plain pcap records of size bytes, a second apart.
func (g gen) records(n, size int) (p []byte) {
	for i := range n {
		p = append(p, g.rec(1000+uint32(i), uint32(i), uint32(size), uint32(size), nil, frame(size))...)
	}
	return p
}

func (g gen) pcapFile(n, size int) []byte {
	var order uint32 = 0xa1b2c3d4
	return append(g.pcap(order, 2, 4, 65535, 1), g.records(n, size)...)
}

// block makes a pcapng block.
func (g gen) block(typ uint32, body []byte) []byte {
	body = appendPadded(nil, body)
	p := g.AppendUint32(nil, typ)
	p = g.AppendUint32(p, uint32(len(body)+12))
	p = append(p, body...)
	return g.AppendUint32(p, uint32(len(body)+12))
}

func (g gen) opt(code uint16, v []byte) []byte {
	p := g.AppendUint16(nil, code)
	p = g.AppendUint16(p, uint16(len(v)))
	return appendPadded(p, v)
}

func (g gen) shb(major, minor uint16) []byte {
	p := g.AppendUint32(nil, 0x1a2b3c4d)
	p = g.AppendUint16(p, major)
	p = g.AppendUint16(p, minor)
	return g.block(0x0a0d0d0a, g.AppendUint64(p, 1<<64-1))
}

func (g gen) idb(link uint16, snap uint32, opts ...[]byte) []byte {
	p := g.AppendUint16(nil, link)
	p = g.AppendUint16(p, 0)
	p = g.AppendUint32(p, snap)
	return g.block(1, append(p, bytes.Join(opts, nil)...))
}

func (g gen) epb(iface uint32, ts uint64, data []byte, opts ...[]byte) []byte {
	p := g.AppendUint32(nil, iface)
	p = g.AppendUint32(p, uint32(ts>>32))
	p = g.AppendUint32(p, uint32(ts))
	p = g.AppendUint32(p, uint32(len(data)))
	p = g.AppendUint32(p, uint32(len(data)))
	p = appendPadded(p, data)
	return g.block(6, append(p, bytes.Join(opts, nil)...))
}

func (g gen) pb(iface uint16, ts uint64, data []byte, opts ...[]byte) []byte {
	p := g.AppendUint16(nil, iface)
	p = g.AppendUint16(p, 0xffff)
	p = g.AppendUint32(p, uint32(ts>>32))
	p = g.AppendUint32(p, uint32(ts))
	p = g.AppendUint32(p, uint32(len(data)))
	p = g.AppendUint32(p, uint32(len(data)))
	p = appendPadded(p, data)
	return g.block(2, append(p, bytes.Join(opts, nil)...))
}

func (g gen) spb(origLen uint32, data []byte) []byte {
	return g.block(3, append(g.AppendUint32(nil, origLen), data...))
}

// join puts blocks after each other.
func join(p ...[]byte) []byte { return bytes.Join(p, nil) }

// got is what a source gave.
type got struct {
	frames []Frame
	data   [][]byte
	notes  []Note
	ifaces []Interface
	err    error // nil for io.EOF
}

// drain reads a source to its end, and every frame again from its store.
func drain(t testing.TB, s Source) (g got) {
	t.Helper()
	var b Batch
	store := s.Store()
	for {
		err := s.Next(context.Background(), &b)
		g.ifaces = b.Ifaces
		if err != nil {
			if len(b.Frames) != 0 {
				t.Errorf("%d frames together with error %v", len(b.Frames), err)
			}
			if !errors.Is(err, io.EOF) {
				g.err = err
			}
			var other Batch
			if again := s.Next(context.Background(), &other); again != err || len(other.Ifaces) != len(b.Ifaces) || other.Read != b.Read {
				t.Errorf("%v with %d interfaces and %d bytes read; again, into another batch, %v with %d and %d",
					err, len(b.Ifaces), b.Read, again, len(other.Ifaces), other.Read)
			}
			return g
		}
		if len(b.Frames) == 0 {
			t.Fatal("neither frames nor an error")
		}
		for i, f := range b.Frames {
			data := bytes.Clone(b.Data(i))
			again := make([]byte, f.CapLen)
			if n, err := store.ReadAt(again, f.Off); n != len(again) || !bytes.Equal(again, data) {
				t.Fatalf("frame %d at %d: read again %d bytes, %v; same: %v", len(g.frames), f.Off, n, err, bytes.Equal(again, data))
			}
			if int(f.Iface) >= len(b.Ifaces) {
				t.Fatalf("frame of interface %d of %d", f.Iface, len(b.Ifaces))
			}
			note, err := NoteOf(store, f.Off, f.CapLen)
			if err != nil {
				t.Fatalf("note: %v", err)
			}
			f.pos = 0
			g.frames = append(g.frames, f)
			g.data = append(g.data, data)
			g.notes = append(g.notes, note)
		}
	}
}

// drainBytes opens and reads a capture in memory.
func drainBytes(t testing.TB, p []byte) got {
	t.Helper()
	s, err := OpenBytes("mem", p)
	if err != nil {
		return got{err: err}
	}
	defer closeSource(t, s)
	return drain(t, s)
}

func closeSource(t testing.TB, s Source) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}

// write makes a file in a directory of the test.
func write(t testing.TB, name string, p []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, p, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
