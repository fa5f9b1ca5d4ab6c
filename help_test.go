package main

import (
	"bytes"
	"strings"
	"testing"

	"tcptui/docs"
)

func TestHelp(t *testing.T) {
	for _, tt := range []struct {
		args           []string
		status         int
		stdout, stderr string
	}{
		{nil, exitOK, "  guide ", ""},
		{[]string{"guide"}, exitOK, "Guide: from a capture to an answer\n====", ""},
		{[]string{"PRIMER.md"}, exitOK, "The handshake: three segments", ""},
		{[]string{"tcp.seq"}, exitOK, "Sequence Number", ""},
		{[]string{"-h"}, exitOK, "usage: tcptui", ""},
		{[]string{"primr"}, exitUsage, "", "did you mean primer?"},
		{[]string{"tcp.sek"}, exitUsage, "", "did you mean tcp.seq?"},
		{[]string{"\x1b[31m"}, exitUsage, "", `"\x1b[31m"`},
		{[]string{"a", "b"}, exitUsage, "", "takes one topic"},
	} {
		var stdout, stderr bytes.Buffer
		status := run(append([]string{helpCommand}, tt.args...), strings.NewReader(""), &stdout, &stderr)
		if status != tt.status || !strings.Contains(stdout.String(), tt.stdout) || !strings.Contains(stderr.String(), tt.stderr) {
			t.Errorf("help %q: status %d, want %d\n%s\n%s", tt.args, status, tt.status, stdout.String(), stderr.String())
		}
	}
}

// TestHelpShowsEveryTopic asks for each topic that the list names.
func TestHelpShowsEveryTopic(t *testing.T) {
	var list bytes.Buffer
	run([]string{helpCommand}, strings.NewReader(""), &list, &list)
	for _, topic := range docs.Topics() {
		var stdout, stderr bytes.Buffer
		if status := run([]string{helpCommand, topic.Name}, strings.NewReader(""), &stdout, &stderr); status != exitOK || stdout.Len() == 0 {
			t.Errorf("help %s ends with %d: %s", topic.Name, status, stderr.String())
		}
		if !strings.Contains(list.String(), "  "+topic.Name+" ") {
			t.Errorf("the list has no topic %s", topic.Name)
		}
	}
}
