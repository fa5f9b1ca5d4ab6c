package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// built is the program that tests run, built when the first of them asks for it.
type built struct {
	once      sync.Once
	dir, path string
	err       error
}

// make builds the program as it is for packages: without the C library, whose loader
// closes files too, and so with what .ci/run has compiled by then.
func (b *built) make() {
	if b.dir, b.err = os.MkdirTemp("", "tcptui-test"); b.err != nil {
		return
	}
	b.path = filepath.Join(b.dir, "tcptui")
	cmd := exec.Command("go", "build", "-trimpath", "-pgo=auto", "-o", b.path, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		b.err = fmt.Errorf("%w: %s", err, out)
	}
}

// remove removes the program when all tests have ended.
func (b *built) remove() error {
	if b.dir == "" {
		return nil
	}
	return os.RemoveAll(b.dir)
}

var tested built

// build builds the program, once for all tests, and returns its path. It has no race
// detector: where the tests do, running it shows nothing that it does not show without.
func build(t *testing.T) string {
	t.Helper()
	if detector {
		t.Skip("the program that is run has no race detector")
	}
	tested.once.Do(tested.make)
	if tested.err != nil {
		t.Fatal(tested.err)
	}
	return tested.path
}

// buildOwn is build for a test that changes who may run the program: it has a copy.
func buildOwn(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(build(t))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "tcptui")
	if err := os.WriteFile(path, data, 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}
