package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"

	"tcptui/testdata/samples"
)

// sampleStage is a stage on one of the samples.
func sampleStage(t *testing.T, name string, w, h int) *stage {
	t.Helper()
	s, err := samples.Get(name)
	if err != nil {
		t.Fatal(err)
	}
	return newStage(t, s.Data, w, h, darkTheme())
}

// listText is what the packet list shows.
func (st *stage) listText() string {
	x, y, w, h := st.shell.panes[panePackets].(*packetsPane).GetRect()
	var b strings.Builder
	for row := y; row < y+h; row++ {
		for col := x; col < x+w; {
			text, _, n := st.screen.Get(col, row)
			b.WriteString(text)
			col += max(n, 1)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestColumnsComeBack(t *testing.T) {
	t.Parallel()
	for _, s := range screens {
		st := chat(t, s.w, s.h)
		want := st.listText()
		if !strings.Contains(want, "Info") || !strings.Contains(want, "client SYN-SENT") {
			t.Errorf("%v: no Info of a TCP row:\n%s", s, want)
		}
		for _, keys := range []string{"z z", "o ] [ Esc", "r r", "t t t t t t t"} {
			st.press(strings.Fields(keys)...)
			st.press("3", "G", "g", "3", "G")
			if got := st.listText(); got != want {
				t.Errorf("%v: after %s the list is\n%s, want\n%s", s, keys, got, want)
			}
		}
		st.resize(200, 60)
		st.resize(s.w, s.h)
		if got := st.listText(); got != want {
			t.Errorf("%v: after two resizes the list is\n%s, want\n%s", s, got, want)
		}
	}
}

func TestHeldShrinksFarAway(t *testing.T) {
	t.Parallel()
	var h held
	for _, tt := range []struct{ w, top, want int }{{5, 0, 5}, {9, 3, 9}, {5, 10, 9}, {5, 23, 9}, {5, 24, 5}, {7, 24, 7}, {6, 3, 6}} {
		if got := h.grow(tt.w, tt.top, 20); got != tt.want {
			t.Errorf("%d cells at row %d: the column is %d wide, want %d", tt.w, tt.top, got, tt.want)
		}
	}
}

func TestFlagsHaveOneForm(t *testing.T) {
	t.Parallel()
	for w := 40; w < 200; w += 7 {
		st := chat(t, w, 40)
		names, letters := 0, 0
		for range 50 {
			text := st.listText()
			names += strings.Count(text, " PSH,ACK") + strings.Count(text, " SYN,ACK")
			letters += strings.Count(text, " PA ") + strings.Count(text, " SA ")
			st.press("Down")
		}
		if names > 0 && letters > 0 || names+letters == 0 {
			t.Errorf("%d cells: %d names and %d letters", w, names, letters)
		}
	}
}

func TestInfoScrolls(t *testing.T) {
	t.Parallel()
	st := chat(t, 80, 24)
	st.wants("server SYN-RECEIV…")
	st.press("l", "l", "l", "l", "l")
	st.wants("…lient ESTABLISHED", "client SYN-SENT") // to its end, and a short one stays
	st.resize(200, 60)
	st.wants("Info", "server SYN-RECEIVED, client ")
	st.resize(80, 24)
	st.press("h", "h", "h", "h", "h", "h")
	st.wants("server SYN-RECEIV…")
	st.press("g", "l", "l")
	if strings.Contains(st.listText(), "Who has") {
		t.Errorf("a frame without TCP did not scroll:\n%s", st.listText())
	}
	list := st.shell.panes[panePackets].(*packetsPane)
	for range 100 {
		st.press("l")
	}
	if list.scroll > 60 {
		t.Errorf("scrolled by %d cells, further than any text", list.scroll)
	}
}

func TestInfoSaysWhatHappened(t *testing.T) {
	t.Parallel()
	tests := []struct{ sample, want string }{
		{"loss_sack", "fast retransmission"}, {"reorder", "out of order"}, {"tail_loss", "tail loss probe"}, {"duplicate", "network duplicate"},
		{"keep_alive", "keep-alive"}, {"keep_alive", "answers a keep-alive"}, {"zero_window", "window full: "}, {"abort", "reset by "},
		{"syn_lost", "retransmission"}, {"port_reuse", "ports used before"}, {"loss_sack", "duplicate ACK"},
	}
	for _, tt := range tests {
		st := sampleStage(t, tt.sample, 200, 60)
		st.press("z", "g")
		found := false
		for range st.shell.m.len()/20 + 1 {
			found = found || strings.Contains(st.listText(), tt.want)
			st.press("PgDn")
		}
		if !found {
			t.Errorf("%s: no row says %q:\n%s", tt.sample, tt.want, st.listText())
		}
	}
}

// TestTroubleHasColour: rows that say of a retransmission look it.
func TestTroubleHasColour(t *testing.T) {
	t.Parallel()
	st := sampleStage(t, "syn_lost", 160, 48)
	st.press("g", "z")
	list := st.shell.panes[panePackets].(*packetsPane)
	found := false
	for i := range list.rows {
		r := &list.rows[i]
		if text, _ := list.cell(i, list.infoCol); strings.HasPrefix(string(text), "retransmission") {
			found = true
			if style, rule := list.rules.style(&st.th, r); style != st.th.bad || rule != "Bad TCP" {
				t.Errorf("frame %d is a retransmission and does not look it", r.row.No+1)
			}
		}
	}
	if !found {
		t.Error("there is no retransmission")
	}
}

func TestDoubleClickIsOnOnePlace(t *testing.T) {
	t.Parallel()
	t0 := time.Unix(1, 0)
	tests := []struct {
		name   string
		action tview.MouseAction
		x, y   int
		after  time.Duration
		want   tview.MouseAction
	}{
		{"first", tview.MouseLeftClick, 5, 5, 0, tview.MouseLeftClick},
		{"another row", tview.MouseLeftDoubleClick, 5, 6, 100 * time.Millisecond, tview.MouseLeftClick},
		{"the same", tview.MouseLeftClick, 5, 6, 200 * time.Millisecond, tview.MouseLeftDoubleClick},
		{"a third", tview.MouseLeftDoubleClick, 5, 6, 300 * time.Millisecond, tview.MouseLeftClick},
		{"far to the right", tview.MouseLeftDoubleClick, 9, 6, 310 * time.Millisecond, tview.MouseLeftClick},
		{"too late", tview.MouseLeftClick, 9, 6, 5 * time.Second, tview.MouseLeftClick},
		{"a press", tview.MouseLeftDown, 9, 6, 5 * time.Second, tview.MouseLeftDown},
	}
	var c clicks
	for _, tt := range tests {
		if got := c.judge(tt.action, tt.x, tt.y, t0.Add(tt.after)); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestFooterCanBeClicked(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 48)
	at := func(text string) (x, y int) {
		lines := strings.Split(strings.TrimRight(st.text(), "\n"), "\n")
		y = len(lines) - 1
		i := strings.Index(lines[y], text)
		if i < 0 {
			t.Fatalf("the footer does not show %q: %s", text, lines[y])
		}
		return textWidth(lines[y][:i]), y
	}
	click := func(text string) {
		x, y := at(text)
		st.shell.MouseHandler()(tview.MouseLeftDown, tcell.NewEventMouse(x, y, tcell.Button1, 0), func(tview.Primitive) {})
		st.draw()
	}
	click("] connection")
	if st.shell.m.conn != 1 {
		t.Errorf("connection %d is selected, want 1", st.shell.m.conn)
	}
	click("help")
	st.wants("Help: what the keys do here")
	click("close")
	click("zoom")
	st.shell.say("a message")
	st.draw()
	st.shell.MouseHandler()(tview.MouseLeftDown, tcell.NewEventMouse(5, 5, tcell.Button1, 0), func(tview.Primitive) {})
	st.draw()
	at("help") // a click ends a message, as a key does
	if !st.shell.view.zoom {
		t.Error("a click on zoom did not zoom")
	}
}

func TestFitTitle(t *testing.T) {
	t.Parallel()
	tests := []struct {
		title string
		width int
		want  string
	}{
		{"/a/b/c.pcap", 20, "/a/b/c.pcap"}, {"/a/b/c.pcap", 10, "…/b/c.pcap"}, {"/a/b/c.pcap", 9, "…/c.pcap"}, {"/a/b/c.pcap", 5, "c.pc…"},
		{`C:\long\x.pcap`, 8, `…\x.pcap`}, {"/a/b/c.pcap and 3 more", 18, "c.pcap and 3 more"},
		{"sample: a/b and c", 10, "sample: a…"}, {"a\x1bb/c", 4, "…/c"}, {"", 4, ""},
	}
	for _, tt := range tests {
		got := fitTitle(tt.title, tt.width)
		if textWidth(got) > tt.width || got != tt.want {
			t.Errorf("fitTitle(%q, %d) = %q, want %q", tt.title, tt.width, got, tt.want)
		}
	}
}

func TestDamageIsReadable(t *testing.T) {
	t.Parallel()
	data := samples.Chat()
	for _, s := range screens {
		st := newStage(t, data[:len(data)-30], s.w, s.h, darkTheme())
		flat := strings.Join(strings.Fields(st.text()), " ")
		for _, want := range []string{"! is cut off: ", "at byte", "the frames before it are shown", "Esc hides this"} {
			if !strings.Contains(flat, want) {
				t.Errorf("%v: no %q:\n%s", s, want, st.text())
			}
		}
		if strings.Contains(strings.Split(st.text(), "\n")[1], "are shown at byte") {
			t.Error("where comes after what to do")
		}
		st.press("Esc")
		if strings.Contains(st.text(), "Esc hides this") {
			t.Error("Esc did not hide the damage")
		}
	}
}

func TestNoConnections(t *testing.T) {
	t.Parallel()
	st := newStage(t, arpOnly(), 100, 30, darkTheme())
	for _, keys := range []string{"]", "["} {
		st.press(keys)
		st.wants("there are no TCP connections here")
	}
	for _, key := range []string{"f", "s", "o"} {
		st.press(key)
		st.wants("there are no TCP connections here")
		if st.shell.view.zoom || st.shell.view.focus != panePackets {
			t.Errorf("%s changed the view", key)
		}
	}
}

// arpOnly is a capture of one frame without TCP.
func arpOnly() []byte {
	frame := append([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 1, 8, 6, 0, 1, 8, 0, 6, 4, 0, 1}, make([]byte, 20)...)
	head := []byte{0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 1, 0, 0, 0}
	rec := make([]byte, 16)
	rec[8], rec[12] = byte(len(frame)), byte(len(frame))
	return append(append(head, rec...), frame...)
}

func TestHelpHasTheSigns(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 120)
	st.press("?")
	st.wants("● │", "○ ┆", "? ·", "state observed", "the client sent it", "the segment was sent again", "SYN ACK FIN RST PSH URG")
}
