package decode

import (
	"testing"

	"tcptui/capture"
)

// useAll asks everything of a decoded packet.
func useAll(t *testing.T, p *Packet, link capture.LinkType, all []Field) {
	var out []Value
	var text []byte
	for i := range all {
		out = all[i].Get(p, out[:0])
		for _, v := range out {
			text = all[i].Format(text[:0], v)
		}
	}
	checkPlaces(t, p, all, NewPlacer())
	size := uint64(len(p.Data)) * 8
	for _, it := range Header(p) {
		if it.To < it.From || it.Warn == "" && uint64(it.To) > size {
			t.Fatalf("item %+v in %d bits", it, size)
		}
	}
	if n := len(p.AppendInfo(nil, nil)); n > maxInfo {
		t.Fatalf("summary of %d bytes", n)
	}
	p.AppendProtocols(nil)
	p.Protocol()
	p.Checksum()
	if p.HasTCP && (p.TCP.CapLen > p.TCP.Len && p.TCP.LenKnown() || int(p.TCP.CapLen) > len(p.Data)) {
		t.Fatalf("segment %+v", p.TCP)
	}
	if n := len(p.Payload()); n != 0 && n != int(p.TCP.CapLen) {
		t.Fatalf("payload of %d bytes, %+v", n, p.TCP)
	}
	for _, l := range Layers(p, link) {
		if l.To < l.From {
			t.Fatalf("layer %+v", l)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, w := range ways(f) {
		f.Add(uint16(w.link), w.data, uint32(len(w.data)))
	}
	for link := range linkTable {
		if known(capture.LinkType(link)) {
			f.Add(uint16(link), make([]byte, 80), uint32(80))
		}
	}
	quote := over4(f, 1, join([]byte{3, 1, 0, 0, 0, 0, 0, 0}, tcp4(f)[:28]))
	f.Add(uint16(228), quote, uint32(len(quote)))
	all := Fields()
	f.Fuzz(func(t *testing.T, link uint16, data []byte, origLen uint32) {
		var p Packet
		p.Decode(capture.LinkType(link), data, origLen)
		useAll(t, &p, capture.LinkType(link), all)
	})
}

// FuzzOptions compares the quick walk over options with the one for display.
func FuzzOptions(f *testing.F) {
	f.Add([]byte{2, 4, 5, 0xb4, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2, 1, 3, 3, 7})
	f.Add([]byte{1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2})
	f.Add([]byte{30, 12, 0, 0x81, 0, 0, 0, 0, 0, 0, 0, 9})
	f.Add([]byte{30, 20, 0x20, 0x0f, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 4, 0, 5})
	f.Add([]byte{254, 6, 0xf9, 0x89, 1, 2})
	all := Fields()
	f.Fuzz(func(t *testing.T, b []byte) {
		p := decodeTCP(t, header(b[:min(len(b), 40)], "x"))
		useAll(t, p, 228, all)
		var seen OptionSet
		eachOption(p.Data[20:], int(p.TCP.HdrLen), func(o option) bool {
			if o.fault == "" && o.b[0] == kindMSS {
				seen |= OptMSS
			}
			if o.fault == "" && o.b[0] == kindTimestamps {
				seen |= OptTimestamps
			}
			return true
		})
		if got := p.TCP.Opts.Has & (OptMSS | OptTimestamps); got != seen {
			t.Fatalf("options %b, shown %b", got, seen)
		}
	})
}

// FuzzDefrag cuts the input into frames of IPv4 and IPv6 fragments.
func FuzzDefrag(f *testing.F) {
	for _, frames := range [][][]byte{cut4(f, long4(f, 100), 40), cut6(f, extended(f, 60, []byte{6, 0, 1, 4, 0, 0, 0, 0}), 16)} {
		var in []byte
		for _, fr := range frames {
			in = append(append(in, byte(len(fr))), fr...)
		}
		f.Add(in)
	}
	all := Fields()
	f.Fuzz(func(t *testing.T, in []byte) {
		limits := DefragLimits{Bytes: 4096, Datagrams: 8}
		d := NewDefrag(limits)
		var p Packet
		for i := uint32(1); len(in) > 1; i++ {
			n := min(int(in[0]), len(in)-1)
			frame := in[1 : 1+n]
			in = in[1+n:]
			for _, part := range d.Decode(&p, 101, frame, uint32(n), i, int64(i)*1e9) {
				if part == 0 || part > i {
					t.Fatalf("part %d of frame %d", part, i)
				}
			}
			if held, size := d.held(); held > limits.Datagrams || size > limits.Bytes {
				t.Fatalf("%d datagrams, %d bytes", held, size)
			}
		}
		useAll(t, &p, 101, all)
	})
}

// known reports whether the walk knows where a frame of this link type begins.
func known(link capture.LinkType) bool {
	return int(link) < len(linkTable) && linkTable[link] != protoNone
}
