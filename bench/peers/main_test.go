package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestMain lets the test be the tool that is measured.
func TestMain(m *testing.M) {
	if path := os.Getenv("PEERS_TOOL"); path != "" && len(os.Args) > 1 {
		b, err := os.ReadFile(os.Args[len(os.Args)-1])
		if err != nil || len(b) == 0 {
			os.Exit(3)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func TestTable(t *testing.T) {
	tools := []tool{{what: "all", args: []string{"/some/where/tcptui", "-r", capturePlace}}, {what: "little", args: []string{"other"}}}
	results := []result{
		{[]cost{{wall: 2 * time.Second, cpu: 3 * time.Second, memory: 5e6}, {wall: time.Second, cpu: time.Second, memory: 7e6}, {wall: 4 * time.Second}}},
		{[]cost{{wall: time.Second}, {wall: 2 * time.Second}, {wall: time.Second}}},
	}
	var out strings.Builder
	table(&out, tools, results)
	for _, want := range []string{"| `tcptui -r FILE` | all | 2.00 s | 1.00 | 1.00 s | 7 MB |", "| `other ` | little | 1.00 s | 0.50 | 0.00 s | - |"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no line %s in\n%s", want, &out)
		}
	}
}

// TestRun measures this test as if it were tcptui, on a capture of a hundred packets.
func TestRun(t *testing.T) {
	t.Setenv("PEERS_TOOL", "yes")
	t.Setenv("PATH", "")
	dir := t.TempDir()
	var out bytes.Buffer
	err := run([]string{"--shapes", "bulk", "--packets", "100", "--rounds", "2", "--dir", dir, "--tcptui", os.Args[0]}, &out, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"2 rounds", "### bulk: 0.00 M packets", "1.00", "tcpdump is not installed.", "tshark is not installed."} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not said:\n%s", want, &out)
		}
	}
	if files, _ := filepath.Glob(filepath.Join(dir, "*")); len(files) != 1 {
		t.Errorf("%d files were made, want the capture", len(files))
	}
}

// TestFails: a tool that fails ends the run with what it said, and a capture that could not
// be made leaves nothing.
func TestFails(t *testing.T) {
	dir := t.TempDir()
	if err := run([]string{"--shapes", "bulk", "--packets", "100", "--dir", dir, "--tcptui", "/nowhere/tcptui"}, io.Discard, io.Discard); err == nil {
		t.Error("a program that is not there could be measured")
	}
	if err := run([]string{"--shapes", "none"}, io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), "bulk, bulk-gz") {
		t.Errorf("a shape that is not there: %v", err)
	}
	path := filepath.Join(dir, "part")
	if err := once(path, func(*os.File) error { return io.ErrShortWrite }); err == nil {
		t.Error("no error")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "making-*")); len(left) != 0 {
		t.Errorf("%v was left", left)
	}
}
