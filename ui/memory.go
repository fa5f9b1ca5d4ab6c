package ui

import "slices"

// Memory is what is remembered from one run of the program to the next. The
// goroutine of the event loop calls it, so it may not take long; what cannot be
// kept it reports by itself. Texts that it gives are hostile.
type Memory interface {
	// Marks are those of the capture that is shown, as they were left.
	Marks() Marks

	// SetMarks keeps them; m is the callee's.
	SetMarks(m Marks)

	// History is what was typed into the prompt of a kind, the newest first.
	History(kind string) []string

	// AddHistory adds to it.
	AddHistory(kind, text string)

	// Filters are the saved display filters.
	Filters() []NamedFilter

	// SaveFilter keeps a filter under a name, in place of one that has it; an
	// empty text takes it away.
	SaveFilter(name, text string) error
}

// Marks are packets of a capture that were marked, by number from 1.
type Marks struct {
	Plain []uint32        // ascending
	Named map[rune]uint32 // by their letter, a to z
	Times []uint32        // time references, ascending
}

// NamedFilter is a display filter that was saved.
type NamedFilter struct{ Name, Text string }

// The kinds of prompts that have a history.
const (
	historyFilter  = "filter"
	historyFind    = "find"
	historyHex     = "hex"
	historyCommand = "command"
)

// historyMost is how many texts of a kind are kept for the run.
const historyMost = 200

// remembered stands before a Memory: it keeps for the run what there is no memory
// for, and asks for a history once.
type remembered struct {
	memory  Memory // nil: nothing outlives the run
	texts   map[string][]string
	filters []NamedFilter // of this run, without a memory
}

// history is what was typed into a kind of prompt, the oldest first.
func (r *remembered) history(kind string) []string {
	texts, known := r.texts[kind]
	if !known && r.memory != nil {
		texts = slices.Clone(r.memory.History(kind))
		slices.Reverse(texts)
		r.keep(kind, texts)
	}
	return texts
}

// add adds to a history what is not its newest already.
func (r *remembered) add(kind, text string) {
	texts := r.history(kind)
	if n := len(texts); text == "" || n > 0 && texts[n-1] == text {
		return
	}
	texts = append(slices.DeleteFunc(slices.Clone(texts), func(t string) bool { return t == text }), text)
	r.keep(kind, texts[max(len(texts)-historyMost, 0):])
	if r.memory != nil {
		r.memory.AddHistory(kind, text)
	}
}

func (r *remembered) keep(kind string, texts []string) {
	if r.texts == nil {
		r.texts = make(map[string][]string)
	}
	r.texts[kind] = texts
}

// saved are the saved filters, by name.
func (r *remembered) saved() []NamedFilter {
	all := r.filters
	if r.memory != nil {
		all = slices.Clone(r.memory.Filters())
	}
	slices.SortFunc(all, func(a, b NamedFilter) int {
		switch {
		case a.Name < b.Name:
			return -1
		case a.Name > b.Name:
			return 1
		}
		return 0
	})
	return all
}

// save keeps a filter under a name; with an empty text it is taken away.
func (r *remembered) save(name, text string) error {
	if r.memory != nil {
		return r.memory.SaveFilter(name, text)
	}
	r.filters = slices.DeleteFunc(r.filters, func(f NamedFilter) bool { return f.Name == name })
	if text != "" {
		r.filters = append(r.filters, NamedFilter{name, text})
	}
	return nil
}
