package decode

import (
	"strings"
	"testing"
)

// text joins the values of a field as -T fields does.
func text(p *Packet, f *Field) string {
	var parts []string
	for _, v := range f.Get(p, nil) {
		parts = append(parts, string(f.Format(nil, v)))
	}
	return strings.Join(parts, ",")
}

func TestFields(t *testing.T) {
	data := join(etherBytes(0x8100), be16(0xa005), be16(0x0800), over4(t, 6, header([]byte{2, 4, 5, 0xb4, 3, 3, 7, 0}, "hi")))
	var p Packet
	p.Decode(1, data, uint32(len(data)))
	all := make(map[string]*Field)
	fields := Fields()
	for i := range fields {
		f := &fields[i]
		if all[f.Name] != nil {
			t.Errorf("%s is there twice", f.Name)
		}
		if f.Label == "" || f.Help == "" || f.Get == nil {
			t.Errorf("%s: %+v", f.Name, f)
		}
		all[f.Name] = f
	}
	for name, want := range map[string]string{
		"eth.src": "02:00:00:00:00:01", "eth.addr": "02:00:00:00:00:02,02:00:00:00:00:01", "eth.type": "0x8100", "eth.len": "",
		"vlan.id": "5", "vlan.priority": "5", "vlan.dei": "0", "vlan.etype": "0x0800",
		"ip.addr": "10.0.0.1,10.0.0.2", "ip.hdr_len": "20", "ip.id": "0x0007", "ip.flags": "0x00", "ip.proto": "6",
		"tcp": "1", "udp": "", "tcp.port": "1,2", "tcp.seq_raw": "1", "tcp.hdr_len": "28", "tcp.flags": "0x0010", "tcp.flags.ack": "1", "tcp.flags.syn": "0",
		"tcp.flags.str": "·······A····", "tcp.len": "2", "tcp.payload": "6869", "tcp.checksum.status": "0", "tcp.checksum": "0x0000",
		"tcp.options": "020405b403030700", "tcp.option_kind": "2,3,0", "tcp.option_len": "4,3", "tcp.options.mss_val": "1460",
		"tcp.options.wscale.shift": "7", "tcp.options.wscale.multiplier": "128", "tcp.options.sack_perm": "", "tcp.options.mss": "020405b4",
	} {
		f := all[name]
		if f == nil {
			t.Errorf("%s is missing", name)
		} else if got := text(&p, f); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// TestQuotedFields shows quoted headers in fields, as tshark does.
func TestQuotedFields(t *testing.T) {
	data := over4(t, 1, join([]byte{3, 1, 0, 0, 0, 0, 0, 0}, tcp4(t)[:28]))
	var p Packet
	p.Decode(228, data, uint32(len(data)))
	for _, f := range Fields() {
		switch f.Name {
		case "ip.src":
			if got := text(&p, &f); got != "10.0.0.1,10.0.0.1" {
				t.Errorf("ip.src %s", got)
			}
		case "tcp.srcport":
			if got := text(&p, &f); got != "49152" {
				t.Errorf("tcp.srcport %s", got)
			}
		case "tcp.len", "tcp.checksum.status":
			if got := text(&p, &f); got != "" {
				t.Errorf("%s %s", f.Name, got)
			}
		}
	}
}

func TestBits(t *testing.T) {
	b := []byte{0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0, 0x11}
	for _, tt := range []struct {
		at, n uint16
		want  uint64
	}{{0, 4, 1}, {4, 8, 0x23}, {0, 64, 0x123456789abcdef0}, {4, 64, 0x23456789abcdef01}, {71, 1, 1}, {0, 0, 0}} {
		if got := bits(b, tt.at, tt.n); got != tt.want {
			t.Errorf("%d bits at %d: %x, want %x", tt.n, tt.at, got, tt.want)
		}
	}
}

func BenchmarkFieldSrcPort(b *testing.B) {
	frame := timestampSegment(b, 100)
	var p Packet
	p.Decode(1, frame, uint32(len(frame)))
	var get func(*Packet, []Value) []Value
	for _, f := range Fields() {
		if f.Name == "tcp.srcport" {
			get = f.Get
		}
	}
	var out []Value
	b.ReportAllocs()
	for b.Loop() {
		out = get(&p, out[:0])
	}
	if len(out) != 1 || out[0].U != 49152 {
		b.Fatalf("%v", out)
	}
}
