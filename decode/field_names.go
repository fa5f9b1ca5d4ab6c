package decode

import "strings"

// ValueName is a name for a value of a field, as filters may write it. Names
// are Wireshark's, which are mostly those of IANA's registries.
type ValueName struct {
	Value uint64
	Name  string
}

// ValueNames returns the names of a field's values, nil when it has none. A
// shared table: read it only.
func ValueNames(field string) []ValueName {
	for _, t := range valueTables {
		for _, f := range strings.Fields(t.fields) {
			if f == field || strings.HasSuffix(f, ".") && strings.HasPrefix(field, f) && strings.Count(field, ".") == strings.Count(f, ".") {
				return t.names
			}
		}
	}
	return nil
}

// valueTables are the names by fields; "tcp.flags." stands for all fields one
// level below. The first table that fits counts.
var valueTables = []struct {
	fields string
	names  []ValueName
}{
	{"tcp.flags. ip.flags.df ip.flags.mf ip.flags.rb icmpv6.nd.ra.flag. icmpv6.nd.na.flag. tcp.options.mptcp.flag_T.flag tcp.options.mptcp.flag_U.flag " +
		"tcp.options.mptcp.flag_V.flag tcp.options.mptcp.flag_W.flag", []ValueName{{1, "Set"}, {0, "Not set"}}},
	{"eth.ig eth.src.ig eth.dst.ig", []ValueName{{1, "Group address (multicast/broadcast)"}, {0, "Individual address (unicast)"}}},
	{"eth.lg eth.src.lg eth.dst.lg", []ValueName{{1, "Locally administered address (this is NOT the factory default)"}, {0, "Globally unique address (factory default)"}}},
	{"vlan.dei", []ValueName{{1, "Eligible"}, {0, "Ineligible"}}},
	{"ipv6.fraghdr.more", []ValueName{{1, "Yes"}, {0, "No"}}},
	{"ip.proto ipv6.nxt ipv6.fraghdr.nxt ipv6.routing.nxt ipv6.hopopts.nxt ipv6.dstopts.nxt", ipProtocolNames},
	{"eth.type vlan.etype sll.etype arp.proto.type", etherTypeNames},
	{"ipv6.routing.type", []ValueName{{0, "Source Route"}, {1, "Nimrod"}, {2, "Type 2 Routing"}, {3, "RPL Source Route"}, {4, "Segment Routing"},
		{5, "Compact Routing Header 16"}, {6, "Compact Routing Header 32"}, {253, "Experiment 1"}, {254, "Experiment 2"}}},
	{"tcp.options.user_to_granularity", []ValueName{{1, "Minutes"}, {0, "Seconds"}}},
	{"gre.proto", []ValueName{{0x0800, "IP"}, {0x86dd, "IPv6"}, {0x0806, "ARP"}, {0x880b, "PPP"}, {0x6558, "Transparent Ethernet bridging"},
		{0x88be, "ERSPAN"}, {0x22eb, "ERSPAN III"}, {0x8847, "MPLS label switched packet"}, {0x894f, "Network Service Header"}, {0x883e, "WCCP"}}},
	{"arp.opcode", []ValueName{{1, "request"}, {2, "reply"}, {3, "reverse request"}, {4, "reverse reply"}, {8, "inverse request"}, {9, "inverse reply"}}},
	{"arp.hw.type sll.hatype", []ValueName{{1, "Ethernet"}, {6, "IEEE 802"}, {7, "ARCNET"}, {15, "Frame Relay DLCI"}, {18, "Fibre Channel"}, {20, "Serial Line"},
		{24, "IEEE 1394.1995"}, {32, "InfiniBand"}, {512, "PPP"}, {513, "Cisco HDLC"}, {768, "IPIP tunnel"}, {769, "IP6IP6 tunnel"}, {772, "Loopback"}}},
	{"ip.dsfield.ecn ipv6.tclass.ecn", []ValueName{{0, "Not ECN-Capable Transport"}, {1, "ECN-Capable Transport codepoint '01'"},
		{2, "ECN-Capable Transport codepoint '10'"}, {3, "Congestion Experienced"}}},
	{"ip.dsfield.dscp ipv6.tclass.dscp", []ValueName{{0, "Default"}, {1, "Lower Effort"}, {8, "Class Selector 1"}, {16, "Class Selector 2"}, {24, "Class Selector 3"},
		{32, "Class Selector 4"}, {40, "Class Selector 5"}, {48, "Class Selector 6"}, {56, "Class Selector 7"},
		{10, "Assured Forwarding 11"}, {12, "Assured Forwarding 12"}, {14, "Assured Forwarding 13"}, {18, "Assured Forwarding 21"},
		{20, "Assured Forwarding 22"}, {22, "Assured Forwarding 23"}, {26, "Assured Forwarding 31"}, {28, "Assured Forwarding 32"},
		{30, "Assured Forwarding 33"}, {34, "Assured Forwarding 41"}, {36, "Assured Forwarding 42"}, {38, "Assured Forwarding 43"},
		{44, "Voice Admit"}, {46, "Expedited Forwarding"}}},
	{"icmpv6.type", []ValueName{{1, "Destination Unreachable"}, {2, "Packet Too Big"}, {3, "Time Exceeded"}, {4, "Parameter Problem"},
		{128, "Echo (ping) request"}, {129, "Echo (ping) reply"}, {130, "Multicast Listener Query"}, {131, "Multicast Listener Report"},
		{132, "Multicast Listener Done"}, {133, "Router Solicitation"}, {134, "Router Advertisement"}, {135, "Neighbor Solicitation"},
		{136, "Neighbor Advertisement"}, {137, "Redirect"}, {138, "Router Renumbering"}, {143, "Multicast Listener Report Message v2"},
		{155, "RPL Control"}, {160, "Extended Echo request"}, {161, "Extended Echo reply"}}},
	{"igmp.type", []ValueName{{0x11, "Membership Query"}, {0x12, "Membership Report"}, {0x13, "DVMRP Protocol"}, {0x14, "PIM Routing Message"},
		{0x16, "Membership Report"}, {0x17, "Leave Group"}, {0x22, "Membership Report"}}},
	{"llc.dsap llc.ssap", []ValueName{{0x00, "NULL LSAP"}, {0x06, "TCP/IP"}, {0x42, "Spanning Tree BPDU"}, {0xaa, "SNAP"}, {0xe0, "NetWare"},
		{0xf0, "NetBIOS"}, {0xfe, "ISO Network Layer"}, {0xff, "Global LSAP"}}},
	{"sll.pkttype", []ValueName{{0, "Unicast to us"}, {1, "Broadcast"}, {2, "Multicast"}, {3, "Unicast to another host"}, {4, "Sent by us"}}},
	{"mpls.label", []ValueName{{0, "IPv4 Explicit-Null"}, {1, "Router Alert"}, {2, "IPv6 Explicit-Null"}, {3, "Implicit-Null"}, {14, "OAM Alert"}}},
	{"pppoe.code", []ValueName{{0, "Session Data"}, {7, "Active Discovery Offer (PADO)"}, {9, "Active Discovery Initiation (PADI)"},
		{0x19, "Active Discovery Request (PADR)"}, {0x65, "Active Discovery Session-confirmation (PADS)"}, {0xa7, "Active Discovery Terminate (PADT)"}}},
	{"ip.checksum.status udp.checksum.status tcp.checksum.status", []ValueName{{0, "Bad"}, {1, "Good"}, {2, "Unverified"}, {3, "Not present"}, {4, "Illegal"}}},
	{"tcp.option_kind", optionKindNames},
	{"tcp.options.mptcp.subtype", []ValueName{{0, "Multipath Capable"}, {1, "Join Connection"}, {2, "Data Sequence Signal"}, {3, "Add Address"},
		{4, "Remove Address"}, {5, "Change Subflow Priority"}, {6, "TCP Fallback"}, {7, "Fast Close"}, {8, "TCP Reset"}}},
}

var ipProtocolNames = []ValueName{{0, "IPv6 Hop-by-Hop Option"}, {1, "ICMP"}, {2, "IGMP"}, {3, "GGP"}, {4, "IPIP"}, {6, "TCP"}, {8, "EGP"}, {9, "IGRP"},
	{17, "UDP"}, {33, "Datagram Congestion Control Protocol"}, {41, "IPv6"}, {43, "Routing Header for IPv6"}, {44, "Fragment Header for IPv6"},
	{46, "Reservation Protocol"}, {47, "Generic Routing Encapsulation"}, {50, "Encap Security Payload"}, {51, "Authentication Header"},
	{58, "ICMPv6"}, {59, "No Next Header for IPv6"}, {60, "Destination Options for IPv6"}, {88, "EIGRP"}, {89, "OSPF IGP"}, {94, "IP in IP"},
	{97, "Ether in IP"}, {98, "ENCAP"}, {103, "PIM"}, {108, "IPComp"}, {112, "VRRP"}, {115, "Layer 2 Tunneling"}, {132, "SCTP"}, {135, "Mobile IPv6"},
	{136, "UDPLite"}, {137, "MPLS in IP"}, {139, "HIP"}, {140, "Shim6 header"}}

var etherTypeNames = []ValueName{{0x0800, "IPv4"}, {0x0806, "ARP"}, {0x86dd, "IPv6"}, {0x8035, "RARP"}, {0x8100, "802.1Q Virtual LAN"},
	{0x88a8, "802.1ad Provider Bridge (Q-in-Q)"}, {0x8847, "MPLS label switched packet"}, {0x8848, "MPLS multicast label switched packet"},
	{0x8863, "PPPoE Discovery"}, {0x8864, "PPPoE Session"}, {0x888e, "802.1X Authentication"}, {0x88cc, "802.1 Link Layer Discovery Protocol (LLDP)"},
	{0x88e5, "802.1AE (MACsec)"}, {0x88e7, "802.1ah Provider Backbone Bridge (mac-in-mac)"}, {0x88f7, "PTPv2 over Ethernet (IEEE1588)"},
	{0x8808, "MAC Control"}, {0x8809, "Slow Protocols"}, {0x9000, "Loopback"}, {0x8137, "Netware IPX/SPX"}, {0x80f3, "AARP"},
	{0x6558, "Transparent Ethernet bridging"}, {0x894f, "Network Service Header"}, {0x8906, "Fibre Channel over Ethernet"}}

var optionKindNames = []ValueName{{0, "End of Option List"}, {1, "No-Operation"}, {2, "Maximum Segment Size"}, {3, "Window Scale"}, {4, "SACK Permitted"},
	{5, "SACK"}, {6, "Echo"}, {7, "Echo Reply"}, {8, "Time Stamp Option"}, {14, "TCP Alternate Checksum Request"}, {15, "TCP Alternate Checksum Data"},
	{18, "Trailer Checksum Option"}, {19, "MD5 Signature Option"}, {20, "SCPS Capabilities"}, {27, "Quick-Start Response"}, {28, "User Timeout Option"},
	{29, "The TCP Authentication Option"}, {30, "Multipath TCP"}, {34, "TCP Fast Open Cookie"}, {76, "Riverbed Probe"}, {78, "Riverbed Transparency"},
	{172, "Accurate ECN Order 0"}, {174, "Accurate ECN Order 1"}, {253, "RFC3692-style Experiment 1"}, {254, "RFC3692-style Experiment 2"}}
