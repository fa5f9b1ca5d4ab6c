package decode

// PPP in its framings, Cisco HDLC, frame relay, ATM.

// pppProtocols says what a PPP protocol field means: RFC 1661 2 and the IANA
// registry.
var pppProtocols = map[uint16]Proto{
	0x0021: ProtoIPv4, 0x0057: ProtoIPv6, 0x002b: ProtoIPX, 0x0029: ProtoAppleTalk, 0x003d: ProtoPPPMultilink,
	0x0281: ProtoMPLS, 0x0283: ProtoMPLS, 0x0023: ProtoOSI, 0xc021: ProtoLCP, 0x8021: ProtoIPCP, 0x8057: ProtoIPV6CP,
	0xc023: ProtoPAP, 0xc223: ProtoCHAP, 0x80fd: ProtoCCP,
}

// ppp walks PPP that may begin with the HDLC address and control bytes of RFC
// 1662 3.1, or with Cisco's.
func (p *Packet) ppp(off, end uint32) (Proto, uint32, uint32) {
	if !p.has(off, 2, end) {
		return p.cut(ProtoPPP, off, end)
	}
	switch a, c := p.Data[off], p.Data[off+1]; {
	case a == 0xff && c == 0x03:
		return p.pppField(off, off+2, end)
	case (a == 0x0f || a == 0x8f) && c == 0x00:
		return ProtoCHDLC, off, end
	}
	return p.pppField(off, off, end)
}

// pppProtocol walks PPP that begins with its protocol field.
func (p *Packet) pppProtocol(off, end uint32) (Proto, uint32, uint32) {
	if p.has(off, 2, end) && p.u16(off) == 0xff03 {
		return p.pppField(off, off+2, end)
	}
	return p.pppField(off, off, end)
}

// pppField reads the protocol field at `at` of a PPP header that began at off.
// It has one byte when that is odd (RFC 1661 6.5).
func (p *Packet) pppField(off, at, end uint32) (Proto, uint32, uint32) {
	if !p.has(at, 1, end) {
		return p.cut(ProtoPPP, off, end)
	}
	field, n := uint16(p.Data[at]), uint32(1)
	if field&1 == 0 {
		if !p.has(at, 2, end) {
			return p.cut(ProtoPPP, off, end)
		}
		field, n = p.u16(at), 2
	}
	p.add(ProtoPPP, off, at+n-off, end)
	pr, ok := pppProtocols[field]
	if !ok {
		pr = ProtoData
	}
	return pr, at + n, end
}

// pppMultilink walks a fragment of RFC 1990 3; only one that is a whole packet
// can be entered.
func (p *Packet) pppMultilink(off, end uint32) (Proto, uint32, uint32) {
	const begin, finish = 0x80, 0x40
	if !p.has(off, 4, end) || p.Data[off]&(begin|finish) != begin|finish {
		return p.cut(ProtoPPPMultilink, off, end)
	}
	p.add(ProtoPPPMultilink, off, 4, end)
	return protoPPPAlways, off + 4, end
}

// pppoe walks a session packet of RFC 2516 4.
func (p *Packet) pppoe(off, end uint32) (Proto, uint32, uint32) {
	const header = 6
	if !p.has(off, header, end) {
		return p.cut(ProtoPPPoES, off, end)
	}
	end = min(end, off+header+uint32(p.u16(off+4)))
	p.add(ProtoPPPoES, off, header, end)
	return protoPPPAlways, off + header, end
}

// pppEther walks LINKTYPE_PPP_ETHER: PPPoE of either stage without Ethernet.
func (p *Packet) pppEther(off, end uint32) (Proto, uint32, uint32) {
	if p.has(off, 2, end) && p.Data[off+1] != 0 {
		return ProtoPPPoED, off, end
	}
	return ProtoPPPoES, off, end
}

// pppDir, chdlcDir and frameRelayDir walk the types with a byte of direction.
func (p *Packet) pppDir(off, end uint32) (Proto, uint32, uint32) { return ProtoPPP, off + 1, end }
func (p *Packet) chdlcDir(off, end uint32) (Proto, uint32, uint32) {
	return ProtoCHDLC, off + 1, end
}
func (p *Packet) frameRelayDir(off, end uint32) (Proto, uint32, uint32) {
	return ProtoFrameRelay, off + 1, end
}

// chdlc walks Cisco's HDLC: address, control, EtherType.
func (p *Packet) chdlc(off, end uint32) (Proto, uint32, uint32) {
	const header, slarp = 4, 0x8035
	if !p.has(off, header, end) {
		return p.cut(ProtoCHDLC, off, end)
	}
	p.add(ProtoCHDLC, off, header, end)
	et := p.u16(off + 2)
	if et == slarp {
		return ProtoSLARP, off + header, end
	}
	return etherType(et), off + header, end
}

// nlpids says what a network layer protocol identifier means, ISO/IEC TR 9577.
var nlpids = [256]Proto{
	0x80: ProtoLLC, 0x81: ProtoOSI, 0x82: ProtoOSI, 0x83: ProtoOSI, 0x8e: ProtoIPv6, 0xcc: ProtoIPv4,
}

// frameRelay walks a Q.922 address and what RFC 2427 or Cisco put behind it.
func (p *Packet) frameRelay(off, end uint32) (Proto, uint32, uint32) {
	at := off
	for n := 0; ; n++ {
		if n == 4 || !p.has(at, 1, end) {
			return p.cut(ProtoFrameRelay, off, end)
		}
		at++
		if p.Data[at-1]&1 != 0 { // the address' last byte
			break
		}
	}
	if !p.has(at, 2, end) {
		return p.cut(ProtoFrameRelay, off, end)
	}
	if p.Data[at] != 3 { // not an unnumbered information frame: Cisco's, with an EtherType
		p.add(ProtoFrameRelay, off, at+2-off, end)
		return etherType(p.u16(at)), at + 2, end
	}
	at++
	if p.Data[at] == 0 { // padding
		at++
	}
	if !p.has(at, 1, end) {
		return p.cut(ProtoFrameRelay, off, end)
	}
	nlpid := p.Data[at]
	at++
	p.add(ProtoFrameRelay, off, at-off, end)
	if nlpid == 0x80 {
		return p.frameRelaySNAP(at, end)
	}
	return pick(nlpids[:], nlpid), at, end
}

// frameRelaySNAP goes on behind NLPID 0x80: an organisation and its protocol.
func (p *Packet) frameRelaySNAP(off, end uint32) (Proto, uint32, uint32) {
	if !p.has(off, 5, end) {
		return stop()
	}
	oui, pid := uint32(p.Data[off])<<16|uint32(p.u16(off+1)), p.u16(off+3)
	switch {
	case oui == ouiEthernet:
		return etherType(pid), off + 5, end
	case oui == ouiBridged && (pid == 1 || pid == 7):
		return ProtoEthernet, off + 5, end
	}
	return ProtoData, off + 5, end
}

// sunATM walks LINKTYPE_SUNATM: flags, VPI, VCI; RFC 2684 LLC follows on data
// circuits.
func (p *Packet) sunATM(off, end uint32) (Proto, uint32, uint32) {
	const header, lane, llc = 4, 1, 2
	if !p.has(off, header, end) {
		return p.cut(ProtoATM, off, end)
	}
	p.add(ProtoATM, off, header, end)
	switch p.Data[off] & 0x0f {
	case lane:
		return ProtoEthernet, off + header + 2, end // behind the LAN emulation client's number
	case llc:
		return ProtoLLC, off + header, end
	}
	return ProtoData, off + header, end
}

// clip walks classical IP over ATM, which has no header of its own.
func (p *Packet) clip(off, end uint32) (Proto, uint32, uint32) {
	p.add(ProtoCLIP, off, 0, end)
	return protoIPVersion, off, end
}

// Juniper's header: magic, flags, extensions, and then the link layer.
func (p *Packet) juniperHeader(skip, off, end uint32, next Proto) (Proto, uint32, uint32) {
	const header, noL2, extensions = 4, 0x02, 0x80
	if !p.has(off, header, end) || p.u32(off)>>8 != 0x4d4743 {
		return p.cut(ProtoJuniper, off, end)
	}
	flags, n := p.Data[off+3], uint32(header)
	if flags&extensions != 0 {
		if !p.has(off, header+2, end) {
			return p.cut(ProtoJuniper, off, end)
		}
		n += 2 + uint32(p.u16(off+4))
	}
	if flags&noL2 != 0 { // four bytes of protocol, then the network layer
		next, skip = protoIPVersion, 4
	}
	if n += skip; n > end-off {
		return p.cut(ProtoJuniper, off, end)
	}
	p.add(ProtoJuniper, off, n, end)
	return next, off + n, end
}

func (p *Packet) juniperEther(off, end uint32) (Proto, uint32, uint32) {
	return p.juniperHeader(0, off, end, ProtoEthernet)
}
func (p *Packet) juniperPPP(off, end uint32) (Proto, uint32, uint32) {
	return p.juniperHeader(2, off, end, protoPPPAlways)
}
func (p *Packet) juniperFR(off, end uint32) (Proto, uint32, uint32) {
	return p.juniperHeader(0, off, end, ProtoFrameRelay)
}
func (p *Packet) juniperCHDLC(off, end uint32) (Proto, uint32, uint32) {
	return p.juniperHeader(0, off, end, ProtoCHDLC)
}
