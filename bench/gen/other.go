package gen

import "encoding/binary"

// appendOther appends a frame without TCP: an ARP request or answer, or a DNS
// question or answer over UDP.
func appendOther(dst []byte, r *random, checksums bool) []byte {
	host := byte(1 + r.below(hosts))
	switch r.below(6) {
	case 0:
		return appendARP(dst, client, 1, host)
	case 1:
		return appendARP(dst, server, 2, host)
	default:
		return appendDNS(dst, r, host, checksums)
	}
}

// appendARP appends an ARP packet of that operation (RFC 826).
func appendARP(dst []byte, end uint8, operation, host byte) []byte {
	to := mac(end ^ 1)
	if operation == 1 {
		to = []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
	}
	dst = append(append(dst, to...), mac(end)...)
	dst = append(dst, 0x08, 0x06, 0, 1, 0x08, 0, 6, 4, 0, operation)
	dst = append(append(dst, mac(end)...), 10, 1+end, 0, host)
	if operation == 1 {
		to = make([]byte, 6)
	}
	return append(append(dst, to...), 10, 2-end, 0, host)
}

// appendDNS appends a question for the address of example.com, or its answer
// (RFC 1035).
func appendDNS(dst []byte, r *random, host byte, checksums bool) []byte {
	end := uint8(r.below(2))
	ports := [2]uint16{uint16(32768 + r.below(28000)), 53}
	addresses := [2][]byte{{10, 1, 0, host}, {10, 2, 0, 53}}
	message := binary.BigEndian.AppendUint16(nil, uint16(r.next()))
	message = append(message, 0x01|0x80*end, 0x80*end, 0, 1, 0, end, 0, 0, 0, 0)
	message = append(message, "\x07example\x03com\x00\x00\x01\x00\x01"...)
	if end == server {
		message = append(message, 0xc0, 12, 0, 1, 0, 1, 0, 0, 14, 16, 0, 4, 10, 2, 0, 80)
	}
	length := 8 + len(message)
	start := len(dst)
	dst = append(append(dst, mac(end^1)...), mac(end)...)
	dst = append(dst, 0x08, 0x00, 0x45, 0, 0, byte(20+length), 0, 0, 0x40, 0, 64, 17, 0, 0)
	dst = append(append(dst, addresses[end]...), addresses[end^1]...)
	ip := dst[start+lenEthernet:]
	binary.BigEndian.PutUint16(ip[10:], ^fold(sumOf(ip)))
	udp := len(dst)
	dst = binary.BigEndian.AppendUint16(dst, ports[end])
	dst = binary.BigEndian.AppendUint16(dst, ports[end^1])
	dst = append(append(dst, 0, byte(length), 0, 0), message...)
	if checksums {
		sum := sumOf(addresses[0]) + sumOf(addresses[1]) + 17 + uint32(length) + sumOf(dst[udp:])
		if binary.BigEndian.PutUint16(dst[udp+6:], ^fold(sum)); ^fold(sum) == 0 {
			binary.BigEndian.PutUint16(dst[udp+6:], 0xffff) // 0 would say that there is none (RFC 768)
		}
	}
	return dst
}
