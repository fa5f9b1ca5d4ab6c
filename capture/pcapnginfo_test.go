package capture

import (
	"bytes"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestInfo(t *testing.T) {
	for order, g := range map[string]gen{"little": littleGen, "big": bigGen} {
		t.Run(order, func(t *testing.T) {
			end := g.opt(0, nil)
			head := g.AppendUint32(nil, 0x1a2b3c4d)
			head = g.AppendUint16(head, 1)
			head = g.AppendUint16(head, 0)
			head = g.AppendUint64(head, 1<<64-1)
			section := g.block(0x0a0d0d0a, join(head, g.opt(2, []byte("box")), g.opt(3, []byte("Plan 9\x00")), g.opt(4, []byte("snoopy")), g.opt(1, []byte("why")), end))
			names := g.block(4, join(
				g.opt(1, []byte("\x0a\x00\x00\x01one\x00alias\x00")),
				g.opt(2, append(netip.MustParseAddr("2001:db8::1").AsSlice(), "two\x00"...)),
				g.opt(7, []byte("unknown")), end))
			count := func(dropped uint64) []byte {
				p := append(g.AppendUint32(nil, 0), make([]byte, 8)...)
				return g.block(5, join(p, g.opt(4, g.AppendUint64(nil, 100)), g.opt(5, g.AppendUint64(nil, dropped)), end))
			}
			p := join(section, g.idb(1, 0), names, count(1), count(7), g.epb(0, 1, frame(9)))
			want := Info{
				Format:   "pcapng",
				Sections: []Section{{Hardware: "box", OS: "Plan 9", Application: "snoopy", Comments: []string{"why"}}},
				Names: []Name{
					{netip.MustParseAddr("10.0.0.1"), "one"},
					{netip.MustParseAddr("10.0.0.1"), "alias"},
					{netip.MustParseAddr("2001:db8::1"), "two"},
				},
				Counters: []Counters{{Received: 100, Dropped: 7, Accepted: -1, OSDropped: -1, Delivered: -1}},
			}
			sameAddr := cmp.Comparer(func(a, b netip.Addr) bool { return a == b })
			if d := cmp.Diff(want, infoOf(t, p), sameAddr); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

// infoOf is what a file says of itself when all of it was read.
func infoOf(t *testing.T, file []byte) Info {
	t.Helper()
	s, err := OpenBytes("mem", file)
	if err != nil {
		t.Fatal(err)
	}
	defer closeSource(t, s)
	drain(t, s)
	return s.(Informer).Info()
}

// What a file says of itself is kept within limits.
func TestInfoLimit(t *testing.T) {
	g := littleGen
	p := g.shb(1, 0)
	text := make([]byte, 60000)
	for i := range text {
		text[i] = 'a'
	}
	for range 100 {
		p = append(p, g.block(4, g.opt(1, append([]byte("\x0a\x00\x00\x01"), text...)))...)
	}
	info, kept := infoOf(t, p), 0
	for _, n := range info.Names {
		kept += len(n.Name)
	}
	if !info.Cut || kept == 0 || kept > infoLimit {
		t.Errorf("cut %v, %d bytes kept", info.Cut, kept)
	}
}

// Comments without text take memory, too: there can be millions in a file.
func TestInfoLimitEmpty(t *testing.T) {
	g := littleGen
	var p []byte
	for range 8 {
		p = append(p, g.block(blockSection, append(g.shb(1, 0)[8:24], bytes.Repeat(g.opt(1, nil), infoItems)...))...)
		p = append(p, g.block(blockSection, append(g.shb(1, 0)[8:24], bytes.Repeat(g.opt(1, []byte("c")), infoItems)...))...)
	}
	info, kept := infoOf(t, p), 0
	for _, n := range info.Sections {
		kept += len(n.Comments)
	}
	if !info.Cut || kept == 0 || kept > infoLimit/textCost {
		t.Errorf("cut %v, %d comments kept", info.Cut, kept)
	}
}

// A merged capture tells what all of its parts do.
func TestMergedInfo(t *testing.T) {
	g := littleGen
	count := g.block(5, join(make([]byte, 12), g.opt(5, g.AppendUint64(nil, 3))))
	m, err := Merge(openAll(t, timed(g, 1, 1, 5), append(timed(g, 2, 1, 4), count...), g.pcapFile(1, 10), g.pcapFile(1, 10)))
	if err != nil {
		t.Fatal(err)
	}
	defer closeSource(t, m)
	drain(t, m)
	info := m.(Informer).Info()
	if info.Format != "pcapng, pcap" || len(info.Sections) != 2 || len(info.Counters) != 1 || info.Counters[0].Dropped != 3 || info.Counters[0].Iface != 0 {
		t.Errorf("%+v", info)
	}
}
