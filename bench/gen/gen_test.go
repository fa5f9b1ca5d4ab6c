package gen

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"testing"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"
)

// tiny is a capture with everything in it, small enough to look at each frame.
func tiny() Config {
	c := Bulk()
	c.Packets, c.Connections, c.Concurrent, c.MeanFrame = 30_000, 300, 40, 800
	c.Loss, c.Reorder, c.IPv6, c.Other = 0.02, 0.02, 0.3, 0.02
	return c
}

func newGenerator(t testing.TB, cfg Config) *Generator {
	t.Helper()
	g, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// way is one direction of a connection as the reader follows it.
type way struct {
	begun, ended bool
	iss          uint32
	high         uint32            // relative: everything below is in the capture
	top          uint32            // relative: nothing above has been captured
	ahead        map[uint32]uint32 // relative: segments beyond a gap, first byte to end
	acked        uint32            // relative to the peer's iss
	again        int               // segments whose first byte was captured before
	overtaken    int               // segments beyond a gap
	segments     int               // with data
}

// reader follows every connection of a capture and fails the test where one
// contradicts itself.
type reader struct {
	t       *testing.T
	pattern *pattern
	ways    map[string]*way
	frames  int
	others  int
	bytes   int
	resets  int
	last    time.Time
}

func (r *reader) way(network gopacket.Flow, transport gopacket.Flow) *way {
	key := network.String() + " " + transport.String()
	if r.ways[key] == nil {
		r.ways[key] = &way{ahead: map[uint32]uint32{}}
	}
	return r.ways[key]
}

func (r *reader) frame(data []byte, at time.Time) {
	r.frames++
	r.bytes += len(data)
	if at.Before(r.last) {
		r.t.Errorf("frame %d is older than the one before", r.frames)
	}
	r.last = at
	p := gopacket.NewPacket(data, layers.LayerTypeEthernet, gopacket.Default)
	if p.ErrorLayer() != nil {
		r.t.Fatalf("frame %d: %v", r.frames, p.ErrorLayer().Error())
	}
	tcp, _ := p.Layer(layers.LayerTypeTCP).(*layers.TCP)
	if tcp == nil {
		r.others++
		return
	}
	own := r.way(p.NetworkLayer().NetworkFlow(), tcp.TransportFlow())
	peer := r.way(p.NetworkLayer().NetworkFlow().Reverse(), tcp.TransportFlow().Reverse())
	r.sequence(own, tcp)
	r.acknowledgment(own, peer, tcp)
	if tcp.RST {
		r.resets++
		own.ended, peer.ended = true, true
	}
}

// sequence checks that no byte is skipped for good, and that each is the byte
// of the stream.
func (r *reader) sequence(w *way, tcp *layers.TCP) {
	if tcp.SYN {
		if w.begun {
			r.t.Fatalf("frame %d: a second SYN", r.frames)
		}
		w.begun, w.iss, w.high = true, tcp.Seq, 1
		return
	}
	relative := tcp.Seq - w.iss
	if len(tcp.Payload) > 0 {
		w.segments++
		if relative < w.high || w.ahead[relative] > 0 {
			w.again++
		} else if relative > w.high {
			w.overtaken++
		}
		if !bytes.Equal(tcp.Payload, r.pattern.payload(relative-1, len(tcp.Payload))) {
			r.t.Fatalf("frame %d: other bytes than the stream's", r.frames)
		}
		end := relative + uint32(len(tcp.Payload))
		w.top = max(w.top, end)
		if relative >= w.high {
			w.ahead[relative] = end
		}
		for end := w.ahead[w.high]; end > 0; end = w.ahead[w.high] {
			delete(w.ahead, w.high)
			w.high = end
		}
	} else if relative != w.high && !(w.ended && relative == w.high+1) {
		// Nothing without data is sent while the sender's own data is missing:
		// a pure ACK, FIN or RST stands at the end.
		r.t.Fatalf("frame %d: seq %d, but the data ends at %d", r.frames, relative, w.high)
	}
	if tcp.FIN {
		w.ended = true
	}
}

// acknowledgment checks that acknowledgments never go back, nor beyond what
// the capture has shown, and that SACK speaks of what was sent.
func (r *reader) acknowledgment(own, peer *way, tcp *layers.TCP) {
	if !tcp.ACK {
		return
	}
	relative := tcp.Ack - peer.iss
	most := peer.high
	if peer.ended {
		most++ // the FIN
	}
	if relative < own.acked || relative > most {
		r.t.Fatalf("frame %d: ack %d after %d, with data to %d", r.frames, relative, own.acked, most)
	}
	own.acked = relative
	for _, option := range tcp.Options {
		if option.OptionType != layers.TCPOptionKindSACK {
			continue
		}
		left, right := binary.BigEndian.Uint32(option.OptionData)-peer.iss, binary.BigEndian.Uint32(option.OptionData[4:])-peer.iss
		if left <= relative || right <= left || right > peer.top {
			r.t.Fatalf("frame %d: SACK %d to %d, ack %d, data to %d", r.frames, left, right, relative, peer.top)
		}
	}
}

// readBack reads the capture of cfg with pcapgo through the checks.
func readBack(t *testing.T, cfg Config) *reader {
	t.Helper()
	r := &reader{t: t, pattern: newPattern(), ways: map[string]*way{}}
	var source gopacket.PacketDataSource
	var err error
	if cfg.Format == Pcapng {
		source, err = pcapgo.NewNgReader(newGenerator(t, cfg), pcapgo.DefaultNgReaderOptions)
	} else {
		source, err = pcapgo.NewReader(newGenerator(t, cfg))
	}
	if err != nil {
		t.Fatal(err)
	}
	for {
		data, info, err := source.ReadPacketData()
		if errors.Is(err, io.EOF) {
			return r
		}
		if err != nil {
			t.Fatalf("frame %d: %v", r.frames+1, err)
		}
		r.frame(data, info.Timestamp)
	}
}

func TestCaptureIsSelfConsistent(t *testing.T) {
	small, ng, one := tiny(), tiny(), tiny()
	small.MeanFrame, small.IPv6 = 64, 0
	ng.Format, ng.Seed = Pcapng, 99
	one.Connections, one.Loss = 1, 0.1
	short := tiny()
	short.Packets, short.Connections, short.MeanFrame = 30_000, 2_500, 120
	tests := []struct {
		name string
		cfg  Config
	}{{"bulk", tiny()}, {"small", small}, {"pcapng", ng}, {"one connection", one}, {"short connections", short}}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r, cfg := readBack(t, test.cfg), test.cfg
			if r.frames != cfg.Packets || len(r.ways) != 2*cfg.Connections {
				t.Errorf("%d frames and %d ways, want %d and %d", r.frames, len(r.ways), cfg.Packets, 2*cfg.Connections)
			}
			near(t, "mean frame", float64(r.bytes)/float64(r.frames), float64(cfg.MeanFrame), 0.05)
			near(t, "other frames", float64(r.others)/float64(r.frames), cfg.Other, 0.3)
			segments, again, unended := 0, 0, 0
			for _, w := range r.ways {
				segments, again = segments+w.segments, again+w.again+w.overtaken
				if len(w.ahead) > 0 {
					t.Errorf("%d segments behind a gap that is never filled", len(w.ahead))
				}
				if !w.ended {
					unended++
				}
			}
			if unended > len(r.ways)/50+2 {
				t.Errorf("%d of %d ways do not end", unended, len(r.ways))
			}
			if again == 0 || again > segments/3 {
				t.Errorf("%d of %d segments late or again", again, segments)
			}
			if r.resets == 0 && cfg.Connections > 100 {
				t.Error("no connection was reset")
			}
		})
	}
}

func near(t *testing.T, what string, got, want, share float64) {
	t.Helper()
	if math.Abs(got-want) > want*share {
		t.Errorf("%s: %.4g, want %.4g", what, got, want)
	}
}

func TestChecksums(t *testing.T) {
	for _, filled := range []bool{true, false} {
		cfg := tiny()
		cfg.Packets, cfg.Connections, cfg.Checksums = 3000, 30, filled
		g := newGenerator(t, cfg)
		for n := 1; ; n++ {
			frame, _, ok := g.Frame(nil)
			if !ok {
				break
			}
			p := gopacket.NewPacket(frame, layers.LayerTypeEthernet, gopacket.Default)
			got, want := checksums(t, p)
			if !filled {
				want = make([]uint16, len(want))
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Fatalf("frame %d: %04x, want %04x", n, got, want)
			}
		}
	}
}

// checksums returns the TCP or UDP checksum of p as it stands and as gopacket
// computes it; it fails the test for a wrong one of IPv4.
func checksums(t *testing.T, p gopacket.Packet) (got, want []uint16) {
	t.Helper()
	options := gopacket.SerializeOptions{ComputeChecksums: true}
	if ip, found := p.NetworkLayer().(*layers.IPv4); found {
		recorded := ip.Checksum
		if err := ip.SerializeTo(gopacket.NewSerializeBuffer(), options); err != nil || ip.Checksum != recorded {
			t.Fatalf("IPv4 checksum %04x, want %04x, %v", recorded, ip.Checksum, err)
		}
	}
	buffer := gopacket.NewSerializeBuffer()
	switch l := p.TransportLayer().(type) {
	case *layers.TCP:
		got = []uint16{l.Checksum}
		if err := errors.Join(l.SetNetworkLayerForChecksum(p.NetworkLayer()),
			gopacket.SerializeLayers(buffer, options, l, gopacket.Payload(l.Payload))); err != nil {
			t.Fatal(err)
		}
		want = []uint16{l.Checksum}
	case *layers.UDP:
		got = []uint16{l.Checksum}
		if err := errors.Join(l.SetNetworkLayerForChecksum(p.NetworkLayer()),
			gopacket.SerializeLayers(buffer, options, l, gopacket.Payload(l.Payload))); err != nil {
			t.Fatal(err)
		}
		want = []uint16{l.Checksum}
	}
	return got, want
}

// TestSameSeedSameBytes holds the bytes themselves, so that a capture is the
// same on every machine and with every version of Go.
func TestSameSeedSameBytes(t *testing.T) {
	sum := func(cfg Config) string {
		hash := sha256.New()
		if _, err := newGenerator(t, cfg).WriteTo(hash); err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("%x", hash.Sum(nil))
	}
	other := tiny()
	other.Seed++
	if sum(tiny()) == sum(other) {
		t.Error("two seeds make the same bytes")
	}
	const want = "2a97ba78583129231ea39abe54943697a024c431c4ddcb2db2012b1966bcd341"
	if got := sum(tiny()); got != want {
		t.Errorf("sha256 %s, want %s", got, want)
	}
}

// TestReadIsWriteTo reads in odd pieces what WriteTo writes at once.
func TestReadIsWriteTo(t *testing.T) {
	var whole bytes.Buffer
	size, err := newGenerator(t, tiny()).WriteTo(&whole)
	if err != nil || size != int64(whole.Len()) {
		t.Fatalf("%d of %d bytes, %v", size, whole.Len(), err)
	}
	g, pieces := newGenerator(t, tiny()), []byte{}
	piece := make([]byte, 7001)
	for {
		n, err := g.Read(piece)
		pieces = append(pieces, piece[:n]...)
		if errors.Is(err, io.EOF) {
			break
		}
	}
	if !bytes.Equal(pieces, whole.Bytes()) {
		t.Errorf("Read gave %d bytes, WriteTo %d, or others", len(pieces), whole.Len())
	}
}

func TestNewRefuses(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Config)
	}{
		{"nothing", func(c *Config) { *c = Config{} }},
		{"loss", func(c *Config) { c.Loss = math.NaN() }},
		{"ipv6", func(c *Config) { c.IPv6 = 1.1 }},
		{"packets", func(c *Config) { c.Packets = 8 * c.Connections }},
		{"mean", func(c *Config) { c.MeanFrame = 1500 }},
		{"rtt", func(c *Config) { c.RTT = 0 }},
		{"format", func(c *Config) { c.Format = 9 }},
	}
	for _, test := range tests {
		cfg := tiny()
		test.change(&cfg)
		if _, err := New(cfg); err == nil {
			t.Errorf("%s: no error", test.name)
		}
	}
}

func BenchmarkGenerate(b *testing.B) {
	for name, cfg := range map[string]Config{"bulk": Bulk(), "small": Small(), "many": Many()} {
		b.Run(name, func(b *testing.B) {
			cfg.Packets, cfg.Connections = b.N+2*MinFrames, max(1, b.N/MinFrames/4)
			g := newGenerator(b, cfg)
			buffer := make([]byte, 0, largest)
			size := 0
			b.ReportAllocs()
			for range b.N {
				frame, _, _ := g.Frame(buffer)
				size += len(frame)
			}
			b.SetBytes(int64(size / b.N))
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "packets/s")
		})
	}
}

func BenchmarkFile(b *testing.B) {
	cfg := Bulk()
	cfg.Packets, cfg.Connections = 200_000, 1000
	for b.Loop() {
		g := newGenerator(b, cfg)
		size, err := g.WriteTo(io.Discard)
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(size)
	}
	b.ReportMetric(float64(b.N)*float64(cfg.Packets)/b.Elapsed().Seconds(), "packets/s")
}
