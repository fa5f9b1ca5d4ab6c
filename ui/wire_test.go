package ui

import (
	"encoding/binary"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"tcptui/decode"
	"tcptui/fsm"
	"tcptui/internal/golden"
	"tcptui/keymap"
)

// wire writes a pcap of raw IPv4 packets between two hosts in memory.
type wire struct {
	buf  []byte
	at   uint32 // microseconds since the last second
	next [2]uint32
	snap int // bytes of a packet that are captured
}

func newWire() *wire {
	w := &wire{next: [2]uint32{1000, 5000}, snap: 65535}
	for _, v := range []uint32{0xa1b2c3d4, 2 | 4<<16, 0, 0, 65535, 101} {
		w.buf = binary.LittleEndian.AppendUint32(w.buf, v)
	}
	return w
}

// send appends a segment at the next sequence number of its end. edit, if it is
// not nil, changes the packet before it is cut and its checksum stays as it is
// then.
func (w *wire) send(from fsm.Role, fl decode.Flags, data string, edit func(p []byte)) {
	p := make([]byte, 40, 40+len(data))
	p[0], p[8], p[9] = 0x45, 64, 6
	copy(p[12:], []byte{10, 0, 0, 2, 10, 0, 0, 1})
	ports := [2]uint16{50000, 80}
	if from == fsm.Server {
		copy(p[12:], []byte{10, 0, 0, 1, 10, 0, 0, 2})
		ports = [2]uint16{80, 50000}
	}
	binary.BigEndian.PutUint16(p[20:], ports[0])
	binary.BigEndian.PutUint16(p[22:], ports[1])
	binary.BigEndian.PutUint32(p[24:], w.next[from])
	if fl.Has(decode.ACK) {
		binary.BigEndian.PutUint32(p[28:], w.next[from.Peer()])
	}
	binary.BigEndian.PutUint16(p[32:], 5<<12|uint16(fl))
	binary.BigEndian.PutUint16(p[34:], 8192)
	p = append(p, data...)
	binary.BigEndian.PutUint16(p[2:], uint16(len(p)))
	binary.BigEndian.PutUint16(p[36:], checksum(p))
	if edit != nil {
		edit(p)
	}
	w.skip(from, len(data))
	if fl.Any(decode.SYN | decode.FIN) {
		w.skip(from, 1)
	}
	n := min(len(p), w.snap)
	w.at += 1000
	for _, v := range []uint32{1700000000 + w.at/1e6, w.at % 1e6, uint32(n), uint32(len(p))} {
		w.buf = binary.LittleEndian.AppendUint32(w.buf, v)
	}
	w.buf = append(w.buf, p[:n]...)
}

// skip goes over bytes that are not captured.
func (w *wire) skip(from fsm.Role, n int) { w.next[from] += uint32(n) }

// checksum is the TCP checksum of an IPv4 packet whose field is 0, RFC 1071.
func checksum(p []byte) uint16 {
	sum := uint32(6) + uint32(len(p)-20)
	words := append(append([]byte(nil), p[12:]...), 0)
	for i := 0; i+1 < len(words); i += 2 {
		sum += uint32(words[i])<<8 | uint32(words[i+1])
	}
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return ^uint16(sum)
}

func (w *wire) handshake() {
	w.send(fsm.Client, decode.SYN, "", nil)
	w.send(fsm.Server, decode.SYN|decode.ACK, "", nil)
	w.send(fsm.Client, decode.ACK, "", nil)
}

// What is wrong with a header, what is cut off, and what the stream lacks or
// hides is said on the screen.
func TestPaneScreensOfDamage(t *testing.T) {
	t.Parallel()
	w := newWire()
	w.handshake()
	w.send(fsm.Client, decode.PSH|decode.ACK, "bad checksum\n", func(p []byte) { p[36]++ })
	w.send(fsm.Client, decode.PSH|decode.ACK|decode.SYN|decode.FIN, "flags\n", func(p []byte) { p[32] |= 6; p[39] = 9 })
	w.send(fsm.Server, decode.PSH|decode.ACK, "\x1b]0;title\x07\x1b[31mred\u202e txt.exe [red]tag[-] \xff\xfe 你\u0301好\t|\r\n", nil)
	w.skip(fsm.Server, 1448)
	w.send(fsm.Server, decode.PSH|decode.ACK, "after the gap \xe4\xbd", nil)
	w.send(fsm.Client, decode.ACK, "", nil)
	w.send(fsm.Client, decode.PSH|decode.ACK, "between\n", nil)
	w.send(fsm.Server, decode.PSH|decode.ACK, "\xa0 is one character\n", nil)
	w.snap = 52
	w.send(fsm.Client, decode.PSH|decode.ACK, "twelve bytes are here, the rest is not\n", nil)
	w.snap = 36
	w.send(fsm.Client, decode.PSH|decode.ACK, "the header is cut\n", nil)
	w.snap = 65535
	w.send(fsm.Server, decode.RST, "", nil)
	for _, c := range []struct {
		name  string
		pane  pane // nil: the stream
		frame int
	}{
		{"header-bad-checksum", newHeaderPane(), 4},
		{"header-bad-offset", newHeaderPane(), 5},
		{"header-cut", newHeaderPane(), 12},
		{"states-damage", newStatePane(), 11},
		{"stream-hostile", nil, 6},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := modelOf(t, w.buf, c.frame)
			if c.pane == nil {
				c.pane = newStreamPane(newStreamDesk(t, m))
			}
			var out strings.Builder
			for _, s := range paneSizes {
				text := draw(t, m, c.pane, s, false)
				fmt.Fprintf(&out, "=== %dx%d %s\n%s", s.w, s.h, c.pane.Name(), text)
			}
			golden.Check(t, filepath.Join("testdata", "panes", c.name+".txt"), out.String())
		})
	}
}

// bulk is a connection with n segments of data.
func bulk(n int) []byte {
	w := newWire()
	w.handshake()
	for i := range n {
		from := fsm.Server
		if i%50 == 0 {
			from = fsm.Client
		}
		w.send(from, decode.PSH|decode.ACK, fmt.Sprintf("segment %06d %s\n", i, strings.Repeat("lorem ipsum ", 20)), nil)
	}
	return w.buf
}

// Any place of a long stream is shown without laying out the rest.
func TestStreamPaneLong(t *testing.T) {
	t.Parallel()
	m := modelOf(t, bulk(20000), 1)
	p, d := streamPaneOf(t, m)
	s := size{80, 24}
	draw(t, m, p, s, true)
	d.settled(p)
	blocks := p.fed.len()
	if blocks < 400 {
		t.Fatalf("%d blocks: the capture is too small for this test", blocks)
	}
	for _, n := range []int{19999, 0, 10000, 12345, 7} {
		m.selectRow(uint32(3 + n))
		p.forget()
		out := draw(t, m, p, s, true)
		if want := fmt.Sprintf("segment %06d", n); !strings.Contains(out, want) {
			t.Errorf("%q is not on the screen:\n%s", want, out)
		}
		if len(p.cache) > 8 {
			t.Errorf("%d of %d blocks were laid out for one screen", len(p.cache), blocks)
		}
	}
	p.Act(m, keymap.End)
	if out := draw(t, m, p, s, true); !strings.Contains(out, "segment 019999") {
		t.Errorf("the end is not on the screen:\n%s", out)
	}
}
