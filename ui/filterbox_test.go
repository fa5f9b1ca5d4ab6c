package ui

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/gdamore/tcell/v2"
	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"tcptui/capture"
	"tcptui/filter"
	"tcptui/flows"
	"tcptui/testdata/samples"
)

// filter types a filter, applies it and waits for what it keeps.
func (st *stage) filter(text string) {
	st.t.Helper()
	st.press("/")
	st.paste(text)
	st.press("Enter")
	st.settled()
}

// settled waits until everything is evaluated.
func (st *stage) settled() {
	st.t.Helper()
	atEnd(st.t, st.shell.stopWork)
	for g := st.shell.m.filt; g != nil && g.run != nil; {
		<-st.shell.more
		st.shell.take(st.shell.m.live.Snapshot())
	}
	st.draw()
}

// listedRows are the numbers of the rows that are listed, from 1.
func listedRows(m *model) []int {
	var out []int
	for i := range m.len() {
		out = append(out, int(m.at(i))+1)
	}
	return out
}

// synRows are the rows with SYN, by their columns.
func synRows(m *model) []int {
	var out []int
	for i := range m.snap.Rows() {
		if r := m.snap.Row(uint32(i)); r.Conn != flows.NoConn && strings.Contains(flagNames(r.Flags), "SYN") {
			out = append(out, i+1)
		}
	}
	return out
}

func TestFilter(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 48)
	m := st.shell.m
	st.press("1", "5", "G")
	st.filter("tcp.flags.syn == 1")
	want := synRows(m)
	if got := listedRows(m); len(want) != 4 || !cmp.Equal(got, want) {
		t.Errorf("rows listed = %v, want %v", got, want)
	}
	st.wants("/ tcp.flags.syn == 1   4 of 50")
	nearest := slices.MinFunc(want, func(a, b int) int { return max(a-15, 15-a) - max(b-15, 15-b) })
	if int(m.sel)+1 != nearest {
		t.Errorf("packet %d is selected, want the nearest, %d", m.sel+1, nearest)
	}
	st.press("G")
	st.wants("Packets 4 of 4")
	last := m.sel
	st.press("o") // its connection alone: the SYN and the SYN,ACK
	st.wants("Packets 2 of 2 of connection 1", "/ (tcp.flags.syn == 1) && tcp.stream == 1   2 of 50")
	st.press("3", "G")
	st.wants("not of connection 1")
	st.press("Esc")
	st.wants("Packets 4 of 4")
	st.press("1", "G")
	st.wants("the display filter does not keep packet 1")
	st.press("/", "Ctrl-U", "Enter") // empty
	if m.filt != nil || m.len() != 50 || m.sel != last {
		t.Errorf("after an empty filter %d rows are listed and %d is selected, want 50 and %d", m.len(), m.sel+1, last+1)
	}
	st.filter("tcp.flags.syn == 1")
	st.press("Esc")
	if m.filt != nil {
		t.Error("Esc did not list everything again")
	}
	st.filter("tcp.port == 1")
	st.wants("/ tcp.port == 1   0 of 50")
	if m.sel != last {
		t.Errorf("packet %d is selected where none is listed, want %d", m.sel+1, last+1)
	}
	st.press("Down", "Up", "G", "g", "}", "]", "Ctrl-D")
}

func TestFilterBox(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 48)
	st.press("/")
	st.paste("tcp.flags.syn =")
	st.wants("/ tcp.flags.syn =", "✗ column ")
	st.press("Enter")
	if st.shell.prompt == nil || st.shell.m.filt != nil {
		t.Fatal("a wrong filter was applied")
	}
	st.press("=", "Space", "1")
	st.wants("/ tcp.flags.syn == 1", "✓ ")
	st.press("Esc")
	if st.shell.prompt != nil || st.shell.m.filt != nil {
		t.Error("Esc applied the filter")
	}
	st.filter("tcp.flags.syn == 1")
	st.filter("tcp.port == 8899")
	st.press("/")
	box := st.shell.prompt.(*filterBox)
	for _, tt := range []struct{ key, want string }{
		{"x", "tcp.port == 8899x"}, {"Up", "tcp.port == 8899"}, {"Up", "tcp.flags.syn == 1"}, {"Up", "tcp.flags.syn == 1"},
		{"Down", "tcp.port == 8899"}, {"Down", "tcp.port == 8899x"}, {"Down", "tcp.port == 8899x"}, {"Backspace", "tcp.port == 8899"},
		{"Home", "tcp.port == 8899"}, {"!", "!tcp.port == 8899"}, {"Right", "!tcp.port == 8899"}, {"Backspace", "!cp.port == 8899"},
		{"Left", "!cp.port == 8899"}, {"Left", "!cp.port == 8899"}, {"Backspace", "!cp.port == 8899"}, {"End", "!cp.port == 8899"},
		{"9", "!cp.port == 88999"}, {"Ctrl-U", ""},
	} {
		if st.press(tt.key); string(box.text) != tt.want {
			t.Fatalf("after %s the text is %q, want %q", tt.key, string(box.text), tt.want)
		}
	}
}

func TestFilterCompletes(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 48)
	st.press("/")
	box := st.shell.prompt.(*filterBox)
	for _, tt := range []struct{ typed, keys, want string }{
		{"tcp.dstp", "Tab", "tcp.dstport"},
		{"ip.src == 1.2.3.4 && tcp.dstp", "Tab", "ip.src == 1.2.3.4 && tcp.dstport"},
		{"tcp.flags.s", "Tab Tab", "tcp.flags.syn"},
		{"DSTPOR", "Tab Tab", "tcp.dstport"},
		{`tcp.payload contains "tcp.dstp`, "Tab", `tcp.payload contains "tcp.dstp`},
		{"nothing.like.it", "Tab", "nothing.like.it"},
	} {
		st.paste(tt.typed)
		st.press(strings.Fields(tt.keys)...)
		if got := string(box.text); got != tt.want {
			t.Errorf("%s and %s make %q, want %q", tt.typed, tt.keys, got, tt.want)
		}
	}
	st.paste("tcp.options")
	st.wants("completes: ")
	seen := map[string]bool{}
	for range 3 {
		st.press("Tab")
		seen[string(box.text)] = true
	}
	if len(seen) < 2 {
		t.Errorf("Tab goes through %v", seen)
	}
}

// TestFilterKeepsTheSelection: what is listed stays selected.
func TestFilterKeepsTheSelection(t *testing.T) {
	t.Parallel()
	st := chat(t, 80, 24)
	for _, n := range synRows(st.shell.m) {
		st.press(strings.Split(fmt.Sprint(n), "")...)
		st.press("G")
		st.filter("tcp.flags.syn == 1")
		if got := int(st.shell.m.sel) + 1; got != n {
			t.Errorf("packet %d is selected, want %d", got, n)
		}
		st.press("/", "Ctrl-U", "Enter")
	}
}

// TestFilterOfAGrowingCapture: rows that come are filtered, in the application.
func TestFilterOfAGrowingCapture(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	data := manyPackets(400, 2)
	const record = 16 + 40
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
	at := 24 + 100*record
	write(0, at)
	r.until(t, "Packets 1 of 100")
	for _, k := range "/conn.segments.client > 60 && tcp.stream == 1" {
		r.InjectKey(tcell.KeyRune, k, 0)
	}
	r.InjectKey(tcell.KeyEnter, 0, 0)
	r.until(t, "   0 of 100")
	write(at, at+200*record) // and now those before are kept too
	r.until(t, "of 300 ")
	r.until(t, "   150 of 300")
	write(at+200*record, len(data))
	out.Close()
	r.until(t, "   200 of 400")
	r.cancel()
	r.ended(t)
}

// TestFilterIsStopped: Esc ends a long evaluation; what was found stays listed.
func TestFilterIsStopped(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	live, store := gated(t)
	st := &stage{t: t, screen: canvas(t, 160, 48), th: darkTheme()}
	st.shell = newShell(Config{Title: "chat.pcapng", Live: live}, st.th)
	st.draw()
	s := st.shell
	s.askFilter()
	box := s.prompt.(*filterBox)
	box.set([]rune("tcp.payload contains \"a\""))
	store.shut.Store(true)
	box.accept() // what is drawn after a key would wait at the gate
	<-store.met
	store.shut.Store(false)
	st.draw()
	st.wants("filtering 0 %, Esc stops")
	g := s.m.filt
	st.press("Esc")
	st.wants("stopped at 0 %")
	close(store.gate)
	s.stopWork()
	s.take(live.Snapshot())
	st.draw()
	if s.m.filt != g || g.run != nil || s.m.len() != 0 {
		t.Errorf("after Esc %d rows are listed", s.m.len())
	}
	st.press("Esc")
	st.wants("Packets 3 of 50")
}

// TestFilterFromTheStart applies a filter that the command line gave.
func TestFilterFromTheStart(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ filter, want string }{
		{"tcp.flags.syn == 1", "/ tcp.flags.syn == 1   4 of 50"},
		{"tcp.flags.sin == 1", "display filter tcp.flags.sin == 1: column 1: "},
	} {
		st := &stage{t: t, screen: canvas(t, 160, 48), th: darkTheme()}
		st.shell = newShell(Config{Title: "chat", Live: read(t, samples.Chat()), Filter: tt.filter}, st.th)
		st.settled()
		st.wants(tt.want)
	}
}

// TestFilterOfTheSelected: ${field} is the selected packet's value when the filter is
// applied, and that of another packet when it is applied again there. Macros hold, too.
func TestFilterOfTheSelected(t *testing.T) {
	t.Parallel()
	const same = "tcp.stream == ${tcp.stream}"
	st := chat(t, 160, 48)
	st.shell.m.macros = filter.Macros{"mine": "tcp.stream == ${tcp.stream}"}
	ofStream := func(id flows.ConnID) (out []int) {
		for i := range st.shell.m.snap.Rows() {
			if st.shell.m.snap.Row(uint32(i)).Conn == id {
				out = append(out, i+1)
			}
		}
		return out
	}
	for _, text := range []string{same, "${mine}"} {
		for _, id := range []flows.ConnID{1, 0} {
			st.shell.m.setFilter(nil)
			st.shell.m.sel = st.shell.m.snap.Conn(id).First
			st.filter(text)
			if diff := cmp.Diff(ofStream(id), listedRows(st.shell.m)); diff != "" {
				t.Errorf("%s, connection %d:\n%s", text, id, diff)
			}
		}
	}
	st.filter("udp.stream == ${udp.stream}")
	if n := st.shell.m.len(); n != 0 {
		t.Errorf("%d packets have the stream of a datagram that the selected one is not", n)
	}
	st.wants("the selected packet has no udp.stream")
}

// TestFindOfTheSelected: what is found stays what the packet had where the search began.
func TestFindOfTheSelected(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 48)
	m := st.shell.m
	m.sel = m.snap.Conn(1).First
	q, err := newQuery(byFilter, "tcp.stream != ${tcp.stream}", false, false, st.shell.catalog())
	if err != nil {
		t.Fatal(err)
	}
	st.shell.find(q)
	if lacks := q.f.Lacking(); len(lacks) != 0 {
		t.Fatalf("the query is not bound: it lacks %v", lacks)
	}
	for _, id := range []flows.ConnID{0, 1} {
		v := m.reader.At(m.snap, m.snap.Conn(id).First)
		if got := q.f.Matcher().Match(v); got != (id == 0) {
			t.Errorf("the first packet of connection %d: %v", id, got)
		}
	}
	st.shell.stopWork()
}

// TestJoin compares the rows of both lists with what a search finds, as the
// lists grow.
func TestJoin(t *testing.T) {
	t.Parallel()
	var of, kept []uint32
	g := &filtering{}
	var b joined
	for i := range uint32(401) {
		if i*i%7 < 3 {
			of = append(of, i)
		}
		if i%3 == 0 || i > 300 && i < 330 {
			kept = append(kept, i)
		}
		if i%50 != 0 {
			continue
		}
		if g.rows = kept; i == 400 { // another answer
			g.rows, g.swaps = kept[len(kept)/2:], 1
		}
		var want []uint32
		for _, row := range of {
			if slices.Contains(g.rows, row) {
				want = append(want, row)
			}
		}
		if got := b.join(1, of, g); !slices.Equal(got, want) {
			t.Fatalf("join = %v, want %v", got, want)
		}
		if i == 400 {
			return
		}
	}
}

// TestGoldenFilter compares the screens of the filter line and of what it lists.
func TestGoldenFilter(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		typed string
		keys  []string
	}{
		{"filter_wrong", "tcp.flags.sin == 1", nil},
		{"filter_names", "tcp.flags.", []string{"Tab"}},
		{"filter_right", "tcp.flags.syn == 1", nil},
		{"filter_listed", "tcp.flags.syn == 1", []string{"Enter"}},
	} {
		for _, s := range []size{{160, 48}, {80, 24}} {
			name := fmt.Sprintf("%s_%dx%d", tt.name, s.w, s.h)
			t.Run(name, func(t *testing.T) {
				st := chat(t, s.w, s.h)
				st.press("/")
				st.paste(tt.typed)
				st.press(tt.keys...)
				st.settled()
				st.compare(t, name)
			})
		}
	}
}
