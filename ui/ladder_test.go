package ui

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gdamore/tcell/v2"

	"tcptui/flows"
	"tcptui/keymap"
	"tcptui/testdata/samples"
)

// told is the story of a sample's selected connection.
func told(m *model) *story {
	s := newStory()
	for !s.take(m) {
	}
	return s
}

// plainLadder are the ladder's lines as text.
func plainLadder(m *model, s *story, width int) []string {
	l := newLadder(m, s, width)
	var out []string
	for i := range l.len() {
		var b strings.Builder
		for _, sp := range l.line(i, false) {
			b.WriteString(sp.text)
		}
		out = append(out, strings.TrimRight(b.String(), " "))
	}
	return out
}

// A run of data is one line and unfolds; every segment is in the ladder once,
// folded or not.
func TestLadderFolds(t *testing.T) {
	t.Parallel()
	m := sampleModel(t, "loss_sack", 20)
	s := told(m)
	if len(s.runs) == 0 {
		t.Fatal("nothing is folded")
	}
	count := func() int {
		n := 0
		for _, it := range s.items {
			switch it.kind {
			case itemRun:
				n += s.runs[it.run].n
			case itemSegment:
				n++
			}
		}
		return n
	}
	folded, lines := count(), len(s.items)
	if folded != len(m.connRows) {
		t.Errorf("%d segments in the ladder, the connection has %d", folded, len(m.connRows))
	}
	at := m.placeInConn()
	r := s.runs[s.items[s.lineOf(at)].run]
	data, bytes, acks := 0, uint64(0), 0
	for _, no := range m.connRows[r.first : r.first+r.n] {
		if row := m.snap.Row(no); row.Len > 0 {
			data++
			bytes += uint64(row.Len)
		} else {
			acks++
		}
	}
	if data != r.data || bytes != r.bytes || acks != r.acks {
		t.Errorf("the run has %d, %d, %d; its rows %d, %d, %d", r.data, r.bytes, r.acks, data, bytes, acks)
	}
	text := strings.Join(plainLadder(m, s, 100), "\n")
	if want := fmt.Sprintf("%d segments of data", data); !strings.Contains(text, want) {
		t.Errorf("no %q in\n%s", want, text)
	}
	if !s.toggle(m, at) || len(s.items) != lines+r.n-1 || count() != folded {
		t.Errorf("unfolded there are %d lines, %d segments", len(s.items), count())
	}
	if !s.toggle(m, at+3) || len(s.items) != lines {
		t.Errorf("folded again there are %d lines, there were %d", len(s.items), lines)
	}
	if s.toggle(m, 0) {
		t.Error("a SYN unfolds")
	}
}

// Reading on a story a row at a time tells the same as all at once.
func TestStoryGrows(t *testing.T) {
	t.Parallel()
	for _, sample := range samples.All() {
		m := modelOf(t, sample.Data, 0)
		for id := range flows.ConnID(m.snap.Conns()) {
			m.selectRow(m.snap.Conn(id).First)
			whole, rows := told(m), m.connRows
			grown := newStory()
			for n := range rows {
				m.connRows = rows[:n+1]
				grown.take(m)
			}
			m.connRows = rows
			if got, want := fmt.Sprint(grown.items, grown.steps, grown.runs), fmt.Sprint(whole.items, whole.steps, whole.runs); got != want {
				t.Errorf("%s connection %d: grown\n%s\nat once\n%s", sample.Name, id, got, want)
			}
		}
	}
}

// Silence is drawn as a gap; the scale says from how long on.
func TestLadderSilence(t *testing.T) {
	t.Parallel()
	m := sampleModel(t, "keep_alive", 3)
	s := told(m)
	if text := strings.Join(plainLadder(m, s, 90), "\n"); !strings.Contains(text, "s of silence") {
		t.Errorf("no silence in\n%s", text)
	}
	before := len(s.items)
	for range 9 {
		s.scale(m, +1)
	}
	if s.silence != 60e9 || len(s.items) >= before {
		t.Errorf("from %d ns on there are %d lines, there were %d", s.silence, len(s.items), before)
	}
	for range 9 {
		s.scale(m, -1)
	}
	text := strings.Join(plainLadder(m, s, 90), "\n")
	if s.silence != 1e6 || !strings.Contains(text, "⋮⋮ ") {
		t.Errorf("from %d ns on:\n%s", s.silence, text)
	}
}

// What is proven lost ends in an x; what is sent again names the first sending.
func TestLadderLostAndAgain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		sample string
		lost   []uint32 // frames
		again  map[uint32]string
	}{
		{"last_ack_lost", []uint32{13}, map[uint32]string{14: "re 12"}},
		{"syn_ack_lost", []uint32{4}, map[uint32]string{5: "re 3", 6: "re 4"}},
		{"chat", nil, nil},
		{"half_close", nil, nil},
		{"reorder", nil, map[uint32]string{32: "re 26"}}, // overtaken, taken for lost, sent again
	} {
		m := sampleModel(t, c.sample, 3)
		l := newLadder(m, told(m), 100)
		var lost []uint32
		for _, no := range m.connRows {
			row := m.snap.Row(no)
			if l.lost(&row) {
				lost = append(lost, no+1)
			}
			var text strings.Builder
			for _, sp := range l.arrow(&row) {
				text.WriteString(sp.text)
			}
			if want := c.again[no+1]; want != "" && !strings.Contains(text.String(), want+" ") || want == "" && strings.Contains(text.String(), "re ") {
				t.Errorf("%s frame %d: %q, want %q", c.sample, no+1, text.String(), want)
			}
			if l.lost(&row) != strings.Contains(text.String(), "x") {
				t.Errorf("%s frame %d: %q", c.sample, no+1, text.String())
			}
		}
		if fmt.Sprint(lost) != fmt.Sprint(c.lost) {
			t.Errorf("%s: lost are %v, want %v", c.sample, lost, c.lost)
		}
	}
}

// Every line fits, from 30 columns up.
func TestLadderFits(t *testing.T) {
	t.Parallel()
	for _, sample := range samples.All() {
		m := modelOf(t, sample.Data, 0)
		m.selectRow(m.snap.Conn(0).First)
		s := told(m)
		for _, width := range []int{30, 31, 38, 40, 47, 60, 76, 100, 160} {
			l := newLadder(m, s, width)
			for i := range l.len() {
				if text := l.line(i, true); text.width() > width {
					t.Fatalf("%s at %d: line %d takes %d", sample.Name, width, i, text.width())
				}
			}
		}
	}
}

// The explanation's evidence can be gone to, and back from; it folds and
// scrolls.
func TestWhyEvidence(t *testing.T) {
	t.Parallel()
	sample, err := samples.Get("last_ack_lost")
	if err != nil {
		t.Fatal(err)
	}
	st := newStage(t, sample.Data, 160, 48, darkTheme())
	st.press("1", "3", "G", "s")
	st.wants("did not reach the server:", "frame 14 proves it", "▸frame")
	p := st.shell.panes[paneState].(*statePane)
	for range p.why.made.evidence {
		if row, _ := p.why.evidence(); row == 13 {
			break
		}
		st.press("Right")
	}
	st.press("Enter")
	if st.shell.m.sel != 13 {
		t.Fatalf("Enter goes to frame %d", st.shell.m.sel+1)
	}
	if st.press("Esc"); st.shell.m.sel != 12 {
		t.Errorf("Esc goes to frame %d", st.shell.m.sel+1)
	}
	st.press("w")
	if strings.Contains(st.text(), "proves it") {
		t.Error("it cannot be folded away")
	}
	st.press("w", "Esc")
	if st.shell.view.zoom {
		t.Error("Esc with nothing to go back to leaves the pane zoomed")
	}
	st.press("3", "Tab")
	before := st.text()
	if st.press("J"); st.text() == before || p.why.top != 1 {
		t.Errorf("J does not scroll: %d", p.why.top)
	}
	if st.press("K"); p.why.top != 0 {
		t.Errorf("K does not scroll back: %d", p.why.top)
	}
}

// Each segment of each sample is explained at both ends, with sections.
func TestWhyExplainsEverySegment(t *testing.T) {
	t.Parallel()
	for _, sample := range samples.All() {
		m := modelOf(t, sample.Data, 0)
		for i := range uint32(m.snap.Rows()) {
			m.selectRow(i)
			w := explainSegment(m, true)
			if m.conn == flows.NoConn {
				if w != nil {
					t.Errorf("%s frame %d is explained", sample.Name, i+1)
				}
				continue
			}
			kinds := make(map[whyKind]int)
			for _, p := range w.parts {
				kinds[p.kind]++
				if p.head == "" || p.text == "" && p.kind != partEvidence {
					t.Errorf("%s frame %d: %+v", sample.Name, i+1, p)
				}
			}
			if kinds[partWhat] == 0 || kinds[partEnd] < 2 || kinds[partVars] != 2 {
				t.Errorf("%s frame %d: %v", sample.Name, i+1, kinds)
			}
			for _, width := range []int{20, 60} {
				for _, l := range w.lines(&m.th, width, 0) {
					if l.width() > width {
						t.Fatalf("%s frame %d at %d: a line takes %d", sample.Name, i+1, width, l.width())
					}
				}
			}
		}
	}
}

// Whatever is done to the pane at whatever size, it draws inside its rectangle.
func TestStatePaneAtRandom(t *testing.T) {
	t.Parallel()
	actions := []keymap.Action{keymap.Up, keymap.Down, keymap.PageDown, keymap.PageUp, keymap.Home, keymap.End, keymap.Enter, keymap.Left,
		keymap.Right, keymap.Diagram, keymap.Why, keymap.WhyDown, keymap.WhyUp, keymap.Fold, keymap.ZoomIn, keymap.ZoomOut, keymap.Back}
	screen := tcell.NewSimulationScreen("UTF-8")
	if err := screen.Init(); err != nil {
		t.Fatal(err)
	}
	defer screen.Fini()
	for _, sample := range samples.All() {
		m := modelOf(t, sample.Data, 0)
		rng := rand.New(rand.NewPCG(3, uint64(len(sample.Data))))
		p := newStatePane()
		for range 80 {
			if rng.IntN(4) == 0 {
				m.selectRow(uint32(rng.IntN(m.snap.Rows())))
			}
			p.Refresh(m)
			p.Act(m, actions[rng.IntN(len(actions))])
			s := size{1 + rng.IntN(170), 1 + rng.IntN(50)}
			inside(t, screen, m, p, s, rng.IntN(2) == 0)
		}
	}
}

// A story costs its rows once, whatever is drawn of it.
func BenchmarkStory(b *testing.B) {
	const packets = 200_000
	m := modelOf(b, manyPackets(packets, 1), 1)
	b.ReportAllocs()
	for b.Loop() {
		m.reader = m.live.NewReader()
		told(m)
	}
	b.ReportMetric(float64(packets)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// len is the number of lines: those of the story and one for the end.
func (l *ladder) len() int { return len(l.story.items) + 1 }
