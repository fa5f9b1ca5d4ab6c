package capture

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"
)

// packetReader is what both readers of pcapgo are.
type packetReader interface {
	ReadPacketData() ([]byte, gopacket.CaptureInfo, error)
}

// compareOracle reads p with pcapgo and holds our frames against it.
func compareOracle(t *testing.T, p []byte, r packetReader) {
	t.Helper()
	ours := drainBytes(t, p)
	if ours.err != nil {
		t.Fatal(ours.err)
	}
	for i := 0; ; i++ {
		data, info, err := r.ReadPacketData()
		if errors.Is(err, io.EOF) {
			if i != len(ours.frames) {
				t.Fatalf("pcapgo reads %d frames, we %d", i, len(ours.frames))
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		f := ours.frames[i]
		if !bytes.Equal(data, ours.data[i]) || int(f.OrigLen) != info.Length || !f.NoTime && f.Time != info.Timestamp.UnixNano() {
			t.Fatalf("frame %d: ours %+v, pcapgo's %+v", i, f, info)
		}
	}
}

// What pcapgo writes we read alike, and what we write pcapgo reads alike.
func TestOracle(t *testing.T) {
	start := time.Date(2024, 2, 29, 12, 0, 0, 123456000, time.UTC)
	write := func(t *testing.T, w interface {
		WritePacket(gopacket.CaptureInfo, []byte) error
	}) {
		for i := range 500 {
			info := gopacket.CaptureInfo{Timestamp: start.Add(time.Duration(i) * 1001 * time.Microsecond), CaptureLength: i, Length: i + i%3}
			if err := w.WritePacket(info, frame(i)); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Run("pcap", func(t *testing.T) {
		for _, nano := range []bool{false, true} {
			var b bytes.Buffer
			w := pcapgo.NewWriter(&b)
			if nano {
				w = pcapgo.NewWriterNanos(&b)
			}
			if err := w.WriteFileHeader(65535, layers.LinkTypeEthernet); err != nil {
				t.Fatal(err)
			}
			write(t, w)
			p := b.Bytes()
			r, err := pcapgo.NewReader(bytes.NewReader(p))
			if err != nil {
				t.Fatal(err)
			}
			compareOracle(t, p, r)
		}
	})
	t.Run("pcapng", func(t *testing.T) {
		var b bytes.Buffer
		w, err := pcapgo.NewNgWriter(&b, layers.LinkTypeEthernet)
		if err != nil {
			t.Fatal(err)
		}
		write(t, w)
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		compareNg(t, b.Bytes())
	})
	// pcapgo is wrong for the other resolutions: TestTimeScale has those.
	t.Run("resolutions", func(t *testing.T) {
		for _, g := range []gen{littleGen, bigGen} {
			for _, resol := range []byte{3, 6, 9, 0x80} {
				p := join(g.shb(1, 0), g.idb(1, 0, g.opt(9, []byte{resol}), g.opt(14, g.AppendUint64(nil, 1000)), g.opt(0, nil)))
				for i := range 20 {
					p = append(p, g.epb(0, uint64(i)*12345, frame(60+i))...)
				}
				t.Run(fmt.Sprintf("%#x", resol), func(t *testing.T) { compareNg(t, p) })
			}
		}
	})
	t.Run("ours", func(t *testing.T) {
		for _, format := range []Format{FormatPcap, FormatPcapng} {
			var b bytes.Buffer
			w := NewWriter(&b, format)
			for r, err := range recordsOf(t, littleGen.pcapFile(300, 60)) {
				if err == nil {
					err = w.Write(r)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Flush(nil); err != nil {
				t.Fatal(err)
			}
			if format == FormatPcapng {
				compareNg(t, b.Bytes())
				continue
			}
			r, err := pcapgo.NewReader(bytes.NewReader(b.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			compareOracle(t, b.Bytes(), r)
		}
	})
}

func compareNg(t *testing.T, p []byte) {
	t.Helper()
	r, err := pcapgo.NewNgReader(bytes.NewReader(p), pcapgo.NgReaderOptions{WantMixedLinkType: true})
	if err != nil {
		t.Fatal(err)
	}
	compareOracle(t, p, r)
}
