package settings

import (
	"errors"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"

	"tcptui/keymap"
)

// bindings are the user's own keys.
type bindings struct{}

func (bindings) reset(s *Settings) { s.Keys = nil }

func (bindings) accepts() string {
	return `sections [keys.PLACE] with lines of action = ["key", ...]; the places are ` + words(keymap.Scopes())
}

// show writes every key there is. Those that are as by default stand in comments,
// so that a file made of this does not hold fast what a later version changes.
func (bindings) show(s *Settings) string {
	rows, _ := keymap.Rebind(keymap.Defaults(), s.Keys)
	var b strings.Builder
	for _, where := range keymap.Scopes() {
		b.WriteString("\n[keys." + string(where) + "]\n")
		for _, row := range rows {
			if row.Where != where {
				continue
			}
			line := string(row.Action) + " = " + list(row.Keys)
			if own, ok := s.Keys[where][row.Action]; ok {
				line = string(row.Action) + " = " + list(own)
				if d := defaultKeys(where, row.Action); d != nil {
					b.WriteString("# default: " + list(d) + "\n")
				}
			} else {
				line = "# " + line
			}
			b.WriteString(line + " # " + row.Help + "\n")
		}
	}
	return strings.TrimPrefix(b.String(), "\n")
}

func (bindings) lines(s *Settings) string {
	var b strings.Builder
	for _, where := range keymap.Scopes() {
		if len(s.Keys[where]) == 0 {
			continue
		}
		b.WriteString("\n[keys." + string(where) + "]\n")
		for _, a := range keymap.Actions() {
			if own, ok := s.Keys[where][a]; ok {
				b.WriteString(string(a) + " = " + list(own) + "\n")
			}
		}
	}
	return strings.TrimPrefix(b.String(), "\n")
}

// defaultKeys are the keys of an action by default; nil when it has none there.
func defaultKeys(where keymap.Scope, a keymap.Action) []keymap.Key {
	for _, b := range keymap.Defaults() {
		if b.Where == where && b.Action == a {
			return b.Keys
		}
	}
	return nil
}

// read takes the user's keys. What it keeps is what differs from the default
// after all that could not be had was left out.
func (k bindings) read(r *reader, n *node, s *Settings) {
	if !n.isTable() {
		r.expected(n, k.accepts(), "")
		return
	}
	r.unknown(n, texts(keymap.Scopes()))
	user := make(Keys)
	for _, scope := range n.table {
		where := keymap.Scope(scope.key)
		if !slices.Contains(keymap.Scopes(), where) {
			continue
		}
		was := r.enter("." + scope.key)
		if scope.isTable() {
			user[where] = readScope(r, scope)
		} else {
			r.expected(scope, `a section with lines of action = ["key", ...]`, "")
		}
		r.key = was
	}
	rows, errs := keymap.Rebind(keymap.Defaults(), user)
	for _, err := range errs {
		k.complain(r, n, err)
	}
	s.Keys = differences(rows)
}

// readScope reads the keys of a place.
func readScope(r *reader, scope *node) map[keymap.Action][]keymap.Key {
	r.unknown(scope, texts(keymap.Actions()))
	out := make(map[keymap.Action][]keymap.Key)
	for _, e := range scope.table {
		if !slices.Contains(keymap.Actions(), keymap.Action(e.key)) {
			continue
		}
		was := r.enter("." + e.key)
		if keys, ok := readKeys(r, e); ok {
			out[keymap.Action(e.key)] = keys
		}
		r.key = was
	}
	return out
}

// readKeys reads an array of keys, and reports whether anything of it can be
// used: where none of the keys is one the action keeps what it had.
func readKeys(r *reader, n *node) (keys []keymap.Key, ok bool) {
	if n.kind != unstable.Array {
		r.expected(n, `an array of keys, such as ["Ctrl-F", "n"], or [] for none`, "")
		return nil, false
	}
	for _, e := range n.list {
		if e.kind != unstable.String {
			r.expected(e, `the name of a key, such as "Ctrl-F"`, "")
			continue
		}
		key, err := keymap.ParseKey(e.text)
		if err != nil {
			r.warn(e, "", "%v", err)
			continue
		}
		keys = append(keys, key)
	}
	return keys, len(keys) > 0 || len(n.list) == 0
}

// complain turns an error of Rebind into a warning where the wish stands.
func (bindings) complain(r *reader, n *node, err error) {
	e, ok := errors.AsType[*keymap.RebindError](err)
	if !ok {
		r.warn(n, "", "%v", err)
		return
	}
	was := r.enter("." + string(e.Where) + "." + string(e.Action))
	at := n
	for _, part := range []string{string(e.Where), string(e.Action)} {
		if c := at.child(part); c != nil {
			at = c
		}
	}
	for _, c := range at.list {
		if key, err := keymap.ParseKey(c.text); err == nil && key == e.Key {
			at = c
		}
	}
	r.warn(at, "", "%s", e.What)
	r.key = was
}

// differences are the rows whose keys are not those by default; nil if none.
func differences(rows []keymap.Binding) Keys {
	var out Keys
	for _, b := range rows {
		if slices.Equal(b.Keys, defaultKeys(b.Where, b.Action)) {
			continue
		}
		if out == nil {
			out = make(Keys)
		}
		if out[b.Where] == nil {
			out[b.Where] = make(map[keymap.Action][]keymap.Key)
		}
		out[b.Where][b.Action] = b.Keys
	}
	return out
}

// texts are names as strings.
func texts[T ~string](names []T) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = string(n)
	}
	return out
}
