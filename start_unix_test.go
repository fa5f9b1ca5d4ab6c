//go:build unix

package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"tcptui/capture"
	"tcptui/ui"
)

// TestOpenedPipeIsBounded: a pipe that is opened on the screen has the bound of memory that
// one of the command line has, and a file has none.
func TestOpenedPipeIsBounded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := unix.Mkfifo(path, 0o600); err != nil {
		t.Skip("no named pipe can be made here: ", err)
	}
	input, written := newEndless(t), make(chan error, 1)
	go func() {
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err == nil {
			_, err = io.CopyN(f, input, 64<<20) // so that a test that fails ends
			f.Close()
		}
		written <- err
	}()
	s, err := parseArgs([]string{"--memory", "1"})
	if err != nil {
		t.Fatal(err)
	}
	open := openChoice(t.Context(), s)
	o, err := open(t.Context(), ui.Choice{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if snap := o.Live.Wait(); !errors.Is(snap.Err, capture.ErrNoMemory) {
		t.Errorf("of a pipe: %v", snap.Err)
	}
	o.Close()
	if err := <-written; err != nil && !errors.Is(err, unix.EPIPE) {
		t.Errorf("who writes has %v", err)
	}
	o, err = open(t.Context(), ui.Choice{Path: "testdata/samples/refused.pcap"})
	if err != nil {
		t.Fatal(err)
	}
	if snap := o.Live.Wait(); snap.Err != nil || snap.Rows() == 0 {
		t.Errorf("of a file: %d rows, %v", snap.Rows(), snap.Err)
	}
	o.Close()
}
