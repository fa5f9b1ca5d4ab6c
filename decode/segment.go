package decode

import "net/netip"

// Segment is what a TCP segment says: the header's fields, its options and the
// length of its data. It has fixed size and holds no pointers.
type Segment struct {
	SrcPort, DstPort uint16
	Seq, Ack         Seq
	Flags            Flags
	Window           uint16 // as in the header: unscaled, bytes when no scale applies
	Urgent           uint16
	Checksum         uint16
	HdrLen           uint8  // bytes: data offset times 4, as the header claims
	Off              uint32 // where the TCP header begins in Packet.Data
	Len              uint32 // SEG data length in bytes by the IP length, not by what was captured
	CapLen           uint32 // bytes of data that were captured

	Opts Options

	IPID  uint16 // IPv4 identification; 0 for IPv6
	TTL   uint8  // time to live or hop limit
	ECN   uint8  // the two ECN bits of the IP header, RFC 3168
	Fault Fault  // what is wrong with the header
}

// LenKnown reports whether Len is: not in a first fragment, and not when the
// data offset is wrong. Len is 0 otherwise.
func (s *Segment) LenKnown() bool {
	return s.Fault&(FaultOffsetSmall|FaultOffsetBeyond|FaultFragment) == 0
}

// SegLen is SEG.LEN of RFC 9293 3.3.1: the octets the segment occupies in
// sequence space, SYN and FIN counted.
func (s *Segment) SegLen() uint32 {
	n := s.Len
	if s.Flags.Has(SYN) {
		n++
	}
	if s.Flags.Has(FIN) {
		n++
	}
	return n
}

// End is the sequence number after the segment: SEG.SEQ + SEG.LEN.
func (s *Segment) End() Seq { return s.Seq.Add(s.SegLen()) }

// Fault is a set of faults of a TCP header.
type Fault uint16

// The faults.
const (
	FaultShortHeader  Fault = 1 << iota // captured bytes end inside the fixed header
	FaultShortOptions                   // captured bytes end inside the options
	FaultOffsetSmall                    // data offset under 5
	FaultOffsetBeyond                   // data offset past the end of the datagram
	FaultFragment                       // first fragment of a datagram that cannot be put together: Len is not known
)

// tcpMinHeader is the fixed part of the header, in bytes.
const tcpMinHeader = 20

// tcpLeast is how much of a header there must be for its sender, flags and
// place in the stream to be known; the window ends there.
const tcpLeast = 16

// tcp walks a TCP header, RFC 9293 3.1. The length of the data is what the IP
// length leaves, so that padding behind it and missing capture do not count.
func (p *Packet) tcp(off, end uint32) (Proto, uint32, uint32) {
	if p.Quote.First != 0 {
		p.quotedTCP(off, end)
		return p.quotedHeader(off, end)
	}
	limit := min(uint32(len(p.Data)), end)
	if off >= limit || limit-off < tcpLeast {
		return p.cut(ProtoTCP, off, end)
	}
	b := p.Data[off:limit]
	s := &p.TCP
	word := uint16(b[12])<<8 | uint16(b[13])
	hdr := uint32(word>>12) * 4
	s.SrcPort = uint16(b[0])<<8 | uint16(b[1])
	s.DstPort = uint16(b[2])<<8 | uint16(b[3])
	s.Seq = Seq(uint32(b[4])<<24 | uint32(b[5])<<16 | uint32(b[6])<<8 | uint32(b[7]))
	s.Ack = Seq(uint32(b[8])<<24 | uint32(b[9])<<16 | uint32(b[10])<<8 | uint32(b[11]))
	s.Flags = Flags(word & 0xfff)
	s.Window = uint16(b[14])<<8 | uint16(b[15])
	s.HdrLen, s.Off = uint8(hdr), off
	s.Len, s.CapLen, s.Fault = 0, 0, 0
	s.Opts.Has, s.Opts.NSACK = 0, 0
	s.Checksum, s.Urgent = 0, 0
	if len(b) >= tcpMinHeader {
		s.Checksum = uint16(b[16])<<8 | uint16(b[17])
		s.Urgent = uint16(b[18])<<8 | uint16(b[19])
	} else {
		s.Fault |= FaultShortHeader
	}
	p.tcpIP(s)
	p.HasTCP = true
	p.add(ProtoTCP, off, max(hdr, tcpMinHeader), end)
	switch {
	case hdr < tcpMinHeader:
		s.Fault |= FaultOffsetSmall
		return stop()
	case hdr > end-off:
		s.Fault |= FaultOffsetBeyond
		return stop()
	}
	if s.Len = end - off - hdr; p.Fragment {
		s.Fault |= FaultFragment
		s.Len = 0
	}
	if n := uint32(len(b)); n >= hdr {
		s.CapLen = n - hdr
	} else {
		s.Fault |= FaultShortOptions
		hdr = n
	}
	if hdr > tcpMinHeader {
		s.Opts.read(b[tcpMinHeader:hdr], s.Fault&FaultShortOptions != 0)
	}
	return stop()
}

// tcpIP takes over what the IP header says of a segment.
func (p *Packet) tcpIP(s *Segment) {
	b := p.Data[p.NetOff:]
	if p.Src.N == 4 {
		s.IPID, s.TTL, s.ECN = uint16(b[4])<<8|uint16(b[5]), b[8], b[1]&3
	} else if p.Src.N == 16 {
		s.IPID, s.TTL, s.ECN = 0, b[7], b[1]>>4&3
	} else {
		s.IPID, s.TTL, s.ECN = 0, 0, 0
	}
}

// quotedHeader notes a quoted TCP header as a layer.
func (p *Packet) quotedHeader(off, end uint32) (Proto, uint32, uint32) {
	n := uint32(tcpMinHeader)
	if p.has(off, 13, end) {
		n = max(n, uint32(p.Data[off+12]>>4)*4)
	}
	if off < end {
		p.add(ProtoTCP, off, min(n, end-off), end)
	}
	return stop()
}

// Endpoints are the two addresses of a segment in its direction. IPv4 addresses
// are kept as such, not mapped.
type Endpoints struct {
	Src, Dst netip.AddrPort
}
