package bpf

// protocol is a word that names a protocol.
type protocol uint8

const (
	protoNone protocol = iota // no protocol was named
	protoLink
	protoIP
	protoARP
	protoRARP
	protoIP6
	protoAppleTalk
	protoAARP
	protoDECnet
	protoLAT
	protoSCA
	protoMOPRC
	protoMOPDL
	protoISO
	protoSTP
	protoIPX
	protoNetBEUI
	protoTCP
	protoUDP
	protoSCTP
	protoICMP
	protoIGMP
	protoIGRP
	protoPIM
	protoVRRP
	protoCARP
	protoICMP6
	protoAH
	protoESP
	protoESIS
	protoISIS
	protoCLNP
	protoISISL1
	protoISISL2
	protoISISIIH
	protoISISLSP
	protoISISSNP
	protoISISCSNP
	protoISISPSNP
	protoRadio // what stands before an 802.11 frame
)

// carrier is where the number of a protocol stands.
type carrier uint8

const (
	onLink carrier = iota // the link layer: an EtherType, or an LLC SAP up to maxSAP
	onIP4                 // the protocol field of IPv4
	onIP6                 // the next header of IPv6
	onIP                  // either
	onISO                 // the first byte of an OSI network layer, ISO/IEC TR 9577
	onISIS                // the PDU type of IS-IS, ISO/IEC 10589
)

// EtherTypes and LLC SAPs that code names.
const (
	etherIP4     = 0x0800
	etherARP     = 0x0806
	etherRARP    = 0x8035
	etherIP6     = 0x86dd
	etherAppleT  = 0x809b
	etherAARP    = 0x80f3
	etherIPX     = 0x8137
	etherVLAN    = 0x8100
	etherQinQ    = 0x88a8
	etherOldQinQ = 0x9100
	etherMPLS    = 0x8847
	etherPPPoED  = 0x8863
	etherPPPoES  = 0x8864
	etherTEB     = 0x6558 // transparent Ethernet bridging
	etherDECnet  = 0x6003
	etherXNS     = 0x0600

	sapIP      = 0x06
	sapSTP     = 0x42
	sapIPX     = 0xe0
	sapNetBEUI = 0xf0
	sapISO     = 0xfe
	sapSNAP    = 0xaa

	maxSAP = 1500 // numbers up to this are no EtherTypes: the field is a length
)

// Numbers of protocols over IP that code names.
const (
	ipHopByHop = 0
	ipICMP     = 1
	ipTCP      = 6
	ipUDP      = 17
	ipRouting  = 43
	ipFragment = 44
	ipAH       = 51
	ipICMP6    = 58
	ipNoNext   = 59
	ipDestOpts = 60
	ipSCTP     = 132

	isoISIS = 0x83
)

// protocols is the table of protocols: how each is recognised. More than one
// number: any of them.
var protocols = [...]struct {
	word    string
	on      carrier
	numbers []uint32
}{
	protoNone:      {},
	protoLink:      {word: "ether"},
	protoIP:        {"ip", onLink, []uint32{etherIP4}},
	protoARP:       {"arp", onLink, []uint32{etherARP}},
	protoRARP:      {"rarp", onLink, []uint32{etherRARP}},
	protoIP6:       {"ip6", onLink, []uint32{etherIP6}},
	protoAppleTalk: {"atalk", onLink, []uint32{etherAppleT}},
	protoAARP:      {"aarp", onLink, []uint32{etherAARP}},
	protoDECnet:    {"decnet", onLink, []uint32{etherDECnet}},
	protoLAT:       {"lat", onLink, []uint32{0x6004}},
	protoSCA:       {"sca", onLink, []uint32{0x6007}},
	protoMOPRC:     {"moprc", onLink, []uint32{0x6002}},
	protoMOPDL:     {"mopdl", onLink, []uint32{0x6001}},
	protoISO:       {"iso", onLink, []uint32{sapISO}},
	protoSTP:       {"stp", onLink, []uint32{sapSTP}},
	protoIPX:       {"ipx", onLink, []uint32{sapIPX}},
	protoNetBEUI:   {"netbeui", onLink, []uint32{sapNetBEUI}},
	protoTCP:       {"tcp", onIP, []uint32{ipTCP}},
	protoUDP:       {"udp", onIP, []uint32{ipUDP}},
	protoSCTP:      {"sctp", onIP, []uint32{ipSCTP}},
	protoICMP:      {"icmp", onIP4, []uint32{ipICMP}},
	protoIGMP:      {"igmp", onIP4, []uint32{2}},
	protoIGRP:      {"igrp", onIP4, []uint32{9}},
	protoPIM:       {"pim", onIP, []uint32{103}},
	protoVRRP:      {"vrrp", onIP4, []uint32{112}},
	protoCARP:      {"carp", onIP4, []uint32{112}},
	protoICMP6:     {"icmp6", onIP6, []uint32{ipICMP6}},
	protoAH:        {"ah", onIP, []uint32{ipAH}},
	protoESP:       {"esp", onIP, []uint32{50}},
	protoESIS:      {"esis", onISO, []uint32{0x82}},
	protoISIS:      {"isis", onISO, []uint32{isoISIS}},
	protoCLNP:      {"clnp", onISO, []uint32{0x81}},
	protoISISL1:    {"l1", onISIS, []uint32{15, 17, 18, 24, 26}},
	protoISISL2:    {"l2", onISIS, []uint32{16, 17, 20, 25, 27}},
	protoISISIIH:   {"iih", onISIS, []uint32{15, 16, 17}},
	protoISISLSP:   {"lsp", onISIS, []uint32{18, 20}},
	protoISISSNP:   {"snp", onISIS, []uint32{24, 25, 26, 27}},
	protoISISCSNP:  {"csnp", onISIS, []uint32{24, 25}},
	protoISISPSNP:  {"psnp", onISIS, []uint32{26, 27}},
	protoRadio:     {word: "radio"},
}

// protocolWords are the words of protocols, other names of them included.
var protocolWords = func() map[string]protocol {
	m := map[string]protocol{"link": protoLink, "ppp": protoLink, "slip": protoLink, "fddi": protoLink, "tr": protoLink, "wlan": protoLink,
		"es-is": protoESIS, "is-is": protoISIS}
	for p, row := range protocols {
		if row.word != "" {
			m[row.word] = protocol(p)
		}
	}
	return m
}()

// String is the word for messages.
func (p protocol) String() string { return protocols[p].word }

// etherNames are the names that `ether proto` takes beside its numbers.
var etherNames = map[string]uint32{
	"aarp": etherAARP, "arp": etherARP, "atalk": etherAppleT, "decnet": etherDECnet, "ip": etherIP4, "ip6": etherIP6, "lat": 0x6004,
	"loopback": 0x9000, "mopdl": 0x6001, "moprc": 0x6002, "rarp": etherRARP, "sca": 0x6007,
	"iso": sapISO, "stp": sapSTP, "ipx": sapIPX, "netbeui": sapNetBEUI,
}

// isoNames are the names that `iso proto` takes.
var isoNames = map[string]uint32{"esis": 0x82, "isis": isoISIS, "clnp": 0x81}
