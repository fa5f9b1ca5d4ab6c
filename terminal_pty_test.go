//go:build unix

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/creack/pty"

	"tcptui/capture"
	"tcptui/flows"
	"tcptui/internal/hostile"
	"tcptui/testdata/samples"
	"tcptui/ui"
)

// TestInTerminals runs the real program in all kinds of terminals.
func TestInTerminals(t *testing.T) {
	program := build(t)
	t.Run("kinds", func(t *testing.T) { testKinds(t, program) })
	t.Run("sizes", func(t *testing.T) { testSizes(t, program) })
	t.Run("escape", func(t *testing.T) { testEscape(t, program) })
	t.Run("light ground", func(t *testing.T) { testLightGround(t, program) })
	t.Run("suspend", func(t *testing.T) { testSuspend(t, program) })
	t.Run("stopped by others", func(t *testing.T) { testStopped(t, program) })
	t.Run("gone", func(t *testing.T) { testGone(t, program) })
	t.Run("hostile", func(t *testing.T) { testHostile(t, program) })
}

// testKinds draws on terminals of many kinds, by their TERM.
func testKinds(t *testing.T, program string) {
	for _, tt := range []struct {
		term  string
		ascii bool
	}{{"xterm", false}, {"xterm-256color", false}, {"screen", false}, {"screen-256color", false}, {"tmux-256color", false}, {"linux", true}, {"vt100", true},
		{"vt220", true}, {"rxvt", false}, {"no-such", false}, {"", false}} {
		for _, locale := range []string{"C.UTF-8", "C", "en_US.utf8", "de_DE.ISO-8859-1"} {
			if locale != "C.UTF-8" && tt.term != "xterm-256color" {
				continue // the locale has nothing to do with the kind
			}
			p := openTerminal(t, 160, 48, []string{"TERM=" + tt.term, "LC_ALL=" + locale}, program)
			p.until("50 packets", "SYN-SENT", "Sequence Number")
			p.send("j?")
			p.until("Help: what the keys do here")
			p.send("\x1bq")
			if status := p.exit(); status != 0 {
				t.Errorf("TERM=%s, %s: exit status %d", tt.term, locale, status)
			}
			p.restored()
			ascii := tt.ascii || strings.HasPrefix(locale, "C") && !strings.Contains(locale, "UTF") || strings.Contains(locale, "8859")
			if got := !strings.Contains(p.screen.Raw(), "━"); got != ascii {
				t.Errorf("TERM=%s, %s: in ASCII: %v", tt.term, locale, got)
			}
			if bad := foreign(p.screen.Raw()); len(bad) > 0 {
				t.Errorf("TERM=%s, %s: these reached the terminal: %q", tt.term, locale, bad[:min(len(bad), 5)])
			}
		}
	}
}

// testSizes resizes while the program runs, down to nothing and up again.
func testSizes(t *testing.T, program string) {
	p := openTerminal(t, 80, 24, nil, program)
	p.until("50 packets")
	for _, size := range []pty.Winsize{{Rows: 1, Cols: 1}, {Rows: 1, Cols: 200}, {Rows: 60, Cols: 2}, {Rows: 3, Cols: 3}, {Rows: 24, Cols: 80}} {
		if err := pty.Setsize(p.pty, &size); err != nil {
			t.Fatal(err)
		}
		p.send("sj?\x1b")
	}
	p.send("\x0c\x1b\x1b\x1b")
	p.until("50 packets", "1 Packets")
	p.send("\x03")
	if status := p.exit(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	p.restored()
}

// testEscape types Escape and keys soon after it.
func testEscape(t *testing.T, program string) {
	p := openTerminal(t, 160, 48, nil, program)
	p.until("50 packets")
	p.send("f")
	p.until("┏━ 4 Stream 0")
	p.send("\x1b")
	p.until("┏━ 1 Packets")
	p.send("f")
	p.until("┏━ 4 Stream 0")
	p.send("\x1bG") // at once: terminals send the same for Alt-G
	p.until("┏━ 1 Packets 50 of 50")
	p.send("\x1b[A")
	p.until("1 Packets 49 of 50")
	p.send("/\x1b[200~tcp.port\x1b]0;x\x07 == 1\x1b[201~")
	p.until("/ tcp.port")
	p.send("\x1b\x1bq" + strings.Repeat("j", 3000)) // the rest nobody takes
	if status := p.exit(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	p.restored()
}

// testLightGround answers the program's question for the colour behind the text.
func testLightGround(t *testing.T, program string) {
	p := openTerminal(t, 160, 48, nil, program)
	p.until("50 packets")
	p.untilSent(regexp.MustCompile(`\x1b\]11;\?`))
	p.send("\x1b]11;rgb:ffff/ffff/ffff\x1b\\")
	p.untilSent(regexp.MustCompile(`\x1b\[[0-9;]*48;5;254`)) // of the light theme
	p.send("?")
	p.until("Help: what the keys do here") // the answer was not taken for keys
	p.send("\x1b")
	p.send("\x1b")
	p.until("nothing to go back from")
	p.send("q")
	p.exit()
	p.restored()
	p = openTerminal(t, 160, 48, []string{"TERM=linux"}, program)
	p.until("50 packets")
	p.send("q")
	p.exit()
	if strings.Contains(p.screen.Raw(), "\x1b]") {
		t.Error("the Linux console was asked what it shows as text")
	}
}

// testSuspend stops the program with Ctrl-Z under a shell, and continues it.
func testSuspend(t *testing.T, program string) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("there is no shell here")
	}
	p := openTerminal(t, 160, 48, []string{"PS1=ready$ "}, "sh", "-i")
	p.until("ready$")
	p.send(program + "\n")
	p.until("50 packets", "┏━ 1 Packets")
	p.send("/tcp.port\x1a") // in a prompt too
	p.until("Stopped")
	for mode, want := range map[string]bool{"1049": false, "25": true, "1000": false, "1006": false, "2004": false} {
		if p.screen.Mode(mode) != want {
			t.Errorf("terminal mode %s is %v while the program is stopped", mode, !want)
		}
	}
	p.send("echo an$((40+2))swer\n")
	p.until("an42swer")
	p.send("fg\n")
	p.until("50 packets", "┏━ 1 Packets", "/ tcp.port")
	p.send("\x1b")
	p.send("f")
	p.until("┏━ 4 Stream 0", "你好，在吗？")
	p.send("\x1a" + strings.Repeat("j", 2000)) // more than the queues hold
	p.until("Stopped")
	p.send("\x03\nfg\n")
	p.until("┏━ 4 Stream 0")
	p.send("\x03")
	p.until("ready$")
	p.send("exit\n")
	p.exit()
	if p.screen.Mode("1049") || !p.screen.Mode("25") {
		t.Error("the terminal was not restored")
	}
}

// testStopped sends the signals that other processes may send. Nobody continues a
// program that no shell waits for, so that the system does not stop it.
func testStopped(t *testing.T, program string) {
	p := openTerminal(t, 160, 48, nil, program)
	p.until("50 packets", "┏━ 1 Packets")
	signal := func(sig syscall.Signal) {
		t.Helper()
		if err := syscall.Kill(p.pid, sig); err != nil {
			t.Fatal(err)
		}
	}
	signal(syscall.SIGTSTP)
	p.until("no shell is there")
	p.send("G")
	p.until("1 Packets 50 of 50")
	signal(syscall.SIGCONT) // it drops what is typed until the terminal is its own again
	p.untilSent(regexp.MustCompile(`(?s)\x1b\[\?1049h.*\x1b\[\?1049h`))
	signal(syscall.SIGWINCH)
	signal(syscall.SIGTSTP)
	p.until("no shell is there")
	p.send("f")
	p.until("┏━ 4 Stream 0")
	p.send("\x03")
	if status := p.exit(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	p.restored()
}

// testGone takes the terminal away.
func testGone(t *testing.T, program string) {
	p := openTerminal(t, 80, 24, nil, program)
	p.until("50 packets")
	p.pty.Close()
	p.tty.WriteString("x") // who still reads from it has something to read and lets go of it
	p.tty.Close()
	p.exit() // whatever the status: nobody sees it
}

// testHostile goes through every view of a capture whose texts would take over the
// terminal, and reads every byte that reaches it.
func testHostile(t *testing.T, program string) {
	path := filepath.Join(t.TempDir(), hostile.Name()+".pcapng")
	if err := os.WriteFile(path, hostile.Capture(), 0o600); err != nil {
		t.Skipf("this file system takes no such name: %v", err)
	}
	for _, env := range [][]string{nil, {"LC_ALL=C", "NO_COLOR=1"}, {"TERM=screen"}} {
		p := openTerminal(t, 160, 48, env, program, path)
		p.until("packets", "2 connections")
		for range 86 {
			p.send("j")
		}
		for _, view := range []string{"e", "s", "sd", "f", "\x1b1", "\x1b2", "\x1b3", "\x1b4", "\x1b5", "\x1b6", "\x1b5z", "\x1b6z", "O", "?", "|", "|", "/", ":", "\x13", "\x0f"} {
			p.send("1G" + view)
			for _, key := range []string{"G", "k", "\r", "l", "\x1b[6~", " ", "h", "c", "y", "m"} {
				p.send(key)
			}
			p.send("\x1b[200~" + hostile.Text() + "\x1b[201~")
			for range 6 {
				p.send("\x1b[27u")
			}
		}
		p.send("\x03")
		if status := p.exit(); status != 0 {
			t.Errorf("%v: exit status %d", env, status)
		}
		p.restored()
		if bad := foreign(p.screen.Raw()); len(bad) > 0 {
			t.Errorf("%v: these reached the terminal: %q", env, bad[:min(len(bad), 5)])
		}
	}
}

// ours are the escape sequences that the screen library and we send. None has a
// text of anybody else in it.
var ours = regexp.MustCompile(`^\x1b(` + strings.Join([]string{
	`\[[0-9;:]*m`,                                                    // colours and attributes
	`\[[0-9;]*[HJKABCDGdX]`,                                          // the cursor, clearing
	`\[\?[0-9;]+[hl]`,                                                // modes
	`\[[0-9]*[@LPM]`,                                                 // a character inserted
	`\[(22|23);[0-9;]+t`, `\[34[hl]`, `\[>4;[0-9]m`, `\[>1u`, `\[<u`, // the title kept, keys
	`\[[0-9] q`, `\]8;;\x1b\\`, `\]112\x07`, // the cursor's shape, no link, its colour
	`\]11;\?\x1b\\`,                                                  // our question
	`[=>78]`, `[()][AB0]`, `\[![a-z]`, `\[4l`, `\[r`, `\[\?[0-9;]+c`, // the keypad, character sets
}, "|") + `)`)

// foreign returns what of the bytes that reached a terminal is neither text that
// can be seen nor a sequence of ours.
func foreign(raw string) []string {
	var bad []string
	for raw != "" {
		c := raw[0]
		switch {
		case c == 0x1b:
			n := len(ours.FindString(raw))
			if n == 0 {
				bad = append(bad, raw[:min(len(raw), 24)])
				n = 1
			}
			raw = raw[n:]
		case c == '\r' || c == '\n' || c == '\b' || c == 0x0e || c == 0x0f: // the last two change character sets of a VT100
			raw = raw[1:]
		default:
			r, n := utf8.DecodeRuneInString(raw)
			if r == utf8.RuneError && n == 1 || !unicode.IsGraphic(r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) || unicode.Is(unicode.Variation_Selector, r) {
				bad = append(bad, raw[:n])
			}
			raw = raw[n:]
		}
	}
	return bad
}

// TestForeign: what would be noticed.
func TestForeign(t *testing.T) {
	for _, text := range []string{"\x1b]0;owned\x07", "\x1b]52;c;eA==\x07", "\x1b[6n", "\x1b[c", "\x1bc", "\x07", "\u202e", "\u200b", "\x9b31m", "\u009b", "\xff", "\x1bPq\x1b\\", "\x05", "\t", "\ufe0f"} {
		if len(foreign("a"+text+"b")) == 0 {
			t.Errorf("%q is not noticed", text)
		}
	}
	if bad := foreign("\x1b[1;2H\x1b[38;5;12m你好e\u0301 \x1b[?25l\x1b]8;;\x1b\\"); len(bad) > 0 {
		t.Errorf("%q are noticed", bad)
	}
}

// panics in the environment makes TestPanicHelper the program that breaks.
const panics = "TCPTUI_TEST_PANICS"

// TestPanicHelper is not a test: it is a program whose screen panics when the start
// page opens.
func TestPanicHelper(t *testing.T) {
	if os.Getenv(panics) == "" {
		t.Skip("a helper of TestPanic")
	}
	src, err := capture.OpenBytes("chat", samples.Chat())
	if err != nil {
		t.Fatal(err)
	}
	live := flows.Start(context.Background(), src)
	fmt.Println(ui.Run(context.Background(), ui.Config{Title: "chat", Live: live, Starts: func() ui.StartPage { panic("as the test wants it") }}))
}

// TestPanic: a panic of the screen restores the terminal before it is printed.
func TestPanic(t *testing.T) {
	p := openTerminal(t, 100, 30, []string{panics + "=1"}, os.Args[0], "-test.run=^TestPanicHelper$")
	p.until("50 packets")
	p.send("O")
	if status := p.exit(); status == 0 {
		t.Error("exit status 0")
	}
	p.restored()
	raw := p.screen.Raw()
	if left, said := strings.LastIndex(raw, "\x1b[?1049l"), strings.Index(raw, "as the test wants it"); left < 0 || said < left {
		t.Errorf("the screen was left at %d, the panic printed at %d", left, said)
	}
}
