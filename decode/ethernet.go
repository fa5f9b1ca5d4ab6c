package decode

// Ethernet and what can stand between its addresses and the network layer.

const (
	etherHeader = 14     // bytes
	etherMaxLen = 1500   // a type field up to this is a length: IEEE 802.3 3.2.6
	etherMinTyp = 0x0600 // a type field from this on is an EtherType
)

// etherTypes says which protocol an EtherType is. It never changes.
var etherTypes = map[uint16]Proto{
	0x0800: ProtoIPv4, 0x0806: ProtoARP, 0x86dd: ProtoIPv6, 0x8035: ProtoRARP,
	0x8100: ProtoVLAN, 0x88a8: ProtoQinQ, 0x9100: ProtoVLAN, 0x88e7: ProtoPBB, 0x8926: ProtoVNTag,
	0x8847: ProtoMPLS, 0x8848: ProtoMPLS, 0x8863: ProtoPPPoED, 0x8864: ProtoPPPoES, 0x880b: protoPPPAlways,
	0x8903: ProtoFabricPath, 0x88e5: ProtoMACsec, 0x892f: ProtoHSR, 0x8909: ProtoCMD, 0x894f: ProtoNSH,
	0x6558: ProtoEthernet, 0x2452: ProtoWLAN, 0x890d: ProtoData,
	0x88cc: ProtoLLDP, 0x8809: ProtoLACP, 0x888e: ProtoEAPOL, 0x88f7: ProtoPTP, 0x88a2: ProtoAoE,
	0x8137: ProtoIPX, 0x809b: ProtoAppleTalk, 0x80f3: ProtoAARP, 0x6003: ProtoDECnet, 0x876b: protoPPPAlways,
}

// ethernet walks an Ethernet frame, IEEE 802.3 clause 3.
func (p *Packet) ethernet(off, end uint32) (Proto, uint32, uint32) {
	if !p.has(off, etherHeader, end) {
		return p.cut(ProtoEthernet, off, end)
	}
	et := p.u16(off + 12)
	if et == 0x0800 {
		p.add(ProtoEthernet, off, etherHeader, end)
		return ProtoIPv4, off + etherHeader, end
	}
	if et == 0x8903 {
		return ProtoFabricPath, off, end
	}
	if et <= etherMaxLen && isISL(p.Data[off:]) {
		return ProtoISL, off, end
	}
	p.add(ProtoEthernet, off, etherHeader, end)
	return p.typeOrLength(et, off+etherHeader, end)
}

// typeOrLength goes on behind a field that is an EtherType or a length.
func (p *Packet) typeOrLength(et uint16, off, end uint32) (Proto, uint32, uint32) {
	if et >= etherMinTyp {
		return etherType(et), off, end
	}
	if et > etherMaxLen {
		return ProtoData, off, end
	}
	end = min(end, off+uint32(et))
	if p.has(off, 2, end) && p.u16(off) == 0xffff {
		return ProtoIPX, off, end // Novell's framing: IPX directly behind the length
	}
	return ProtoLLC, off, end
}

// etherType is the protocol of an EtherType, ProtoData when not known.
func etherType(et uint16) Proto {
	switch et {
	case 0x0800:
		return ProtoIPv4
	case 0x86dd:
		return ProtoIPv6
	}
	if pr, ok := etherTypes[et]; ok {
		return pr
	}
	return ProtoData
}

// tag walks n bytes of header whose last two are a type or length field.
func (p *Packet) tag(pr Proto, n, off, end uint32) (Proto, uint32, uint32) {
	if !p.has(off, n, end) {
		return p.cut(pr, off, end)
	}
	p.add(pr, off, n, end)
	return p.typeOrLength(p.u16(off+n-2), off+n, end)
}

// taggedType walks a bare EtherType field.
func (p *Packet) taggedType(off, end uint32) (Proto, uint32, uint32) {
	if !p.has(off, 2, end) {
		return stop()
	}
	return p.typeOrLength(p.u16(off), off+2, end)
}

// vlan walks a tag of IEEE 802.1Q 9.6, without the EtherType before it.
func (p *Packet) vlan(off, end uint32) (Proto, uint32, uint32) { return p.tag(ProtoVLAN, 4, off, end) }

// qinq walks a service tag, IEEE 802.1Q 9.6.
func (p *Packet) qinq(off, end uint32) (Proto, uint32, uint32) { return p.tag(ProtoQinQ, 4, off, end) }

// pbb walks a backbone service instance tag with its inner addresses, IEEE
// 802.1Q 9.7.
func (p *Packet) pbb(off, end uint32) (Proto, uint32, uint32) { return p.tag(ProtoPBB, 18, off, end) }

// vntag walks a Cisco VN-Tag.
func (p *Packet) vntag(off, end uint32) (Proto, uint32, uint32) {
	return p.tag(ProtoVNTag, 6, off, end)
}

// hsr walks the tag of IEC 62439-3.
func (p *Packet) hsr(off, end uint32) (Proto, uint32, uint32) { return p.tag(ProtoHSR, 6, off, end) }

// cmd walks Cisco's metadata with the security group of the sender.
func (p *Packet) cmd(off, end uint32) (Proto, uint32, uint32) { return p.tag(ProtoCMD, 8, off, end) }

// fabricPath walks Cisco FabricPath's outer addresses and tag; a whole Ethernet
// frame follows.
func (p *Packet) fabricPath(off, end uint32) (Proto, uint32, uint32) {
	const header = 16
	if !p.has(off, header, end) {
		return p.cut(ProtoFabricPath, off, end)
	}
	p.add(ProtoFabricPath, off, header, end)
	return ProtoEthernet, off + header, end
}

// isISL reports whether a destination address is that of Cisco's ISL.
func isISL(b []byte) bool {
	return (b[0] == 0x01 || b[0] == 0x03) && b[1] == 0x00 && b[2] == 0x0c && b[3] == 0x00 && b[4] == 0x00
}

// isl walks Cisco's Inter-Switch Link header; an Ethernet frame follows.
func (p *Packet) isl(off, end uint32) (Proto, uint32, uint32) {
	const header = 26
	if !p.has(off, header, end) || p.Data[off+5]>>4 != 0 { // type 0: Ethernet
		return p.cut(ProtoISL, off, end)
	}
	p.add(ProtoISL, off, header, end)
	return ProtoEthernet, off + header, end
}

// macsec walks a MACsec tag, IEEE 802.1AE 9.3; what follows can be read when it
// is only signed.
func (p *Packet) macsec(off, end uint32) (Proto, uint32, uint32) {
	if !p.has(off, 6, end) {
		return p.cut(ProtoMACsec, off, end)
	}
	const sci, encrypted, changed, icv = 0x20, 0x08, 0x04, 16
	tci, n := p.Data[off], uint32(6)
	if tci&sci != 0 {
		n += 8
	}
	if tci&(encrypted|changed) != 0 || off+n+icv > end {
		return p.cut(ProtoMACsec, off, end)
	}
	p.add(ProtoMACsec, off, n, end)
	return protoTaggedType, off + n, end - icv
}

// nshNext is the next protocol field of RFC 8300 2.2.
var nshNext = [...]Proto{1: ProtoIPv4, 2: ProtoIPv6, 3: ProtoEthernet, 4: ProtoNSH, 5: ProtoMPLS}

// nsh walks a network service header, RFC 8300 2.
func (p *Packet) nsh(off, end uint32) (Proto, uint32, uint32) {
	if !p.has(off, 8, end) {
		return p.cut(ProtoNSH, off, end)
	}
	n, next := uint32(p.Data[off+1]&0x3f)*4, p.Data[off+3]
	if n < 8 || off+n > end {
		return p.cut(ProtoNSH, off, end)
	}
	p.add(ProtoNSH, off, n, end)
	return pick(nshNext[:], next), off + n, end
}

// pick is row i of a table of protocols, ProtoData when it has none.
func pick(t []Proto, i uint8) Proto {
	if int(i) < len(t) && t[i] != protoNone {
		return t[i]
	}
	return ProtoData
}

// llcSAPs says what a destination service access point is.
var llcSAPs = [256]Proto{
	0x06: ProtoIPv4, 0x42: ProtoSTP, 0xe0: ProtoIPX, 0xf0: ProtoNetBIOS, 0xfe: ProtoOSI, 0x98: ProtoARP,
}

// llc walks an IEEE 802.2 header and SNAP behind it.
func (p *Packet) llc(off, end uint32) (Proto, uint32, uint32) {
	if !p.has(off, 3, end) {
		return p.cut(ProtoLLC, off, end)
	}
	dsap, ssap, control := p.Data[off], p.Data[off+1], p.Data[off+2]
	if dsap|1 == 0xab && ssap|1 == 0xab && control == 3 {
		return p.snap(off, end)
	}
	n := uint32(4)
	unnumbered := control&3 == 3
	if unnumbered {
		n = 3
	}
	p.add(ProtoLLC, off, n, end)
	if unnumbered && control&^0x10 != 3 { // XID, TEST and the like carry no packet
		return stop()
	}
	return pick(llcSAPs[:], dsap&^1), off + n, end
}

// The organisations whose SNAP protocol numbers are known.
const (
	ouiEthernet = 0x000000 // RFC 1042
	ouiCisco90  = 0x0000f8 // IEEE 802.1H bridge tunnel
	ouiCisco    = 0x00000c
	ouiBridged  = 0x0080c2 // RFC 2684: a whole frame
	ouiApple    = 0x080007
)

// snap walks SNAP, IEEE 802 clause 10, with the LLC header before it.
func (p *Packet) snap(off, end uint32) (Proto, uint32, uint32) {
	const header = 8
	if !p.has(off, header, end) {
		return p.cut(ProtoLLC, off, end)
	}
	p.add(ProtoLLC, off, header, end)
	oui, pid := p.u32(off+2)&0xffffff, p.u16(off+6)
	off += header
	switch {
	case oui == ouiEthernet, oui == ouiCisco90, oui == ouiApple:
		return etherType(pid), off, end
	case oui == ouiCisco && pid == 0x2000:
		return ProtoCDP, off, end
	case oui == ouiCisco && pid == 0x010b:
		return ProtoSTP, off, end
	case oui == ouiBridged && (pid == 0x0001 || pid == 0x0007):
		return ProtoEthernet, off, end
	case oui == ouiBridged && (pid == 0x000e || pid == 0x000d):
		return ProtoSTP, off, end
	}
	return ProtoData, off, end
}
