// Package golden compares what a test made with a file that holds what it
// should be. `go test ./... -update` rewrites the files. Every package with
// tests imports this one in a test file, so that each knows the flag.
package golden

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files instead of comparing with them")

// Updating reports whether the golden files are being rewritten.
func Updating() bool { return *update }

// Check compares got with the file at path, relative to the test's package, and
// fails the test with the first line that differs. With -update it writes the
// file instead.
func Check(t testing.TB, path, got string) {
	t.Helper()
	if *update {
		write(t, path, got)
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (run the test with -update to make it)", err)
	}
	if got == string(want) {
		return
	}
	g, w := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(g), len(w)) {
		if a, b := line(g, i), line(w, i); a != b {
			t.Errorf("%s differs, first in line %d (run with -update and look at the difference if it is meant)\n got %s\nwant %s\n\nall of it:\n%s",
				path, i+1, a, b, got)
			return
		}
	}
}

// line is line i, or a word for there being none.
func line(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(no such line)"
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
