package ui

import (
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"
	"go.uber.org/goleak"

	"tcptui/bench/gen"
	"tcptui/capture"
	"tcptui/flows"
	"tcptui/internal/golden"
	"tcptui/keymap"
	"tcptui/testdata/samples"
)

// made waits until the workers have made what the graph asks for.
func (st *stage) made() {
	st.t.Helper()
	p := st.shell.panes[paneGraph].(*graphPane)
	for range 100 {
		st.shell.work.Wait()
		st.shell.refresh()
		st.draw()
		if p.shown() == graphPackets && !p.count.busy() || p.shown() != graphPackets && !p.trace.busy() {
			return
		}
	}
	st.t.Fatal("the graph never comes to an end")
}

// graph opens the graphs of a capture, of its first connection if there is one, and
// presses keys.
func graphStage(t testing.TB, data []byte, w, h int, th theme, keys ...string) *stage {
	t.Helper()
	st := newStage(t, data, w, h, th)
	atEnd(t, st.shell.stopWork)
	st.press("v")
	st.made()
	for _, k := range keys {
		st.press(k)
		st.made()
	}
	return st
}

// lossyCapture is one long connection with loss and reordering.
func lossyCapture(t testing.TB, packets int) []byte {
	t.Helper()
	cfg := gen.Small()
	cfg.Packets, cfg.Connections, cfg.Concurrent, cfg.Loss, cfg.Reorder = packets, 1, 1, 0.02, 0.01
	file, err := gen.Bytes(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// graphOf is the pane of the graphs.
func (st *stage) graphOf() *graphPane { return st.shell.panes[paneGraph].(*graphPane) }

// sampleData are the bytes of a sample.
func sampleData(t testing.TB, name string) []byte {
	t.Helper()
	sample, err := samples.Get(name)
	if err != nil {
		t.Fatal(err)
	}
	return sample.Data
}

// TestGraphScreens compares the graphs of samples, in colour and without, at
// several sizes.
func TestGraphScreens(t *testing.T) {
	t.Parallel()
	sizes := []size{{156, 40}, {76, 18}, {40, 12}, {20, 5}, {10, 3}, {1, 1}}
	for _, c := range []struct {
		name, sample string
		keys         string
		change       func(th *theme)
	}{
		{"sequence", "loss_sack", "] x", nil},
		{"sequence-zoom", "loss_sack", "] x + + +", nil},
		{"sequence-tall", "loss_sack", "] Y", nil},
		{"sequence-ascii", "loss_sack", "] x", func(th *theme) { th.ascii = true }},
		{"sequence-zero-window", "zero_window", "] n n", nil},
		{"sequence-raw-of-day", "reorder", "] r t t x", nil},
		{"sequence-reset", "abort", "] G", nil},
		{"throughput", "loss_sender", "] T n n n", nil},
		{"round-trips", "loss_sender", "] R n n", nil},
		{"round-trips-log", "loss_sender", "] R Y x", nil},
		{"window", "zero_window", "] W n n n", nil},
		{"packets", "loss_sender", "I n n n", nil},
		{"packets-bytes", "chat", "I u . .", nil},
		{"range", "loss_sender", "] R Space l l l l", nil},
	} {
		for _, plain := range []bool{false, true} {
			name, th := c.name, darkTheme()
			if plain {
				name, th = name+"-plain", plainTheme()
			}
			if c.change != nil {
				c.change(&th)
			}
			t.Run(name, func(t *testing.T) {
				st := graphStage(t, sampleData(t, c.sample), 160, 48, th, strings.Fields(c.keys)...)
				var out strings.Builder
				for _, s := range sizes {
					text := draw(t, st.shell.m, st.graphOf(), s, true)
					fmt.Fprintf(&out, "=== %dx%d %s\n%s", s.w, s.h, st.graphOf().Name(), text)
				}
				golden.Check(t, filepath.Join("testdata", "panes", "graph-"+name+".txt"), out.String())
			})
		}
	}
}

// TestGraphGoesToThePacketAndBack: the cursor selects nothing until Enter, and Esc
// comes back to it as it was.
func TestGraphGoesToThePacketAndBack(t *testing.T) {
	t.Parallel()
	st := graphStage(t, sampleData(t, "loss_sender"), 160, 48, darkTheme(), "]", "x", "+", "+", "l")
	st.press("X")
	p, m := st.graphOf(), st.shell.m
	sel, at, span := m.sel, p.at, *p.own()
	want := p.mark().Row
	if row := m.snap.Row(want); !row.Verdict.SentAgain() {
		t.Fatalf("x went to packet %d, which is no retransmission", want+1)
	}
	st.wants(fmt.Sprintf("packet %d ", want+1), "fast-retransmission")
	st.press("Enter")
	if m.sel != want || st.shell.view.focus != panePackets {
		t.Fatalf("Enter selects packet %d in pane %d, want %d in the list", m.sel+1, st.shell.view.focus, want+1)
	}
	st.press("j", "j", "Esc")
	if st.shell.view.focus != paneGraph || m.sel != sel || p.at != at || *p.own() != span {
		t.Errorf("Esc comes back to pane %d, packet %d, %+v of %+v", st.shell.view.focus, m.sel+1, p.at, *p.own())
	}
	st.press("v")
	if st.shell.view.focus == paneGraph {
		t.Error("v does not leave the graphs")
	}
}

// TestGraphFollowsTheSelection: the cursor begins at the selected packet.
func TestGraphFollowsTheSelection(t *testing.T) {
	t.Parallel()
	st := newStage(t, sampleData(t, "loss_sack"), 120, 36, darkTheme())
	m := st.shell.m
	atEnd(t, st.shell.stopWork)
	for row := range uint32(m.snap.Rows()) {
		if m.snap.Row(row).Conn == flows.NoConn {
			continue
		}
		m.selectRow(row)
		st.press("v")
		st.made()
		p := st.graphOf()
		drawn := slices.ContainsFunc(graphs[graphSequence].plots, func(o plot) bool {
			return slices.ContainsFunc(p.series.of[o.series].Marks, func(m flows.Mark) bool { return m.Row == row })
		})
		if mark := p.mark(); mark == nil || drawn && mark.Row != row {
			t.Fatalf("packet %d is selected, the cursor is on %+v", row+1, mark)
		}
		st.press("v")
	}
}

// TestGraphKeepsTheList: Enter keeps the filter that keeps the packet.
func TestGraphKeepsTheList(t *testing.T) {
	t.Parallel()
	st := newStage(t, sampleData(t, "loss_sender"), 160, 48, darkTheme())
	st.filter("tcp.len > 0")
	st.press("v")
	st.made()
	st.press("x", "Enter")
	if st.shell.m.filt == nil {
		t.Error("the filter is gone, though it keeps the packet")
	}
	st.press("Esc")
	st.made()
	for st.graphOf().at.plot != 1 { // the ACKs
		st.press("j")
	}
	st.press("Enter")
	if st.shell.m.filt != nil {
		t.Error("the filter still hides the packet")
	}
	st.settled()
}

// TestGraphRange: a range of time becomes a display filter that keeps what is in
// it, and zooming goes to it.
func TestGraphRange(t *testing.T) {
	t.Parallel()
	st := graphStage(t, sampleData(t, "loss_sender"), 160, 48, darkTheme(), "]", "g", "n", "n", "Space", "n", "n", "n", "n", "n")
	p, m := st.graphOf(), st.shell.m
	from, to, ok := p.chosen()
	if !ok || from >= to {
		t.Fatalf("from %d to %d", from, to)
	}
	c, ok := p.Cell(m)
	if !ok || !strings.Contains(c.filter, "frame.time_relative >= ") {
		t.Errorf("the cell is %+v", c)
	}
	st.press("F")
	st.settled()
	var want []int
	for i := range uint32(m.snap.Rows()) {
		if r := m.snap.Row(i); r.Conn == 0 && r.Time >= from && r.Time <= to {
			want = append(want, int(i)+1)
		}
	}
	if got := listedRows(m); !slices.Equal(got, want) {
		t.Errorf("%s keeps %v, want %v", m.filterText(), got, want)
	}
	st.press("Esc")
	st.press("+")
	if s := p.span(); s.from != from || s.to != to || p.chose.on {
		t.Errorf("zoomed to %+v, want %d to %d", s, from, to)
	}
	st.press("Space")
	st.press("Esc")
	if p.chose.on || st.shell.view.focus != paneGraph {
		t.Error("Esc does not drop the range, or leaves the graph")
	}
	if c, _ := p.Cell(m); c.filter != fmt.Sprintf("frame.number == %d", p.mark().Row+1) || c.field != "tcp.seq" {
		t.Errorf("the cell is %+v", c)
	}
}

// TestGraphRefines: zooming into a long connection shows single segments, at
// every depth where a column is shorter than what was put together.
func TestGraphRefines(t *testing.T) {
	t.Parallel()
	st := graphStage(t, lossyCapture(t, 100_000), 120, 36, darkTheme(), "a")
	p := st.graphOf()
	if mark := p.mark(); mark.N < 2 {
		t.Fatalf("nothing was put together: %+v", mark)
	}
	p.nearest(p.at.plot, p.series.from+(p.series.to-p.series.from)/3)
	for range 20 {
		st.press("+")
		st.made()
		s := p.span()
		for i := range graphs[graphSequence].plots {
			if of := p.series.of[graphs[graphSequence].plots[i].series]; of.Span() > max(p.pic.x.column(), 1) {
				t.Fatalf("%v: what was put together takes %d ns, a column %d", s, of.Span(), p.pic.x.column())
			}
		}
		if m := p.mark(); m == nil || m.Time < s.from || m.Time > s.to {
			t.Fatalf("the cursor left what is shown: %+v", m)
		}
	}
	if m := p.mark(); m.N != 1 {
		t.Errorf("the cursor is on %+v", m)
	}
	for range 25 {
		st.press("-")
		st.made()
	}
	if !p.own().all {
		t.Errorf("zoomed out to %+v", *p.own())
	}
	st.press("+", "+", "L")
	st.made()
	before := p.span()
	st.press("H")
	st.made()
	if s := p.span(); s.to-s.from != before.to-before.from || s.from >= before.from {
		t.Errorf("H goes from %+v to %+v", before, s)
	}
}

// TestGraphOfPackets: what is counted is what is listed, or with d all.
func TestGraphOfPackets(t *testing.T) {
	t.Parallel()
	st := newStage(t, sampleData(t, "loss_sender"), 160, 48, darkTheme())
	st.filter("tcp.len > 0")
	listed := len(listedRows(st.shell.m))
	st.press("v", "I")
	st.made()
	p := st.graphOf()
	if n := p.count.got.Rows; n != listed {
		t.Errorf("%d packets are counted, %d listed", n, listed)
	}
	st.wants("Packets over time · tcp.len > 0")
	st.press("d")
	st.made()
	if n := p.count.got.Rows; n != st.shell.m.snap.Rows() {
		t.Errorf("%d packets are counted of %d", n, st.shell.m.snap.Rows())
	}
	st.wants("Packets over time · all")
	st.press("F")
	if text := st.shell.m.filterText(); !strings.HasPrefix(text, "frame.time_relative") {
		t.Errorf("the range of all is %s", text)
	}
	st.settled()
}

// TestGraphRates: the mean over the connection is what was sent in its time.
func TestGraphRates(t *testing.T) {
	t.Parallel()
	st := graphStage(t, sampleData(t, "loss_sender"), 160, 48, darkTheme(), "]", "T")
	p := st.graphOf()
	sum := p.sum(flows.SeriesData)
	want := float64(st.shell.m.snap.Conn(0).Sides[p.dir].Bytes)
	if got := sum.upTo(p.series.to); got != want {
		t.Errorf("%v bytes were sent, want %v", got, want)
	}
	total := 0.0
	window := (p.series.to - p.series.from + 10) / 10
	for i := range int64(10) {
		total += p.rate(&sum, p.series.from-1+(i+1)*window, window) * float64(window) / 1e9
	}
	if diff := total - want; diff > 1e-6 || diff < -1e-6 {
		t.Errorf("the rates of ten parts make %v bytes, want %v", total, want)
	}
}

// TestGraphWithoutConnection: there are the packets, and it says how to come to
// the others.
func TestGraphWithoutConnection(t *testing.T) {
	t.Parallel()
	st := newStage(t, samples.Chat(), 120, 36, darkTheme())
	st.press("1", "G", "v")
	st.made()
	st.wants("Packets over time")
	st.press("S")
	st.wants("] goes to one")
	st.press("]")
	st.made()
	st.wants("Sequence numbers 0")
	st.press("m")
	st.wants("Round trips", "shown")
	st.press("R")
	st.made()
	st.wants("Round trips 0")
	st.press("d")
	st.wants("data of the client")
}

// TestGraphMouse: a click reads, the wheel zooms, dragging chooses a range.
func TestGraphMouse(t *testing.T) {
	t.Parallel()
	st := graphStage(t, sampleData(t, "loss_sender"), 160, 48, darkTheme(), "]")
	p := st.graphOf()
	mouse := func(action tview.MouseAction, x, y int) {
		st.shell.MouseHandler()(action, tcell.NewEventMouse(x, y, tcell.Button1, 0), func(tview.Primitive) {})
		st.made()
	}
	again := p.series.of[flows.SeriesAgain].Marks[0]
	x, y := p.cellOf(slices.IndexFunc(graphs[graphSequence].plots, func(o plot) bool { return o.series == flows.SeriesAgain }), &again)
	mouse(tview.MouseLeftDown, x, y)
	mouse(tview.MouseLeftUp, x, y)
	mouse(tview.MouseLeftClick, x, y)
	if m := p.mark(); m.Row != again.Row {
		t.Errorf("a click on packet %d reads packet %d", again.Row+1, m.Row+1)
	}
	mouse(tview.MouseScrollUp, x, y)
	if s := p.span(); s.all || s.from > again.Time || s.to < again.Time {
		t.Errorf("the wheel shows %+v", s)
	}
	mouse(tview.MouseScrollDown, x, y)
	mouse(tview.MouseLeftDown, p.pic.plot.x+3, y)
	mouse(tview.MouseMove, p.pic.plot.x+60, y)
	mouse(tview.MouseLeftUp, p.pic.plot.x+60, y)
	if from, to, ok := p.chosen(); !ok || from >= to {
		t.Errorf("dragging chose %d to %d", from, to)
	}
	tab := p.tabs[graphTrips]
	mouse(tview.MouseLeftClick, tab.x+1, tab.y)
	if p.shown() != graphTrips {
		t.Error("a click on its name does not show the graph")
	}
}

// TestGraphFollowsAGrowingCapture: what comes is drawn, in the application.
func TestGraphFollowsAGrowingCapture(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	data := sampleData(t, "loss_sender")
	in, out := io.Pipe()
	src, err := capture.OpenStream("stream", in, capture.Options{SpoolDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	live := flows.Start(t.Context(), src)
	defer src.Close()
	defer live.Stop()
	r := run(t, live, 160, 48)
	defer r.cancel()
	write := func(b []byte) {
		if _, err := out.Write(b); err != nil {
			t.Error(err)
		}
	}
	write(data[:1500])
	r.until(t, "Packets 3 of 7")
	r.InjectKey(tcell.KeyRune, 'v', 0)
	r.until(t, "S SYN  ⡇ data")
	r.InjectKey(tcell.KeyRune, 'd', 0)
	write(data[1500:])
	out.Close()
	r.until(t, "R sent again  F FIN")
	r.cancel()
	r.ended(t)
}

// TestGraphsAtRandom: whatever is done to the graphs of whatever sample at
// whatever size, they draw inside their rectangle and do not fail.
func TestGraphsAtRandom(t *testing.T) {
	t.Parallel()
	var actions []keymap.Action
	for _, b := range keymap.Defaults() {
		if b.Where == keymap.InGraph && b.Action != keymap.Enter && b.Action != keymap.FilterRange && b.Action != keymap.ChooseGraph {
			actions = append(actions, b.Action)
		}
	}
	for _, sample := range samples.All() {
		st := graphStage(t, sample.Data, 100, 30, darkTheme())
		m, p := st.shell.m, st.graphOf()
		rng := rand.New(rand.NewPCG(7, uint64(m.snap.Rows())))
		screen := canvas(t, 100, 30)
		for range 150 {
			switch rng.IntN(6) {
			case 0:
				m.selectRow(uint32(rng.IntN(m.snap.Rows())))
			case 1:
				m.clock = timeFormat(rng.IntN(int(timeFormats)))
			case 2:
				m.raw, m.th.ascii = !m.raw, rng.IntN(2) == 0
			}
			p.Refresh(m)
			st.shell.work.Wait()
			if rng.IntN(3) > 0 {
				p.Refresh(m)
			}
			p.Act(m, actions[rng.IntN(len(actions))])
			p.Cell(m)
			s := size{1 + rng.IntN(90), 1 + rng.IntN(30)}
			inside(t, screen, m, p, s, true)
		}
	}
}

// BenchmarkGraphDraw draws the graphs of a long connection at 200x50 cells: as
// they were before, and after zooming or panning.
func BenchmarkGraphDraw(b *testing.B) {
	st := graphStage(b, lossyCapture(b, 200_000), 200, 53, darkTheme())
	p := st.graphOf()
	for k, g := range graphs {
		p.turnTo(graphKind(k))
		st.made()
		b.Run(g.tab+"/again", func(b *testing.B) {
			for b.Loop() {
				p.Draw(st.screen)
			}
		})
		b.Run(g.tab+"/anew", func(b *testing.B) {
			for b.Loop() {
				p.pic.key = pictureKey{}
				p.Draw(st.screen)
			}
		})
	}
}

// busy reports whether something is being made.
func (w *graphWork[T]) busy() bool { return w.run != nil || w.near != nil }
