package hurt

import "encoding/binary"

// Link types.
const (
	linkEthernet = 1
	linkRaw      = 101
)

// The flags.
const (
	fin = 1 << iota
	syn
	rst
	psh
	ack
)

// segment is a TCP segment of IPv4, without a link layer.
type segment struct {
	src, dst         uint32
	srcPort, dstPort uint16
	seq, ack         uint32
	flags            byte
	window           uint16
	options          []byte // padded to words
	data             []byte
	length           int // of the data on the wire; what data has if 0
}

// The two ends of the captures of one connection.
const (
	clientIP, serverIP     = 0x0a000002, 0x0a000001
	clientPort, serverPort = 50000, 80
)

// up is a segment of the client of the only connection, down one of its server.
func up(flags byte, seq, ackNo uint32) segment {
	return segment{src: clientIP, dst: serverIP, srcPort: clientPort, dstPort: serverPort, seq: seq, ack: ackNo, flags: flags, window: 0xffff}
}

func down(flags byte, seq, ackNo uint32) segment {
	return segment{src: serverIP, dst: clientIP, srcPort: serverPort, dstPort: clientPort, seq: seq, ack: ackNo, flags: flags, window: 0xffff}
}

// handshake opens the only connection: both ends then send from 1. scale is that of the
// window, 15 for none.
func (f *file) handshake(scale byte) {
	options := []byte{2, 4, 5, 0xb4, 4, 2, 1, 1}
	if scale < 15 {
		options = append(options, 1, 3, 3, scale)
	}
	s := up(syn, 0, 0)
	s.options = options
	f.send(s)
	s = down(syn|ack, 0, 1)
	s.options = options
	f.send(s)
	f.send(up(ack, 1, 1))
}

// send writes a segment; what length has beyond the data was cut off.
func (f *file) send(s segment) {
	f.frame = s.append(f.frame[:0])
	f.cut(f.frame, max(len(f.frame), len(f.frame)-len(s.data)+s.length))
}

// append appends the segment with its IP header; its checksum is right unless it was cut off.
func (s *segment) append(b []byte) []byte {
	n := max(len(s.data), s.length)
	at := len(b)
	b = appendIPv4(b, s.src, s.dst, 6, 20+len(s.options)+n, 0, 0)
	t := len(b)
	b = binary.BigEndian.AppendUint16(b, s.srcPort)
	b = binary.BigEndian.AppendUint16(b, s.dstPort)
	b = binary.BigEndian.AppendUint32(b, s.seq)
	b = binary.BigEndian.AppendUint32(b, s.ack)
	b = append(b, byte(5+len(s.options)/4)<<4, s.flags)
	b = binary.BigEndian.AppendUint16(b, s.window)
	b = append(b, 0, 0, 0, 0)
	b = append(b, s.options...)
	b = append(b, s.data...)
	sum := sum16(sum16(6+uint32(len(b)-t), b[at+12:at+20]), b[t:])
	binary.BigEndian.PutUint16(b[t+16:], ^fold(sum))
	return b
}

// appendIPv4 appends a header for so many bytes behind it. offset has the flag of more
// fragments, and counts in eights.
func appendIPv4(b []byte, src, dst uint32, protocol byte, length int, id, offset uint16) []byte {
	at := len(b)
	b = append(b, 0x45, 0)
	b = binary.BigEndian.AppendUint16(b, uint16(20+length))
	b = binary.BigEndian.AppendUint16(b, id)
	b = binary.BigEndian.AppendUint16(b, offset)
	b = append(b, 64, protocol, 0, 0)
	b = binary.BigEndian.AppendUint32(b, src)
	b = binary.BigEndian.AppendUint32(b, dst)
	binary.BigEndian.PutUint16(b[at+10:], ^fold(sum16(0, b[at:])))
	return b
}

// moreFragments is the flag, as it stands in the field of the offset.
const moreFragments = 0x2000

// appendIPv6 appends a header for so many bytes behind it.
func appendIPv6(b []byte, next byte, length int) []byte {
	b = append(b, 0x60, 0, 0, 0)
	b = binary.BigEndian.AppendUint16(b, uint16(length))
	b = append(b, next, 64)
	b = append(b, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2)
	return append(b, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
}

// sum16 adds words to a checksum, fold makes it one.
func sum16(sum uint32, b []byte) uint32 {
	for i := 0; i+1 < len(b); i += 2 {
		if sum += uint32(b[i])<<8 | uint32(b[i+1]); sum >= 1<<31 {
			sum = sum&0xffff + sum>>16
		}
	}
	if len(b)&1 != 0 {
		sum += uint32(b[len(b)-1]) << 8
	}
	return sum
}

func fold(sum uint32) uint16 {
	for sum > 0xffff {
		sum = sum&0xffff + sum>>16
	}
	return uint16(sum)
}

// mix scatters: the i-th of many different numbers, the same each time.
func mix(i int) uint32 {
	x := uint64(i)*0x9e3779b97f4a7c15 + 0x7f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return uint32(x >> 32)
}

// scatter is mix without a repetition: a bijection of 32 bits.
func scatter(i int) uint32 {
	x := uint32(i)
	x = (x ^ x>>16) * 0x7feb352d
	x = (x ^ x>>15) * 0x846ca68b
	return x ^ x>>16
}
