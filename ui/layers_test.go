package ui

import (
	"strings"
	"testing"

	"tcptui/keymap"
	"tcptui/testdata/samples"
)

// TestFieldsAndBytes: choosing any field marks its bytes, and choosing any of
// its bits chooses the field, in the tree and in the header.
func TestFieldsAndBytes(t *testing.T) {
	t.Parallel()
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
	t.Parallel()
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
	t.Parallel()
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

// TestLayersOpen opens and closes with keys.
func TestLayersOpen(t *testing.T) {
	t.Parallel()
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
