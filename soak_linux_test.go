package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"tcptui/capture"
	"tcptui/flows"
	"tcptui/fsm"
	"tcptui/kernel"
)

// The soak: so many short connections, so many at a time.
const (
	soakConns   = 1000
	soakWorkers = 64
)

// soakEvery is how often the kernel is asked. As often as a capture does it:
//
//	go test . -run TestSoak -v -soak-every 1s
var soakEvery = flag.Duration("soak-every", 100*time.Millisecond, "how often TestSoak asks the kernel")

// soakInside tells the process that TestSoak starts that it is in a network namespace of
// its own: all of its threads have to be.
const soakInside = "TCPTUI_TEST_SOAK"

// explained are the reasons that a soak without loss may find: packets and polls
// are not of one moment, and Linux ends TIME-WAIT and FIN-WAIT-2 of closed sockets
// after a minute.
var explained = []kernel.Reason{kernel.UnderWay, kernel.Reused, kernel.TimeWaitOver, kernel.OrphanOver}

// soakTally counts what comparisons of connections found, by reason; "same" and
// "nothing to compare" beside them.
type soakTally map[string]int

// compare compares both ends of every connection of a capture that is the newest
// of its four-tuple, and calls differs for those that differ for another reason
// than those that are explained.
func (n soakTally) compare(k *kernel.Snapshot, s *flows.Snapshot, until time.Time, differs func(c *flows.Conn, role fsm.Role, f kernel.Finding)) {
	replaced := make(map[flows.ConnID]bool)
	for id := range flows.ConnID(s.Conns()) {
		replaced[s.Conn(id).Previous] = true
	}
	for id := range flows.ConnID(s.Conns()) {
		if replaced[id] {
			continue
		}
		c := s.Conn(id)
		for _, role := range []fsm.Role{fsm.Client, fsm.Server} {
			f := kernel.Compare(wireEnd(s, c, role, until), hostEnd(k, c, role))
			switch {
			case !f.Compared:
				n["nothing to compare"]++
			case !f.Differs:
				n["same"]++
			default:
				if n[f.Reason.String()]++; !slices.Contains(explained, f.Reason) {
					differs(c, role, f)
				}
			}
		}
	}
}

func (n soakTally) String() string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(n)) {
		parts = append(parts, fmt.Sprintf("%s %d", name, n[name]))
	}
	return strings.Join(parts, ", ")
}

// recordLoopback records a port of the loopback interface with tcpdump, or skips
// where that may not be.
func recordLoopback(t *testing.T, port int) io.Reader {
	t.Helper()
	path, err := exec.LookPath("tcpdump")
	if err != nil {
		t.Skip("there is no tcpdump here")
	}
	cmd := exec.Command(path, "-i", "lo", "-U", "-n", "-B", "16384", "-w", "-", fmt.Sprintf("tcp port %d", port))
	out, err1 := cmd.StdoutPipe()
	errs, err2 := cmd.StderrPipe()
	if err := errors.Join(err1, err2, cmd.Start()); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(errs)
	if !lines.Scan() || !strings.Contains(lines.Text(), "listening on") {
		cmd.Process.Kill()
		cmd.Wait()
		t.Skipf("tcpdump cannot capture here: %s", lines.Text())
	}
	t.Cleanup(func() {
		cmd.Process.Signal(os.Interrupt)
		for lines.Scan() {
			if strings.Contains(lines.Text(), "dropped by kernel") {
				t.Logf("tcpdump: %s", lines.Text())
			}
		}
		cmd.Wait()
	})
	return out
}

// soakLoad is a program that makes and ends connections in all ways.
type soakLoad struct {
	t    *testing.T
	l    net.Listener
	w    *kernel.Watcher
	mu   sync.Mutex
	kept []net.Conn // left open
}

// pause waits for some polls.
func (x *soakLoad) pause(r *rand.Rand) {
	for range r.IntN(3) {
		<-x.w.Snapshot().Newer()
	}
}

// one makes a connection and ends it in one of six ways.
func (x *soakLoad) one(r *rand.Rand, accepted <-chan net.Conn) error {
	a, err := net.Dial("tcp4", x.l.Addr().String())
	if err != nil {
		return err
	}
	b := <-accepted // of another worker's connection, perhaps: then both are ended by the other's way
	x.pause(r)
	_, err1 := a.Write(make([]byte, 1+r.IntN(5000)))
	_, err2 := b.Write(make([]byte, 1+r.IntN(5000)))
	x.pause(r)
	switch way := r.IntN(12); {
	case way == 0:
		a.(*net.TCPConn).SetLinger(0)
	case way == 1:
		a.(*net.TCPConn).CloseWrite()
		x.keep(a, b)
		return errors.Join(err1, err2)
	case way == 2:
		x.keep(a, b)
		return errors.Join(err1, err2)
	case way < 7:
		a, b = b, a
	}
	go io.Copy(io.Discard, b)
	a.Close()
	x.pause(r)
	return errors.Join(err1, err2, b.Close())
}

func (x *soakLoad) keep(conns ...net.Conn) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.kept = append(x.kept, conns...)
}

// run makes all connections.
func (x *soakLoad) run() {
	accepted := make(chan net.Conn, soakWorkers)
	go func() {
		for {
			c, err := x.l.Accept()
			if err != nil {
				return
			}
			accepted <- c
		}
	}()
	var workers sync.WaitGroup
	for i := range soakWorkers {
		workers.Go(func() {
			r := rand.New(rand.NewPCG(1, uint64(i)))
			for k := i; k < soakConns; k += soakWorkers {
				if err := x.one(r, accepted); err != nil && !errors.Is(err, os.ErrClosed) && !peerReset(err) {
					x.t.Error(err)
				}
			}
		})
	}
	workers.Wait()
}

// peerReset reports whether the other end was reset before.
func peerReset(err error) bool {
	return strings.Contains(err.Error(), "broken pipe") || strings.Contains(err.Error(), "connection reset")
}

// What the packets say of a thousand connections is what the kernel says, at each
// poll and at the end, but where it is explained. They are captured through the ring, in a
// network namespace, or by tcpdump where none can be made.
func TestSoak(t *testing.T) {
	switch {
	case testing.Short():
		t.Skip("takes some seconds")
	case os.Getenv(soakInside) != "":
		if out, err := exec.Command("ip", "link", "set", "lo", "up").CombinedOutput(); err != nil {
			t.Fatalf("ip link set lo up: %v: %s", err, out)
		}
		soak(t, ringOf)
	case !soakInNamespace(t):
		soak(t, func(t *testing.T, port int) capture.Source {
			src, err := capture.OpenStream("lo", recordLoopback(t, port), capture.Options{SpoolDir: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			return src
		})
	}
}

// soakInNamespace has a process in a network namespace do the soak; false where there can
// be none.
func soakInNamespace(t *testing.T) bool {
	cmd := exec.Command("/proc/self/exe", "-test.run=^TestSoak$", "-test.v", "-soak-every="+soakEvery.String())
	cmd.Env = append(os.Environ(), soakInside+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}
	if os.Geteuid() != 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET | syscall.CLONE_NEWUSER,
			UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Geteuid(), Size: 1}}, GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}}}
	}
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Logf("no network namespace can be made here: %v", err)
		return false
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v:\n%s", err, out.Bytes())
	}
	if strings.Contains(out.String(), "--- SKIP") {
		t.Skipf("it was skipped in a namespace:\n%s", out.Bytes())
	}
	for line := range strings.Lines(out.String()) {
		if strings.Contains(line, "soak_linux_test.go") {
			t.Log(strings.TrimSpace(line))
		}
	}
	return true
}

// ringOf captures a port of the loopback interface as the program does.
func ringOf(t *testing.T, port int) capture.Source {
	t.Helper()
	s := settings{capture: fmt.Sprintf("tcp port %d", port)}
	l, err := capture.OpenLive(capture.LiveOptions{Interfaces: []string{"lo"}, SpoolDir: t.TempDir(), FilterText: s.capture,
		Filter: func(link capture.LinkType) ([]capture.Instruction, error) { return s.liveProgram(link, 0) }})
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { // after it was closed
		st := l.Wait()
		if t.Logf("the ring: %d frames, %d dropped", st.Frames, st.Dropped()); st.Dropped() > 0 {
			t.Errorf("%d frames were dropped", st.Dropped())
		}
	})
	return l
}

// soak makes the connections and compares, with what source captures of a port.
func soak(t *testing.T, source func(t *testing.T, port int) capture.Source) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	d, err := kernel.Open()
	if err != nil {
		t.Skip(err)
	}
	w := kernel.Watch(t.Context(), kernel.Config{Source: d, Every: *soakEvery})
	defer w.Stop()
	if s := w.First(t.Context()); s.Err != nil {
		t.Skip(s.Err)
	}
	src := source(t, l.Addr().(*net.TCPAddr).Port)
	t.Cleanup(func() { src.Close() })
	live := flows.Start(context.Background(), src)
	t.Cleanup(live.Stop)

	load := &soakLoad{t: t, l: l, w: w}
	done := make(chan struct{})
	go func() {
		defer close(done)
		load.run()
	}()
	t.Cleanup(func() {
		for _, c := range load.kept {
			c.Close()
		}
	})
	watchSoak(t, w, live, done)
	last, err := net.Dial("tcp4", l.Addr().String()) // its packets come after all others
	if err != nil {
		t.Fatal(err)
	}
	defer last.Close()
	settleSoak(t, w, live)
}

// watchSoak compares at each poll while the load runs. Packets are known up to the
// last one.
func watchSoak(t *testing.T, w *kernel.Watcher, live *flows.Live, done <-chan struct{}) {
	n := make(soakTally)
	polls := 0
	for k := w.Snapshot(); ; k = w.Snapshot() {
		s := live.Snapshot()
		if rows := s.Rows(); rows > 0 {
			last := s.Row(uint32(rows - 1))
			polls++
			n.compare(k, s, time.Unix(0, last.Time), func(c *flows.Conn, role fsm.Role, f kernel.Finding) {
				t.Errorf("poll %d: connection %d, %v: packets say %v, kernel %v: %v", k.Polls, c.ID, role, f.Wire, f.Kernel, f.Reason)
			})
		}
		select {
		case <-done:
			t.Logf("while running, %d polls: %v", polls, n)
			return
		case <-k.Newer():
		}
	}
}

// settleSoak waits until the packets of the last connection were read, and with them
// those of all others, and nothing is under way, and compares once more.
func settleSoak(t *testing.T, w *kernel.Watcher, live *flows.Live) {
	for {
		k := w.Snapshot()
		s, n := live.Snapshot(), make(soakTally)
		var wrong []string
		n.compare(k, s, time.Time{}, func(c *flows.Conn, role fsm.Role, f kernel.Finding) {
			wrong = append(wrong, fmt.Sprintf("connection %d, %v: packets say %v, kernel %v: %v", c.ID, role, f.Wire, f.Kernel, f.Reason))
		})
		settled := s.Conns() == soakConns+1 && n[kernel.UnderWay.String()] == 0
		if !settled {
			select {
			case <-k.Newer():
				continue
			case <-t.Context().Done():
				t.Fatal("the capture did not settle")
			}
		}
		t.Logf("at the end: %v", n)
		if len(wrong) > 0 {
			t.Errorf("%d ends differ:\n%s", len(wrong), strings.Join(wrong[:min(len(wrong), 20)], "\n"))
		}
		return
	}
}
