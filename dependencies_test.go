package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// licenceWords tell a licence by words of its text; those that come first in it count.
var licenceWords = []struct{ name, words string }{
	{"Apache-2.0", "apache license version 2.0"},
	{"MIT", "permission is hereby granted, free of charge"},
	{"BSD-3-Clause", "redistribution and use in source and binary forms"},
}

// TestDependencies holds the table of docs/dependencies.md: each direct dependency of
// go.mod is there, no other is, and its licence is the one that the module brings.
func TestDependencies(t *testing.T) {
	text, err := os.ReadFile("docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	told := make(map[string]string)
	for _, row := range regexp.MustCompile(`(?m)^\| (\S+\.\S+/\S+) \| (\S+) \| ([a-z, ]+) \| .{20,} \|$`).FindAllStringSubmatch(string(text), -1) {
		told[row[1]] = row[2]
	}
	out, err := exec.Command("go", "list", "-m", "-f", "{{if not (or .Indirect .Main)}}{{.Path}}\t{{.Dir}}{{end}}", "all").Output()
	if err != nil {
		t.Fatal(err)
	}
	direct := 0
	for line := range strings.Lines(string(out)) {
		path, dir, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok {
			continue
		}
		direct++
		name, ok := told[path]
		if delete(told, path); !ok {
			t.Errorf("%s is not in docs/dependencies.md", path)
			continue
		}
		if is := licenceIn(t, dir); is != name {
			t.Errorf("%s: the table says %s, the module brings %s", path, name, is)
		}
	}
	for path := range told {
		t.Errorf("docs/dependencies.md has %s, and go.mod does not need it", path)
	}
	if direct < 10 {
		t.Errorf("only %d dependencies were looked at", direct)
	}
}

// licenceIn tells the licence of a module by the file that it brings.
func licenceIn(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(entries, func(e os.DirEntry) bool { return strings.HasPrefix(strings.ToLower(e.Name()), "licen") })
	if i < 0 {
		return "none"
	}
	data, err := os.ReadFile(filepath.Join(dir, entries[i].Name()))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ToLower(strings.Join(strings.Fields(string(data)), " "))
	name, first := "an unknown one", len(text)
	for _, l := range licenceWords {
		if at := strings.Index(text, l.words); at >= 0 && at < first {
			name, first = l.name, at
		}
	}
	return name
}
