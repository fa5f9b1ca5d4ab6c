package decode

// udpPorts says what a UDP port carries: IANA's registry as far as the walk
// goes on behind it or the Protocol column names it. It never changes.
var udpPorts = map[uint16]Proto{
	4789: ProtoVXLAN, 4790: protoVXLANGPE, 6081: ProtoGeneve, 2152: ProtoGTP, 2123: ProtoGTP, 3386: ProtoGTP, 1701: ProtoL2TP,
	3544: ProtoTeredo, 5072: ProtoAYIYA, 4500: ProtoUDPEncap, 6080: ProtoGUE, 5247: ProtoCAPWAP, 6635: ProtoMPLS,
	4754: ProtoGRE, 6343: ProtoSFlow, 12222: ProtoLWAPP, 12223: ProtoLWAPP,

	53: ProtoDNS, 5353: ProtoMDNS, 5355: ProtoLLMNR, 137: ProtoNBNS, 138: ProtoNBDGM, 67: ProtoDHCP, 68: ProtoDHCP,
	546: ProtoDHCPv6, 547: ProtoDHCPv6, 123: ProtoNTP, 161: ProtoSNMP, 162: ProtoSNMP, 69: ProtoTFTP, 514: ProtoSyslog,
	520: ProtoRIP, 521: ProtoRIPng, 1985: ProtoHSRP, 2029: ProtoHSRP, 3784: ProtoBFD, 4784: ProtoBFD, 500: ProtoISAKMP,
	1812: ProtoRADIUS, 1813: ProtoRADIUS, 1645: ProtoRADIUS, 1646: ProtoRADIUS, 3799: ProtoRADIUS, 1900: ProtoSSDP,
	5060: ProtoSIP, 646: ProtoLDP, 6696: ProtoBabel, 319: ProtoPTP, 320: ProtoPTP,
	7000: ProtoAFS, 7001: ProtoAFS, 7002: ProtoAFS, 7003: ProtoAFS, 7004: ProtoAFS, 7005: ProtoAFS, 7021: ProtoAFS,
}

const udpHeader = 8

// udp walks RFC 768. A length of 0 means all there is in a jumbogram (RFC 2675
// 4), and is wrong elsewhere. Of the two ports the lower one is asked first.
func (p *Packet) udp(off, end uint32) (Proto, uint32, uint32) {
	if !p.has(off, udpHeader, end) {
		return p.cut(ProtoUDP, off, end)
	}
	n := uint32(p.u16(off + 4))
	if n < udpHeader && (n != 0 || end-off <= 0xffff || p.Src.N != 16) {
		return p.cut(ProtoUDP, off, end)
	}
	if n != 0 {
		end = min(end, off+n)
	}
	p.add(ProtoUDP, off, udpHeader, end)
	off += udpHeader
	if off >= end {
		return stop()
	}
	src, dst := p.u16(off-8), p.u16(off-6)
	if pr, ok := udpPorts[min(src, dst)]; ok {
		return pr, off, end
	}
	if pr, ok := udpPorts[max(src, dst)]; ok {
		return pr, off, end
	}
	return ProtoData, off, end
}
