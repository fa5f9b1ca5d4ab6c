package flows

import (
	"cmp"
	"math/bits"
	"slices"
)

// Mark is what a segment adds to a series, or what several do that lie so near
// each other in time that they were put together. Its values are what the series
// says they are: bytes, ns, or positions in the sequence space.
type Mark struct {
	Time, End   int64 // ns since the epoch, of the first and of the last of them
	Lo, Hi      int64 // the lowest and the highest value
	First, Last int64 // the values of the first and of the last
	Sum         int64 // bytes
	N           uint32
	Row         uint32 // that has Hi
}

// merge puts a later mark together with m.
func (m *Mark) merge(b *Mark) {
	m.End = max(m.End, b.End)
	m.Lo = min(m.Lo, b.Lo)
	if b.Hi >= m.Hi {
		m.Hi, m.Row = b.Hi, b.Row
	}
	m.Last = b.Last
	m.Sum += b.Sum
	m.N += b.N
}

// seriesMost is how many marks a series holds to which nothing is added any
// more, and half of what it holds at most: some eight for every column of dots
// that the widest screens have.
const seriesMost = 4096

// Series is marks in the order of their times. While they are few each is a
// segment; when they are many, those of equal spans of time are put together,
// with their extremes and their sum. First, last, lowest and highest value are
// all that a line through them shows on a screen whose columns are wider.
type Series struct {
	Marks []Mark

	apart bool  // only marks of about the same value are put together
	shift uint8 // the spans are 1<<shift ns, from the epoch on; 0: nothing was put together
	mixed bool  // a clock went back: the marks have to be sorted
}

// Span is how far apart marks are at least, ns; 0 when each is a segment.
func (s *Series) Span() int64 {
	if s.shift == 0 {
		return 0
	}
	return 1 << s.shift
}

// add takes the mark of one segment.
func (s *Series) add(m Mark) {
	n := len(s.Marks)
	if s.shift > 0 && s.join(n, &m) {
		return
	}
	s.mixed = s.mixed || n > 0 && m.Time < s.Marks[n-1].Time
	s.Marks = append(s.Marks, m)
	if len(s.Marks) >= 2*seriesMost {
		s.coarsen()
	}
}

// join puts a mark together with one of the first n, the last ones of which are
// of its span; false when it has to stand alone.
func (s *Series) join(n int, m *Mark) bool {
	for i := n - 1; i >= 0 && s.Marks[i].Time>>s.shift == m.Time>>s.shift; i-- {
		if !s.apart || about(s.Marks[i].Hi) == about(m.Hi) {
			s.Marks[i].merge(m)
			return true
		}
	}
	return false
}

// about is the same for values that differ by less than a quarter or so.
func about(v int64) int {
	const fine = 2 // bits after the first
	u := uint64(max(v, 0))
	n := bits.Len64(u)
	return n<<fine | int(u>>max(n-1-fine, 0))&(1<<fine-1)
}

// coarsen doubles the spans until at most seriesMost marks are left.
func (s *Series) coarsen() {
	s.order()
	reach := s.Marks[len(s.Marks)-1].Time - s.Marks[0].Time
	s.shift = max(s.shift, uint8(max(bits.Len64(uint64(reach)/seriesMost)-1, 1)))
	for s.fold(); len(s.Marks) > seriesMost; s.fold() {
		s.shift++
	}
}

// fold puts together the marks of each span.
func (s *Series) fold() {
	kept := 0
	for i := range s.Marks {
		if m := s.Marks[i]; !s.join(kept, &m) {
			s.Marks[kept] = m
			kept++
		}
	}
	s.Marks = s.Marks[:kept]
}

// order sorts the marks; those of the same time stay as they came.
func (s *Series) order() {
	if s.mixed {
		slices.SortStableFunc(s.Marks, func(a, b Mark) int { return cmp.Compare(a.Time, b.Time) })
		s.mixed = false
	}
}

// copied is a copy that s does not change any more.
func (s *Series) copied() Series {
	s.order()
	return Series{Marks: slices.Clone(s.Marks), apart: s.apart, shift: s.shift}
}

// From is the place of the first mark that begins at a time or later.
func (s *Series) From(time int64) int {
	i, _ := slices.BinarySearchFunc(s.Marks, time, func(m Mark, t int64) int { return cmp.Compare(m.Time, t) })
	return i
}

// Near is the place of the mark that is nearest to a time, -1 when there is none.
func (s *Series) Near(time int64) int {
	i := s.From(time)
	switch {
	case i == len(s.Marks):
		return i - 1
	case i > 0 && time-s.Marks[i-1].End < s.Marks[i].Time-time:
		return i - 1
	}
	return i
}
