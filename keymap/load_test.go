package keymap

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// wishes are a user's keys in one scope.
func wishes(where Scope, of map[Action][]Key) map[Scope]map[Action][]Key {
	return map[Scope]map[Action][]Key{where: of}
}

func TestRebind(t *testing.T) {
	type does struct {
		where Scope
		key   Key
		want  Action // "" for none
	}
	for _, tt := range []struct {
		name string
		user map[Scope]map[Action][]Key
		does []does
		errs []string // what each contains, in order
	}{
		{"nothing", nil, []does{{Screen, "j", Down}}, nil},
		{"another key", wishes(Screen, map[Action][]Key{Follow: keys("ctrl-x")}),
			[]does{{Screen, "Ctrl-X", Follow}, {Screen, "f", ""}}, nil},
		{"unbound", wishes(Screen, map[Action][]Key{Follow: {}}), []does{{Screen, "f", ""}}, nil},
		{"taken, the other has one left", wishes(Screen, map[Action][]Key{Follow: keys("j")}),
			[]does{{Screen, "j", Follow}, {Screen, "Down", Down}}, nil},
		{"taken, the other has none left", wishes(Screen, map[Action][]Key{Follow: keys("s", "f")}),
			[]does{{Screen, "s", Follow}, {Screen, "f", Follow}}, []string{"screen.follow-stream: its key was that of state, which has none now"}},
		{"taken, the other was unbound", wishes(Screen, map[Action][]Key{Follow: keys("s"), State: {}}),
			[]does{{Screen, "s", Follow}}, nil},
		{"changed places", wishes(Screen, map[Action][]Key{Follow: keys("s"), State: keys("f")}),
			[]does{{Screen, "s", Follow}, {Screen, "f", State}}, nil},
		{"collision", wishes(Screen, map[Action][]Key{Follow: keys("Q"), State: keys("Q", "Z")}),
			[]does{{Screen, "Q", Follow}, {Screen, "Z", State}}, []string{"Q is wanted for follow-stream and for state; it stays with follow-stream"}},
		{"collision of all", wishes(Screen, map[Action][]Key{Follow: keys("Q"), State: keys("Q")}),
			[]does{{Screen, "Q", Follow}, {Screen, "s", State}}, []string{"screen.state: Q is wanted for follow-stream and for state"}},
		{"twice the same", wishes(Screen, map[Action][]Key{Follow: keys("Q", "Q")}), []does{{Screen, "Q", Follow}}, nil},
		{"in a pane only", wishes(InStream, map[Action][]Key{Follow: keys("Q")}),
			[]does{{InStream, "Q", Follow}, {InStream, "f", Follow}, {Screen, "Q", ""}}, nil},
		{"a pane over the screen", wishes(InStream, map[Action][]Key{Enter: keys("j")}),
			[]does{{InStream, "j", Enter}, {Screen, "j", Down}}, nil},
		{"not to be unbound in a pane", wishes(InStream, map[Action][]Key{Follow: {}}),
			[]does{{InStream, "f", Follow}}, []string{"its keys are those of screen: unbind it there"}},
		{"not here", wishes(InHelp, map[Action][]Key{Follow: keys("Q")}), []does{{InHelp, "Q", ""}}, []string{"help.follow-stream: follow-stream does nothing here"}},
		{"no such action", wishes(Screen, map[Action][]Key{"fly": keys("Q")}), []does{{Screen, "Q", ""}}, []string{"screen.fly: there is no such action"}},
		{"no such place", wishes("roof", map[Action][]Key{Follow: keys("Q")}), nil, []string{"there is no such place"}},
		{"no key", wishes(Screen, map[Action][]Key{Follow: keys("Hyper-x", "Q")}),
			[]does{{Screen, "Q", Follow}}, []string{`"Hyper-x" is not the name of a key`}},
		{"only no keys", wishes(Screen, map[Action][]Key{Follow: keys("Hyper-x")}), []does{{Screen, "f", Follow}}, []string{"Hyper-x"}},
		{"typed in the prompt", wishes(InPrompt, map[Action][]Key{Back: keys("q", "Ctrl-Q")}),
			[]does{{InPrompt, "q", ""}, {InPrompt, "Ctrl-Q", Back}, {InPrompt, "Esc", ""}}, []string{"q is typed here"}},
		{"digits", wishes(Screen, map[Action][]Key{Digit: keys("a", "1")}), []does{{Screen, "1", Digit}, {Screen, "2", ""}}, []string{"a is no digit"}},

		{"essential, moved", wishes(Screen, map[Action][]Key{Exit: keys("Ctrl-X"), Quit: keys("Q")}),
			[]does{{Screen, "Ctrl-X", Exit}, {InBytes, "Ctrl-X", Exit}, {Screen, "Ctrl-C", ""}, {Screen, "Q", Quit}}, nil},
		{"essential, unbound", wishes(InHelp, map[Action][]Key{Exit: {}}),
			[]does{{InHelp, "Ctrl-C", Exit}}, []string{"help.exit: exit must have a key: it keeps its default"}},
		{"essential, taken", wishes(Screen, map[Action][]Key{Down: keys("q", "Ctrl-X")}),
			[]does{{Screen, "q", Quit}, {Screen, "Ctrl-X", Down}, {Screen, "j", ""}}, []string{"screen.quit: quit must have a key"}},
		{"essential, the only key of the taker", wishes(Screen, map[Action][]Key{Zoom: keys("q")}),
			[]does{{Screen, "q", Quit}}, []string{"screen.quit: quit must have a key", "screen.zoom: it has no key now"}},
		{"essential, taken by another one", wishes(Screen, map[Action][]Key{Exit: keys("q"), Quit: {}}),
			[]does{{Screen, "q", Quit}, {Screen, "Ctrl-C", Exit}}, []string{"exit must have a key", "quit must have a key"}},
		{"essential, covered by a pane", wishes(InState, map[Action][]Key{Diagram: keys("Esc", "D")}),
			[]does{{InState, "Esc", Back}, {InState, "D", Diagram}}, []string{"state.back: back must have a key: that of screen is left to it"}},
		{"essential, covered, but there is another", wishes(InState, map[Action][]Key{Diagram: keys("?")}),
			[]does{{InState, "?", Diagram}, {InState, "F1", Help}}, nil},
		{"essential, moved under a pane's key", wishes(Screen, map[Action][]Key{Help: keys("w")}),
			[]does{{Screen, "w", Help}, {InState, "w", Help}}, []string{"state.help: help must have a key", "state.why: it has no key now"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rows, errs := Rebind(Defaults(), tt.user)
			m, err := New(rows)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range tt.does {
				if got, _ := m.Lookup(d.where, d.key); got != d.want {
					t.Errorf("%s does %q in %s, want %q", d.key, got, d.where, d.want)
				}
			}
			if len(errs) != len(tt.errs) {
				t.Fatalf("errors %v, want %q", errs, tt.errs)
			}
			for i, e := range errs {
				if !strings.Contains(e.Error(), tt.errs[i]) {
					t.Errorf("error %q, want %q", e, tt.errs[i])
				}
			}
		})
	}
}

func TestRebindLeavesItsInputAlone(t *testing.T) {
	rows := Defaults()
	Rebind(rows, wishes(Screen, map[Action][]Key{Follow: keys("j", "s")}))
	for i, b := range Defaults() {
		if !slices.Equal(b.Keys, rows[i].Keys) {
			t.Errorf("%s has %v, want %v", b.Action, rows[i].Keys, b.Keys)
		}
	}
}

// TestRebindWhateverIsWished holds that any wishes give a map in which exit, quit,
// back and help are reached wherever they were by default, and that the footer and
// the help can be made of it.
func TestRebindWhateverIsWished(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 9293))
	var all []Key
	for _, b := range Defaults() {
		all = append(all, b.Keys...)
	}
	all = append(all, "Q", "F5", "nonsense", "Ctrl-Alt-Del")
	usual := Default()
	for range 500 {
		user := make(map[Scope]map[Action][]Key)
		for range random.IntN(12) {
			where := Scopes()[random.IntN(len(Scopes()))]
			if user[where] == nil {
				user[where] = make(map[Action][]Key)
			}
			var some []Key
			for range random.IntN(4) {
				some = append(some, all[random.IntN(len(all))])
			}
			a := Actions()[random.IntN(len(Actions()))]
			if random.IntN(2) == 0 {
				a = essential[random.IntN(len(essential))]
			}
			user[where][a] = some
		}
		rows, _ := Rebind(Defaults(), user)
		m, err := New(rows)
		if err != nil {
			t.Fatalf("%v: %v", user, err)
		}
		for _, where := range Scopes() {
			m.Footer(where)
			m.Help(where)
			for _, a := range essential {
				if usual.KeyOf(where, a) != "" && m.KeyOf(where, a) == "" {
					t.Fatalf("%v: %s has no key in %s", user, a, where)
				}
			}
		}
	}
}
