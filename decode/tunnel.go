package decode

// Tunnels over IP: GRE and its payloads, EtherIP, and what UDP carries.

// gre walks RFC 2784 with the key and sequence number of RFC 2890, the source
// routes of RFC 1701 and version 1 of RFC 2637.
func (p *Packet) gre(off, end uint32) (Proto, uint32, uint32) {
	const checksum, routed, key, sequence, ack = 0x8000, 0x4000, 0x2000, 0x1000, 0x0080
	if !p.has(off, 4, end) {
		return p.cut(ProtoGRE, off, end)
	}
	flags, et, n := p.u16(off), p.u16(off+2), uint32(4)
	if flags&(checksum|routed) != 0 {
		n += 4
	}
	if flags&key != 0 {
		n += 4
	}
	if flags&sequence != 0 {
		n += 4
	}
	if flags&7 == 1 && flags&ack != 0 {
		n += 4
	}
	for more := flags&routed != 0; more; {
		if !p.has(off, n+4, end) {
			return p.cut(ProtoGRE, off, end)
		}
		size := uint32(p.Data[off+n+3])
		more = size != 0 || p.u16(off+n) != 0
		n += 4 + size
	}
	if et == greWCCP && p.has(off, n+1, end) && p.Data[off+n]>>4 != 4 {
		n += 4 // a redirect header, which some caches put before the packet
	}
	if n > end-off {
		return p.cut(ProtoGRE, off, end)
	}
	p.add(ProtoGRE, off, n, end)
	if et == 0x88be {
		return p.erspan(flags&sequence != 0, off+n, end)
	}
	if et == 0x22eb {
		return p.erspan3(off+n, end)
	}
	return greProto(et), off + n, end
}

// greWCCP is Cisco's type for packets redirected to a cache.
const greWCCP = 0x883e

// greProto is what a GRE protocol field means: an EtherType, or a vendor's own.
func greProto(et uint16) Proto {
	switch {
	case et == greWCCP:
		return ProtoIPv4
	case et&0xff0f == 0x8200 || et&0xff0f == 0x8300 || et == 0x9000: // Aruba's
		return ProtoWLAN
	case et == 0x8909:
		return protoGRECMD
	case et == 0x00fe:
		return ProtoOSI
	}
	return etherType(et)
}

// greCMD walks Cisco's metadata as it is in GRE: the EtherType comes first.
func (p *Packet) greCMD(off, end uint32) (Proto, uint32, uint32) {
	if !p.has(off, 8, end) {
		return p.cut(ProtoCMD, off, end)
	}
	return p.skip(ProtoCMD, 8, off, end, etherType(p.u16(off)))
}

// erspan walks ERSPAN types I (no header) and II (8 bytes).
func (p *Packet) erspan(header bool, off, end uint32) (Proto, uint32, uint32) {
	if !header {
		p.add(ProtoERSPAN, off, 0, end)
		return ProtoEthernet, off, end
	}
	return p.skip(ProtoERSPAN, 8, off, end, ProtoEthernet)
}

// erspan3 walks ERSPAN type III: 12 bytes, 8 more with the O bit, and a frame
// type that says whether Ethernet follows.
func (p *Packet) erspan3(off, end uint32) (Proto, uint32, uint32) {
	const header, subheader, optional = 12, 8, 0x01
	if !p.has(off, header, end) {
		return p.cut(ProtoERSPAN, off, end)
	}
	n := uint32(header)
	if p.Data[off+11]&optional != 0 {
		n += subheader
	}
	next := ProtoData
	switch p.Data[off+10] >> 2 & 0x1f {
	case 0:
		next = ProtoEthernet
	case 2:
		next = protoIPVersion
	}
	return p.skip(ProtoERSPAN, n, off, end, next)
}

// etherIP walks RFC 3378: version and reserved bits, then a frame.
func (p *Packet) etherIP(off, end uint32) (Proto, uint32, uint32) {
	return p.skip(ProtoEtherIP, 2, off, end, ProtoEthernet)
}

// l2tp walks version 2 of RFC 2661 3.1; only data messages carry PPP.
func (p *Packet) l2tp(off, end uint32) (Proto, uint32, uint32) {
	const control, length, sequence, offset = 0x8000, 0x4000, 0x0800, 0x0200
	if !p.has(off, 6, end) {
		return p.cut(ProtoL2TP, off, end)
	}
	flags, n := p.u16(off), uint32(6)
	if flags&control != 0 || flags&15 != 2 {
		return p.cut(ProtoL2TP, off, end)
	}
	if flags&length != 0 {
		n += 2
	}
	if flags&sequence != 0 {
		n += 4
	}
	if flags&offset != 0 {
		if !p.has(off, n+2, end) {
			return p.cut(ProtoL2TP, off, end)
		}
		n += 2 + uint32(p.u16(off+n))
	}
	return p.skip(ProtoL2TP, n, off, end, protoPPPAlways)
}

// vxlan walks RFC 7348 5.
func (p *Packet) vxlan(off, end uint32) (Proto, uint32, uint32) {
	return p.skip(ProtoVXLAN, 8, off, end, ProtoEthernet)
}

// vxlanNext is the next protocol field of the generic protocol extension,
// draft-ietf-nvo3-vxlan-gpe 3.2.
var vxlanNext = [...]Proto{1: ProtoIPv4, 2: ProtoIPv6, 3: ProtoEthernet, 4: ProtoNSH, 5: ProtoMPLS}

// vxlanGPE walks VXLAN whose last reserved byte before the network says what
// follows.
func (p *Packet) vxlanGPE(off, end uint32) (Proto, uint32, uint32) {
	if !p.has(off, 8, end) {
		return p.cut(ProtoVXLAN, off, end)
	}
	return p.skip(ProtoVXLAN, 8, off, end, pick(vxlanNext[:], p.Data[off+3]))
}

// geneve walks RFC 8926 3.4: options in words, then an EtherType's protocol.
func (p *Packet) geneve(off, end uint32) (Proto, uint32, uint32) {
	if !p.has(off, 8, end) || p.Data[off]>>6 != 0 {
		return p.cut(ProtoGeneve, off, end)
	}
	return p.skip(ProtoGeneve, 8+uint32(p.Data[off]&0x3f)*4, off, end, etherType(p.u16(off+2)))
}

// gtp walks a user data message of GTP version 1 (3GPP TS 29.281 5.1) or 0 (GSM
// 09.60 6); the first nibble behind it tells IP from PPP.
func (p *Packet) gtp(off, end uint32) (Proto, uint32, uint32) {
	const userData, optional, extension, notPrime = 0xff, 0x07, 0x04, 0x10
	if !p.has(off, 8, end) || p.Data[off+1] != userData || p.Data[off]&notPrime == 0 {
		return p.cut(ProtoGTP, off, end)
	}
	flags, n := p.Data[off], uint32(8)
	switch {
	case flags>>5 == 0:
		n = 20
	case flags>>5 != 1:
		return p.cut(ProtoGTP, off, end)
	case flags&optional != 0:
		n += 4
		if !p.has(off, n, end) {
			return p.cut(ProtoGTP, off, end)
		}
		for next := p.Data[off+n-1]; flags&extension != 0 && next != 0; {
			if !p.has(off+n, 1, end) || p.Data[off+n] == 0 {
				return p.cut(ProtoGTP, off, end)
			}
			n += uint32(p.Data[off+n]) * 4
			if !p.has(off, n, end) {
				return p.cut(ProtoGTP, off, end)
			}
			next = p.Data[off+n-1]
		}
	}
	if !p.has(off, n+1, end) {
		return p.cut(ProtoGTP, off, end)
	}
	p.add(ProtoGTP, off, n, end)
	switch p.Data[off+n] >> 4 {
	case 4:
		return ProtoIPv4, off + n, end
	case 6:
		return ProtoIPv6, off + n, end
	}
	return protoPPPAlways, off + n, end
}

// teredo walks the indications of RFC 4380 5.1.1 before the IPv6 packet.
func (p *Packet) teredo(off, end uint32) (Proto, uint32, uint32) {
	const auth, origin = 1, 0
	at := off
	if p.has(at, 4, end) && p.u16(at) == auth {
		at += 4 + uint32(p.Data[at+2]) + uint32(p.Data[at+3]) + 9
	}
	if p.has(at, 8, end) && p.u16(at) == origin {
		at += 8
	}
	if at > end {
		return p.cut(ProtoTeredo, off, end)
	}
	p.add(ProtoTeredo, off, at-off, end)
	return protoIPVersion, at, end
}

// ayiya walks Anything In Anything: identity and signature lengths in the first
// two bytes, next header in the fourth.
func (p *Packet) ayiya(off, end uint32) (Proto, uint32, uint32) {
	const header, forward = 8, 1
	if !p.has(off, header, end) {
		return p.cut(ProtoAYIYA, off, end)
	}
	n := header + uint32(1)<<(p.Data[off]>>4) + uint32(p.Data[off+1]>>4)*4
	if p.Data[off+2]&15 != forward {
		return p.cut(ProtoAYIYA, off, end)
	}
	return p.skip(ProtoAYIYA, n, off, end, pick(ipProtocols[:], p.Data[off+3]))
}

// udpEncap walks RFC 3948: four bytes of zero mark key exchange, else it is ESP.
func (p *Packet) udpEncap(off, end uint32) (Proto, uint32, uint32) {
	if end-off == 1 {
		return p.cut(ProtoUDPEncap, off, end) // a keepalive
	}
	if !p.has(off, 4, end) {
		return p.cut(ProtoUDPEncap, off, end)
	}
	if p.u32(off) == 0 {
		return p.skip(ProtoUDPEncap, 4, off, end, ProtoISAKMP)
	}
	p.add(ProtoUDPEncap, off, 0, end)
	return ProtoESP, off, end
}

// gue walks generic UDP encapsulation, or the IP packet of its variant 1.
func (p *Packet) gue(off, end uint32) (Proto, uint32, uint32) {
	const control = 0x20
	if !p.has(off, 4, end) {
		return p.cut(ProtoGUE, off, end)
	}
	b := p.Data[off]
	if b>>6 == 1 {
		return protoIPVersion, off, end
	}
	if b>>6 != 0 || b&control != 0 {
		return p.cut(ProtoGUE, off, end)
	}
	return p.skip(ProtoGUE, 4+uint32(b&0x1f)*4, off, end, pick(ipProtocols[:], p.Data[off+1]))
}

// capwap walks RFC 5415 4.3: header length in words, and the T bit for a native
// 802.11 frame.
func (p *Packet) capwap(off, end uint32) (Proto, uint32, uint32) {
	const native, fragment, keepAlive = 0x01, 0x80, 0x08
	if !p.has(off, 8, end) || p.Data[off] != 0 {
		return p.cut(ProtoCAPWAP, off, end)
	}
	n := uint32(p.Data[off+1]>>3) * 4
	if n < 8 || p.Data[off+3]&(fragment|keepAlive) != 0 {
		return p.cut(ProtoCAPWAP, off, end)
	}
	next := ProtoEthernet
	if p.Data[off+2]&native != 0 {
		next = ProtoWLAN
	}
	return p.skip(ProtoCAPWAP, n, off, end, next)
}
