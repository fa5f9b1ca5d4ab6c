package capture

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"runtime"
	"slices"
	"syscall"
	"testing"
)

// piped opens a stream of n records of size bytes that are made as they are read.
func piped(t *testing.T, n, size int, opts Options) Source {
	now := make(chan struct{})
	close(now)
	return pipedFrom(t, now, n, size, opts)
}

// pipedFrom is piped, of a stream that begins when a channel is closed.
func pipedFrom(t *testing.T, begins <-chan struct{}, n, size int, opts Options) Source {
	t.Helper()
	r, w := io.Pipe()
	go func() {
		<-begins
		_, err := w.Write(littleGen.pcap(0xa1b2c3d4, 2, 4, 65535, 1))
		rec := littleGen.records(64, size)
		for ; n > 0 && err == nil; n -= 64 {
			_, err = w.Write(rec)
		}
		w.Close()
	}()
	t.Cleanup(func() { r.Close() })
	opts.SpoolDir = t.TempDir()
	s, err := OpenStream("pipe", r, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeSource(t, s) })
	return s
}

// onDisk is how many bytes of a spool file take room.
func onDisk(t *testing.T, s Source) int64 {
	t.Helper()
	st, err := s.(*blockSource).in.(*spool).file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	return allocated(st)
}

// holes skips a test where spool files have none.
func holes(t *testing.T) {
	t.Helper()
	f, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Truncate(1 << 20); err != nil {
		t.Fatal(err)
	}
	if err := punchHole(f, 0, 1<<20); errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EOPNOTSUPP) {
		t.Skip("files have no holes here: " + runtime.GOOS)
	}
}

// A stream that is 256 times as long as what its spool file may take is read to
// its end by a reader that gives up what it has seen.
func TestSpoolWindow(t *testing.T) {
	holes(t)
	const limit, size = 1 << 20, 1000
	const records = 256 * limit / (size + 16) / 64 * 64
	begins := make(chan struct{})
	s := pipedFrom(t, begins, records, size, Options{SpoolCap: limit})
	r := ReleaserOf(s.Store())
	r.Working(true)
	close(begins) // else it may be there as far as the cap lets it, and have ended
	var b Batch
	var got, most int64
	want := frame(size)
	for {
		err := s.Next(context.Background(), &b)
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		for i := range b.Frames {
			f, again := &b.Frames[i], make([]byte, size)
			if _, err := s.Store().ReadAt(again, f.Off); err != nil || !bytes.Equal(again, want) {
				t.Fatalf("frame %d: %v", got, err)
			}
			got++
			r.Release(f.Off + size)
		}
		most = max(most, onDisk(t, s))
	}
	if got != records {
		t.Errorf("%d frames of %d", got, records)
	}
	if most > limit+limit/2 {
		t.Errorf("the file took %d bytes where %d are allowed", most, limit)
	}
	if _, err := s.Store().ReadAt(make([]byte, size), 40); !errors.Is(err, errGone) {
		t.Errorf("the first frame, which was given up: %v", err)
	}
}

// Without a reader that gives up anything the cap ends the stream, and so it does
// when one has stopped.
func TestSpoolWindowEnds(t *testing.T) {
	for _, before := range []bool{false, true} {
		s := piped(t, 4096, 1000, Options{SpoolCap: 1 << 20})
		r := ReleaserOf(s.Store())
		r.Working(before)
		r.Working(false)
		if got := drain(t, s); !errors.Is(got.err, ErrSpoolFull) || len(got.frames) == 0 {
			t.Errorf("%d frames, error %v", len(got.frames), got.err)
		}
	}
}

// Frames that are held stay, whatever is given up around them and in whatever
// order they are freed; in the end nothing is left.
func TestSpoolHold(t *testing.T) {
	holes(t)
	const size, records = 700, 64 * 200
	for name, order := range map[string]func([]int){
		"first to last": func([]int) {}, "last to first": func(x []int) { slices.Reverse(x) },
		"mixed": func(x []int) {
			for i := range x {
				j := i * 7919 % len(x)
				x[i], x[j] = x[j], x[i]
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := piped(t, records, size, Options{})
			frames := drain(t, s).frames
			<-s.(*blockSource).in.(*spool).saved
			r, st := ReleaserOf(s.Store()), s.Store()
			r.Working(true)
			var kept []int
			for i, f := range frames {
				if i%100 < 3 { // neighbours and single pages
					r.Hold(f.Off, size)
					kept = append(kept, i)
				}
				r.Release(f.Off + size)
			}
			order(kept)
			want, b := frame(size), make([]byte, size)
			for len(kept) > 0 {
				for _, i := range kept {
					if _, err := st.ReadAt(b, frames[i].Off); err != nil || !bytes.Equal(b, want) {
						t.Fatalf("frame %d, with %d held: %v", i, len(kept), err)
					}
				}
				for range min(len(kept), 25) {
					r.Free(frames[kept[0]].Off, size)
					kept = kept[1:]
				}
			}
			if n := onDisk(t, s); n > releaseStep+2*pageSize {
				t.Errorf("%d bytes are left", n)
			}
			sp := s.(*blockSource).in.(*spool)
			if sp.window.behind != 0 || sp.here-sp.window.given > releaseStep+2*pageSize {
				t.Errorf("%d bytes counted as held, %d as not given up", sp.window.behind, sp.here-sp.window.given)
			}
		})
	}
}

// What is moved when a frame is freed does not depend on how many are held behind it, and
// the others keep their order.
func TestSpoolWithout(t *testing.T) {
	const n = 9
	for i := range n {
		list := make([]held, n)
		for k := range list {
			list[k] = held{off: int64(k), end: int64(k) + 1}
		}
		behind := &list[n-1]
		want := slices.Delete(slices.Clone(list), i, i+1)
		got := without(list, i)
		if !slices.Equal(got, want) {
			t.Errorf("without the %d. of %d: %v", i, n, got)
		}
		if stayed := &got[len(got)-1] == behind; stayed != (i <= n/2) {
			t.Errorf("without the %d. of %d, the last stayed in its place: %v", i, n, stayed)
		}
	}
}
