package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tcptui/keymap"
	"tcptui/testdata/samples"
)

// TestTrails goes along the resets and the problems of captures, one after the
// other and back, and compares with a plain look through the rows.
func TestTrails(t *testing.T) {
	t.Parallel()
	tests := []struct {
		next, prev keymap.Key
		is         rowTest
	}{{"x", "X", isReset}, {".", ",", isProblem}}
	for _, name := range []string{"chat", "abort", "loss_sack", "zero_window", "refused"} {
		sample, err := samples.Get(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, tt := range tests {
			st := newStage(t, sample.Data, 160, 48, darkTheme())
			m := st.shell.m
			var want []uint32
			for no := range uint32(m.snap.Rows()) {
				if row := m.snap.Row(no); tt.is(&row) {
					want = append(want, no)
				}
			}
			m.selectRow(0)
			if len(want) == 0 {
				st.press(string(tt.next))
				st.found()
				st.wants("there is no ", fmt.Sprintf(" in the %s", plural(m.snap.Rows(), "packet")))
				continue
			}
			ring := append(slices.Clone(want), want[0])
			if want[0] == 0 {
				ring = append(want[1:], want[0])
			}
			for _, no := range ring {
				st.press(string(tt.next))
				st.found()
				if m.sel != no {
					t.Fatalf("%s: %s goes to packet %d, want %d", name, tt.next, m.sel+1, no+1)
				}
			}
			for i := len(want) - 1; i > 0; i-- {
				st.press(string(tt.prev))
				st.found()
				if m.sel != want[i] {
					t.Fatalf("%s: %s goes to packet %d, want %d", name, tt.prev, m.sel+1, want[i]+1)
				}
			}
			if st.press("Esc"); m.sel != 0 && len(ring) > 1 {
				t.Errorf("%s: Esc after %s goes to packet %d, want 1", name, tt.next, m.sel+1)
			}
		}
	}
}

// TestTrailFromViews: a reset is gone to from every view, and Esc comes back to it.
func TestTrailFromViews(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 48)
	for pane, keys := range viewsAlone() {
		if pane == paneGraph {
			continue // where the key goes to what the graph shows
		}
		st.press(keys...)
		before, from := st.shell.view, st.shell.m.sel
		st.press("x")
		st.found()
		if st.shell.m.sel != 29 || st.shell.view.focus >= numPanes {
			t.Errorf("x in pane %d goes to packet %d, pane %d has the focus", pane, st.shell.m.sel+1, st.shell.view.focus)
		}
		st.wants("reset 1 of 1")
		st.press("Esc")
		if st.shell.view != before || st.shell.m.sel != from {
			t.Errorf("Esc after x in pane %d comes back to %+v and packet %d", pane, st.shell.view, st.shell.m.sel+1)
		}
		for range 8 {
			st.press("Esc")
		}
		st.shell.m.selectRow(from)
	}
}

// TestTrailInList: only what is listed is gone to, and what is said tells what that
// is.
func TestTrailInList(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 48)
	st.filter("tcp.stream == 0")
	st.press("x")
	st.found()
	st.wants("there is no reset (RST) in the 37 packets that the display filter keeps")
	st.press("Esc", "3", "G", "o", "x")
	st.found()
	st.wants("there is no reset (RST) in the 37 packets of connection 0")
	st.press("o", "2", "x")
	st.found()
	st.wants("this is the only reset")
	st = newStage(t, manyPackets(0, 1), 80, 24, darkTheme())
	st.press("x")
	st.wants("there are no packets yet")
}

// TestTrailHelp: the help names the keys where they work, and what the graphs and
// the connections have instead.
func TestTrailHelp(t *testing.T) {
	t.Parallel()
	keys := keymap.Default()
	for _, tt := range []struct {
		where      keymap.Scope
		want, none []keymap.Action
	}{
		{keymap.InPackets, []keymap.Action{keymap.NextReset, keymap.PrevReset, keymap.NextProblem, keymap.PrevProblem}, nil},
		{keymap.InGraph, []keymap.Action{keymap.NextTrouble, keymap.PrevTrouble, keymap.Sharper, keymap.Smoother},
			[]keymap.Action{keymap.NextReset, keymap.PrevReset, keymap.NextProblem, keymap.PrevProblem}},
		{keymap.InConns, []keymap.Action{keymap.NextReset, keymap.SortRate, keymap.NextProblem}, []keymap.Action{keymap.PrevReset}},
	} {
		var got []keymap.Action
		for _, s := range keys.Help(tt.where) {
			for _, l := range s.Lines {
				got = append(got, l.Action)
			}
		}
		for _, a := range tt.want {
			if !slices.Contains(got, a) {
				t.Errorf("the help of %s does not have %s", tt.where, a)
			}
		}
		for _, a := range tt.none {
			if slices.Contains(got, a) {
				t.Errorf("the help of %s has %s, whose key does something else there", tt.where, a)
			}
		}
	}
}

// TestTrailWaits: a reset that is not known yet is waited for until Esc.
func TestTrailWaits(t *testing.T) {
	t.Parallel()
	st := newStage(t, manyPackets(5*pieceRows, 3), 100, 30, darkTheme())
	resets := &st.shell.trails[0]
	resets.begin = func(back bool) *search {
		return beginSearch(idle{st.shell}, "the resets", func() rowFinder { return rowTest(isReset) }, st.shell.m, back)
	}
	st.press("x", "x")
	st.wants("finding the resets · 0 % · 0 found", "Esc cancels")
	if resets.steps != 2 {
		t.Errorf("%d resets are waited for, want 2", resets.steps)
	}
	st.press("Esc")
	st.wants("finding was cancelled")
	if strings.Contains(st.text(), "finding the resets") {
		t.Error("it is still waited for")
	}
}

// BenchmarkTrail looks through all rows for resets and for problems.
func BenchmarkTrail(b *testing.B) {
	const rows = 200_000
	st := newStage(b, manyPackets(rows, 100), 80, 24, darkTheme())
	list, snap := rowList{all: true}, st.shell.m.snap
	for i := range trailKinds {
		b.Run(trailKinds[i].thing, func(b *testing.B) {
			f := st.shell.trailFinder(trailKinds[i].is, trailKinds[i].among)
			for b.Loop() {
				list.hits(f, snap, 0, rows, nil)
			}
			b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
