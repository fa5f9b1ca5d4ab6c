package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tcptui/bench/gen"
	"tcptui/testdata/samples"
)

// indexedFile writes a capture that is old enough for its index to be kept, and has the
// cache in a directory of its own, which it returns.
func indexedFile(t *testing.T, name string, data []byte) (path, cache string) {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", filepath.Join(dir, "cache"))
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(dir, "config"))
	t.Setenv("TCPTUI_NO_STATE", "")
	path = filepath.Join(dir, name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	past := time.Now().Add(-time.Hour)
	if err := os.Chtimes(path, past, past); err != nil {
		t.Fatal(err)
	}
	return path, filepath.Join(dir, "cache", "tcptui", "index")
}

// indexRun runs a command line for which no capture is too small to have its index kept.
func indexRun(t *testing.T, args ...string) string {
	t.Helper()
	s, err := parseArgs(args)
	if err != nil {
		t.Fatal(err)
	}
	s.large = 0
	var stdout, stderr bytes.Buffer
	status := s.run(strings.NewReader(""), &stdout, &stderr)
	return stdout.String() + stderr.String() + "\nexit status " + string(rune('0'+status))
}

// indexes are the files in the cache.
func indexes(t *testing.T, cache string) (names []string) {
	t.Helper()
	all, _ := os.ReadDir(cache) // none without a directory
	for _, d := range all {
		names = append(names, d.Name())
	}
	return names
}

// indexArgs are command lines that print all that is known of a capture.
var indexArgs = [][]string{
	{},
	{"-V"},
	{"-x"},
	{"-T", "json"},
	{"-T", "pdml"},
	{"-T", "fields", "-e", "frame.number", "-e", "tcp.seq", "-e", "tcp.analysis.initial_rtt", "-e", "fsm.client", "-e", "fsm.server", "-e", "conn.segment", "-Y", "tcp"},
	{"-Y", "tcp.analysis.flags || conn.retransmissions > 0"},
	{"-Y", "ip.addr == 10.0.0.1 && tcp.len > 0", "-T", "tabs"},
	{"-q", "-z", "conv,tcp", "-z", "conv,ip", "-z", "conv,json"},
	{"-q", "-z", "expert"},
	{"-q", "-z", "follow,tcp,ascii,0", "-z", "follow,tcp,hex,1"},
	{"-q", "-z", "io,stat,1", "-z", "io,phs", "-z", "endpoints,tcp"},
	{"-o", "tcp.relative_sequence_numbers:FALSE"},
	{"-c", "7"},
}

// TestOutputWithIndex: what is printed is the same to the byte, from the capture, from the
// capture while its index is written, and from the index.
func TestOutputWithIndex(t *testing.T) {
	cfg := gen.Small()
	cfg.Packets, cfg.Connections, cfg.Concurrent, cfg.Loss, cfg.Reorder, cfg.Other, cfg.IPv6 = 700, 20, 10, 0.02, 0.02, 0.1, 0.2
	made, err := gen.Bytes(cfg)
	if err != nil {
		t.Fatal(err)
	}
	captures := map[string][]byte{"made.pcap": made, "cut.pcap": made[:20_000]}
	for _, name := range []string{"chat", "loss_sack", "port_reuse", "ipv6"} {
		s, err := samples.Get(name)
		if err != nil {
			t.Fatal(err)
		}
		captures[s.File] = s.Data
	}
	for name, data := range captures {
		t.Run(name, func(t *testing.T) {
			path, cache := indexedFile(t, name, data)
			for _, args := range indexArgs {
				args = append([]string{"-r", path}, args...)
				want := indexRun(t, append(args, "--no-cache")...)
				for _, how := range []string{"written", "read"} {
					if got := indexRun(t, append(args, "--cache")...); got != want {
						t.Fatalf("%v with the index %s:\n%s\nwant\n%s", args, how, got, want)
					}
				}
			}
			if all := indexes(t, cache); len(all) != 2 { // one has raw numbers
				t.Errorf("%v are kept", all)
			}
		})
	}
}

// TestIndexIsUsed: what is printed comes from the index; a changed one shows it.
func TestIndexIsUsed(t *testing.T) {
	path, cache := indexedFile(t, "chat.pcapng", samples.Chat())
	want := indexRun(t, path, "--cache")
	kept := filepath.Join(cache, indexes(t, cache)[0])
	before, err := os.Stat(kept)
	if err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-24 * time.Hour)
	if err := os.Chtimes(kept, old, old); err != nil {
		t.Fatal(err)
	}
	if got := indexRun(t, path); got != want {
		t.Errorf("from the index:\n%s\nwant\n%s", got, want)
	}
	after, err := os.Stat(kept)
	if err != nil || !os.SameFile(before, after) || after.ModTime().Before(old.Add(time.Hour)) {
		t.Errorf("the index was not used, or written anew: %v, %v", after, err)
	}
	data, err := os.ReadFile(kept)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)-20] ^= 1
	if err := os.WriteFile(kept, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := indexRun(t, path, "--cache"); got != want {
		t.Errorf("from a damaged index:\n%s\nwant\n%s", got, want)
	}
	if fresh, err := os.ReadFile(kept); err != nil || bytes.Equal(fresh, data) {
		t.Errorf("a damaged index stays: %v", err)
	}
}

// TestNoIndex: what turns it off, and captures of which none is kept.
func TestNoIndex(t *testing.T) {
	for _, tt := range []struct {
		name string
		args []string
		set  func(t *testing.T, path string)
	}{
		{"the option", []string{"--no-cache"}, nil},
		{"the environment", nil, func(t *testing.T, _ string) { t.Setenv("TCPTUI_NO_STATE", "1") }},
		{"the setting", nil, func(t *testing.T, path string) { writeConfig(t, path, "index-cache = 0\n") }},
		{"nothing is remembered", nil, func(t *testing.T, path string) { writeConfig(t, path, "state = false\n") }},
		{"a part of the capture", []string{"-c", "3"}, nil},
		{"a capture filter", []string{"-f", "tcp"}, nil},
		{"changed just now", nil, func(t *testing.T, path string) {
			if err := os.Chtimes(path, time.Now(), time.Now()); err != nil {
				t.Fatal(err)
			}
		}},
		{"a directory that cannot be written", nil, func(t *testing.T, path string) { t.Setenv("XDG_CACHE_HOME", path) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path, cache := indexedFile(t, "chat.pcapng", samples.Chat())
			if tt.set != nil {
				tt.set(t, path)
			}
			args := append([]string{"-r", path}, tt.args...)
			if tt.args == nil || tt.args[0] != "--no-cache" {
				args = append(args, "--cache")
			}
			if got := indexRun(t, args...); !strings.Contains(got, "[SYN]") || !strings.Contains(got, "exit status 0") {
				t.Errorf("printed:\n%s", got)
			}
			if all := indexes(t, cache); len(all) > 0 {
				t.Errorf("%v are kept", all)
			}
		})
	}
}

// writeConfig writes a settings file beside a capture, where indexedFile has them.
func writeConfig(t *testing.T, capture, text string) {
	t.Helper()
	dir := filepath.Join(filepath.Dir(capture), "config", "tcptui")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "config.toml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
