package report

import (
	"cmp"
	"io"
	"runtime"
	"slices"
	"sync"

	"tcptui/flows"
)

// talkPage is how many connections' talks are kept together, so that growing copies none of
// millions.
const talkPage = 256

// talks are those of connections, by number, in pages. One without frames is none.
type talks []*[talkPage]talk

func (t *talks) at(id flows.ConnID) *talk {
	t.grow(int(id) + 1)
	return &(*t)[id/talkPage][id%talkPage]
}

// grow makes room for the first n connections.
func (t *talks) grow(n int) {
	for (n+talkPage-1)/talkPage > len(*t) {
		*t = append(*t, new([talkPage]talk))
	}
}

// count goes through the frames.
func (c Conv) count(l *flows.Live, o Options) (*flows.Snapshot, talks, error) {
	var all talks
	none := newWriter(io.Discard)
	if o.Filter = c.filter; o.Filter == nil {
		s, err := visitRuns(l, l.NewReader(), none, o, flows.NeedRow, countAtOnce, func(s *flows.Snapshot, from, to uint32) uint32 {
			all.run(s, from, to)
			return to
		})
		return s, all, err
	}
	s, err := visit(l, l.NewReader(), none, o, flows.NeedRow, func(s *flows.Snapshot, row uint32, _ *flows.View) {
		if r := s.Brief(row); r.Conn != flows.NoConn {
			all.at(r.Conn).add(row, &r, origin(s))
		}
	})
	return s, all, err
}

// countAtOnce is how many frames are counted before somebody looks whether to stop.
const countAtOnce = 1 << 22

// Frames are counted by several goroutines where there are many of them, also for each
// connection: each has a table of its own, which is added up in the end.
const (
	manyFrames = 1 << 16
	framesEach = 4 // of a connection, in each of the parts
)

// partsOf is in how many parts so many frames are counted.
func partsOf(frames uint32, conns, cores int) uint32 {
	if frames < manyFrames {
		return 1
	}
	return uint32(max(1, min(uint64(cores), uint64(frames)/(framesEach*uint64(max(conns, 1))))))
}

// run counts the frames from <= row < to.
func (t *talks) run(s *flows.Snapshot, from, to uint32) {
	t.inParts(s, from, to, partsOf(to-from, s.Conns(), runtime.GOMAXPROCS(0)))
}

// inParts counts them in so many parts at the same time.
func (t *talks) inParts(s *flows.Snapshot, from, to, parts uint32) {
	each := (to - from) / parts
	others := make([]talks, parts-1)
	var all sync.WaitGroup
	for i := range others {
		begin := from + uint32(i)*each
		all.Go(func() { others[i].add(s, begin+each, begin+2*each) })
	}
	t.add(s, from, from+each)
	all.Wait()
	for i := range others {
		t.join(others[i])
	}
	t.add(s, from+parts*each, to)
}

// add counts the frames from <= row < to.
func (t *talks) add(s *flows.Snapshot, from, to uint32) {
	t.grow(s.Conns())
	zero := origin(s)
	for row := from; row < to; row++ {
		if r := s.Brief(row); r.Conn != flows.NoConn {
			(*t)[r.Conn/talkPage][r.Conn%talkPage].add(row, &r, zero)
		}
	}
}

// join adds what was counted of later frames.
func (t *talks) join(later talks) {
	for k, page := range later {
		for i := range page {
			if x := &page[i]; x.total() > 0 {
				(*t)[k][i].join(x)
			}
		}
	}
}

// join adds what was counted of later frames of the same connection.
func (t *talk) join(later *talk) {
	if t.total() == 0 {
		*t = *later
		return
	}
	for dir := range later.frames {
		to := dir
		if later.first != t.first {
			to = 1 - dir
		}
		t.frames[to] += later.frames[dir]
		t.bytes[to] += later.bytes[dir]
	}
	t.start, t.stop = min(t.start, later.start), max(t.stop, later.stop)
}

// origin is what times are counted from: the time of the first frame.
func origin(s *flows.Snapshot) int64 { return s.Brief(0).Time }

// add counts a frame; zero is the origin.
func (t *talk) add(row uint32, r *flows.Brief, zero int64) {
	at := int64(0)
	if !r.NoTime {
		at = r.Time - zero
	}
	if t.total() == 0 {
		*t = talk{row: row, first: r.From, start: at, stop: at}
	}
	dir := 0
	if r.From != t.first {
		dir = 1
	}
	t.frames[dir]++
	t.bytes[dir] += uint64(r.OrigLen)
	t.start, t.stop = min(t.start, at), max(t.stop, at)
}

// ranked is what conversations are sorted by.
type ranked struct {
	total, row uint32 // frames, and the first one's row
	id         flows.ConnID
}

// sorted are the connections that have frames: those with the most first, of equal ones that
// which came first.
func (t talks) sorted() []ranked {
	n := 0
	for _, p := range t {
		for i := range p {
			n += int(min(1, p[i].total()))
		}
	}
	all := make([]ranked, 0, n)
	for k, p := range t {
		for i := range p {
			if x := &p[i]; x.total() > 0 {
				all = append(all, ranked{x.total(), x.row, flows.ConnID(k*talkPage + i)})
			}
		}
	}
	slices.SortFunc(all, func(a, b ranked) int { return cmp.Or(cmp.Compare(b.total, a.total), cmp.Compare(a.row, b.row)) })
	return all
}
