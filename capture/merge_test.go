package capture

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// timed makes a pcapng capture of one interface whose frames have these times
// in us; -1 is a simple packet block. The length of a frame tells the capture
// and its place: 100*number + place.
func timed(g gen, number int, link uint16, times ...int) []byte {
	p := join(g.shb(1, 0), g.idb(link, 0))
	for i, ts := range times {
		data := frame(100*number + i)
		if ts < 0 {
			p = append(p, g.spb(uint32(len(data)), data)...)
		} else {
			p = append(p, g.epb(0, uint64(ts), data, g.opt(1, fmt.Append(nil, number, i)), g.opt(0, nil))...)
		}
	}
	return p
}

func openAll(t *testing.T, captures ...[]byte) []Source {
	t.Helper()
	var all []Source
	for i, p := range captures {
		s, err := OpenBytes(fmt.Sprint("capture ", i+1), p)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

func TestMerge(t *testing.T) {
	tests := []struct {
		name     string
		captures [][]byte
		want     string // lengths
	}{
		{"by time", [][]byte{timed(littleGen, 1, 1, 10, 30, 50), timed(bigGen, 2, 1, 20, 40, 60)}, "100 200 101 201 102 202"},
		{"equal times", [][]byte{timed(littleGen, 1, 1, 10, 10), timed(littleGen, 2, 1, 10, 10), timed(littleGen, 3, 1, 9, 10)},
			"300 100 101 200 201 301"},
		{"without time", [][]byte{timed(littleGen, 1, 1, 10, -1, -1, 30), timed(littleGen, 2, 1, -1, 20)}, "200 100 101 102 201 103"},
		{"out of order inside", [][]byte{timed(littleGen, 1, 1, 30, 10, 50), timed(littleGen, 2, 1, 20, 40)}, "200 100 101 201 102"},
		{"one empty", [][]byte{timed(littleGen, 1, 1), timed(littleGen, 2, 1, 5)}, "200"},
		{"one", [][]byte{timed(littleGen, 1, 1, 1, 2)}, "100 101"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, err := Merge(openAll(t, tt.captures...))
			if err != nil {
				t.Fatal(err)
			}
			defer closeSource(t, m)
			got := drain(t, m)
			if got.err != nil {
				t.Fatal(got.err)
			}
			var lens []string
			for i, f := range got.frames {
				lens = append(lens, fmt.Sprint(f.CapLen))
				want := fmt.Sprint(f.CapLen/100, " ", f.CapLen%100)
				if !f.NoTime && (len(got.notes[i].Comments) != 1 || got.notes[i].Comments[0] != want) {
					t.Errorf("frame %d has note %q, want %q", i, got.notes[i].Comments, want)
				}
			}
			if s := strings.Join(lens, " "); s != tt.want {
				t.Errorf("got %s, want %s", s, tt.want)
			}
		})
	}
}

// Interfaces of all captures stand in one table.
func TestMergeInterfaces(t *testing.T) {
	g := littleGen
	two := join(g.shb(1, 0), g.idb(113, 0), g.idb(276, 0), g.epb(1, 15, frame(8)), g.epb(0, 25, frame(8)))
	m, err := Merge(openAll(t, timed(g, 1, 1, 10, 20), two))
	if err != nil {
		t.Fatal(err)
	}
	defer closeSource(t, m)
	got := drain(t, m)
	var links []LinkType
	for _, f := range got.frames {
		links = append(links, got.ifaces[f.Iface].Link)
	}
	if s := fmt.Sprint(links); s != "[1 276 1 113]" || len(got.ifaces) != 3 {
		t.Errorf("links %s of %d interfaces", s, len(got.ifaces))
	}
}

// Damage in one capture does not end the others, and is told at the end.
func TestMergeDamage(t *testing.T) {
	cut := timed(littleGen, 1, 1, 10, 20, 30)
	m, err := Merge(openAll(t, cut[:len(cut)-8], timed(littleGen, 2, 1, 15, 40)))
	if err != nil {
		t.Fatal(err)
	}
	defer closeSource(t, m)
	got := drain(t, m)
	var e *Error
	if len(got.frames) != 4 || !errors.As(got.err, &e) || e.Path != "capture 1" || e.Frames != 2 {
		t.Errorf("%d frames, error %v", len(got.frames), got.err)
	}
}

func TestMergeLimits(t *testing.T) {
	if _, err := Merge(nil); err == nil {
		t.Error("nothing was merged")
	}
	m, err := Merge(openAll(t, timed(littleGen, 1, 1, 1), timed(littleGen, 2, 1, 2)))
	if err != nil {
		t.Fatal(err)
	}
	defer closeSource(t, m)
	if _, err := m.Store().ReadAt(make([]byte, 1), 5<<mergedBits); err == nil {
		t.Error("read from a capture that is not there")
	}
}

// A merge whose wait was ended by its context goes on where it was.
func TestMergeContext(t *testing.T) {
	r, w := io.Pipe()
	stream, err := OpenStream("pipe", r, Options{SpoolDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	m, err := Merge(append(openAll(t, timed(littleGen, 1, 1, 10, 30)), stream))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var b Batch
	if err := m.Next(ctx, &b); !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v", err)
	}
	go func() {
		_, _ = w.Write(timed(littleGen, 2, 1, 20))
		w.Close()
	}()
	if got := drain(t, m); len(got.frames) != 3 || got.err != nil {
		t.Errorf("%d frames, error %v", len(got.frames), got.err)
	}
	closeSource(t, m)
}

// pausing is a source whose second Next finds ctx ended, though it is not.
type pausing struct {
	Source
	calls int
}

func (p *pausing) Next(ctx context.Context, b *Batch) error {
	if p.calls++; p.calls == 2 {
		b.Frames = b.Frames[:0]
		return context.Canceled
	}
	return p.Source.Next(ctx, b)
}

// TestMergeGoesOn: after an error of ctx the merge goes on where it was.
func TestMergeGoesOn(t *testing.T) {
	sources := openAll(t, timed(littleGen, 1, 1, 10, 30), timed(littleGen, 2, 1, 20))
	sources[0] = &pausing{Source: sources[0]}
	m, err := Merge(sources)
	if err != nil {
		t.Fatal(err)
	}
	defer closeSource(t, m)
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	var b Batch
	var lengths []uint32
	for {
		err := m.Next(ended, &b)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		for _, f := range b.Frames {
			lengths = append(lengths, f.OrigLen)
		}
	}
	if got := fmt.Sprint(lengths); got != "[100 200 101]" {
		t.Errorf("frames %s, want [100 200 101]", got)
	}
}

// TestMergeFollowed: how much of followed files is left is not told, because Next may wait for
// one of them all the same.
func TestMergeFollowed(t *testing.T) {
	path := write(t, "grows.pcap", littleGen.pcapFile(3, 60))
	for _, follow := range []bool{false, true} {
		sources := make([]Source, 2)
		for i := range sources {
			s, err := Open(path, Options{Follow: follow})
			if err != nil {
				t.Fatal(err)
			}
			defer closeSource(t, s)
			sources[i] = s
		}
		m, err := Merge(sources)
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Size() >= 0; got == follow {
			t.Errorf("followed: %t, its size is told: %t", follow, got)
		}
	}
}
