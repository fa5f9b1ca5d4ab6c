package capture

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"runtime"
	"testing"
	"time"
)

// packets is how many frames TestLiveLong captures. A day of a busy host:
//
//	go test ./capture -run TestLiveLong -timeout 0 -v -packets 50000000
var packets = flag.Int("packets", 400_000, "frames that TestLiveLong captures")

// tireless is a device that has a frame whenever it is asked, until it has had
// them all.
type tireless struct {
	*fakeDevice
	left int
	data []byte
}

func (d *tireless) receive(c *chunk, wait time.Duration) error {
	if d.left == 0 {
		return d.fakeDevice.receive(c, wait)
	}
	for len(c.buf) < chunkLimit && d.left > 0 {
		d.left--
		d.received++
		d.dropped += d.received % 1000 / 999
		copy(c.frame(int64(d.received)*1000, uint32(len(d.data)), 1500), d.data)
	}
	return nil
}

// TestLiveLong: however many frames come, memory, files and goroutines stay as they
// are, and every frame is counted once.
func TestLiveLong(t *testing.T) {
	names := []string{"a", "b"}
	var devices []device
	for i, name := range names {
		d := &tireless{fakeDevice: newFake(name, 1), left: *packets / 2, data: make([]byte, 100)}
		if i == 0 {
			d.left = *packets - d.left
		}
		devices = append(devices, d)
	}
	dir := t.TempDir()
	goroutines := runtime.NumGoroutine()
	l := startTest(t, LiveOptions{SpoolDir: dir, SpoolCap: 1, Stop: StopOptions{Packets: *packets},
		Write: &WriteOptions{Path: dir + "/x.pcapng", FileSize: 1 << 20, Files: 2}}, devices...)
	begun := time.Now()
	seen, most := drainLive(t, l)
	st := l.Wait()
	took := time.Since(begun)
	if seen+st.Unseen != int64(*packets) || st.Frames != int64(*packets) || st.Lost != 0 || st.Err != nil || st.FileErr != nil {
		t.Errorf("%d frames were seen of status %+v", seen, st)
	}
	var received, delivered uint64
	for _, i := range st.Interfaces {
		received, delivered = received+i.Received, delivered+i.Delivered
	}
	if received != uint64(*packets) || delivered != received || st.Dropped() != received/1000 && st.Dropped() != received/1000-1 {
		t.Errorf("received %d, dropped %d, delivered %d", received, st.Dropped(), delivered)
	}
	// Two files that follow each other are together larger than one may be.
	if most.spooled > leastLiveCap || most.files > 2*segmentsLeast+2 || most.written > 3 { // the next is begun before the oldest is removed
		t.Errorf("at most %d bytes in %d files and %d of the user's", most.spooled, most.files, most.written)
	}
	if most.goroutines > goroutines+6 {
		t.Errorf("%d goroutines, before it began %d", most.goroutines, goroutines)
	}
	if most.heap > 64<<20 {
		t.Errorf("%d bytes of memory", most.heap)
	}
	t.Logf("%d frames in %v, %.2f M a second; not seen %d; at most %d MiB of memory, %d goroutines, %d descriptors, %d files with %d MiB",
		*packets, took.Round(time.Millisecond), float64(*packets)/took.Seconds()/1e6, st.Unseen, most.heap>>20, most.goroutines, most.descriptors, most.files, most.spooled>>20)
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if n := runtime.NumGoroutine(); n > goroutines {
		t.Errorf("%d goroutines are left, before it began there were %d", n, goroutines)
	}
}

// load is the most that was seen of what a capture uses.
type load struct {
	heap        uint64
	spooled     int64
	goroutines  int
	descriptors int
	files       int // of the spool
	written     int // of the user
}

// drainLive reads all frames and looks at what that takes now and then.
func drainLive(t *testing.T, l *LiveSource) (seen int64, most load) {
	t.Helper()
	var b Batch
	for turn := 0; ; turn++ {
		err := l.Next(context.Background(), &b)
		if errors.Is(err, io.EOF) {
			return seen, most
		} else if err != nil {
			t.Fatal(err)
		}
		seen += int64(len(b.Frames))
		if turn%64 == 0 {
			most.look(l)
		}
	}
}

func (m *load) look(l *LiveSource) {
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	st := l.Status()
	m.heap, m.spooled = max(m.heap, mem.HeapInuse), max(m.spooled, st.Spooled)
	m.goroutines = max(m.goroutines, runtime.NumGoroutine())
	fds, _ := os.ReadDir("/proc/self/fd") // where there is none, nothing is counted
	m.descriptors = max(m.descriptors, len(fds))
	files, _ := os.ReadDir(st.SpoolDir)
	m.files = max(m.files, len(files))
	own, _ := os.ReadDir(l.o.SpoolDir)
	m.written = max(m.written, len(own)-1)
}
