package main

import (
	"bytes"
	"strings"
	"testing"

	"tcptui/lab"
)

// TestLabList: every scenario is listed, in lines that fit.
func TestLabList(t *testing.T) {
	var out, errs bytes.Buffer
	if status := run([]string{"lab"}, strings.NewReader(""), &out, &errs); status != exitOK || errs.Len() > 0 {
		t.Fatalf("exit status %d: %s", status, errs.String())
	}
	for _, s := range lab.Scenarios() {
		if !strings.Contains(out.String(), "\n"+s.Name+": "+s.Title+"\n  ") {
			t.Errorf("%s is not listed", s.Name)
		}
	}
	for line := range strings.Lines(out.String()) {
		if n := len([]rune(line)); n > helpWidth+1 {
			t.Errorf("%d characters: %s", n, line)
		}
	}
}

// TestLabRefused: what cannot be meant is refused before anything is played.
func TestLabRefused(t *testing.T) {
	for _, tt := range []struct{ args, want string }{
		{"lab chatt", "did you mean chat?"},
		{"lab chat loss", "one scenario, not 2"},
		{"lab -r FILE chat", "takes no -r"},
		{"lab --vantage client", "which scenario?"},
		{"lab -w FILE.pcap", "which scenario?"},
		{"lab loss --vantage router", "expected client or server"},
		{"lab loss --text hello", "--text belongs to chat"},
		{"lab loss --pace soon", "expected seconds"},
		{"lab loss --pace -1", "expected seconds"},
		{"lab loss --pace NaN", "expected seconds"},
		{"lab chat --predict --text -", "takes no --text -"},
		{"lab chat --predict -V", "takes no --text - and no -T"},
		{"lab chat -w FILE", "does not tell the format"},
		{"--text hello FILE", "--text belongs to tcptui lab"},
		{"--vantage client FILE", "--vantage belongs to tcptui lab"},
		{"--pace 1 FILE", "--pace belongs to tcptui lab"},
		{"--predict FILE", "--predict belongs to tcptui lab"},
	} {
		var out, errs bytes.Buffer
		status := run(strings.Fields(tt.args), strings.NewReader(""), &out, &errs)
		if status != exitUsage || out.Len() > 0 || !strings.Contains(errs.String(), tt.want) || strings.Count(errs.String(), "\n") != 1 {
			t.Errorf("%s: exit status %d, %q; want %q", tt.args, status, errs.String(), tt.want)
		}
	}
}
