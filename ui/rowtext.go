package ui

import (
	"tcptui/decode"
	"tcptui/flows"
)

// rowTexts writes packets as the list shows them, in its columns, for what is
// found, copied and exported. One goroutine uses it: it has a model of its own,
// which holds how the list writes, not what it lists.
type rowTexts struct {
	m       *model
	columns []column
	fields  bool // some of the columns are fields
	briefs  *briefs
	reader  *flows.Reader
	values  []decode.Value
	buf     []byte
}

// newRowTexts makes one that writes as m does now.
func newRowTexts(m *model) *rowTexts {
	own := &model{live: m.live, snap: m.snap, raw: m.raw, clock: m.clock, zone: m.zone, timeRefs: append([]uint32(nil), m.timeRefs...),
		only: flows.NoConn, sel: flows.NoRow, conn: flows.NoConn, names: m.catalog()}
	columns, _ := own.makeColumns(m.columns) // what cannot be a column is not shown either
	t := &rowTexts{m: own, columns: columns, briefs: newBriefs(m.live), reader: m.live.NewReader()}
	for i := range columns {
		t.fields = t.fields || columns[i].field != nil
	}
	return t
}

// titles are the names of the columns.
func (t *rowTexts) titles() []string {
	out := make([]string, 0, len(t.columns))
	for i := range t.columns {
		out = append(out, safe(t.columns[i].Title))
	}
	return out
}

// cells calls each for the columns of a row, which is in snap; before is the row
// that is listed before it. The text is hostile, and valid during the call.
func (t *rowTexts) cells(snap *flows.Snapshot, row, before uint32, each func(col int, text []byte)) {
	t.m.snap = snap
	r := listed{m: t.m, row: snap.Row(row), before: before}
	if r.row.Conn != flows.NoConn {
		r.conn = snap.Conn(r.row.Conn)
	} else {
		r.other = t.briefs.of(snap, row)
	}
	var v *flows.View
	if t.fields {
		v = t.reader.At(snap, row)
	}
	for i := range t.columns {
		if f := t.columns[i].field; f != nil {
			t.values = f.Of(v, t.values[:0])
			t.buf = append(t.buf[:0], valuesText(f, t.values)...)
		} else {
			t.buf = t.columns[i].append(t.buf[:0], &r, unlimited)
		}
		each(i, t.buf)
	}
}

// columnSep stands between the columns of a row's text.
const columnSep = "  "

// text appends a row as one line: its columns but for those that are empty.
func (t *rowTexts) text(out []byte, snap *flows.Snapshot, row, before uint32) []byte {
	from := len(out)
	t.cells(snap, row, before, func(_ int, text []byte) {
		if len(text) == 0 {
			return
		}
		if len(out) > from {
			out = append(out, columnSep...)
		}
		out = append(out, text...)
	})
	return out
}

// packetText is a row as one line of text: hostile.
func packetText(m *model, row uint32) string {
	return string(newRowTexts(m).text(nil, m.snap, row, flows.NoRow))
}
