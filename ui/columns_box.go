package ui

import (
	"strings"

	"github.com/gdamore/tcell/v2"

	"tcptui/decode"
	"tcptui/filter"
	"tcptui/flows"
	"tcptui/keymap"
)

// nameBox is the line in which the name of a column is typed: any field, or a
// column of the program.
type nameBox struct {
	entry
	s      *shell
	names  *filter.Catalog
	choice completion
}

// nameMost is how much can be typed, in characters: no name is longer.
const nameMost = 120

func newNameBox(s *shell) *nameBox {
	fields := flows.Fields()
	for i := range builtins {
		b := &builtins[i]
		fields = append(fields, flows.Field{Field: decode.Field{Name: b.name, Label: "column " + b.title, Help: b.help}})
	}
	return &nameBox{entry: entry{most: nameMost}, s: s, names: filter.NewCatalog(fields)}
}

// scope is where the line's keys are looked up.
func (b *nameBox) scope() keymap.Scope { return keymap.InFilter }

func (b *nameBox) insert(r rune) {
	b.entry.insert(r)
	b.look()
}

func (b *nameBox) key(k keymap.Key) {
	b.entry.key(k)
	b.look()
}

// look looks for the names that complete what was typed.
func (b *nameBox) look() { b.choice = complete(b.names, b.text) }

func (b *nameBox) act(s *shell, a keymap.Action) {
	switch a {
	case keymap.Back:
		s.prompt = nil
	case keymap.Accept:
		b.accept()
	case keymap.Complete, keymap.Down:
		b.err = ""
		b.text, _, b.choice = completeAt(b.names, b.text, len(b.text), b.choice)
	case keymap.Clear:
		b.clear()
		b.look()
	case keymap.Erase:
		if !b.erase() {
			s.prompt = nil
		}
		b.look()
	}
}

// accept adds the column. With an error the line stays, so that it can be
// corrected.
func (b *nameBox) accept() {
	name := strings.TrimSpace(string(b.text))
	if name == "" {
		b.s.prompt = nil
		return
	}
	if _, err := b.s.m.makeColumn(ColumnSpec{Name: name}); err != nil {
		b.err = err.Error()
		return
	}
	b.s.prompt = nil
	b.s.addColumn(name)
}

func (b *nameBox) draw(screen tcell.Screen, x, y, width int, th *theme) {
	l := line{{" Column: ", th.bar}, {string(b.text), th.key}}
	cursor := l.width()
	filled(l, th.bar, width).draw(screen, x, y, width)
	screen.ShowCursor(x+min(cursor, width-1), y)
}

// drawAbove draws what can be done, and the names that complete what was typed.
func (b *nameBox) drawAbove(screen tcell.Screen, r rect, th *theme) {
	y := r.y + r.h - 2 // the line itself is the last one
	if y < r.y {
		return
	}
	k := func(a keymap.Action) span { return span{b.s.keys.KeyOf(keymap.InFilter, a), th.key} }
	l := line{{" the name of a field, as tcp.options.mss_val  ", th.bar}, k(keymap.Accept), {" adds it  ", th.bar},
		k(keymap.Complete), {" completes  ", th.bar}, k(keymap.Back), {" cancel", th.bar}}
	if b.err != "" {
		l = line{{" ✗ " + b.err, th.onBar(th.bad)}}
	}
	filled(l, th.bar, r.w).draw(screen, r.x, y, r.w)
	b.choice.draw(screen, r, y, th)
}
