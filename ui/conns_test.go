package ui

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gdamore/tcell/v2"
	"go.uber.org/goleak"

	"tcptui/bench/gen"
	"tcptui/capture"
	"tcptui/filter"
	"tcptui/flows"
	"tcptui/fsm"
	"tcptui/keymap"
	"tcptui/testdata/samples"
)

// manyConns is a capture of connections with losses, resets and both families.
func manyConns(t testing.TB, conns, packets int) []byte {
	t.Helper()
	cfg := gen.Many()
	cfg.Packets, cfg.Connections, cfg.Concurrent, cfg.Loss = packets, conns, 20, 0.05
	file, err := gen.Bytes(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// connStage is a stage with the table of connections open.
func connStage(t testing.TB, data []byte, w, h int) (*stage, *connsPane) {
	t.Helper()
	st := newStage(t, data, w, h, darkTheme())
	st.press("c")
	p := st.shell.panes[viewConns].(*connsPane)
	st.settle(p.settled)
	return st, p
}

// settle refreshes the screen whenever a worker rings, until a condition holds.
func (st *stage) settle(is func() bool) {
	for st.shell.refresh(); !is(); st.shell.take(st.shell.m.live.Snapshot()) {
		<-st.shell.more
	}
	st.draw()
}

// order is the connections as they are listed.
func (p *connsPane) order() (ids []flows.ConnID) {
	for i := range p.view.lines {
		if id := p.view.conn(i); id != flows.NoConn {
			ids = append(ids, id)
		}
	}
	return ids
}

// TestMostRetransmissions: three keys from the packets to those of the connection
// with the most retransmissions, and one back each.
func TestMostRetransmissions(t *testing.T) {
	t.Parallel()
	for _, size := range []struct{ conns, packets int }{{60, 1200}, {2 * soloConns, 90_000}} {
		st := newStage(t, manyConns(t, size.conns, size.packets), 160, 48, darkTheme())
		snap, r := st.shell.m.snap, st.shell.m.live.NewReader()
		if snap.Rows() > soloTally != (size.conns > soloConns) {
			t.Fatal("both captures take the same way")
		}
		most, want := uint32(0), flows.ConnID(0)
		for id := range flows.ConnID(snap.Conns()) {
			sum := r.Summary(snap, id)
			if n := sum.Sides[0].Resent + sum.Sides[1].Resent; n > most {
				most, want = n, id
			}
		}
		st.press("c")
		p := st.shell.panes[viewConns].(*connsPane)
		if p.view.lines != snap.Conns() {
			t.Errorf("opened, the table has %d lines for %d connections", p.view.lines, snap.Conns())
		}
		st.press("R", "Enter")
		st.settle(func() bool { return !p.enters })
		if st.shell.view.focus != panePackets || st.shell.m.only != want || st.shell.m.conn != want {
			t.Errorf("%d connections: connection %d alone is listed, want %d with %d retransmissions", size.conns, st.shell.m.only, want, most)
		}
		st.press("Esc")
		if v := st.shell.view; v.focus != viewConns || st.shell.m.only != flows.NoConn || p.view.conn(p.t.at) != want {
			t.Errorf("Esc came back to pane %d, with the cursor on connection %d", v.focus, p.view.conn(p.t.at))
		}
		st.press("Esc")
		if v := st.shell.view; v.focus != panePackets || v.zoom {
			t.Errorf("Esc came back to %+v, not to the beginning", v)
		}
	}
}

// TestConnSorting sorts by every column, both ways, and compares what is told of
// neighbours, computed by other means.
func TestConnSorting(t *testing.T) {
	t.Parallel()
	st, p := connStage(t, manyConns(t, 80, 1600), 160, 48)
	snap, r := st.shell.m.snap, st.shell.m.live.NewReader()
	ends := func(c *flows.Conn, role fsm.Role) float64 { // near enough: no two addresses differ by less
		a := c.Sides[role].Addr.IP().AsSlice()
		v := float64(len(a)) * 1e40
		for i, b := range a {
			v += float64(b) * math.Pow(256, float64(len(a)-i-1))
		}
		return v
	}
	values := map[keymap.Action]func(c *flows.Conn, s *flows.Summary) float64{
		keymap.SortNumber:   func(c *flows.Conn, _ *flows.Summary) float64 { return float64(c.ID) },
		keymap.SortClient:   func(c *flows.Conn, _ *flows.Summary) float64 { return ends(c, fsm.Client) },
		keymap.SortServer:   func(c *flows.Conn, _ *flows.Summary) float64 { return ends(c, fsm.Server) },
		keymap.SortState:    func(c *flows.Conn, _ *flows.Summary) float64 { return float64(c.Now.State[0]) },
		keymap.SortDuration: func(_ *flows.Conn, s *flows.Summary) float64 { return float64(s.Duration) },
		keymap.SortSegments: func(_ *flows.Conn, s *flows.Summary) float64 {
			return float64(s.Sides[0].Segments + s.Sides[1].Segments)
		},
		keymap.SortBytes:  func(_ *flows.Conn, s *flows.Summary) float64 { return float64(s.Sides[0].Bytes + s.Sides[1].Bytes) },
		keymap.SortResent: func(_ *flows.Conn, s *flows.Summary) float64 { return float64(s.Sides[0].Resent + s.Sides[1].Resent) },
		keymap.SortRate: func(_ *flows.Conn, s *flows.Summary) float64 {
			return float64(s.Sides[0].ResentBytes+s.Sides[1].ResentBytes) / max(float64(s.Sides[0].Bytes+s.Sides[1].Bytes), 1)
		},
		keymap.SortRTT: func(_ *flows.Conn, s *flows.Summary) float64 { return float64(s.InitialRTT) },
		keymap.SortProblems: func(c *flows.Conn, _ *flows.Summary) (n float64) {
			for row := c.First; row != flows.NoRow; row = snap.Row(row).Next {
				x := snap.Row(row)
				if slices.ContainsFunc(flows.Findings(&x, c), func(f *flows.Rule) bool {
					return f.Severity > flows.SeverityChat && !strings.HasPrefix(f.Name, "tcp.connection.fin")
				}) {
					n++
				}
			}
			return n
		},
		keymap.SortEnd:      func(_ *flows.Conn, s *flows.Summary) float64 { return float64(s.End.Kind) },
		keymap.SortActivity: func(_ *flows.Conn, s *flows.Summary) float64 { return float64(s.Start - snap.Row(0).Time + s.Duration) },
		keymap.SortStart:    func(_ *flows.Conn, s *flows.Summary) float64 { return float64(s.Start - snap.Row(0).Time) },
		keymap.SortUp:       func(_ *flows.Conn, s *flows.Summary) float64 { return float64(s.Sides[0].Bytes) },
		keymap.SortDown:     func(_ *flows.Conn, s *flows.Summary) float64 { return float64(s.Sides[1].Bytes) },
	}
	for i, c := range p.sorter.columns {
		value := values[c.sort]
		if value == nil {
			t.Fatalf("no test for the column %s", c.title)
		}
		key := keymap.Default().KeyOf(keymap.InConns, c.sort)
		if i == 0 { // it is sorted so
			p.shape.sort = 1
		}
		for turn := range 2 {
			st.press(key)
			ids := p.order()
			if len(ids) != snap.Conns() {
				t.Fatalf("%s: %d of %d connections", c.title, len(ids), snap.Conns())
			}
			up := c.least == (turn == 0)
			for k := 1; k < len(ids); k++ {
				a := value(snap.Conn(ids[k-1]), r.Summary(snap, ids[k-1]))
				b := value(snap.Conn(ids[k]), r.Summary(snap, ids[k]))
				if a != b && (a < b) != up {
					t.Errorf("%s (turn %d): connection %d with %v comes before %d with %v", c.title, turn, ids[k-1], a, ids[k], b)
					break
				}
			}
			if p.t.sort != i || p.t.at != 0 || p.t.col != i {
				t.Errorf("%s: sorted by column %d, the cursor on line %d, column %d", c.title, p.t.sort, p.t.at, p.t.col)
			}
		}
	}
	st.press("N", "<", ">", ">")
	if p.shape.sort != 2 {
		t.Errorf("< > went to column %d", p.shape.sort)
	}
}

// TestConnsShown compares which connections are listed.
func TestConnsShown(t *testing.T) {
	t.Parallel()
	st, p := connStage(t, manyConns(t, 80, 1600), 160, 48)
	snap := st.shell.m.snap
	which := func(is func(c *flows.Conn) bool) (ids []flows.ConnID) {
		for id := range flows.ConnID(snap.Conns()) {
			if is(snap.Conn(id)) {
				ids = append(ids, id)
			}
		}
		return ids
	}
	wants := func(what string, want []flows.ConnID) {
		t.Helper()
		if got := p.order(); !slices.Equal(got, want) || len(want) == 0 {
			t.Errorf("%s: %d connections are listed: %v, want %v", what, len(got), got, want)
		}
	}
	port := snap.Conn(3).Sides[fsm.Server].Port
	ofPort := func(c *flows.Conn) bool { return c.Sides[fsm.Server].Port == port }
	st.press("/")
	for _, r := range fmt.Sprintf(":%d ", port) {
		st.press(map[bool]string{true: "Space", false: string(r)}[r == ' '])
	}
	wants("while a text is typed", which(ofPort))
	st.wants("Connections with: :")
	st.press("Enter")
	wants("a text", which(ofPort))
	st.press("Esc")
	all := which(func(*flows.Conn) bool { return true })
	wants("after Esc", all)
	st.press("/", "1", "Esc")
	wants("a text that was left", all)

	st.shell.applyText(fmt.Sprintf("tcp.port == %d && tcp.len > 0", port))
	st.settle(func() bool { return st.shell.m.filt.run == nil })
	withData := which(func(c *flows.Conn) bool { return ofPort(c) && c.Sides[0].Bytes+c.Sides[1].Bytes > 0 })
	wants("a display filter", withData)
	st.press("g", "Enter")
	if m := st.shell.m; m.only != withData[0] || m.filt == nil || m.place() != 0 {
		t.Errorf("Enter with a filter: connection %d, filter %q, the selection at %d", m.only, m.filterText(), m.place())
	}
	st.press("Esc", "u")
	wants("all in spite of the display filter", all)
}

// TestConnGroups: the sums of the groups are those of their connections.
func TestConnGroups(t *testing.T) {
	t.Parallel()
	st, p := connStage(t, manyConns(t, 80, 1600), 160, 48)
	snap := st.shell.m.snap
	for by := groupService; by < groupings; by++ {
		if st.press("b"); by == groupService {
			st.press("B")
		}
		st.wants(groupingNames[by])
		sums := make(map[groupKey]*connSum)
		for id := range flows.ConnID(snap.Conns()) {
			c := snap.Conn(id)
			x := sums[by.keyOf(c)]
			if x == nil {
				x = &connSum{start: c.Start}
				sums[by.keyOf(c)] = x
			}
			x.conns++
			x.segments += uint64(c.Segments())
			x.bytes[0], x.bytes[1] = x.bytes[0]+c.Sides[0].Bytes, x.bytes[1]+c.Sides[1].Bytes
			x.start, x.end = min(x.start, c.Start), max(x.end, c.End)
		}
		if p.view.lines != len(sums) {
			t.Errorf("%s: %d lines for %d groups that are folded", groupingNames[by], p.view.lines, len(sums))
		}
		before := uint64(math.MaxUint64)
		for _, g := range p.view.list.groups {
			want := sums[g.key]
			if g.sum.conns != want.conns || g.sum.segments != want.segments || g.sum.bytes != want.bytes ||
				g.sum.start != want.start || g.sum.end != want.end || len(g.members) != want.conns {
				t.Errorf("%s, %v: %+v, want %+v", groupingNames[by], g.key, g.sum, *want)
			}
			if g.sum.total() > before {
				t.Errorf("%s: a group with more bytes comes later", groupingNames[by])
			}
			before = g.sum.total()
		}
		st.press("Enter")
		if n := len(p.view.list.groups[0].members); p.view.lines != len(sums)+n || len(p.order()) != n {
			t.Errorf("%s: unfolded there are %d lines", groupingNames[by], p.view.lines)
		}
		st.press("+")
		if len(p.order()) != snap.Conns() {
			t.Errorf("%s: all unfolded, %d connections", groupingNames[by], len(p.order()))
		}
		st.press("Down", "-")
		if p.view.lines != len(sums) || p.t.at != 0 {
			t.Errorf("%s: folded again, %d lines, the cursor on %d", groupingNames[by], p.view.lines, p.t.at)
		}
		st.press("o")
		g := &p.view.list.groups[0]
		if m := st.shell.m; m.filt == nil {
			t.Errorf("%s: o lists everything", groupingNames[by])
		} else {
			st.settle(func() bool { return m.filt.run == nil })
			if m.len() != int(g.sum.segments) {
				t.Errorf("%s: o lists %d packets with %s, want %d", groupingNames[by], m.len(), m.filterText(), g.sum.segments)
			}
		}
		st.press("Esc")
	}
	st.press("b")
	if p.view.list.headed {
		t.Error("the last group by is none")
	}
}

// TestSelectedConns: Space selects, Enter shows only those.
func TestSelectedConns(t *testing.T) {
	t.Parallel()
	st, p := connStage(t, manyConns(t, 80, 1600), 160, 48)
	st.press("g", "Down", "Space", "Down", "Down", "Space", "Space", "Space", "Enter")
	if got := st.shell.m.filterText(); got != "tcp.stream in {1, 4..6}" {
		t.Errorf("the display filter is %s", got)
	}
	want := 0
	for _, id := range []flows.ConnID{1, 4, 5, 6} {
		want += int(st.shell.m.snap.Conn(id).Segments())
	}
	st.settle(func() bool { return st.shell.m.filt.run == nil })
	if n := st.shell.m.len(); n != want {
		t.Errorf("%d packets are listed, want %d", n, want)
	}
	st.press("Esc")
	if st.shell.m.filt != nil || st.shell.view.focus != viewConns || len(p.marked) != 4 {
		t.Errorf("Esc did not come back: %q, %d selected", st.shell.m.filterText(), len(p.marked))
	}
	st.press("g", "Down", "Space", "Backspace")
	if len(p.marked) != 0 {
		t.Errorf("%d are selected", len(p.marked))
	}
}

// TestConnsFollow: the selection follows the cursor, and the cursor it.
func TestConnsFollow(t *testing.T) {
	t.Parallel()
	st, p := connStage(t, manyConns(t, 80, 1600), 160, 48)
	st.press("5", "G")
	if st.shell.m.conn != 4 || p.t.at != 4 {
		t.Errorf("5G: connection %d, line %d", st.shell.m.conn, p.t.at)
	}
	st.press("]", "]")
	if st.shell.m.conn != 6 || p.t.at != 6 {
		t.Errorf("]]: connection %d, line %d", st.shell.m.conn, p.t.at)
	}
	st.press("Down", "s")
	if st.shell.m.conn != 7 || st.shell.view.focus != paneState {
		t.Errorf("Down s: connection %d, pane %d", st.shell.m.conn, st.shell.view.focus)
	}
	st.press("Esc")
	if p.t.at != 7 || st.shell.view.focus != viewConns {
		t.Errorf("Esc: line %d, pane %d", p.t.at, st.shell.view.focus)
	}
	st.press("D", "f") // the cursor goes to the top, and what it is on is followed
	if ids := p.order(); st.shell.m.conn != ids[0] || st.shell.view.focus != paneStream {
		t.Errorf("D f: the stream of connection %d, want %d", st.shell.m.conn, ids[0])
	}
	st.press("Esc", "Esc")
	was := st.shell.m.sel
	st.press("c", "R", "Esc")
	if st.shell.m.sel != was {
		t.Error("only to look at the table has changed the selection")
	}
}

// TestConnColumnsNarrow: at 80 columns the states, how a connection ended and its
// problems stand, whatever its addresses and states are; at the cost of the middle
// of addresses.
func TestConnColumnsNarrow(t *testing.T) {
	t.Parallel()
	finLost, err := samples.Get("fin_lost")
	if err != nil {
		t.Fatal(err)
	}
	ipv6, err := samples.Get("ipv6")
	if err != nil {
		t.Fatal(err)
	}
	for _, data := range [][]byte{samples.Chat(), finLost.Data, ipv6.Data, manyConns(t, 80, 1600)} {
		st, p := connStage(t, data, 80, 24)
		st.wants("State", "Ended", "Problems")
		for _, place := range p.t.places[:connState+3] {
			if column := p.sorter.columns[place.col]; place.col >= connState && place.w < p.t.wanted(place.col) {
				t.Errorf("%s has %d cells of %d:\n%s", column.title, place.w, p.t.wanted(place.col), st.text())
			}
		}
		port := fmt.Sprintf(":%d ", st.shell.m.snap.Conn(0).Sides[fsm.Client].Port)
		st.wants(port)
	}
}

// TestConnResent: a SYN or a FIN that was sent again counts as data does.
func TestConnResent(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"fin_lost": "1", "syn_lost": "1", "loss_sack": "2", "server_closes": "-"} {
		sample, err := samples.Get(name)
		if err != nil {
			t.Fatal(err)
		}
		_, p := connStage(t, sample.Data, 160, 48)
		col := slices.IndexFunc(p.sorter.columns, func(c connColumn) bool { return c.sort == keymap.SortResent })
		if got := p.cell(0, col).text; got != want {
			t.Errorf("%s: Rtx is %s, want %s", name, got, want)
		}
	}
}

// TestConnCells: every cell has a text, and a filter that keeps a packet of its
// connection.
func TestConnCells(t *testing.T) {
	t.Parallel()
	names := filter.NewCatalog(flows.Fields())
	for _, data := range [][]byte{samples.Chat(), manyConns(t, 20, 400)} {
		st, p := connStage(t, data, 80, 24)
		m := st.shell.m
		for range m.snap.Conns() {
			id := p.view.conn(p.t.at)
			for range p.sorter.columns {
				c, ok := p.Cell(m)
				f, err := filter.Compile(c.filter, names)
				if !ok || err != nil {
					t.Fatalf("column %d: %+v, %v", p.t.col, c, err)
				}
				rows := f.Scanner(m.live.NewReader()).Rows(m.snap, 0, uint32(m.snap.Rows()), nil)
				if !slices.ContainsFunc(rows, func(row uint32) bool { return m.snap.ConnOf(row) == id }) &&
					p.sorter.columns[p.t.col].sort != keymap.SortProblems {
					t.Errorf("connection %d, column %d: %s keeps none of its packets", id, p.t.col, c.filter)
				}
				if c.field != "" && names.Field(c.field) == nil {
					t.Errorf("there is no field %s", c.field)
				}
				st.press("Right")
			}
			if n := strings.Count(p.Line(m), "\t"); n != len(p.sorter.columns)-1 {
				t.Errorf("the line has %d tabs", n)
			}
			for range p.sorter.columns {
				st.press("Left")
			}
			st.press("Down")
		}
	}
}

// TestConnsGrow: connections and what is told of them come while the capture is
// being read, and so do the statistics.
func TestConnsGrow(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	data := manyConns(t, 200, 4000)
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
	write := func(from, to int) {
		if _, err := out.Write(data[from:to]); err != nil {
			t.Error(err)
		}
	}
	write(0, len(data)/2)
	r.InjectKey(tcell.KeyRune, 'c', 0)
	r.until(t, "Connections 1 of 1")
	write(len(data)/2, len(data))
	out.Close()
	r.until(t, "Connections 1 of 200")
	r.InjectKey(tcell.KeyRune, 'R', 0)
	r.until(t, "Rtx▼")
	r.InjectKey(tcell.KeyRune, 'i', 0)
	r.until(t, "4,000 with")
	r.cancel()
	r.ended(t)
}

func TestSparkText(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		counts []uint32
		want   string
	}{
		{[]uint32{0, 0}, "  "}, {[]uint32{1, 0, 2}, "▄ █"}, {[]uint32{1, 1000, 500}, "▁█▄"},
		{[]uint32{math.MaxUint32, 1}, "█▁"}, {nil, ""},
	} {
		if got := sparkText(tt.counts); got != tt.want {
			t.Errorf("%v is drawn %q, want %q", tt.counts, got, tt.want)
		}
	}
}

func TestAmount(t *testing.T) {
	t.Parallel()
	for n, want := range map[uint64]string{0: "0", 9_999_999: "9,999,999", 10_000_000: "10.0M", 1_234_567_890: "1.2G",
		999_950_000: "1.0G", 999_949_999: "999.9M", math.MaxUint64: "18.4E"} {
		if got := amount(n); got != want {
			t.Errorf("amount(%d) = %s, want %s", n, got, want)
		}
	}
}

// TestGoldenConns compares the table at all sizes.
func TestGoldenConns(t *testing.T) {
	t.Parallel()
	loss, err := samples.Get("loss_sack")
	if err != nil {
		t.Fatal(err)
	}
	many := manyConns(t, 40, 900)
	for _, tt := range []struct {
		name string
		data []byte
		keys []string
	}{
		{"conns", samples.Chat(), nil}, {"conns_loss", loss.Data, []string{"R"}},
		{"conns_many", many, []string{"B", "Down", "Space", "Space"}},
		{"conns_groups", many, []string{"b", "B", "Down", "Enter", "Down"}},
	} {
		for _, s := range screens {
			name := fmt.Sprintf("%s_%dx%d", tt.name, s.w, s.h)
			t.Run(name, func(t *testing.T) {
				st, _ := connStage(t, tt.data, s.w, s.h)
				st.press(tt.keys...)
				st.compare(t, name)
			})
		}
	}
}

// BenchmarkArrangeConns sorts and groups connections.
func BenchmarkArrangeConns(b *testing.B) {
	const conns = 100_000
	live := read(b, manyConns(b, conns, 9*conns+conns/5))
	var table flows.ConnTable
	snap := live.Snapshot()
	if err := table.Advance(context.Background(), snap, func() {}); err != nil {
		b.Fatal(err)
	}
	for _, shape := range []struct {
		name string
		connShape
	}{{"bytes", connShape{sort: 8, downward: true}}, {"client", connShape{sort: connClient}},
		{"grouped", connShape{sort: 8, by: groupClient}}, {"found", connShape{words: "10.2 fin"}}} {
		b.Run(shape.name, func(b *testing.B) {
			ask := connAsk{shape: shape.connShape, snap: snap, tallies: table.Tallies()}
			columns := connColumns()
			for b.Loop() {
				if _, err := arrangeConns(context.Background(), ask, columns); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(conns*float64(b.N)/b.Elapsed().Seconds(), "connections/s")
		})
	}
}
