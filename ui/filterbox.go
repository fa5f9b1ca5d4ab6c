package ui

import (
	"errors"
	"strings"

	"tcptui/filter"
	"tcptui/flows"
	"tcptui/keymap"
)

// filterBox is the line in which a display filter is typed. Each key compiles
// it; what is listed changes only when it is applied.
type filterBox struct {
	typed
	s     *shell
	names *filter.Catalog

	f     *filter.Filter // the text compiled; nil: it is wrong, or empty
	wrong error          // what is wrong with it; nil: nothing, or it is empty

	choice completion
	note   string // what came of the last key; "": nothing to say
}

// filterMost is how long a filter can be that is typed, in characters.
const filterMost = 4096

// askFilter opens the line, with the filter that is in force.
func (s *shell) askFilter() {
	text := ""
	if s.m.filt != nil {
		text = s.m.filt.f.String()
	}
	s.askFilterWith(text)
}

// askFilterWith opens the line with a text in it.
func (s *shell) askFilterWith(text string) {
	b := &filterBox{typed: newTyped(filterMost, s.past.history(historyFilter)), s: s, names: s.catalog()}
	b.set([]rune(text))
	s.prompt = b
}

// scope is where the line's keys are looked up.
func (b *filterBox) scope() keymap.Scope { return keymap.InFilter }

// catalog is the names that filters may use.
func (s *shell) catalog() *filter.Catalog { return s.m.catalog() }

// catalog is the names that filters and columns may use, made when they are
// first needed.
func (m *model) catalog() *filter.Catalog {
	if m.names == nil {
		m.names = filter.NewCatalog(m.shared.over(flows.Fields())).WithMacros(m.macros)
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
	b.put(text)
	b.check()
	b.choice = completion{} // nothing is being typed
}

func (b *filterBox) insert(r rune) {
	b.note = ""
	if b.typed.insert(r) {
		b.check()
	}
}

func (b *filterBox) key(k keymap.Key) {
	if r, ok := runeOf(k); ok {
		b.insert(r)
	}
}

func (b *filterBox) act(s *shell, a keymap.Action) {
	b.note = ""
	switch a {
	case keymap.Back:
		s.prompt = nil
	case keymap.Accept:
		b.accept()
	case keymap.Complete:
		b.complete()
	case keymap.SavedFilters:
		b.offerSaved()
	case keymap.SaveFilter:
		b.askName()
	default:
		changed := b.typed.act(a)
		if changed {
			b.check()
		}
		if !changed || a != keymap.Erase {
			b.choice = completion{} // nothing is being typed
		}
	}
}

// complete goes on with the name before the cursor: first as far as all names
// agree that begin so, then through the names one by one.
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
	s.past.add(historyFilter, text)
	if g := s.m.filt; g != nil && g.f.String() == text && !g.stopped && len(f.References()) == 0 {
		return // it is in force already
	}
	s.m.setFilter(newFiltering(s.bind(f), s.m.live, s.m.snap, &s.work, s.ring))
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
