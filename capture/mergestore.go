package capture

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Size implements Source.
func (m *merged) Size() (n int64) {
	for i := range m.inputs {
		src := m.inputs[i].source
		s := src.Size()
		if b, ok := src.(*blockSource); s < 0 || ok && b.follows() {
			return -1 // Next waits for each of them, whatever is left of the others
		}
		n += s
	}
	return n
}

// Store implements Source.
func (m *merged) Store() Store { return m.store }

// Close implements Source.
func (m *merged) Close() error {
	var errs []error
	for i := range m.inputs {
		errs = append(errs, m.inputs[i].source.Close())
	}
	return errors.Join(errs...)
}

// mergedStore reads from the store whose number is in the offset.
type mergedStore []Store

func (m mergedStore) split(off int64) (Store, int64, error) {
	i := off >> mergedBits
	if i < 0 || i >= int64(len(m)) {
		return nil, 0, fmt.Errorf("offset %#x is of none of %d merged captures", off, len(m))
	}
	return m[i], off & (1<<mergedBits - 1), nil
}

// ReadAt implements Store.
func (m mergedStore) ReadAt(p []byte, off int64) (int, error) {
	st, off, err := m.split(off)
	if err != nil {
		return 0, err
	}
	return st.ReadAt(p, off)
}

// Note implements Noter.
func (m mergedStore) Note(off int64, capLen uint32) (Note, error) {
	st, off, err := m.split(off)
	if err != nil {
		return Note{}, err
	}
	return NoteOf(st, off, capLen)
}

// Info implements Informer: all that the captures say, one after the other.
func (m *merged) Info() (all Info) {
	var formats []string
	for i := range m.inputs {
		in := &m.inputs[i]
		src, ok := in.source.(Informer)
		if !ok {
			continue
		}
		one := src.Info()
		if one.Format != "" && !slices.Contains(formats, one.Format) {
			formats = append(formats, one.Format)
		}
		all.Sections = append(all.Sections, one.Sections...)
		all.Names = append(all.Names, one.Names...)
		all.Cut = all.Cut || one.Cut
		for _, t := range one.Counters {
			if int(t.Iface) < len(in.ifaces) && in.ifaces[t.Iface] >= 0 {
				t.Iface = uint16(in.ifaces[t.Iface])
				all.Counters = append(all.Counters, t)
			}
		}
	}
	all.Format = strings.Join(formats, ", ")
	return all
}
