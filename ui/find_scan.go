package ui

import (
	"tcptui/filter"
	"tcptui/flows"
)

// rowFinder tells which rows of a run a query finds. One goroutine uses it.
type rowFinder interface {
	// each calls hit for the rows from <= row < to that it finds, in order.
	each(snap *flows.Snapshot, from, to uint32, hit func(row uint32))

	// far is how many rows lie between two runs at least: it costs less to look at
	// fewer than to begin anew.
	far() uint32
}

// filterFinder finds what a display filter keeps.
type filterFinder struct{ scan *filter.Scanner }

func (f filterFinder) each(snap *flows.Snapshot, from, to uint32, hit func(row uint32)) {
	f.scan.Each(snap, from, to, func(row uint32, _ *flows.View) bool {
		hit(row)
		return true
	})
}

func (f filterFinder) far() uint32 { return 64 }

// rowTest finds rows by what the index has of them.
type rowTest func(r *flows.Row) bool

func (f rowTest) each(snap *flows.Snapshot, from, to uint32, hit func(row uint32)) {
	for no := from; no < to; no++ {
		if row := snap.Row(no); f(&row) {
			hit(no)
		}
	}
}

func (f rowTest) far() uint32 { return 1 }

// sifted finds by a test among the rows that a display filter keeps, which leaves
// out most of the others faster than the test.
type sifted struct {
	filterFinder
	is rowTest
}

func (f sifted) each(snap *flows.Snapshot, from, to uint32, hit func(row uint32)) {
	f.filterFinder.each(snap, from, to, func(no uint32) {
		if row := snap.Row(no); f.is(&row) {
			hit(no)
		}
	})
}

// textFinder finds rows by what the list shows of them.
type textFinder struct {
	texts *rowTexts
	has   func(text []byte) bool
	buf   []byte
	prev  uint32 // the row that is listed before the next run, or NoRow
}

func (f *textFinder) each(snap *flows.Snapshot, from, to uint32, hit func(row uint32)) {
	for row := from; row < to; row++ {
		f.buf = f.texts.text(f.buf[:0], snap, row, f.prev)
		if f.has(f.buf) {
			hit(row)
		}
		f.prev = row
	}
}

func (f *textFinder) far() uint32 { return 1 }

// finderFor makes what finds the rows of a query, for one goroutine. m is read
// now and not later.
func finderFor(q *query, m *model) rowFinder {
	if q.f != nil {
		return filterFinder{q.f.Scanner(m.live.NewReader())}
	}
	return &textFinder{texts: newRowTexts(m), has: q.test(), prev: flows.NoRow}
}

// rowList are rows in the order in which they are listed; all: every row.
type rowList struct {
	rows []uint32 // ascending
	all  bool
}

// runs calls do for runs of listed rows in from <= row < to, which are as long as
// the rows between them are near.
func (l *rowList) runs(from, to, far uint32, do func(from, to uint32)) {
	if l.all {
		do(from, to)
		return
	}
	rows := between(l.rows, from, to)
	for len(rows) > 0 {
		n := 1
		for n < len(rows) && rows[n]-rows[n-1] <= far {
			n++
		}
		do(rows[0], rows[n-1]+1)
		rows = rows[n:]
	}
}

// hits appends the listed rows in from <= row < to that f finds.
func (l *rowList) hits(f rowFinder, snap *flows.Snapshot, from, to uint32, out []uint32) []uint32 {
	rows := between(l.rows, from, to)
	if t, ok := f.(*textFinder); ok {
		t.prev = l.before(from)
	}
	l.runs(from, to, f.far(), func(from, to uint32) {
		f.each(snap, from, to, func(row uint32) {
			if l.all {
				out = append(out, row)
				return
			}
			for len(rows) > 0 && rows[0] < row {
				rows = rows[1:]
			}
			if len(rows) > 0 && rows[0] == row {
				out = append(out, row)
			}
		})
	})
	return out
}

// before is the listed row before a row, or NoRow.
func (l *rowList) before(row uint32) uint32 {
	if l.all {
		return row - 1 // of row 0: NoRow
	}
	if at := len(between(l.rows, 0, row)); at > 0 {
		return l.rows[at-1]
	}
	return flows.NoRow
}

// between are the rows from <= row < to of an ascending list.
func between(rows []uint32, from, to uint32) []uint32 {
	a, b := gallop(rows, from), gallop(rows, to)
	return rows[min(a, len(rows)):min(b, len(rows))]
}
