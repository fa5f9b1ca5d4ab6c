package ui

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gdamore/tcell/v2"

	"tcptui/capture"
	"tcptui/flows"
	"tcptui/internal/golden"
	"tcptui/keymap"
)

// openModel reads a sample to its end and selects a frame, counted from 1.
func openModel(t testing.TB, sample string, frame int) *model {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "testdata", "samples", sample))
	if err != nil {
		t.Fatal(err)
	}
	return modelOf(t, data, frame)
}

// modelOf is openModel for a capture in memory.
func modelOf(t testing.TB, data []byte, frame int) *model {
	t.Helper()
	src, err := capture.OpenBytes("test", data)
	if err != nil {
		t.Fatal(err)
	}
	live := flows.Start(context.Background(), src)
	atEnd(t, func() {
		live.Stop()
		if err := src.Close(); err != nil {
			t.Error(err)
		}
	})
	live.Wait()
	m := newModel(live, darkTheme())
	m.take(live.Snapshot())
	if frame > 0 {
		m.selectRow(uint32(frame - 1))
	}
	return m
}

// size is a pane's width and height in cells.
type size struct{ w, h int }

var paneSizes = []size{{76, 30}, {60, 20}, {40, 12}, {10, 3}}

// draw draws a pane alone and returns the text of its lines and a map of their
// styles, with a letter for each style of the theme.
func draw(t testing.TB, m *model, p pane, s size, focus bool) string {
	t.Helper()
	screen := tcell.NewSimulationScreen("UTF-8")
	if err := screen.Init(); err != nil {
		t.Fatal(err)
	}
	defer screen.Fini()
	screen.SetSize(s.w, s.h)
	p.SetRect(0, 0, s.w, s.h)
	if focus {
		p.Focus(nil)
	} else {
		p.Blur()
	}
	for range 2 { // what Draw learns of its size the next Refresh uses
		screen.Clear()
		p.Refresh(m)
		p.Draw(screen)
	}
	screen.Show()
	return dump(screen, &m.th)
}

// dump writes the text of a screen, then where each style begins in each line.
func dump(screen tcell.SimulationScreen, th *theme) string {
	w, h := screen.Size()
	var text, styles strings.Builder
	for y := range h {
		var row strings.Builder
		before := tcell.StyleDefault
		for x := 0; x < w; {
			s, style, n := screen.Get(x, y)
			if s == "" {
				s = " "
			}
			row.WriteString(s)
			if style != before {
				fmt.Fprintf(&styles, "%d,%d %s\n", y, x, themeName(style, th))
				before = style
			}
			x += max(n, 1)
		}
		text.WriteString(strings.TrimRight(row.String(), " "))
		text.WriteByte('\n')
	}
	return text.String() + "--- styles: line,column from which on\n" + styles.String()
}

// themeName is the theme's name of a style; one that the theme does not have is
// written as styleName does.
func themeName(s tcell.Style, th *theme) string {
	if fg, bg, attr := s.Decompose(); fg == tcell.ColorDefault && bg <= tcell.ColorBlack && attr == 0 {
		return "-"
	}
	for _, l := range legend(th) {
		if l.style == s {
			return l.name
		}
	}
	return styleName(s)
}

// styleName writes a style as foreground/background and attributes.
func styleName(s tcell.Style) string {
	fg, bg, attr := s.Decompose()
	out := fmt.Sprintf("%s/%s", colorName(fg), colorName(bg))
	for _, a := range []struct {
		mask tcell.AttrMask
		name string
	}{{tcell.AttrBold, "bold"}, {tcell.AttrDim, "dim"}, {tcell.AttrItalic, "italic"}, {tcell.AttrUnderline, "underline"}, {tcell.AttrReverse, "reverse"}} {
		if attr&a.mask != 0 {
			out += " " + a.name
		}
	}
	return out
}

func colorName(c tcell.Color) string {
	if c == tcell.ColorDefault {
		return "-"
	}
	return fmt.Sprint(uint64(c & 0xff))
}

// TestPaneScreens compares each pane alone, at several sizes, with the screens
// in testdata.
func TestPaneScreens(t *testing.T) {
	t.Parallel()
	header := func() pane { return newHeaderPane() }
	states := func() pane { return newStatePane() }
	for _, c := range []struct {
		name, sample string
		frame        int
		pane         func() pane // nil: the stream
		focus        bool
	}{
		{"header-syn", "chat.pcapng", 3, header, false},
		{"header-data", "chat.pcapng", 6, header, true},
		{"header-arp", "chat.pcapng", 1, header, false},
		{"header-sack", "loss_sack.pcap", 21, header, false},
		{"header-mid-stream", "mid_stream.pcap", 3, header, false},
		{"states-close", "chat.pcapng", 49, states, false},
		{"states-abort", "abort.pcap", 7, states, true},
		{"states-arp", "chat.pcapng", 1, states, false},
		{"states-ipv6", "ipv6.pcap", 9, states, false},
		{"states-mid-stream", "mid_stream.pcap", 3, states, false},
		{"states-syn-lost", "syn_lost.pcap", 4, states, true},
		{"stream-chat", "chat.pcapng", 12, nil, false},
		{"stream-cursor", "chat.pcapng", 16, nil, true},
		{"stream-arp", "chat.pcapng", 1, nil, false},
		{"stream-long", "loss_sack.pcap", 40, nil, false},
		{"stream-refused", "refused.pcap", 3, nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := openModel(t, c.sample, c.frame)
			var out strings.Builder
			stream := func() pane { return newStreamPane(newStreamDesk(t, m)) }
			if c.pane == nil {
				c.pane = stream
			}
			for _, s := range paneSizes {
				p := c.pane()
				text := draw(t, m, p, s, c.focus)
				fmt.Fprintf(&out, "=== %dx%d %s\n%s", s.w, s.h, p.Name(), text)
			}
			golden.Check(t, filepath.Join("testdata", "panes", c.name+".txt"), out.String())
		})
	}
}

// Whatever is done to a pane at whatever size, it draws inside its rectangle
// and does not fail.
func TestPanesAtRandom(t *testing.T) {
	t.Parallel()
	actions := []keymap.Action{keymap.Up, keymap.Down, keymap.Left, keymap.Right, keymap.PageUp, keymap.PageDown,
		keymap.Home, keymap.End, keymap.Enter, keymap.StreamForm, keymap.StreamSide, keymap.StreamMarks}
	samples, err := filepath.Glob(filepath.Join("..", "testdata", "samples", "*.pcap*"))
	if err != nil || len(samples) == 0 {
		t.Fatal(samples, err)
	}
	for _, sample := range samples {
		m := openModel(t, filepath.Base(sample), 0)
		rng := rand.New(rand.NewPCG(1, uint64(m.snap.Rows())))
		screen := tcell.NewSimulationScreen("UTF-8")
		if err := screen.Init(); err != nil {
			t.Fatal(err)
		}
		defer screen.Fini()
		for _, p := range []pane{newHeaderPane(), newStatePane(), newStreamPane(newStreamDesk(t, m))} {
			for range 60 {
				switch rng.IntN(4) {
				case 0:
					m.selectRow(uint32(rng.IntN(m.snap.Rows())))
				case 1:
					m.raw = !m.raw
				}
				p.Refresh(m)
				p.Act(m, actions[rng.IntN(len(actions))])
				s := size{1 + rng.IntN(90), 1 + rng.IntN(30)}
				if rng.IntN(3) > 0 {
					s = size{70, 20}
				}
				inside(t, screen, m, p, s, rng.IntN(2) == 0)
			}
		}
	}
}

// inside draws a pane in the middle of a screen and fails if it wrote elsewhere.
func inside(t *testing.T, screen tcell.SimulationScreen, m *model, p pane, s size, focus bool) {
	t.Helper()
	const edge = 3
	screen.SetSize(s.w+2*edge, s.h+2*edge)
	fill(screen, 0, 0, s.w+2*edge, s.h+2*edge, "#", tcell.StyleDefault)
	p.SetRect(edge, edge, s.w, s.h)
	if focus {
		p.Focus(nil)
	} else {
		p.Blur()
	}
	p.Refresh(m)
	p.Draw(screen)
	at := func(x, y int) (string, int) {
		text, _, n := screen.Get(edge+x, edge+y)
		return text, n
	}
	for y := -1; y <= s.h; y++ {
		for x := -1; x <= s.w; x++ {
			if x == 0 && y >= 0 && y < s.h {
				x = s.w - 1
			}
			switch text, n := at(x, y); {
			case x >= 0 && x < s.w && y >= 0 && y < s.h:
				if x+n > s.w {
					t.Fatalf("%T at %dx%d: %q at %d,%d is cut by the edge", p, s.w, s.h, text, x, y)
				}
			case text != "#":
				t.Fatalf("%T at %dx%d wrote %q at %d,%d", p, s.w, s.h, text, x, y)
			}
		}
	}
}

// The ladder's keys move the selection along the connection, not the list.
func TestStatePaneMoves(t *testing.T) {
	t.Parallel()
	m := openModel(t, "chat.pcapng", 17)
	p := newStatePane()
	draw(t, m, p, size{70, 20}, true)
	for _, step := range []struct {
		a    keymap.Action
		want uint32
	}{{keymap.Down, 28}, {keymap.Up, 17}, {keymap.Home, 3}, {keymap.Up, 3}, {keymap.End, 50}, {keymap.Down, 50}} {
		if !p.Act(m, step.a) {
			t.Errorf("%s did nothing", step.a)
		}
		if m.sel+1 != step.want {
			t.Errorf("after %s frame %d is selected, want %d", step.a, m.sel+1, step.want)
		}
		p.Refresh(m)
	}
}

// The cursor goes over the figure as it is drawn.
func TestHeaderPaneCursor(t *testing.T) {
	t.Parallel()
	m := openModel(t, "chat.pcapng", 6)
	p := newHeaderPane()
	draw(t, m, p, size{76, 30}, true)
	for _, step := range []struct {
		a    keymap.Action
		want string
	}{
		{keymap.Right, "Destination Port"}, {keymap.Down, "Sequence Number"}, {keymap.Down, "Acknowledgment Number"},
		{keymap.Down, "Window"}, {keymap.Left, "FIN"}, {keymap.Left, "SYN"}, {keymap.Down, "Checksum"}, {keymap.Up, "SYN"},
		{keymap.Up, "Acknowledgment Number"}, {keymap.End, "Data"}, {keymap.Home, "Source Port"},
		{keymap.Up, "Source Port"}, {keymap.Left, "Source Port"},
	} {
		p.Act(m, step.a)
		if p.under != step.want {
			t.Errorf("after %s the cursor is on %s, want %s", step.a, p.under, step.want)
		}
	}
}

// The cursor stays on its field when the packet changes.
func TestHeaderPaneKeepsField(t *testing.T) {
	t.Parallel()
	m := openModel(t, "chat.pcapng", 6)
	p := newHeaderPane()
	draw(t, m, p, size{76, 30}, true)
	p.Act(m, keymap.End)
	m.selectRow(2)
	out := draw(t, m, p, size{76, 30}, true)
	if f := p.fields[p.at()]; f.name != "Data" || !strings.Contains(out, "Data: ") {
		t.Errorf("the cursor is on %s:\n%s", f.name, out)
	}
}

// Selecting a packet shows its bytes; Enter on a line selects the packet that
// brought it.
func TestStreamPaneFollowsAndJumps(t *testing.T) {
	t.Parallel()
	m := openModel(t, "loss_sack.pcap", 1)
	p, _ := streamPaneOf(t, m)
	s := size{70, 12}
	draw(t, m, p, s, true)
	for row := range uint32(m.snap.Rows()) {
		m.selectRow(row)
		draw(t, m, p, s, true)
		if m.conn == flows.NoConn {
			continue
		}
		_, piece, ok := p.fed.find(row)
		if !ok {
			continue
		}
		if !p.shows(p.cursor) || p.pieceAt(p.cursor) > piece {
			t.Fatalf("frame %d is not in view", row+1)
		}
		if p.Act(m, keymap.Enter); p.fed.pieces[p.pieceAt(p.cursor)].Row != m.sel {
			t.Fatalf("Enter at the bytes of frame %d selects frame %d", row+1, m.sel+1)
		}
	}
	p.Act(m, keymap.Home)
	if p.cursor != (spot{}) || p.top != (spot{}) {
		t.Errorf("Home goes to %+v, shows %+v", p.cursor, p.top)
	}
	p.Act(m, keymap.End)
	end := p.cursor
	if _, more := p.next(end); more || !p.shows(end) {
		t.Errorf("End goes to %+v, which is not the last line in view", end)
	}
	for range 3 {
		p.Act(m, keymap.PageUp)
	}
	for range 3 {
		p.Act(m, keymap.PageDown)
	}
	if p.cursor != end {
		t.Errorf("three pages up and down lead from %+v to %+v", end, p.cursor)
	}
}
