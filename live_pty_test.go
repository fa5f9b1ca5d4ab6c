//go:build linux

package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tcptui/capture"
)

// chatter is one of the two small programs that talk on port 8899.
type chatter struct {
	t   *testing.T
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

// startChatter starts it in the namespace of the test.
func startChatter(t *testing.T, args ...string) *chatter {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("the chat is two programs in Python, and there is no python3 here")
	}
	c := &chatter{t: t, cmd: exec.Command(python, args...)}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if c.in, err = c.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	c.out = bufio.NewReader(out)
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.cmd.Process.Kill() })
	return c
}

// says types a line to it; hears waits for a line of it.
func (c *chatter) says(line string) {
	c.t.Helper()
	if _, err := io.WriteString(c.in, line+"\n"); err != nil {
		c.t.Fatal(err)
	}
}

func (c *chatter) hears(want string) {
	c.t.Helper()
	if line, err := c.out.ReadString('\n'); line != want+"\n" {
		c.t.Fatalf("it printed %q, want %q: %v", line, want, err)
	}
}

// ends ends its input, and waits for its end.
func (c *chatter) ends() {
	c.t.Helper()
	c.in.Close()
	if err := c.cmd.Wait(); err != nil {
		c.t.Fatal(err)
	}
}

// chat begins a chat; server is how the server ends.
func beginChat(t *testing.T, how string) (server, client *chatter) {
	t.Helper()
	server = startChatter(t, "testdata/chat/server.py", how)
	server.hears("ready")
	return server, startChatter(t, "testdata/chat/client.py")
}

// TestLiveScreen watches a chat of two programs while it is captured.
func TestLiveScreen(t *testing.T) {
	program, temp := build(t), t.TempDir()
	inNamespace(t)
	p := openTerminal(t, 160, 48, []string{"TMPDIR=" + temp}, program, "-i", "lo", "-f", "tcp port 8899")
	p.until("capturing on lo · 0 packets · 0 connections", "rights")
	server, client := beginChat(t, "close")
	client.says("你好，在吗？")
	client.hears("收到: 你好，在吗？")
	p.until("1 connection", "ESTABLISHED", "▸ 你好，在吗？", "收到: 你好，在吗？")
	p.send("g") // the handshake, from its first segment on
	p.until("1 SYN from the", "SYN-SENT", "LISTEN", "SYN-RECEIVED", "ESTABLISHED")
	p.send("F")
	client.says("Grüße über TCP")
	client.hears("收到: Grüße über TCP")
	p.until("收到: Grüße über TCP", ", the newest")
	client.ends()
	server.ends()
	p.until("FIN-WAIT-1", "CLOSE-WAIT", "LAST-ACK", "TIME-WAIT")

	server, client = beginChat(t, "keep")
	client.says("again")
	client.hears("收到: again")
	client.ends()
	server.hears("the client has closed")
	p.until("2 connections", "FIN-WAIT-2", "CLOSE-WAIT")
	server.says("go on")
	server.hears("sent")
	p.until("RST", "还在吗？")
	server.ends()
	liveScreenEnds(t, p, temp)
}

// liveScreenEnds stops the capture, saves it, begins anew and leaves.
func liveScreenEnds(t *testing.T, p *terminal, temp string) {
	t.Helper()
	p.send("\x05")
	p.until("the capture is stopped", "lo, stopped")
	p.send("q")
	p.until("packets are not saved: q again quits, Ctrl-S saves")
	saved := filepath.Join(temp, "chat.pcapng") // elsewhere it may not write any more
	p.send("\x13\x15" + saved + "\r")
	p.until(" saved ", "as "+saved)
	if n, err := count(t, saved); n < 20 || err != nil {
		t.Errorf("the file has %d frames, %v", n, err)
	}
	p.send("\x05") // nothing is lost now: it does not ask
	p.until("capturing on lo · 0 packets")
	server, client := beginChat(t, "close")
	client.says("third")
	client.hears("收到: third")
	client.ends()
	server.ends()
	p.until("third", "TIME-WAIT")
	p.send("q")
	p.until("packets are not saved: q again quits")
	p.send("q")
	if status := p.exit(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	p.restored()
	if names := left(t, temp); !slices.Equal(names, []string{"chat.pcapng"}) {
		t.Errorf("left %v", names)
	}
}

// TestLiveScreenInterfaces: one of two interfaces is removed while it is shown.
func TestLiveScreenInterfaces(t *testing.T) {
	program := build(t)
	inNamespace(t)
	for _, args := range [][]string{{"link", "add", "d0", "type", "dummy"}, {"link", "set", "d0", "up"}} {
		if out, err := exec.Command("ip", args...).CombinedOutput(); err != nil {
			t.Skipf("ip %v: %v: %s", args, err, out)
		}
	}
	path := filepath.Join(t.TempDir(), "x.pcapng")
	p := openTerminal(t, 160, 48, []string{"TMPDIR=" + t.TempDir()}, program, "-i", "lo", "-i", "d0", "-w", path)
	p.until("capturing on lo, d0", "to x.pcapng")
	if out, err := exec.Command("ip", "link", "set", "d0", "down").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	p.until("d0: is down; the capture goes on when it is up", "d0 (down)")
	p.send("k")
	if out, err := exec.Command("ip", "link", "del", "d0").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	p.until("the others go on", "capturing on lo, d0 (gone)")
	datagrams(t)(5)
	p.until("UDP")
	p.send("\x05") // stops, and begins anew: the file before stays
	p.until("stopped")
	p.send("\x05")
	p.until("to x-2.pcapng")
	p.send("q") // a file has it all: it does not ask
	if status := p.exit(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	if n, err := count(t, path); n < 5 || err != nil {
		t.Errorf("the first file has %d frames, %v", n, err)
	}
}

// TestLiveStartPage captures from the start page, and once only.
func TestLiveStartPage(t *testing.T) {
	program := build(t)
	inNamespace(t)
	all, err := capture.Interfaces()
	if err != nil || !slices.ContainsFunc(all, func(d capture.InterfaceInfo) bool { return d.MayCapture }) {
		t.Skip("nothing may be captured here")
	}
	p := openTerminal(t, 160, 80, []string{"TMPDIR=" + t.TempDir()}, program, "--start-page")
	p.until("Interfaces of this host")
	p.send("gj") // after the line of files
	p.until("Enter captures on it")
	p.send("\r")
	p.until("capturing on ", "· 0 packets")
	p.send(":capture\r")
	p.until("Rights of this process", "Looks up owners of sockets", "process ", "user nobody")
	p.send("\x1b")
	connected(t) // in the namespace of the test, as the program
	p.until("1 connection")
	p.send("c")
	p.until("Kernel", "Process", fmt.Sprintf("(%d)", os.Getpid()))
	p.send("\x1bO")
	p.until("Interfaces of this host")
	p.send("gj")
	p.until("It cannot be captured on: ")
	p.send("\r")
	p.until("start tcptui anew")
	p.send("\x03")
	p.until("Ctrl-C again quits")
	p.send("\x03")
	if status := p.exit(); status != 0 {
		t.Errorf("exit status %d", status)
	}
}

// TestNoHelper: where the program cannot be run by who looks up owners of sockets, so that
// they are hidden, it says so, on the screen and without one.
func TestNoHelper(t *testing.T) {
	program := buildOwn(t) // nobody else may run it
	inNamespace(t)
	const why = "user nobody may not run"
	p := openTerminal(t, 160, 80, []string{"TMPDIR=" + t.TempDir()}, program, "-i", "lo", "-f", "udp")
	p.until("capturing on lo · 0 packets")
	p.send(":capture\r")
	p.until("Looks up owners of sockets", "nobody: the helper", why)
	p.send("\x03")
	p.exit()
	live := startLiveProgram(t, program, t.TempDir(), "-i", "lo", "-f", "udp", "--kernel", "-a", "duration:1")
	if _, said := live.wait(); !strings.Contains(said, "owners of sockets are hidden: the helper") || !strings.Contains(said, why) {
		t.Errorf("it said %s", said)
	}
}
