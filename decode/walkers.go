package decode

// The ways into a protocol that a link type or a parent has beside the plain
// one. They note the layers of the protocol, never themselves.
const (
	protoPPPEther       Proto = NumProtos + iota // PPPoE without Ethernet
	protoARCNETLinux                             // ARCNET as Linux hands it out
	protoPPPDir                                  // one byte of direction first
	protoCHDLCDir                                // the same
	protoFrameRelayDir                           // the same
	protoNetAnalyzerPre                          // with preamble
	protoEPON                                    // 8 bytes of preamble first
	protoBroadcomTag                             // a switch tag between the addresses and the type
	protoBroadcomPre                             // a switch tag before the addresses
	protoDSATag
	protoEDSATag
	protoJuniperEther
	protoJuniperPPP
	protoJuniperFR
	protoJuniperCHDLC
	protoIPVersion  // IPv4 or IPv6, by the first nibble
	protoQuotedIP   // what an ICMP error quotes
	protoPPPAlways  // PPP that begins with its protocol field
	protoAMSDU      // the next frame of an aggregate
	protoVXLANGPE   // VXLAN with a next protocol field
	protoTaggedType // an EtherType field and what it says
	protoGRECMD     // Cisco metadata that begins with its EtherType
	numWalkers
)

// walkers is who reads each protocol's header; a protocol without one is a
// leaf. It never changes.
var walkers = [numWalkers]walker{
	ProtoEthernet: (*Packet).ethernet, ProtoVLAN: (*Packet).vlan, ProtoQinQ: (*Packet).qinq, ProtoPBB: (*Packet).pbb,
	ProtoVNTag: (*Packet).vntag, ProtoFabricPath: (*Packet).fabricPath, ProtoMACsec: (*Packet).macsec,
	ProtoHSR: (*Packet).hsr, ProtoCMD: (*Packet).cmd, protoGRECMD: (*Packet).greCMD, ProtoNSH: (*Packet).nsh, ProtoISL: (*Packet).isl, ProtoLLC: (*Packet).llc,
	protoTaggedType: (*Packet).taggedType,

	ProtoSLL: (*Packet).sll, ProtoSLL2: (*Packet).sll2, ProtoNull: (*Packet).null, ProtoRaw: (*Packet).raw,
	ProtoPPP: (*Packet).ppp, protoPPPAlways: (*Packet).pppProtocol, ProtoPPPoES: (*Packet).pppoe,
	ProtoPPPMultilink: (*Packet).pppMultilink, protoPPPEther: (*Packet).pppEther, protoPPPDir: (*Packet).pppDir,
	ProtoCHDLC: (*Packet).chdlc, protoCHDLCDir: (*Packet).chdlcDir,
	ProtoFrameRelay: (*Packet).frameRelay, protoFrameRelayDir: (*Packet).frameRelayDir,

	ProtoTokenRing: (*Packet).tokenRing, ProtoFDDI: (*Packet).fddi, ProtoARCNET: (*Packet).arcnetBSD,
	protoARCNETLinux: (*Packet).arcnetLinux, ProtoSLIP: (*Packet).slip, ProtoIPFC: (*Packet).ipfc,
	ProtoIEEE1394: (*Packet).ieee1394, ProtoIPoIB: (*Packet).ipoib, ProtoIPNET: (*Packet).ipnet,
	ProtoEnc: (*Packet).enc, ProtoATM: (*Packet).sunATM, ProtoCLIP: (*Packet).clip,
	ProtoPFLOG: (*Packet).pflog, ProtoNFLOG: (*Packet).nflog, ProtoPKTAP: (*Packet).pktap, ProtoPPI: (*Packet).ppi,
	ProtoNetAnalyzer: (*Packet).netAnalyzer, protoNetAnalyzerPre: (*Packet).netAnalyzerPreamble,
	ProtoERF: (*Packet).erf, ProtoMPacket: (*Packet).mpacket, protoEPON: (*Packet).epon,
	protoBroadcomTag: (*Packet).broadcomTag, protoBroadcomPre: (*Packet).broadcomPrefix,
	protoDSATag: (*Packet).dsaTag, protoEDSATag: (*Packet).edsaTag,
	protoJuniperEther: (*Packet).juniperEther, protoJuniperPPP: (*Packet).juniperPPP,
	protoJuniperFR: (*Packet).juniperFR, protoJuniperCHDLC: (*Packet).juniperCHDLC,

	ProtoRadiotap: (*Packet).radiotap, ProtoPrism: (*Packet).prism, ProtoAVS: (*Packet).avs,
	ProtoWLAN: (*Packet).wlan, protoAMSDU: (*Packet).amsdu,

	ProtoMPLS: (*Packet).mpls, ProtoMPLSPWCW: (*Packet).pwControlWord,
	ProtoIPv4: (*Packet).ipv4, ProtoIPv6: (*Packet).ipv6, protoIPVersion: (*Packet).ipVersion,
	ProtoIPv6HopOpts: (*Packet).hopOptions, ProtoIPv6DstOpts: (*Packet).dstOptions,
	ProtoIPv6Routing: (*Packet).routing, ProtoIPv6Fragment: (*Packet).fragmentHeader, ProtoAH: (*Packet).ah,
	ProtoTCP: (*Packet).tcp, ProtoUDP: (*Packet).udp, ProtoICMP: (*Packet).icmp, ProtoICMPv6: (*Packet).icmpv6,
	protoQuotedIP: (*Packet).quotedIP,

	ProtoGRE: (*Packet).gre, ProtoEtherIP: (*Packet).etherIP,
	ProtoL2TP: (*Packet).l2tp, ProtoVXLAN: (*Packet).vxlan, protoVXLANGPE: (*Packet).vxlanGPE, ProtoGeneve: (*Packet).geneve, ProtoGTP: (*Packet).gtp,
	ProtoTeredo: (*Packet).teredo, ProtoAYIYA: (*Packet).ayiya, ProtoUDPEncap: (*Packet).udpEncap,
	ProtoGUE: (*Packet).gue, ProtoCAPWAP: (*Packet).capwap,
}
