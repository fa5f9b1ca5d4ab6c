package hurt

import "encoding/binary"

// headers are captures whose headers go on and on.
var headers = []Shape{
	{Name: "nops", Hurts: "segments with forty bytes of options: padding, unknown kinds, lengths that lie", Full: 2_000_000, write: eachRaw(func(f *file, i int) {
		s := up(ack, uint32(i), 1)
		s.options = make([]byte, 40)
		for k := range s.options {
			switch i % 4 {
			case 0:
				s.options[k] = 1 // no operation
			case 1:
				s.options[k] = []byte{253, 2}[k&1] // unknown, nothing in it
			case 2:
				s.options[k] = byte(mix(i*40 + k))
			case 3:
				s.options[k] = []byte{8, 0}[k&1] // of no length
			}
		}
		f.send(s)
	})},
	{Name: "extensions", Hurts: "packets of IPv6 with 180 extension headers", Full: 200_000, write: eachRaw(func(f *file, i int) {
		const chain = 180
		s := segment{srcPort: clientPort, dstPort: serverPort, seq: uint32(i), flags: ack}
		tcp := s.append(nil)[20:]
		b := appendIPv6(f.frame[:0], 60, chain*8+len(tcp))
		for k := range chain {
			next := byte(60) // destination options: a header may be repeated
			if k == chain-1 {
				next = 6
			}
			b = append(b, next, 0, 1, 4, 0, 0, 0, 0)
		}
		f.frame = append(b, tcp...)
		f.record(f.frame)
	})},
	{Name: "vlans", Hurts: "frames with 300 VLAN tags", Full: 200_000, write: func(f *file, n int) {
		f.pcap(linkEthernet)
		for i := range n {
			b := append(f.frame[:0], 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2)
			for range 300 {
				b = append(b, 0x81, 0, 0, byte(i))
			}
			b = append(b, 8, 0)
			s := up(ack, uint32(i), 1)
			f.frame = s.append(b)
			f.record(f.frame)
		}
	}},
	{Name: "tunnels", Hurts: "packets of IPv4 in IPv4, 60 deep", Full: 500_000, write: eachRaw(func(f *file, i int) {
		const deep = 60
		s := up(ack, uint32(i), 1)
		inner := s.append(nil)
		b := f.frame[:0]
		for k := range deep {
			b = appendIPv4(b, uint32(k), serverIP, 4, (deep-k-1)*20+len(inner), 0, 0)
		}
		f.frame = append(b, inner...)
		f.record(f.frame)
	})},
	{Name: "quotes", Hurts: "ICMP errors that quote ICMP errors", Full: 1_000_000, write: eachRaw(func(f *file, i int) {
		const deep = 16
		s := up(ack, uint32(i), 1)
		inner := s.append(nil)
		b := f.frame[:0]
		for k := range deep {
			b = appendIPv4(b, scatter(i+k), serverIP, 1, 8+(deep-k-1)*28+len(inner), 0, 0)
			b = append(b, 3, 3, 0, 0, 0, 0, 0, 0)
		}
		f.frame = append(b, inner...)
		f.record(f.frame)
	})},
	{Name: "nested", Hurts: "fragments of which the datagram is a fragment, and so on", Full: 2_000_000, write: eachRaw(func(f *file, i int) {
		const deep = 20
		inner := make([]byte, 8)
		b := f.frame[:0]
		for k := range deep {
			b = appendIPv4(b, uint32(k), serverIP, 4, (deep-k-1)*20+len(inner), uint16(i), uint16(k&1)*moreFragments)
		}
		f.frame = append(b, inner...)
		f.record(f.frame)
	})},
	{Name: "dns", Hurts: "answers of the DNS whose names point at each other", Full: 1_000_000, write: eachRaw(func(f *file, i int) {
		body := make([]byte, 12, 512)
		binary.BigEndian.PutUint16(body[4:], 0xffff)
		binary.BigEndian.PutUint16(body[6:], 0xffff)
		body[2] = 0x80
		for len(body) < 500 {
			body = append(body, 1, 'a', 0xc0, byte(12+i%64))
		}
		b := appendIPv4(f.frame[:0], serverIP, clientIP, 17, 8+len(body), 0, 0)
		b = append(b, 0, 53, 0x30, 0x39)
		b = binary.BigEndian.AppendUint16(b, uint16(8+len(body)))
		f.frame = append(append(b, 0, 0), body...)
		f.record(f.frame)
	})},
}
