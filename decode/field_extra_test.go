package decode

import "testing"

// TestExtraFields: fields that are computed or lie where lengths put them, as tshark 4.0
// shows them in the same bytes.
func TestExtraFields(t *testing.T) {
	all := make(map[string]Field)
	for _, f := range Fields() {
		all[f.Name] = f
	}
	arp := func(op byte, from, to string, hw ...byte) []byte {
		b := join(be16(1), be16(0x0800), []byte{6, 4, 0, op}, []byte{2, 0, 0, 0, 0, 1}, []byte(from), make([]byte, 6), []byte(to))
		copy(b[18:], hw)
		return join(etherBytes(0x0806), b)
	}
	const me, you = "\x0a\x00\x00\x01", "\x0a\x00\x00\x02"
	v6 := func(src, dst []byte, next byte, rest []byte) []byte {
		return join(etherBytes(0x86dd), []byte{0x60, 0, 0, 0}, be16(uint16(len(rest))), []byte{next, 64}, src, dst, rest)
	}
	teredo := []byte{0x20, 1, 0, 0, 65, 55, 158, 118, 0, 0, 0x6a, 0xe6, 0x2b, 0x37, 0x3d, 0x97}
	slaac := []byte{0xfe, 0x80, 0, 0, 0, 0, 0, 0, 2, 0x13, 0x72, 0xff, 0xfe, 0x0d, 0xa5, 0x66}
	options := []byte{148, 4, 0, 0, 7, 7, 4, 1, 2, 3, 4, 1, 68, 8, 5, 0x10, 0, 0, 0, 0, 0, 0, 0, 0}
	ip := join(etherBytes(0x0800), []byte{0x45 + byte(len(options)/4), 0}, be16(uint16(20+len(options))), []byte{0, 7, 0, 0, 2, 255, 0, 0}, []byte(me), []byte(you), options)
	local := append([]byte(nil), ip...)
	copy(local[14+16:], []byte{224, 0, 0, 9})
	for name, tt := range map[string]struct {
		data []byte
		want map[string]string
	}{
		"ARP request":      {arp(1, me, you), map[string]string{"arp.isgratuitous": "", "arp.isprobe": "", "arp.src.hw": "", "arp.src.hw_mac": "02:00:00:00:00:01"}},
		"ARP announcement": {arp(1, me, me), map[string]string{"arp.isgratuitous": "1", "arp.isannouncement": "1"}},
		"gratuitous reply": {arp(2, me, me), map[string]string{"arp.isgratuitous": "1", "arp.isannouncement": ""}},
		"ARP probe":        {arp(1, "\x00\x00\x00\x00", you), map[string]string{"arp.isgratuitous": "", "arp.isprobe": "1"}},
		"IPv6 addresses": {v6(slaac, teredo, 60, []byte{59, 0, 1, 4, 0, 0, 0, 0}), map[string]string{"ipv6.src_slaac_mac": "00:13:72:0d:a5:66",
			"ipv6.dst_slaac_mac": "", "ipv6.ts_ipv4": "65.55.158.118", "ipv6.dst_tc_ipv4": "212.200.194.104", "ipv6.tc_port": "38169",
			"ipv6.dstopts.len_oct": "8", "ipv6.dstopts.nxt": "59", "ipv6.6to4_gw_ipv4": ""}},
		"IPv4 options": {ip, map[string]string{"ip.opt.type": "148,7,1,68,0", "ip.opt.len": "4,7,8", "ip.opt.ra": "0", "ip.opt.ptr": "4,5", "ip.opt.overflow": "1",
			"ip.opt.flag": "0x00", "ip.empty_rt": "1.2.3.4", "ip.rec_rt": "", "ip.opt.type.copy": "1,0,0,0,0", "ip.ttl.too_small": "1", "ip.ttl.lncb": ""}},
		"local group": {local, map[string]string{"ip.ttl.too_small": "", "ip.ttl.lncb": "1"}},
	} {
		var p Packet
		p.Decode(1, tt.data, uint32(len(tt.data)))
		for field, want := range tt.want {
			if f, ok := all[field]; !ok {
				t.Errorf("%s: there is no field %s", name, field)
			} else if got := text(&p, &f); got != want {
				t.Errorf("%s: %s is %q, want %q", name, field, got, want)
			}
		}
	}
}
