package main

import (
	"strings"
	"testing"

	"tcptui/flows"
	"tcptui/internal/golden"
	"tcptui/keymap"
)

// TestReferenceIsFresh fails when a table of the program changed and its document did
// not; with -update it writes the documents.
func TestReferenceIsFresh(t *testing.T) {
	for _, p := range pages() {
		golden.Check(t, "../"+p.file, p.text)
	}
}

// TestReferenceIsWhole holds that no field and no key is left out.
func TestReferenceIsWhole(t *testing.T) {
	fields := fieldsPage()
	for _, f := range flows.Fields() {
		if !strings.Contains(fields, "`"+f.Name+"`") {
			t.Errorf("the field %s is in no section", f.Name)
		}
	}
	rows := 0
	for line := range strings.Lines(keysPage()) {
		if strings.HasPrefix(line, "| `") {
			rows++
		}
	}
	if want := len(keymap.Defaults()); rows != want {
		t.Errorf("%d rows of keys, want %d: is a place missing?", rows, want)
	}
}
