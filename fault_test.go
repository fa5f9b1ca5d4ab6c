package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"strings"
	"syscall"
	"testing"

	"tcptui/testdata/samples"
)

// faultyInput gives the first bytes of a file and then fails, a few bytes a read.
type faultyInput struct {
	rest []byte
	step int
	end  error
}

func (f *faultyInput) Read(p []byte) (int, error) {
	if len(f.rest) == 0 {
		return 0, f.end
	}
	n := copy(p[:min(len(p), f.step)], f.rest)
	f.rest = f.rest[n:]
	return n, nil
}

// gzipped is data as gzip.
func gzipped(t *testing.T, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestReadFails: an input that fails or ends after any number of bytes, in small pieces,
// gives what could be read, in order, and an error where there is one; nothing is lost
// before the fault.
func TestReadFails(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	args := []string{"-r", "-", "-T", "fields", "-e", "frame.number", "-e", "tcp.seq", "-e", "fsm.client"}
	plain := samples.Chat()
	var whole bytes.Buffer
	if status := run(args, bytes.NewReader(plain), &whole, io.Discard); status != exitOK {
		t.Fatalf("exit status %d", status)
	}
	for _, in := range []struct {
		name string
		data []byte
	}{{"plain", plain}, {"gzip", gzipped(t, plain)}} {
		for _, end := range []error{io.EOF, syscall.EIO} {
			lines := 0 // grows with the bytes
			for n := 0; n <= len(in.data); n += 1 + n/64 {
				var out, errs bytes.Buffer
				status := run(args, &faultyInput{in.data[:n], 1 + n%700, end}, &out, &errs)
				what := fmt.Sprintf("%s, %v after %d of %d bytes", in.name, end, n, len(in.data))
				if status != exitOK && status != exitFile || (status == exitOK) != (errs.Len() == 0) {
					t.Errorf("%s: exit status %d, complains %q", what, status, errs.String())
				}
				if end == syscall.EIO && !strings.Contains(errs.String(), "input/output error") && in.name == "plain" {
					t.Errorf("%s: does not say why: %q", what, errs.String())
				}
				// States are corrected by what follows: only the first columns stay.
				if got := strings.Count(out.String(), "\n"); got < lines {
					t.Errorf("%s: %d lines, fewer bytes gave %d", what, got, lines)
				} else {
					lines = got
				}
				if !sameFrames(out.String(), whole.String()) {
					t.Errorf("%s: prints\n%s", what, out.String())
				}
			}
			if in.name == "plain" && lines < 40 {
				t.Errorf("%v: at most %d lines", end, lines)
			}
		}
	}
}

// sameFrames reports whether the lines of out are those that whole begins with, but for
// their last column.
func sameFrames(out, whole string) bool {
	for a := range strings.Lines(out) {
		b, rest, ok := strings.Cut(whole, "\n")
		if whole = rest; !ok || a[:strings.LastIndexByte(a, '\t')] != b[:strings.LastIndexByte(b, '\t')] {
			return false
		}
	}
	return true
}

// fullAfter is an output that takes so many bytes.
type fullAfter struct {
	room int
	end  error
}

func (f *fullAfter) Write(p []byte) (int, error) {
	if n := f.room; n < len(p) {
		f.room = 0
		return n, f.end
	}
	f.room -= len(p)
	return len(p), nil
}

// TestWriteFails: an output that fails after any number of bytes ends each kind of
// printing with a status that says so, and a reason; one that nobody reads any more ends
// it quietly.
func TestWriteFails(t *testing.T) {
	for _, args := range [][]string{
		{"-T", "text"}, {"-V"}, {"-x"}, {"-T", "fields", "-e", "frame.number"}, {"-T", "json"}, {"-T", "jsonraw"}, {"-T", "ek"}, {"-T", "pdml"}, {"-T", "tabs"},
		{"-q", "-z", "conv,tcp"}, {"-q", "-z", "endpoints,ip"}, {"-q", "-z", "expert"}, {"-q", "-z", "follow,tcp,raw,0"},
		{"-q", "-z", "io,stat,1"}, {"-q", "-z", "io,phs"}, {"config", "--path"}, {"-w", "-"}, {"--help"}, {"--version"}, {"-G", "fields"}, {"config"},
		{"man"}, {"completion", "bash"}, {"sockets", "-h"},
	} {
		var whole bytes.Buffer
		run(args, strings.NewReader(""), &whole, io.Discard)
		if whole.Len() == 0 {
			t.Errorf("%v prints nothing", args)
		}
		size := whole.Len()
		for _, n := range []int{0, 1, size / 3, size - 1} {
			var errs bytes.Buffer
			status := run(args, strings.NewReader(""), &fullAfter{n, syscall.ENOSPC}, &errs)
			if status == exitOK || !strings.Contains(errs.String(), "no space left") {
				t.Errorf("%v, full after %d of %d bytes: exit status %d, complains %q", args, n, size, status, errs.String())
			}
			errs.Reset()
			if status := run(args, strings.NewReader(""), &fullAfter{n, syscall.EPIPE}, &errs); errs.Len() > 0 || status != exitOK && status != exitFound {
				t.Errorf("%v, nobody reads after %d of %d bytes: exit status %d, complains %q", args, n, size, status, errs.String())
			}
		}
	}
}
