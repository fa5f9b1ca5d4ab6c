package decode

import "encoding/binary"

// Link layers of loopbacks, cooked captures and point-to-point links.

// sllLLC is the protocol of Linux cooked captures that means LLC.
const (
	sllRawIPX = 1
	sllLLC    = 4
)

// sll walks LINKTYPE_LINUX_SLL: packet type, ARPHRD, address length, address, protocol.
func (p *Packet) sll(off, end uint32) (Proto, uint32, uint32) {
	const header = 16
	if !p.has(off, header, end) {
		return p.cut(ProtoSLL, off, end)
	}
	p.add(ProtoSLL, off, header, end)
	return sllNext(p.u16(off+2), p.u16(off+14)), off + header, end
}

// sll2 walks LINKTYPE_LINUX_SLL2, which begins with the protocol.
func (p *Packet) sll2(off, end uint32) (Proto, uint32, uint32) {
	const header = 20
	if !p.has(off, header, end) {
		return p.cut(ProtoSLL2, off, end)
	}
	p.add(ProtoSLL2, off, header, end)
	return sllNext(p.u16(off+8), p.u16(off)), off + header, end
}

// sllNext is what follows a cooked header of a hardware type and protocol.
func sllNext(hardware, protocol uint16) Proto {
	const netlink, ipgre, radiotap, wlan, frad = 824, 778, 803, 801, 770
	switch hardware {
	case netlink:
		return ProtoData
	case radiotap:
		return ProtoRadiotap
	case wlan:
		return ProtoWLAN
	case frad:
		return ProtoFrameRelay
	}
	switch {
	case protocol == sllRawIPX:
		return ProtoIPX
	case protocol == sllLLC:
		return ProtoLLC
	case protocol < etherMinTyp:
		return ProtoData
	}
	return etherType(protocol)
}

// Address families as the systems that write them number them: BSD's IPv4 is
// everybody's, IPv6 is each system's own.
var families = [...]Proto{
	2: ProtoIPv4, 10: ProtoIPv6, 23: ProtoIPv6, 24: ProtoIPv6, 26: ProtoIPv6, 28: ProtoIPv6, 30: ProtoIPv6, 7: ProtoOSI, 16: ProtoAppleTalk,
}

// family is the protocol of an address family in either byte order.
func family(f uint32) Proto {
	if f > 0xffff {
		f = f>>24 | f>>8&0xff00 | f<<8&0xff0000 | f<<24
	}
	if f < uint32(len(families)) && families[f] != protoNone {
		return families[f]
	}
	if f >= etherMinTyp && f <= 0xffff {
		return etherType(uint16(f))
	}
	return ProtoData
}

// null walks LINKTYPE_NULL and LINKTYPE_LOOP: four bytes of address family in
// the byte order of the machine or of the network. Captures of PPP links carry
// an HDLC header instead.
func (p *Packet) null(off, end uint32) (Proto, uint32, uint32) {
	if !p.has(off, 4, end) {
		return p.cut(ProtoNull, off, end)
	}
	if p.u16(off) == 0xff03 {
		return ProtoPPP, off, end
	}
	p.add(ProtoNull, off, 4, end)
	return family(familyOf(p.Data[off:])), off + 4, end
}

// familyOf reads the family of a null header in whichever order it is.
func familyOf(b []byte) uint32 {
	f := binary.BigEndian.Uint32(b)
	switch {
	case f > 0xffff && f&0xffff != 0:
		// Not a family in either order: the two halves may be swapped on their own.
		return uint32(binary.LittleEndian.Uint16(b))
	case f > 0xffff:
		return binary.LittleEndian.Uint32(b)
	}
	return f
}

// raw walks a capture without link layer, or with PPP's HDLC header.
func (p *Packet) raw(off, end uint32) (Proto, uint32, uint32) {
	if p.has(off, 2, end) && p.u16(off) == 0xff03 {
		return ProtoPPP, off, end
	}
	p.add(ProtoRaw, off, 0, end)
	return protoIPVersion, off, end
}

// enc walks OpenBSD's encapsulating interface header: family, SPI, flags.
func (p *Packet) enc(off, end uint32) (Proto, uint32, uint32) {
	const header = 12
	if !p.has(off, header, end) {
		return p.cut(ProtoEnc, off, end)
	}
	p.add(ProtoEnc, off, header, end)
	return family(binary.LittleEndian.Uint32(p.Data[off:])), off + header, end
}

// pflog walks a record of OpenBSD's packet filter log; the header's length is
// its first byte, rounded up to 4.
func (p *Packet) pflog(off, end uint32) (Proto, uint32, uint32) {
	if !p.has(off, 4, end) {
		return p.cut(ProtoPFLOG, off, end)
	}
	n := (uint32(p.Data[off]) + 3) &^ 3
	if n < 4 || off+n > end {
		return p.cut(ProtoPFLOG, off, end)
	}
	p.add(ProtoPFLOG, off, n, end)
	return family(uint32(p.Data[off+1])), off + n, end
}

// nflog walks Linux' netfilter log: a family, then fields of type, length and
// value of which one is the packet. The fields are in the writer's byte order.
func (p *Packet) nflog(off, end uint32) (Proto, uint32, uint32) {
	const header, payload = 4, 9
	if !p.has(off, header+4, end) {
		return p.cut(ProtoNFLOG, off, end)
	}
	at := off + header
	var order binary.ByteOrder = binary.LittleEndian
	if n := order.Uint16(p.Data[at:]); n < 4 || uint32(n) > end-at {
		order = binary.BigEndian
	}
	for p.has(at, 4, end) {
		n, typ := uint32(order.Uint16(p.Data[at:])), order.Uint16(p.Data[at+2:])
		if n < 4 || at+n > end {
			break
		}
		if typ == payload {
			p.add(ProtoNFLOG, off, at+4-off, end)
			return family(uint32(p.Data[off])), at + 4, at + n
		}
		at += (n + 3) &^ 3
	}
	return p.cut(ProtoNFLOG, off, end)
}

// ipnet walks Solaris' IPNET header; its second byte is the address family.
func (p *Packet) ipnet(off, end uint32) (Proto, uint32, uint32) {
	const header = 24
	if !p.has(off, header, end) {
		return p.cut(ProtoIPNET, off, end)
	}
	p.add(ProtoIPNET, off, header, end)
	return family(uint32(p.Data[off+1])), off + header, end
}

// pktap walks Apple's packet header, which names the link type of what follows.
func (p *Packet) pktap(off, end uint32) (Proto, uint32, uint32) {
	if !p.has(off, 12, end) {
		return p.cut(ProtoPKTAP, off, end)
	}
	le := binary.LittleEndian
	n, record, link := le.Uint32(p.Data[off:]), le.Uint32(p.Data[off+4:]), le.Uint32(p.Data[off+8:])
	if n < 12 || n > end-off || record != 1 {
		return p.cut(ProtoPKTAP, off, end)
	}
	p.add(ProtoPKTAP, off, n, end)
	return linkProto(link), off + n, end
}

// ppi walks a per-packet information header, which names the link type too.
func (p *Packet) ppi(off, end uint32) (Proto, uint32, uint32) {
	if !p.has(off, 8, end) {
		return p.cut(ProtoPPI, off, end)
	}
	n, link := uint32(binary.LittleEndian.Uint16(p.Data[off+2:])), binary.LittleEndian.Uint32(p.Data[off+4:])
	if n < 8 || n > end-off {
		return p.cut(ProtoPPI, off, end)
	}
	p.add(ProtoPPI, off, n, end)
	return linkProto(link), off + n, end
}

// linkProto is the first protocol of a link type that a header names.
func linkProto(link uint32) Proto {
	if link < uint32(len(linkTable)) {
		return linkTable[link]
	}
	return protoNone
}
