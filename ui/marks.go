package ui

import "slices"

// setMark marks a row, or takes its mark away.
func (m *model) setMark(row uint32, on bool) { m.marks = withRow(m.marks, row, on) }

// setTimeRef makes a row a time reference, from which later rows count their
// relative time, or an ordinary row again. A row without a time cannot be one:
// false.
func (m *model) setTimeRef(row uint32, on bool) bool {
	if on && m.snap.Row(row).NoTime {
		return false
	}
	m.timeRefs = withRow(m.timeRefs, row, on)
	return true
}

// isMarked reports whether a row is marked.
func (m *model) isMarked(row uint32) bool { return hasRow(m.marks, row) }

// isTimeRef reports whether a row is a time reference.
func (m *model) isTimeRef(row uint32) bool { return hasRow(m.timeRefs, row) }

// hasRow reports whether an ascending list has a row.
func hasRow(rows []uint32, row uint32) bool {
	_, found := slices.BinarySearch(rows, row)
	return found
}

// withRow is an ascending list with a row, or without it.
func withRow(rows []uint32, row uint32, on bool) []uint32 {
	at, found := slices.BinarySearch(rows, row)
	switch {
	case on && !found:
		return slices.Insert(rows, at, row)
	case !on && found:
		return slices.Delete(rows, at, at+1)
	}
	return rows
}
