package decode

// The network layer: IPv4 (RFC 791), IPv6 (RFC 8200), what lies between IPv6
// and the transport, MPLS (RFC 3032).

const (
	ipv4Header = 20 // bytes, without options
	ipv6Header = 40

	ipMoreFragments = 0x2000
	ipOffsetMask    = 0x1fff // units of 8 bytes
)

// ipProtocols says what an IP protocol number means (IANA). It never changes.
var ipProtocols = [256]Proto{
	0: ProtoIPv6HopOpts, 1: ProtoICMP, 2: ProtoIGMP, 4: ProtoIPv4, 6: ProtoTCP, 17: ProtoUDP, 33: ProtoDCCP,
	41: ProtoIPv6, 43: ProtoIPv6Routing, 44: ProtoIPv6Fragment, 46: ProtoRSVP, 47: ProtoGRE, 50: ProtoESP,
	51: ProtoAH, 62: ProtoMobileIPv6, 58: ProtoICMPv6, 60: ProtoIPv6DstOpts, 88: ProtoEIGRP, 89: ProtoOSPF, 94: ProtoIPv4,
	97: ProtoEtherIP, 103: ProtoPIM, 108: ProtoIPComp, 112: ProtoVRRP, 113: ProtoPGM, 132: ProtoSCTP,
	135: ProtoMobileIPv6, 136: ProtoUDPLite, 137: ProtoMPLS, 139: ProtoHIP, 140: ProtoShim6, 143: ProtoEthernet,
}

// FragmentInfo is what the innermost IP header says of fragmentation. It is set
// when Packet.Fragment is.
type FragmentInfo struct {
	ID       uint32
	Offset   uint32 // bytes
	More     bool
	Protocol uint8  // IP protocol number of the datagram
	Off      uint32 // of the fragment's bytes in Packet.Data
	Len      uint32 // of them by the IP length
	Whole    bool   // all of them were captured
}

// ipVersion goes by the first nibble.
func (p *Packet) ipVersion(off, end uint32) (Proto, uint32, uint32) {
	if !p.has(off, 1, end) {
		return stop()
	}
	switch p.Data[off] >> 4 {
	case 4:
		return ProtoIPv4, off, end
	case 6:
		return ProtoIPv6, off, end
	}
	return ProtoData, off, end
}

// ipv4 walks an IPv4 header. A total length of 0 is left by hosts that let the
// network card cut segments: the frame's length counts then.
func (p *Packet) ipv4(off, end uint32) (Proto, uint32, uint32) {
	if !p.has(off, ipv4Header, end) {
		return p.cut(ProtoIPv4, off, end)
	}
	b := p.Data[off : off+ipv4Header : off+ipv4Header]
	if b[0]>>4 != 4 {
		if b[0]>>4 == 6 {
			return ProtoIPv6, off, end
		}
		return p.cut(ProtoIPv4, off, end)
	}
	hdr := uint32(b[0]&15) * 4
	total := uint32(b[2])<<8 | uint32(b[3])
	if total == 0 {
		total = end - off
	}
	if hdr < ipv4Header || total < hdr {
		return p.cut(ProtoIPv4, off, end)
	}
	end = min(end, off+total)
	p.setNet(off, end)
	p.Src.N, p.Dst.N = 4, 4
	p.Src.B, p.Dst.B = [16]byte{}, [16]byte{}
	copy(p.Src.B[:4], b[12:16])
	copy(p.Dst.B[:4], b[16:20])
	p.add(ProtoIPv4, off, hdr, end)
	if frag := uint16(b[6])<<8 | uint16(b[7]); frag&(ipMoreFragments|ipOffsetMask) != 0 {
		info := FragmentInfo{
			ID: uint32(b[4])<<8 | uint32(b[5]), Offset: uint32(frag&ipOffsetMask) * 8,
			More: frag&ipMoreFragments != 0, Protocol: b[9],
		}
		return p.fragment(info, total-hdr, off+hdr, end)
	}
	if b[9] == 6 {
		return ProtoTCP, off + hdr, end
	}
	return p.ipNext(b[9], off+hdr, end)
}

// setNet notes the innermost network header so far.
func (p *Packet) setNet(off, end uint32) { p.NetOff, p.NetEnd, p.Fragment = off, end, false }

// ipNext goes on behind IP. Numbers of IPv6's own headers mean nothing in IPv4,
// but who writes them there is taken at their word, as by other analysers.
func (p *Packet) ipNext(protocol uint8, off, end uint32) (Proto, uint32, uint32) {
	return pick(ipProtocols[:], protocol), off, end
}

// fragment ends the walk at a fragment that can take part in reassembly. One
// that was not captured whole cannot: if it is the first, it is walked like a
// datagram.
func (p *Packet) fragment(info FragmentInfo, length, off, end uint32) (Proto, uint32, uint32) {
	info.Off, info.Len = off, length
	info.Whole = uint64(off)+uint64(length) <= uint64(min(uint32(len(p.Data)), end))
	p.Fragment, p.Frag = true, info
	if info.Offset == 0 && !info.Whole {
		return p.ipNext(info.Protocol, off, end)
	}
	return p.cut(ProtoData, off, end)
}

// ipv6 walks an IPv6 header; payload length 0 with a hop-by-hop header is a
// jumbogram (RFC 2675). Without one there is nothing behind the header.
func (p *Packet) ipv6(off, end uint32) (Proto, uint32, uint32) {
	if !p.has(off, ipv6Header, end) {
		return p.cut(ProtoIPv6, off, end)
	}
	b := p.Data[off : off+ipv6Header : off+ipv6Header]
	if b[0]>>4 != 6 {
		return p.cut(ProtoData, off, end)
	}
	if n := uint32(b[4])<<8 | uint32(b[5]); n != 0 {
		end = min(end, off+ipv6Header+n)
	} else if jumbo, ok := p.jumboLength(b[6], off+ipv6Header, end); ok {
		end = uint32(min(uint64(end), uint64(off)+ipv6Header+uint64(jumbo)))
	} else if b[6] != 0 {
		end = off + ipv6Header
	}
	p.setNet(off, end)
	p.Src.N, p.Dst.N = 16, 16
	copy(p.Src.B[:], b[8:24])
	copy(p.Dst.B[:], b[24:40])
	p.add(ProtoIPv6, off, ipv6Header, end)
	if b[6] == 6 {
		return ProtoTCP, off + ipv6Header, end
	}
	return p.ipv6Next(b[6], off+ipv6Header, end)
}

// jumboLength looks for the jumbo payload option of RFC 2675 2 in a hop-by-hop
// header.
func (p *Packet) jumboLength(next uint8, off, end uint32) (uint32, bool) {
	const hopByHop, jumbo = 0, 0xc2
	if next != hopByHop {
		return 0, false
	}
	at, ok := p.ipv6Option(jumbo, 4, off, end)
	if !ok {
		return 0, false
	}
	return p.u32(at), true
}

// ipv6Option looks for an option with n bytes of data in the options header at
// off (RFC 8200 4.2) and returns where its data begins.
func (p *Packet) ipv6Option(want uint8, n, off, end uint32) (uint32, bool) {
	if !p.has(off, 2, end) {
		return 0, false
	}
	last := off + (uint32(p.Data[off+1])+1)*8
	for at := off + 2; at < last && p.has(at, 2, end); {
		typ, size := p.Data[at], uint32(p.Data[at+1])
		if typ == want && size == n && p.has(at+2, n, end) {
			return at + 2, true
		}
		if at++; typ != 0 { // all but Pad1 have a length
			at += 1 + size
		}
	}
	return 0, false
}

// ipv6NoNext is the next header value that says that nothing follows.
const ipv6NoNext = 59

// ipv6Next goes on behind IPv6 or one of its extension headers.
func (p *Packet) ipv6Next(next uint8, off, end uint32) (Proto, uint32, uint32) {
	if next == ipv6NoNext {
		return ProtoData, off, end
	}
	return pick(ipProtocols[:], next), off, end
}

// extension walks an extension header of RFC 8200 4 whose length is in units of
// 8 bytes, the first not counted.
func (p *Packet) extension(pr Proto, off, end uint32) (Proto, uint32, uint32) {
	if !p.has(off, 2, end) {
		return p.cut(pr, off, end)
	}
	n := (uint32(p.Data[off+1]) + 1) * 8
	if n > end-off {
		return p.cut(pr, off, end)
	}
	p.add(pr, off, n, end)
	return p.ipv6Next(p.Data[off], off+n, end)
}

func (p *Packet) hopOptions(off, end uint32) (Proto, uint32, uint32) {
	return p.extension(ProtoIPv6HopOpts, off, end)
}

// dstOptions walks destination options. A home address among them (RFC 6275
// 6.3) is the source that counts.
func (p *Packet) dstOptions(off, end uint32) (Proto, uint32, uint32) {
	const homeAddress = 0xc9
	if at, ok := p.ipv6Option(homeAddress, 16, off, end); ok && p.Quote.First == 0 {
		copy(p.Src.B[:], p.Data[at:at+16])
	}
	return p.extension(ProtoIPv6DstOpts, off, end)
}

// routing walks a routing header, RFC 8200 4.4. While segments are left, the
// destination that counts is the route's last: type 0 lists it last, segment
// routing (RFC 8754 2) first.
func (p *Packet) routing(off, end uint32) (Proto, uint32, uint32) {
	const source, mobile, segment = 0, 2, 4
	if p.has(off, 8, end) && p.Data[off+3] > 0 {
		n := (uint32(p.Data[off+1]) + 1) * 8
		at := off + 8
		if typ := p.Data[off+2]; typ == source || typ == mobile {
			at = off + n - 16
		} else if typ != segment {
			at = end
		}
		if n >= 24 && p.has(at, 16, min(end, off+n)) && p.Quote.First == 0 {
			copy(p.Dst.B[:], p.Data[at:])
		}
	}
	return p.extension(ProtoIPv6Routing, off, end)
}

// fragmentHeader walks RFC 8200 4.5. A datagram in one fragment (RFC 6946) is
// just entered.
func (p *Packet) fragmentHeader(off, end uint32) (Proto, uint32, uint32) {
	const header, more = 8, 1
	if !p.has(off, header, end) {
		return p.cut(ProtoIPv6Fragment, off, end)
	}
	p.add(ProtoIPv6Fragment, off, header, end)
	next, field := p.Data[off], p.u16(off+2)
	info := FragmentInfo{
		ID: p.u32(off + 4), Offset: uint32(field &^ 7), More: field&more != 0, Protocol: next,
	}
	off += header
	if info.Offset == 0 && !info.More {
		return p.ipv6Next(next, off, end)
	}
	return p.fragment(info, end-off, off, end)
}

// ah walks an authentication header, RFC 4302 2: length in words, two not
// counted.
func (p *Packet) ah(off, end uint32) (Proto, uint32, uint32) {
	if !p.has(off, 12, end) {
		return p.cut(ProtoAH, off, end)
	}
	n := (uint32(p.Data[off+1]) + 2) * 4
	if n < 12 || n > end-off {
		return p.cut(ProtoAH, off, end)
	}
	p.add(ProtoAH, off, n, end)
	return p.ipv6Next(p.Data[off], off+n, end)
}

// mpls walks one label, RFC 3032 2.1. What follows the last is told by nobody:
// the first nibble is a guess (RFC 4385 1).
func (p *Packet) mpls(off, end uint32) (Proto, uint32, uint32) {
	const entry, bottom = 4, 0x01
	if !p.has(off, entry, end) {
		return p.cut(ProtoMPLS, off, end)
	}
	p.add(ProtoMPLS, off, entry, end)
	last := p.Data[off+2]&bottom != 0
	off += entry
	if !last {
		return ProtoMPLS, off, end
	}
	if !p.has(off, 1, end) {
		return stop()
	}
	switch p.Data[off] >> 4 {
	case 4:
		return ProtoIPv4, off, end
	case 6:
		return ProtoIPv6, off, end
	case 1:
		return ProtoMPLSPWACH, off, end
	case 0:
		return ProtoMPLSPWCW, off, end
	}
	return ProtoEthernet, off, end
}

// pwControlWord walks the control word of an Ethernet pseudowire, RFC 4448 4.6.
func (p *Packet) pwControlWord(off, end uint32) (Proto, uint32, uint32) {
	return p.skip(ProtoMPLSPWCW, 4, off, end, ProtoEthernet)
}
