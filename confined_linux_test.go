package main

import (
	"bufio"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"tcptui/capture"
)

// largeCapture writes a capture of few frames that is large enough for its index to be kept,
// as if long ago.
func largeCapture(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "large.pcap")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := bufio.NewWriter(f)
	w := capture.NewWriter(out, capture.FormatPcap)
	data := make([]byte, 1<<18)
	ifaces := []capture.Interface{{Link: 1, SnapLen: 1 << 18, FCSLen: -1, Digits: 9}}
	for n := range keptFrom / len(data) {
		r := capture.Record{Frame: capture.Frame{Time: int64(n), CapLen: uint32(len(data)), OrigLen: uint32(len(data))}, Ifaces: ifaces, Data: data}
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(ifaces); err != nil {
		t.Fatal(err)
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
	past := time.Now().Add(-time.Hour)
	if err := os.Chtimes(path, past, past); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestIndexIsKeptConfined: who has given up rights for a capture, and opens a large file
// then, has its index kept as anybody else.
func TestIndexIsKeptConfined(t *testing.T) {
	program := build(t)
	inNamespace(t)
	path, home := largeCapture(t), t.TempDir()
	env := []string{"TMPDIR=" + t.TempDir(), "TCPTUI_NO_STATE=", "HOME=" + home,
		"XDG_CACHE_HOME=" + filepath.Join(home, "c"), "XDG_CONFIG_HOME=" + filepath.Join(home, "o"), "XDG_STATE_HOME=" + filepath.Join(home, "s")}
	p := openTerminal(t, 160, 24, env, program, "-i", "lo", "-f", "udp")
	p.until("capturing on lo · 0 packets")
	p.send("\x0f")
	p.send(path + "\r")
	p.until("512 packets")
	cache := filepath.Join(home, "c", "tcptui", "index")
	for limit := time.Now().Add(patience); len(indexes(t, cache)) == 0 || strings.HasSuffix(indexes(t, cache)[0], ".tmp"); runtime.Gosched() {
		if time.Now().After(limit) {
			t.Fatalf("no index is kept: %v", indexes(t, cache))
		}
	}
	p.send("q")
	p.exit()
}

// TestOwnDirectories: what may be written to when rights are given up is what is written to.
func TestOwnDirectories(t *testing.T) {
	home := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", filepath.Join(home, "c"))
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, "o"))
	t.Setenv("XDG_STATE_HOME", filepath.Join(home, "s"))
	config, state, index := filepath.Join(home, "o", "tcptui"), filepath.Join(home, "s", "tcptui"), filepath.Join(home, "c", "tcptui", "index")
	for _, tt := range []struct {
		name    string
		args    []string
		set     string // what the settings file has
		nothing string // TCPTUI_NO_STATE
		want    []string
	}{
		{"all", nil, "", "", []string{config, state, index}},
		{"no cache", []string{"--no-cache"}, "", "", []string{config, state}},
		{"a cache of no size", nil, "index-cache = 0\n", "", []string{config, state}},
		{"nothing is remembered", nil, "state = false\n", "", []string{config}},
		{"by the environment", nil, "", "1", []string{config}},
	} {
		t.Setenv("TCPTUI_NO_STATE", tt.nothing)
		s, err := parseArgs(tt.args)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(config, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(config, "config.toml"), []byte(tt.set), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := s.ownDirectories(); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	if os.Geteuid() != 0 {
		return // only root can give a directory to another
	}
	if err := os.RemoveAll(filepath.Join(home, "c")); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(home, 65534, 65534); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TCPTUI_NO_STATE", "")
	s, err := parseArgs(nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.ownDirectories(); !slices.Equal(got, []string{config, state}) {
		t.Errorf("root, at home with another: %q", got)
	}
	if _, err := os.Stat(filepath.Join(home, "c")); !os.IsNotExist(err) {
		t.Errorf("root made a directory for another: %v", err)
	}
}
