package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"tcptui/bench/hurt"
	"tcptui/capture"
	"tcptui/flows"
)

// Bounds of what a capture that is made to hurt may cost: what stays in memory for a
// frame of it, and by how much more four times the frames may allocate on the way.
const (
	hurtFrame  = 1300    // bytes: a row and a connection of its own, with all that follows it
	hurtFixed  = 6 << 20 // bytes, whatever the size
	hurtGrowth = 6
)

// hurtTasks read a capture in all ways that do not show it.
var hurtTasks = [][]string{
	{"-q", "-z", "conv,tcp", "-z", "conv,udp", "-z", "endpoints,ip", "-z", "expert", "-z", "follow,tcp,raw,0", "-z", "io,phs", "-z", "io,stat,0"},
	{"-T", "fields", "-e", "_ws.col.Info", "-e", "tcp.analysis.flags", "-e", "tcp.analysis.bytes_in_flight", "-e", "tcp.analysis.ack_rtt", "-e", "fsm.client", "-e", "conn.reuse", "-e", "ip.reassembled_in", "-e", "icmp.resp_in", "-e", "udp.stream"},
	{"-c", "40", "-T", "json", "-x"},
}

// hurtSize is how large a capture is in tests.
func hurtSize(s hurt.Shape) int {
	if s.Pack {
		return 2
	}
	return min(max(s.Full/5000, 5), 1000)
}

// hurtFile writes a capture.
func hurtFile(t *testing.T, s hurt.Shape, n int) string {
	t.Helper()
	var data bytes.Buffer
	if err := s.Write(&data, n); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), s.Name)
	if err := os.WriteFile(path, data.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestHurt: captures that are made to hurt are read to their end, or to an error that
// says where; what stays in memory is bounded for each frame, and what is allocated on the
// way grows with the size and not faster.
func TestHurt(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	for _, s := range hurt.Shapes() {
		t.Run(s.Name, func(t *testing.T) {
			n := hurtSize(s)
			small, large := hurtFile(t, s, n), hurtFile(t, s, 4*n)
			rows, held := hurtHolds(t, large)
			if most := uint64(rows)*hurtFrame + hurtFixed; held > most {
				t.Errorf("%d frames keep %d bytes, %d may be kept", rows, held, most)
			}
			for _, task := range hurtTasks {
				a, b := hurtAllocates(t, small, task), hurtAllocates(t, large, task)
				if b > hurtGrowth*a+hurtFixed {
					t.Errorf("%v allocates %d bytes, and %d for four times the frames", task, a, b)
				}
			}
		})
	}
}

// What a connection of one SYN may keep with its row when there are many more than those
// that segments came for not long ago: 59 bytes for the row, 152 for what readers see, and
// while more packets may come, some 50 to find it and what it needs to go on, packed.
const (
	hurtReading = 360 // bytes
	hurtRead    = 230
)

// TestHurtAtRest: connections that have been quiet while many segments came are packed, and
// when all is read nothing is kept to go on with.
func TestHurtAtRest(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	const few, many = 3 << 16, 6 << 16
	for _, name := range []string{"syn", "reuse", "scanners"} {
		t.Run(name, func(t *testing.T) {
			all := hurt.Shapes()
			s := all[slices.IndexFunc(all, func(s hurt.Shape) bool { return s.Name == name })]
			reading, read := hurtStream(t, s, few)
			moreReading, moreRead := hurtStream(t, s, many)
			for _, x := range []struct {
				when       string
				less, more uint64
				most       int
			}{{"while it is read", reading, moreReading, hurtReading}, {"after", read, moreRead, hurtRead}} {
				if each := (int(x.more) - int(x.less)) / (many - few); each <= 0 || each > x.most {
					t.Errorf("%s: %d bytes a connection, %d may be kept", x.when, each, x.most)
				}
			}
		})
	}
}

// hurtStream reads a capture of so many frames that comes as a stream, and returns what is
// in memory for it when it has all of them and waits for more, and what after its end.
func hurtStream(t *testing.T, s hurt.Shape, rows int) (reading, read uint64) {
	t.Helper()
	before := heap()
	from, to := io.Pipe()
	defer from.Close()
	wrote := make(chan error, 1)
	go func() { wrote <- s.Write(to, rows) }()
	src, err := capture.OpenStream(s.Name, from, capture.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	live := flows.Start(context.Background(), src)
	defer live.Stop()
	if got := live.WaitRows(rows).Rows(); got != rows {
		t.Fatalf("%d rows of %d", got, rows)
	}
	reading = heap() - before
	if err := errors.Join(<-wrote, to.Close()); err != nil {
		t.Fatal(err)
	}
	live.Wait()
	read = heap() - before
	runtime.KeepAlive(live)
	return reading, read
}

// hurtHolds reads a capture and returns how many frames it has, and what then stays in
// memory for it.
func hurtHolds(t *testing.T, path string) (rows int, held uint64) {
	t.Helper()
	before := heap()
	src, err := capture.Open(path, capture.Options{})
	if err != nil {
		return 0, 0 // refused at once, as zeros are
	}
	defer src.Close()
	live := flows.Start(context.Background(), src)
	defer live.Stop()
	rows = live.Wait().Rows()
	if after := heap(); after > before {
		held = after - before
	}
	runtime.KeepAlive(live)
	return rows, held
}

// heap is what is in use, garbage collected.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// hurtAllocates runs the program on a capture and returns how many bytes it allocated.
func hurtAllocates(t *testing.T, path string, task []string) uint64 {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var errs bytes.Buffer
	status := run(append([]string{"-r", path}, task...), bytes.NewReader(nil), io.Discard, &errs)
	runtime.ReadMemStats(&after)
	if status != exitOK && (status != exitFile || errs.Len() == 0) {
		t.Errorf("%v: exit status %d, complains %q", task, status, errs.String())
	}
	return after.TotalAlloc - before.TotalAlloc
}
