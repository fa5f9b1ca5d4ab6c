package keymap

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"
)

// Scope is where a key works.
type Scope string

// The scopes. In the panes the keys of Screen work too, unless the pane has the
// same key for itself; the help and the prompts have only their own.
const (
	Screen     Scope = "screen"
	InPackets  Scope = "packets"
	InHeader   Scope = "header"
	InState    Scope = "state"
	InStream   Scope = "stream"
	InBytes    Scope = "bytes"
	InLayers   Scope = "layers"
	InConns    Scope = "connections"
	InProblems Scope = "problems"
	InStats    Scope = "statistics"
	InGraph    Scope = "graph"
	InSockets  Scope = "sockets"
	InStart    Scope = "start"
	InHelp     Scope = "help"
	InMenu     Scope = "menu"
	InPrompt   Scope = "prompt"
	InFilter   Scope = "filter"
	InFind     Scope = "find"
	InCommand  Scope = "command"
)

// within is the scope whose keys work too in a scope: "" for none.
var within = map[Scope]Scope{
	Screen: "", InHelp: "", InMenu: "", InPrompt: "", InFilter: "", InFind: "", InCommand: "",
	InPackets: Screen, InHeader: Screen, InState: Screen, InStream: Screen, InBytes: Screen, InLayers: Screen,
	InConns: Screen, InProblems: Screen, InStats: Screen, InGraph: Screen, InSockets: Screen, InStart: Screen,
}

// Binding is a row of the keymap.
type Binding struct {
	Action Action
	Keys   []Key // the first is the one that the footer shows
	Where  Scope
	Group  string // heading in the help
	Help   string // one line: what it does
	Footer string // a word for the footer; neighbours with the same word share it
	Rank   int    // place in the footer, 1 is first; 0: not there
	Show   string // what the help shows for many keys; "" shows each
}

// Map answers which key does what. It does not change.
type Map struct {
	rows    []Binding
	keys    map[Scope]map[Key]Action
	spelled bool // keys are shown by their names
}

// Spelled is the map with keys that are shown by their names, for a screen that has
// no arrows: there → would look like the key >.
func (m *Map) Spelled() *Map {
	c := *m
	c.spelled = true
	return &c
}

// Sign is how a key is shown.
func (m *Map) Sign(k Key) string {
	if m.spelled {
		return string(k)
	}
	return k.Sign()
}

// New makes a map of bindings. Its error names the row that cannot be.
func New(rows []Binding) (*Map, error) {
	m := &Map{keys: make(map[Scope]map[Key]Action)}
	known := make(map[Action]bool)
	for _, a := range Actions() {
		known[a] = true
	}
	for _, b := range rows {
		if !known[b.Action] {
			return nil, fmt.Errorf("keymap: there is no action %q", b.Action)
		}
		if _, ok := within[b.Where]; !ok {
			return nil, fmt.Errorf("keymap: %s: there is no place %q", b.Action, b.Where)
		}
		if err := m.bind(b); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// bind adds a row.
func (m *Map) bind(b Binding) error {
	keys := m.keys[b.Where]
	if keys == nil {
		keys = make(map[Key]Action)
		m.keys[b.Where] = keys
	}
	row := b
	row.Keys = make([]Key, len(b.Keys))
	for i, k := range b.Keys {
		key, err := ParseKey(string(k))
		if err != nil {
			return fmt.Errorf("keymap: %s: %w", b.Action, err)
		}
		if other, ok := keys[key]; ok {
			return fmt.Errorf("keymap: %s: %s is already the key of %s (%s)", b.Action, key, other, b.Where)
		}
		keys[key] = b.Action
		row.Keys[i] = key
	}
	m.rows = append(m.rows, row)
	return nil
}

// Lookup says what a key does in a scope; false when it does nothing.
func (m *Map) Lookup(where Scope, k Key) (Action, bool) {
	for ; where != ""; where = within[where] {
		if a, ok := m.keys[where][k]; ok {
			return a, true
		}
	}
	return "", false
}

// here yields the rows that work in a scope, those of its own first. There is no list
// of them: each drawing asks some times.
func (m *Map) here(where Scope) iter.Seq[*Binding] {
	return func(yield func(*Binding) bool) {
		for s := where; s != ""; s = within[s] {
			for i := range m.rows {
				if b := &m.rows[i]; b.Where == s && m.reached(where, b) && !yield(b) {
					return
				}
			}
		}
	}
}

// reached reports whether a row of where, or of a scope around it, has a key
// that where does not take for itself.
func (m *Map) reached(where Scope, b *Binding) bool {
	for _, k := range b.Keys {
		s := where
		for s != b.Where {
			if _, taken := m.keys[s][k]; taken {
				break
			}
			s = within[s]
		}
		if s == b.Where {
			return true
		}
	}
	return false
}

// Hint is an entry of the footer.
type Hint struct {
	Keys  string // as they are shown: "[ ]"
	Press []Key  // the same, one for each
	Word  string
}

// Footer returns what the footer shows in a scope, the most important first.
func (m *Map) Footer(where Scope) []Hint {
	var rows []*Binding
	for b := range m.here(where) {
		if b.Rank != 0 {
			rows = append(rows, b)
		}
	}
	slices.SortStableFunc(rows, func(a, b *Binding) int { return cmp.Compare(a.Rank, b.Rank) })
	var out []Hint
	for _, b := range rows {
		key := m.Sign(b.Keys[0])
		if n := len(out); n > 0 && out[n-1].Word == b.Footer {
			out[n-1].Keys += " " + key
			out[n-1].Press = append(out[n-1].Press, b.Keys[0])
			continue
		}
		out = append(out, Hint{Keys: key, Press: []Key{b.Keys[0]}, Word: b.Footer})
	}
	return out
}

// Section is a part of the help.
type Section struct {
	Title string
	Lines []HelpLine
}

// HelpLine explains an action.
type HelpLine struct {
	Action Action
	Keys   string // as they are shown: "↑ k"
	Help   string
}

// Help returns what works in a scope, what works only there first.
func (m *Map) Help(where Scope) []Section {
	var out []Section
	for b := range m.here(where) {
		i := 0
		for i < len(out) && out[i].Title != b.Group {
			i++
		}
		if i == len(out) {
			out = append(out, Section{Title: b.Group})
		}
		out[i].Lines = append(out[i].Lines, HelpLine{b.Action, m.shown(b), b.Help})
	}
	return out
}

// shown are the keys as the help shows them.
func (m *Map) shown(b *Binding) string {
	if b.Show != "" {
		return b.Show
	}
	signs := make([]string, len(b.Keys))
	for i, k := range b.Keys {
		signs[i] = m.Sign(k)
	}
	return strings.Join(signs, " ")
}

// KeyOf is the sign of the first key of an action in a scope, for texts that
// name it; "" when it has none.
func (m *Map) KeyOf(where Scope, a Action) string {
	for b := range m.here(where) {
		if b.Action == a {
			return m.Sign(b.Keys[0])
		}
	}
	return ""
}

// Elsewhere is the pane, as the help names it, in which a key does something that it
// does not do in where: "In the states of a connection"; "" where there is none, or
// several.
func (m *Map) Elsewhere(where Scope, k Key) string {
	place := ""
	for _, b := range m.rows {
		if b.Where == where || within[b.Where] != Screen || !strings.HasPrefix(b.Group, "In ") || !slices.Contains(b.Keys, k) {
			continue
		}
		if place != "" && place != b.Group {
			return ""
		}
		place = b.Group
	}
	return place
}
