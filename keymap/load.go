package keymap

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"
)

// RebindError says which of the user's keys could not be had, or what it cost.
type RebindError struct {
	Where  Scope
	Action Action
	Key    Key // "" when all keys of the action are meant
	What   string
}

// Error returns "SCOPE.ACTION: WHAT".
func (e *RebindError) Error() string { return string(e.Where) + "." + string(e.Action) + ": " + e.What }

// essential actions can be moved to other keys, but there is always one for each
// of them: without, a user could be locked in.
var essential = []Action{Exit, Quit, Back, Help}

// Scopes returns every scope, by name: the screen, its panes, the help, menus,
// prompts.
func Scopes() []Scope { return slices.Sorted(maps.Keys(within)) }

// Rebind puts the user's keys into rows and returns new ones, of which New makes
// a map. For each action that the user names, its keys in that scope are the
// user's and no others; an empty list unbinds it. A key is taken from the action
// that had it in the same scope. Every error is a *RebindError: a wish that
// could not be had and was left out, or an action that lost its last key to
// another. A wish that would make an essential action unreachable somewhere is
// left out too.
func Rebind(rows []Binding, user map[Scope]map[Action][]Key) ([]Binding, []error) {
	r := &rebinding{unbound: make(map[bound]bool)}
	for _, b := range rows {
		b.Keys = canonical(b.Keys)
		r.rows = append(r.rows, b)
	}
	defaults := slices.Clone(r.rows)
	for where := range user {
		if !slices.Contains(Scopes(), where) {
			r.fail(where, "", "", "there is no such place; the places are %v", Scopes())
		}
	}
	for _, where := range Scopes() {
		r.scope(where, user[where])
	}
	r.rescue(defaults)
	r.losers(defaults)
	slices.SortStableFunc(r.errs, compareErrors)
	errs := make([]error, len(r.errs))
	for i, e := range r.errs {
		errs[i] = e
	}
	return r.rows, errs
}

// rebinding is a Rebind at work.
type rebinding struct {
	rows    []Binding
	unbound map[bound]bool // what the user wants no key for
	errs    []*RebindError
}

// bound names a row.
type bound struct {
	where  Scope
	action Action
}

func (b *Binding) bound() bound { return bound{b.Where, b.Action} }

func (r *rebinding) fail(where Scope, a Action, k Key, format string, args ...any) {
	r.errs = append(r.errs, &RebindError{where, a, k, fmt.Sprintf(format, args...)})
}

// canonical returns keys as ParseKey writes them, without those that are none.
func canonical(keys []Key) []Key {
	out := make([]Key, 0, len(keys))
	for _, k := range keys {
		if key, err := ParseKey(string(k)); err == nil {
			out = append(out, key)
		}
	}
	return out
}

// scope puts in what the user wants in a scope.
func (r *rebinding) scope(where Scope, wishes map[Action][]Key) {
	var names []Action
	for a := range wishes {
		names = append(names, a)
	}
	slices.Sort(names)
	owner := make(map[Key]Action) // keys that a wish has in this scope
	for _, a := range names {
		row, ok := r.rowFor(where, a, len(wishes[a]))
		if !ok {
			continue
		}
		keys := make([]Key, 0, len(wishes[a]))
		for _, k := range wishes[a] {
			key, ok := r.usable(where, a, k)
			if !ok || slices.Contains(keys, key) {
				continue
			}
			if other, taken := owner[key]; taken {
				r.fail(where, a, k, "%s is wanted for %s and for %s; it stays with %s", key, other, a, other)
				continue
			}
			owner[key] = a
			keys = append(keys, key)
		}
		if len(keys) == 0 && len(wishes[a]) > 0 {
			continue // nothing of it can be had: the row stays as it was
		}
		r.give(row, keys)
	}
}

// rowFor is the index of the row of an action in a scope. An action of the
// screen may get keys of its own in a pane: that is a new row.
func (r *rebinding) rowFor(where Scope, a Action, keys int) (int, bool) {
	at := func(s Scope) int {
		return slices.IndexFunc(r.rows, func(b Binding) bool { return b.Where == s && b.Action == a })
	}
	if i := at(where); i >= 0 {
		return i, true
	}
	outer := at(within[where])
	switch {
	case !slices.Contains(Actions(), a):
		r.fail(where, a, "", "there is no such action")
		return 0, false
	case outer < 0:
		r.fail(where, a, "", "%s does nothing here", a)
		return 0, false
	case keys == 0:
		r.fail(where, a, "", "its keys are those of %s: unbind it there", within[where])
		return 0, false
	}
	row := r.rows[outer]
	row.Where, row.Keys, row.Footer, row.Rank = where, nil, "", 0
	r.rows = append(r.rows, row)
	return len(r.rows) - 1, true
}

// usable reads a key of the user's and reports whether the action can have it.
func (r *rebinding) usable(where Scope, a Action, k Key) (Key, bool) {
	key, err := ParseKey(string(k))
	switch {
	case err != nil:
		r.fail(where, a, k, "%v", err)
	case typing(where) && (utf8.RuneCountInString(string(key)) == 1 || key == "Space"):
		r.fail(where, a, k, "%s is typed here; only keys that write nothing can be bound", key)
	case a == Digit && !isDigit(key):
		r.fail(where, a, k, "%s is no digit", key)
	default:
		return key, true
	}
	return "", false
}

// typing reports whether text is written in a scope.
func typing(where Scope) bool {
	return where == InPrompt || where == InFilter || where == InFind || where == InCommand
}

func isDigit(k Key) bool { return len(k) == 1 && k[0] >= '0' && k[0] <= '9' }

// give makes keys the keys of a row and takes them from the others of its scope.
func (r *rebinding) give(row int, keys []Key) {
	b := &r.rows[row]
	r.unbound[b.bound()] = len(keys) == 0
	for i := range r.rows {
		if i != row && r.rows[i].Where == b.Where {
			r.take(&r.rows[i], keys)
		}
	}
	b.Keys, b.Show = keys, ""
}

// take removes keys from a row.
func (r *rebinding) take(b *Binding, keys []Key) {
	left := slices.DeleteFunc(slices.Clone(b.Keys), func(k Key) bool { return slices.Contains(keys, k) })
	if len(left) < len(b.Keys) {
		b.Keys, b.Show = left, ""
	}
}

// rescue gives essential actions that cannot be reached their keys back.
func (r *rebinding) rescue(defaults []Binding) {
	for _, where := range Scopes() {
		for range essential {
			if a, lost := r.lost(where, where, defaults); lost {
				r.fail(where, a, "", "%s must have a key: it keeps its default", a)
				r.restore(where, defaults, a)
			}
		}
		if a, lost := r.lost(where, where, defaults); lost { // they changed places
			r.fail(where, a, "", "%s must have a key: %v have their defaults again", a, essential)
			r.restore(where, defaults, essential...)
		}
	}
	for _, where := range Scopes() {
		if outer := within[where]; outer != "" {
			if a, lost := r.lost(where, outer, defaults); lost {
				r.fail(where, a, "", "%s must have a key: that of %s is left to it", a, outer)
				r.uncover(where, outer)
			}
		}
	}
}

// lost returns an essential action of the scope outer that no key reaches in a
// scope, although one did by default.
func (r *rebinding) lost(where, outer Scope, defaults []Binding) (Action, bool) {
	for _, b := range defaults {
		if b.Where == outer && slices.Contains(essential, b.Action) && len(b.Keys) > 0 && !r.reaches(where, b.bound()) {
			return b.Action, true
		}
	}
	return "", false
}

// reaches reports whether a key does the action of a row in a scope.
func (r *rebinding) reaches(where Scope, want bound) bool {
	covered := make(map[Key]bool)
	for s := where; s != want.where; s = within[s] {
		for _, b := range r.rows {
			for _, k := range b.Keys {
				covered[k] = covered[k] || b.Where == s && b.Action != want.action
			}
		}
	}
	for _, b := range r.rows {
		if b.bound() == want && slices.ContainsFunc(b.Keys, func(k Key) bool { return !covered[k] }) {
			return true
		}
	}
	return false
}

// restore gives actions of a scope their defaults and takes those keys from the
// others.
func (r *rebinding) restore(where Scope, defaults []Binding, actions ...Action) {
	for _, d := range defaults {
		if d.Where != where || !slices.Contains(actions, d.Action) {
			continue
		}
		for i := range r.rows {
			switch b := &r.rows[i]; {
			case b.bound() == d.bound():
				b.Keys, b.Show = slices.Clone(d.Keys), d.Show
			case b.Where == where:
				r.take(b, d.Keys)
			}
		}
	}
}

// uncover takes the keys of essential actions of the scope outer from the rows
// of a scope within.
func (r *rebinding) uncover(where, outer Scope) {
	for _, e := range r.rows {
		if e.Where != outer || !slices.Contains(essential, e.Action) {
			continue
		}
		for i := range r.rows {
			if b := &r.rows[i]; b.Where == where && b.Action != e.Action {
				r.take(b, e.Keys)
			}
		}
	}
}

// losers reports the actions that have no key any more and were not unbound.
func (r *rebinding) losers(defaults []Binding) {
	for _, d := range defaults {
		i := slices.IndexFunc(r.rows, func(b Binding) bool { return b.bound() == d.bound() })
		if len(d.Keys) == 0 || len(r.rows[i].Keys) > 0 || r.unbound[d.bound()] {
			continue
		}
		takers := make([]Action, 0, 1)
		for _, b := range r.rows {
			if b.Where == d.Where && slices.ContainsFunc(d.Keys, func(k Key) bool { return slices.Contains(b.Keys, k) }) {
				takers = append(takers, b.Action)
			}
		}
		if len(takers) == 0 {
			r.fail(d.Where, d.Action, "", "it has no key now")
		}
		for _, t := range takers {
			r.fail(d.Where, t, "", "its key was that of %s, which has none now", d.Action)
		}
	}
}

// compareErrors sorts by scope and action, so that the same wishes always give
// the same list.
func compareErrors(a, b *RebindError) int {
	if i, j := slices.Index(Scopes(), a.Where), slices.Index(Scopes(), b.Where); i != j {
		return i - j
	}
	if a.Where != b.Where {
		return cmp.Compare(a.Where, b.Where)
	}
	return cmp.Compare(a.Action, b.Action)
}
