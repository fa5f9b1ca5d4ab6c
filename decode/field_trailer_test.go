package decode

import (
	"strings"
	"testing"
)

// TestTrailer: what lies behind the packet, as tshark 4.0 divides it.
func TestTrailer(t *testing.T) {
	ip := func(size int) []byte { // of size bytes by its length field
		b := make([]byte, size)
		copy(b, []byte{0x45, 0, byte(size >> 8), byte(size), 0, 7, 0, 0, 64, 255, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2})
		return b
	}
	zeros := func(n int) string { return strings.Repeat("00", n) }
	llc := []byte{0x42, 0x42, 3, 0}
	short := []byte{1, 2, 3, 4}
	for name, tt := range map[string]struct {
		data []byte
		cut  int // bytes that were not captured
		want map[string]string
	}{
		"nothing behind it": {join(etherBytes(0x0800), ip(46)), 0, map[string]string{"eth.padding": "", "eth.trailer": "", "eth.fcs": ""}},
		"padding":           {join(etherBytes(0x0800), ip(40), make([]byte, 6)), 0, map[string]string{"eth.padding": zeros(6), "eth.trailer": "", "eth.fcs": "", "eth.padding_bad": ""}},
		"no zeros":          {join(etherBytes(0x0800), ip(40), make([]byte, 5), []byte{9}), 0, map[string]string{"eth.padding": "", "eth.trailer": zeros(5) + "09", "eth.padding_bad": "1"}},
		"padding and FCS":   {join(etherBytes(0x0800), ip(40), make([]byte, 6), short), 0, map[string]string{"eth.padding": zeros(6), "eth.trailer": "", "eth.fcs": "0x01020304", "eth.fcs.status": "2"}},
		"trailer and FCS":   {join(etherBytes(0x0800), ip(60), []byte{7, 7}, short), 0, map[string]string{"eth.padding": "", "eth.trailer": "0707", "eth.fcs": "0x01020304"}},
		"FCS not captured":  {join(etherBytes(0x0800), ip(60), []byte{7, 7}, short), 4, map[string]string{"eth.trailer": "0707", "eth.fcs": ""}},
		"too short":         {join(etherBytes(0x0800), ip(40), make([]byte, 2)), 0, map[string]string{"eth.padding": "", "eth.trailer": zeros(2)}},
		"length":            {join(etherBytes(4), llc, make([]byte, 42)), 0, map[string]string{"eth.padding": zeros(42), "eth.len.past_end": ""}},
		"length too large":  {join(etherBytes(40), llc), 0, map[string]string{"eth.len.past_end": "1", "eth.trailer": ""}},
		"neither":           {join(etherBytes(1501), llc), 0, map[string]string{"eth.invalid_lentype": "0x05dd", "eth.invalid_lentype.expert": "1"}},
		"VLAN":              {join(etherBytes(0x8100), []byte{0, 5, 8, 0}, ip(40), make([]byte, 2), short), 0, map[string]string{"eth.padding": zeros(2), "vlan.trailer": "01020304", "eth.trailer": "", "eth.fcs": ""}},
		"MPLS":              {join(etherBytes(0x8847), []byte{0, 1, 0, 64, 0, 2, 1, 64}, ip(40), []byte{5, 5}, short), 0, map[string]string{"eth.trailer": "0505", "eth.fcs": "0x01020304"}},
		"ARP":               {join(etherBytes(0x0806), []byte{0, 1, 8, 0, 6, 4, 0, 1}, make([]byte, 20), make([]byte, 18)), 0, map[string]string{"eth.padding": zeros(18)}},
		"LLDP":              {join(etherBytes(0x88cc), []byte{2, 1, 7, 0, 0}, make([]byte, 41)), 0, map[string]string{"eth.padding": zeros(41)}},
	} {
		var p Packet
		p.Decode(1, tt.data[:len(tt.data)-tt.cut], uint32(len(tt.data)))
		checkFields(t, name, &p, tt.want)
	}
}

// checkFields compares what fields tell of a packet.
func checkFields(t *testing.T, name string, p *Packet, want map[string]string) {
	t.Helper()
	all := make(map[string]Field)
	for _, f := range Fields() {
		all[f.Name] = f
	}
	for field, w := range want {
		if f, ok := all[field]; !ok {
			t.Errorf("%s: there is no field %s", name, field)
		} else if got := text(p, &f); got != w {
			t.Errorf("%s: %s is %q, want %q", name, field, got, w)
		}
	}
}

// TestFaults: what is wrong with headers, as tshark 4.0 has it.
func TestHeaderFaults(t *testing.T) {
	v4 := func(hdr byte, total, proto int, rest ...byte) []byte {
		b := []byte{hdr, 0, byte(total >> 8), byte(total), 0, 7, 0, 0, 64, byte(proto), 0, 0, 10, 0, 0, 1, 10, 0, 0, 2}
		return join(etherBytes(0x0800), b, rest)
	}
	v6 := func(plen int, next byte, rest ...byte) []byte {
		return join(etherBytes(0x86dd), []byte{0x60, 0, 0, 0}, be16(uint16(plen)), []byte{next, 64}, make([]byte, 32), rest)
	}
	udp := func(size byte) []byte { return []byte{0x82, 0x9b, 0, 53, 0, size, 0, 0, 1, 2} }
	tcp := func(flags byte, options ...byte) []byte {
		b := make([]byte, 20)
		b[12], b[13] = byte(5+len(options)/4)<<4, flags
		return v4(0x45, 40+len(options), 6, append(b, options...)...)
	}
	for name, tt := range map[string]struct {
		data []byte
		want map[string]string
	}{
		"length beyond":  {v4(0x45, 99, 255), map[string]string{"ip.bogus_ip_length": "1", "ip.bogus_header_length": ""}},
		"length in head": {v4(0x46, 20, 255, 1, 1, 1, 1), map[string]string{"ip.bogus_ip_length": "1"}},
		"no length":      {v4(0x45, 0, 255), map[string]string{"ip.bogus_ip_length": ""}},
		"header short":   {v4(0x44, 20, 255), map[string]string{"ip.bogus_header_length": "1", "ip.bogus_ip_length": ""}},
		"four NOP":       {v4(0x46, 24, 255, 1, 1, 1, 1), map[string]string{"ip.nop": "1"}},
		"IPv6 beyond":    {v6(9, 59, 1), map[string]string{"ipv6.plen_exceeds_framing": "1", "ipv6.plen_zero": ""}},
		"IPv6 zero":      {v6(0, 17, udp(10)...), map[string]string{"ipv6.plen_zero": "1"}},
		"UDP right":      {v4(0x45, 30, 17, udp(10)...), map[string]string{"udp.length.bad": "", "udp.possible_traceroute": "1"}},
		"UDP beyond":     {v4(0x45, 30, 17, udp(11)...), map[string]string{"udp.length.bad": "1"}},
		"UDP short":      {v4(0x45, 30, 17, udp(7)...), map[string]string{"udp.length.bad": "1", "udp.length.bad_zero": ""}},
		"UDP none":       {v6(10, 17, udp(0)...), map[string]string{"udp.length.bad": "", "udp.length.bad_zero": "1"}},
		"shift":          {tcp(2, 3, 3, 15, 0), map[string]string{"tcp.options.wscale.shift.invalid": "1", "tcp.non_zero_bytes_after_eol": ""}},
		"late MSS":       {tcp(16, 2, 4, 5, 0xb4), map[string]string{"tcp.options.mss.present": "1"}},
		"after the end":  {tcp(16, 0, 0, 7, 0), map[string]string{"tcp.non_zero_bytes_after_eol": "1"}},
	} {
		var p Packet
		p.Decode(1, tt.data, uint32(len(tt.data)))
		checkFields(t, name, &p, tt.want)
	}
}

// TestFragmentFields: a datagram that was put together tells of its fragments, one that
// overlaps differently as an error.
func TestFragmentFields(t *testing.T) {
	part := func(offset int, more byte, data string) []byte {
		n := 20 + len(data)
		b := []byte{0x45, 0, 0, byte(n), 0, 9, more<<5 | byte(offset>>11), byte(offset >> 3), 64, 255, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2}
		return append(b, data...)
	}
	const raw = 101
	d := NewDefrag(DefragLimits{})
	var p Packet
	for i, b := range [][]byte{part(0, 1, "abcdefghijklmnop"), part(8, 1, "ijklmnoX"), part(16, 0, "qr")} {
		d.Decode(&p, raw, b, uint32(len(b)), uint32(i), int64(i))
		if i < 2 {
			checkFields(t, "before", &p, map[string]string{"ip.fragments": "", "ip.fragment": "", "ip.reassembled.length": ""})
		}
	}
	checkFields(t, "whole", &p, map[string]string{"ip.fragment": "1,3", "ip.fragment.error": "2", "ip.fragment.count": "3", "ip.fragment.overlap": "1",
		"ip.fragment.overlap.conflict": "1", "ip.fragment.multipletails": "", "ip.reassembled.length": "18",
		"ip.reassembled.data": "6162636465666768696a6b6c6d6e6f707172", "ipv6.fragment": ""})
	b := part(0, 0, "x")
	p.Decode(raw, b, uint32(len(b)))
	checkFields(t, "another", &p, map[string]string{"ip.fragment": "", "ip.fragments": ""})
}

// TestOptionsOfIPv6: options of extension headers and of neighbour discovery.
func TestOptionsOfIPv6(t *testing.T) {
	v6 := func(next byte, rest ...byte) []byte {
		return join(etherBytes(0x86dd), []byte{0x60, 0, 0, 0}, be16(uint16(len(rest))), []byte{next, 64}, make([]byte, 32), rest)
	}
	hop := []byte{59, 0, 5, 2, 0, 0, 1, 0}
	route := join([]byte{59, 2, 0, 1, 0, 0, 0, 0}, []byte{0x20, 1, 15: 5})
	advert := join([]byte{134, 0, 0, 0, 64, 0x48, 0, 9}, make([]byte, 8), []byte{1, 1, 2, 0, 0, 0, 0, 7}, []byte{5, 1, 0, 0, 0, 0, 5, 220},
		[]byte{3, 4, 64, 0xc0, 0, 0, 0, 60, 0, 0, 0, 30, 0, 0, 0, 0, 0x20, 1, 31: 0}, []byte{24, 1, 48, 0x18, 0, 0, 0, 5}, []byte{9, 9})
	for name, tt := range map[string]struct {
		data []byte
		want map[string]string
	}{
		"hop-by-hop": {v6(0, hop...), map[string]string{"ipv6.opt.type": "0x05,0x01", "ipv6.opt.length": "2,0", "ipv6.opt.router_alert": "0", "ipv6.opt.padn": "", "ipv6.opt.pad1": "",
			"ipv6.opt.type.rest": "0x05,0x01", "ipv6.opt.type.action": "0,0", "ipv6.opt.jumbo": ""}},
		"route": {v6(43, route...), map[string]string{"ipv6.routing.src.addr": "2001::5", "ipv6.routing.deprecated": "1", "ipv6.routing.srh.addr": ""}},
		"router advertisement": {v6(58, advert...), map[string]string{"icmpv6.opt.type": "1,5,3,24", "icmpv6.opt.length": "1,1,4,1", "icmpv6.opt.src_linkaddr": "02:00:00:00:00:07",
			"icmpv6.opt.linkaddr": "02:00:00:00:00:07", "icmpv6.opt.target_linkaddr": "", "icmpv6.opt.mtu": "1500", "icmpv6.opt.prefix.length": "64,48", "icmpv6.opt.prefix.flag.a": "1",
			"icmpv6.opt.prefix.valid_lifetime": "60", "icmpv6.opt.route_info.flag.route_preference": "3", "icmpv6.opt.route_info.flag.reserved": "0", "icmpv6.opt.route_lifetime": "5",
			"icmpv6.nd.ra.flag.prf": "1"}},
		"LLC": {join(etherBytes(4), []byte{0x42, 0x43, 0x13, 0}), map[string]string{"llc.control": "0x0013", "llc.control.ftype": "0x03", "llc.control.f": "1", "llc.control.p": "",
			"llc.control.u_modifier_resp": "0x00", "llc.control.u_modifier_cmd": ""}},
		"MPLS": {join(etherBytes(0x8847), []byte{0, 1, 0, 64, 0, 2, 1, 64, 0x45}), map[string]string{"mpls.label": "16,32"}},
	} {
		var p Packet
		p.Decode(1, tt.data, uint32(len(tt.data)))
		checkFields(t, name, &p, tt.want)
		if got := string(p.AppendProtocols(nil)); name == "MPLS" && strings.Count(got, "mpls") != 1 {
			t.Errorf("the labels are %s", got)
		}
	}
}

// TestChecksumFields: checksums are verified unless they are trusted, and then none is
// called bad.
func TestChecksumFields(t *testing.T) {
	ip := []byte{0x45, 0, 0, 32, 0, 7, 0, 0, 64, 17, 0x66, 0xc4, 10, 0, 0, 1, 10, 0, 0, 2}
	udp := []byte{0, 53, 0, 53, 0, 12, 0, 0, 1, 2, 3, 4}
	put := func(sum uint16) []byte {
		b := append(append(etherBytes(0x0800), ip...), udp...)
		b[40], b[41] = byte(sum>>8), byte(sum)
		return b
	}
	const right = 0xe763
	for name, tt := range map[string]struct {
		data  []byte
		trust Checksums
		want  map[string]string
	}{
		"right":   {put(right), 0, map[string]string{"ip.checksum.status": "1", "udp.checksum.status": "1", "udp.checksum.bad": "", "ip.checksum_calculated": "0x66c4"}},
		"wrong":   {put(1), 0, map[string]string{"udp.checksum.status": "0", "udp.checksum.bad": "1", "udp.checksum_calculated": "0xe763", "ip.checksum_bad.expert": ""}},
		"none":    {put(0), 0, map[string]string{"udp.checksum.status": "3", "udp.checksum.bad": ""}},
		"trusted": {put(1), EveryChecksum, map[string]string{"ip.checksum.status": "2", "udp.checksum.status": "2", "udp.checksum.bad": "", "udp.checksum_calculated": ""}},
		"IP only": {put(1), EveryChecksum &^ ChecksumIP, map[string]string{"ip.checksum.status": "1", "udp.checksum.status": "2"}},
	} {
		p := Packet{Trust: tt.trust}
		p.Decode(1, tt.data, uint32(len(tt.data)))
		checkFields(t, name, &p, tt.want)
	}
}
