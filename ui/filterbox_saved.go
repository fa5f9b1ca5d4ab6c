package ui

import (
	"strconv"
	"strings"

	"tcptui/keymap"
)

// offerSaved opens a menu of the saved filters; the chosen one comes into the
// line.
func (b *filterBox) offerSaved() {
	all := b.s.past.saved()
	if len(all) == 0 {
		b.s.message = ""
		b.note = "no filter is saved yet; " + b.s.keys.KeyOf(keymap.InFilter, keymap.SaveFilter) + " saves the one in this line"
		return
	}
	u := &menu{title: "Saved filters"}
	for i, f := range all {
		item := menuItem{text: f.Name, note: f.Text, do: func() { b.set([]rune(f.Text)) }}
		if i < 9 {
			item.key = keymap.Key(strconv.Itoa(i + 1))
		}
		u.items = append(u.items, item)
	}
	b.s.choose(u)
}

// askName asks for the name that the filter in the line is to be saved under.
func (b *filterBox) askName() {
	if b.f == nil {
		b.note = "there is no filter here that could be saved"
		return
	}
	text := b.String()
	q := &textPrompt{typed: newTyped(questionMost, nil), ask: "Save the filter as:", before: b}
	q.hint = "a name; one that is taken is replaced"
	q.do = func(name string) string {
		if name = strings.TrimSpace(name); name == "" {
			return "type a name"
		}
		if err := b.s.past.save(name, text); err != nil {
			return err.Error()
		}
		b.note = "saved as " + name + "; " + b.s.keys.KeyOf(keymap.InFilter, keymap.SavedFilters) + " lists the saved filters"
		return ""
	}
	b.s.ask(q)
}
