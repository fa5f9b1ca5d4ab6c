package ui

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"tcptui/flows"
)

// TestConnIndex compares where lines are said to be with the lines themselves, in every
// grouping and folded in every way.
func TestConnIndex(t *testing.T) {
	t.Parallel()
	st, p := connStage(t, manyConns(t, 300, 6000), 160, 48)
	columns, random := connColumns(), rand.New(rand.NewPCG(1, 2))
	shapes := []connShape{{}, {downward: true}, {sort: connServer}, {sort: connState, words: "closed"}, {words: "no such thing"}}
	for by := range groupings {
		for _, shape := range shapes {
			ask := p.ask()
			ask.shape, ask.shape.by = shape, by
			list, err := arrangeConns(context.Background(), ask, columns)
			if err != nil {
				t.Fatal(err)
			}
			if (len(list.groups) == 1 && list.groups[0].members == nil) != ask.unsorted() {
				t.Errorf("%+v: all connections as they are numbered are written down, or others are not", ask.shape)
			}
			v := connView{list: list, other: make(map[groupKey]bool)}
			for step := range 6 {
				switch {
				case step%3 == 0:
					v.turnAll(step == 3)
				case len(list.groups) > 0:
					v.turn(list.groups[random.IntN(len(list.groups))].key)
				}
				v.fold()
				v.compare(t, st.shell.m.snap)
			}
		}
	}
}

// compare goes through the groups as they are folded.
func (v *connView) compare(t *testing.T, s *flows.Snapshot) {
	t.Helper()
	line, listed := 0, make(map[flows.ConnID]bool)
	for i := range v.list.groups {
		g := &v.list.groups[i]
		if v.list.headed {
			if at, ok := v.findGroup(g.key); !ok || at != line || v.conn(line) != flows.NoConn {
				t.Fatalf("group %d is said to be on line %d, %v, want %d; there is connection %d", i, at, ok, line, v.conn(line))
			}
			line++
			if !v.isOpen(g.key) {
				continue
			}
		}
		for k := range g.size {
			id := v.list.member(g, k)
			if at, ok := v.find(id); !ok || at != line || v.conn(line) != id {
				t.Fatalf("connection %d is said to be on line %d, %v, want %d; there is %d", id, at, ok, line, v.conn(line))
			}
			listed[id] = true
			line++
		}
	}
	if v.lines != line {
		t.Fatalf("%d lines, want %d", v.lines, line)
	}
	for id := range flows.ConnID(s.Conns() + 2) { // two that there are not
		if _, ok := v.find(id); ok != listed[id] {
			t.Fatalf("connection %d is found: %v, is listed: %v", id, ok, listed[id])
		}
	}
}

// TestLargeGroups: of a group that has too many connections to be named one by one
// nothing is gone through, and its packets are listed all the same.
func TestLargeGroups(t *testing.T) {
	t.Parallel()
	st, p := connStage(t, manyConns(t, 60, 1200), 160, 48)
	st.press("b", "Home")
	st.settle(p.settled)
	g, member := p.view.at(0)
	if member >= 0 || g.size < 2 {
		t.Fatalf("line 0 is member %d of a group of %d", member, g.size)
	}
	ids := p.view.list.conns(g, g.size)
	if len(ids) != g.size || !slices.IsSorted(ids) {
		t.Errorf("%d connections of %d: %v", len(ids), g.size, ids)
	}
	if ids := p.view.list.conns(g, g.size-1); ids != nil {
		t.Errorf("%d connections of a group that has too many", len(ids))
	}
	p.whole(g)
	if f := st.shell.m.filterText(); f != g.key.filter() || st.shell.view.focus != panePackets {
		t.Errorf("the display filter is %q in pane %d, want %q", f, st.shell.view.focus, g.key.filter())
	}
	if i, member := p.view.list.find(st.shell.m.conn); member < 0 || p.view.list.groups[i].key != g.key {
		t.Errorf("a packet of connection %d is selected", st.shell.m.conn)
	}
}

// TestSelectionIsBounded: a key marks no more connections than it has time for.
func TestSelectionIsBounded(t *testing.T) {
	t.Parallel()
	st, p := connStage(t, manyConns(t, 60, 1200), 160, 48)
	for i := range flows.ConnID(markedMost) {
		p.marked[1000+i] = true
	}
	st.press("Space")
	st.wants("cannot be selected")
	if len(p.marked) != markedMost {
		t.Errorf("%d are selected", len(p.marked))
	}
}

// TestSortConns compares with sorting all at once.
func TestSortConns(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	for _, tt := range []struct {
		name   string
		values int // different ones
		n      int
	}{{"none", 1, 0}, {"alike", 1, 3 * sortPart}, {"few values", 3, 4 * sortPart}, {"one part", 1 << 30, sortPart}, {"parts", 1 << 30, 5 * sortPart}} {
		for _, downward := range []bool{false, true} {
			lines := make([]sortedConn, tt.n)
			for i := range lines {
				n := random.IntN(tt.values)
				lines[i] = sortedConn{sortKey{a: uint64(n / 2), b: uint64(n % 2), none: n%3 == 2}, flows.ConnID(i)}
			}
			var want []flows.ConnID
			for _, x := range slices.SortedStableFunc(slices.Values(lines), func(a, b sortedConn) int { return a.key.order(b.key, downward) }) {
				want = append(want, x.id)
			}
			got, err := sortConns(context.Background(), lines, downward)
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%s, downward %v: another order, error %v", tt.name, downward, err)
			}
		}
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := sortConns(ended, make([]sortedConn, 2*sortPart), false); !errors.Is(err, context.Canceled) {
		t.Errorf("sorting was not given up: %v", err)
	}
}
