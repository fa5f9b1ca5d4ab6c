package main

import (
	"os/exec"
	"strings"
	"testing"
)

// TestManual: the manual page has all commands, options, exit statuses and variables
// in its sections.
func TestManual(t *testing.T) {
	page := manual(origin{version: "v0.1.0", date: "2026-11-28T16:00:00Z"})
	want := []string{`.TH "TCPTUI" 1 "2026-11-28" "tcptui v0.1.0" "User Commands"`, `.SH "NAME"`, `tcptui \- a TCP microscope for the terminal`,
		`.SH "SYNOPSIS"`, `tcptui \-i INTERFACE [options]`, `.SH "COMMANDS"`, `\fBcheck\fR \fI[options] [FILTER] FILE...\fR`, `.SH "OPTIONS"`,
		`.SS "Live capture"`, `.SH "EXIT STATUS"`, `\fB130\fR`, `.SH "ENVIRONMENT"`, `\fBTCPTUI_NO_STATE\fR`, `.SH "FILES"`, `.SH "EXAMPLES"`, `.SH "SEE ALSO"`}
	for i := range options {
		if o := &options[i]; o.group == "" {
			want = append(want, manOption(o))
		}
	}
	rest := page
	for _, line := range want {
		_, after, ok := strings.Cut(rest, line+"\n")
		if ok && line[0] == '.' {
			rest = after // sections come in this order
		}
		if !ok && !strings.Contains(page, line+"\n") {
			t.Errorf("%q is not there, or not in its place", line)
		}
	}
	if strings.Contains(page, "__complete") {
		t.Error("what the program only says to itself is there")
	}
}

// TestManualIsClean asks mandoc what is wrong with the page.
func TestManualIsClean(t *testing.T) {
	if _, err := exec.LookPath("mandoc"); err != nil {
		t.Skip("no mandoc here")
	}
	cmd := exec.Command("mandoc", "-Tlint", "-Wwarning")
	cmd.Stdin = strings.NewReader(manual(origin{version: "v0.0.0", date: "2026-11-28T16:00:00Z"}))
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v: %s", err, out)
	}
}
