package flows

import (
	"context"
	"encoding/binary"
	"net"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/gopacket/layers"

	"tcptui/bench/gen"
	"tcptui/capture"
	"tcptui/decode"
	"tcptui/testdata/samples"
)

// TestColumns: of every row that a column is sure of, it tells the values that
// the field of its name tells.
func TestColumns(t *testing.T) {
	w := newWire(t)
	w.handshake()
	w.send(seg{from: hostC, to: hostS, flags: decode.ACK | decode.PSH, seq: 101, ack: 901, window: 500, data: "hello"})
	w.send(seg{from: hostS, to: hostC, flags: decode.ACK, seq: 901, ack: 106})
	w.send(seg{from: hostC, to: hostS, flags: decode.ACK | decode.FIN, seq: 106, ack: 901, window: 500})
	w.send(seg{from: hostS, to: hostC, flags: decode.RST, seq: 901})
	six := &layers.IPv6{Version: 6, HopLimit: 64, NextHeader: layers.IPProtocolTCP, SrcIP: net.ParseIP("2001:db8::1"), DstIP: net.ParseIP("2001:db8::2")}
	syn := &layers.TCP{SrcPort: 5000, DstPort: 443, SYN: true, Seq: 7}
	if err := syn.SetNetworkLayerForChecksum(six); err != nil {
		t.Fatal(err)
	}
	w.layers(&layers.Ethernet{SrcMAC: make([]byte, 6), DstMAC: make([]byte, 6), EthernetType: layers.EthernetTypeIPv6}, six, syn)
	w.layers(&layers.Ethernet{SrcMAC: make([]byte, 6), DstMAC: make([]byte, 6), EthernetType: layers.EthernetTypeARP})
	_, s := w.open()
	checkColumns(t, w.buf.Bytes(), s.Rows())
	for _, cfg := range []gen.Config{gen.Bulk(), gen.Many()} {
		const packets = 3 * BlockRows / 2
		cfg.Connections = max(1, cfg.Connections*packets/cfg.Packets)
		cfg.Concurrent = min(cfg.Concurrent, cfg.Connections)
		cfg.Packets = packets
		file, err := gen.Bytes(cfg)
		if err != nil {
			t.Fatal(err)
		}
		checkColumns(t, file, packets)
	}
}

// TestColumnsOfDamage: so it is where a header has bits that nobody sets, or was not captured
// to its end.
func TestColumnsOfDamage(t *testing.T) {
	const ipEnd = 14 + 20 // bytes before TCP
	data := strings.Repeat("x", 20)
	w := newWire(t)
	w.handshake()
	for reserved := range byte(8) {
		for length := ipEnd; length <= ipEnd+24; length++ {
			w.send(seg{from: hostC, to: hostS, flags: decode.ACK, seq: 101, ack: 901, window: 500, data: data})
			frame := w.buf.Bytes()[w.buf.Len()-(ipEnd+20+len(data)):]
			frame[ipEnd+12] |= reserved << 1
			binary.LittleEndian.PutUint32(w.buf.Bytes()[w.buf.Len()-len(frame)-8:], uint32(length)) // captured
			w.buf.Truncate(w.buf.Len() - len(frame) + length)
		}
	}
	_, s := w.open()
	checkColumns(t, w.buf.Bytes(), s.Rows())
}

// FuzzColumns: whatever the frames, columns and fields agree.
func FuzzColumns(f *testing.F) {
	for _, sample := range samples.All() {
		if len(sample.Data) < 1<<13 { // a fuzzer gets nowhere with more
			f.Add(sample.Data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		src, err := capture.OpenBytes("fuzz", data)
		if err != nil {
			return
		}
		src.Close()
		checkColumns(t, data, 0)
	})
}

// checkColumns holds all columns of a capture against the fields.
func checkColumns(t *testing.T, file []byte, rows int) {
	t.Helper()
	src, err := capture.OpenBytes("test", file)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	l := Start(context.Background(), src)
	defer l.Stop()
	s, r := l.Wait(), l.NewReader()
	if s.Rows() < rows {
		t.Fatalf("%d rows, want %d", s.Rows(), rows)
	}
	fields := make(map[string]Field)
	for _, f := range Fields() {
		fields[f.Name] = f
	}
	out := make([]int64, BlockRows)
	for name, c := range columns() {
		f, ok := fields[name]
		if !ok {
			t.Fatalf("column %s is no field", name)
		}
		for from := uint32(0); from < uint32(s.Rows()); {
			b := s.Block(from, uint32(s.Rows()))
			got := columnValues(&b, &c, &f.Field, out)
			for i, values := range got {
				if values == nil {
					continue
				}
				want := f.Of(r.At(s, b.First()+uint32(i)), nil)
				if c.Places == 0 && len(want) > 1 {
					want = want[:1] // present once is as good as twice
				}
				if len(want) != len(values) {
					t.Fatalf("frame %d: column %s has %d values, the field %d", b.First()+uint32(i)+1, name, len(values), len(want))
				}
				for k := range want {
					if c.Places > 0 && values[k] != string(f.Format(nil, want[k])) {
						t.Fatalf("frame %d: column %s is %s, the field %s", b.First()+uint32(i)+1, name, values[k], f.Format(nil, want[k]))
					}
				}
			}
			from += uint32(b.Len())
		}
	}
}

// columnValues are the values of each row of a block as the field prints them;
// nil where the column is not sure.
func columnValues(b *Block, c *Column, f *decode.Field, out []int64) [][]string {
	var present, unsure Bits
	present.Fill(b.Len())
	if c.Present != nil {
		c.Present(b, &present)
	}
	if c.Unsure != nil {
		c.Unsure(b, &unsure)
	}
	got := make([][]string, b.Len())
	for i := range got {
		if unsure[i/64]>>(i%64)&1 == 0 {
			got[i] = []string{}
		}
	}
	for place := range max(c.Places, 1) {
		if c.Places > 0 {
			c.Fill(b, place, out[:b.Len()])
		}
		present.Each(func(i int) bool {
			if i >= b.Len() || got[i] == nil {
				return true
			}
			switch {
			case c.Places == 0:
				got[i] = append(got[i], "")
			case c.Text == nil:
				got[i] = append(got[i], string(f.Format(nil, columnValue(f.Kind, out[i]))))
			case c.Text(int(out[i])) != "":
				got[i] = append(got[i], c.Text(int(out[i])))
			}
			return true
		})
	}
	return got
}

// columnValue is a column's number as the value of a field.
func columnValue(kind decode.Kind, n int64) decode.Value {
	if kind == decode.KindIPv4 {
		return decode.Value{A: netip.AddrFrom4([4]byte(binary.BigEndian.AppendUint32(nil, uint32(n))))}
	}
	return decode.Value{U: uint64(n), I: n}
}
