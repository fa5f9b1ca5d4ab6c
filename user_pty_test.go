//go:build unix

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tcptui/testdata/samples"
)

// TestUser runs the real program for a user with settings, several times.
func TestUser(t *testing.T) {
	program := build(t)
	home := t.TempDir()
	config := filepath.Join(home, ".config", "tcptui", "config.toml")
	if err := os.MkdirAll(filepath.Dir(config), 0o700); err != nil {
		t.Fatal(err)
	}
	text := "theme = \"drak\"\nascii = true\nstart = \"start-page\"\nlayout = \"one-pane\"\ntime = \"epoch\"\nmouse = false\n[keys.screen]\nquit = [\"Q\"]\nno-such = [\"x\"]\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	capture := filepath.Join(home, "chat.pcapng")
	if err := os.WriteFile(capture, samples.Chat(), 0o600); err != nil {
		t.Fatal(err)
	}
	env := []string{"HOME=" + home}
	run := func(args ...string) *terminal { return openTerminal(t, 120, 36, env, program, args...) }

	p := run(capture)
	p.until("! lists 2 warnings: config.toml:1:9: theme: expected", "50 packets", "1 Packets", "17")
	p.send("!")
	p.until("warning 1", "warning 2", "did you mean dark?", "config.toml:9:1")
	p.send("\x1b")
	p.send("/tcp.flags.push\r")
	p.until("/ tcp.flags.push")
	p.send("37GQ")
	if status := p.exit(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	p.restored()
	raw := p.screen.Raw()
	if strings.Contains(raw, "\x1b[?1000h") {
		t.Error("the mouse was taken")
	}
	if strings.Contains(raw, "━") || strings.Contains(raw, "│") {
		t.Error("boxes are not in ASCII")
	}

	if err := os.WriteFile(config, []byte(strings.ReplaceAll(text, "drak", "light")), 0o600); err != nil {
		t.Fatal(err)
	}
	p = run()
	p.until("Open a capture", "Opened before", "chat.pcapng", "50 packets, 20")
	p.send("g\r") // where the cursor is
	p.until("1 Packets 3 of 50", "last time you were at packet 37; 37G goes there")
	p.send("/\x1b[A")
	p.until("tcp.flags.push")
	p.send("\x1b")
	p.send("O")
	p.until("Open a capture")
	p.send("Q")
	p.until("1 Packets")
	p.send("Q")
	p.exit()
	p.restored()
	if !regexp.MustCompile(`\x1b\[[0-9;]*48;5;231`).MatchString(p.screen.Raw()) {
		t.Error("the light theme has no white ground")
	}

	// Nothing is remembered of a run that shall not be, and options go first.
	state := filepath.Join(home, ".local", "state", "tcptui", "history.json")
	before, err := os.ReadFile(state)
	if err != nil || !strings.Contains(string(before), "tcp.flags.push") {
		t.Fatalf("%s: %s, %v", state, before, err)
	}
	env = append(env, "TCPTUI_NO_STATE=1")
	p = run("--config", "/dev/null", "--ascii", capture)
	p.until("50 packets")
	p.send("/udp\rq")
	p.exit()
	if after, err := os.ReadFile(state); err != nil || string(after) != string(before) {
		t.Errorf("without state: %s, %v", after, err)
	}
}

// TestHeadlessIsQuiet: what is wrong with the settings is no affair of a program
// that prints.
func TestHeadlessIsQuiet(t *testing.T) {
	keeperAt(t, "theme = \"drak\"\n")
	var out, errs strings.Builder
	file := filepath.Join(t.TempDir(), "chat.pcapng")
	if err := os.WriteFile(file, samples.Chat(), 0o600); err != nil {
		t.Fatal(err)
	}
	if status := run([]string{"-r", file, "-c", "1"}, strings.NewReader(""), &out, &errs); status != 0 || errs.Len() > 0 || strings.Count(out.String(), "\n") != 1 {
		t.Errorf("status %d, stderr %q, stdout %q", status, errs.String(), out.String())
	}
	if names, _ := os.ReadDir(os.Getenv("XDG_STATE_HOME")); len(names) != 0 {
		t.Errorf("state was written: %v", names)
	}
}
