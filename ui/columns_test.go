package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"

	"tcptui/decode"
	"tcptui/filter"
	"tcptui/flows"
	"tcptui/fsm"
	"tcptui/internal/golden"
	"tcptui/keymap"
	"tcptui/testdata/samples"
)

// configured is a stage with a configuration of its own.
func configured(t testing.TB, data []byte, w, h int, th theme, c Config) *stage {
	t.Helper()
	st := &stage{t: t, screen: canvas(t, w, h), th: th}
	c.Title, c.Live, c.Zone = "chat.pcapng", read(t, data), time.UTC
	st.shell = newShell(c, th)
	st.shell.quit = func() { st.quit = true }
	st.shell.sync = st.screen.Sync
	atEnd(t, st.shell.stopWork)
	st.lookedUp()
	return st
}

// lookedUp draws until nothing is being looked up for the packet list any more.
func (st *stage) lookedUp() {
	list := st.shell.packets()
	for {
		st.draw()
		if list.facts.last.answered() && !list.minimap.pending(st.shell.m.len()) {
			break
		}
		<-st.shell.more
		st.shell.refresh()
	}
	st.draw() // what came between the last drawing and the last look
}

// pending reports whether a list of n rows was not looked through to its end.
func (u *minimap) pending(n int) bool {
	t := u.trouble()
	if t == nil {
		return false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.busy || t.upTo < n
}

// titlesOf are the titles that are on the screen, from left to right.
func (st *stage) titlesOf() []string {
	list := st.shell.packets()
	var out []string
	for _, pl := range list.places {
		out = append(out, list.columns[pl.col].Title)
	}
	return out
}

// TestWindowFieldInThreeKeys: the TCP window field is a column within three
// keys of the default screen, from the menu and from under the cursor.
func TestWindowFieldInThreeKeys(t *testing.T) {
	t.Parallel()
	for _, s := range screens {
		st := chat(t, s.w, s.h)
		st.press("C", "w")
		st.lookedUp()
		if !slices.Contains(st.titlesOf(), "Window") {
			t.Errorf("%v: the titles are %v", s, st.titlesOf())
		}
		if !strings.Contains(st.listText(), " 64240 ") {
			t.Errorf("%v: no window of the SYN:\n%s", s, st.listText())
		}
		st.press("C", "w")
		if slices.Contains(st.titlesOf(), "Window") {
			t.Errorf("%v: the same keys did not take the column away", s)
		}
	}
	st := chat(t, 160, 48)
	st.press("Enter", "C", "f") // into the header: its first field
	st.lookedUp()
	if !slices.Contains(st.titlesOf(), "Source Port") {
		t.Errorf("the titles are %v", st.titlesOf())
	}
}

func TestColumnsByKeys(t *testing.T) {
	t.Parallel()
	var told []ColumnSpec
	st := configured(t, samples.Chat(), 160, 48, darkTheme(), Config{ColumnsChanged: func(c []ColumnSpec) { told = c }})
	list := st.shell.packets()
	names := func() string {
		var out []string
		for _, c := range told {
			out = append(out, c.Name)
		}
		return strings.Join(out, " ")
	}
	chosen := func() string { return list.columns[list.chosen].Name }
	if chosen() != "source" {
		t.Errorf("the cursor begins in %s", chosen())
	}
	st.press("<", "<", "<", "<")
	if chosen() != "no" {
		t.Errorf("after < at the left edge: %s", chosen())
	}
	st.press(">", "L")
	if want := "no source time destination protocol flags seq ack window length info"; names() != want || chosen() != "time" {
		t.Errorf("L: %s and %s chosen, want %s", names(), chosen(), want)
	}
	st.press("H", "H", "H")
	if want := "time no source destination protocol flags seq ack window length info"; names() != want {
		t.Errorf("H: %s, want %s", names(), want)
	}
	w := list.widthOf(0)
	st.press("+", "+", "-")
	if told[0].Width != w+1 || list.widthOf(0) != w+1 {
		t.Errorf("+ + -: %d cells, %d on the screen, want %d", told[0].Width, list.widthOf(0), w+1)
	}
	st.press("=")
	if told[0].Width != 0 || list.widthOf(0) != w {
		t.Errorf("=: %d cells, %d on the screen", told[0].Width, list.widthOf(0))
	}
	st.press("C", "x")
	st.wants("without the column Time")
	if want := "no source destination protocol flags seq ack window length info"; names() != want {
		t.Errorf("x: %s, want %s", names(), want)
	}
	st.press("C", "a", "t", "i", "m", "e", "Enter")
	if !slices.Contains(st.titlesOf(), "Time") {
		t.Errorf("the time did not come back: %v", st.titlesOf())
	}
	st.press("C", "0")
	if !slices.Equal(told, DefaultColumns()) {
		t.Errorf("not the defaults: %v", told)
	}
	for range 2 * len(told) {
		st.press("C", "x")
	}
	st.wants("there must be a column: ")
	if len(list.columns) != 1 {
		t.Errorf("%d columns are left", len(list.columns))
	}
}

func TestColumnBox(t *testing.T) {
	t.Parallel()
	st := chat(t, 120, 36)
	st.press("C", "a", "t", "c", "p", ".", "n", "x", "Tab")
	st.wants("Column: tcp.nxtseq", "the name of a field")
	st.press("Ctrl-U", "t", "c", "p", ".", "n", "x", "t", "s", "e", "k", "Enter")
	st.wants(`there is no column and no field "tcp.nxtsek"; did you mean tcp.nxtseq?`)
	st.press("Backspace", "q", "Enter")
	st.lookedUp()
	if !slices.Contains(st.titlesOf(), "nxtseq") {
		t.Errorf("the titles are %v", st.titlesOf())
	}
	st.press("C", "a", "Esc")
	if st.shell.prompt != nil {
		t.Error("Esc did not close the line")
	}
}

func TestColumnsByMouse(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 48)
	list := st.shell.packets()
	_, y, _, _ := list.GetRect()
	mouse := func(action tview.MouseAction, x, y int) {
		st.shell.MouseHandler()(action, tcell.NewEventMouse(x, y, tcell.Button1, 0), func(tview.Primitive) {})
		st.draw()
	}
	place := func(name string) columnPlace {
		for _, pl := range list.places {
			if list.columns[pl.col].Name == name {
				return pl
			}
		}
		t.Fatalf("%s is not on the screen", name)
		return columnPlace{}
	}
	time := place("time")
	mouse(tview.MouseLeftDown, time.x+1, y)
	mouse(tview.MouseLeftUp, time.x+1, y)
	if list.chosen != time.col || list.columns[time.col].Width != 0 {
		t.Errorf("a click on the title: column %d of width %d", list.chosen, list.columns[time.col].Width)
	}
	mouse(tview.MouseLeftDown, time.x+time.w, y)
	mouse(tview.MouseMove, time.x+20, y+7)
	if place("time").w != 20 {
		t.Errorf("dragged to 20 cells, it has %d", place("time").w)
	}
	mouse(tview.MouseMove, 0, y)
	mouse(tview.MouseLeftUp, 0, y)
	if place("time").w != 1 {
		t.Errorf("dragged over its beginning, it has %d cells", place("time").w)
	}
	sel := st.shell.m.sel
	mouse(tview.MouseLeftDown, place("flags").x, y+1)
	if list.columns[list.chosen].Name != "flags" || st.shell.m.sel == sel {
		t.Errorf("a click on a cell chose %s in row %d", list.columns[list.chosen].Name, st.shell.m.sel)
	}
}

// TestPlanOfManyColumns: what is planned fits, whatever was chosen.
func TestPlanOfManyColumns(t *testing.T) {
	t.Parallel()
	sets := map[string][]wish{
		"none of the usual": {{colExtra, 9, false}, {colExtra, 30, false}},
		"fixed":             {{colNo, 3, false}, {colSource, 60, true}, {colExtra, 40, true}, {colInfo, 10, true}},
		"twice":             {{colTime, 8, false}, {colTime, 8, false}, {colInfo, 40, false}, {colInfo, 40, false}},
		"only wide ones":    {{colExtra, 500, true}, {colExtra, 500, true}},
	}
	for i := range 30 {
		sets["many"] = append(sets["many"], wish{colExtra, 3 + i, i%3 == 0})
	}
	for name, wishes := range sets {
		for width := range 250 {
			used, shown := 0, 0
			for i, w := range planColumns(wishes, width, nil) {
				if w > 0 {
					used, shown = used+w+gap, shown+1
				}
				if w > wishes[i].want && wishes[i].kind != colInfo && shown > 1 {
					t.Errorf("%s, %d cells: column %d has %d and wants %d", name, width, i, w, wishes[i].want)
				}
			}
			if used-gap > width || width > 0 && shown == 0 {
				t.Errorf("%s, %d cells: %d columns take %d", name, width, shown, used-gap)
			}
		}
	}
}

// hostileCapture has text in its frames that could do harm on a terminal.
func hostileCapture() []byte {
	w := newWire()
	w.handshake()
	w.send(fsm.Client, decode.PSH|decode.ACK, "你好 \x1b[31m \u202e[red]\n", nil)
	w.send(fsm.Server, decode.PSH|decode.ACK, strings.Repeat("長", 300), nil)
	w.send(fsm.Server, decode.RST, "", nil)
	return w.buf
}

// hostileTitles are columns whose titles could do harm, or are wide.
func hostileTitles() []ColumnSpec {
	return []ColumnSpec{{Name: "no", Title: "№\x1b[31m"}, {Name: "time", Title: "時間", Right: true}, {Name: "source", Title: "\u202eevil", Width: 12},
		{Name: "tcp.payload", Title: "[red]資料"}, {Name: "fsm.client", Title: strings.Repeat("狀", 40), Width: 9}, {Name: "info", Title: "e\u0301"}}
}

// TestGoldenColumns compares the packet list alone.
func TestGoldenColumns(t *testing.T) {
	t.Parallel()
	rules, _ := ReadColours("rules", []byte(testRules), testNames())
	tests := []struct {
		name, sample string
		c            Config
		keys         string
	}{
		{"columns_custom", "loss_sack", Config{Columns: []ColumnSpec{{Name: "no", Right: true}, {Name: "delta-displayed", Right: true}, {Name: "client"},
			{Name: "server"}, {Name: "tcp.stream", Title: "Conn", Right: true}, {Name: "tcp.analysis.bytes_in_flight", Right: true}, {Name: "info"}}}, ""},
		{"columns_resized", "loss_sack", Config{Columns: []ColumnSpec{{Name: "no", Width: 6, Right: true}, {Name: "time", Width: 5}, {Name: "source", Width: 25, Right: true},
			{Name: "ip.ttl", Width: 3}, {Name: "info", Width: 12}, {Name: "length", Right: true}}}, ""},
		{"columns_hostile", "", Config{Columns: hostileTitles()}, ""},
		{"columns_rules", "loss_sack", Config{Colours: rules}, "2 0 G"},
		{"columns_uncoloured", "loss_sack", Config{Uncoloured: true}, "2 0 G"},
		{"columns_minimap", "loss_sack", Config{}, "4 0 G"},
		{"columns_utc", "chat", Config{Time: "utc", RawNumbers: true}, "5 G"},
	}
	for _, tt := range tests {
		data := hostileCapture()
		if tt.sample != "" {
			s, err := samples.Get(tt.sample)
			if err != nil {
				t.Fatal(err)
			}
			data = s.Data
		}
		for _, th := range []struct {
			name  string
			theme theme
		}{{"", darkTheme()}, {"_plain", plainTheme()}} {
			t.Run(tt.name+th.name, func(t *testing.T) {
				var out strings.Builder
				for _, w := range []int{240, 160, 120, 80, 40, 20, 7, 1} {
					st := configured(t, data, w, 14, th.theme, tt.c)
					st.press("z")
					st.press(strings.Fields(tt.keys)...)
					if tt.name == "columns_minimap" {
						st.shell.m.setMark(10, true)
						st.shell.m.setMark(30, true)
						st.shell.m.hits = []uint32{20, 21, 59}
						st.shell.m.setTimeRef(36, true)
					}
					st.lookedUp()
					fmt.Fprintf(&out, "=== %d\n%s", w, picture(st.screen, &st.th))
				}
				golden.Check(t, "testdata/panes/"+tt.name+th.name+".txt", out.String())
			})
		}
	}
}

// TestHostileCells: nothing of a title or a value reaches the screen as it is.
func TestHostileCells(t *testing.T) {
	t.Parallel()
	specs := append(hostileTitles(), ColumnSpec{Name: "frame.comment"}, ColumnSpec{Name: "tcp"}, ColumnSpec{Name: "tcp.segment_data"})
	for w := 1; w < 130; w += 3 {
		st := configured(t, hostileCapture(), w, 20, darkTheme(), Config{Columns: specs})
		st.press("z", "4", "G", "l", "l", ">", "+")
		st.lookedUp()
		for _, r := range st.text() {
			if r != '\n' && !shown(r) && r != ' ' {
				t.Errorf("%d cells: %q is on the screen:\n%s", w, r, st.text())
			}
		}
	}
}

func TestUnknownColumnsAreTold(t *testing.T) {
	t.Parallel()
	st := configured(t, samples.Chat(), 120, 36, darkTheme(), Config{Time: "sundial", Columns: []ColumnSpec{{Name: "no"}, {Name: "tcp.sec"}, {Name: "info"}}})
	if got := st.titlesOf(); !slices.Equal(got, []string{"No.", "Info"}) {
		t.Errorf("the titles are %v", got)
	}
	st.wants(`there is no time format "sundial"; there are relative, `)
	st = configured(t, samples.Chat(), 120, 36, darkTheme(), Config{Columns: []ColumnSpec{{Name: "tcp.sec"}, {Name: ""}}})
	st.wants(`there is no column and no field "tcp.sec"; did you mean tcp.seq? (and 1 more)`)
	if got := st.titlesOf(); len(got) < 5 {
		t.Errorf("the titles are %v, want the defaults", got)
	}
}

// TestCellsKeepTheirRow: the filter of every cell compiles and keeps the frame
// that it was made of, and the field of every cell can be a column.
func TestCellsKeepTheirRow(t *testing.T) {
	t.Parallel()
	var specs []ColumnSpec
	for _, name := range BuiltinColumns() {
		specs = append(specs, ColumnSpec{Name: name})
	}
	for _, name := range []string{"tcp.window_size_value", "frame.time", "frame.time_epoch", "tcp.payload", "eth.src", "ip.src", "ipv6.dst", "tcp.flags.syn", "fsm.client",
		"tcp", "tcp.options.timestamp.tsval", "tcp.analysis.ack_rtt", "arp", "tcp.flags.str", "ip.ttl"} {
		specs = append(specs, ColumnSpec{Name: name})
	}
	tried := 0
	for _, name := range []string{"chat", "ipv6", "loss_sack", "zero_window", "refused"} {
		s, err := samples.Get(name)
		if err != nil {
			t.Fatal(err)
		}
		st := configured(t, s.Data, 120, 36, darkTheme(), Config{Columns: specs})
		m, list := st.shell.m, st.shell.packets()
		reader := m.live.NewReader()
		keeps := func(what string, c cell) {
			t.Helper()
			if c.field != "" && m.catalog().Field(c.field) == nil {
				t.Errorf("%s, frame %d, %s: there is no field %q", name, m.sel+1, what, c.field)
			}
			if c.filter == "" {
				return
			}
			f, err := filter.Compile(c.filter, m.catalog())
			if err != nil {
				t.Fatalf("%s, frame %d, %s: %s: %v", name, m.sel+1, what, c.filter, err)
			}
			tried++
			if !f.Matcher().Match(reader.At(m.snap, m.sel)) {
				t.Errorf("%s, frame %d, %s: %s does not keep the frame", name, m.sel+1, what, c.filter)
			}
		}
		for row := range uint32(min(m.snap.Rows(), 40)) {
			m.selectRow(row)
			st.shell.refresh()
			st.lookedUp()
			for list.chosen = range list.columns {
				if c, ok := list.Cell(m); ok {
					keeps(list.columns[list.chosen].Name, c)
				}
			}
			if list.Line(m) == "" {
				t.Errorf("%s, frame %d has no line", name, row+1)
			}
			header := st.shell.panes[paneHeader].(*headerPane)
			header.Refresh(m)
			for header.cursor = range header.fields {
				if c, ok := header.Cell(m); ok {
					keeps("header, "+header.fields[header.cursor].name, c)
				}
				if header.Line(m) == "" {
					t.Errorf("%s, frame %d: no line of %s", name, row+1, header.fields[header.cursor].name)
				}
			}
			for i := range m.details().nodes {
				m.chooseNode(i)
				for _, p := range []pane{st.shell.panes[paneLayers], st.shell.panes[paneBytes]} {
					c, ok := p.(celled).Cell(m)
					if !ok || c.text == "" && m.det.nodes[i].value != "" {
						t.Errorf("%s, frame %d: node %s has the text %q", name, row+1, m.det.nodes[i].key, c.text)
					}
					keeps(m.det.nodes[i].key, c)
				}
			}
		}
	}
	if tried < 5000 {
		t.Errorf("only %d filters were tried", tried)
	}
}

// TestFieldColumnsWhileReading: what later packets change is shown once they are
// there.
func TestFieldColumnsWhileReading(t *testing.T) {
	t.Parallel()
	st := configured(t, manyPackets(600, 3), 160, 48, darkTheme(), Config{Columns: []ColumnSpec{{Name: "no"}, {Name: "conn.segments.client"}, {Name: "info"}}})
	m, list := st.shell.m, st.shell.packets()
	full := m.snap
	st.lookedUp()
	text := func() string { b, _ := list.cell(0, 1); return string(b) }
	if text() != "200" {
		t.Errorf("the first connection has %s segments of the client, want 200", text())
	}
	// a snapshot in which less is known cannot be made; another Revised asks again
	changed := *full
	changed.Revised++
	m.snap = &changed
	asked := list.facts.last
	st.lookedUp()
	if list.facts.last == asked {
		t.Error("the values were not looked up again")
	}
	if got := list.facts.of(0).of; got != evaluatedOf(&changed) {
		t.Errorf("the values are of %+v", got)
	}
}

// TestFactsAreDropped: an answer that comes after the columns changed is not
// shown in another column.
func TestFactsAreDropped(t *testing.T) {
	t.Parallel()
	st := configured(t, manyPackets(600, 3), 160, 48, darkTheme(), Config{Columns: []ColumnSpec{{Name: "no"}, {Name: "tcp.stream"}, {Name: "info"}}})
	list := st.shell.packets()
	old := found{list.facts.gen, 0, fact{cells: []string{"old"}, rule: noRule}}
	list.setColumns([]ColumnSpec{{Name: "no"}, {Name: "tcp.nxtseq"}})
	list.facts.found = append(list.facts.found, old)
	st.lookedUp()
	if b, _ := list.cell(0, 1); string(b) != "101" {
		t.Errorf("the cell says %q, want 101", b)
	}
}

func TestKeysOfColumnsAreTaken(t *testing.T) {
	t.Parallel()
	keys := keymap.Default()
	for k, want := range map[keymap.Key]keymap.Action{"C": keymap.Columns, "<": keymap.PrevColumn, "K": keymap.ColourRules, "=": keymap.AutoWidth} {
		if a, _ := keys.Lookup(keymap.InPackets, k); a != want {
			t.Errorf("%s is %q in the packet list, want %q", k, a, want)
		}
	}
	for _, scope := range []keymap.Scope{keymap.InHeader, keymap.InState, keymap.InStream, keymap.InBytes, keymap.InLayers} {
		if a, _ := keys.Lookup(scope, "C"); a != keymap.Columns {
			t.Errorf("C is %q in %s", a, scope)
		}
	}
}

// testNames are the names of filters.
func testNames() *filter.Catalog { return filter.NewCatalog(flows.Fields()) }

// BenchmarkRedrawLookup is a redraw in which every row is another one than
// before, with columns and rules that read the frames.
func BenchmarkRedrawLookup(b *testing.B) {
	rules, _ := ReadColours("rules", []byte(testRules), testNames())
	for _, c := range []struct {
		name string
		c    Config
	}{
		{"fields", Config{Columns: append(DefaultColumns(), ColumnSpec{Name: "tcp.window_size_value"}, ColumnSpec{Name: "ip.ttl"})}},
		{"rules", Config{Colours: rules}},
	} {
		b.Run(c.name, func(b *testing.B) {
			screen := canvas(b, 200, 50)
			c.c.Live = read(b, manyPackets(100_000, 50))
			s := newShell(c.c, darkTheme())
			b.Cleanup(s.stopWork)
			m, list := s.m, s.packets()
			list.SetRect(0, 0, 200, 50)
			at := 0
			b.ReportAllocs()
			for b.Loop() {
				at = (at + 7919) % m.len()
				m.sel = uint32(at)
				list.Refresh(m)
				screen.Clear()
				list.Draw(screen)
			}
		})
	}
}
