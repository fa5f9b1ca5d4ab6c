package main

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"tcptui/testdata/samples"
)

// TestOpenedOther: a capture in whose place another one is opened on the screen is closed, as
// is one that was opened there: what a pipe has spooled may be much of a disk.
func TestOpenedOther(t *testing.T) {
	program, dir := build(t), t.TempDir()
	var files []string
	for _, name := range []string{"first.pcapng", "second.pcapng", "third.pcapng"} {
		files = append(files, filepath.Join(dir, name))
		if err := os.WriteFile(files[len(files)-1], samples.Chat(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := openTerminal(t, 100, 30, nil, program, files[0])
	p.until("first.pcapng · 50 packets")
	for k, path := range files[1:] {
		p.send(":open " + path + "\r")
		p.until(filepath.Base(path) + " · 50 packets")
		if opens(t, p.pid, files[k]) {
			t.Errorf("%s is open while %s is shown", files[k], path)
		}
		if !opens(t, p.pid, path) {
			t.Errorf("%s is not open", path)
		}
	}
	p.send("q")
	p.exit()
}

// opens reports whether a process has a file open.
func opens(t *testing.T, pid int, path string) bool {
	t.Helper()
	all, err := filepath.Glob(filepath.Join("/proc", strconv.Itoa(pid), "fd", "*"))
	if err != nil || len(all) == 0 {
		t.Fatalf("the files of process %d: %v", pid, err)
	}
	for _, fd := range all {
		if to, err := os.Readlink(fd); err == nil && to == path {
			return true
		}
	}
	return false
}
