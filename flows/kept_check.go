package flows

import (
	"cmp"
	"slices"

	"tcptui/capture"
	"tcptui/decode"
	"tcptui/fsm"
)

// soundness checks what a kept index says as far as those who use a snapshot rely on it:
// that numbers of rows, connections and names are there, that links lead on and back, and
// that no length lets memory be taken that the capture has no bytes for. What is sound and
// wrong shows something wrong, no more.
type soundness struct {
	s        *Snapshot
	captured int64 // bytes of the capture
}

// stateWords says of the lower bits of a word of states which can be, and eventWords of
// those above them.
var stateWords, eventWords = knownWords()

func knownWords() (states, events [1 << (2 * eventBits)]bool) {
	for w := range states {
		m := unpackState(uint32(w))
		states[w] = soundMoment(&m)
		m = unpackState(uint32(w) << eventShift)
		events[w] = soundMoment(&m)
	}
	return states, events
}

func soundMoment(m *fsm.Moment) bool {
	for i := range m.State {
		if m.State[i] >= fsm.NumStates || m.How[i] > fsm.Observed {
			return false
		}
	}
	return m.Event < fsm.NumEvents && m.Rcv < fsm.NumEvents
}

// rows checks the first n rows of a chunk by themselves.
func (x *soundness) rows(c *chunk, n int) error {
	limits := make([]uint32, len(x.s.Ifaces))
	for i := range limits {
		limits[i] = capture.FrameLimit(x.s.Ifaces[i].Link)
	}
	for k := range n {
		off, length, w := c.offset(uint32(k)), c.capLen[k], c.state[k]
		switch {
		case int(c.iface[k]) >= len(limits) || c.proto[k] >= decode.NumProtos,
			length > limits[c.iface[k]] || off < 0 || off > x.captured-int64(length),
			!stateWords[w&(1<<eventShift-1)] || !eventWords[w>>eventShift&(1<<(2*eventBits)-1)],
			int(verdictOf(w)) >= len(verdictNames),
			c.conn[k] != NoConn && uint32(c.conn[k]) >= x.s.conns:
			return errKept("row %d of a chunk says what cannot be", k)
		}
	}
	return nil
}

// links checks that the rows of chunk i are linked with those of their connection, each to
// one before and one behind it that leads back.
func (x *soundness) links(i int) error {
	s, c := x.s, x.s.chunks[i]
	first := uint32(i) << chunkShift
	for k := range min(s.rows-first, chunkRows) {
		row, id, prev, next := first+k, c.conn[k], c.prev[k], c.next[k]
		ok := prev == NoRow && next == NoRow
		if id != NoConn {
			ok = x.begins(row, prev, id) && x.goesOn(row, next, id)
		}
		if !ok {
			return errKept("frame %d is linked with others than those of its connection", row+1)
		}
	}
	return nil
}

// begins reports whether prev is the row before row in a connection, or row its first.
func (x *soundness) begins(row, prev uint32, id ConnID) bool {
	if prev == NoRow {
		return x.s.Conn(id).First == row
	}
	if prev >= row {
		return false
	}
	c := x.s.chunks[prev>>chunkShift]
	return c.next[prev&chunkMask] == row && c.conn[prev&chunkMask] == id
}

// goesOn reports whether next is the row after row in a connection, or row its last. That
// next is of the connection is found when it is looked at itself.
func (x *soundness) goesOn(row, next uint32, id ConnID) bool {
	if next == NoRow {
		return x.s.Conn(id).Last == row
	}
	return row < next && next < x.s.rows && x.s.chunks[next>>chunkShift].prev[next&chunkMask] == row
}

// lists checks connections and the lists beside the index.
func (x *soundness) lists() error {
	s := x.s
	for id := range s.conns {
		if !x.conn(ConnID(id), s.Conn(ConnID(id))) {
			return errKept("connection %d cannot be", id)
		}
	}
	rows := func(all ...uint32) bool {
		return !slices.ContainsFunc(all, func(row uint32) bool { return row >= s.rows })
	}
	ok := soundList(s.wholes, func(w *whole) uint32 { return w.row }, true, func(w *whole) bool {
		n := len(w.parts)
		return n > 0 && w.parts[n-1] == w.row && rows(w.parts...) && slices.IsSorted(w.parts)
	}) && soundList(s.quotes, func(q *quote) uint32 { return q.row }, true, func(q *quote) bool {
		return rows(q.row) && uint32(q.conn) < s.conns
	}) && soundList(s.udp, func(d *datagram) uint32 { return d.row }, false, func(d *datagram) bool {
		return rows(d.row) && d.first <= d.row && (d.prev <= d.row || d.prev == NoRow)
	}) && soundList(s.answers, func(a *answer) uint32 { return a.reply }, true, func(a *answer) bool {
		return rows(a.reply) && a.request < a.reply
	})
	if !ok {
		return errKept("a list beside the index is of other rows")
	}
	return nil
}

// soundList checks that a list is in the order of its rows, each only once where they are
// said to be, and each of its items by itself.
func soundList[T any](list []T, row func(*T) uint32, once bool, item func(*T) bool) bool {
	for i := range list {
		if !item(&list[i]) {
			return false
		}
		if i == 0 {
			continue
		}
		if c := cmp.Compare(row(&list[i-1]), row(&list[i])); c > 0 || c == 0 && once {
			return false
		}
	}
	return true
}

// conn checks a connection.
func (x *soundness) conn(id ConnID, c *Conn) bool {
	s := x.s
	for i := range c.Sides {
		side := &c.Sides[i]
		if n := side.Addr.N; n != 0 && n != 4 && n != 16 || side.Scale < ScaleNone || side.Scale > maxScale {
			return false
		}
	}
	return c.ID == id && (c.Previous == NoConn || c.Previous < id) &&
		c.First <= c.Last && c.Last < s.rows && s.ConnOf(c.First) == id && s.ConnOf(c.Last) == id &&
		uint64(c.Sides[0].Segments)+uint64(c.Sides[1].Segments) <= uint64(s.rows) &&
		soundMoment(&c.Now) && c.closer >= -1 && c.closer <= 1
}
