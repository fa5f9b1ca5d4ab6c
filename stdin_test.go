package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tcptui/testdata/samples"
)

// TestPipedInput: a capture that is piped in is read without being named, and
// the sample is not taken for it.
func TestPipedInput(t *testing.T) {
	one, err := samples.Get("refused")
	if err != nil {
		t.Fatal(err)
	}
	const want = 4 // frames; the chat has more
	t.Run("pipe", func(t *testing.T) {
		in, out, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		go func() {
			out.Write(one.Data) // what went wrong is seen in what is printed
			out.Close()
		}()
		checkFrames(t, in, want)
	})
	t.Run("file", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "refused.pcap")
		if err := os.WriteFile(path, one.Data, 0o600); err != nil {
			t.Fatal(err)
		}
		in, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		checkFrames(t, in, want)
	})
}

func checkFrames(t *testing.T, in *os.File, want int) {
	t.Helper()
	var out, complaints bytes.Buffer
	if status := run(nil, in, &out, &complaints); status != exitOK {
		t.Errorf("exit status %d: %s", status, complaints.String())
	}
	if got := strings.Count(out.String(), "\n"); got != want {
		t.Errorf("%d lines, want %d:\n%s", got, want, out.String())
	}
}
