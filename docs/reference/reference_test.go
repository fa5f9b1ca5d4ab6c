package main

import (
	"slices"
	"strings"
	"testing"

	"tcptui/explain"
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

// TestReferenceIsWhole holds that no field, no key and no word is left out.
func TestReferenceIsWhole(t *testing.T) {
	fields := fieldsPage()
	for _, f := range flows.Fields() {
		if !strings.Contains(fields, "`"+f.Name+"`") {
			t.Errorf("the field %s is in no section", f.Name)
		}
	}
	words := wordsPage()
	for _, x := range explain.All() {
		kind, _, _ := strings.Cut(string(x.Key), "/")
		said := slices.Contains([]string{"flags", "rule", "why"}, kind) // the primer and the screen say those
		if !said && !strings.Contains(words, cell(x.Say)) {
			t.Errorf("%s is in no section", x.Key)
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
