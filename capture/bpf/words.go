package bpf

import (
	"maps"
	"strings"
)

// words are the words of the language but those of protocols, of constants and of
// what is not built, which have tables of their own.
var words = set("src dst host net mask port portrange proto protochain gateway less greater byte broadcast multicast " +
	"len length inbound outbound ifindex vlan mpls pppoed pppoes geneve vxlan llc and or not " +
	"type subtype dir direction addr1 address1 addr2 address2 addr3 address3 addr4 address4 ra ta")

func set(text string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(text) {
		m[w] = true
	}
	return m
}

// unbuilt are words of the language that are refused, by what they are about.
var unbuilt = []struct {
	about string
	words map[string]bool
}{
	{"ATM cells", set("lane metac bcc oam oamf4 oamf4ec oamf4sc sc ilmic vpi vci connectmsg metaconnect")},
	{"logs of OpenBSD's packet filter", set("on ifname rset ruleset rnr rulenum srnr subrulenum reason action")},
	{"SS7 messages", set("fisu lssu lsu msu hfisu hlssu hmsu sio opc dpc sls hsio hopc hdpc hsls")},
}

// unbuiltAbout says what a refused word is about; "" for any other word.
func unbuiltAbout(w string) string {
	for _, u := range unbuilt {
		if u.words[w] {
			return u.about
		}
	}
	return ""
}

// constants are the names of numbers: offsets and values of fields.
var constants = map[string]uint32{
	"icmptype": 0, "icmpcode": 1, "icmp6type": 0, "icmp6code": 1, "tcpflags": 13,

	"tcp-fin": 0x01, "tcp-syn": 0x02, "tcp-rst": 0x04, "tcp-push": 0x08, "tcp-ack": 0x10, "tcp-urg": 0x20, "tcp-ece": 0x40, "tcp-cwr": 0x80,

	"icmp-echoreply": 0, "icmp-unreach": 3, "icmp-sourcequench": 4, "icmp-redirect": 5, "icmp-echo": 8, "icmp-routeradvert": 9,
	"icmp-routersolicit": 10, "icmp-timxceed": 11, "icmp-paramprob": 12, "icmp-tstamp": 13, "icmp-tstampreply": 14, "icmp-ireq": 15,
	"icmp-ireqreply": 16, "icmp-maskreq": 17, "icmp-maskreply": 18,

	"icmp6-destinationunreach": 1, "icmp6-packettoobig": 2, "icmp6-timeexceeded": 3, "icmp6-parameterproblem": 4,
	"icmp6-echo": 128, "icmp6-echoreply": 129, "icmp6-multicastlistenerquery": 130, "icmp6-multicastlistenerreportv1": 131,
	"icmp6-multicastlistenerdone": 132, "icmp6-routersolicit": 133, "icmp6-routeradvert": 134, "icmp6-neighborsolicit": 135,
	"icmp6-neighboradvert": 136, "icmp6-redirect": 137, "icmp6-routerrenum": 138, "icmp6-nodeinformationquery": 139,
	"icmp6-nodeinformationresponse": 140, "icmp6-ineighbordiscoverysolicit": 141, "icmp6-ineighbordiscoveryadvert": 142,
	"icmp6-multicastlistenerreportv2": 143, "icmp6-homeagentdiscoveryrequest": 144, "icmp6-homeagentdiscoveryreply": 145,
	"icmp6-mobileprefixsolicit": 146, "icmp6-mobileprefixadvert": 147, "icmp6-certpathsolicit": 148, "icmp6-certpathadvert": 149,
	"icmp6-multicastrouteradvert": 151, "icmp6-multicastroutersolicit": 152, "icmp6-multicastrouterterm": 153,
}

// isWord reports whether the language itself has the word, so that a name that is
// spelled so must be escaped.
func isWord(w string) bool {
	_, isProtocol := protocolWords[w]
	_, isConstant := constants[w]
	return words[w] || isProtocol || isConstant || unbuiltAbout(w) != ""
}

// allWords yields every word that can be used.
func allWords(yield func(string) bool) {
	for _, all := range []func(func(string) bool){maps.Keys(words), maps.Keys(protocolWords), maps.Keys(constants)} {
		for w := range all {
			if !yield(w) {
				return
			}
		}
	}
}
