package capture

import (
	"bytes"
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPcapngBlocks(t *testing.T) {
	for order, g := range map[string]gen{"little": littleGen, "big": bigGen} {
		t.Run(order, func(t *testing.T) {
			end := g.opt(0, nil)
			p := join(
				g.shb(1, 0),
				g.idb(1, 100, g.opt(2, []byte("eth0")), g.opt(3, []byte("uplink")), g.opt(13, []byte{4}), end),
				g.idb(101, 0, g.opt(9, []byte{9}), end),
				g.epb(0, 1000000005, frame(60), g.opt(1, []byte("first")), g.opt(2, g.AppendUint32(nil, 2)), g.opt(1, []byte("second")), end),
				g.block(4, frame(40)), // names
				g.block(5, frame(40)), // statistics
				g.block(10, frame(8)), // secrets
				g.block(0x80000001, frame(12)),
				g.epb(1, 1000000005, frame(61)),
				g.pb(0, 7000000, frame(33), g.opt(1, []byte("old")), end),
				g.spb(300, frame(100)),
				g.spb(30, frame(30)),
				g.block(0xbad, append(g.AppendUint32(nil, 32473), frame(8)...)),
				g.block(9, []byte("A=b\n__REALTIME_TIMESTAMP=1000000000000005\nC=d\n")),
				g.epb(1, 5, nil),
			)
			got := drainBytes(t, p)
			if got.err != nil {
				t.Fatal(got.err)
			}
			compareFrames(t, got.frames, []Frame{
				{Time: 1000_000005000, CapLen: 60, OrigLen: 60},
				{Time: 1000000005, CapLen: 61, OrigLen: 61, Iface: 1},
				{Time: 7e9, CapLen: 33, OrigLen: 33},
				{NoTime: true, CapLen: 100, OrigLen: 300},
				{NoTime: true, CapLen: 30, OrigLen: 30},
				{NoTime: true, CapLen: 8, OrigLen: 8, Iface: 2},
				{Time: 1000000000_000005000, CapLen: 46, OrigLen: 46, Iface: 3},
				{Time: 5, Iface: 1},
			})
			if d := cmp.Diff([]Interface{
				{Link: 1, SnapLen: 100, FCSLen: 4, Digits: 6, Name: "eth0", Description: "uplink"},
				{Link: 101, FCSLen: -1, Digits: 9},
				{Link: LinkCustomBlock, FCSLen: -1},
				{Link: LinkJournal, FCSLen: -1, Digits: 6},
			}, got.ifaces); d != "" {
				t.Errorf("interfaces (-want +got):\n%s", d)
			}
			want := make([]Note, 8)
			want[0] = Note{Comments: []string{"first", "second"}, Flags: 2, Flagged: true}
			want[2] = Note{Comments: []string{"old"}}
			want[5] = Note{Enterprise: 32473}
			if d := cmp.Diff(want, got.notes); d != "" {
				t.Errorf("notes (-want +got):\n%s", d)
			}
			for i, n := range []int{60, 61, 33, 100, 30, 8} {
				if !bytes.Equal(got.data[i], frame(n)) {
					t.Errorf("frame %d has other bytes", i+1)
				}
			}
		})
	}
}

// Interface numbers begin anew in every section, and so may the byte order.
func TestPcapngSections(t *testing.T) {
	l, b := littleGen, bigGen
	got := drainBytes(t, join(
		l.shb(1, 0), l.idb(1, 0), l.idb(113, 0), l.epb(1, 1, frame(20)),
		b.shb(1, 2), b.idb(276, 0), b.epb(0, 2, frame(21)),
		l.shb(1, 0), l.idb(228, 0), l.spb(22, frame(22)), l.idb(1, 0), l.epb(1, 3, frame(23)),
	))
	if got.err != nil {
		t.Fatal(got.err)
	}
	compareFrames(t, got.frames, []Frame{
		{Time: 1000, CapLen: 20, OrigLen: 20, Iface: 1},
		{Time: 2000, CapLen: 21, OrigLen: 21, Iface: 2},
		{NoTime: true, CapLen: 22, OrigLen: 22, Iface: 3},
		{Time: 3000, CapLen: 23, OrigLen: 23, Iface: 4},
	})
	var links, sections []string
	for _, i := range got.ifaces {
		links, sections = append(links, fmt.Sprint(i.Link)), append(sections, fmt.Sprint(i.Section))
	}
	if l, s := strings.Join(links, " "), strings.Join(sections, " "); l != "1 113 276 228 1" || s != "0 0 1 2 2" {
		t.Errorf("links %s in sections %s", l, s)
	}
}

// Every resolution is checked against exact arithmetic.
func TestTimeScale(t *testing.T) {
	stamps := []uint64{0, 1, 5, 999, 1 << 31, 1234567890123456, 1234567890123456789, math.MaxInt64, math.MaxUint64}
	for resol := range 256 {
		for _, offset := range []int64{0, 100, -100, math.MaxInt64, math.MinInt64} {
			s := newTimeScale(uint8(resol), offset)
			for _, ts := range stamps {
				if got, want := s.ns(ts), exactTime(uint8(resol), offset, ts); got != want {
					t.Fatalf("resolution %#x, offset %d: %d is %d ns, want %d", resol, offset, ts, got, want)
				}
			}
		}
	}
}

// exactTime is the time in ns, each part saturated as int64.
func exactTime(resol uint8, offset int64, ts uint64) int64 {
	clamp := func(x *big.Int) *big.Int {
		if x.Cmp(big.NewInt(math.MaxInt64)) > 0 {
			return big.NewInt(math.MaxInt64)
		}
		if x.Cmp(big.NewInt(math.MinInt64)) < 0 {
			return big.NewInt(math.MinInt64)
		}
		return x
	}
	base := int64(10)
	if resol&0x80 != 0 {
		base = 2
	}
	unit := new(big.Int).Exp(big.NewInt(base), big.NewInt(int64(resol&0x7f)), nil)
	ns := new(big.Int).Mul(new(big.Int).SetUint64(ts), big.NewInt(1e9))
	ns = clamp(ns.Quo(ns, unit))
	off := clamp(new(big.Int).Mul(big.NewInt(offset), big.NewInt(1e9)))
	return clamp(ns.Add(ns, off)).Int64()
}

// What is damaged is told with its place, after the frames before it.
func TestPcapngDamage(t *testing.T) {
	g := littleGen
	begin := join(g.shb(1, 0), g.idb(1, 0), g.epb(0, 1, frame(60)))
	patched := func(p []byte, at int, v uint32) []byte {
		p = bytes.Clone(p)
		le.PutUint32(p[at:], v)
		return p
	}
	good := g.epb(0, 2, frame(60))
	tests := []struct {
		name string
		p    []byte
		want string
	}{
		{"lengths differ", patched(good, len(good)-4, 99), "lengths differ"},
		{"length under the least", patched(g.block(0x77, nil), 4, 8), "has at least 12 bytes"},
		{"packet under the least", g.block(6, make([]byte, 16)), "has at least 32 bytes"},
		{"unknown interface", g.epb(1, 2, frame(60)), "interface 1"},
		{"captured past the block", patched(good, 20, 100), "room for 60"},
		{"captured more than believed", patched(good, 20, 300000), "300000 captured bytes"},
		{"simple packet past the block", g.spb(100, frame(60)), "room for 60"},
		{"option past the block", g.epb(0, 2, frame(60), []byte{1, 0, 200, 0}), "option of a frame"},
		{"option of an interface", g.idb(1, 0, []byte{2, 0, 200, 0}), "option of an interface"},
		{"section without interface", join(g.shb(1, 0), good), "interface 0"},
		{"section without interface, simple", join(g.shb(1, 0), g.spb(4, frame(4))), "no interface"},
		{"byte order of neither", g.block(0x0a0d0d0a, make([]byte, 16)), "neither order"},
		{"version", g.shb(2, 0), "version 2.0"},
		{"block of 4 GB", patched(g.block(6, frame(40)), 4, 1<<32-4), "believed"},
		{"cut off", good[:50], "cut off: only 50 of the next 92"},
		{"cut off in the header", good[:6], "cut off"},
		{"cut off in a large block", patched(g.block(0x77, frame(40)), 4, 1<<30), "cut off: only 52 of the next 1073741824"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := drainBytes(t, append(bytes.Clone(begin), tt.p...))
			if len(got.frames) != 1 {
				t.Errorf("%d frames before the damage, want 1", len(got.frames))
			}
			e, ok := got.err.(*Error)
			if !ok || !strings.Contains(e.Error(), tt.want) {
				t.Fatalf("error %v, want one that says %q", got.err, tt.want)
			}
			if e.Off < int64(len(begin)) || e.Frames != 1 || e.Path != "mem" || e.Hint == "" {
				t.Errorf("error tells byte %d (damage begins at %d), %d frames, path %q, hint %q", e.Off, len(begin), e.Frames, e.Path, e.Hint)
			}
		})
	}
}

// A block without frames that is larger than any buffer is passed over.
func TestPcapngLargeBlock(t *testing.T) {
	g := littleGen
	got := drainBytes(t, join(g.shb(1, 0), g.idb(1, 0), g.epb(0, 1, frame(60)), g.block(0x77, make([]byte, maxBlock+64)), g.epb(0, 2, frame(61))))
	if got.err != nil || len(got.frames) != 2 {
		t.Errorf("%d frames, error %v", len(got.frames), got.err)
	}
}

// Lengths that are no multiple of four are rounded up, as Wireshark does.
func TestPcapngOddLength(t *testing.T) {
	g := littleGen
	for _, again := range []uint32{17, 20} {
		odd := join([]byte{0x77, 0, 0, 0, 17, 0, 0, 0}, make([]byte, 8), g.AppendUint32(nil, again))
		got := drainBytes(t, join(g.shb(1, 0), g.idb(1, 0), odd, g.epb(0, 2, frame(61))))
		if got.err != nil || len(got.frames) != 1 {
			t.Errorf("second length %d: %d frames, error %v", again, len(got.frames), got.err)
		}
	}
}
