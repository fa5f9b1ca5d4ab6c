package capture

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// smallDisk mounts a file system of so many KiB.
func smallDisk(t *testing.T, size int) string {
	t.Helper()
	dir := t.TempDir()
	if os.Geteuid() != 0 {
		t.Skip("a file system is mounted by root only")
	}
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%dk", size)); err != nil {
		t.Skip("no file system can be mounted here: ", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// give has a device give n frames, some at a time.
func give(d *fakeDevice, n, size int) {
	for i := 0; i < n; i += 10 {
		var some []fakeFrame
		for k := i; k < min(i+10, n); k++ {
			some = append(some, numbered(k, size))
		}
		d.given <- some
	}
}

// TestLiveDiskFull: where the user's file has no room, the capture goes on and
// says so, and the file is readable up to there.
func TestLiveDiskFull(t *testing.T) {
	path := filepath.Join(smallDisk(t, 1024), "x.pcapng")
	d := newFake("x", 1)
	const count, size = 500, 5000
	give(d, count, size)
	l := startTest(t, LiveOptions{Write: &WriteOptions{Path: path}, Stop: StopOptions{Packets: count}}, d)
	if got := captured(t, l, 0); len(got) != count {
		t.Errorf("delivered %d frames", len(got))
	}
	st := l.Status()
	if !errors.Is(st.FileErr, unix.ENOSPC) || st.Err != nil || st.Lost != 0 {
		t.Errorf("status %+v", st)
	}
	want := path + ": cannot be written: no space left on device (the disk is full; what was written before is in the file)"
	if st.FileErr == nil || st.FileErr.Error() != want {
		t.Errorf("the error is %v", st.FileErr)
	}
	frames, _ := readAll(t, path)
	if len(frames) < 150 || len(frames) >= count {
		t.Errorf("the file has %d frames", len(frames))
	}
	for i, f := range frames {
		if numberOf([]byte(f)) != i {
			t.Fatalf("frame %d of the file is number %d", i, numberOf([]byte(f)))
		}
	}
}

// TestLiveDiskFullBehind: where the standard output is a file that has something already,
// as with >>, no room left takes nothing of it away.
func TestLiveDiskFullBehind(t *testing.T) {
	path := filepath.Join(smallDisk(t, 1024), "x.pcapng")
	before := bytes.Repeat([]byte("of before\n"), 70_000)
	if err := os.WriteFile(path, before, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, flag := range map[string]int{"appended": os.O_APPEND, "from the end": 0} {
		t.Run(name, func(t *testing.T) {
			out, err := os.OpenFile(path, os.O_WRONLY|flag, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer out.Close()
			if err := out.Truncate(int64(len(before))); err != nil {
				t.Fatal(err)
			}
			if _, err := out.Seek(0, io.SeekEnd); err != nil {
				t.Fatal(err)
			}
			d := newFake("x", 1)
			give(d, 500, 5000)
			l := startTest(t, LiveOptions{SpoolCap: -1, Write: &WriteOptions{Path: "-", Out: out}, Stop: StopOptions{OnWriteError: true}}, d)
			if st := l.Wait(); !errors.Is(st.FileErr, unix.ENOSPC) {
				t.Errorf("status %+v", st)
			}
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.HasPrefix(data, before) {
				t.Fatalf("of %d bytes that were there before the capture, the file of %d has not all", len(before), len(data))
			}
			src, err := OpenBytes(path, data[len(before):])
			if err != nil {
				t.Fatal(err)
			}
			if g := drain(t, src); len(g.data) < 20 || g.err != nil {
				t.Errorf("%d frames are behind it: %v", len(g.data), g.err)
			}
		})
	}
}

// TestLiveFullAtOnce: a file that has no room for its beginning is no capture, and none of
// it stays open.
func TestLiveFullAtOnce(t *testing.T) {
	const path = "/dev/full"
	l, err := startLive(LiveOptions{SpoolDir: t.TempDir(), Write: &WriteOptions{Path: path}}, []device{newFake("x", 1)})
	if want := path + ": cannot be written: no space left on device (the disk is full; nothing was written)"; l != nil || !errors.Is(err, unix.ENOSPC) || err.Error() != want {
		t.Fatalf("%v, want %s", err, want)
	}
	open, err := filepath.Glob("/proc/self/fd/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, fd := range open {
		if to, err := os.Readlink(fd); err == nil && to == path {
			t.Errorf("%s is open still", path)
		}
	}
}

// TestLiveDiskFullEnds: a capture that is only written ends there.
func TestLiveDiskFullEnds(t *testing.T) {
	path := filepath.Join(smallDisk(t, 1024), "x.pcapng")
	d := newFake("x", 1)
	give(d, 500, 5000)
	l := startTest(t, LiveOptions{SpoolCap: -1, Write: &WriteOptions{Path: path}, Stop: StopOptions{OnWriteError: true}}, d)
	if st := l.Wait(); !errors.Is(st.FileErr, unix.ENOSPC) || st.Frames >= 500 {
		t.Errorf("status %+v", st)
	}
}

// TestLiveSpoolFull: where the spool has less room than its cap, the oldest is
// given up earlier; where it has none, what cannot be kept is counted.
func TestLiveSpoolFull(t *testing.T) {
	dir := smallDisk(t, 4096)
	d := newFake("x", 1)
	const count, size = 2000, 5000
	give(d, count, size)
	l := startTest(t, LiveOptions{SpoolDir: dir, SpoolCap: 1, Stop: StopOptions{Packets: count}}, d)
	st := l.Wait()
	got := captured(t, l, 0)
	if st.Frames != count || st.GivenUp == 0 || st.Lost != 0 || st.SpoolErr != nil || len(got) != count-int(st.GivenUp) {
		t.Errorf("delivered %d frames, status %+v", len(got), st)
	}
	if last := numberOf([]byte(got[len(got)-1])); last != count-1 {
		t.Errorf("the last is %d", last)
	}
}

// TestLiveNoRoom: while nothing can be kept, frames are counted and still written.
func TestLiveNoRoom(t *testing.T) {
	dir := smallDisk(t, 64)
	path := filepath.Join(t.TempDir(), "x.pcapng")
	const count, size = 20, 100_000
	d := newFake("x", 1)
	give(d, count, size)
	l := startTest(t, LiveOptions{SpoolDir: dir, Write: &WriteOptions{Path: path}, Stop: StopOptions{Packets: count}}, d)
	st := l.Wait()
	if st.Frames != count || st.Lost != count || !errors.Is(st.SpoolErr, unix.ENOSPC) {
		t.Errorf("status %+v", st)
	}
	if got := captured(t, l, 0); len(got) != 0 {
		t.Errorf("delivered %d frames", len(got))
	}
	if n := l.Status().Unseen; n != count {
		t.Errorf("%d frames were not seen", n)
	}
	if frames, _ := readAll(t, path); len(frames) != count {
		t.Errorf("the file has %d frames", len(frames))
	}
}

// TestLiveLeavesRoom: when nothing is said, half of what is free stays free.
func TestLiveLeavesRoom(t *testing.T) {
	dir := smallDisk(t, 40<<10)
	s, err := newLiveSpool(dir, 0, liveHeader(nil, ""))
	if err != nil {
		t.Fatal(err)
	}
	defer s.close(false)
	if s.cap > 20<<20 || s.cap < 19<<20 {
		t.Errorf("of 40 MiB, %d bytes are taken at most", s.cap)
	}
}

// TestLiveRingFull: where the next of several files has no room for its beginning, or cannot
// be made, the message says that what was written is in the others.
func TestLiveRingFull(t *testing.T) {
	at := time.Date(2026, 1, 31, 23, 59, 59, 0, time.UTC)
	for _, tt := range []struct {
		name  string
		spoil func(t *testing.T, dir string)
		want  string
	}{
		{"no room", fill, "no space left on device (the disk is full; what was written before is in the files before it)"},
		{"no directory", func(t *testing.T, dir string) {
			if err := os.RemoveAll(filepath.Join(dir, "ring")); err != nil {
				t.Fatal(err)
			}
		}, "no such file or directory (is there such a directory?)"},
		{"no directory any more", func(t *testing.T, dir string) {
			ring := filepath.Join(dir, "ring")
			if err := errors.Join(os.Rename(ring, ring+"-before"), os.WriteFile(ring, nil, 0o600)); err != nil {
				t.Fatal(err)
			}
		}, "not a directory (what was written before is in the files before it)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := smallDisk(t, 64)
			if err := os.Mkdir(filepath.Join(dir, "ring"), 0o700); err != nil {
				t.Fatal(err)
			}
			ifaces := []Interface{newFake("x", 1).iface}
			o := WriteOptions{Path: filepath.Join(dir, "ring", "x.pcapng"), Packets: 1}
			w, err := newLiveFile(o, ifaces, liveHeader(ifaces, ""), func() []byte { return nil }, at)
			if err != nil {
				t.Fatal(err)
			}
			tt.spoil(t, dir)
			err = w.turn(at)
			if want := filepath.Join(dir, "ring", "x_00002_20260131235959.pcapng") + ": cannot be written: " + tt.want; err == nil || err.Error() != want {
				t.Errorf("the error is %v, want %s", err, want)
			}
			if err := w.close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// fill leaves no room in a small file system.
func fill(t *testing.T, dir string) {
	t.Helper()
	err := os.WriteFile(filepath.Join(dir, "rest"), make([]byte, 1<<20), 0o600)
	if !errors.Is(err, unix.ENOSPC) {
		t.Fatal(err)
	}
}
