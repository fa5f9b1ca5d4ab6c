package ui

import (
	"slices"
	"strings"
	"sync/atomic"

	"tcptui/decode"
	"tcptui/flows"
)

// markSets are the marks as the workers see them: a display filter may ask for
// them. The goroutine of the event loop puts others in, the workers read.
type markSets struct{ marks, refs atomic.Pointer[[]uint32] }

// markFields are the fields that marks make true. They are Wireshark's.
const (
	fieldMarked = "frame.marked"
	fieldRef    = "frame.ref_time"
)

// set hands over copies of the marks.
func (s *markSets) set(m *model) {
	marks, refs := m.allMarked(), slices.Clone(m.timeRefs)
	s.marks.Store(&marks)
	s.refs.Store(&refs)
}

// has reports whether a set holds a row.
func has(set *atomic.Pointer[[]uint32], row uint32) bool {
	rows := set.Load()
	return rows != nil && hasRow(*rows, row)
}

// over puts the fields of marks into a table of fields, in place of those that
// know of no marks.
func (s *markSets) over(fields []flows.Field) []flows.Field {
	own := s.fields()
	fields = slices.DeleteFunc(fields, func(f flows.Field) bool {
		return slices.ContainsFunc(own, func(o flows.Field) bool { return o.Name == f.Name })
	})
	return append(fields, own...)
}

// fields are those that filters can ask for the marks.
func (s *markSets) fields() []flows.Field {
	return []flows.Field{
		{Field: decode.Field{Name: fieldMarked, Label: "Frame is marked", Kind: decode.KindBool, Width: 1,
			Help: "Whether you marked the packet, with a letter or without."},
			Of: func(v *flows.View, out []decode.Value) []decode.Value {
				var x decode.Value
				if has(&s.marks, v.Row.No) {
					x.U = 1
				}
				return append(out, x)
			}},
		{Field: decode.Field{Name: fieldRef, Label: "This is a Time Reference frame",
			Help: "You made the packet one that times count from."},
			Of: func(v *flows.View, out []decode.Value) []decode.Value {
				if has(&s.refs, v.Row.No) {
					out = append(out, decode.Value{})
				}
				return out
			}},
	}
}

// marksChanged hands the marks on to those whom they concern: the filter in
// force, if it asks for them, and the memory.
func (s *shell) marksChanged() {
	s.m.shared.set(s.m)
	if g := s.m.filt; g != nil && (strings.Contains(g.f.String(), fieldMarked) || strings.Contains(g.f.String(), fieldRef)) {
		s.m.setFilter(newFiltering(g.f, s.m.live, s.m.snap, &s.work, s.ring))
	}
	if s.past.memory != nil {
		s.past.memory.SetMarks(s.m.told())
	}
}

// told are the marks as a memory keeps them.
func (m *model) told() Marks {
	numbers := func(rows []uint32) []uint32 {
		out := make([]uint32, len(rows))
		for i, row := range rows {
			out[i] = row + 1
		}
		return out
	}
	k := Marks{Plain: numbers(m.marks), Times: numbers(m.timeRefs), Named: make(map[rune]uint32)}
	for i, row := range m.named {
		if row != flows.NoRow {
			k.Named['a'+rune(i)] = row + 1
		}
	}
	return k
}

// recallMarks sets the marks that a memory has of the capture. Some may be of
// packets that are not read yet.
func (s *shell) recallMarks() {
	if s.past.memory == nil {
		return
	}
	k := s.past.memory.Marks()
	rows := func(numbers []uint32) []uint32 {
		var out []uint32
		for _, n := range numbers {
			if n > 0 && n < flows.NoRow {
				out = append(out, n-1)
			}
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	s.m.marks, s.m.timeRefs = rows(k.Plain), rows(k.Times)
	for letter, n := range k.Named {
		if letter >= 'a' && letter <= 'z' && n > 0 && n < flows.NoRow {
			s.m.named[letter-'a'] = n - 1
		}
	}
	s.m.shared.set(s.m)
}
