package ui

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"tcptui/filter"
	"tcptui/flows"
	"tcptui/keymap"
)

// filterBox is the line in which a display filter is typed. Each key compiles
// it; what is listed changes only when it is applied.
type filterBox struct {
	s     *shell
	names *filter.Catalog
	text  []rune
	at    int // the cursor stands before text[at]

	f     *filter.Filter // the text compiled; nil: it is wrong, or empty
	wrong error          // what is wrong with it; nil: nothing, or it is empty

	past  int    // place in the history; its length: what is being typed
	draft []rune // that, while an earlier filter is shown

	choice completion
}

// filterMost is how long a filter can be that is typed, in characters.
const filterMost = 4096

// askFilter opens the line, with the filter that is in force.
func (s *shell) askFilter() {
	b := &filterBox{s: s, names: s.catalog(), past: len(s.history)}
	if s.m.filt != nil {
		b.text = []rune(s.m.filt.f.String())
	}
	b.at = len(b.text)
	b.check()
	b.choice = completion{}
	s.prompt = b
}

// catalog is the names that filters may use.
func (s *shell) catalog() *filter.Catalog { return s.m.catalog() }

// catalog is the names that filters and columns may use, made when they are
// first needed.
func (m *model) catalog() *filter.Catalog {
	if m.names == nil {
		m.names = filter.NewCatalog(flows.Fields())
	}
	return m.names
}

// check compiles what was typed, and looks for names that complete it.
func (b *filterBox) check() {
	b.f, b.wrong = nil, nil
	if text := string(b.text); strings.TrimSpace(text) != "" {
		b.f, b.wrong = filter.Compile(text, b.names)
	}
	b.choice = complete(b.names, b.text[:b.at])
}

// set replaces the text; the cursor goes to its end.
func (b *filterBox) set(text []rune) {
	b.text = slices.Clone(text)
	b.at = len(b.text)
	b.check()
	b.choice = completion{} // nothing is being typed
}

func (b *filterBox) insert(r rune) {
	if len(b.text) < filterMost && (r == ' ' || shown(r)) {
		b.text = slices.Insert(b.text, b.at, r)
		b.at++
		b.check()
	}
}

func (b *filterBox) key(k keymap.Key) {
	if k == "Space" {
		k = " "
	}
	if r, n := utf8.DecodeRuneInString(string(k)); n == len(k) {
		b.insert(r)
	}
}

func (b *filterBox) act(s *shell, a keymap.Action) {
	switch a {
	case keymap.Back:
		s.prompt = nil
	case keymap.Accept:
		b.accept()
	case keymap.Complete:
		b.complete()
	case keymap.Up:
		b.recall(b.past - 1)
	case keymap.Down:
		b.recall(b.past + 1)
	case keymap.Clear:
		b.set(nil)
	case keymap.Erase:
		if b.at == 0 {
			break
		}
		b.at--
		b.text = slices.Delete(b.text, b.at, b.at+1)
		b.check()
	default:
		b.move(a)
	}
}

// move moves the cursor.
func (b *filterBox) move(a keymap.Action) {
	switch a {
	case keymap.Left:
		b.at = max(b.at-1, 0)
	case keymap.Right:
		b.at = min(b.at+1, len(b.text))
	case keymap.Home:
		b.at = 0
	case keymap.End:
		b.at = len(b.text)
	}
	b.choice = completion{}
}

// recall shows a filter of the history, or again what is being typed.
func (b *filterBox) recall(i int) {
	history := b.s.history
	if i < 0 || i > len(history) {
		return
	}
	if b.past == len(history) {
		b.draft = slices.Clone(b.text)
	}
	if b.past = i; i == len(history) {
		b.set(b.draft)
		return
	}
	b.set([]rune(history[i]))
}

// complete goes on with the name before the cursor.
func (b *filterBox) complete() {
	text, at, choice := completeAt(b.names, b.text, b.at, b.choice)
	b.text, b.at = text, at
	b.check()
	b.choice = choice
}

// accept applies the filter, or lists everything again when there is none. With
// an error the line stays, so that it can be corrected.
func (b *filterBox) accept() {
	if b.wrong != nil {
		return
	}
	b.s.prompt = nil
	if b.f == nil {
		b.s.clearFilter()
		return
	}
	b.s.applyFilter(b.f)
}

// applyFilter lists what a filter keeps.
func (s *shell) applyFilter(f *filter.Filter) {
	text := f.String()
	if n := len(s.history); n == 0 || s.history[n-1] != text {
		s.history = append(s.history, text)
	}
	if g := s.m.filt; g != nil && g.f.String() == text && !g.stopped {
		return // it is in force already
	}
	s.m.setFilter(newFiltering(f, s.m.live, s.m.snap, &s.work, s.ring))
}

// clearFilter lists everything again.
func (s *shell) clearFilter() {
	if s.m.filt != nil {
		s.m.setFilter(nil)
	}
}

// applyText applies a filter that was given with the start of the program.
func (s *shell) applyText(text string) {
	f, err := filter.Compile(text, s.catalog())
	if err != nil {
		s.say("display filter " + text + ": " + err.Error())
		return
	}
	s.applyFilter(f)
}

// stopWork ends the workers and waits for them.
func (s *shell) stopWork() {
	s.stopOpening()
	s.end()
	if s.m.filt != nil {
		s.m.filt.stop()
	}
	s.work.Wait()
}

// expected is what is wrong with a filter, in one line.
func expected(err error) string {
	if e, ok := errors.AsType[*filter.Error](err); ok {
		return e.Error()
	}
	return err.Error()
}
