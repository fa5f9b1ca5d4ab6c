package ui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"

	"tcptui/capture"
	"tcptui/keymap"
)

// marked are the bytes of a buffer that a pane of bytes shows as chosen, and
// what it shows of them, found on the screen.
func marked(t *testing.T, m *model, p *hexPane, buf int) []int {
	t.Helper()
	const w, h = 80, 40
	screen := canvas(t, w, h)
	p.SetRect(0, 0, w, h)
	p.Blur()
	p.Refresh(m)
	p.Draw(screen)
	_, ground, _ := m.th.marked.Decompose()
	var out []int
	for y := range p.page {
		for x := range w {
			b, off, ok := p.byteAt(x, y)
			if !ok || b != buf || x >= p.form.textColumn() {
				continue
			}
			text, style, _ := screen.Get(x, y)
			if x != p.form.column(off%p.form.per) {
				continue
			}
			if want := fmt.Sprintf("%x", p.det.bytes[buf][off]>>4); text != want {
				t.Fatalf("byte %d begins with %q, want %q", off, text, want)
			}
			if _, bg, _ := style.Decompose(); bg == ground {
				out = append(out, off)
			}
		}
	}
	return out
}

// span is from..to of bytes that bits lie in.
func bytesOf(from, to uint32, size int) []int {
	var out []int
	for i := int(from / 8); i < min(int(to+7)/8, size); i++ {
		out = append(out, i)
	}
	return out
}

func equal(a, b []int) bool {
	return len(a) == len(b) && fmt.Sprint(a) == fmt.Sprint(b)
}

func TestHexCursor(t *testing.T) {
	t.Parallel()
	m := modelOf(t, fragmented(), 6)
	p := newHexPane()
	draw(t, m, p, size{76, 30}, true)
	for _, step := range []struct {
		a        keymap.Action
		buf, bit int
	}{
		{keymap.Home, inDatagram, 0}, {keymap.Right, inDatagram, 8}, {keymap.Down, inDatagram, 17 * 8}, {keymap.Up, inDatagram, 8},
		{keymap.Up, inFrame, 49 * 8}, {keymap.Bits, inFrame, 49 * 8}, {keymap.Right, inFrame, 49*8 + 1}, {keymap.Left, inFrame, 49 * 8},
		{keymap.Left, inFrame, 48*8 + 7}, {keymap.Bits, inFrame, 48 * 8}, {keymap.End, inFrame, 53 * 8}, {keymap.Right, inDatagram, 0},
		{keymap.Left, inFrame, 53 * 8}, {keymap.Home, inFrame, 0}, {keymap.Left, inFrame, 0}, {keymap.Up, inFrame, 0},
		{keymap.PageDown, inDatagram, 144 * 8}, {keymap.Down, inDatagram, 144 * 8}, {keymap.End, inDatagram, 149 * 8}, {keymap.Right, inDatagram, 149 * 8},
	} {
		if !p.Act(m, step.a) {
			t.Errorf("%s did nothing", step.a)
		}
		draw(t, m, p, size{76, 30}, true)
		if m.pick.buf != step.buf || int(m.pick.bit) != step.bit {
			t.Fatalf("after %s: bit %d of buffer %d, want %d of %d", step.a, m.pick.bit, m.pick.buf, step.bit, step.buf)
		}
	}
}

func TestFormFor(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		width, size int
		want        hexForm
	}{
		{76, 100, hexForm{4, 16, true}}, {71, 100, hexForm{4, 8, true}}, {72, 100, hexForm{4, 16, true}}, {72, 70000, hexForm{5, 8, true}},
		{40, 100, hexForm{4, 8, true}}, {30, 100, hexForm{4, 4, true}}, {20, 100, hexForm{4, 4, false}}, {10, 100, hexForm{4, 1, false}},
		{3, 100, hexForm{0, 1, false}}, {1, 100, hexForm{0, 1, false}},
	} {
		if got := formFor(tt.width, tt.size); got != tt.want {
			t.Errorf("formFor(%d, %d) = %+v, want %+v (%d wide)", tt.width, tt.size, got, tt.want, got.width())
		}
	}
}

// TestHexMouse: a click on a byte, or on its character, chooses its field.
func TestHexMouse(t *testing.T) {
	t.Parallel()
	st := chat(t, 160, 48)
	st.press("Alt-5")
	p := st.shell.panes[paneBytes].(*hexPane)
	x, y, _, _ := p.GetInnerRect()
	for _, tt := range []struct {
		column int
		want   string
	}{{p.form.column(2), "Destination Port"}, {p.form.textColumn() + 2, "Destination Port"}, {p.form.column(6) + 1, "Sequence Number (raw)"}} {
		st.shell.MouseHandler()(tview.MouseLeftClick, tcell.NewEventMouse(x+tt.column+2*3, y+2, tcell.Button1, 0), func(tview.Primitive) {})
		st.draw()
		if tt.column == p.form.textColumn()+2 {
			continue // six columns on are six characters on
		}
		st.wants(tt.want)
	}
	layers := st.shell.panes[paneLayers].(*layersPane)
	st.press("Alt-6")
	lx, ly, _, _ := layers.GetInnerRect()
	st.shell.MouseHandler()(tview.MouseLeftClick, tcell.NewEventMouse(lx, ly+layers.cursorOf(t, "Ethernet II"), tcell.Button1, 0), func(tview.Primitive) {})
	st.draw()
	st.wants("▾ Ethernet II", "Destination: 02:00:00:00:00:01")
}

// cursorOf is the line of the pane that shows a node.
func (p *layersPane) cursorOf(t *testing.T, name string) int {
	t.Helper()
	for r, i := range p.rows {
		if p.det.nodes[i].name == name {
			return r - p.top
		}
	}
	t.Fatalf("%s is not listed", name)
	return -1
}

// TestLargestFrame shows the end of the largest frame that is believed.
func TestLargestFrame(t *testing.T) {
	w := newWire()
	big := make([]byte, capture.MaxFrame)
	copy(big, []byte{0x45, 0, 0, 40})
	for i := 40; i < len(big); i++ {
		big[i] = byte(i)
	}
	w.record(big)
	m := modelOf(t, w.buf, 1)
	p := newHexPane()
	draw(t, m, p, size{76, 30}, true)
	p.Act(m, keymap.End)
	if got := draw(t, m, p, size{76, 30}, true); !strings.Contains(got, "3fff0  f0 f1") {
		t.Errorf("the end is not on the screen:\n%s", got)
	}
	screen := canvas(t, 76, 30)
	p.SetRect(0, 0, 76, 30)
	if n := testing.AllocsPerRun(20, func() {
		p.Act(m, keymap.Up)
		p.Draw(screen)
	}); n > 3000 {
		t.Errorf("a drawing allocates %v times: it depends on the size of the frame", n)
	}
}
