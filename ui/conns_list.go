package ui

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"tcptui/flows"
	"tcptui/kernel"
)

// connShape is how the user wants the connections listed.
type connShape struct {
	sort     int // column
	downward bool
	by       grouping
	words    string // only connections that contain all of them, in lower case
	all      bool   // also those of which the display filter keeps no packet
	quiet    bool   // without the sockets that say nothing
}

// connAsk is a question to connList: what to list and how.
type connAsk struct {
	shape   connShape
	snap    *flows.Snapshot
	tallies flows.ConnTallies
	counted int        // the version of tallies
	filt    *filtering // nil: no display filter. Only its identity is looked at
	kept    []uint32   // rows that it keeps so far
	swaps   int        // see filtering
	eye     *eye       // nil: the kernel is not asked beside the capture
}

// polled is the poll that the question is about, nil for none.
func (a *connAsk) polled() *kernel.Snapshot {
	if a.eye == nil {
		return nil
	}
	return a.eye.kernel
}

// sockets is how many sockets have to be looked at.
func (a *connAsk) sockets() int {
	if !a.wantsSockets() {
		return 0
	}
	return len(a.eye.kernel.Sockets)
}

// same reports whether two questions have the same answer.
func (a *connAsk) same(b *connAsk) bool {
	return a.shape == b.shape && a.snap == b.snap && a.counted == b.counted &&
		a.filt == b.filt && len(a.kept) == len(b.kept) && a.swaps == b.swaps && a.polled() == b.polled()
}

// unsorted reports whether all connections are asked for as they are numbered,
// which is no work without sockets.
func (a *connAsk) unsorted() bool {
	shape := a.shape
	shape.all, shape.quiet = false, false
	return shape == connShape{} && (a.filt == nil || a.shape.all)
}

// wantsSockets reports whether sockets that say nothing are listed too. A display
// filter keeps none of them.
func (a *connAsk) wantsSockets() bool {
	return a.eye != nil && !a.shape.quiet && (a.filt == nil || a.shape.all)
}

// connList is the answer: connections in groups, both sorted. It does not change.
// Whatever the screen asks of it takes no longer where there are more connections.
type connList struct {
	ask    connAsk
	headed bool // groups have heads; else there is one group
	groups []connGroup
	shown  int            // connections in them
	silent []*kernel.Seen // sockets without a packet; of them are in the groups:
	heard  int            // how many
	first  []uint32       // by connection: first row that the display filter keeps, or NoRow; nil: no filter
	index  connIndex
}

// connGroup is connections that have something in common.
type connGroup struct {
	key     groupKey
	sum     connSum
	size    int            // how many members there are
	members []flows.ConnID // or sockets, see firstSocket; nil: all there are, as they are numbered
}

// arrangeStep is how many connections are looked at between two looks at the
// context.
const arrangeStep = 1 << 12

// arrangeConns answers a question. It takes about a microsecond a connection, and
// 32 bytes while it works; with an error ctx has ended.
func arrangeConns(ctx context.Context, ask connAsk, columns []connColumn) (*connList, error) {
	l := &connList{ask: ask, headed: ask.shape.by != groupNone, first: firstKept(&ask)}
	ask.eye = ask.eye.own()
	if ask.wantsSockets() {
		l.silent = silentSockets(ctx, ask.eye, ask.snap)
	}
	if ask.unsorted() && ask.snap.Conns() > 0 {
		l.shown, l.heard = ask.snap.Conns(), len(l.silent)
		l.groups = []connGroup{{size: l.shown + l.heard}}
		return l, ctx.Err()
	}
	a := arranger{l: l, ask: &ask, words: strings.Fields(ask.shape.words), column: &columns[ask.shape.sort], places: make(map[groupKey]int)}
	if err := a.conns(ctx); err != nil {
		return nil, err
	}
	a.sockets()
	for i := range a.lines {
		ids, err := sortConns(ctx, a.lines[i], ask.shape.downward)
		if err != nil {
			return nil, err
		}
		l.groups[i].members, l.groups[i].size = ids, len(ids)
		a.lines[i] = nil
	}
	l.sortGroups(a.column)
	return l, l.makeIndex(ctx, a.places)
}

// arranger puts lines into groups.
type arranger struct {
	l      *connList
	ask    *connAsk
	words  []string
	column *connColumn
	places map[groupKey]int
	lines  [][]sortedConn // by group
}

// conns puts in the connections that are asked for.
func (a *arranger) conns(ctx context.Context) error {
	ask := a.ask
	for id := range flows.ConnID(ask.snap.Conns()) {
		if id%arrangeStep == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if a.l.first != nil && !ask.shape.all && a.l.first[id] == flows.NoRow {
			continue
		}
		c, t := ask.snap.Conn(id), ask.tallies.Of(id)
		line := connLine{s: ask.snap, c: c, eye: ask.eye}
		if a.words != nil && !containsAll(connWords(&line, t), a.words) {
			continue
		}
		line.sum.add(ask.snap, c, t)
		i := a.put(ask.shape.by.keyOf(c), sortedConn{a.column.key(&line), id})
		if a.l.headed {
			a.l.groups[i].sum.add(ask.snap, c, t)
		}
		a.l.shown++
	}
	return nil
}

// put puts a line into its group, whose place it returns.
func (a *arranger) put(key groupKey, x sortedConn) int {
	i, ok := a.places[key]
	if !ok {
		i = len(a.l.groups)
		a.places[key] = i
		a.l.groups, a.lines = append(a.l.groups, connGroup{key: key}), append(a.lines, nil)
		if !a.l.headed && a.words == nil && x.id < firstSocket {
			a.lines[i] = make([]sortedConn, 0, a.ask.snap.Conns()-int(x.id)+len(a.l.silent)) // most often all
		}
	}
	a.lines[i] = append(a.lines[i], x)
	return i
}

// sortGroups orders groups by what their connections are together; equal ones
// stay in the order of their first connections.
func (l *connList) sortGroups(column *connColumn) {
	if !l.headed {
		return
	}
	key := func(g *connGroup) sortKey {
		line := connLine{s: l.ask.snap, key: g.key, sum: g.sum}
		return column.key(&line)
	}
	slices.SortStableFunc(l.groups, func(x, y connGroup) int {
		return key(&x).order(key(&y), l.ask.shape.downward)
	})
}

// firstKept is the first row of each connection that the display filter keeps so
// far; nil when there is none.
func firstKept(ask *connAsk) []uint32 {
	if ask.filt == nil {
		return nil
	}
	first := make([]uint32, ask.snap.Conns())
	for i := range first {
		first[i] = flows.NoRow
	}
	for _, row := range ask.kept {
		if int(row) >= ask.snap.Rows() {
			break
		}
		if id := ask.snap.ConnOf(row); id != flows.NoConn && first[id] == flows.NoRow {
			first[id] = row
		}
	}
	return first
}

// connWords is the text of a connection that words are looked for in, in lower
// case: what its line shows in words.
func connWords(l *connLine, t *flows.ConnTally) string {
	c, e := l.c, t.Ending(l.s, l.c)
	b := make([]byte, 0, 128)
	b = append(b, '#')
	b = strconv.AppendUint(b, uint64(c.ID), 10)
	for role := range c.Sides {
		b = append(b, ' ')
		b = c.Sides[role].AddrPort().AppendTo(b)
	}
	b = append(b, ' ')
	b = append(b, bothStates(c)...)
	b = append(b, ' ')
	b = append(b, e.Kind.String()...)
	if e.Kind == flows.EndFIN || e.Kind == flows.EndHalfClosed || e.Kind == flows.EndReset {
		b = append(b, " by "+e.By.String()...)
	}
	for _, end := range l.ends() {
		if end != nil {
			b = append(b, " "+end.words()...)
		}
	}
	return strings.ToLower(string(b))
}

func containsAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// filter is a display filter that keeps the packets of a group, and of
// other connections with the same host or port at the other end.
func (k groupKey) filter() string {
	if k.listeners {
		return ""
	}
	if k.addr.N > 0 {
		return addrField(k.addr) + " == " + k.addr.IP().String() + " && tcp"
	}
	return "tcp.port == " + strconv.Itoa(int(k.port))
}

// streamsFilter keeps the packets of connections: tcp.stream in {1, 5..9}. ids
// are ascending.
func streamsFilter(ids []flows.ConnID) string {
	if len(ids) == 1 {
		return "tcp.stream == " + strconv.Itoa(int(ids[0]))
	}
	b := []byte("tcp.stream in {")
	for i := 0; i < len(ids); i++ {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = strconv.AppendUint(b, uint64(ids[i]), 10)
		from := i
		for i+1 < len(ids) && ids[i+1] == ids[i]+1 {
			i++
		}
		if i > from {
			if i == from+1 {
				b = append(b, ", "...)
			} else {
				b = append(b, ".."...)
			}
			b = strconv.AppendUint(b, uint64(ids[i]), 10)
		}
	}
	return string(append(b, '}'))
}
