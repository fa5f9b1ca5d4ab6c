package decode

import "encoding/binary"

// Local networks other than Ethernet, and Ethernet behind a recorder's header.

// tokenRing walks IEEE 802.5: access control, frame control, addresses, and a
// source route when the source address says so.
func (p *Packet) tokenRing(off, end uint32) (Proto, uint32, uint32) {
	const header, llc = 14, 1
	if !p.has(off, header, end) {
		return p.cut(ProtoTokenRing, off, end)
	}
	n := uint32(header)
	if p.Data[off+8]&0x80 != 0 && p.has(off, header+2, end) {
		n += uint32(p.Data[off+header] & 0x1f)
	}
	if p.Data[off+1]>>6 != llc || n > end-off {
		return p.cut(ProtoTokenRing, off, end)
	}
	p.add(ProtoTokenRing, off, n, end)
	return ProtoLLC, off + n, end
}

// fddi walks ISO 9314-2: frame control and addresses; LLC follows.
func (p *Packet) fddi(off, end uint32) (Proto, uint32, uint32) {
	const header = 13
	if !p.has(off, header, end) || p.Data[off]&0xf0 != 0x50 { // asynchronous LLC
		return p.cut(ProtoFDDI, off, end)
	}
	p.add(ProtoFDDI, off, header, end)
	return ProtoLLC, off + header, end
}

// arcnetTypes says what an ARCNET protocol number means: RFC 1201 and, without
// fragmentation header, RFC 1051.
var arcnetTypes = [256]Proto{
	212: ProtoIPv4, 213: ProtoARP, 214: ProtoRARP, 240: ProtoIPv4, 241: ProtoARP, 196: ProtoIPv6, 250: ProtoIPX,
}

// arcnetBSD walks LINKTYPE_ARCNET_BSD: source, destination, protocol.
func (p *Packet) arcnetBSD(off, end uint32) (Proto, uint32, uint32) { return p.arcnet(2, off, end) }

// arcnetLinux walks LINKTYPE_ARCNET_LINUX, with two bytes of offset before the
// protocol.
func (p *Packet) arcnetLinux(off, end uint32) (Proto, uint32, uint32) { return p.arcnet(4, off, end) }

// arcnet goes on at the protocol number, which is n bytes from off.
func (p *Packet) arcnet(n, off, end uint32) (Proto, uint32, uint32) {
	if !p.has(off, n+1, end) {
		return p.cut(ProtoARCNET, off, end)
	}
	typ := p.Data[off+n]
	n++
	if typ != 240 && typ != 241 { // not RFC 1051: a split flag and a sequence number
		const exception = 0xff
		if p.has(off+n, 1, end) && p.Data[off+n] == exception {
			n += 4
		}
		n += 3
	}
	if n > end-off {
		return p.cut(ProtoARCNET, off, end)
	}
	p.add(ProtoARCNET, off, n, end)
	return pick(arcnetTypes[:], typ), off + n, end
}

// slip walks BSD's SLIP with its 16 bytes of pseudo-header. Compressed headers
// (RFC 1144) cannot be undone without the packets before.
func (p *Packet) slip(off, end uint32) (Proto, uint32, uint32) {
	const header, compressed, uncompressed = 16, 0x80, 0x70
	if !p.has(off, header, end) || p.Data[off+1]&compressed != 0 || p.Data[off+1]&0xf0 == uncompressed {
		return p.cut(ProtoSLIP, off, end)
	}
	p.add(ProtoSLIP, off, header, end)
	return protoIPVersion, off + header, end
}

// ipfc walks the network header of RFC 4338; LLC follows.
func (p *Packet) ipfc(off, end uint32) (Proto, uint32, uint32) {
	return p.skip(ProtoIPFC, 16, off, end, ProtoLLC)
}

// ieee1394 walks Apple's IP over IEEE 1394: two 8-byte addresses and a type.
func (p *Packet) ieee1394(off, end uint32) (Proto, uint32, uint32) {
	return p.tag(ProtoIEEE1394, 18, off, end)
}

// ipoib walks RFC 4391 behind a 40-byte pseudo-header: type and two reserved
// bytes.
func (p *Packet) ipoib(off, end uint32) (Proto, uint32, uint32) {
	const header = 44
	if !p.has(off, header, end) {
		return p.cut(ProtoIPoIB, off, end)
	}
	p.add(ProtoIPoIB, off, header, end)
	return etherType(p.u16(off + 40)), off + header, end
}

// skip walks a header of fixed length.
func (p *Packet) skip(pr Proto, n, off, end uint32, next Proto) (Proto, uint32, uint32) {
	if !p.has(off, n, end) {
		return p.cut(pr, off, end)
	}
	p.add(pr, off, n, end)
	return next, off + n, end
}

// netAnalyzer walks Hilscher's header of four bytes before Ethernet.
func (p *Packet) netAnalyzer(off, end uint32) (Proto, uint32, uint32) {
	return p.skip(ProtoNetAnalyzer, 4, off, end, ProtoEthernet)
}

// netAnalyzerPreamble walks the same with Ethernet's preamble.
func (p *Packet) netAnalyzerPreamble(off, end uint32) (Proto, uint32, uint32) {
	return p.skip(ProtoNetAnalyzer, 12, off, end, ProtoEthernet)
}

// mpacket walks LINKTYPE_ETHERNET_MPACKET: preamble and start delimiter. Only a
// whole express frame can be entered (IEEE 802.3 99.3).
func (p *Packet) mpacket(off, end uint32) (Proto, uint32, uint32) {
	const express = 0xd5
	if !p.has(off, 8, end) || p.Data[off+7] != express {
		return p.cut(ProtoMPacket, off, end)
	}
	return p.skip(ProtoMPacket, 8, off, end, ProtoEthernet)
}

// epon walks LINKTYPE_EPON's preamble.
func (p *Packet) epon(off, end uint32) (Proto, uint32, uint32) { return ProtoEthernet, off + 8, end }

// erf walks a record of Endace's format whose contents are Ethernet.
func (p *Packet) erf(off, end uint32) (Proto, uint32, uint32) {
	const header, extension, ethernet, ethernetColor = 16, 0x80, 2, 11
	if !p.has(off, header, end) {
		return p.cut(ProtoERF, off, end)
	}
	typ, n := p.Data[off+8], uint32(header)
	for more := typ&extension != 0; more; n += 8 {
		if !p.has(off+n, 8, end) {
			return p.cut(ProtoERF, off, end)
		}
		more = p.Data[off+n]&extension != 0
	}
	if typ &= 0x7f; typ != ethernet && typ != ethernetColor || n+2 > end-off {
		return p.cut(ProtoERF, off, end)
	}
	p.add(ProtoERF, off, n+2, end)
	return ProtoEthernet, off + n + 2, end
}

// switchTag walks an Ethernet header with n bytes of a switch's own between the
// addresses and the type.
func (p *Packet) switchTag(n, off, end uint32) (Proto, uint32, uint32) {
	if !p.has(off, etherHeader+n, end) {
		return p.cut(ProtoEthernet, off, end)
	}
	p.add(ProtoEthernet, off, 12, end)
	p.add(ProtoDSATag, off+12, n, end)
	return protoTaggedType, off + 12 + n, end
}

func (p *Packet) broadcomTag(off, end uint32) (Proto, uint32, uint32) {
	return p.switchTag(4, off, end)
}
func (p *Packet) dsaTag(off, end uint32) (Proto, uint32, uint32)  { return p.switchTag(4, off, end) }
func (p *Packet) edsaTag(off, end uint32) (Proto, uint32, uint32) { return p.switchTag(8, off, end) }
func (p *Packet) broadcomPrefix(off, end uint32) (Proto, uint32, uint32) {
	return p.skip(ProtoDSATag, 4, off, end, ProtoEthernet)
}

// littleEndian16 reads two bytes as 802.11 and its capture headers order them.
func (p *Packet) le16(off uint32) uint16 { return binary.LittleEndian.Uint16(p.Data[off:]) }
func (p *Packet) le32(off uint32) uint32 { return binary.LittleEndian.Uint32(p.Data[off:]) }
