package ui

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

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
	t.Parallel()
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

// Whatever is done to the panes of a packet at whatever size, they draw inside
// their rectangle and do not fail.
func TestDetailPanesAtRandom(t *testing.T) {
	t.Parallel()
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
	t.Parallel()
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
				st.compare(t, name)
			})
		}
	}
}
