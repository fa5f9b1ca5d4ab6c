package decode

// Proto is a protocol that a frame can be made of.
type Proto uint8

// The protocols. Those that the walk enters come first, then those that it only
// names.
const (
	protoNone Proto = iota // nothing, or nothing known
	ProtoEthernet
	ProtoISL
	ProtoVLAN
	ProtoQinQ
	ProtoPBB
	ProtoVNTag
	ProtoFabricPath
	ProtoDSATag
	ProtoMACsec
	ProtoCMD
	ProtoHSR
	ProtoNSH
	ProtoLLC
	ProtoSLL
	ProtoSLL2
	ProtoNull
	ProtoRaw
	ProtoPPP
	ProtoPPPMultilink
	ProtoPPPoES
	ProtoPPPoED
	ProtoCHDLC
	ProtoFrameRelay
	ProtoTokenRing
	ProtoFDDI
	ProtoARCNET
	ProtoSLIP
	ProtoIPFC
	ProtoIEEE1394
	ProtoIPoIB
	ProtoIPNET
	ProtoEnc
	ProtoATM
	ProtoCLIP
	ProtoPFLOG
	ProtoNFLOG
	ProtoPKTAP
	ProtoPPI
	ProtoJuniper
	ProtoNetAnalyzer
	ProtoERF
	ProtoMPacket
	ProtoRadiotap
	ProtoPrism
	ProtoAVS
	ProtoWLAN
	ProtoMPLS
	ProtoMPLSPWACH
	ProtoMPLSPWCW
	ProtoIPv4
	ProtoIPv6
	ProtoIPv6HopOpts
	ProtoIPv6DstOpts
	ProtoIPv6Routing
	ProtoIPv6Fragment
	ProtoAH
	ProtoESP
	ProtoIPComp
	ProtoMobileIPv6
	ProtoHIP
	ProtoShim6
	ProtoTCP
	ProtoUDP
	ProtoUDPLite
	ProtoICMP
	ProtoICMPv6
	ProtoIGMP
	ProtoSCTP
	ProtoDCCP
	ProtoGRE
	ProtoERSPAN
	ProtoEtherIP
	ProtoL2TP
	ProtoVXLAN
	ProtoGeneve
	ProtoGTP
	ProtoTeredo
	ProtoAYIYA
	ProtoUDPEncap
	ProtoGUE
	ProtoCAPWAP
	ProtoLWAPP
	ProtoSFlow
	ProtoARP
	ProtoRARP
	ProtoIPX
	ProtoSTP
	ProtoLLDP
	ProtoCDP
	ProtoLACP
	ProtoEAPOL
	ProtoOSI
	ProtoNetBIOS
	ProtoAppleTalk
	ProtoAARP
	ProtoSLARP
	ProtoDECnet
	ProtoAoE
	ProtoPTP
	ProtoLCP
	ProtoIPCP
	ProtoIPV6CP
	ProtoPAP
	ProtoCHAP
	ProtoCCP
	ProtoOSPF
	ProtoEIGRP
	ProtoPIM
	ProtoRSVP
	ProtoVRRP
	ProtoPGM
	ProtoDNS
	ProtoMDNS
	ProtoLLMNR
	ProtoNBNS
	ProtoNBDGM
	ProtoDHCP
	ProtoDHCPv6
	ProtoNTP
	ProtoSNMP
	ProtoTFTP
	ProtoSyslog
	ProtoRIP
	ProtoRIPng
	ProtoHSRP
	ProtoBFD
	ProtoISAKMP
	ProtoRADIUS
	ProtoSSDP
	ProtoSIP
	ProtoLDP
	ProtoQUIC
	ProtoBabel
	ProtoAFS
	ProtoUSB
	ProtoBluetooth
	ProtoWPAN
	ProtoCustomBlock // data of a pcapng custom block
	ProtoJournal
	ProtoSysdig
	ProtoData
	ProtoUnknown
	NumProtos
)

// protoRow is what is said of a protocol.
type protoRow struct {
	name   string // Wireshark's: in frame.protocols and as a filter
	column string // in the Protocol column
	label  string // in the detail pane
}

var protoTable = [NumProtos]protoRow{
	ProtoEthernet:     {"eth", "Ethernet", "Ethernet II"},
	ProtoISL:          {"isl", "ISL", "Cisco Inter-Switch Link"},
	ProtoVLAN:         {"vlan", "VLAN", "802.1Q Virtual LAN"},
	ProtoQinQ:         {"ieee8021ad", "802.1ad", "IEEE 802.1ad"},
	ProtoPBB:          {"ieee8021ah", "802.1ah", "IEEE 802.1ah"},
	ProtoVNTag:        {"vntag", "VNTAG", "Cisco VN-Tag"},
	ProtoFabricPath:   {"cfp", "CFP", "Cisco FabricPath"},
	ProtoDSATag:       {"dsa", "DSA", "Distributed Switch Architecture tag"},
	ProtoMACsec:       {"macsec", "MACSEC", "802.1AE Security tag"},
	ProtoCMD:          {"cmd", "CMD", "Cisco MetaData"},
	ProtoHSR:          {"hsr", "HSR", "High-availability Seamless Redundancy"},
	ProtoNSH:          {"nsh", "NSH", "Network Service Header"},
	ProtoLLC:          {"llc", "LLC", "Logical-Link Control"},
	ProtoSLL:          {"sll", "SLL", "Linux cooked capture v1"},
	ProtoSLL2:         {"sll", "SLL", "Linux cooked capture v2"},
	ProtoNull:         {"null", "Null/Loopback", "Null/Loopback"},
	ProtoRaw:          {"raw", "Raw", "Raw packet data"},
	ProtoPPP:          {"ppp", "PPP", "Point-to-Point Protocol"},
	ProtoPPPMultilink: {"mp", "MP", "PPP Multilink Protocol"},
	ProtoPPPoES:       {"pppoes", "PPPoES", "PPP-over-Ethernet Session"},
	ProtoPPPoED:       {"pppoed", "PPPoED", "PPP-over-Ethernet Discovery"},
	ProtoCHDLC:        {"chdlc", "CHDLC", "Cisco HDLC"},
	ProtoFrameRelay:   {"fr", "FR", "Frame Relay"},
	ProtoTokenRing:    {"tr", "TR", "Token-Ring"},
	ProtoFDDI:         {"fddi", "FDDI", "Fiber Distributed Data Interface"},
	ProtoARCNET:       {"arcnet", "ARCNET", "ARCNET"},
	ProtoSLIP:         {"slip", "SLIP", "SLIP"},
	ProtoIPFC:         {"ipfc", "IP/FC", "IP Over FC"},
	ProtoIEEE1394:     {"ap1394", "AP1394", "Apple IP-over-IEEE 1394"},
	ProtoIPoIB:        {"ipoib", "IPoIB", "IP over Infiniband"},
	ProtoIPNET:        {"ipnet", "IPNET", "Solaris IPNET"},
	ProtoEnc:          {"enc", "ENC", "Encapsulated packet"},
	ProtoATM:          {"atm", "ATM", "ATM"},
	ProtoCLIP:         {"clip", "CLIP", "Classical IP frame"},
	ProtoPFLOG:        {"pflog", "PFLOG", "OpenBSD Packet Filter log file"},
	ProtoNFLOG:        {"nflog", "NFLOG", "Linux Netfilter NFLOG"},
	ProtoPKTAP:        {"pktap", "PKTAP", "PKTAP packet header"},
	ProtoPPI:          {"ppi", "PPI", "Per-Packet Information"},
	ProtoJuniper:      {"juniper", "Juniper", "Juniper"},
	ProtoNetAnalyzer:  {"netanalyzer", "netANALYZER", "Hilscher netANALYZER"},
	ProtoERF:          {"erf", "ERF", "Extensible Record Format"},
	ProtoMPacket:      {"ethernet-mpacket", "mPacket", "IEEE 802.3br mPackets"},
	ProtoRadiotap:     {"radiotap", "802.11", "Radiotap header"},
	ProtoPrism:        {"prism", "Prism", "Prism capture header"},
	ProtoAVS:          {"wlancap", "WLANCAP", "AVS WLAN Capture header"},
	ProtoWLAN:         {"wlan", "802.11", "IEEE 802.11"},
	ProtoMPLS:         {"mpls", "MPLS", "MultiProtocol Label Switching Header"},
	ProtoMPLSPWACH:    {"pwach", "PW-ACH", "PW Associated Channel Header"},
	ProtoMPLSPWCW:     {"pwethcw", "PW", "Ethernet PW control word"},
	ProtoIPv4:         {"ip", "IPv4", "Internet Protocol Version 4"},
	ProtoIPv6:         {"ipv6", "IPv6", "Internet Protocol Version 6"},
	ProtoIPv6HopOpts:  {"ipv6.hopopts", "IPv6", "IPv6 Hop-by-Hop Option"},
	ProtoIPv6DstOpts:  {"ipv6.dstopts", "IPv6", "Destination Options for IPv6"},
	ProtoIPv6Routing:  {"ipv6.routing", "IPv6", "Routing Header for IPv6"},
	ProtoIPv6Fragment: {"ipv6.fraghdr", "IPv6", "Fragment Header for IPv6"},
	ProtoAH:           {"ah", "AH", "Authentication Header"},
	ProtoESP:          {"esp", "ESP", "Encapsulating Security Payload"},
	ProtoIPComp:       {"ipcomp", "IPComp", "IP Payload Compression"},
	ProtoMobileIPv6:   {"mipv6", "MIPv6", "Mobile IPv6"},
	ProtoHIP:          {"hip", "HIP", "Host Identity Protocol"},
	ProtoShim6:        {"shim6", "Shim6", "Shim6 Protocol"},
	ProtoTCP:          {"tcp", "TCP", "Transmission Control Protocol"},
	ProtoUDP:          {"udp", "UDP", "User Datagram Protocol"},
	ProtoUDPLite:      {"udplite", "UDP-Lite", "Lightweight User Datagram Protocol"},
	ProtoICMP:         {"icmp", "ICMP", "Internet Control Message Protocol"},
	ProtoICMPv6:       {"icmpv6", "ICMPv6", "Internet Control Message Protocol v6"},
	ProtoIGMP:         {"igmp", "IGMP", "Internet Group Management Protocol"},
	ProtoSCTP:         {"sctp", "SCTP", "Stream Control Transmission Protocol"},
	ProtoDCCP:         {"dccp", "DCCP", "Datagram Congestion Control Protocol"},
	ProtoGRE:          {"gre", "GRE", "Generic Routing Encapsulation"},
	ProtoERSPAN:       {"erspan", "ERSPAN", "Encapsulated Remote Switch Packet ANalysis"},
	ProtoEtherIP:      {"etherip", "ETHERIP", "Ethernet over IP"},
	ProtoL2TP:         {"l2tp", "L2TP", "Layer 2 Tunneling Protocol"},
	ProtoVXLAN:        {"vxlan", "VxLAN", "Virtual eXtensible Local Area Network"},
	ProtoGeneve:       {"geneve", "Geneve", "Generic Network Virtualization Encapsulation"},
	ProtoGTP:          {"gtp", "GTP", "GPRS Tunneling Protocol"},
	ProtoTeredo:       {"teredo", "Teredo", "Teredo IPv6 over UDP tunneling"},
	ProtoAYIYA:        {"ayiya", "AYIYA", "Anything in Anything Protocol"},
	ProtoUDPEncap:     {"udpencap", "UDPENCAP", "UDP Encapsulation of IPsec Packets"},
	ProtoGUE:          {"gue", "GUE", "Generic UDP Encapsulation"},
	ProtoCAPWAP:       {"capwap.data", "CAPWAP-Data", "Control And Provisioning of Wireless Access Points"},
	ProtoLWAPP:        {"lwapp", "LWAPP", "LWAPP Encapsulated Packet"},
	ProtoSFlow:        {"sflow", "sFlow", "InMon sFlow"},
	ProtoARP:          {"arp", "ARP", "Address Resolution Protocol"},
	ProtoRARP:         {"arp", "RARP", "Reverse Address Resolution Protocol"},
	ProtoIPX:          {"ipx", "IPX", "Internetwork Packet eXchange"},
	ProtoSTP:          {"stp", "STP", "Spanning Tree Protocol"},
	ProtoLLDP:         {"lldp", "LLDP", "Link Layer Discovery Protocol"},
	ProtoCDP:          {"cdp", "CDP", "Cisco Discovery Protocol"},
	ProtoLACP:         {"lacp", "LACP", "Link Aggregation Control Protocol"},
	ProtoEAPOL:        {"eapol", "EAPOL", "802.1X Authentication"},
	ProtoOSI:          {"osi", "OSI", "OSI"},
	ProtoNetBIOS:      {"netbios", "NetBIOS", "NetBIOS"},
	ProtoAppleTalk:    {"ddp", "DDP", "Datagram Delivery Protocol"},
	ProtoAARP:         {"aarp", "AARP", "AppleTalk Address Resolution Protocol"},
	ProtoSLARP:        {"slarp", "SLARP", "Cisco SLARP"},
	ProtoDECnet:       {"dec_dna", "DEC DNA", "DEC DNA Routing Protocol"},
	ProtoAoE:          {"aoe", "AoE", "ATA over Ethernet"},
	ProtoPTP:          {"ptp", "PTPv2", "Precision Time Protocol (IEEE1588)"},
	ProtoLCP:          {"lcp", "PPP LCP", "PPP Link Control Protocol"},
	ProtoIPCP:         {"ipcp", "PPP IPCP", "PPP IP Control Protocol"},
	ProtoIPV6CP:       {"ipv6cp", "PPP IPV6CP", "PPP IPv6 Control Protocol"},
	ProtoPAP:          {"pap", "PPP PAP", "PPP Password Authentication Protocol"},
	ProtoCHAP:         {"chap", "PPP CHAP", "PPP Challenge Handshake Authentication Protocol"},
	ProtoCCP:          {"ccp", "PPP CCP", "PPP Compression Control Protocol"},
	ProtoOSPF:         {"ospf", "OSPF", "Open Shortest Path First"},
	ProtoEIGRP:        {"eigrp", "EIGRP", "Enhanced Interior Gateway Routing Protocol"},
	ProtoPIM:          {"pim", "PIM", "Protocol Independent Multicast"},
	ProtoRSVP:         {"rsvp", "RSVP", "Resource ReserVation Protocol"},
	ProtoVRRP:         {"vrrp", "VRRP", "Virtual Router Redundancy Protocol"},
	ProtoPGM:          {"pgm", "PGM", "Pragmatic General Multicast"},
	ProtoDNS:          {"dns", "DNS", "Domain Name System"},
	ProtoMDNS:         {"mdns", "MDNS", "Multicast Domain Name System"},
	ProtoLLMNR:        {"llmnr", "LLMNR", "Link-local Multicast Name Resolution"},
	ProtoNBNS:         {"nbns", "NBNS", "NetBIOS Name Service"},
	ProtoNBDGM:        {"nbdgm", "NBDS", "NetBIOS Datagram Service"},
	ProtoDHCP:         {"dhcp", "DHCP", "Dynamic Host Configuration Protocol"},
	ProtoDHCPv6:       {"dhcpv6", "DHCPv6", "DHCPv6"},
	ProtoNTP:          {"ntp", "NTP", "Network Time Protocol"},
	ProtoSNMP:         {"snmp", "SNMP", "Simple Network Management Protocol"},
	ProtoTFTP:         {"tftp", "TFTP", "Trivial File Transfer Protocol"},
	ProtoSyslog:       {"syslog", "Syslog", "Syslog message"},
	ProtoRIP:          {"rip", "RIP", "Routing Information Protocol"},
	ProtoRIPng:        {"ripng", "RIPng", "RIPng"},
	ProtoHSRP:         {"hsrp", "HSRP", "Cisco Hot Standby Router Protocol"},
	ProtoBFD:          {"bfd", "BFD Control", "Bidirectional Forwarding Detection"},
	ProtoISAKMP:       {"isakmp", "ISAKMP", "Internet Security Association and Key Management Protocol"},
	ProtoRADIUS:       {"radius", "RADIUS", "RADIUS Protocol"},
	ProtoSSDP:         {"ssdp", "SSDP", "Simple Service Discovery Protocol"},
	ProtoSIP:          {"sip", "SIP", "Session Initiation Protocol"},
	ProtoLDP:          {"ldp", "LDP", "Label Distribution Protocol"},
	ProtoQUIC:         {"quic", "QUIC", "QUIC IETF"},
	ProtoBabel:        {"babel", "Babel", "Babel Routing Protocol"},
	ProtoAFS:          {"rx", "RX", "RX Protocol"},
	ProtoUSB:          {"usb", "USB", "USB"},
	ProtoBluetooth:    {"bluetooth", "Bluetooth", "Bluetooth"},
	ProtoWPAN:         {"wpan", "IEEE 802.15.4", "IEEE 802.15.4 Low-Rate Wireless PAN"},
	ProtoCustomBlock:  {"data", "PCAPNG", "Custom Block"},
	ProtoJournal:      {"systemd_journal", "systemd Journal", "systemd Journal Entry"},
	ProtoSysdig:       {"sysdig", "System Call", "Sysdig Event"},
	ProtoData:         {"data", "Data", "Data"},
	ProtoUnknown:      {"data", "Unknown", "Link type not known"},
}

// Name returns the name that Wireshark filters by, "tcp"; "" for no protocol.
func (pr Proto) Name() string { return pr.row().name }

// String returns the text of the Protocol column, "TCP"; "" for no protocol.
func (pr Proto) String() string { return pr.row().column }

// Label returns the protocol's full name, for the detail pane.
func (pr Proto) Label() string { return pr.row().label }

func (pr Proto) row() *protoRow {
	if pr >= NumProtos {
		pr = protoNone
	}
	return &protoTable[pr]
}
