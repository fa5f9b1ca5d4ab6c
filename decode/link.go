package decode

import "tcptui/capture"

// linkTable names the outermost protocol of each link type of the registry at
// https://www.tcpdump.org/linktypes.html. The protocols' own walkers deal with
// the variants. It never changes.
var linkTable = [...]Proto{
	0: ProtoNull, 108: ProtoNull, // NULL, LOOP
	1:   ProtoEthernet,
	6:   ProtoTokenRing,
	7:   ProtoARCNET,
	8:   ProtoSLIP,
	9:   ProtoPPP,
	10:  ProtoFDDI,
	11:  ProtoLLC, // RFC 1483 over BSD's ATM
	12:  ProtoRaw, // RAW, as the BSDs and Linux have numbered it
	13:  ProtoRaw,
	14:  ProtoRaw,
	19:  ProtoCLIP,
	50:  ProtoPPP, // PPP_HDLC
	51:  protoPPPEther,
	100: ProtoLLC, // ATM_RFC1483
	101: ProtoRaw,
	104: ProtoCHDLC,
	105: ProtoWLAN,
	106: ProtoCLIP,
	107: ProtoFrameRelay,
	109: ProtoEnc,
	113: ProtoSLL,
	117: ProtoPFLOG,
	119: ProtoPrism,
	122: ProtoIPFC,
	123: ProtoATM, // SUNATM
	127: ProtoRadiotap,
	129: protoARCNETLinux,
	138: ProtoIEEE1394,
	149: ProtoPKTAP, // USER2, which Apple used before PKTAP had a number
	163: ProtoAVS,
	166: ProtoPPP, // PPP_PPPD
	192: ProtoPPI,
	197: ProtoERF,
	204: protoPPPDir,
	205: protoCHDLCDir,
	206: protoFrameRelayDir,
	226: ProtoIPNET,
	228: ProtoIPv4,
	229: ProtoIPv6,
	239: ProtoNFLOG,
	240: ProtoNetAnalyzer,
	241: protoNetAnalyzerPre,
	242: ProtoIPoIB,
	258: ProtoPKTAP,
	259: protoEPON,
	274: ProtoMPacket,
	276: ProtoSLL2,
	281: protoBroadcomTag,
	282: protoBroadcomPre,
	284: protoDSATag,
	285: protoEDSATag,

	178: protoJuniperEther, 179: protoJuniperPPP, 180: protoJuniperFR, 181: protoJuniperCHDLC,

	130: ProtoJuniper, 131: ProtoJuniper, 132: ProtoJuniper, 133: ProtoJuniper, 134: ProtoJuniper, 135: ProtoJuniper,
	136: ProtoJuniper, 137: ProtoJuniper, 167: ProtoJuniper, 194: ProtoJuniper,

	186: ProtoUSB, 187: ProtoBluetooth, 189: ProtoUSB, 195: ProtoWPAN, 201: ProtoBluetooth, 215: ProtoWPAN,
	220: ProtoUSB, 230: ProtoWPAN, 249: ProtoUSB,
}

// outermost is the protocol that frames of a link type begin with.
func outermost(link capture.LinkType) Proto {
	switch {
	case int(link) < len(linkTable):
		return linkTable[link]
	case link == capture.LinkCustomBlock:
		return ProtoCustomBlock
	case link == capture.LinkJournal:
		return ProtoJournal
	case link == capture.LinkSysdig:
		return ProtoSysdig
	}
	return protoNone
}
