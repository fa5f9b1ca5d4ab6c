package ui

import (
	"sort"
	"time"

	"tcptui/decode"
	"tcptui/flows"
	"tcptui/fsm"
)

// story is what a connection went through, as the ladder and the diagram tell
// it: the steps of both ends, and the ladder's lines with runs folded and
// silence drawn. It is made a row at a time, once.
type story struct {
	conn    flows.ConnID
	done    int    // rows of the connection that are in it
	revised uint64 // of the snapshot that it was made from
	silence int64  // ns from which on a pause is drawn

	proven bool // all rows are in it, and what later rows prove of earlier ones is known

	steps  []step
	items  []item
	runs   []dataRun
	opened map[uint32]bool // runs that the user unfolded, by their first row

	last    flows.Row // the row before the next one
	current dataRun   // that the next row may go on with; n is 0 when there is none
}

// step is one step of one end's state machine.
type step struct {
	place int // of the row among the connection's
	row   uint32
	role  fsm.Role
	rule  fsm.Row
}

// item is a line of the ladder.
type item struct {
	place int32 // the segment's place among the connection's rows; of a run, the first; of a pause, the one after
	kind  itemKind
	run   int32 // place in runs
}

type itemKind uint8

const (
	itemSegment itemKind = iota
	itemRun              // several segments in one line
	itemPause            // silence before the segment at place
)

// dataRun is segments in a row in which one end sends data and nothing else happens.
type dataRun struct {
	first, n   int    // places
	row        uint32 // of the first
	from       fsm.Role
	data, acks int // segments
	bytes      uint64
	start, end uint32 // sequence numbers of the data, relative
	raw        [2]decode.Seq
}

// The least segments that are folded, and how large a connection may be for its
// story to be made anew while it is still being read.
const (
	leastRun     = 10
	smallAnew    = 1 << 16
	firstSilence = 3 // place in silences
)

// silences are the pauses that the ladder can be told to draw.
var silences = [...]int64{1e6, 10e6, 100e6, 1e9, 10e9, 60e9}

func newStory() *story {
	return &story{conn: flows.NoConn, silence: silences[firstSilence], opened: make(map[uint32]bool)}
}

// The story is made in parts, so that a connection of millions of segments does
// not stop the screen: how many rows before the clock is looked at, and how long
// a part may take.
const (
	rowsAtOnce = 2048
	takeFor    = 4 * time.Millisecond
)

// take brings the story up to date with a model, or a part of it when there is
// much to do. It reports whether all is done.
func (s *story) take(m *model) bool {
	if m.conn != s.conn {
		s.conn, s.opened = m.conn, make(map[uint32]bool)
		s.anew()
	}
	if m.snap.Revised != s.revised && (m.snap.Done || len(m.connRows) < smallAnew) {
		s.anew()
	}
	s.revised = m.snap.Revised
	s.proven = true
	if m.conn == flows.NoConn {
		return true
	}
	limit := time.Now().Add(takeFor)
	for s.done < len(m.connRows) {
		s.add(m.snap, s.done, m.snap.Row(m.connRows[s.done]))
		if s.done++; s.done%rowsAtOnce == 0 && time.Now().After(limit) {
			s.proven = false
			return false
		}
	}
	for s.proven = m.reader.Replay(m.snap, m.conn, rowsAtOnce); !s.proven && time.Now().Before(limit); {
		s.proven = m.reader.Replay(m.snap, m.conn, rowsAtOnce)
	}
	return s.proven
}

// anew forgets everything but what the user chose.
func (s *story) anew() {
	s.done, s.steps, s.items, s.runs, s.current = 0, s.steps[:0], s.items[:0], s.runs[:0], dataRun{}
}

// add takes the row at a place.
func (s *story) add(snap *flows.Snapshot, place int, row flows.Row) {
	calm := place > 0 && row.Moment.State == s.last.Moment.State
	if !calm {
		s.change(snap, place, &row)
	}
	if place > 0 && !row.NoTime && !s.last.NoTime && row.Time-s.last.Time >= s.silence {
		s.items = append(s.items, item{place: int32(place), kind: itemPause})
		s.current = dataRun{}
	}
	s.items = append(s.items, item{place: int32(place)})
	if !calm || !ordinary(&row) {
		s.current = dataRun{}
	} else {
		s.extend(snap, place, &row)
	}
	s.last = row
}

// change notes the steps that a row made.
func (s *story) change(snap *flows.Snapshot, place int, row *flows.Row) {
	before := snap.Before(row)
	for _, role := range []fsm.Role{row.From, row.From.Peer()} {
		from, to := before.State[role], row.Moment.State[role]
		if from == to {
			continue
		}
		rules := snap.Rules(row, role)
		if len(rules) == 0 {
			rules = []fsm.Row{{From: from, To: to, Event: row.EventOf(role)}}
		}
		for _, r := range rules {
			if r.From != r.To {
				s.steps = append(s.steps, step{place, row.No, role, r})
			}
		}
	}
}

// ordinary reports whether a segment is plain data or a plain acknowledgment.
func ordinary(r *flows.Row) bool {
	return r.Flags&(decode.SYN|decode.FIN|decode.RST|decode.URG|decode.ACK) == decode.ACK && r.Window > 0 &&
		(r.Verdict == flows.VerdictNone || r.Verdict == flows.Original) &&
		(r.Moment.Event == fsm.SndData || r.Moment.Event == fsm.SndACK) &&
		(r.Moment.Rcv == fsm.RcvData || r.Moment.Rcv == fsm.RcvACK)
}

// extend puts an ordinary row into the run at the end, or begins another, and
// folds it when it is long enough.
func (s *story) extend(snap *flows.Snapshot, place int, row *flows.Row) {
	c := &s.current
	if c.n > 0 && row.Len > 0 && c.data > 0 && c.from != row.From {
		*c = dataRun{}
	}
	if c.n == 0 {
		*c = dataRun{first: place, row: row.No}
	}
	c.n++
	if row.Len == 0 {
		c.acks++
	} else {
		seq := snap.RelSeq(row)
		if c.data == 0 {
			c.from, c.start, c.raw[0] = row.From, seq, row.Seq
		}
		c.data++
		c.bytes += uint64(row.Len)
		c.end, c.raw[1] = seq+row.Len, row.Seq.Add(row.Len)
	}
	switch {
	case c.n < leastRun || s.opened[c.row]:
	case c.n == leastRun:
		s.items = append(s.items[:len(s.items)-leastRun], item{int32(c.first), itemRun, int32(len(s.runs))})
		s.runs = append(s.runs, *c)
	default:
		s.items = s.items[:len(s.items)-1]
		s.runs[len(s.runs)-1] = *c
	}
}

// lineOf is the line that shows the row at a place.
func (s *story) lineOf(place int) int {
	i := sort.Search(len(s.items), func(i int) bool { return int(s.items[i].place) > place })
	return i - 1
}

// placeOf is the row that a line stands for: of a run the first.
func (s *story) placeOf(line int) int { return int(s.items[line].place) }

// foldable finds the run that the row at a place is in, folded or not.
func (s *story) foldable(m *model, place int) (row uint32, ok bool) {
	if i := s.lineOf(place); i >= 0 && s.items[i].kind == itemRun {
		return s.runs[s.items[i].run].row, true
	}
	for p := place; len(s.opened) > 0 && p >= max(place-smallAnew, 0) && s.items[s.lineOf(p)].kind == itemSegment; p-- {
		if row := m.connRows[p]; s.opened[row] {
			return row, place-p < s.lengthOf(m, p)
		}
	}
	return 0, false
}

// lengthOf is how many rows the unfolded run that begins at a place has.
func (s *story) lengthOf(m *model, place int) int {
	c := story{conn: s.conn, silence: s.silence, done: place}
	if place > 0 {
		c.last = m.snap.Row(m.connRows[place-1])
	}
	for p := place; p < len(m.connRows); p++ {
		c.add(m.snap, p, m.snap.Row(m.connRows[p]))
		if c.current.n == 0 || c.current.first != place {
			return p - place
		}
	}
	return len(m.connRows) - place
}

// toggle unfolds the run that a row is in, or folds it again; false when it is
// in none.
func (s *story) toggle(m *model, place int) bool {
	row, ok := s.foldable(m, place)
	if !ok {
		return false
	}
	if s.opened[row] {
		delete(s.opened, row)
	} else {
		s.opened[row] = true
	}
	s.anew()
	s.take(m)
	return true
}

// scale draws shorter pauses or only longer ones and returns from which on.
func (s *story) scale(m *model, by int) int64 {
	i := sort.Search(len(silences), func(i int) bool { return silences[i] >= s.silence })
	s.silence = silences[max(min(i+by, len(silences)-1), 0)]
	s.anew()
	s.take(m)
	return s.silence
}

// stepAfter is the place of the first row after a place that changes a state,
// or the last before it; -1 when there is none.
func (s *story) stepAfter(place, by int) int {
	if by > 0 {
		i := sort.Search(len(s.steps), func(i int) bool { return s.steps[i].place > place })
		if i == len(s.steps) {
			return -1
		}
		return s.steps[i].place
	}
	i := sort.Search(len(s.steps), func(i int) bool { return s.steps[i].place >= place })
	if i == 0 {
		return -1
	}
	return s.steps[i-1].place
}

// until are the steps up to and with the row at a place.
func (s *story) until(place int) []step {
	return s.steps[:sort.Search(len(s.steps), func(i int) bool { return s.steps[i].place > place })]
}
