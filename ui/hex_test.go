package ui

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"

	"tcptui/capture"
	"tcptui/decode"
	"tcptui/fsm"
	"tcptui/internal/golden"
	"tcptui/keymap"
	"tcptui/testdata/samples"
)

// record appends a packet as it is.
func (w *wire) record(p []byte) {
	w.at += 1000
	for _, v := range []uint32{1700000000 + w.at/1e6, w.at % 1e6, uint32(len(p)), uint32(len(p))} {
		w.buf = binary.LittleEndian.AppendUint32(w.buf, v)
	}
	w.buf = append(w.buf, p...)
}

// fragmented is a connection whose first data comes in three fragments, the
// last of them in frame 6.
func fragmented() []byte {
	w := newWire()
	w.handshake()
	whole := newWire()
	whole.next = w.next
	whole.send(fsm.Client, decode.PSH|decode.ACK, strings.Repeat("fragmented ", 10), nil)
	p := whole.buf[24+16:]
	for at := 20; at < len(p); at += 48 {
		part := append([]byte(nil), p[:20]...)
		part = append(part, p[at:min(at+48, len(p))]...)
		binary.BigEndian.PutUint16(part[2:], uint16(len(part)))
		off := uint16((at - 20) / 8)
		if at+48 < len(p) {
			off |= 1 << 13
		}
		binary.BigEndian.PutUint16(part[6:], off)
		w.record(part)
	}
	return w.buf
}

// commented is a pcapng with interfaces, comments and a cut frame.
func commented(t testing.TB) []byte {
	t.Helper()
	ifaces := []capture.Interface{{Link: 1, SnapLen: 128, FCSLen: -1, Digits: 9, Name: "eth0", Description: "to the \x1b[31mworld [red]"}}
	chat := must(capture.OpenBytes("chat", samples.Chat()))
	defer chat.Close()
	var b capture.Batch
	if err := chat.Next(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	w := capture.NewWriter(&out, capture.FormatPcapng)
	for i, f := range b.Frames[:8] {
		r := capture.Record{Frame: f, Ifaces: ifaces, Data: b.Data(i)}
		switch i {
		case 2:
			r.Note = capture.Note{Comments: []string{"the first SYN", "\u202e\x1b]0;title\x07 a second remark\nin two lines"}, Flags: 2}
		case 5:
			r.Frame.CapLen, r.Data = 60, r.Data[:60]
		}
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(ifaces); err != nil {
		t.Fatal(err)
	}
	return []byte(out.String())
}

// chooseField chooses the node with a name.
func chooseField(t testing.TB, m *model, name string) {
	t.Helper()
	for i, n := range m.details().nodes {
		if n.name == name {
			m.chooseNode(i)
			return
		}
	}
	t.Fatalf("frame %d has no field %q", m.sel+1, name)
}

// TestDetailScreens compares the panes of bytes and layers alone, at several
// sizes, with the screens in testdata.
func TestDetailScreens(t *testing.T) {
	hex := func() pane { return newHexPane() }
	layers := func() pane { return newLayersPane() }
	choose := func(name string) func(*model) { return func(m *model) { chooseField(t, m, name) } }
	for _, c := range []struct {
		name  string
		data  []byte
		frame int
		pane  func() pane
		focus bool
		do    func(m *model)
	}{
		{"bytes-plain", samples.Chat(), 6, hex, false, nil},
		{"bytes-field", samples.Chat(), 3, hex, false, choose("Sequence Number (raw)")},
		{"bytes-bit", samples.Chat(), 3, hex, true, func(m *model) { m.chooseBit(inFrame, 47*8+6, true) }},
		{"bytes-datagram", fragmented(), 6, hex, true, choose("Destination Port")},
		{"bytes-long", bulk(60), 4, hex, true, choose("Data")},
		{"layers-syn", samples.Chat(), 3, layers, true, choose("Flags")},
		{"layers-option", samples.Chat(), 3, layers, true, choose("Shift count")},
		{"layers-plain", samples.Chat(), 6, layers, false, nil},
		{"layers-arp", samples.Chat(), 1, layers, true, nil},
		{"layers-comments", commented(t), 3, layers, true, choose("Comment")},
		{"layers-cut", commented(t), 6, layers, true, choose("Cut")},
		{"layers-datagram", fragmented(), 6, layers, true, choose("Reassembled")},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := modelOf(t, c.data, c.frame)
			m.zone = time.UTC
			if c.do != nil {
				c.do(m)
			}
			var out strings.Builder
			for _, s := range paneSizes {
				p := c.pane()
				text := draw(t, m, p, s, c.focus)
				fmt.Fprintf(&out, "=== %dx%d %s\n%s", s.w, s.h, p.Name(), text)
			}
			golden.Check(t, filepath.Join("testdata", "panes", c.name+".txt"), out.String())
		})
	}
}

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

// TestFieldsAndBytes: choosing any field marks its bytes, and choosing any of
// its bits chooses the field, in the tree and in the header.
func TestFieldsAndBytes(t *testing.T) {
	for _, c := range []struct {
		data  []byte
		frame int
		least int // nodes with a place
	}{{samples.Chat(), 3, 60}, {samples.Chat(), 1, 10}, {fragmented(), 6, 30}} {
		m := modelOf(t, c.data, c.frame)
		hex, layers, header := newHexPane(), newLayersPane(), newHeaderPane()
		d, tried := m.details(), 0
		for i := range d.nodes {
			n := &d.nodes[i]
			if !n.placed() {
				continue
			}
			tried++
			m.chooseNode(i)
			if got, want := marked(t, m, hex, n.buf), bytesOf(n.from, n.to, len(d.bytes[n.buf])); !equal(got, want) {
				t.Errorf("frame %d, %s: bytes %v are marked, want %v", c.frame, n.key, got, want)
			}
			draw(t, m, layers, size{76, 60}, true)
			if at := layers.cursor(); at < 0 || layers.rows[at] != i {
				t.Errorf("frame %d, %s: the tree's cursor is in row %d", c.frame, n.key, at)
			}
			for at := n.from; at < n.to; at++ {
				own := true
				for k := range d.nodes {
					o := &d.nodes[k]
					inner := o.parent == i || o.layer && i != k && o.buf == n.buf && n.layer && k > i
					own = own && !(inner && o.placed() && o.from <= at && at < o.to)
				}
				if m.chooseBit(n.buf, at, true); own && m.pick.node != i {
					t.Fatalf("frame %d: bit %d chooses %s, want %s", c.frame, at, d.nodes[m.pick.node].key, n.key)
				}
				header.Refresh(m)
				if k := header.at(); k >= 0 && strings.Contains(n.key, "/tcp.") && own {
					f := &header.fields[k]
					if rel := int(at - header.start); rel < f.bit || rel >= f.bit+f.bits {
						t.Fatalf("frame %d: bit %d of the header is chosen, its cursor is on %s", c.frame, rel, f.name)
					}
				}
			}
		}
		if tried < c.least {
			t.Errorf("frame %d: only %d fields have a place, want %d", c.frame, tried, c.least)
		}
	}
}

// TestHeaderLeads: a field that is chosen in the figure is chosen in the tree
// and in the bytes.
func TestHeaderLeads(t *testing.T) {
	m := modelOf(t, samples.Chat(), 3)
	hex, layers, header := newHexPane(), newLayersPane(), newHeaderPane()
	draw(t, m, header, size{76, 30}, true)
	for i, f := range header.fields {
		header.put(i)
		header.Refresh(m)
		if header.at() != i {
			t.Errorf("%s: the cursor went on to %s", f.name, header.fields[header.at()].name)
		}
		if f.bits == 0 {
			continue // no data
		}
		from := header.start + uint32(f.bit)
		want := bytesOf(from, from+uint32(f.bits), 1<<20)
		if got := marked(t, m, hex, header.buf); !equal(got, want) {
			t.Errorf("%s: bytes %v are marked, want %v", f.name, got, want)
		}
		draw(t, m, layers, size{76, 60}, false)
		n := m.chosen()
		if n.from != from || n.to != from+uint32(f.bits) || layers.cursor() < 0 {
			t.Errorf("%s: the tree has %s chosen, bits %d to %d", f.name, n.key, n.from, n.to)
		}
	}
}

// TestFieldStaysChosen: another packet shows the same field, or what is around
// it, and the field again where there is one.
func TestFieldStaysChosen(t *testing.T) {
	m := modelOf(t, samples.Chat(), 3)
	chooseField(t, m, "MSS Value")
	for _, tt := range []struct {
		row  uint32
		want string
	}{{3, "MSS Value"}, {4, "Transmission Control Protocol"}, {0, "Frame 1"}, {2, "MSS Value"}} {
		m.selectRow(tt.row)
		if n := m.chosen(); n == nil || n.name != tt.want {
			t.Errorf("frame %d: %v is chosen, want %s", tt.row+1, n, tt.want)
		}
	}
}

func equal(a, b []int) bool {
	return len(a) == len(b) && fmt.Sprint(a) == fmt.Sprint(b)
}

func TestHexCursor(t *testing.T) {
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

// TestLayersOpen opens and closes with keys.
func TestLayersOpen(t *testing.T) {
	m := modelOf(t, samples.Chat(), 3)
	p := newLayersPane()
	draw(t, m, p, size{76, 30}, true)
	for _, step := range []struct {
		a    keymap.Action
		want string
		open bool
	}{
		{keymap.Home, "Frame 3", false}, {keymap.Right, "Frame 3", true}, {keymap.Down, "Arrival time", false},
		{keymap.Left, "Frame 3", true}, {keymap.Left, "Frame 3", false}, {keymap.Left, "Frame 3", false}, {keymap.Enter, "Frame 3", true},
		{keymap.End, "Window scale", false}, {keymap.Enter, "Window scale", true}, {keymap.Enter, "Window scale", false},
		{keymap.Left, "Transmission Control Protocol", true}, {keymap.Left, "Transmission Control Protocol", false}, {keymap.End, "Transmission Control Protocol", false},
	} {
		if !p.Act(m, step.a) {
			t.Errorf("%s did nothing", step.a)
		}
		draw(t, m, p, size{76, 30}, true)
		if n := m.chosen(); n.name != step.want || p.isOpen(m.pick.node) != step.open {
			t.Fatalf("after %s: %q is chosen, open %v; want %q, %v", step.a, n.name, p.isOpen(m.pick.node), step.want, step.open)
		}
	}
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

// Whatever is done to the panes of a packet at whatever size, they draw inside
// their rectangle and do not fail.
func TestDetailPanesAtRandom(t *testing.T) {
	actions := []keymap.Action{keymap.Up, keymap.Down, keymap.Left, keymap.Right, keymap.PageUp, keymap.PageDown,
		keymap.Home, keymap.End, keymap.Enter, keymap.Bits}
	for n, data := range [][]byte{samples.Chat(), fragmented(), commented(t), bulk(30)} {
		m := modelOf(t, data, 0)
		rng := rand.New(rand.NewPCG(7, uint64(n)))
		screen := canvas(t, 1, 1)
		panes := []pane{newHexPane(), newLayersPane(), newHeaderPane()}
		for range 400 {
			if rng.IntN(4) == 0 {
				m.selectRow(uint32(rng.IntN(m.snap.Rows())))
			}
			for _, p := range panes {
				p.Refresh(m)
			}
			p := panes[rng.IntN(len(panes))]
			p.Act(m, actions[rng.IntN(len(actions))])
			s := size{1 + rng.IntN(90), 1 + rng.IntN(30)}
			inside(t, screen, m, p, s, rng.IntN(2) == 0)
		}
	}
}

// FuzzDetail takes any frame apart, chooses in it at random and draws it.
func FuzzDetail(f *testing.F) {
	chat := must(capture.OpenBytes("chat", samples.Chat()))
	defer chat.Close()
	var b capture.Batch
	if err := chat.Next(f.Context(), &b); err != nil {
		f.Fatal(err)
	}
	for i := range 6 {
		f.Add(uint8(1), append([]byte(nil), b.Data(i)...), uint32(i*97))
	}
	f.Add(uint8(101), []byte{0x45, 0, 0, 20, 0, 0, 0x20, 0, 64, 6}, uint32(3))
	f.Fuzz(func(t *testing.T, link uint8, data []byte, at uint32) {
		if len(data) > 4096 {
			return
		}
		w := newWire()
		w.buf[20] = link
		w.record(data)
		w.record(data)
		m := modelOf(t, w.buf, 1)
		panes := []pane{newHexPane(), newLayersPane(), newHeaderPane()}
		screen := canvas(t, 1, 1)
		rng := rand.New(rand.NewPCG(1, uint64(at)))
		d := m.details()
		for range 12 {
			switch rng.IntN(4) {
			case 0:
				m.chooseNode(rng.IntN(len(d.nodes)))
			case 1:
				m.chooseBit(inFrame, uint32(rng.IntN(8*len(data)+9)), rng.IntN(2) == 0)
			case 2:
				m.chooseRange(inFrame, at%1000, at%1000+uint32(rng.IntN(64)))
			case 3:
				m.selectRow(uint32(rng.IntN(2)))
			}
			for _, p := range panes {
				p.Refresh(m)
				p.Act(m, []keymap.Action{keymap.Right, keymap.Down, keymap.Enter, keymap.End, keymap.Bits}[rng.IntN(5)])
				inside(t, screen, m, p, size{1 + rng.IntN(80), 1 + rng.IntN(25)}, true)
			}
		}
		for i := range d.nodes {
			n := &d.nodes[i]
			if n.parent >= i || n.from > n.to || n.buf < 0 || n.buf >= numBuffers {
				t.Fatalf("node %d: %+v", i, n)
			}
		}
	})
}

// TestGoldenTabs compares the whole screen with each of the panes of the
// selected packet, text and style.
func TestGoldenTabs(t *testing.T) {
	for _, tt := range []struct {
		name string
		keys string
	}{
		{"tab_header", "Alt-2 Down Down"},
		{"tab_bytes", "Alt-5 Down"},
		{"tab_layers", "Alt-6 Down Down"},
		{"tab_arp", "g"},
		{"tab_beside", "Alt-2 End Up z"},
		{"tab_save", "o Ctrl-S"},
	} {
		for _, s := range []size{{160, 48}, {80, 24}, {160, 64}} {
			name := fmt.Sprintf("%s_%dx%d", tt.name, s.w, s.h)
			t.Run(name, func(t *testing.T) {
				st := chat(t, s.w, s.h)
				st.press(strings.Fields(tt.keys)...)
				golden.Check(t, "testdata/screens/"+name+".golden", picture(st.screen, &st.th))
			})
		}
	}
}
