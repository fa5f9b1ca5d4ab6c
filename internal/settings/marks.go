package settings

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// The bounds of what is remembered of captures.
const (
	mostCaptures = 256
	mostMarks    = 4096    // marks of a capture; as many time references
	mostName     = 1 << 10 // bytes of the name of a mark; what is longer is cut
)

// Mark is a marked packet.
type Mark struct {
	Frame uint64 // number, from 1
	Name  string // a letter, a note; may be empty
}

// Marks are what the user set in a capture, in the order of frames.
type Marks struct {
	Marks    []Mark
	TimeRefs []uint64 // frames from which time is counted
}

// record is what is remembered of a capture.
type record struct {
	Path    octets    `json:"path"`
	Size    int64     `json:"size"`
	HeadLen int       `json:"head_length"`
	Head    string    `json:"head"`
	Tail    string    `json:"tail"`
	Used    time.Time `json:"used"`
	Marks   []mark    `json:"marks,omitempty"`
	Refs    []uint64  `json:"time_references,omitempty"`
}

type mark struct {
	Frame uint64 `json:"frame"`
	Name  octets `json:"name,omitempty"`
}

func newCaptures(s *Store) *book[[]record] {
	return &book[[]record]{name: "captures.json", trim: s.trimCaptures, shrink: halve[record]}
}

func (s *Store) trimCaptures(c *[]record) {
	for i := range *c {
		(*c)[i].Used = s.plausible((*c)[i].Used)
	}
	*c = slices.DeleteFunc(*c, func(r record) bool { return r.Path == "" || len(r.Marks)+len(r.Refs) == 0 })
	slices.SortStableFunc(*c, func(a, b record) int { return b.Used.Compare(a.Used) })
	*c = firsts(*c, mostCaptures)
	for i := range *c {
		r := &(*c)[i]
		slices.SortStableFunc(r.Marks, byFrame)
		r.Marks = firsts(slices.CompactFunc(r.Marks, func(a, b mark) bool { return a.Frame == b.Frame }), mostMarks)
		slices.Sort(r.Refs)
		r.Refs = firsts(slices.Compact(r.Refs), mostMarks)
	}
}

func byFrame(a, b mark) int { return cmp.Compare(a.Frame, b.Frame) }

// find is the index of what is remembered of a capture, or -1. The same path
// comes first; else it may have been moved.
func find(all []record, c *Capture) int {
	if i := slices.IndexFunc(all, func(r record) bool {
		return string(r.Path) == c.Path && c.Size >= r.Size && c.begins(r.HeadLen, r.Head)
	}); i >= 0 {
		return i
	}
	return slices.IndexFunc(all, func(r record) bool {
		return c.Size == r.Size && c.tail.String() == r.Tail && c.begins(r.HeadLen, r.Head)
	})
}

// Marks returns what the user set in a capture.
func (s *Store) Marks(c Capture) (m Marks) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := -1
	if c.known() {
		i = find(s.captures.content, &c)
	}
	if i < 0 {
		return m
	}
	r := &s.captures.content[i]
	for _, k := range r.Marks {
		m.Marks = append(m.Marks, Mark{k.Frame, string(k.Name)})
	}
	m.TimeRefs = slices.Clone(r.Refs)
	return m
}

// SetMarks remembers all that is set in a capture. What differs from before is
// changed, so that another process's marks stay.
func (s *Store) SetMarks(c Capture, m Marks) {
	was := s.Marks(c)
	for _, k := range was.Marks {
		if !slices.ContainsFunc(m.Marks, func(n Mark) bool { return n.Frame == k.Frame }) {
			s.Unmark(c, k.Frame)
		}
	}
	for _, k := range m.Marks {
		if !slices.Contains(was.Marks, k) {
			s.Mark(c, k)
		}
	}
	for _, f := range was.TimeRefs {
		if !slices.Contains(m.TimeRefs, f) {
			s.TimeRef(c, f, false)
		}
	}
	for _, f := range m.TimeRefs {
		if !slices.Contains(was.TimeRefs, f) {
			s.TimeRef(c, f, true)
		}
	}
}

// Mark marks a packet. A frame has one mark: a new name replaces the old one.
func (s *Store) Mark(c Capture, m Mark) {
	k := mark{m.Frame, octets(m.Name[:min(len(m.Name), mostName)])}
	s.mark(c, m.Frame, func(r *record) { r.Marks = append(unmarked(r.Marks, k.Frame), k) })
}

// Unmark removes the mark of a packet.
func (s *Store) Unmark(c Capture, frame uint64) {
	s.mark(c, frame, func(r *record) { r.Marks = unmarked(r.Marks, frame) })
}

func unmarked(marks []mark, frame uint64) []mark {
	return slices.DeleteFunc(marks, func(k mark) bool { return k.Frame == frame })
}

func (s *Store) mark(c Capture, frame uint64, apply func(r *record)) {
	s.record(c, "mark "+strconv.FormatUint(frame, 10), apply)
}

// TimeRef makes a packet one from which time is counted, or no longer.
func (s *Store) TimeRef(c Capture, frame uint64, on bool) {
	s.record(c, "reference "+strconv.FormatUint(frame, 10), func(r *record) {
		r.Refs = slices.DeleteFunc(r.Refs, func(f uint64) bool { return f == frame })
		if on {
			r.Refs = append(r.Refs, frame)
		}
	})
}

// record changes what is remembered of a capture; entry names the part.
func (s *Store) record(c Capture, entry string, apply func(r *record)) {
	if !c.known() {
		return
	}
	now := s.now().Round(0)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.captures.change(s, c.Path+"\x00"+entry, func(all *[]record) {
		i := find(*all, &c)
		if i < 0 {
			*all = append(*all, record{})
			i = len(*all) - 1
		}
		r := &(*all)[i]
		n, head := c.head()
		r.Path, r.Size, r.HeadLen, r.Head, r.Tail, r.Used = octets(c.Path), c.Size, n, head.String(), c.tail.String(), now
		apply(r)
	})
}
