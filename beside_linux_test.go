package main

import (
	"fmt"
	"net"
	"os"
	"strings"
	"testing"
)

// TestLiveOwners: who holds a socket is known although the capture has given up the right
// to look.
func TestLiveOwners(t *testing.T) {
	program := build(t)
	inNamespace(t)
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c, err := net.Dial("tcp4", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	p := startLiveProgram(t, program, t.TempDir(), "-i", "lo", "--kernel", "-c", "1", "-T", "fields", "-e", "kernel.pid", "-e", "kernel.held")
	if !strings.Contains(p.said.String(), "rights: no capabilities") {
		t.Errorf("it said %s", p.said.String())
	}
	if _, err := c.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	status, said := p.wait()
	if want := fmt.Sprintf("%d\tprocess\n", os.Getpid()); status != 0 || !strings.HasPrefix(p.out.String(), want[:len(want)-1]) {
		t.Errorf("ended with %d, printed %q and said %s, want %q", status, p.out.String(), said, want)
	}
	if !strings.Contains(said, "owners of sockets are looked up by process ") {
		t.Errorf("it said %s", said)
	}
}
