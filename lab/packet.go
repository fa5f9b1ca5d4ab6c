package lab

import (
	"encoding/binary"
	"net/netip"

	"tcptui/decode"
)

// Lengths in bytes. The relay meets IPv4 headers without options only: it does
// not touch others.
const (
	etherLen  = 14
	ipLen     = 20
	tcpLen    = 20
	icmpLen   = 8
	quotedLen = ipLen + 8 // what an ICMP error quotes at least, RFC 792
)

const (
	protoICMP = 1
	protoTCP  = 6
)

// tooBig is the answer of a router to a datagram in an Ethernet frame that is
// longer than the next hop takes and must not be fragmented: destination
// unreachable, fragmentation needed (RFC 792, RFC 1191 4). It is nil where the
// frame is not such a datagram. The router has an address of its own beside the
// sender's, the last one of its 256.
func tooBig(frame []byte, mtu int) []byte {
	const dontFragment = 0x40
	if len(frame) < etherLen+quotedLen || frame[12] != 8 || frame[13] != 0 || frame[etherLen] != 0x45 || frame[etherLen+6]&dontFragment == 0 {
		return nil
	}
	ip := frame[etherLen:]
	src := [4]byte(ip[12:16])
	b := make([]byte, 0, etherLen+ipLen+icmpLen+quotedLen)
	b = append(b, frame[6:12]...) // back to the sender
	b = append(b, frame[:6]...)
	b = append(b, 8, 0)
	b = appendIP(b, protoICMP, [4]byte{src[0], src[1], src[2], 254}, src, icmpLen+quotedLen)
	at := len(b)
	b = append(b, 3, 4, 0, 0, 0, 0, byte(mtu>>8), byte(mtu))
	b = append(b, ip[:quotedLen]...)
	binary.BigEndian.PutUint16(b[at+2:], checksum(0, b[at:]))
	return b
}

// appendIP appends an IPv4 header for a payload of n bytes.
func appendIP(b []byte, proto byte, src, dst [4]byte, n int) []byte {
	at, total := len(b), ipLen+n
	b = append(b, 0x45, 0, byte(total>>8), byte(total), 0, 0, 0, 0, 64, proto, 0, 0)
	b = append(b, src[:]...)
	b = append(b, dst[:]...)
	binary.BigEndian.PutUint16(b[at+10:], checksum(0, b[at:]))
	return b
}

// probe is a TCP segment without data and options, as a scanner sends it.
func probe(src, dst netip.AddrPort, seq uint32, flags decode.Flags) []byte {
	b := make([]byte, 0, tcpLen)
	b = binary.BigEndian.AppendUint16(b, src.Port())
	b = binary.BigEndian.AppendUint16(b, dst.Port())
	b = binary.BigEndian.AppendUint32(b, seq)
	b = binary.BigEndian.AppendUint32(b, 0)
	b = append(b, tcpLen/4<<4, byte(flags), 4, 0, 0, 0, 0, 0) // a window of 1024 bytes
	s, d := src.Addr().As4(), dst.Addr().As4()
	pseudo := append(append(s[:], d[:]...), 0, protoTCP, 0, tcpLen) // RFC 9293 3.1
	binary.BigEndian.PutUint16(b[16:], checksum(sum(0, pseudo), b))
	return b
}

// sum adds the 16-bit words of b, whose length is even, to s.
func sum(s uint32, b []byte) uint32 {
	for ; len(b) > 0; b = b[2:] {
		s += uint32(b[0])<<8 | uint32(b[1])
	}
	return s
}

// checksum is the Internet checksum of b with s added, RFC 1071.
func checksum(s uint32, b []byte) uint16 {
	s = sum(s, b)
	for s > 0xffff {
		s = s>>16 + s&0xffff
	}
	return ^uint16(s)
}
