package decode

import "encoding/binary"

// isType and isLength tell what the two bytes at 12 of an Ethernet header are.
func isType(b []byte) bool   { return binary.BigEndian.Uint16(b[12:]) >= etherMinTyp }
func isLength(b []byte) bool { return binary.BigEndian.Uint16(b[12:]) <= etherMaxLen }

func isTagType(b []byte) bool   { return binary.BigEndian.Uint16(b[2:]) >= etherMinTyp }
func isTagLength(b []byte) bool { return binary.BigEndian.Uint16(b[2:]) <= etherMaxLen }

// isMACARP and isIPv4ARP tell what addresses an ARP packet holds; both need the
// lengths that put them where they usually are.
func isMACARP(b []byte) bool {
	return b[0] == 0 && (b[1] == 1 || b[1] == 6) && b[4] == 6 && b[5] == 4
}
func isMACSize(b []byte) bool  { return b[0] == 0 && (b[1] == 1 || b[1] == 6) && b[4] == 6 }
func isIPv4Size(b []byte) bool { return b[2] == 8 && b[3] == 0 && b[5] == 4 }
func isShortARP(b []byte) bool { return isIPv4Size(b) && b[4] == 1 } // ARCNET's
func isIPv4ARP(b []byte) bool  { return b[2] == 8 && b[3] == 0 && b[4] == 6 && b[5] == 4 }

// isSNAP tells an LLC header with SNAP behind it.
func isSNAP(b []byte) bool { return b[0] == 0xaa && b[1] == 0xaa }

// linkRows are the fields below the network layer.
func linkRows() []fieldRow {
	const (
		et   = ProtoEthernet
		vl   = ProtoVLAN
		arp  = ProtoARP
		ref3 = "IEEE 802.3 3.2"
		refQ = "IEEE 802.1Q 9.6"
		refA = "RFC 826"
	)
	return []fieldRow{
		{"eth.dst", "Destination", KindEther, Dec, 0, et, 0, 48, ref3, "The hardware address that the frame is for.", nil},
		{"eth.src", "Source", KindEther, Dec, 0, et, 48, 48, ref3, "The hardware address of the sender on this link.", nil},
		{"eth.addr", "Address", KindEther, Dec, 0, et, 0, 48, ref3, "Either hardware address.", nil},
		{"eth.addr", "Address", KindEther, Dec, 0, et, 48, 48, ref3, "", nil},
		{"eth.lg", "LG bit", KindBool, Dec, 24, et, 6, 1, ref3, "Set in addresses that were given locally, not by the maker.", nil},
		{"eth.lg", "LG bit", KindBool, Dec, 24, et, 54, 1, ref3, "", nil},
		{"eth.ig", "IG bit", KindBool, Dec, 24, et, 7, 1, ref3, "Set in addresses of groups.", nil},
		{"eth.ig", "IG bit", KindBool, Dec, 24, et, 55, 1, ref3, "", nil},
		{"eth.dst.lg", "LG bit", KindBool, Dec, 24, et, 6, 1, ref3, "Set when the destination address was given locally.", nil},
		{"eth.dst.ig", "IG bit", KindBool, Dec, 24, et, 7, 1, ref3, "Set when the destination is a group.", nil},
		{"eth.src.lg", "LG bit", KindBool, Dec, 24, et, 54, 1, ref3, "Set when the source address was given locally.", nil},
		{"eth.src.ig", "IG bit", KindBool, Dec, 24, et, 55, 1, ref3, "Set when the source is a group, which is wrong.", nil},
		{"eth.type", "Type", KindUint, Hex, 16, et, 96, 16, ref3, "The protocol that the frame carries.", isType},
		{"eth.len", "Length", KindUint, Dec, 16, et, 96, 16, ref3, "Bytes of data, in frames that LLC follows.", isLength},

		{"vlan.priority", "Priority", KindUint, Dec, 16, vl, 0, 3, refQ, "The frame's class of service.", nil},
		{"vlan.dei", "DEI", KindBool, Dec, 16, vl, 3, 1, refQ, "Set when the frame may be dropped first.", nil},
		{"vlan.id", "ID", KindUint, Dec, 16, vl, 4, 12, refQ, "The virtual network that the frame belongs to.", nil},
		{"vlan.etype", "Type", KindUint, Hex, 16, vl, 16, 16, refQ, "The protocol behind the tag.", isTagType},
		{"vlan.len", "Length", KindUint, Dec, 16, vl, 16, 16, refQ, "Bytes of data, where LLC follows.", isTagLength},
		{"ieee8021ad.priority", "Priority", KindUint, Dec, 16, ProtoQinQ, 0, 3, refQ, "The frame's class of service.", nil},
		{"ieee8021ad.dei", "DEI", KindUint, Dec, 16, ProtoQinQ, 3, 1, refQ, "Set when the frame may be dropped first.", nil},
		{"ieee8021ad.id", "ID", KindUint, Dec, 16, ProtoQinQ, 4, 12, refQ, "The provider's network that the frame belongs to.", nil},

		{"sll.pkttype", "Packet type", KindUint, Dec, 16, ProtoSLL, 0, 16, "LINKTYPE_LINUX_SLL", "Which way the frame went: 0 to us, 4 from us.", nil},
		{"sll.hatype", "Link-layer address type", KindUint, Dec, 16, ProtoSLL, 16, 16, "LINKTYPE_LINUX_SLL", "The kind of interface.", nil},
		{"sll.halen", "Link-layer address length", KindUint, Dec, 16, ProtoSLL, 32, 16, "LINKTYPE_LINUX_SLL", "Bytes of the address.", nil},
		{"sll.etype", "Protocol", KindUint, Hex, 16, ProtoSLL, 112, 16, "LINKTYPE_LINUX_SLL", "The protocol that the frame carries.", nil},
		{"sll.etype", "Protocol", KindUint, Hex, 16, ProtoSLL2, 0, 16, "LINKTYPE_LINUX_SLL2", "", nil},
		{"sll.ifindex", "Interface index", KindUint, Dec, 32, ProtoSLL2, 32, 32, "LINKTYPE_LINUX_SLL2", "The interface that the frame was seen on.", nil},
		{"sll.hatype", "", KindUint, Dec, 16, ProtoSLL2, 64, 16, "LINKTYPE_LINUX_SLL2", "", nil},
		{"sll.halen", "", KindUint, Dec, 8, ProtoSLL2, 88, 8, "LINKTYPE_LINUX_SLL2", "", nil},
		{"sll.pkttype", "Packet type", KindUint, Dec, 8, ProtoSLL2, 80, 8, "LINKTYPE_LINUX_SLL2", "", nil},

		{"llc.dsap", "DSAP", KindUint, Hex, 8, ProtoLLC, 0, 8, "IEEE 802.2 3.3", "The service at the destination.", nil},
		{"llc.ssap", "SSAP", KindUint, Hex, 8, ProtoLLC, 8, 8, "IEEE 802.2 3.3", "The service at the source.", nil},
		{"llc.oui", "Organization Code", KindUint, Dec, 24, ProtoLLC, 24, 24, "IEEE 802 10", "Who defined the protocol number behind it.", isSNAP},

		{"mpls.label", "MPLS Label", KindUint, Dec, 32, ProtoMPLS, 0, 20, "RFC 3032 2.1", "The path through the network.", nil},
		{"mpls.exp", "MPLS Experimental Bits", KindUint, Dec, 32, ProtoMPLS, 20, 3, "RFC 5462", "The traffic class.", nil},
		{"mpls.bottom", "MPLS Bottom Of Label Stack", KindUint, Dec, 32, ProtoMPLS, 23, 1, "RFC 3032 2.1", "Set in the last label.", nil},
		{"mpls.ttl", "MPLS TTL", KindUint, Dec, 32, ProtoMPLS, 24, 8, "RFC 3032 2.4", "Hops left.", nil},

		{"pppoe.version", "Version", KindUint, Dec, 8, ProtoPPPoES, 0, 4, "RFC 2516 4", "Always 1.", nil},
		{"pppoe.version", "Version", KindUint, Dec, 8, ProtoPPPoED, 0, 4, "RFC 2516 4", "Always 1.", nil},
		{"pppoe.type", "Type", KindUint, Dec, 8, ProtoPPPoES, 4, 4, "RFC 2516 4", "Always 1.", nil},
		{"pppoe.type", "Type", KindUint, Dec, 8, ProtoPPPoED, 4, 4, "RFC 2516 4", "Always 1.", nil},
		{"pppoe.code", "Code", KindUint, Hex, 8, ProtoPPPoES, 8, 8, "RFC 2516 4", "0 in a session.", nil},
		{"pppoe.code", "Code", KindUint, Hex, 8, ProtoPPPoED, 8, 8, "RFC 2516 4", "0 in a session.", nil},
		{"pppoe.session_id", "Session ID", KindUint, Hex, 16, ProtoPPPoES, 16, 16, "RFC 2516 4", "The session.", nil},
		{"pppoe.session_id", "Session ID", KindUint, Hex, 16, ProtoPPPoED, 16, 16, "RFC 2516 4", "The session.", nil},
		{"pppoe.payload_length", "Payload Length", KindUint, Dec, 16, ProtoPPPoES, 32, 16, "RFC 2516 4", "Bytes of PPP.", nil},
		{"pppoe.payload_length", "Payload Length", KindUint, Dec, 16, ProtoPPPoED, 32, 16, "RFC 2516 4", "Bytes of PPP.", nil},

		{"gre.flags_and_version", "Flags and Version", KindUint, Hex, 16, ProtoGRE, 0, 16, "RFC 2784 2", "Which optional words follow.", nil},
		{"gre.proto", "Protocol Type", KindUint, Hex, 16, ProtoGRE, 16, 16, "RFC 2784 2.3", "The protocol in the tunnel.", nil},
		{"vxlan.vni", "VXLAN Network Identifier (VNI)", KindUint, Dec, 24, ProtoVXLAN, 32, 24, "RFC 7348 5", "The virtual network.", nil},
		{"geneve.vni", "Virtual Network Identifier (VNI)", KindUint, Hex, 24, ProtoGeneve, 32, 24, "RFC 8926 3.4", "The virtual network.", nil},
		{"gtp.message", "Message Type", KindUint, Hex, 8, ProtoGTP, 8, 8, "3GPP TS 29.281 5.1", "255 for a user's packet.", nil},
		{"gtp.length", "Length", KindUint, Dec, 16, ProtoGTP, 16, 16, "3GPP TS 29.281 5.1", "Bytes behind the first eight.", nil},
		{"gtp.teid", "TEID", KindUint, Hex, 32, ProtoGTP, 32, 32, "3GPP TS 29.281 5.1", "The tunnel.", nil},

		{"arp.hw.type", "Hardware type", KindUint, Dec, 16, arp, 0, 16, refA, "1 for Ethernet.", nil},
		{"arp.proto.type", "Protocol type", KindUint, Hex, 16, arp, 16, 16, refA, "The protocol whose address is asked for.", nil},
		{"arp.hw.size", "Hardware size", KindUint, Dec, 8, arp, 32, 8, refA, "Bytes of a hardware address.", nil},
		{"arp.proto.size", "Protocol size", KindUint, Dec, 8, arp, 40, 8, refA, "Bytes of a protocol address.", nil},
		{"arp.opcode", "Opcode", KindUint, Dec, 16, arp, 48, 16, refA, "1 asks, 2 answers.", nil},
		{"arp.src.hw_mac", "Sender MAC address", KindEther, Dec, 0, arp, 64, 48, refA, "The sender's hardware address.", isMACARP},
		{"arp.src.proto_ipv4", "Sender IP address", KindIPv4, Dec, 0, arp, 112, 32, refA, "The sender's IP address.", isIPv4ARP},
		{"arp.dst.hw_mac", "Target MAC address", KindEther, Dec, 0, arp, 144, 48, refA, "The hardware address asked for.", isMACARP},
		{"arp.dst.proto_ipv4", "Target IP address", KindIPv4, Dec, 0, arp, 192, 32, refA, "The IP address asked for.", isIPv4ARP},
		{"arp.src.proto_ipv4", "Sender IP address", KindIPv4, Dec, 0, arp, 72, 32, refA, "The sender's IP address.", isShortARP},
		{"arp.dst.proto_ipv4", "Target IP address", KindIPv4, Dec, 0, arp, 112, 32, refA, "The IP address asked for.", isShortARP},
	}
}
