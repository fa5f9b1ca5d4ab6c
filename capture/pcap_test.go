package capture

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// compareFrames compares all but the places.
func compareFrames(t *testing.T, got, want []Frame) {
	t.Helper()
	if d := cmp.Diff(want, got, cmpopts.IgnoreFields(Frame{}, "Off", "pos")); d != "" {
		t.Errorf("frames (-want +got):\n%s", d)
	}
}

func TestPcapVariants(t *testing.T) {
	const us, ns = uint32(0xa1b2c3d4), uint32(0xa1b23c4d)
	plain := []Frame{
		{Time: 1000e9 + 5000, CapLen: 60, OrigLen: 80},
		{Time: 1001e9 + 6000, CapLen: 61, OrigLen: 61},
		{Time: 1002e9 + 7000, CapLen: 62, OrigLen: 90},
	}
	fine := []Frame{
		{Time: 1000e9 + 5, CapLen: 60, OrigLen: 80},
		{Time: 1001e9 + 6, CapLen: 61, OrigLen: 61},
		{Time: 1002e9 + 7, CapLen: 62, OrigLen: 90},
	}
	tests := []struct {
		name         string
		magic        uint32
		major, minor uint16
		network      uint32
		fileExtra    int
		extra        int // bytes after each record header
		swap         bool
		pad          int // bytes before each frame that count as captured
		want         []Frame
		link         LinkType
		fcs          int8
	}{
		{name: "microseconds", magic: us, major: 2, minor: 4, network: 1, want: plain, link: 1, fcs: -1},
		{name: "nanoseconds", magic: ns, major: 2, minor: 4, network: 101, want: fine, link: 101, fcs: -1},
		{name: "link type of 16 bits", magic: us, major: 2, minor: 4, network: 276, want: plain, link: 276, fcs: -1},
		{name: "minor 3, orders mixed", magic: us, major: 2, minor: 3, network: 1, want: plain, link: 1, fcs: -1},
		{name: "minor 3, all swapped", magic: us, major: 2, minor: 3, network: 1, swap: true, want: plain, link: 1, fcs: -1},
		{name: "minor 1, swapped", magic: us, major: 2, minor: 1, network: 1, swap: true, want: plain, link: 1, fcs: -1},
		{name: "version 543.0, swapped", magic: us, major: 543, minor: 0, network: 1, swap: true, want: plain, link: 1, fcs: -1},
		{name: "later minor", magic: us, major: 2, minor: 9, network: 1, want: plain, link: 1, fcs: -1},
		{name: "AIX Ethernet", magic: us, major: 2, minor: 2, network: 6, swap: true, want: fine, link: 1, fcs: -1},
		{name: "AIX FDDI", magic: us, major: 2, minor: 2, network: 15, swap: true, pad: 3, want: fine, link: 10, fcs: -1},
		{name: "FCS of 4 bytes", magic: us, major: 2, minor: 4, network: 0x24000001, want: plain, link: 1, fcs: 4},
		{name: "FCS length without its flag", magic: us, major: 2, minor: 4, network: 0x30000001, want: plain, link: 1, fcs: -1},
		{name: "reserved bits", magic: us, major: 2, minor: 4, network: 0x00010001, want: plain, link: 0x10001, fcs: -1},
		{name: "Kuznetzov", magic: 0xa1b2cd34, major: 2, minor: 4, network: 1, extra: 8, want: plain, link: 1, fcs: -1},
		{name: "Kuznetzov, 28 bytes", magic: 0xa1b2cd34, major: 2, minor: 4, network: 1, extra: 12, want: plain, link: 1, fcs: -1},
		{name: "Kuznetzov under the usual magic", magic: us, major: 2, minor: 4, network: 1, extra: 8, want: plain, link: 1, fcs: -1},
		{name: "Nokia", magic: us, major: 2, minor: 4, network: 1, extra: 4, want: plain, link: 1, fcs: -1},
		{name: "Ixia hardware", magic: 0x1c0001ac, major: 2, minor: 4, network: 1, fileExtra: 4, want: plain, link: 1, fcs: -1},
		{name: "Ixia software", magic: 0x1c0001ab, major: 2, minor: 4, network: 1, fileExtra: 4, want: plain, link: 1, fcs: -1},
	}
	for _, tt := range tests {
		for order, g := range map[string]gen{"little": littleGen, "big": bigGen} {
			t.Run(tt.name+" "+order, func(t *testing.T) {
				p := append(g.pcap(tt.magic, tt.major, tt.minor, 65535, tt.network), make([]byte, tt.fileExtra)...)
				for i, f := range tt.want {
					first, second := f.CapLen+uint32(tt.pad), f.OrigLen+uint32(tt.pad)
					if tt.swap {
						first, second = second, first
					}
					data := append(make([]byte, tt.pad), frame(int(f.CapLen))...)
					p = append(p, g.rec(1000+uint32(i), 5+uint32(i), first, second, bytes.Repeat([]byte{0xee}, tt.extra), data)...)
				}
				got := drainBytes(t, p)
				if got.err != nil {
					t.Fatal(got.err)
				}
				compareFrames(t, got.frames, tt.want)
				for i, f := range tt.want {
					if i < len(got.data) && !bytes.Equal(got.data[i], frame(int(f.CapLen))) {
						t.Errorf("frame %d has other bytes", i+1)
					}
				}
				if got.ifaces[0].Link != tt.link || got.ifaces[0].FCSLen != tt.fcs {
					t.Errorf("link %d, FCS %d; want %d, %d", got.ifaces[0].Link, got.ifaces[0].FCSLen, tt.link, tt.fcs)
				}
			})
		}
	}
}

// A usual pcap file with odd records must not be taken for one of the variants.
func TestPcapOddRecords(t *testing.T) {
	g := littleGen
	head := g.pcap(0xa1b2c3d4, 2, 4, 64, 1)
	tests := []struct {
		name string
		rec  []byte
		want Frame
	}{
		{"fraction over a second", g.rec(1000, 1500000, 60, 60, nil, make([]byte, 60)), Frame{Time: 1001_500000000, CapLen: 60, OrigLen: 60}},
		{"captured more than was there", g.rec(1000, 0, 60, 40, nil, make([]byte, 60)), Frame{Time: 1000e9, CapLen: 60, OrigLen: 40}},
		{"longer than the snapshot length", g.rec(1000, 0, 90, 90, nil, make([]byte, 90)), Frame{Time: 1000e9, CapLen: 90, OrigLen: 90}},
		{"empty", g.rec(1000, 0, 0, 60, nil, nil), Frame{Time: 1000e9, OrigLen: 60}},
		{"last second", g.rec(1<<32-1, 0, 4, 4, nil, make([]byte, 4)), Frame{Time: (1<<32 - 1) * 1e9, CapLen: 4, OrigLen: 4}},
		{"huge on the wire", g.rec(1000, 0, 4, 1<<31, nil, make([]byte, 4)), Frame{Time: 1000e9, CapLen: 4, OrigLen: 1 << 31}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ordinary := g.rec(1000, 1, 60, 60, nil, frame(60))
			got := drainBytes(t, join(head, ordinary, tt.rec, ordinary))
			if got.err != nil {
				t.Fatal(got.err)
			}
			usual := Frame{Time: 1000e9 + 1000, CapLen: 60, OrigLen: 60}
			compareFrames(t, got.frames, []Frame{usual, tt.want, usual})
		})
	}
}

// Frames larger than MaxFrame are believed only of link types that have them.
func TestFrameLimit(t *testing.T) {
	for link, want := range map[uint32]int{1: 0, 231: 1, 279: 1, 249: 1} {
		p := join(littleGen.pcap(0xa1b2c3d4, 2, 4, 0, link), littleGen.rec(1, 1, 300000, 300000, nil, make([]byte, 300000)))
		got := drainBytes(t, p)
		if len(got.frames) != want || (got.err == nil) != (want == 1) {
			t.Errorf("link type %d: %d frames, error %v", link, len(got.frames), got.err)
		}
	}
}
