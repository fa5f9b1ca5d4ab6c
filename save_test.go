package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tcptui/capture"
	"tcptui/internal/records"
)

// frameTexts are the bytes of the frames of a capture.
func frameTexts(t *testing.T, src capture.Source, err error) []string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	var out []string
	for r, err := range records.Of(t.Context(), src) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(r.Data))
	}
	return out
}

// TestWrite writes with -w and reads the file back, also with tshark where
// there is one.
func TestWrite(t *testing.T) {
	file, damaged, dir := sampleFile(t, 0), sampleFile(t, 30), t.TempDir()
	src, err := capture.Open(file, capture.Options{})
	all := frameTexts(t, src, err)
	for _, tt := range []struct {
		name   string
		args   []string
		to     string
		status int
		lines  int // printed
		want   []string
	}{
		{"all", []string{"-r", file}, "all.pcapng", 0, 0, all},
		{"again", []string{"-r", file}, "all.pcapng", 0, 0, all},
		{"filter", []string{"-r", file, "-Y", "arp"}, "arp.pcap", 0, 0, all[:2]},
		{"count", []string{"-r", file, "-c", "7"}, "count.pcapng.gz", 0, 0, all[:7]},
		{"printed too", []string{"-r", file, "-Y", "arp", "-T", "text"}, "printed.pcap", 0, 2, all[:2]},
		{"nothing", []string{"-r", file, "-Y", "udp"}, "none.pcap", 0, 0, nil},
		{"damaged", []string{"-r", damaged}, "part.pcapng", 2, 0, all[:49]},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(dir, tt.to)
			var out, errs bytes.Buffer
			if got := run(append(tt.args, "-w", path), strings.NewReader(""), &out, &errs); got != tt.status {
				t.Fatalf("status %d, want %d: %s", got, tt.status, errs.String())
			}
			if n := strings.Count(out.String(), "\n"); n != tt.lines {
				t.Errorf("%d lines were printed, want %d:\n%s", n, tt.lines, out.String())
			}
			src, err := capture.Open(path, capture.Options{})
			if got := frameTexts(t, src, err); strings.Join(got, "|") != strings.Join(tt.want, "|") {
				t.Errorf("%d frames were written, want %d", len(got), len(tt.want))
			}
			if tshark, err := exec.LookPath("tshark"); err == nil {
				read, err := exec.Command(tshark, "-n", "-r", path).Output()
				if n := strings.Count(string(read), "\n"); err != nil || n != len(tt.want) {
					t.Errorf("tshark reads %d frames, %v; want %d", n, err, len(tt.want))
				}
			}
		})
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 6 {
		t.Errorf("files that were left: %v, %v", left, err)
	}
}

func TestWriteToStandardOutput(t *testing.T) {
	var out, errs bytes.Buffer
	if got := run([]string{"-r", sampleFile(t, 0), "-Y", "arp", "-w", "-"}, strings.NewReader(""), &out, &errs); got != 0 {
		t.Fatalf("status %d: %s", got, errs.String())
	}
	src, err := capture.OpenBytes("output", out.Bytes())
	if got := frameTexts(t, src, err); len(got) != 2 {
		t.Errorf("%d frames were written, want 2", len(got))
	}
}

// TestWriteNowhere: what cannot be written is told, and leaves nothing.
func TestWriteNowhere(t *testing.T) {
	file, dir := sampleFile(t, 0), t.TempDir()
	for _, tt := range []struct {
		to     string
		status int
		want   string
	}{
		{filepath.Join(dir, "x.txt"), 1, "does not tell the format"},
		{filepath.Join(dir, "no", "x.pcap"), 2, "cannot be saved"},
	} {
		var out, errs bytes.Buffer
		if got := run([]string{"-r", file, "-w", tt.to}, strings.NewReader(""), &out, &errs); got != tt.status || !strings.Contains(errs.String(), tt.want) {
			t.Errorf("-w %s: status %d, %q; want %d, %q", tt.to, got, errs.String(), tt.status, tt.want)
		}
	}
	var out, errs bytes.Buffer
	if got := run([]string{"-r", file, "-w", "-", "-T", "tabs"}, strings.NewReader(""), &out, &errs); got != 1 {
		t.Errorf("-w - with -T: status %d, %q", got, errs.String())
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("files that were left: %v, %v", left, err)
	}
}
