package capture

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestLiveFrames: what arrives is delivered, counted, and in the file; the file
// ends with what became of the frames.
func TestLiveFrames(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.pcapng")
	d := newFake("eth7", 1)
	d.dropped = 5
	l := startTest(t, LiveOptions{Write: &WriteOptions{Path: path}, FilterText: "port 80"}, d)
	want := []string{"", "a", "bc", "def", "ghij", "klmno"}
	for i, data := range want {
		d.given <- []fakeFrame{{int64(i), data}}
	}
	got := captured(t, l, len(want))
	l.Stop()
	if rest := captured(t, l, 0); len(rest) > 0 || !slices.Equal(got, want) {
		t.Errorf("delivered %q, then %q", got, rest)
	}
	st := l.Wait()
	if st.Frames != 6 || st.Bytes != 15 || !st.Ended || st.Err != nil || st.File != path || st.Files != 1 || st.FileErr != nil || st.Dropped() != 5 {
		t.Errorf("status %+v", st)
	}
	wantCounters := []Counters{{Received: 6, Dropped: -1, Accepted: 6, OSDropped: 5, Delivered: 6}}
	if d := cmp.Diff(wantCounters, l.Info().Counters); d != "" {
		t.Error(d)
	}
	frames, info := readAll(t, path)
	if !slices.Equal(frames, want) {
		t.Errorf("the file has %q", frames)
	}
	if d := cmp.Diff(wantCounters, info.Counters); d != "" {
		t.Error(d)
	}
	if s := info.Sections[0]; s.Application != "tcptui" {
		t.Errorf("section %+v", s)
	}
}

// readAll reads a file to its end, which must be clean.
func readAll(t *testing.T, path string) (frames []string, info Info) {
	t.Helper()
	src, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	for r, err := range sourceRecords(t.Context(), src) {
		if err != nil {
			t.Fatal(err)
		}
		frames = append(frames, string(r.Data))
	}
	return frames, src.(Informer).Info()
}

// TestLiveOrder: frames of several interfaces come in the order of time.
func TestLiveOrder(t *testing.T) {
	a, b := newFake("a", 1), newFake("b", 101)
	b.given <- []fakeFrame{{1, "b1"}, {4, "b4"}}
	a.given <- []fakeFrame{{2, "a2"}, {3, "a3"}, {5, "a5"}}
	l := startTest(t, LiveOptions{}, a, b)
	got := captured(t, l, 5)
	if want := []string{"b1", "a2", "a3", "b4", "a5"}; !slices.Equal(got, want) {
		t.Errorf("delivered %q", got)
	}
	st := l.Status()
	if st.Interfaces[0].Delivered != 3 || st.Interfaces[1].Delivered != 2 {
		t.Errorf("status %+v", st)
	}
}

// TestMerger: a tick lets out only what has waited since the one before.
func TestMerger(t *testing.T) {
	m := newMerger(2)
	var out []int64
	put := func(c *chunk) {
		for _, k := range c.marks {
			out = append(out, k.time)
		}
	}
	returned := 0
	done := func(*chunk) { returned++ }
	add := func(dev int, times ...int64) (urgent bool) {
		c := &chunk{dev: dev}
		for _, at := range times {
			c.frame(at, 0, 0)
		}
		return m.add(c)
	}
	for _, step := range []struct {
		name string
		do   func()
		want []int64
	}{
		{"first tick", func() { add(0, 10, 20); m.tick(put, done) }, nil},
		{"later and earlier", func() { add(1, 5, 15, 25); m.tick(put, done) }, []int64{5, 10, 15, 20}},
		{"second tick", func() { m.tick(put, done) }, []int64{25}},
		{"nothing", func() { m.tick(put, done) }, nil},
		{"the clock was set back", func() { add(0, 45, 6); m.tick(put, done) }, nil},
		{"the other interface after it", func() { add(1, 5, 7); m.tick(put, done) }, []int64{5, 7, 45, 6}},
		{"what came since waits", func() { add(0, 12); m.tick(put, done) }, nil},
		{"and is put in order", func() { add(1, 11); m.tick(put, done) }, []int64{11, 12}},
		{"all", func() { add(1, 40); add(0, 30); m.all(put, done) }, []int64{30, 40}},
		{"late", func() { add(0, 1); m.all(put, done) }, []int64{1}},
	} {
		out = nil
		if step.do(); !slices.Equal(out, step.want) {
			t.Errorf("%s: gave %v, want %v", step.name, out, step.want)
		}
	}
	if returned != 9 {
		t.Errorf("%d chunks came back", returned)
	}
	for i := range chunksEach {
		if urgent := add(0, int64(i)); urgent != (i >= chunksEach-2) {
			t.Errorf("chunk %d of %d: urgent is %v", i+1, chunksEach, urgent)
		}
	}
}

// TestLiveStops: conditions end a capture with exactly the frames that they say.
func TestLiveStops(t *testing.T) {
	const size = 100
	for _, tt := range []struct {
		name  string
		write WriteOptions
		stop  StopOptions
		want  int
	}{
		{"packets", WriteOptions{}, StopOptions{Packets: 7}, 7},
		{"one packet", WriteOptions{}, StopOptions{Packets: 1}, 1},
		{"file size", WriteOptions{}, StopOptions{FileSize: int64(len(liveHeader([]Interface{newFake("x", 1).iface}, ""))) + 3*(enhancedLen+size+blockTail)}, 3},
		{"a byte more", WriteOptions{}, StopOptions{FileSize: int64(len(liveHeader([]Interface{newFake("x", 1).iface}, ""))) + 3*(enhancedLen+size+blockTail) + 1}, 4},
		{"size of a pcap file", WriteOptions{Format: FormatPcap}, StopOptions{FileSize: pcapHeader + 18*(pcapRecordLen+size)}, 18},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newFake("x", 1)
			var all []fakeFrame
			for i := range 20 {
				all = append(all, numbered(i, size))
			}
			d.given <- all[:5]
			d.given <- all[5:]
			path := filepath.Join(t.TempDir(), "x")
			tt.write.Path = path
			l := startTest(t, LiveOptions{Stop: tt.stop, Write: &tt.write}, d)
			if got := captured(t, l, 0); len(got) != tt.want {
				t.Errorf("delivered %d frames, want %d", len(got), tt.want)
			}
			if frames, _ := readAll(t, path); len(frames) != tt.want {
				t.Errorf("the file has %d frames, want %d", len(frames), tt.want)
			}
		})
	}
}

// TestLiveHeader: a live capture keeps all that is known of its interfaces.
func TestLiveHeader(t *testing.T) {
	want := []Interface{{Link: 1, SnapLen: 77, FCSLen: 4, Digits: 9, Name: "host:eth0", Description: "uplink"}, {Link: 101, SnapLen: MaxFrame, FCSLen: -1, Digits: 9, Name: "y"}}
	var c pcapngCutter
	var b Batch
	head := liveHeader(want, "tcp port 80")
	if used, _, err := c.cut(head, 0, &b); err != nil || used != int64(len(head)) {
		t.Fatalf("%d of %d bytes, %v", used, len(head), err)
	}
	if d := cmp.Diff(want, b.Ifaces); d != "" {
		t.Error(d)
	}
	if !bytes.Contains(head, []byte("\x00tcp port 80")) {
		t.Error("the filter is not told")
	}
}

// TestLiveEnds: an interface that goes away ends a capture that has no other, with
// the reason, after its frames.
func TestLiveEnds(t *testing.T) {
	gone := newFake("gone", 1)
	gone.given <- []fakeFrame{{1, "last"}}
	close(gone.given)
	gone.err = errRemoved
	l := startTest(t, LiveOptions{}, gone)
	if got := captured(t, l, 1); got[0] != "last" {
		t.Errorf("delivered %q", got)
	}
	var b Batch
	for range 2 {
		if err := l.Next(t.Context(), &b); !errors.Is(err, errRemoved) || err.Error() != "gone: cannot be captured on any more: the interface was removed (what came before is shown; tcptui -D lists what there is)" {
			t.Errorf("ended with %v", err)
		}
	}
	if st := l.Status(); st.Err == nil || st.Interfaces[0].State != LiveGone || st.Interfaces[0].Why != errRemoved {
		t.Errorf("status %+v", st)
	}
}

// TestLiveGoesOn: with another interface the capture goes on.
func TestLiveGoesOn(t *testing.T) {
	gone, stays := newFake("gone", 1), newFake("stays", 1)
	close(gone.given)
	gone.err = errRemoved
	l := startTest(t, LiveOptions{}, gone, stays)
	stays.given <- []fakeFrame{{1, "on"}}
	captured(t, l, 1)
	l.Stop()
	if rest := captured(t, l, 0); len(rest) != 0 {
		t.Errorf("then came %q", rest)
	}
	st := l.Wait()
	if st.Err != nil || st.Interfaces[0].State != LiveGone || st.Interfaces[1].State != LiveStopped {
		t.Errorf("status %+v", st)
	}
}

// TestLiveAgain: a capture that was stopped hands its interfaces to the next.
func TestLiveAgain(t *testing.T) {
	d := newFake("x", 1)
	l := startTest(t, LiveOptions{}, d)
	d.given <- []fakeFrame{{1, "first"}}
	captured(t, l, 1)
	bad := errors.New("no such filter")
	if _, err := l.Again(LiveOptions{SpoolDir: t.TempDir(), Filter: func(LinkType) ([]Instruction, error) { return nil, bad }}); err != bad {
		t.Fatalf("a bad filter: %v", err)
	}
	if _, err := l.Again(LiveOptions{SpoolDir: t.TempDir(), Write: &WriteOptions{Path: t.TempDir()}}); err == nil || d.open {
		t.Fatalf("a bad file: %v, and the interface lets frames in: %t", err, d.open)
	}
	next, err := l.Again(LiveOptions{SpoolDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Again(LiveOptions{}); err == nil {
		t.Error("two captures have the same interfaces")
	}
	d.given <- []fakeFrame{{2, "second"}}
	if got := captured(t, next, 1); got[0] != "second" {
		t.Errorf("the second delivered %q", got)
	}
	if err := errors.Join(l.Close(), next.Close()); err != nil {
		t.Error(err)
	}
	if d.begun != 3 || d.closed != 1 {
		t.Errorf("begun %d times, closed %d times", d.begun, d.closed)
	}
}

// TestLiveGivenUp: a reader that comes too late gets the newest, and is told what
// it has missed.
func TestLiveGivenUp(t *testing.T) {
	const count, size = 4000, 8000 // 32 MB
	d := newFake("x", 1)
	l := startTest(t, LiveOptions{SpoolCap: 1, Stop: StopOptions{Packets: count}}, d)
	for i := 0; i < count; i += 10 {
		var some []fakeFrame
		for k := range 10 {
			some = append(some, numbered(i+k, size))
		}
		d.given <- some
	}
	st := l.Wait()
	if st.Frames != count || st.Spooled > leastLiveCap || st.GivenUp == 0 || st.Lost != 0 {
		t.Errorf("status %+v", st)
	}
	var b Batch
	next, offs := int(st.GivenUp), []int64(nil)
	for {
		err := l.Next(t.Context(), &b)
		if err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		for i, f := range b.Frames {
			if n := numberOf(b.Data(i)); n != next {
				t.Fatalf("frame %d where %d comes next", n, next)
			}
			next++
			offs = append(offs, f.Off)
		}
	}
	if next != count || l.Status().Unseen != st.GivenUp {
		t.Errorf("the last is %d, %d were not seen", next, l.Status().Unseen)
	}
	var head [8]byte
	for i, off := range offs {
		if _, err := l.Store().ReadAt(head[:], off); err != nil || numberOf(head[:]) != int(st.GivenUp)+i {
			t.Fatalf("frame %d is read as %d: %v", int(st.GivenUp)+i, numberOf(head[:]), err)
		}
	}
	if _, err := l.Store().ReadAt(head[:], 1000); !errors.Is(err, ErrGivenUp) {
		t.Errorf("a frame that was given up: %v", err)
	}
	if _, err := l.Store().ReadAt(head[:], 1<<40); err != io.EOF {
		t.Errorf("beyond the end: %v", err)
	}
	all := make([]byte, offs[len(offs)-1]-offs[0]) // over several files
	if n, err := l.Store().ReadAt(all, offs[0]); n != len(all) || err != nil || numberOf(all) != int(st.GivenUp) {
		t.Errorf("over all files: %d bytes, %v", n, err)
	}
}

// TestLiveFilesReadable: each file of the spool is a capture.
func TestLiveFilesReadable(t *testing.T) {
	d := newFake("x", 1)
	l := startTest(t, LiveOptions{SpoolCap: 1, Stop: StopOptions{Packets: 300}}, d)
	for i := range 300 {
		d.given <- []fakeFrame{numbered(i, 10000)}
	}
	files, err := filepath.Glob(filepath.Join(l.Wait().SpoolDir, "*.pcapng"))
	if err != nil || len(files) < 3 {
		t.Fatalf("files %q, %v", files, err)
	}
	next := 0
	for _, path := range files {
		frames, _ := readAll(t, path)
		for _, f := range frames {
			if n := numberOf([]byte(f)); n != next {
				t.Fatalf("%s: frame %d where %d comes next", path, n, next)
			}
			next++
		}
		if st, err := os.Stat(path); err != nil || st.Mode() != 0o600 {
			t.Errorf("%s: mode %v, %v", path, st.Mode(), err)
		}
	}
	if next != 300 {
		t.Errorf("the files have %d frames", next)
	}
	if st, err := os.Stat(filepath.Dir(files[0])); err != nil || st.Mode().Perm() != 0o700 {
		t.Errorf("the directory: mode %v, %v", st.Mode(), err)
	}
}

// TestLiveKeepsNothing: a capture that is only written needs no spool.
func TestLiveKeepsNothing(t *testing.T) {
	path, dir := filepath.Join(t.TempDir(), "x.pcap"), t.TempDir()
	d := newFake("x", 1)
	d.given <- []fakeFrame{{3_000_000_001, "abc"}}
	l := startTest(t, LiveOptions{SpoolDir: dir, SpoolCap: -1, Write: &WriteOptions{Path: path, Format: FormatPcap}, Stop: StopOptions{Packets: 1}}, d)
	if got := captured(t, l, 0); len(got) != 0 {
		t.Errorf("delivered %q", got)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		t.Errorf("the spool directory has %v, %v", entries, err)
	}
	if frames, info := readAll(t, path); !slices.Equal(frames, []string{"abc"}) || info.Format != "pcap with nanoseconds" {
		t.Errorf("the file is %s and has %q", info.Format, frames)
	}
}

// TestLiveContext: an end of ctx is not the end of the source.
func TestLiveContext(t *testing.T) {
	d := newFake("x", 1)
	l := startTest(t, LiveOptions{}, d)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var b Batch
	if err := l.Next(ctx, &b); !errors.Is(err, context.Canceled) || len(b.Ifaces) != 1 || b.Ifaces[0].Name != "x" {
		t.Errorf("%v with interfaces %v", err, b.Ifaces)
	}
	d.given <- []fakeFrame{{1, "later"}}
	if got := captured(t, l, 1); got[0] != "later" {
		t.Errorf("then delivered %q", got)
	}
}

// FuzzChunk: blocks are what the reader of pcapng reads.
func FuzzChunk(f *testing.F) {
	f.Add(int64(1), uint32(2), []byte("abc"))
	f.Add(int64(1)<<62, uint32(0), []byte{})
	f.Fuzz(func(t *testing.T, time int64, origLen uint32, data []byte) {
		if time < 0 || len(data) > MaxFrame {
			t.Skip()
		}
		c := chunk{dev: 1}
		for range 2 {
			copy(c.frame(time, uint32(len(data)), origLen), data)
		}
		head := liveHeader([]Interface{{Link: 1, Name: "a"}, {Link: 101, Name: "b"}}, "ip")
		src, err := OpenBytes("x", append(head, c.buf...))
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for r, err := range sourceRecords(t.Context(), src) {
			if err != nil {
				t.Fatal(err)
			}
			if r.Frame.Time != time || r.Frame.OrigLen != origLen || !bytes.Equal(r.Data, data) || r.Frame.Iface != 1 || r.Ifaces[1].Name != "b" {
				t.Fatalf("read %+v", r)
			}
			n++
		}
		if n != 2 {
			t.Fatalf("read %d frames", n)
		}
	})
}

// TestLiveKeptUnclosed: where closing what is kept says that it could not be written, Close
// does, and it is kept all the same.
func TestLiveKeptUnclosed(t *testing.T) {
	d := newFake("x", 1)
	l := startTest(t, LiveOptions{}, d)
	d.given <- []fakeFrame{numbered(0, 100)}
	captured(t, l, 1)
	left, err := l.Keep()
	if err != nil || len(left.Files) != 1 {
		t.Fatalf("kept %+v, %v", left, err)
	}
	if err := l.spool.segments[0].file.Close(); err != nil { // so that closing it again fails
		t.Fatal(err)
	}
	want := left.Dir + ": of the files that are kept (1), 1 may not be whole: file already closed (what was written last may be missing in them)"
	if err := l.Close(); err == nil || err.Error() != want {
		t.Errorf("closed: %v, want %s", err, want)
	}
	if frames, _ := readAll(t, left.Files[0]); len(frames) != 1 {
		t.Errorf("%d frames are kept", len(frames))
	}
}
