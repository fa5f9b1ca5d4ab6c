package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCheck: what does not compile is found where it is, and nowhere else.
func TestCheck(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":            "module m\n\ngo 1.26.0\n",
		"m.go":              "package m\n\n// Most is the largest.\nconst Most = 1 << 40\n",
		"m_windows.go":      "package m\n\nvar x int = \"text\"\n",
		"m_test.go":         "package m\n\nvar y int = Most\n",
		"in/in_openbsd.go":  "package in\n\nimport \"m/gone\"\n\nvar _ = gone.Gone\n",
		"in/in.go":          "package in\n",
		"in/in_darwin.go":   "package in\n\nvar _ = strange(\n",
		"in/testdata/no.go": "package no\n\nvar x int = \"text\"\n",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for target, want := range map[string]string{
		"linux_amd64":   "",
		"linux_arm_7":   "m_test.go:3:",
		"windows_amd64": "m_windows.go:3:",
		"openbsd_arm64": "m/gone",
		"darwin_arm64":  "in_darwin.go:3:",
	} {
		wrong, err := check(dir, target)
		if err != nil {
			t.Errorf("%s: %v", target, err)
		}
		if text := strings.Join(wrong, "\n"); want == "" && text != "" || !strings.Contains(text, want) {
			t.Errorf("%s: %q is wrong, want %q", target, text, want)
		}
	}
	if _, err := check(dir, "linux"); err == nil {
		t.Error("a system without a machine is a target")
	}
}

// TestTargets: all that a release is made for is looked at.
func TestTargets(t *testing.T) {
	t.Parallel()
	config, err := os.ReadFile(filepath.Join("..", "..", release))
	if err != nil {
		t.Fatal(err)
	}
	targets := targetsIn(string(config))
	if len(targets) != strings.Count(string(config), "_amd64\n")+strings.Count(string(config), "_arm64\n")+2 {
		t.Errorf("these are %q", targets)
	}
	for _, system := range []string{"linux", "darwin", "freebsd", "openbsd", "windows"} {
		if !strings.Contains(strings.Join(targets, " "), system+"_amd64") {
			t.Errorf("%s is not among %q", system, targets)
		}
	}
}
