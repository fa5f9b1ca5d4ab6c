package decode

import (
	"testing"
)

// header is a TCP header with options and data, its data offset set.
func header(options []byte, data string) []byte {
	for len(options)%4 != 0 {
		options = append(options, 0)
	}
	h := join(be16(1), be16(2), []byte{0, 0, 0, 1, 0, 0, 0, 2}, []byte{byte(5+len(options)/4) << 4, 0x10}, be16(3), be16(0), be16(0))
	return join(h, options, []byte(data))
}

// decodeTCP puts bytes behind an IPv4 header and decodes them.
func decodeTCP(tb testing.TB, b []byte) *Packet {
	data := over4(tb, 6, b)
	p := new(Packet)
	p.Decode(228, data, uint32(len(data)))
	return p
}

func TestOptions(t *testing.T) {
	tests := []struct {
		name string
		b    []byte
		want Options
	}{
		{"none", nil, Options{}},
		{"handshake", []byte{2, 4, 5, 0xb4, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2, 1, 3, 3, 7},
			Options{Has: OptMSS | OptSACKPermitted | OptTimestamps | OptWScale, MSS: 1460, WScale: 7, TSval: 1, TSecr: 2}},
		{"sack", []byte{1, 1, 5, 18, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4},
			Options{Has: OptSACK, NSACK: 2, SACK: [4]SACKBlock{{1, 2}, {3, 4}}}},
		{"fast open", []byte{34, 4, 1, 2}, Options{Has: OptFastOpen | OptFastOpenCookie}},
		{"fast open request", []byte{34, 2, 1, 1}, Options{Has: OptFastOpen}},
		{"fast open as experiment", []byte{254, 6, 0xf9, 0x89, 1, 2}, Options{Has: OptFastOpen | OptFastOpenCookie}},
		{"multipath", []byte{30, 4, 0, 0}, Options{Has: OptMPTCP}},
		{"wrong length is not believed", []byte{2, 3, 5, 3, 4, 0}, Options{}},
		{"nothing after the end", []byte{0, 2, 4, 5}, Options{}},
		{"length 0", []byte{2, 0, 5, 0xb4}, Options{Has: OptMalformed}},
		{"past the header", []byte{8, 10, 0, 0}, Options{Has: OptMalformed}},
		{"no room for a length", []byte{1, 1, 1, 2}, Options{Has: OptMalformed}},
	}
	for _, tt := range tests {
		p := decodeTCP(t, header(tt.b, "x"))
		got := p.TCP.Opts
		if got.Has != tt.want.Has {
			t.Errorf("%s: options %b, want %b", tt.name, got.Has, tt.want.Has)
		}
		if tt.want.Has&OptSACK != 0 && (got.NSACK != tt.want.NSACK || got.SACK != tt.want.SACK) {
			t.Errorf("%s: blocks %v", tt.name, got.SACK)
		}
		if got.Has&OptMSS != 0 && got.MSS != tt.want.MSS || got.Has&OptWScale != 0 && got.WScale != tt.want.WScale ||
			got.Has&OptTimestamps != 0 && (got.TSval != tt.want.TSval || got.TSecr != tt.want.TSecr) {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
		if p.TCP.Len != 1 {
			t.Errorf("%s: length %d", tt.name, p.TCP.Len)
		}
	}
}

func TestFaults(t *testing.T) {
	small := header(nil, "xyz")
	small[12] = 4 << 4
	beyond := header(nil, "")
	beyond[12] = 15 << 4
	for _, tt := range []struct {
		name string
		b    []byte
		want Fault
	}{
		{"good", header(nil, "x"), 0},
		{"data offset 4", small, FaultOffsetSmall},
		{"data offset 15 without options", beyond, FaultOffsetBeyond},
	} {
		p := decodeTCP(t, tt.b)
		if p.TCP.Fault != tt.want || tt.want != 0 && (p.TCP.Len != 0 || p.TCP.LenKnown() || p.Payload() != nil) {
			t.Errorf("%s: fault %b, want %b; length %d", tt.name, p.TCP.Fault, tt.want, p.TCP.Len)
		}
	}
	whole := over4(t, 6, header([]byte{8, 10, 0, 0, 0, 1, 0, 0, 0, 2}, "hello"))
	for n, want := range map[int]Fault{20 + 16: FaultShortHeader | FaultShortOptions, 20 + 20: FaultShortOptions, 20 + 31: FaultShortOptions, 20 + 32: 0} {
		var p Packet
		p.Decode(228, whole[:n], uint32(len(whole)))
		if !p.HasTCP || p.TCP.Fault != want || p.TCP.Len != 5 || p.TCP.CapLen != 0 || p.TCP.Opts.Has&OptMalformed != 0 {
			t.Errorf("cut to %d: fault %b, want %b; %+v", n, p.TCP.Fault, want, p.TCP)
		}
	}
}

func TestSegLen(t *testing.T) {
	s := Segment{Seq: 0xffffffff, Len: 3, Flags: SYN | FIN}
	if s.SegLen() != 5 || s.End() != 4 {
		t.Errorf("length %d, end %d", s.SegLen(), s.End())
	}
}

func TestFlagsString(t *testing.T) {
	for fl, want := range map[Flags]string{0: "<None>", SYN: "SYN", SYN | ACK: "SYN, ACK", SYN | ECE | CWR | AE: "SYN, ECE, CWR, AE", FIN | PSH | ACK: "FIN, PSH, ACK", 0x800 | URG: "URG, Reserved"} {
		if got := fl.String(); got != want {
			t.Errorf("%x: %s, want %s", uint16(fl), got, want)
		}
	}
	if got := string((ACK | PSH).AppendString(nil)); got != "·······AP···" {
		t.Errorf("flags %s", got)
	}
}

func TestChecksum(t *testing.T) {
	data := frame4(t)
	var p Packet
	decode := func() Checksum {
		p.Decode(1, data, uint32(len(data)))
		return p.Checksum()
	}
	good := decode()
	if good.Status != ChecksumGood || good.Offloaded {
		t.Fatalf("%+v", good)
	}
	data[len(data)-1] ^= 1
	if c := decode(); c.Status != ChecksumBad || c.Offloaded || c.Want == c.Stored {
		t.Errorf("a changed byte: %+v", c)
	}
	data[len(data)-1] ^= 1
	data[50], data[51] = 0, 0
	if c := decode(); c.Status != ChecksumBad || c.Want != good.Stored {
		t.Errorf("want %04x, got %+v", good.Stored, c)
	}
	// The sending host leaves the sum of the pseudo-header.
	sum := fold(p.pseudoHeader(p.NetEnd - p.TCP.Off))
	copy(data[50:], be16(sum))
	if c := decode(); c.Status != ChecksumBad || !c.Offloaded {
		t.Errorf("offloaded: %+v", c)
	}
	p.Decode(1, data[:len(data)-1], uint32(len(data)))
	if c := p.Checksum(); c.Status != ChecksumUnverified || !c.Offloaded {
		t.Errorf("cut: %+v", c)
	}
	p.Decode(1, data[:50], uint32(len(data)))
	if c := p.Checksum(); c.Status != ChecksumAbsent {
		t.Errorf("cut before the checksum: %+v", c)
	}
}
