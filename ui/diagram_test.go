package ui

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tcptui/flows"
	"tcptui/fsm"
	"tcptui/internal/golden"
	"tcptui/keymap"
	"tcptui/testdata/samples"
)

// sampleModel reads a sample and selects a frame, counted from 1; 0: the last
// segment of the last connection.
func sampleModel(t testing.TB, name string, frame int) *model {
	t.Helper()
	sample, err := samples.Get(name)
	if err != nil {
		t.Fatal(err)
	}
	m := modelOf(t, sample.Data, frame)
	if frame == 0 {
		m.selectRow(m.snap.Conn(m.lastConn()).Last)
	}
	return m
}

// lives are the scenarios that the diagram and the ladder are compared for.
var lives = []struct {
	name, sample string
	frame        int
}{
	{"client-closes", "chat", 49},
	{"server-closes", "server_closes", 0},
	{"simultaneous-open", "simultaneous_open", 6},
	{"simultaneous-close", "simultaneous_close", 10},
	{"half-close", "half_close", 0},
	{"refused", "refused", 0},
	{"reset", "abort", 0},
	{"syn-ack-lost", "syn_ack_lost", 4},
	{"last-ack-lost", "last_ack_lost", 13},
	{"reuse", "port_reuse", 12},
	{"mid-stream", "mid_stream", 3},
}

var lifeSizes = []size{{158, 44}, {76, 30}, {40, 16}}

// TestGoldenLives compares the diagram and the ladder of each scenario at three
// sizes: with everything, as small as the chart can be, and compact.
func TestGoldenLives(t *testing.T) {
	t.Parallel()
	for _, life := range lives {
		for _, chart := range []bool{true, false} {
			name := life.name + "-ladder"
			if chart {
				name = life.name + "-diagram"
			}
			t.Run(name, func(t *testing.T) {
				m := sampleModel(t, life.sample, life.frame)
				var out strings.Builder
				for _, s := range lifeSizes {
					p := newStatePane()
					p.chart = chart
					fmt.Fprintf(&out, "=== %dx%d %s\n%s", s.w, s.h, p.Name(), draw(t, m, p, s, true))
				}
				golden.Check(t, filepath.Join("testdata", "lives", name+".txt"), out.String())
			})
		}
	}
}

// Every edge of the chart is an edge of the machine, and begins and ends at the
// boxes of its states.
func TestChartIsTheMachine(t *testing.T) {
	t.Parallel()
	box := func(at chartAt, st fsm.State) bool {
		for i := range chartNodes {
			n := &chartNodes[i]
			dx, dy := max(n.at.x-at.x, at.x-n.at.x-n.width()+1, 0), max(n.at.y-at.y, at.y-n.at.y)
			if n.state == st && dx+dy == 1 {
				return true
			}
		}
		return false
	}
	for _, e := range chartEdges {
		found := false
		for ev := fsm.PassiveOpen; ev < fsm.NumEvents; ev++ {
			found = found || fsm.Step(e.from, ev).To == e.to
		}
		// CLOSE in LISTEN deletes the control block; no segment tells of it, so the machine has no event for it.
		if !found && !(e.from == fsm.Listen && e.to == fsm.Closed) {
			t.Errorf("%v → %v is no edge of the machine", e.from, e.to)
		}
		if !box(e.path[0], e.from) || !box(e.path[len(e.path)-1], e.to) {
			t.Errorf("%v → %v begins or ends beside its box", e.from, e.to)
		}
		for i, p := range e.path {
			if p.x < 0 || p.x >= chartWidth || p.y < 0 || p.y >= chartHeight {
				t.Errorf("%v → %v leaves the chart", e.from, e.to)
			}
			if i > 0 && p.x != e.path[i-1].x && p.y != e.path[i-1].y {
				t.Errorf("%v → %v is not drawn in right angles", e.from, e.to)
			}
		}
	}
	for st := fsm.Closed; st < fsm.NumStates; st++ {
		n := 0
		for i := range chartNodes {
			if chartNodes[i].state == st {
				n++
			}
		}
		if want := 1 + bit(st == fsm.Closed); n != want {
			t.Errorf("%v is drawn %d times", st, n)
		}
	}
}

// Labels lie in the chart and cover neither boxes nor each other.
func TestChartLabels(t *testing.T) {
	t.Parallel()
	used := make(map[chartAt]string)
	take := func(at chartAt, text string) {
		for i := range text {
			p := chartAt{at.x + i, at.y}
			if p.x >= chartWidth {
				t.Errorf("%q leaves the chart", text)
			}
			if other, ok := used[p]; ok {
				t.Errorf("%q covers %q", text, other)
			}
			used[p] = text
		}
	}
	for i := range chartNodes {
		n := &chartNodes[i]
		take(n.at, strings.Repeat("#", n.width()))
	}
	for _, e := range chartEdges {
		take(e.at, e.label)
	}
	for _, e := range chartEdges {
		for _, p := range e.path {
			if text, ok := used[p]; ok && strings.TrimSpace(text) == text {
				t.Errorf("%v → %v turns under %q", e.from, e.to, text)
			}
		}
	}
}

// The marks move with the selection, and stand in the states of the row.
func TestDiagramMarksMove(t *testing.T) {
	t.Parallel()
	m := sampleModel(t, "half_close", 3)
	p := newStatePane()
	p.chart = true
	for _, row := range m.connRows {
		m.selectRow(row)
		text := draw(t, m, p, size{76, 30}, true)
		now := m.snap.Row(row).Moment
		for r, st := range now.State {
			mark := string(marks[now.How[r]])
			want := "[C" + mark + st.String()
			if fsm.Role(r) == fsm.Server {
				want = st.String() + mark + "S]"
				if now.State[0] != st {
					want = "[  " + want
				}
			}
			if !strings.Contains(text, want) {
				t.Errorf("frame %d: no %q in\n%s", row+1, want, text)
			}
		}
	}
}

// The keys for changes of a state go to every row that changes one, and stop.
func TestStateChangeKeys(t *testing.T) {
	t.Parallel()
	sample, err := samples.Get("last_ack_lost")
	if err != nil {
		t.Fatal(err)
	}
	st := newStage(t, sample.Data, 160, 48, darkTheme())
	st.press("3", "G")
	var got []uint32
	for range 9 {
		before := st.shell.m.sel
		if st.press(")"); st.shell.m.sel == before {
			break
		}
		got = append(got, st.shell.m.sel+1)
	}
	if fmt.Sprint(got) != "[4 5 10 11 12 15]" {
		t.Errorf("changes in frames %v", got)
	}
	st.wants("no state changes any more")
	if st.press("("); st.shell.m.sel+1 != 12 {
		t.Errorf("back to frame %d", st.shell.m.sel+1)
	}
	st.press("1", "G", ")")
	st.wants("belongs to no TCP connection")
}

// Playing selects packet after packet, at the speed chosen, and stops at the end
// and at any key.
func TestPlayer(t *testing.T) {
	t.Parallel()
	m := sampleModel(t, "last_ack_lost", 13)
	var p player
	now := time.Unix(1700000000, 0)
	if !p.start(m, now) || !p.on {
		t.Fatal("it does not begin")
	}
	p.tick(m, now.Add(time.Millisecond))
	if m.sel != 12 {
		t.Errorf("too early: frame %d", m.sel+1)
	}
	p.tick(m, now.Add(time.Second))
	if m.sel != 13 || !p.on {
		t.Errorf("frame %d, on %v", m.sel+1, p.on)
	}
	p.faster(+1)
	if ended := p.tick(m, now.Add(2*time.Second)); !ended {
		t.Error("it does not say that it ended")
	}
	if m.sel != 14 || p.on {
		t.Errorf("at the end: frame %d, on %v", m.sel+1, p.on)
	}
	if p.start(m, now); m.sel != m.connRows[0] {
		t.Errorf("from the end it begins at frame %d", m.sel+1)
	}
	p.faster(+9)
	if p.pause() != 50*time.Millisecond {
		t.Errorf("the fastest is %v", p.pause())
	}
	p.faster(-9)
	if p.pause() != time.Second {
		t.Errorf("the slowest is %v", p.pause())
	}
	m.selectRow(0)
	if p.start(m, now) {
		t.Error("it plays a frame without a connection")
	}
}

func TestPlayKeys(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 48)
	st.press("5", "G", "s", "p")
	st.wants("playing, a packet a second")
	if !st.shell.player.on || len(st.shell.more) == 0 {
		t.Fatal("it does not play")
	}
	st.press(">")
	st.wants("playing, 2 packets a second")
	if st.press("Q"); st.shell.player.on {
		t.Error("a key without a meaning does not stop it")
	}
	st.press("p", "j")
	if st.shell.player.on {
		t.Error("a key does not stop it")
	}
	if st.press("p", "p"); st.shell.player.on {
		t.Error("its own key does not stop it")
	}
}

// One key goes from the ladder to the diagram and back.
func TestDiagramKey(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 48)
	st.press("5", "G", "s", "d")
	st.wants("SYN / SYN,ACK", "last step")
	st.press("d")
	st.wants("end of capture")
	if a, ok := keymap.Default().Lookup(keymap.InState, "d"); !ok || a != keymap.Diagram {
		t.Errorf("d is %q", a)
	}
}

// TestDiagramNeedsRoom: where the tracks stand for the diagram, a line says how much
// is lacking.
func TestDiagramNeedsRoom(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		w, h int
		want string
	}{{80, 24, "too small for the diagram by 6 lines "}, {60, 40, "by 18 columns"}, {60, 24, "by 6 lines and 18 columns"}} {
		st := chat(t, tt.w, tt.h)
		if st.press("d"); !strings.Contains(st.text(), tt.want) {
			t.Errorf("%d x %d does not say %q:\n%s", tt.w, tt.h, tt.want, st.text())
		}
	}
	st := chat(t, 80, 24+6)
	if st.press("d"); strings.Contains(st.text(), "too small") || !strings.Contains(st.text(), "passive open") {
		t.Errorf("with so much more room it is not there:\n%s", st.text())
	}
}

// lastConn is the last connection of a capture.
func (m *model) lastConn() flows.ConnID { return flows.ConnID(m.snap.Conns() - 1) }
