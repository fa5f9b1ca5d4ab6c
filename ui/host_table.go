package ui

import (
	"slices"

	"tcptui/kernel"
)

// hostTable is a table of things of this host that is made anew with each poll. The
// goroutine of the event loop owns it.
type hostTable[T any] struct {
	t     table
	cols  []hostColumn[T]
	snap  *kernel.Snapshot
	given []T // in the order that they came in
	items []T // as they are listed
	key   func(x T) any
}

// hostColumn is a column of such a table.
type hostColumn[T any] struct {
	tableColumn
	least bool // the smallest first, unless asked the other way
	text  func(s *kernel.Snapshot, th *theme, x T) span
	order func(s *kernel.Snapshot, a, b T) int // nil: it cannot be sorted by
}

// newHostTable makes a table. key tells things apart from poll to poll; th is the
// theme of now.
func newHostTable[T any](cols []hostColumn[T], key func(x T) any, th func() *theme) *hostTable[T] {
	h := &hostTable[T]{cols: cols, key: key}
	h.t = table{cells: true, sort: -1, cell: func(row, col int) span {
		return h.cols[col].text(h.snap, th(), h.items[row])
	}}
	for _, c := range cols {
		h.t.cols = append(h.t.cols, c.tableColumn)
	}
	return h
}

// at is what the cursor is on; false when there is nothing.
func (h *hostTable[T]) at() (x T, ok bool) {
	if h.t.at >= len(h.items) {
		return x, false
	}
	return h.items[h.t.at], true
}

// take lists what a poll gave, in the order that was asked for. The cursor stays on
// what it was on.
func (h *hostTable[T]) take(s *kernel.Snapshot, given []T) {
	var was any
	if x, ok := h.at(); ok {
		was = h.key(x)
	}
	h.snap, h.given = s, given
	h.sorted()
	if was != nil {
		h.find(func(x T) bool { return h.key(x) == was })
	}
}

// find puts the cursor on the first thing that is meant, and reports whether there
// is one.
func (h *hostTable[T]) find(meant func(x T) bool) bool {
	i := slices.IndexFunc(h.items, meant)
	if i < 0 {
		return false
	}
	h.t.at = i
	h.t.clamp()
	return true
}

// sorted lists the things in the order that is asked for: without one, as they came.
func (h *hostTable[T]) sorted() {
	h.items = slices.Clone(h.given)
	if h.t.sort >= 0 {
		order := h.cols[h.t.sort].order
		slices.SortStableFunc(h.items, func(a, b T) int {
			if h.t.downward {
				a, b = b, a
			}
			return order(h.snap, a, b)
		})
	}
	h.t.rows = len(h.items)
	h.t.clamp()
}

// sortBy sorts by a column, the other way where it is sorted by it already, and
// reports whether that can be. The cursor goes to the first line.
func (h *hostTable[T]) sortBy(col int) bool {
	if col < 0 || col >= len(h.cols) || h.cols[col].order == nil {
		return false
	}
	if col == h.t.sort {
		h.t.downward = !h.t.downward
	} else {
		h.t.sort, h.t.downward = col, !h.cols[col].least
	}
	h.t.at = 0
	h.t.toColumn(col)
	h.sorted()
	return true
}

// text is a cell as text: hostile.
func (h *hostTable[T]) text(th *theme, x T, col int) string {
	return h.cols[col].text(h.snap, th, x).text
}
