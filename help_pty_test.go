//go:build unix

package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestHelpPages shows documents on a terminal: by the user's pager, and without one
// that can be started.
func TestHelpPages(t *testing.T) {
	program := build(t)
	for _, tt := range []struct{ name, pager, want string }{
		{"pager", "head -n 1", "Guide: from a capture to an answer"},
		{"pager with options", "sed s/^/page:/", "page:Each section is a task"},
		{"no pager", "no-such-program -x", "Each section is a task"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := openTerminal(t, 80, 24, []string{"PAGER=" + tt.pager}, program, helpCommand, "guide")
			p.until(tt.want)
			if status := p.exit(); status != exitOK {
				t.Errorf("exit status %d", status)
			}
		})
	}
	slow := filepath.Join(t.TempDir(), "pager")
	if err := os.WriteFile(slow, []byte("#!/bin/sh\necho begun\nexec sleep 300\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	p := openTerminal(t, 80, 24, []string{"PAGER=" + slow}, program, helpCommand, "guide")
	p.until("begun")
	p.send("\x03") // which is the pager's
	if status := p.exit(); status != exitOK {
		t.Errorf("exit status %d after an interrupt", status)
	}
	p = openTerminal(t, 80, 24, []string{"PAGER=no-such-program"}, program, helpCommand, "tcp.seq")
	p.until("PAGER: ", "not found", "Sequence Number")
	p.exit()
}
