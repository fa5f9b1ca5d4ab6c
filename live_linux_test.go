package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"tcptui/capture"
	"tcptui/internal/records"
)

// liveProgram is the program in a network namespace of its own, capturing.
type liveProgram struct {
	t    *testing.T
	cmd  *exec.Cmd
	out  bytes.Buffer
	errs *bufio.Reader
	said strings.Builder
	temp string // its TMPDIR
}

// connected is the client's end of a connection over the loopback interface, both ends of which
// this process holds until the test is over.
func connected(t *testing.T) net.Conn {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	c, err := net.Dial("tcp4", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// inNamespace puts the rest of the test into a network namespace of its own where
// that is possible.
func inNamespace(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("network namespaces are made by root only")
	}
	runtime.LockOSThread() // the thread ends with the goroutine
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		t.Skip("no network namespace can be made here: ", err)
	}
	if out, err := exec.Command("ip", "link", "set", "lo", "up").CombinedOutput(); err != nil {
		t.Skipf("ip link set lo up: %v: %s", err, out)
	}
}

// startLiveProgram starts the program and waits until it captures.
func startLiveProgram(t *testing.T, program, temp string, args ...string) *liveProgram {
	t.Helper()
	p := &liveProgram{t: t, cmd: exec.Command(program, args...), temp: temp}
	p.cmd.Env = append(os.Environ(), "TMPDIR="+temp)
	p.cmd.Stdout = &p.out
	pipe, err := p.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.errs = bufio.NewReader(pipe)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p.until("capturing on")
	return p
}

// until reads what the program says up to a line that has text in it.
func (p *liveProgram) until(text string) {
	p.t.Helper()
	for {
		line, err := p.errs.ReadString('\n')
		p.said.WriteString(line)
		if err != nil {
			p.t.Fatalf("it ended before it said %q: %s", text, p.said.String())
		}
		if strings.Contains(line, text) {
			return
		}
	}
}

// wait waits for its end and returns the exit status and all that it said.
func (p *liveProgram) wait() (status int, said string) {
	p.t.Helper()
	rest, err := io.ReadAll(p.errs)
	if err != nil {
		p.t.Fatal(err)
	}
	p.said.Write(rest)
	err = p.cmd.Wait()
	if e, ok := errors.AsType[*exec.ExitError](err); ok {
		return e.ExitCode(), p.said.String()
	} else if err != nil {
		p.t.Fatal(err)
	}
	return 0, p.said.String()
}

// left is what is in a directory.
func left(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// datagrams sends datagrams that nobody answers: somebody listens, and says nothing.
func datagrams(t *testing.T) (send func(n int)) {
	t.Helper()
	to, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	from, err := net.Dial("udp4", to.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		from.Close()
		to.Close()
	})
	return func(n int) {
		t.Helper()
		for i := range n {
			if _, err := fmt.Fprintf(from, "datagram %d", i); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// count reads a capture to its end and returns how many frames it has.
func count(t *testing.T, path string) (n int, err error) {
	t.Helper()
	src, err := capture.Open(path, capture.Options{})
	if err != nil {
		return 0, err
	}
	defer src.Close()
	for _, err := range records.Of(t.Context(), src) {
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// TestLiveCommand captures and prints.
func TestLiveCommand(t *testing.T) {
	program := build(t)
	inNamespace(t)
	send := datagrams(t)
	for _, tt := range []struct {
		name  string
		args  []string
		out   string // a pattern
		lines int
		said  string
	}{
		{"text", []string{"-i", "lo", "-c", "3"}, `^    1 0\.000000000    127\.0\.0\.1 → 127\.0\.0\.1    UDP 52 `, 3, "3 frames captured"},
		{"by number", []string{"-i", "1", "-c", "1"}, ` UDP `, 1, "1 frame captured"},
		{"fields", []string{"-i", "lo", "-apackets:2", "-T", "fields", "-e", "frame.number", "-e", "udp.length", "-l"}, `^1\t18\n2\t18\n$`, 2, "2 frames captured"},
		{"any", []string{"-i", "any", "-i", "lo", "-c", "2", "-Tfields", "-eframe.interface_name"}, `^(any|lo)\n(any|lo)\n$`, 2, ""},
		{"capture filter", []string{"-i", "any", "-f", "udp and udp[8:4] = 0x64617461 and udp[17] != 0x31", "-c", "2", "-Tfields", "-eudp.payload"}, `^646174616772616d2030\n646174616772616d2032\n$`, 2, ""},
		{"statistics", []string{"-i", "lo", "-a", "packets:5", "-z", "io,stat,0"}, `\|      5 \|   260 \|`, -1, ""},
		{"snapshot length", []string{"-i", "lo", "-c", "1", "-s", "30", "-B", "1", "-p", "-Tfields", "-eframe.cap_len", "-eframe.len"}, `^30\t52\n$`, 1, ""},
	} {
		temp := t.TempDir() // no t.Run: this goroutine alone is in the namespace
		p := startLiveProgram(t, program, temp, tt.args...)
		send(5)
		status, said := p.wait()
		if status != 0 || !strings.Contains(said, tt.said) {
			t.Errorf("%s: ended with %d and said %s", tt.name, status, said)
		}
		out := p.out.String()
		if !regexp.MustCompile(tt.out).MatchString(out) || tt.lines >= 0 && strings.Count(out, "\n") != tt.lines {
			t.Errorf("%s: printed %q", tt.name, out)
		}
		if names := left(t, temp); len(names) > 0 {
			t.Errorf("%s: left %v", tt.name, names)
		}
	}
}

// TestLiveInterrupt: an interrupt ends a capture in good order.
func TestLiveInterrupt(t *testing.T) {
	program := build(t)
	inNamespace(t)
	send, temp := datagrams(t), t.TempDir()
	path := filepath.Join(t.TempDir(), "x.pcapng")
	p := startLiveProgram(t, program, temp, "-i", "lo", "-w", path, "-z", "io,stat,0")
	send(100)
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	status, said := p.wait()
	if status != 0 || !strings.Contains(said, "100 frames captured") || !strings.Contains(p.out.String(), "|    100 |") {
		t.Errorf("ended with %d, said %s and printed %s", status, said, p.out.String())
	}
	if n, err := count(t, path); n != 100 || err != nil {
		t.Errorf("the file has %d frames, %v", n, err)
	}
	if names := left(t, temp); len(names) > 0 {
		t.Errorf("left %v", names)
	}
}

// TestLiveKilled: a capture that is killed leaves a readable file, and one of what
// was not saved, which the next start tells of.
func TestLiveKilled(t *testing.T) {
	program := build(t)
	inNamespace(t)
	send, temp := datagrams(t), t.TempDir()
	path := filepath.Join(t.TempDir(), "x.pcapng")
	p := startLiveProgram(t, program, temp, "-i", "lo", "-w", path, "-P")
	send(100)
	for n := 0; n < 100; { // what is in the file is in it at once
		n, _ = count(t, path)
	}
	if err := p.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if status, _ := p.wait(); status != -1 {
		t.Errorf("ended with %d", status)
	}
	if n, err := count(t, path); n != 100 || err != nil {
		t.Errorf("the file has %d frames, %v", n, err)
	}
	spools, err := filepath.Glob(filepath.Join(temp, "*", "*.pcapng"))
	if err != nil || len(spools) != 1 {
		t.Fatalf("left %v, %v", spools, err)
	}
	if n, err := count(t, spools[0]); n != 100 || err != nil {
		t.Errorf("the spool has %d frames, %v", n, err)
	}
	p = startLiveProgram(t, program, temp, "-i", "lo", "-c", "1")
	send(1)
	if _, said := p.wait(); !strings.Contains(said, " kB: tcptui "+filepath.Dir(spools[0])+"/*.pcapng") {
		t.Errorf("the next start said %s", said)
	}
}

// TestLiveDump: a capture that is only written goes through a pipe, too.
func TestLiveDump(t *testing.T) {
	program := build(t)
	inNamespace(t)
	send, temp := datagrams(t), t.TempDir()
	for _, format := range []string{"pcapng", "pcap"} {
		p := startLiveProgram(t, program, temp, "-i", "lo", "-w", "-", "-F", format, "-c", "4")
		send(6)
		status, said := p.wait()
		src, err := capture.OpenBytes("standard output", p.out.Bytes())
		if err != nil {
			t.Fatalf("%v, ended with %d and said %s", err, status, said)
		}
		n := 0
		for _, err := range records.Of(t.Context(), src) {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		if n != 4 || status != 0 {
			t.Errorf("%s: %d frames, ended with %d and said %s", format, n, status, said)
		}
	}
	if names := left(t, temp); len(names) > 0 {
		t.Errorf("left %v", names)
	}
}

// TestLiveNoRights: who may not capture is told the command that changes it.
func TestLiveNoRights(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can become somebody else")
	}
	program := buildOwn(t)
	for path := program; len(path) > len(os.TempDir()); path = filepath.Dir(path) {
		if err := os.Chmod(path, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(program, "-i", "lo")
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	out, err := cmd.CombinedOutput()
	want := fmt.Sprintf("tcptui: lo: cannot be captured on: you have no CAP_NET_RAW (sudo setcap cap_net_raw+ep %s; or for once: sudo %s; everything but -i works without)\n", program, program)
	if e, ok := errors.AsType[*exec.ExitError](err); !ok || e.ExitCode() != exitFile || string(out) != want {
		t.Errorf("%v: %s\nwant %s", err, out, want)
	}
}
