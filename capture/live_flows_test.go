package capture_test

import (
	"encoding/binary"
	"errors"
	"flag"
	"os"
	"runtime"
	"testing"
	"time"

	"tcptui/capture"
	"tcptui/flows"
)

// followed is how many frames TestLiveFollowed captures. A day of a busy host, bounded or
// not:
//
//	go test ./capture -run TestLiveFollowed -timeout 0 -v -followed 50000000 [-memory 1024]
var (
	followed = flag.Int("followed", 300_000, "frames that TestLiveFollowed captures")
	memory   = flag.Int("memory", 0, "MiB of memory that end it; 0: none do")
)

// ahead is how many frames the device may be before what follows them, so that the spool
// has them all.
const ahead = 1 << 20

// perConnection is how many segments a connection of the test has: a handshake, data
// with their ACKs, an orderly close.
const perConnection = 20

// segment writes segment number n of connections that follow one another. What both ends
// sent is counted as if each datum had 10 bytes.
func segment(n int, p []byte) {
	const syn, fin, psh, ack = 2, 1, 8, 16
	conn, k := uint32(n/perConnection), n%perConnection
	fromServer := k%2 == 1
	flags, data := byte(ack), 0
	switch {
	case k == 0:
		flags = syn
	case k == 1:
		flags = syn | ack
	case k == perConnection-3, k == perConnection-2:
		flags = fin | ack
	case k > 2 && k < perConnection-3:
		flags, data = psh|ack, 10
	}
	copy(p, "\x02\x00\x00\x00\x00\x01\x02\x00\x00\x00\x00\x02\x08\x00\x45\x00")
	clear(p[16:])
	ip, tcp := p[14:], p[34:]
	binary.BigEndian.PutUint16(ip[2:], uint16(40+data))
	ip[8], ip[9] = 64, 6
	client, server := ip[12:16], ip[16:20]
	from, to := tcp[0:2], tcp[2:4]
	if fromServer {
		client, server, from, to = server, client, to, from
	}
	binary.BigEndian.PutUint32(client, 10<<24|conn>>14)
	binary.BigEndian.PutUint32(server, 198<<24|18<<16|1)
	binary.BigEndian.PutUint16(from, uint16(20_000+conn&(1<<14-1)))
	binary.BigEndian.PutUint16(to, 8899)
	sent := func(role, until int) uint32 { // of the role's sequence space, before segment until
		bytes := uint32(1000)
		for i := role; i < until; i += 2 {
			switch {
			case i < 2 || i == perConnection-3 || i == perConnection-2:
				bytes++
			case i > 2 && i < perConnection-3:
				bytes += 10
			}
		}
		return bytes
	}
	binary.BigEndian.PutUint32(tcp[4:], sent(k%2, k))
	if flags&ack != 0 {
		binary.BigEndian.PutUint32(tcp[8:], sent(1-k%2, k))
	}
	tcp[12], tcp[13] = 5<<4, flags
	binary.BigEndian.PutUint16(tcp[14:], 65535)
}

// TestLiveFollowed: a long capture whose connections are followed takes the memory of its
// rows and connections and nothing beside, and every frame is a row.
func TestLiveFollowed(t *testing.T) {
	dir := t.TempDir()
	goroutines, begun := runtime.NumGoroutine(), time.Now()
	following := make(chan *flows.Live, 1)
	var live *flows.Live // of the goroutine of the device
	l, err := capture.StartTireless(capture.LiveOptions{SpoolDir: dir, SpoolCap: 256 << 20, Stop: capture.StopOptions{Packets: *followed}}, *followed, 64, func(n int, p []byte) {
		if n >= ahead && n%1024 == 0 {
			if live == nil {
				live = <-following
			}
			for s := live.Snapshot(); !s.Done && n-s.Rows() >= ahead; s = live.Snapshot() {
				<-s.Newer()
			}
		}
		segment(n, p)
	})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var src capture.Source = l
	if *memory > 0 {
		src = capture.Bounded(l, func() bool {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			return m.HeapAlloc > uint64(*memory)<<20
		}, "", l.Stop)
	}
	reader := flows.Start(t.Context(), src)
	defer reader.Stop()
	following <- reader
	most, descriptors := 0, 0
	for s := reader.Snapshot(); !s.Done; s = reader.Snapshot() {
		<-s.Newer()
		most = max(most, runtime.NumGoroutine())
		fds, _ := os.ReadDir("/proc/self/fd") // where there is none, nothing is counted
		descriptors = max(descriptors, len(fds))
	}
	s, st, took := reader.Snapshot(), l.Wait(), time.Since(begun)
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	rows := int64(s.Rows())
	t.Logf("%d frames, %d rows, %d connections in %v, %.2f M a second; %d passed over, %d given up; %d MiB live, %d MiB of the system, %.0f bytes a row; at most %d goroutines, %d descriptors",
		st.Frames, rows, s.Conns(), took.Round(time.Millisecond), float64(rows)/took.Seconds()/1e6, st.Unseen, st.GivenUp, m.HeapAlloc>>20, (m.Sys-m.HeapReleased)>>20,
		float64(m.HeapAlloc)/float64(rows), most, descriptors)
	if *memory > 0 {
		if !errors.Is(s.Err, capture.ErrNoMemory) || m.HeapAlloc > uint64(*memory)<<20 {
			t.Errorf("%d MiB, and it ended with %v", m.HeapAlloc>>20, s.Err)
		}
		return
	}
	if rows+st.Unseen != int64(*followed) || st.Frames != int64(*followed) || st.Interfaces[0].Delivered != uint64(*followed) || s.Err != nil {
		t.Errorf("%d rows of %+v, %v", rows, st, s.Err)
	}
	if st.Unseen > 0 {
		t.Errorf("%d frames were passed over", st.Unseen)
	} else {
		if want := (*followed + perConnection - 1) / perConnection; s.Conns() != want {
			t.Errorf("%d connections, want %d", s.Conns(), want)
		}
		for id := range flows.ConnID(min(s.Conns(), 1000)) {
			if c := s.Conn(id); c.Segments() != perConnection {
				t.Fatalf("connection %d has %d segments", id, c.Segments())
			}
		}
	}
	if most > goroutines+16 || descriptors > 64 {
		t.Errorf("%d goroutines, before it began %d; %d descriptors", most, goroutines, descriptors)
	}
}
