package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tcptui/testdata/samples"
)

// unclosed runs the program where closing anything fails, and returns its exit status and
// what it said. out is its standard output; nil: nobody's.
func unclosed(t *testing.T, out *os.File, program string, args ...string) (status int, said string) {
	t.Helper()
	path, first, env := confined(program, confinedCloses+"=1")
	cmd := exec.Command(path, append(first, args...)...)
	cmd.Env = append(append(os.Environ(), "TMPDIR="+t.TempDir()), env...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	if out != nil {
		cmd.Stdout = out
	}
	err := cmd.Run()
	if strings.Contains(errs.String(), cannotRefuse) {
		t.Skip(errs.String())
	}
	if e, ok := errors.AsType[*exec.ExitError](err); ok {
		return e.ExitCode(), errs.String()
	} else if err != nil {
		t.Fatal(err)
	}
	return 0, errs.String()
}

// TestCloseFails: what a file system says only when a file is closed, as that of another
// host does, is an error of what was written: the program says so, and a file that was there
// is as before.
func TestCloseFails(t *testing.T) {
	program := build(t)
	dir := t.TempDir()
	in := filepath.Join(dir, "chat.pcapng")
	if err := os.WriteFile(in, samples.Chat(), 0o600); err != nil {
		t.Fatal(err)
	}
	failed := func(what string, status int, said string) {
		t.Helper()
		if status != exitFile || !strings.Contains(said, "input/output error") {
			t.Errorf("%s: exit status %d, says %q", what, status, said)
		}
	}
	path := filepath.Join(dir, "out.pcapng")
	old := []byte("what was there")
	if err := os.WriteFile(path, old, 0o600); err != nil {
		t.Fatal(err)
	}
	status, said := unclosed(t, nil, program, "-r", in, "-w", path)
	failed("-w", status, said)
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, old) {
		t.Errorf("the file that was there has %d bytes now, %v", len(now), err)
	}
	for _, args := range [][]string{{"-r", in, "-w", "-"}, {"-r", in, "-T", "json"}, {"-r", in}, {"config"}, {"-G", "fields"}} {
		out, err := os.Create(filepath.Join(dir, "printed"))
		if err != nil {
			t.Fatal(err)
		}
		status, said := unclosed(t, out, program, args...)
		failed(strings.Join(args, " "), status, said)
		out.Close()
	}
	if names := left(t, dir); len(names) != 3 {
		t.Errorf("there are %q", names)
	}
}

// TestCloseFailsLive: so it is with the file of a live capture, and with each of several.
func TestCloseFailsLive(t *testing.T) {
	program := build(t)
	inNamespace(t)
	for _, more := range [][]string{nil, {"-b", "packets:2"}} {
		path := filepath.Join(t.TempDir(), "out.pcapng")
		status, said := unclosed(t, nil, program, append([]string{"-i", "lo", "-a", "duration:1", "-w", path}, more...)...)
		if status != exitFile || !strings.Contains(said, "cannot be written: input/output error (what was written last may be missing in it)") {
			t.Errorf("%v: exit status %d, says %q", more, status, said)
		}
	}
}
