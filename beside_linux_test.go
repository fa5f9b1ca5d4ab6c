package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestLiveOwners: who holds a socket is known although the capture has given up the right
// to look.
func TestLiveOwners(t *testing.T) {
	program := build(t)
	inNamespace(t)
	c := connected(t)
	p := startLiveProgram(t, program, t.TempDir(), "-i", "lo", "--kernel", "-c", "1", "-T", "fields", "-e", "kernel.pid", "-e", "kernel.held")
	if !strings.Contains(p.said.String(), "rights: no capabilities") {
		t.Errorf("it said %s", p.said.String())
	}
	if _, err := c.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	status, said := p.wait()
	// The other end was not accepted yet, and nothing says here which of them asked first.
	out := p.out.String()
	if pid, held, _ := strings.Cut(out, "\t"); status != 0 || pid != fmt.Sprint(os.Getpid()) || !strings.Contains(held, "process") || strings.Contains(held, "hidden") {
		t.Errorf("ended with %d, printed %q and said %s", status, out, said)
	}
	if !strings.Contains(said, "owners of sockets are looked up by process ") {
		t.Errorf("it said %s", said)
	}
}
