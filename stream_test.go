package main

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"testing"

	"tcptui/capture"
	"tcptui/internal/records"
	"tcptui/testdata/samples"
)

// endless is a capture that never ends: the frames of the chat again and again.
type endless struct{ frames, rest []byte }

// newEndless writes the chat as pcap, whose frames stand behind its header.
func newEndless(t *testing.T) *endless {
	t.Helper()
	src, err := capture.OpenBytes("chat", samples.Chat())
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	var buf bytes.Buffer
	w := capture.NewWriter(&buf, capture.FormatPcap)
	for r, err := range records.Of(t.Context(), src) {
		if err == nil {
			err = w.Write(r)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(nil); err != nil {
		t.Fatal(err)
	}
	const header = 24 // bytes of a pcap file before the first frame
	return &endless{frames: buf.Bytes()[header:], rest: buf.Bytes()}
}

func (e *endless) Read(p []byte) (int, error) {
	if len(e.rest) == 0 {
		e.rest = e.frames
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

// TestOutputStartsAtOnce: lines come while the input goes on, and when their
// reader has gone, as head does, the program ends quietly.
func TestOutputStartsAtOnce(t *testing.T) {
	for _, args := range [][]string{
		{"-r", "-"},
		{"-r", "-", "-Y", "tcp.flags.syn == 1", "-T", "fields", "-e", "frame.number"},
		{"-r", "-", "-Y", "tcp.payload contains \"TCP\"", "-T", "json", "-e", "frame.number"},
		{"-r", "-", "-T", "ek", "-e", "tcp.seq"},
		{"-r", "-", "-x"},
	} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			out, in := io.Pipe()
			var errs bytes.Buffer
			done := make(chan int)
			go func() {
				status := run(args, newEndless(t), in, &errs)
				in.Close()
				done <- status
			}()
			line, err := bufio.NewReader(out).ReadString('\n')
			if err != nil || line == "" {
				t.Errorf("first line %q, %v", line, err)
			}
			out.Close()
			if status := <-done; status != exitOK || errs.Len() > 0 {
				t.Errorf("exit status %d, complains %q; want a quiet end", status, errs.String())
			}
		})
	}
}

// TestCountEndsReading: -c ends an input that has no end.
func TestCountEndsReading(t *testing.T) {
	for _, args := range [][]string{
		{"-r", "-", "-c", "70"},
		{"-r", "-", "-a", "packets:70", "-q", "-z", "conv,tcp"},
		{"-r", "-", "-c", "70", "-q", "-z", "io,stat,1"},
		{"check", "-c", "70", "tcp.len > 60000", "-"},
	} {
		var out, errs bytes.Buffer
		if status := run(args, newEndless(t), &out, &errs); status != exitOK || out.Len() == 0 {
			t.Errorf("%v: exit status %d, prints %q, complains %q", args, status, out.String(), errs.String())
		}
	}
}
