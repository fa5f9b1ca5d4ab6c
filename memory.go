package main

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	user "tcptui/internal/settings"
	"tcptui/ui"
)

// remembers is the memory of one capture.
type remembers struct {
	store   *user.Store
	capture user.Capture // zero: it is no file
}

var _ ui.Memory = (*remembers)(nil)

// plainly is what the name of a mark begins with when the packet is marked without
// a letter too. A name is the letters of the packet.
const plainly = "."

// Marks are those of the capture.
func (r *remembers) Marks() ui.Marks {
	kept := r.store.Marks(r.capture)
	out := ui.Marks{Named: make(map[rune]uint32)}
	for _, m := range kept.Marks {
		letters, plain := strings.CutPrefix(m.Name, plainly)
		if plain || letters == "" {
			out.Plain = append(out.Plain, uint32(m.Frame))
		}
		for _, letter := range letters {
			out.Named[letter] = uint32(m.Frame)
		}
	}
	for _, frame := range kept.TimeRefs {
		out.Times = append(out.Times, uint32(frame))
	}
	return out
}

// SetMarks keeps them.
func (r *remembers) SetMarks(m ui.Marks) {
	letters := make(map[uint32][]rune)
	for letter, frame := range m.Named {
		letters[frame] = append(letters[frame], letter)
	}
	var keep user.Marks
	for _, frame := range m.Plain {
		name := ""
		if all := letters[frame]; len(all) > 0 {
			slices.Sort(all)
			name = plainly + string(all)
			delete(letters, frame)
		}
		keep.Marks = append(keep.Marks, user.Mark{Frame: uint64(frame), Name: name})
	}
	for frame, all := range letters {
		slices.Sort(all)
		keep.Marks = append(keep.Marks, user.Mark{Frame: uint64(frame), Name: string(all)})
	}
	for _, frame := range m.Times {
		keep.TimeRefs = append(keep.TimeRefs, uint64(frame))
	}
	r.store.SetMarks(r.capture, keep)
}

// History is what was typed, the newest first.
func (r *remembers) History(kind string) []string { return r.store.History(kind) }

// AddHistory adds to it.
func (r *remembers) AddHistory(kind, text string) { r.store.AddHistory(kind, text) }

// Filters are the saved filters.
func (r *remembers) Filters() []ui.NamedFilter {
	var out []ui.NamedFilter
	for _, f := range r.store.Settings().Filters {
		out = append(out, ui.NamedFilter{Name: f.Name, Text: f.Text})
	}
	return out
}

// SaveFilter writes a filter into the settings file.
func (r *remembers) SaveFilter(name, text string) error {
	if name == "" {
		return errors.New("a saved filter needs a name")
	}
	own := r.store.Settings()
	own.Filters = slices.DeleteFunc(slices.Clone(own.Filters), func(f user.Named) bool { return f.Name == name })
	if text != "" {
		own.Filters = append(own.Filters, user.Named{Name: name, Text: text})
	}
	err := r.store.Save(own)
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return fmt.Errorf("the filter cannot be saved in %s: %w", e.Path, e.Err)
	}
	return err
}
