package ui

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"tcptui/filter"
	"tcptui/flows"
	"tcptui/fsm"
	"tcptui/testdata/samples"
)

// found waits until what is looked for is found, or known not to be there.
func (st *stage) found() {
	st.t.Helper()
	atEnd(st.t, st.shell.stopWork)
	for l := &st.shell.lookup; l.pane != nil || l.goal != nil || !st.still(&l.walk) || slices.ContainsFunc(st.shell.trails, func(t trail) bool { return !st.still(&t.walk) }); {
		<-st.shell.more
		st.shell.take(st.shell.m.live.Snapshot())
	}
	st.draw()
}

// still reports whether all that a walk can find is known.
func (st *stage) still(w *walk) bool {
	return w.steps == 0 && (w.search == nil || w.search.standing().done)
}

// find types what to find in the n-th kind of the place where the user is.
func (st *stage) find(n int, text string, keys ...string) {
	st.t.Helper()
	st.press("Ctrl-F")
	box := st.shell.prompt.(*findBox)
	box.kind = 0
	box.turn(n)
	st.press(keys...)
	st.paste(text)
	st.press("Enter")
	st.found()
}

func TestParseHex(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"0d0a", "\r\n"}, {"0d 0a", "\r\n"}, {"0d:0a", "\r\n"}, {"0x0d,0x0a", "\r\n"}, {"d a", "\r\n"}, {"0xd", "\r"}, {"FF", "\xff"},
		{"", ""}, {"0d0", ""}, {"xy", ""}, {"g", ""}, {" : ", ""},
	}
	for _, tt := range tests {
		got, err := parseHex(tt.in)
		if string(got) != tt.want || (err != nil) != (tt.want == "") {
			t.Errorf("parseHex(%q) = %q, %v; want %q", tt.in, got, err, tt.want)
		}
	}
}

// TestQueryIsItsFilter: the filter that finds a text in frames keeps those whose
// bytes have it.
func TestQueryIsItsFilter(t *testing.T) {
	t.Parallel()
	names := filter.NewCatalog(flows.Fields())
	tests := []struct {
		text          string
		fold, regular bool
		in, out       string // a text that has it, and one that has not
	}{
		{"get", true, false, "GeT /", "g et"},
		{"get", false, false, "get /", "GET /"},
		{"a.c", true, false, "xA.cx", "abc"},
		{"a.c", true, true, "ABC", "ac"},
		{"a.c", false, true, "abc", "ABC"},
		{`say "\`, true, false, `SAY "\n`, `say \`},
		{"historÿ é", true, false, "HISTORÿ é", "HISTORß É"},
		{"历史", true, false, "历史消息", "历"},
		{"\x01\x7f", false, false, "\x01\x7f", "\x01"},
	}
	for _, tt := range tests {
		q, err := newQuery(inBytes, tt.text, tt.fold, tt.regular, names)
		if err != nil {
			t.Errorf("%q: %v", tt.text, err)
			continue
		}
		for _, in := range []struct {
			text string
			want bool
		}{{tt.in, true}, {tt.out, false}} {
			if got := frameHas(t, q.f, []byte(in.text)); got != in.want {
				t.Errorf("%q (case ignored %v) as %s in %q: %v, want %v", tt.text, tt.fold, q.like, in.text, got, in.want)
			}
			if got := len(q.inBytes([]byte(in.text))) > 0; got != in.want {
				t.Errorf("%q (case ignored %v) lights in %q: %v, want %v", tt.text, tt.fold, in.text, got, in.want)
			}
		}
	}
	for _, bad := range []string{"", "  "} {
		if _, err := newQuery(inBytes, bad, true, false, names); err == nil {
			t.Errorf("%q was taken for something to find", bad)
		}
	}
	if _, err := newQuery(inPane, "(", true, true, names); err == nil || !strings.Contains(err.Error(), "no regular expression") {
		t.Errorf("( as a regular expression: %v", err)
	}
}

// TestQueryTest: the fast ways of telling whether a text has a query say what the
// regular expression says.
func TestQueryTest(t *testing.T) {
	t.Parallel()
	names := filter.NewCatalog(flows.Fields())
	texts := []string{"", "ask", "ASK", "a\u017f\u212a", "aſ", "xAsKx", "as k", "é", "É", "as\xffk", "...ask", "GET /", "[a-z]"}
	for _, text := range []string{"ask", "AS", "k", "é", "[a-z]", ".", "get /", "\xff"} {
		for i := range 4 {
			q, err := newQuery(inList, text, i&1 != 0, i&2 != 0, names)
			if err != nil {
				continue // a byte is no text
			}
			has := q.test()
			for _, in := range texts {
				if got, want := has([]byte(in)), q.re.MatchString(in); got != want {
					t.Errorf("%q (case ignored %v, regular %v) in %q: %v, want %v", text, q.fold, q.regular, in, got, want)
				}
			}
		}
	}
}

// frameHas reports whether a filter keeps a frame of which data is all.
func frameHas(t *testing.T, f *filter.Filter, data []byte) bool {
	t.Helper()
	m := modelOf(t, oneFrame(data), 0)
	return len(f.Scanner(m.live.NewReader()).Rows(m.snap, 0, uint32(m.snap.Rows()), nil)) > 0
}

// oneFrame is a capture of a frame of a link type that nothing is known of.
func oneFrame(data []byte) []byte {
	head := []byte{0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 147, 0, 0, 0}
	n := byte(len(data))
	return append(append(head, 1, 0, 0, 0, 0, 0, 0, 0, n, 0, 0, 0, n, 0, 0, 0), data...)
}

// TestSearchFindsAll compares each step with a plain look through the list.
func TestSearchFindsAll(t *testing.T) {
	t.Parallel()
	const rows = 3*pieceRows + 100
	st := newStage(t, manyPackets(rows, 3), 100, 30, darkTheme())
	m := st.shell.m
	for _, list := range []string{"", "tcp.stream == 1", "frame.number > 9000 && frame.number < 9003", "tcp.port == 1"} {
		if list == "" {
			st.press("Esc")
		} else {
			st.filter(list)
		}
		for _, expr := range []string{"frame.number in {1, 7, 8192, 8193, 24676} || frame.number == 9001", "tcp.stream == 2", "tcp"} {
			q, err := newQuery(byFilter, expr, false, false, st.shell.catalog())
			if err != nil {
				t.Fatal(err)
			}
			all := q.f.Scanner(m.live.NewReader()).Rows(m.snap, 0, rows, nil)
			var want []uint32
			for _, row := range all {
				if m.listed(row) {
					want = append(want, row)
				}
			}
			st.shell.find(q)
			st.found()
			if got := st.shell.lookup.search.all(); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Fatalf("%q in %q: %d hits, want %d", expr, list, len(got), len(want))
			}
			for range 200 {
				from, back := int64(rand.IntN(rows)), rand.IntN(2) == 0
				got := st.shell.lookup.search.step(from, back)
				if plain := plainStep(want, from, back); got != plain {
					t.Fatalf("%q in %q from %d, back %v: %+v, want %+v", expr, list, from, back, got, plain)
				}
			}
		}
	}
}

// plainStep is what step has to say when all is known.
func plainStep(hits []uint32, from int64, back bool) stepped {
	if len(hits) == 0 {
		return stepped{known: true}
	}
	if back {
		for i := len(hits) - 1; i >= 0; i-- {
			if int64(hits[i]) < from {
				return stepped{true, true, hits[i], false}
			}
		}
		return stepped{true, true, hits[len(hits)-1], true}
	}
	for _, row := range hits {
		if int64(row) > from {
			return stepped{true, true, row, false}
		}
	}
	return stepped{true, true, hits[0], true}
}

func TestFindPackets(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 48)
	at := func(want int) {
		t.Helper()
		if got := int(st.shell.m.sel) + 1; got != want {
			t.Errorf("packet %d is selected, want %d:\n%s", got, want, st.text())
		}
	}
	st.find(0, "HISTORY")
	at(23)
	st.wants("match 1 of 3")
	st.press("n")
	at(25)
	st.press("n", "n")
	at(23)
	st.wants("on from the beginning: match 1 of 3")
	st.press("N")
	at(26)
	st.wants("on from the end: match 3 of 3")
	st.press("Esc")
	at(3)
	st.find(0, "HISTORY", "Alt-c") // upper and lower case differ
	st.wants(`"HISTORY" is in none of the 50 packets`)
	at(3)
	st.find(0, "hist[o]ry", "Alt-c", "Alt-r")
	at(23)
	st.find(1, "SYN-RECEIVED", "Alt-r")
	st.wants("on from the beginning: match 1 of 2")
	st.find(2, "tcp.flags.reset == 1")
	at(30)
	st.wants("match 1 of 1")
	st.press("n")
	st.wants("this is the only match")
	st.find(3, "e4 bd a0")
	st.wants("match ")
	if d := st.shell.m.details(); !strings.HasPrefix(string(d.bytes[inFrame][st.shell.m.pick.bit/8:]), "\xe4\xbd\xa0") {
		t.Error("the bytes that were found are not chosen")
	}
	st.filter("tcp.stream == 0")
	st.find(2, "tcp.stream == 1")
	st.wants("tcp.stream == 1 is in none of the 37 packets that the display filter keeps")
	st.press("Ctrl-F", "Ctrl-U", "Enter")
	st.wants("nothing is looked for any more")
}

// TestFindWaits: a match that is not known yet is waited for until Esc, or until
// the user goes elsewhere.
func TestFindWaits(t *testing.T) {
	t.Parallel()
	st := newStage(t, manyPackets(5*pieceRows, 3), 100, 30, darkTheme())
	q, err := newQuery(byFilter, "frame.number == 40000", false, false, st.shell.catalog())
	if err != nil {
		t.Fatal(err)
	}
	st.shell.lookup = lookup{q: q, walk: st.shell.findWalk()}
	x := newSearch(idle{st.shell}, q, st.shell.m, false)
	st.shell.lookup.search = x
	st.press("n")
	st.wants("finding frame.number == 40000 · 0 % · 0 found", "Esc cancels")
	st.press("Esc")
	st.wants("finding was cancelled")
	st.press("n", "Down")
	st.shell.lookup.search = nil
	if st.shell.lookup.steps != 0 {
		t.Error("a match is still waited for when the user has gone elsewhere")
	}
}

func TestFindInPanes(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 60)
	m := st.shell.m
	for _, tt := range []struct{ keys, text, want string }{
		{"5 G Enter", "urgent", "Urgent Pointer"},
		{"Esc Alt-6", "header checksum", "Header Checksum"},
		{"Alt-5", "E", "Version"}, // 0x45
	} {
		st.press(strings.Fields(tt.keys)...)
		st.find(0, tt.text)
		if n := m.chosen(); n == nil || n.name != tt.want {
			t.Errorf("after %s and %q the field %v is chosen, want %s", tt.keys, tt.text, n, tt.want)
		}
	}
	st.press("s")
	st.find(0, "FIN-WAIT-2")
	if now, before := m.snap.Row(m.sel).Moment, m.snap.Row(m.snap.Row(m.sel).Prev).Moment; now.State[0] == before.State[0] || now.State[0] != fsm.FinWait2 {
		t.Errorf("frame %d is selected, where the client does not enter FIN-WAIT-2", m.sel+1)
	}
	st.press("Esc")
	st.press("2", "3", "G", "f")
	st.find(0, "NUMBER 30")
	if line := st.shell.panes[paneStream].(celled).Line(m); !strings.Contains(line, "number 30") {
		t.Errorf("the stream's cursor is on %q", line)
	}
	st.press("Esc")
	st.press("?")
	st.find(0, "redraw")
	st.wants(`"redraw" is not in this pane`)
	st.find(0, "screen again")
	st.wants("draw the screen again")
	st.press("n")
	st.wants("nothing behind: on from the beginning")
	st.press("Esc", "Esc")
}

func TestFindBytesInPane(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 60)
	st.press("2", "3", "G", "Alt-5")
	st.find(1, "68 69 73 74")
	m := st.shell.m
	if got := string(m.details().bytes[inFrame][m.pick.bit/8:]); got != "history\n" {
		t.Errorf("the cursor is on %q, want history", got)
	}
	if st.find(0, "STORY"); string(m.details().bytes[inFrame][m.pick.bit/8:]) != "story\n" {
		t.Error("text was not found across the case")
	}
	st.find(1, "99 99 99 99")
	st.wants("99999999 is not in this pane")
}

func TestLineSeek(t *testing.T) {
	t.Parallel()
	lines := "..x..x.x."
	var k lineSeek
	for _, tt := range []struct {
		cursor int
		back   bool
		want   int
		wrap   bool
	}{{-1, false, 2, false}, {2, false, 5, false}, {7, false, 2, true}, {2, true, 7, true}, {5, true, 2, false}, {-1, true, 7, true}} {
		at, wrapped := k.next(len(lines), tt.cursor, tt.back, func(i int) bool { return lines[i] == 'x' })
		if at != tt.want || wrapped != tt.wrap || k.on {
			t.Errorf("from %d, back %v: %d, wrapped %v; want %d, %v", tt.cursor, tt.back, at, wrapped, tt.want, tt.wrap)
		}
	}
	if at, _ := k.next(len(lines), 3, false, func(int) bool { return false }); at != -1 || k.on {
		t.Error("it found what is not there")
	}
	if at, _ := k.next(0, -1, true, nil); at != -1 {
		t.Error("it found something in nothing")
	}
}

// idle is a host whose workers have no time.
type idle struct{ *shell }

func (h idle) workers() (*sync.WaitGroup, context.Context) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return &h.work, ctx
}

func TestGoldenFind(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		do   func(st *stage)
	}{
		{"find_line", func(st *stage) { st.press("Ctrl-F"); st.paste("history") }},
		{"find_wrong", func(st *stage) { st.press("Ctrl-F", "Tab", "Tab"); st.paste("tcp.prt == 1") }},
		{"find_hit", func(st *stage) { st.find(1, "client") }},
		{"find_bytes", func(st *stage) { st.press("Alt-5"); st.find(0, "e") }},
		{"find_states", func(st *stage) { st.press("5", "G", "s"); st.find(0, "fin") }},
	}
	for _, tt := range tests {
		for _, s := range []size{{160, 48}, {80, 24}} {
			name := fmt.Sprintf("%s_%dx%d", tt.name, s.w, s.h)
			t.Run(name, func(t *testing.T) {
				st := newStage(t, samples.Chat(), s.w, s.h, darkTheme())
				tt.do(st)
				st.compare(t, name)
			})
		}
	}
	st := newStage(t, samples.Chat(), 80, 24, plainTheme())
	st.press("?")
	st.find(0, "packet")
	st.compare(t, "find_plain_80x24")
}

// largePackets is a capture of n frames of 1400 bytes of text.
func largePackets(n int) []byte {
	frame := oneFrame(nil)[24:]
	const size = 1400
	frame[8], frame[9], frame[12], frame[13] = size&0xff, size>>8, size&0xff, size>>8
	frame = append(frame, strings.Repeat("The quick brown fox went now where no one knows.\n", size/49+1)[:size]...)
	return append(oneFrame(nil)[:24], bytes.Repeat(frame, n)...)
}

// BenchmarkFind finds what is nowhere: text in the bytes, a field of the index,
// and text in what the list shows.
func BenchmarkFind(b *testing.B) {
	small, large := manyPackets(200_000, 100), largePackets(20_000)
	names := filter.NewCatalog(flows.Fields())
	for _, c := range []struct {
		name string
		kind findKind
		text string
		data []byte
	}{{"bytes", inBytes, "nowhere", large}, {"small", inBytes, "nowhere", small}, {"column", byFilter, "tcp.srcport == 1", small},
		{"list", inList, "nowhere", small}} {
		b.Run(c.name, func(b *testing.B) {
			data := c.data
			m := modelOf(b, data, 1)
			rows := uint32(m.snap.Rows())
			q, err := newQuery(c.kind, c.text, true, false, names)
			if err != nil {
				b.Fatal(err)
			}
			f := finderFor(q, m)
			list := rowList{all: true}
			for b.Loop() {
				if got := list.hits(f, m.snap, 0, rows, nil); len(got) > 0 {
					b.Fatal("found")
				}
			}
			b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(float64(len(data))*float64(b.N)/b.Elapsed().Seconds()/1e9, "GB/s")
		})
	}
}

// TestTableFinds: panes that list things in a table are searched by it.
func TestTableFinds(t *testing.T) {
	t.Parallel()
	names := []string{"alpha", "beta", "gamma", "alphabet"}
	tab := &table{cols: []tableColumn{{title: "Name"}, {title: "No", right: true}}, rows: len(names), sort: -1,
		cell: func(row, col int) span { return span{[]string{names[row], fmt.Sprint(row)}[col], darkTheme().text} }}
	var _ finder = tab
	for _, tt := range []struct {
		text    string
		back    bool
		at      int
		wrapped bool
	}{{"alpha", false, 3, false}, {"alpha", false, 0, true}, {"alpha", true, 3, true}, {"a  2", false, 2, true}, {"beta  1", true, 1, false}} {
		found, wrapped := tab.Find(nil, func(line string) bool { return strings.Contains(line, tt.text) }, tt.back)
		if !found || tab.at != tt.at || wrapped != tt.wrapped {
			t.Errorf("%q, back %v: row %d, found %v, wrapped %v; want %d, %v", tt.text, tt.back, tab.at, found, wrapped, tt.at, tt.wrapped)
		}
	}
	if found, _ := tab.Find(nil, func(string) bool { return false }, false); found || tab.at != 1 {
		t.Error("it found what is not there")
	}
}
