package gen

import "encoding/binary"

// Lengths in bytes.
const (
	lenEthernet = 14
	lenTCP      = 20
	lenTime     = 12 // the timestamps option with two NOPs (RFC 7323 appendix A)
	lenSack     = 12 // a SACK option of one block with two NOPs
	mtu         = 1500
)

// TCP flags.
const (
	fin = 1 << iota
	syn
	rst
	psh
	ack
)

// pattern is the endless stream that every connection sends: its byte at
// offset n is bytes[n % period]. Sums of it are kept, so that a checksum costs
// the same for any length.
type pattern struct {
	bytes []byte
	even  []uint32 // even[i]: sum of the big-endian words at 0, 2, ... below 2i
	odd   []uint32 // odd[i]: the same of the words at 1, 3, ...
}

const period = 1 << 15

func newPattern() *pattern {
	const words = "The quick brown fox jumps over the lazy dog. 敏捷的棕色狐狸跳过懒狗。0123456789\n"
	p := &pattern{bytes: make([]byte, 2*period+2)}
	for i := range p.bytes {
		p.bytes[i] = words[i%period%len(words)]
	}
	p.even, p.odd = make([]uint32, period+1), make([]uint32, period+1)
	for i := range period {
		p.even[i+1] = p.even[i] + uint32(binary.BigEndian.Uint16(p.bytes[2*i:]))
		p.odd[i+1] = p.odd[i] + uint32(binary.BigEndian.Uint16(p.bytes[2*i+1:]))
	}
	return p
}

// payload returns n bytes of the stream from that offset; n is at most period.
func (p *pattern) payload(offset uint32, n int) []byte {
	at := int(offset % period)
	return p.bytes[at : at+n]
}

// sum is the sum of payload(offset, n) as 16-bit words, the last padded.
func (p *pattern) sum(offset uint32, n int) uint32 {
	at := int(offset % period)
	sums := p.even
	if at%2 == 1 {
		sums = p.odd
	}
	sum := sums[at/2+n/2] - sums[at/2]
	if n%2 == 1 {
		sum += uint32(p.bytes[at+n-1]) << 8
	}
	return sum
}

// header is one direction of a connection: everything in front of the TCP
// options that does not change, and the sums of it.
type header struct {
	bytes  [lenEthernet + 40 + lenTCP]byte
	size   uint8 // to the end of the fixed TCP header
	v6     bool
	id     uint16 // IPv4 identification of the next packet
	ipSum  uint32 // of the IPv4 header without length and identification
	tcpSum uint32 // of the pseudo-header without length, and of the ports
}

// mac is the address of a host of ours, locally administered.
func mac(end uint8) []byte { return []byte{0x02, 0, 0, 0, 0, end + 1} }

// fill makes the header of what `from` sends. The addresses have 4 or 16 bytes.
func (h *header) fill(end uint8, from, to []byte, fromPort, toPort uint16, id uint16) {
	h.v6, h.id = len(from) == 16, id
	frame := append(append(h.bytes[:0], mac(end^1)...), mac(end)...)
	if h.v6 {
		frame = append(frame, 0x86, 0xdd, 0x60, 0, 0, 0, 0, 0, 6, 64-7*end)
	} else {
		frame = append(frame, 0x08, 0x00, 0x45, 0, 0, 0, 0, 0, 0x40, 0, 64-7*end, 6, 0, 0)
	}
	frame = append(append(frame, from...), to...)
	h.ipSum = sumOf(frame[lenEthernet:])
	ports := len(frame)
	frame = binary.BigEndian.AppendUint16(frame, fromPort)
	frame = binary.BigEndian.AppendUint16(frame, toPort)
	h.tcpSum = sumOf(from) + sumOf(to) + 6 + sumOf(frame[ports:])
	h.size = uint8(len(frame) + lenTCP - 4)
}

// segment is what of a TCP segment changes.
type segment struct {
	seq, ack uint32
	flags    uint8
	window   uint16
	options  []byte // a multiple of 4 bytes
	payload  []byte
	sum      uint32 // of the payload
}

// append adds the frame of seg to dst.
func (h *header) append(dst []byte, seg *segment, checksums bool) []byte {
	start := len(dst)
	dst = append(dst, h.bytes[:h.size]...)
	frame := dst[start:]
	tcp := frame[h.size-lenTCP:]
	length := uint32(lenTCP + len(seg.options) + len(seg.payload))
	if h.v6 {
		binary.BigEndian.PutUint16(frame[lenEthernet+4:], uint16(length))
	} else {
		binary.BigEndian.PutUint16(frame[lenEthernet+2:], uint16(length+20))
		binary.BigEndian.PutUint16(frame[lenEthernet+4:], h.id)
		binary.BigEndian.PutUint16(frame[lenEthernet+10:], ^fold(h.ipSum+length+20+uint32(h.id)))
		h.id++
	}
	binary.BigEndian.PutUint32(tcp[4:], seg.seq)
	binary.BigEndian.PutUint32(tcp[8:], seg.ack)
	tcp[12] = uint8((lenTCP+len(seg.options))/4) << 4
	tcp[13] = seg.flags
	binary.BigEndian.PutUint16(tcp[14:], seg.window)
	if checksums {
		sum := h.tcpSum + length + sumOf(tcp[4:lenTCP]) + sumOf(seg.options) + uint32(fold(seg.sum))
		binary.BigEndian.PutUint16(tcp[16:], ^fold(sum))
	}
	return append(append(dst, seg.options...), seg.payload...)
}

// sumOf adds up the 16-bit words of b (RFC 1071); an odd last byte is padded.
func sumOf(b []byte) uint32 {
	var sum uint32
	for ; len(b) >= 2; b = b[2:] {
		sum += uint32(binary.BigEndian.Uint16(b))
	}
	if len(b) == 1 {
		sum += uint32(b[0]) << 8
	}
	return sum
}

// fold turns a sum into 16 bits with end-around carry.
func fold(sum uint32) uint16 {
	sum = sum>>16 + sum&0xffff
	return uint16(sum>>16 + sum)
}
