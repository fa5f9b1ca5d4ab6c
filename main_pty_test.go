//go:build unix

package main

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/term"

	"tcptui/internal/vt"
	"tcptui/testdata/samples"
)

// patience ends a test that would hang.
const patience = 60 * time.Second

// terminal is the real program in a pseudo terminal.
type terminal struct {
	t      *testing.T
	screen *vt.Screen
	pty    *os.File
	tty    *os.File    // the program's end, kept open to look at its settings
	before *term.State // its settings before the program ran
	done   chan error
	pid    int
}

// openTerminal starts a program with arguments in a terminal of w by h cells.
// The settings in env replace those of the environment.
func openTerminal(t *testing.T, w, h int, env []string, path string, args ...string) *terminal {
	t.Helper()
	master, tty, err := pty.Open()
	if err != nil {
		t.Skipf("no pseudo terminal here: %v", err)
	}
	t.Cleanup(func() { master.Close(); tty.Close() })
	if err := pty.Setsize(master, &pty.Winsize{Rows: uint16(h), Cols: uint16(w)}); err != nil {
		t.Fatal(err)
	}
	before, err := term.GetState(int(tty.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = tty, tty, tty
	cmd.Env = append([]string{"TERM=xterm-256color", "LC_ALL=C.UTF-8", "PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}, env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &terminal{t, vt.New(w, h), master, tty, before, make(chan error, 1), cmd.Process.Pid}
	go io.Copy(p.screen, master)
	go func() { p.done <- cmd.Wait() }()
	t.Cleanup(func() { cmd.Process.Kill() })
	return p
}

// until waits for a screen that shows all the texts.
func (p *terminal) until(texts ...string) {
	p.t.Helper()
	limit := time.After(patience)
	for {
		text, changed := p.screen.Text()
		missing := ""
		for _, s := range texts {
			if !strings.Contains(text, s) {
				missing = s
			}
		}
		if missing == "" {
			return
		}
		select {
		case <-changed:
		case <-limit:
			p.t.Fatalf("the screen never showed %q but:\n%s", missing, text)
		}
	}
}

// untilSent waits until something was sent to the terminal, and returns all that was.
func (p *terminal) untilSent(what *regexp.Regexp) string {
	p.t.Helper()
	limit := time.After(patience)
	for {
		_, changed := p.screen.Text()
		raw := p.screen.Raw()
		if what.MatchString(raw) {
			return raw
		}
		select {
		case <-changed:
		case <-limit:
			p.t.Fatalf("%s was never sent, but %q", what, raw)
		}
	}
}

// send types keys.
func (p *terminal) send(keys string) {
	p.t.Helper()
	if _, err := p.pty.WriteString(keys); err != nil {
		p.t.Fatal(err)
	}
}

// exit waits for the end of the program and returns its exit status.
func (p *terminal) exit() int {
	p.t.Helper()
	select {
	case err := <-p.done:
		var status *exec.ExitError
		if errors.As(err, &status) {
			return status.ExitCode()
		}
		if err != nil {
			p.t.Fatal(err)
		}
		return 0
	case <-time.After(patience):
		text, _ := p.screen.Text()
		p.t.Fatalf("the program does not end; its screen:\n%s", text)
		return -1
	}
}

// restored checks that the terminal is as it was before the program.
func (p *terminal) restored() {
	p.t.Helper()
	// What the program wrote last may still be on its way to the screen: a word
	// of ours behind it, which the program never shows.
	const after = "#written-by-the-test#"
	if _, err := p.tty.WriteString(after); err != nil {
		p.t.Fatal(err)
	}
	p.until(after)
	for mode, want := range map[string]bool{"1049": false, "25": true, "1000": false, "1002": false, "1003": false, "1006": false, "2004": false} {
		if p.screen.Mode(mode) != want {
			p.t.Errorf("terminal mode %s is %v after the program", mode, !want)
		}
	}
	settings, err := term.GetState(int(p.tty.Fd()))
	if err != nil {
		p.t.Fatal(err)
	}
	if !reflect.DeepEqual(settings, p.before) {
		p.t.Errorf("the terminal's settings are others after the program: %v, before %v", settings, p.before)
	}
}

// TestTerminal runs the real program in a pseudo terminal.
func TestTerminal(t *testing.T) {
	program := build(t)
	t.Run("sample", func(t *testing.T) { testSample(t, program) })
	t.Run("small", func(t *testing.T) { testSmall(t, program) })
	t.Run("unknown terminal", func(t *testing.T) { testUnknownTerminal(t, program) })
	t.Run("dumb terminal", func(t *testing.T) { testDumbTerminal(t, program) })
	t.Run("no colours", func(t *testing.T) { testNoColour(t, program) })
	t.Run("no UTF-8", func(t *testing.T) { testNoUTF8(t, program) })
	t.Run("hostile name", func(t *testing.T) { testHostileName(t, program) })
}

// testSample opens the sample, walks through it and leaves.
func testSample(t *testing.T, program string) {
	p := openTerminal(t, 160, 48, nil, program)
	p.until("50 packets · 2 connections", "你好，在吗？", "Grüße über TCP", "Sequence Number", "SYN-SENT")
	p.send("5G")
	p.until("states after frame 5", "5 ACK from the client: server ESTABLISHED")
	p.send("k")
	p.until("states after frame 4", "4 SYN,ACK from the server: server SYN-RECEIVED, client ESTABLISHED")
	p.send("f")
	p.until("┏━ 4 Stream 0")
	p.send("\x1b")
	p.until("┏━ 1 Packets 4 of 50")
	p.send("]o")
	p.until("/ tcp.stream == 1", "50414")
	p.send("G")
	p.until("RST")
	p.send("?")
	p.until("Help: what the keys do here")
	p.send("qq")
	if status := p.exit(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	p.restored()
}

// testSmall resizes to less than anyone has and ends with Ctrl-C.
func testSmall(t *testing.T, program string) {
	p := openTerminal(t, 80, 24, nil, program)
	p.until("50 packets", "[2 TCP header")
	p.send("4\t")
	p.until("[4 Stream", "你好，在吗？")
	if err := pty.Setsize(p.pty, &pty.Winsize{Rows: 5, Cols: 20}); err != nil {
		t.Fatal(err)
	}
	p.send("\x03")
	if status := p.exit(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	p.restored()
}

func testUnknownTerminal(t *testing.T, program string) {
	p := openTerminal(t, 160, 48, []string{"TERM=no-such-terminal"}, program)
	p.until("50 packets", `the terminal TERM="no-such-terminal" is unknown: drawing as for xterm-256color`)
	p.send("q")
	if status := p.exit(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	p.restored()
}

func testDumbTerminal(t *testing.T, program string) {
	p := openTerminal(t, 160, 48, []string{"TERM=dumb"}, program)
	if status := p.exit(); status == 0 {
		t.Error("exit status 0")
	}
	p.until("TERM=dumb", "set TERM")
}

func testNoColour(t *testing.T, program string) {
	p := openTerminal(t, 160, 48, []string{"NO_COLOR=1"}, program)
	p.until("50 packets")
	p.send("jq")
	p.exit()
	if colour := regexp.MustCompile("\x1b\\[([0-9;]*;)?(3[0-8]|4[0-8]|9[0-7]|10[0-7])(;[0-9;]*)?m").FindString(p.screen.Raw()); colour != "" {
		t.Errorf("a colour was set: %q", colour)
	}
}

// testNoUTF8 runs where the locale has ASCII only.
func testNoUTF8(t *testing.T, program string) {
	p := openTerminal(t, 160, 48, []string{"LC_ALL=C"}, program)
	p.until("50 packets")
	p.send("jq")
	p.exit()
	for _, c := range []byte(p.screen.Raw()) {
		if c >= 0x80 {
			t.Fatalf("byte %#x was sent to a terminal that knows ASCII only", c)
		}
	}
}

// testHostileName opens a file whose name would set the terminal's title and
// ring its bell, and reads the bytes that reach the terminal.
func testHostileName(t *testing.T, program string) {
	path := filepath.Join(t.TempDir(), "a\x1b]0;owned\x07\x1b[31m\u202e.pcapng")
	if err := os.WriteFile(path, samples.Chat(), 0o600); err != nil {
		t.Skipf("this file system takes no such name: %v", err)
	}
	p := openTerminal(t, 160, 48, nil, program, path)
	p.until("50 packets")
	p.send("q")
	p.exit()
	for _, bad := range []string{"\x1b]0;", "\x07", "\u202e"} {
		if strings.Contains(p.screen.Raw(), bad) {
			t.Errorf("%q reached the terminal", bad)
		}
	}
}
