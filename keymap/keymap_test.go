package keymap

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	_ "tcptui/internal/golden" // the -update flag
)

func TestParseKey(t *testing.T) {
	tests := []struct {
		in   string
		want Key // "" is an error
	}{
		{"a", "a"}, {"G", "G"}, {"?", "?"}, {"\\", "\\"}, {"-", "-"}, {"é", "é"},
		{"up", "Up"}, {"PGDN", "PgDn"}, {"ctrl-f", "Ctrl-F"}, {"Ctrl--", "Ctrl--"}, {"alt-1", "Alt-1"},
		{"shift-tab", "Shift-Tab"}, {"Ctrl-Up", "Ctrl-Up"}, {"F12", "F12"}, {"Ctrl-Alt-x", "Ctrl-Alt-X"},
		{"", ""}, {" ", ""}, {"F13", ""}, {"Ctrl-", ""}, {"Shift-a", ""}, {"ab", ""}, {"\x1b", ""}, {"\u200b", ""},
	}
	for _, tt := range tests {
		got, err := ParseKey(tt.in)
		if got != tt.want || (err != nil) != (tt.want == "") {
			t.Errorf("ParseKey(%q) = %q, %v; want %q", tt.in, got, err, tt.want)
		}
	}
}

func TestEveryActionIsBoundAndExplained(t *testing.T) {
	m, err := New(Defaults())
	if err != nil {
		t.Fatal(err)
	}
	bound := make(map[Action]bool)
	for _, b := range m.rows {
		bound[b.Action] = true
		if len(b.Keys) == 0 {
			t.Errorf("%s (%s) has no key", b.Action, b.Where)
		}
		if b.Help == "" || strings.ContainsAny(b.Help, "\n\t") || utf8.RuneCountInString(b.Help) > 46 {
			t.Errorf("%s (%s): the help %q is not one line of at most 46 characters", b.Action, b.Where, b.Help)
		}
		if b.Group == "" {
			t.Errorf("%s (%s) stands under no heading", b.Action, b.Where)
		}
		if (b.Rank > 0) != (b.Footer != "") {
			t.Errorf("%s (%s): rank %d, but the footer says %q", b.Action, b.Where, b.Rank, b.Footer)
		}
	}
	for _, a := range Actions() {
		if !bound[a] {
			t.Errorf("no key does %q", a)
		}
	}
}

func TestKeysOfOneScopeDoNotCollide(t *testing.T) {
	_, err := New([]Binding{
		{Action: Up, Keys: keys("k"), Where: Screen},
		{Action: Down, Keys: keys("K", "k"), Where: Screen},
	})
	if err == nil || !strings.Contains(err.Error(), "down: k is already the key of up") {
		t.Errorf("err = %v, want the key and both actions", err)
	}
}

func TestNewRefuses(t *testing.T) {
	tests := []struct {
		row  Binding
		want string
	}{
		{Binding{Action: "fly", Keys: keys("a"), Where: Screen}, `no action "fly"`},
		{Binding{Action: Up, Keys: keys("a"), Where: "roof"}, `no place "roof"`},
		{Binding{Action: Up, Keys: keys("Hyper-x"), Where: Screen}, `"Hyper-x" is not the name of a key`},
	}
	for _, tt := range tests {
		if _, err := New([]Binding{tt.row}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("New(%v) = %v, want %q", tt.row, err, tt.want)
		}
	}
}

func TestLookup(t *testing.T) {
	m := Default()
	tests := []struct {
		where Scope
		key   Key
		want  Action // "" for none
	}{
		{Screen, "j", Down}, {InPackets, "j", Down}, {InStream, "Ctrl-C", Exit},
		{InPackets, "Enter", Enter}, {InStream, "F", Newest}, {InState, "p", Play}, {InState, "Ctrl-P", PauseDisplay},
		{InHelp, "q", Back}, {InHelp, "o", ""}, {InHelp, "g", Home},
		{InPrompt, "q", ""}, {InPrompt, "Ctrl-U", Clear}, {Screen, "Ctrl-U", HalfPageUp},
		{InPackets, "Ctrl-F", Find}, {InFilter, "Ctrl-F", Right}, {InHelp, "n", FindNext},
	}
	for _, tt := range tests {
		got, ok := m.Lookup(tt.where, tt.key)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("Lookup(%s, %s) = %q, %v; want %q", tt.where, tt.key, got, ok, tt.want)
		}
	}
}

func TestExitWorksEverywhere(t *testing.T) {
	m := Default()
	for where := range within {
		if a, _ := m.Lookup(where, "Ctrl-C"); a != Exit {
			t.Errorf("Ctrl-C does %q in %s, want exit", a, where)
		}
	}
}

func TestFooter(t *testing.T) {
	m := Default()
	got := m.Footer(InPackets)
	if got[0].Keys != "?" || got[0].Word != "help" {
		t.Errorf("the footer begins with %v, want the help", got[0])
	}
	found := false
	for _, h := range got {
		found = found || h.Keys == "[ ]" && h.Word == "connection" && slices.Equal(h.Press, keys("[", "]"))
	}
	if !found {
		t.Errorf("neighbours with the same word do not share it: %v", got)
	}
	for _, h := range m.Footer(InStream) {
		if h.Word == "header" {
			t.Error("the footer of the stream shows a key of the packet list")
		}
	}
}

func TestHelpListsWhatWorksHereFirst(t *testing.T) {
	m := Default()
	got := m.Help(InPackets)
	if got[0].Title != groupPackets {
		t.Errorf("the help begins with %q", got[0].Title)
	}
	for _, s := range got {
		for _, l := range s.Lines {
			if l.Help == "to the left" {
				t.Error("the help lists Left twice: in the packet list it scrolls")
			}
		}
	}
	if m.KeyOf(InPackets, Up) != "↑" || m.KeyOf(InHelp, FilterToConn) != "" {
		t.Error("KeyOf is wrong")
	}
}

// TestSpelled: where there are no arrows, keys are shown by their names.
func TestSpelled(t *testing.T) {
	m := Default()
	words := m.Spelled()
	if got := words.KeyOf(InPackets, Up); got != "Up" || m.KeyOf(InPackets, Up) != "↑" {
		t.Errorf("shown as %q, and without as %q", got, m.KeyOf(InPackets, Up))
	}
	for _, where := range []Scope{InPackets, InProblems, InState, InGraph} {
		for _, h := range words.Footer(where) {
			if strings.ContainsAny(h.Keys, "↑↓←→") {
				t.Errorf("%s: the footer has %q", where, h.Keys)
			}
		}
		for _, s := range words.Help(where) {
			for _, l := range s.Lines {
				if strings.ContainsAny(l.Keys, "↑↓←→") {
					t.Errorf("%s: the help has %q", where, l.Keys)
				}
			}
		}
	}
}

// TestElsewhere: where a key works that does nothing here.
func TestElsewhere(t *testing.T) {
	m := Default()
	for _, tt := range []struct {
		where Scope
		key   Key
		want  string
	}{
		{InPackets, "w", groupState},
		{InPackets, "P", groupState},
		{InState, "w", ""},
		{InPackets, "Q", ""},
	} {
		if got := m.Elsewhere(tt.where, tt.key); got != tt.want {
			t.Errorf("%s in %s: %q, want %q", tt.key, tt.where, got, tt.want)
		}
	}
}
