package capture

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"testing"
)

func TestOpenErrors(t *testing.T) {
	dir := t.TempDir()
	tests := []struct {
		name, path string
		content    []byte
		want       string // all of the text behind the path
	}{
		{name: "directory", path: dir, want: "is a directory (give the captures in it: tcptui DIR/*)"},
		{name: "empty", content: []byte{}, want: "is empty (" + hintFormats + ")"},
		{name: "short", content: []byte("ab"), want: "is too short for a capture (" + hintFormats + ")"},
		{name: "text", content: []byte("hello world"), want: "is not a capture that is known at byte 0 (" + hintFormats + ")"},
		{name: "snoop", content: []byte("snoop\x00\x00\x00\x00\x00\x00\x02"), want: "is a snoop capture (" + hintConvert + ")"},
		{name: "netmon", content: []byte("GMBU\x00\x02"), want: "is a Microsoft Network Monitor 2 capture (" + hintConvert + ")"},
		{name: "elf", content: []byte("\x7fELF\x02\x01"), want: "is a program (" + hintNone + ")"},
		{name: "zip", content: []byte("PK\x03\x04xxxx"), want: "is a zip archive (" + hintUnpack + ")"},
		{name: "xml", content: []byte("<?xml version='1.0'?>"), want: "is XML text (if it is PDML or PSML, give the capture that it was made from)"},
		{name: "version", content: littleGen.pcap(0xa1b2c3d4, 1, 4, 0, 1),
			want: "pcap version 1.4, which is not known, at byte 4 (2.4 is the usual version; is this a capture?)"},
		{name: "header", content: littleGen.pcapFile(0, 0)[:20],
			want: "is cut off: only 20 of the next 24 bytes are there at byte 0 (the writer was stopped or the copy is not whole; the frames before it are shown)"},
		{name: "record", content: littleGen.pcapFile(2, 60)[:130],
			want: "is cut off: only 30 of the next 76 bytes are there at byte 100, after 1 frame (the writer was stopped or the copy is not whole; the frames before it are shown)"},
		{name: "claim", content: append(littleGen.pcapFile(1, 60), littleGen.rec(1, 1, 1<<31, 1, nil, nil)...),
			want: "a record that claims 2147483648 captured bytes, more than the 262144 that a frame can have at byte 100, after 1 frame (" + hintDamaged + ")"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := tt.path
			if path == "" {
				path = write(t, "capture", tt.content)
			}
			s, err := Open(path, Options{})
			if err == nil {
				err = drain(t, s).err
				closeSource(t, s)
			}
			if err == nil || err.Error() != path+": "+tt.want {
				t.Errorf("got  %v\nwant %s: %s", err, path, tt.want)
			}
			if _, ok := errors.AsType[*Error](err); !ok {
				t.Errorf("%T is no *Error", err)
			}
		})
	}
	_, err := Open(dir+"/none", Options{})
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "none: cannot be opened: ") || !strings.Contains(err.Error(), "(is the name right?)") {
		t.Errorf("a file that is not there: %v", err)
	}
}

// Errors come again, and only after the frames.
func TestErrorStays(t *testing.T) {
	s, err := OpenBytes("mem", littleGen.pcapFile(2, 60)[:130])
	if err != nil {
		t.Fatal(err)
	}
	defer closeSource(t, s)
	first := drain(t, s)
	var b Batch
	if again := s.Next(context.Background(), &b); again != first.err || again == nil {
		t.Errorf("first %v, then %v", first.err, again)
	}
}

// A file of many blocks: batches, progress and a frame across the blocks.
func TestFileBlocks(t *testing.T) {
	const frames = 5000
	p := littleGen.pcap(0xa1b2c3d4, 2, 4, 0, 1)
	for i := range frames {
		n := i % 1500
		p = append(p, littleGen.rec(uint32(i), 0, uint32(n), uint32(n), nil, frame(n))...)
	}
	path := write(t, "big.pcap", p)
	s, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer closeSource(t, s)
	var b Batch
	if err := s.Next(context.Background(), &b); err != nil || b.Read > firstRead || len(b.Frames) == 0 {
		t.Fatalf("first batch: %d frames of %d bytes, %v", len(b.Frames), b.Read, err)
	}
	n := len(b.Frames)
	got := drain(t, s)
	if n+len(got.frames) != frames || got.err != nil {
		t.Errorf("%d frames, error %v", n+len(got.frames), got.err)
	}
	for i, f := range got.frames {
		if want := (n + i) % 1500; int(f.CapLen) != want || f.Time != int64(n+i)*1e9 || !bytes.Equal(got.data[i], frame(want)) {
			t.Fatalf("frame %d: %+v", n+i, f)
		}
	}
	if s.Size() != int64(len(p)) {
		t.Errorf("size %d of %d", s.Size(), len(p))
	}
}

// More is read as it is appended, also in the middle of a record and from an
// empty file on; the end of the wait is that of ctx.
func TestFollow(t *testing.T) {
	p := littleGen.pcapFile(3, 60)
	path := write(t, "grows.pcap", nil)
	w, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	s, err := Open(path, Options{Follow: true})
	if err != nil {
		t.Fatal(err)
	}
	defer closeSource(t, s)
	var b Batch
	total := 0
	for _, part := range [][]byte{p[:10], p[10:70], p[70:110], p[110:130], p[130:]} {
		if _, err := w.Write(part); err != nil {
			t.Fatal(err)
		}
	}
	for total < 3 {
		if err := s.Next(context.Background(), &b); err != nil {
			t.Fatal(err)
		}
		total += len(b.Frames)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.Next(ctx, &b); !errors.Is(err, context.Canceled) {
		t.Errorf("at the end: %v", err)
	}
	// The source goes on after that.
	appended := make(chan error)
	go func() {
		_, err := w.Write(littleGen.records(1, 60))
		appended <- err
	}()
	if err := s.Next(context.Background(), &b); err != nil || len(b.Frames) != 1 {
		t.Errorf("after more was written: %d frames, %v", len(b.Frames), err)
	}
	if err := <-appended; err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 50); err != nil {
		t.Fatal(err)
	}
	if err := s.Next(context.Background(), &b); err == nil || !strings.Contains(err.Error(), "became shorter") {
		t.Errorf("after truncation: %v", err)
	}
}

// A file that another program cuts while it is read.
func TestTruncatedWhileRead(t *testing.T) {
	path := write(t, "cut.pcap", littleGen.pcapFile(3000, 60))
	s, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer closeSource(t, s)
	var b Batch
	if err := s.Next(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 100000); err != nil {
		t.Fatal(err)
	}
	got := drain(t, s)
	if got.err == nil || !strings.Contains(got.err.Error(), "became shorter while it was read at byte 100000") {
		t.Errorf("error %v", got.err)
	}
	if want := (100000 - 24) / 76; len(b.Frames) == 0 || got.err.(*Error).Frames != want {
		t.Errorf("%v, want %d frames before", got.err, want)
	}
}

// A forged length is not believed with memory: only what the file holds is read.
func TestForgedLengthAllocation(t *testing.T) {
	g := littleGen
	forged := g.block(6, make([]byte, 40))
	le.PutUint32(forged[4:], 15<<20)
	le.PutUint32(forged[20:], 200000)
	for name, p := range map[string][]byte{
		"pcap":   append(g.pcapFile(1, 60), g.rec(1, 1, 200<<20, 1, nil, nil)...),
		"pcapng": join(g.shb(1, 0), g.idb(231, 0), g.epb(0, 1, frame(60)), forged),
	} {
		s, err := OpenBytes(name, p)
		if err != nil {
			t.Fatal(err)
		}
		var b Batch
		for err == nil {
			err = s.Next(context.Background(), &b)
		}
		if cap(b.buf) > blockRead {
			t.Errorf("%s: %d bytes of buffer for %d bytes of input", name, cap(b.buf), len(p))
		}
		if errors.Is(err, io.EOF) {
			t.Errorf("%s: no error", name)
		}
		closeSource(t, s)
	}
}

// Reading allocates nothing for a frame, once the batch has its size.
func TestNextAllocations(t *testing.T) {
	g := littleGen
	ng := join(g.shb(1, 0), g.idb(1, 0))
	for range 100000 {
		ng = append(ng, g.epb(0, 5, frame(60), g.opt(1, []byte("note")), g.opt(0, nil))...)
	}
	for name, p := range map[string][]byte{"pcap": g.pcapFile(100000, 60), "pcapng": ng} {
		s, err := OpenBytes(name, p)
		if err != nil {
			t.Fatal(err)
		}
		var b Batch
		next := func() {
			if err := s.Next(context.Background(), &b); err != nil {
				t.Fatal(name, err)
			}
		}
		next()
		next() // of full size
		if n := testing.AllocsPerRun(3, next); n > 1 {
			t.Errorf("%s: %v allocations for %d frames", name, n, len(b.Frames))
		}
		closeSource(t, s)
	}
}
