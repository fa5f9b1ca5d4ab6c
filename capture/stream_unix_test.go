//go:build unix

package capture

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

func mkfifo(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "fifo")
	if err := unix.Mkfifo(path, 0o600); err != nil {
		t.Skip("no FIFO here:", err)
	}
	return path
}

// A FIFO opens before it has a writer, and is read to the writer's end.
func TestFIFO(t *testing.T) {
	path := mkfifo(t)
	s, err := Open(path, Options{SpoolDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer closeSource(t, s)
	written := make(chan error)
	go func() {
		w, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err == nil {
			_, err = w.Write(littleGen.pcapFile(1000, 60))
			w.Close()
		}
		written <- err
	}()
	got := drain(t, s)
	if err := <-written; err != nil {
		t.Fatal(err)
	}
	if len(got.frames) != 1000 || got.err != nil {
		t.Errorf("%d frames, error %v", len(got.frames), got.err)
	}
}

// Close ends a wait for a writer that never comes. goleak in TestMain sees to
// it that no goroutine stays.
func TestFIFOClose(t *testing.T) {
	s, err := Open(mkfifo(t), Options{SpoolDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() {
		var b Batch
		ended <- s.Next(context.Background(), &b)
	}()
	closeSource(t, s)
	if err := <-ended; err == nil {
		t.Error("Next gave frames")
	}
}

// The standard input as a pipe: Close must not wait for it, nor close it.
func TestStdin(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	old := os.Stdin
	os.Stdin = r
	defer func() { os.Stdin = old }()
	s, err := Open("-", Options{SpoolDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(littleGen.pcapFile(1, 60)); err != nil {
		t.Fatal(err)
	}
	var b Batch
	if err := s.Next(context.Background(), &b); err != nil || len(b.Frames) != 1 {
		t.Fatalf("%d frames, %v", len(b.Frames), err)
	}
	closeSource(t, s) // the writer is still there
	if _, err := w.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if n, err := r.Read(make([]byte, 8)); n != 1 || err != nil {
		t.Errorf("the standard input was closed: %v", err)
	}
}

// A file as the standard input is read where it lies.
func TestStdinFile(t *testing.T) {
	f, err := os.Open(write(t, "in.pcap", littleGen.pcapFile(3, 60)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	old := os.Stdin
	os.Stdin = f
	defer func() { os.Stdin = old }()
	for want := range 2 { // whole, then from its middle on: no capture any more
		s, err := Open("-", Options{SpoolDir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		got := drain(t, s)
		closeSource(t, s)
		if want == 0 && (len(got.frames) != 3 || got.err != nil || s.Size() < 0) {
			t.Errorf("%d frames, error %v", len(got.frames), got.err)
		}
		if want == 1 && got.err == nil {
			t.Error("a file that was read to its middle is a capture")
		}
		if _, err := f.Seek(30, io.SeekStart); err != nil {
			t.Fatal(err)
		}
	}
}

func TestDeviceIsEmpty(t *testing.T) {
	s, err := Open(os.DevNull, Options{SpoolDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer closeSource(t, s)
	if got := drain(t, s); got.err == nil || got.err.Error() != os.DevNull+": is empty ("+hintFormats+")" {
		t.Errorf("error %v", got.err)
	}
}
