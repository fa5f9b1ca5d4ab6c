package main

import (
	"path/filepath"
	"syscall"
	"testing"
)

// TestLiveKept: where a signal or the end of the terminal ends the screen, nobody can be
// asked, and what was not saved is kept and told of.
func TestLiveKept(t *testing.T) {
	program := build(t)
	inNamespace(t)
	send := datagrams(t)
	for _, tt := range []struct {
		name string
		end  func(p *terminal) error
		told bool // there is still a terminal to tell on
	}{
		{"hang-up", func(p *terminal) error { return syscall.Kill(p.pid, syscall.SIGHUP) }, true},
		{"termination", func(p *terminal) error { return syscall.Kill(p.pid, syscall.SIGTERM) }, true},
		{"terminal gone", func(p *terminal) error { return p.pty.Close() }, false},
	} {
		temp := t.TempDir()
		p := openTerminal(t, 160, 24, []string{"TMPDIR=" + temp}, program, "-i", "lo", "-f", "udp")
		p.until("capturing on lo · 0 packets")
		send(7)
		p.until("7 packets")
		if err := tt.end(p); err != nil {
			t.Fatal(err)
		}
		p.exit()
		spools, err := filepath.Glob(filepath.Join(temp, "*", "*.pcapng"))
		if err != nil || len(spools) != 1 {
			t.Errorf("%s: left %v, %v", tt.name, spools, err)
			continue
		}
		if n, err := count(t, spools[0]); n != 7 || err != nil {
			t.Errorf("%s: %d frames are kept, %v", tt.name, n, err)
		}
		if tt.told {
			p.until("packets were not saved and are kept", filepath.Base(filepath.Dir(spools[0])))
		}
		p = openTerminal(t, 200, 24, []string{"TMPDIR=" + temp}, program, "-i", "lo", "-f", "udp")
		p.until("an unsaved capture left ", " kB: tcptui")
		p.send("q") // nothing was captured: it does not ask
		p.exit()
		if now, _ := filepath.Glob(filepath.Join(temp, "*", "*.pcapng")); len(now) != 1 {
			t.Errorf("%s: after the next run there are %v", tt.name, now)
		}
	}
}

// TestLiveGoneWritten: where a file has all of it, the end of the terminal loses nothing
// and leaves nothing else, in whatever view the user was.
func TestLiveGoneWritten(t *testing.T) {
	program := build(t)
	inNamespace(t)
	send := datagrams(t)
	for _, keys := range []string{"", "c", "/udp", "\x13", "q"} {
		temp, path := t.TempDir(), filepath.Join(t.TempDir(), "x.pcapng")
		p := openTerminal(t, 160, 24, []string{"TMPDIR=" + temp}, program, "-i", "lo", "-f", "udp", "-w", path)
		p.until("capturing on lo · 0 packets")
		send(7)
		p.until("7 packets")
		p.send(keys)
		if err := p.pty.Close(); err != nil {
			t.Fatal(err)
		}
		p.exit()
		if n, err := count(t, path); n != 7 || err != nil {
			t.Errorf("after %q: %d frames are in the file, %v", keys, n, err)
		}
		if names := left(t, temp); len(names) > 0 {
			t.Errorf("after %q: %q are left", keys, names)
		}
	}
}

// TestLiveMemory: a capture whose packets have taken the memory that is allowed is not
// followed any more, says so, and goes on only where a file has all of it.
func TestLiveMemory(t *testing.T) {
	program := build(t)
	inNamespace(t)
	send := datagrams(t)
	p := openTerminal(t, 160, 24, []string{"TMPDIR=" + t.TempDir()}, program, "-i", "lo", "--memory", "1")
	p.until("what comes is not followed any more: the memory for packets is full", "lo, stopped")
	p.send("\x12") // anew: what was shown is gone, and counts no more
	p.until("capturing on lo")
	send(1)
	p.until("what comes is not followed any more, after 1 frame: the memory for packets is full", "lo, stopped")
	p.send("q")
	p.until("1 packet is not saved: q again quits")
	p.send("q")
	p.exit()
	path := filepath.Join(t.TempDir(), "x.pcapng")
	p = openTerminal(t, 160, 24, []string{"TMPDIR=" + t.TempDir()}, program, "-i", "lo", "--memory", "1", "-w", path)
	p.until("all that comes goes on to the file of", "capturing on lo", "not followed any more")
	send(5)
	p.send("q")
	p.exit()
	if n, err := count(t, path); n != 5 || err != nil {
		t.Errorf("the file has %d frames, %v", n, err)
	}
}
