package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tcptui/testdata/samples"
)

// sampleFile writes the sample capture to a file and returns its path.
func sampleFile(t *testing.T, cut int) string {
	t.Helper()
	data := samples.All()[0].Data
	path := filepath.Join(t.TempDir(), "chat.pcapng")
	if err := os.WriteFile(path, data[:len(data)-cut], 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestRun runs command lines: what they print, and the exit status.
func TestRun(t *testing.T) {
	file, damaged, dir := sampleFile(t, 0), sampleFile(t, 30), t.TempDir()
	empty, text := filepath.Join(dir, "empty"), filepath.Join(dir, "text")
	for name, content := range map[string]string{empty: "", text: "this is no capture\n"} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		name     string
		args     []string
		status   int
		out, err string // how many lines, or what they contain
		lines    int
	}{
		{"sample", nil, 0, "50412 → 8899 [SYN] Seq=0", "", 50},
		{"file", []string{file}, 0, "50412 → 8899 [SYN] Seq=0", "", 50},
		{"combined", []string{"-2nr", file}, 0, "[SYN]", "", 50},
		{"count", []string{"-c3", "-r" + file}, 0, "[SYN]", "", 3},
		{"filter", []string{file, "-Y", "tcp.flags.syn == 1 && tcp.flags.ack == 0"}, 0, "[SYN]", "", 2},
		{"two files", []string{file, "-r", file}, 0, "[SYN]", "", 100},
		{"tabs", []string{file, "-Ttabs"}, 0, "\tTCP\t", "", 50},
		{"fields", []string{"-r", file, "-T", "fields", "-E", "header=y", "-e", "frame.number", "-e", "tcp.stream", "-Y", "tcp", "-o", "tcp.check_checksum:TRUE"}, 0, "frame.number\ttcp.stream\n3\t0\n", "", 49},
		{"json", []string{file, "-Tjson", "-e", "frame.number", "-c", "1"}, 0, "\"frame.number\": [\n          \"1\"\n", "", -1},
		{"ek", []string{file, "-Tek", "-e", "frame.number"}, 0, "\"layers\":{\"frame_number\":[\"50\"]}}\n", "", 100},
		{"json without fields", []string{file, "-Tjson"}, 1, "", "-T json needs at least one -e FIELD", 0},
		{"conversations", []string{"-qz", "conv,tcp", file}, 0, "TCP Conversations", "", 8},
		{"connections", []string{"-qz", "conn,json", file}, 0, "{\"stream\":1,", "", 2},
		{"experts", []string{"-qz", "expert,warn", file}, 0, "Connection reset (RST)", "", 5},
		{"follow", []string{"-q", "-r", file, "-z", "follow,tcp,utf-8,0"}, 0, "你好", "", -1},
		{"quiet", []string{"-q", file}, 0, "", "", 0},
		{"help", []string{"-h"}, 0, "--display-filter FILTER", "", -1},
		{"version", []string{"--version"}, 0, "tcptui ", "", 1},

		{"unknown option", []string{"--display-filer", "tcp"}, 1, "", "did you mean --display-filter?", 0},
		{"unknown letter", []string{"-R", "tcp"}, 1, "", "did you mean -r", 0},
		{"no argument", []string{"-r"}, 1, "", "tcptui: ", 0},
		{"no number", []string{"-c", "x"}, 1, "", "tcptui: ", 0},
		{"negative", []string{"-c", "-1"}, 1, "", "number of frames", 0},
		{"unknown field", []string{file, "-Tfields", "-e", "tcp.prot"}, 1, "", "did you mean tcp.port?", 0},
		{"no field", []string{file, "-Tfields"}, 1, "", "at least one -e", 0},
		{"field without -T", []string{file, "-e", "ip.src"}, 1, "", "-T fields", 0},
		{"unknown format", []string{file, "-T", "xml"}, 1, "", "text, tabs, fields", 0},
		{"bad -E", []string{file, "-Tfields", "-e", "ip.src", "-E", "quote=x"}, 1, "", "quote=d|s|n", 0},
		{"unknown tap", []string{file, "-z", "io,stat"}, 1, "", "follow,tcp,MODE,STREAM", 0},
		{"bad preference", []string{file, "-o", "tcp.check_checksum:FALSE"}, 1, "", "only TRUE", 0},
		{"unknown preference", []string{file, "-o", "tcp.chek_checksum:TRUE"}, 1, "", "did you mean tcp.check_checksum?", 0},
		{"one of two is missing", []string{file, filepath.Join(dir, "no")}, 2, "", "no: ", 0},
		{"bad filter", []string{file, "-Y", "tcp.port = 80"}, 4, "", "column 10: ", 0},
		{"unknown in filter", []string{file, "-Y", "tcp.prot == 80"}, 4, "", "did you mean tcp.port?", 0},

		{"check passes", []string{"check", "tcp.flags.reset == 1 && tcp.len > 5000", file}, 0, "", "", 0},
		{"check fails", []string{"check", "tcp.connection.syn", file}, 1, "[SYN]", "2 frames match", 2},
		{"check quietly", []string{"check", "-q", "tcp.connection.syn", "-r", file}, 1, "", "2 frames match", 0},
		{"check share", []string{"check", "--over", "90%", "tcp", file}, 1, "of", "frames match", -1},
		{"check share passes", []string{"check", "--over", "60", "tcp.connection.syn", file}, 0, "", "", 0},
		{"check filter", []string{"check", "tcp.prot", file}, 4, "", "did you mean tcp.port?", 0},
		{"check nothing", []string{"check"}, 1, "", "check needs a filter", 0},
		{"check no file", []string{"check", "tcp"}, 1, "", "check needs a capture", 0},
		{"check and -Y", []string{"check", "-Y", "tcp", "tcp", file}, 1, "", "takes no -Y", 0},
		{"over alone", []string{"--over", "1", file}, 1, "", "belongs to tcptui check", 0},
		{"over what", []string{"check", "--over", "x", "tcp", file}, 1, "", "percentage", 0},
		{"value names", []string{file, "-Y", "ip.proto == TCP && tcp.flags.syn == Set", "-c10"}, 0, "[SYN]", "", -1},

		{"missing", []string{filepath.Join(dir, "no\x1bfile")}, 2, "", `no\x1bfile: `, 0},
		{"directory", []string{dir}, 2, "", "directory", 0},
		{"empty file", []string{empty}, 2, "", empty, 0},
		{"no capture", []string{text}, 2, "", text, 0},
		{"damaged", []string{damaged}, 2, "[SYN]", "at byte ", 49},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			status := run(tt.args, strings.NewReader(""), &out, &errs)
			if status != tt.status {
				t.Errorf("exit status %d, want %d; %s", status, tt.status, errs.String())
			}
			if n := strings.Count(out.String(), "\n"); tt.lines >= 0 && n != tt.lines {
				t.Errorf("%d lines, want %d", n, tt.lines)
			}
			if !strings.Contains(out.String(), tt.out) {
				t.Errorf("prints %.300q, want %q in it", out.String(), tt.out)
			}
			if !strings.Contains(errs.String(), tt.err) || tt.err == "" && errs.Len() > 0 {
				t.Errorf("complains %q, want %q in it", errs.String(), tt.err)
			}
			if n := strings.Count(errs.String(), "\n"); n > 1 && status != exitFilter {
				t.Errorf("complains in %d lines: %q", n, errs.String())
			}
		})
	}
}

func TestStandardInput(t *testing.T) {
	var out, errs bytes.Buffer
	status := run([]string{"-r", "-", "-c", "4"}, bytes.NewReader(samples.All()[0].Data), &out, &errs)
	if status != 0 || strings.Count(out.String(), "\n") != 4 {
		t.Errorf("exit status %d, prints %q, complains %q; want four lines", status, out.String(), errs.String())
	}
}

// brokenPipe is a standard output whose reader has gone.
type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// full is a standard output on a full disk.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestOutputFails(t *testing.T) {
	var errs bytes.Buffer
	if status := run(nil, strings.NewReader(""), brokenPipe{}, &errs); status != exitOK || errs.Len() > 0 {
		t.Errorf("closed pipe: exit status %d, complains %q; want a quiet end", status, errs.String())
	}
	if status := run(nil, strings.NewReader(""), full{}, &errs); status != exitFile || !strings.Contains(errs.String(), "no space") {
		t.Errorf("full disk: exit status %d, complains %q", status, errs.String())
	}
}

// TestOptionsTable: every row can be parsed and stands in the help.
func TestOptionsTable(t *testing.T) {
	var help bytes.Buffer
	printHelp(&help)
	seen := make(map[string]bool)
	for _, o := range options {
		targets := 0
		for _, set := range []bool{o.on != nil, o.text != nil, o.number != nil, o.list != nil} {
			if set {
				targets++
			}
		}
		if targets != 1 || (o.on == nil) != (o.arg != "") || o.help == "" {
			t.Errorf("--%s: %d targets, argument %q", o.long, targets, o.arg)
		}
		if !strings.Contains(help.String(), "--"+o.long) {
			t.Errorf("--%s is not in the help", o.long)
		}
		if seen[o.long] || o.short != "" && seen[o.short] {
			t.Errorf("--%s, -%s: used twice", o.long, o.short)
		}
		seen[o.long], seen[o.short] = true, true
	}
}
