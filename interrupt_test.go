package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"tcptui/capture"
	"tcptui/flows"
	"tcptui/report"
	"tcptui/testdata/samples"
)

// stopping is an output that ends a context at its first write.
type stopping struct {
	bytes.Buffer
	stop context.CancelFunc
}

func (s *stopping) Write(p []byte) (int, error) {
	s.stop()
	return s.Buffer.Write(p)
}

// TestInterruptEndsPrinting: an interrupt ends what is printed before the end
// of the capture.
func TestInterruptEndsPrinting(t *testing.T) {
	src, err := capture.Merge(many(t, 400))
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	live := flows.Start(context.Background(), src)
	defer live.Stop()
	all := live.Wait().Rows()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	out := &stopping{stop: cancel}
	if _, err := report.Text(out, live, report.TextStyle{Line: true}, report.Options{Stop: ctx}); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(out.String(), "\n"); got == 0 || got >= all {
		t.Errorf("%d of %d lines were printed", got, all)
	}
}

// many opens the chat n times.
func many(t *testing.T, n int) []capture.Source {
	t.Helper()
	var all []capture.Source
	for range n {
		src, err := capture.OpenBytes("chat", samples.Chat())
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, src)
	}
	return all
}
