package decode

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

// cut4 cuts an IPv4 packet into fragments with size bytes of data each.
func cut4(tb testing.TB, packet []byte, size int) [][]byte {
	var out [][]byte
	for at := 20; at < len(packet); at += size {
		last := min(at+size, len(packet))
		ip := ip4(layers.IPProtocol(packet[9]))
		ip.FragOffset = uint16((at - 20) / 8)
		if last < len(packet) {
			ip.Flags = layers.IPv4MoreFragments
		}
		out = append(out, serialize(tb, ip, gopacket.Payload(packet[at:last])))
	}
	return out
}

// cut6 does the same with IPv6.
func cut6(tb testing.TB, packet []byte, size int) [][]byte {
	var out [][]byte
	for at := 40; at < len(packet); at += size {
		last := min(at+size, len(packet))
		field := uint16(at - 40)
		if last < len(packet) {
			field |= 1
		}
		out = append(out, serialize(tb, ip6(44), gopacket.Payload(join([]byte{6, 0}, be16(field), []byte{0, 0, 0, 9}, packet[at:last]))))
	}
	return out
}

func long4(tb testing.TB, n int) []byte {
	return serialize(tb, ip4(layers.IPProtocolTCP), segment(), gopacket.Payload(bytes.Repeat([]byte("tcp "), n/4)))
}

// feed decodes frames as numbers 1, 2, ... and returns the packet, the parts
// told, and the frame that told them.
func feed(d *Defrag, frames [][]byte) (p *Packet, parts []uint32, at int) {
	p = new(Packet)
	for i, f := range frames {
		if got := d.Decode(p, 228, f, uint32(len(f)), uint32(i+1), 0); got != nil {
			parts, at = got, i+1
		}
	}
	return p, parts, at
}

func TestDefrag(t *testing.T) {
	whole := long4(t, 100)
	frames := cut4(t, whole, 40)
	reversed := slices.Clone(frames)
	slices.Reverse(reversed)
	p6 := serialize(t, ip6(layers.IPProtocolTCP), segment(), gopacket.Payload(bytes.Repeat([]byte("tcp "), 25)))
	for _, tt := range []struct {
		name   string
		frames [][]byte
	}{
		{"in order", frames}, {"reversed", reversed}, {"repeated", [][]byte{frames[0], frames[0], frames[2], frames[1]}}, {"IPv6", cut6(t, p6, 48)},
	} {
		d := NewDefrag(DefragLimits{})
		p, parts, at := feed(d, tt.frames)
		if !p.HasTCP || p.TCP.Len != 100 || p.TCP.Seq != 1000 || at != len(tt.frames) {
			t.Fatalf("%s: segment %+v at frame %d", tt.name, p.TCP, at)
		}
		want := make([]uint32, len(tt.frames))
		for i := range want {
			want[i] = uint32(i + 1)
		}
		if !slices.Equal(parts, want) {
			t.Errorf("%s: parts %v, want %v", tt.name, parts, want)
		}
		if p.Checksum().Status != ChecksumGood || !bytes.Equal(p.Payload(), bytes.Repeat([]byte("tcp "), 25)) {
			t.Errorf("%s: checksum %+v, data %q", tt.name, p.Checksum(), p.Payload())
		}
		if n, b := d.held(); n != 0 || b != 0 {
			t.Errorf("%s: %d datagrams and %d bytes left", tt.name, n, b)
		}
		if p.LinkLayers == 0 || p.Layers[p.NLayers-1].Proto != ProtoTCP {
			t.Errorf("%s: layers %s", tt.name, p.AppendProtocols(nil))
		}
	}
}

// TestDefragNested has fragments of a tunnel that carries fragments.
func TestDefragNested(t *testing.T) {
	var frames [][]byte
	for i, inner := range cut4(t, long4(t, 200), 80) {
		outer := ip4(4)
		outer.Id = uint16(100 + i)
		b := serialize(t, outer, gopacket.Payload(inner))
		for _, f := range cut4(t, b, 48) {
			binary.BigEndian.PutUint16(f[4:], uint16(100+i))
			frames = append(frames, f)
		}
	}
	p, parts, at := feed(NewDefrag(DefragLimits{}), frames)
	if !p.HasTCP || p.TCP.Len != 200 || at != len(frames) || p.Checksum().Status != ChecksumGood {
		t.Fatalf("segment %+v at frame %d of %d", p.TCP, at, len(frames))
	}
	if got := string(p.AppendProtocols(nil)); got != "ip:ip:tcp" {
		t.Errorf("protocols %s", got)
	}
	if len(parts) == 0 || parts[len(parts)-1] != uint32(len(frames)) {
		t.Errorf("parts %v", parts)
	}
}

func TestDefragOverlap(t *testing.T) {
	frames := cut4(t, long4(t, 100), 40)
	forged := slices.Clone(frames[1])
	forged[30] ^= 0xff
	var p Packet
	d := NewDefrag(DefragLimits{})
	var whole *Datagram
	for i, f := range [][]byte{frames[0], frames[1], forged, frames[2]} {
		p.Decode(228, f, uint32(len(f)))
		whole = d.Add(&p, uint32(i), 0)
	}
	if whole == nil || !whole.Overlap || !whole.Conflict {
		t.Fatalf("%+v", whole)
	}
	p.DecodeDatagram(whole)
	if p.Checksum().Status != ChecksumGood || !p.Overlap || !p.Conflict {
		t.Error("what came first does not count")
	}
}

// TestFirstFragment is shown as far as it goes when it cannot be put together.
func TestFirstFragment(t *testing.T) {
	f := cut4(t, long4(t, 100), 40)[0]
	var p Packet
	d := NewDefrag(DefragLimits{})
	d.Decode(&p, 228, f[:len(f)-1], uint32(len(f)), 1, 0)
	if !p.HasTCP || p.TCP.LenKnown() || p.TCP.SrcPort != 49152 || p.Checksum().Status != ChecksumUnverified {
		t.Errorf("cut: TCP %v, %+v", p.HasTCP, p.TCP)
	}
	if n, _ := d.held(); n != 0 {
		t.Error("a fragment that is not whole was kept")
	}
	d.Decode(&p, 228, f, uint32(len(f)), 1, 0)
	if p.HasTCP || !p.Fragment {
		t.Error("whole: shown before its datagram is complete")
	}
}

// TestDefragBounds holds the limits.
func TestDefragBounds(t *testing.T) {
	frames := cut4(t, long4(t, 1000), 800)
	limits := DefragLimits{Bytes: 10000, Datagrams: 20, Timeout: time.Second}
	d := NewDefrag(limits)
	var p Packet
	for i := range 1000 {
		f := slices.Clone(frames[0])
		binary.BigEndian.PutUint16(f[4:], uint16(i))
		d.Decode(&p, 228, f, uint32(len(f)), uint32(i), 0)
		if n, b := d.held(); n > limits.Datagrams || b > limits.Bytes {
			t.Fatalf("%d datagrams, %d bytes", n, b)
		}
	}
	if n, _ := d.held(); n < 2 {
		t.Errorf("%d datagrams are held", n)
	}
	d.Decode(&p, 228, frames[0], uint32(len(frames[0])), 1, int64(2*time.Second))
	if n, b := d.held(); n != 1 || b < 800 || b >= 2*800 {
		t.Errorf("%d datagrams, %d bytes after the timeout", n, b)
	}
}

// TestDefragReuse: a fragment far from the others in time is of another datagram
// with the same identification, whatever the clock did before.
func TestDefragReuse(t *testing.T) {
	const sec, now = int64(time.Second), int64(1_700_000_000) * int64(time.Second)
	frames := cut4(t, long4(t, 1000), 800)
	ahead := slices.Clone(frames[0])
	binary.BigEndian.PutUint16(ahead[4:], 77)
	for _, tt := range []struct {
		name          string
		far, at, last int64 // of the frame before, of the first fragment, of the other
		whole         bool
	}{
		{"in time", now, now, now + 120*sec, true},
		{"late", now, now, now + 121*sec, false},
		{"late, behind one from the future", now + 1000*sec, now, now + 121*sec, false},
		{"in time, behind one from the future", now + 1000*sec, now, now + sec, true},
		{"the clock steps back", now, now, now - 121*sec, false},
		{"the clock steps back a little", now, now, now - sec, true},
		{"without a time", now, now, 0, false},
		{"all without a time", 0, 0, 0, true},
		{"the ends of time", math.MaxInt64, math.MinInt64, math.MaxInt64, false},
	} {
		d := NewDefrag(DefragLimits{})
		var p Packet
		d.Decode(&p, 228, ahead, uint32(len(ahead)), 1, tt.far)
		d.Decode(&p, 228, frames[0], uint32(len(frames[0])), 2, tt.at)
		parts := d.Decode(&p, 228, frames[1], uint32(len(frames[1])), 3, tt.last)
		if (parts != nil) != tt.whole || p.HasTCP != tt.whole {
			t.Errorf("%s: put together from %v", tt.name, parts)
		}
		for key, g := range d.open {
			if key.id != 77 && (tt.whole || len(g.pieces) != 1 || g.began != tt.last) {
				t.Errorf("%s: %d fragments are held, since %d", tt.name, len(g.pieces), g.began)
			}
		}
	}
}

// TestDefragPieces gives up a datagram that is sent again and again.
func TestDefragPieces(t *testing.T) {
	f := cut4(t, long4(t, 1000), 8)[1]
	d := NewDefrag(DefragLimits{})
	var p Packet
	for i := range 2 * maxPieces {
		d.Decode(&p, 228, f, uint32(len(f)), uint32(i), 0)
	}
	for _, g := range d.open {
		if len(g.pieces) > maxPieces {
			t.Errorf("%d fragments of a datagram are held", len(g.pieces))
		}
	}
}

// held is how many datagrams are open and the bytes counted for them.
func (d *Defrag) held() (datagrams, bytes int) { return len(d.open), d.bytes }

func BenchmarkDefrag(b *testing.B) {
	frames := cut4(b, long4(b, 1400), 480)
	d := NewDefrag(DefragLimits{})
	var p Packet
	b.SetBytes(1440)
	for b.Loop() {
		for i, f := range frames {
			d.Decode(&p, 228, f, uint32(len(f)), uint32(i), 0)
		}
	}
}
