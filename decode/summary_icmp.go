package decode

import (
	"encoding/binary"
	"fmt"
)

// icmpTypes are the messages of ICMP and what their codes say (IANA).
var icmpTypes = map[uint8]struct {
	name  string
	codes []string
}{
	3: {"Destination unreachable", []string{"Network unreachable", "Host unreachable", "Protocol unreachable", "Port unreachable", "Fragmentation needed",
		"Source route failed", "Network unknown", "Host unknown", "Source host isolated", "Network administratively prohibited", "Host administratively prohibited",
		"Network unreachable for TOS", "Host unreachable for TOS", "Communication administratively filtered", "Host precedence violation", "Precedence cutoff in effect"}},
	4:  {"Source quench (flow control)", nil},
	5:  {"Redirect", []string{"Redirect for network", "Redirect for host", "Redirect for TOS and network", "Redirect for TOS and host"}},
	6:  {"Alternate host address", nil},
	9:  {"Mobile IP Advertisement", nil},
	10: {"Router solicitation", nil},
	11: {"Time-to-live exceeded", []string{"Time to live exceeded in transit", "Fragment reassembly time exceeded"}},
	12: {"Parameter problem", []string{"Pointer indicates the error", "Required option missing", "Bad length"}},
	13: {"Timestamp request", nil}, 14: {"Timestamp reply", nil}, 15: {"Information request", nil}, 16: {"Information reply", nil},
	17: {"Address mask request", nil}, 18: {"Address mask reply", nil}, 42: {"Extended Echo request", []string{"No error"}}, 43: {"Extended Echo reply", []string{"No error"}},
}

func infoICMP(dst []byte, p *Packet, l *Layer, b []byte) []byte {
	if len(b) < icmpHeader {
		return short(dst, p, l)
	}
	typ, code := b[0], b[1]
	if typ == 0 || typ == 8 {
		word := "request "
		if typ == 0 {
			word = "reply   "
		}
		id, seq := binary.BigEndian.Uint16(b[4:]), binary.BigEndian.Uint16(b[6:])
		return fmt.Appendf(dst, "Echo (ping) %s id=0x%04x, seq=%d/%d, ttl=%d", word, id, seq, seq>>8|seq<<8, p.ttl())
	}
	t, ok := icmpTypes[typ]
	if !ok {
		return append(dst, "Unknown ICMP (obsolete or malformed?)"...)
	}
	dst = append(dst, t.name...)
	if int(code) < len(t.codes) {
		dst = fmt.Appendf(dst, " (%s)", t.codes[code])
	}
	return dst
}

// ttl is the time to live or hop limit of the innermost network header.
func (p *Packet) ttl() uint8 {
	b := window(p.Data, p.NetOff, p.NetOff+9)
	switch {
	case p.Src.N == 4 && len(b) > 8:
		return b[8]
	case p.Src.N == 16 && len(b) > 7:
		return b[7]
	}
	return 0
}

// icmpv6Types are the messages of ICMPv6 (IANA).
var icmpv6Types = map[uint8]struct {
	name  string
	codes []string
}{
	1: {"Destination Unreachable", []string{"no route to destination", "Administratively prohibited", "Beyond scope of source address", "Address unreachable",
		"Port unreachable", "Source address failed ingress/egress policy", "Reject route to destination"}},
	2: {"Packet Too Big", nil}, 3: {"Time Exceeded", []string{"hop limit exceeded in transit", "fragment reassembly time exceeded"}},
	4:   {"Parameter Problem", []string{"erroneous header field encountered", "unrecognized Next Header type encountered", "unrecognized IPv6 option encountered"}},
	130: {"Multicast Listener Query", nil}, 131: {"Multicast Listener Report", nil}, 132: {"Multicast Listener Done", nil},
	133: {"Router Solicitation", nil}, 134: {"Router Advertisement", nil}, 135: {"Neighbor Solicitation", nil}, 136: {"Neighbor Advertisement", nil},
	137: {"Redirect", nil}, 138: {"Router Renumbering", nil}, 139: {"Node Information Query", nil}, 140: {"Node Information Reply", nil},
	143: {"Multicast Listener Report Message v2", nil}, 144: {"Home Agent Address Discovery Request", nil}, 145: {"Home Agent Address Discovery Reply", nil},
	146: {"Mobile Prefix Solicitation", nil}, 147: {"Mobile Prefix Advertisement", nil}, 155: {"RPL Control", nil},
	160: {"Extended Echo request", []string{"No error"}}, 161: {"Extended Echo reply", []string{"No error"}},
}

func infoICMPv6(dst []byte, p *Packet, l *Layer, b []byte) []byte {
	const echoRequest, echoReply, solicitation, advertisement = 128, 129, 135, 136
	if len(b) < 4 {
		return short(dst, p, l)
	}
	typ, code := b[0], b[1]
	if (typ == echoRequest || typ == echoReply) && len(b) >= icmpHeader {
		word := "request"
		if typ == echoReply {
			word = "reply"
		}
		return fmt.Appendf(dst, "Echo (ping) %s id=0x%04x, seq=%d, hop limit=%d", word, binary.BigEndian.Uint16(b[4:]), binary.BigEndian.Uint16(b[6:]), p.ttl())
	}
	t, ok := icmpv6Types[typ]
	if !ok {
		return fmt.Appendf(dst, "Unknown (%d)", typ)
	}
	dst = append(dst, t.name...)
	if int(code) < len(t.codes) {
		dst = fmt.Appendf(dst, " (%s)", t.codes[code])
	}
	if (typ == solicitation || typ == advertisement) && len(b) >= 24 {
		return neighbor(dst, typ == solicitation, b)
	}
	if typ == 133 && len(b) >= 16 || typ == 134 && len(b) >= 24 {
		at := 8
		if typ == 134 {
			at = 16
		}
		return linkAddress(dst, " from ", 1, b[at:])
	}
	return dst
}

// neighbor says whose address is asked for or told, RFC 4861 4.3 and 4.4.
func neighbor(dst []byte, asks bool, b []byte) []byte {
	dst = appendAddr(append(dst, " for "...), b[8:24])
	if asks {
		return linkAddress(dst, " from ", 1, b[24:])
	}
	return linkAddress(dst, " is at ", 2, b[24:])
}

// linkAddress appends a link-layer address option, RFC 4861 4.6.1.
func linkAddress(dst []byte, before string, typ byte, b []byte) []byte {
	for len(b) >= 8 && b[1] > 0 {
		if b[0] == typ {
			return appendBytes(append(dst, before...), b[2:8], ":")
		}
		b = b[min(len(b), int(b[1])*8):]
	}
	return dst
}

func infoIGMP(dst []byte, p *Packet, l *Layer, b []byte) []byte {
	const query, report1, report2, leave, report3 = 0x11, 0x12, 0x16, 0x17, 0x22
	if len(b) < 8 {
		return short(dst, p, l)
	}
	switch v3 := len(b) >= 12; b[0] {
	case query:
		switch any := binary.BigEndian.Uint32(b[4:]) == 0; {
		case b[1] == 0 && !v3:
			return append(dst, "Membership Query"...)
		case any:
			return append(dst, "Membership Query, general"...)
		}
		return appendAddr(append(dst, "Membership Query, specific for group "...), b[4:8])
	case report1:
		return append(dst, "Membership Report"...)
	case report2:
		return appendAddr(append(dst, "Membership Report group "...), b[4:8])
	case leave:
		return appendAddr(append(dst, "Leave Group "...), b[4:8])
	case report3:
		return igmpRecords(append(dst, "Membership Report"...), b)
	}
	return fmt.Appendf(dst, "Unknown Type:0x%02x", b[0])
}

// igmpRecords lists the group records of RFC 3376 4.2.
func igmpRecords(dst, b []byte) []byte {
	const toInclude, toExclude, isInclude, isExclude = 3, 4, 1, 2
	n := int(binary.BigEndian.Uint16(b[6:]))
	for b = b[8:]; n > 0 && len(b) >= 8 && len(dst) < maxInfo; n-- {
		sources := int(binary.BigEndian.Uint16(b[2:]))
		word, tail := " / Join group ", ""
		switch typ := b[0]; {
		case (typ == toInclude || typ == isInclude) && sources == 0:
			word = " / Leave group "
		case (typ == toExclude || typ == isExclude) && sources == 0:
			tail = " for any sources"
		}
		dst = append(appendAddr(append(dst, word...), b[4:8]), tail...)
		b = b[min(len(b), 8+sources*4+int(b[1])*4):]
	}
	return dst
}

// igmpVersion is the version of a message, for the Protocol column.
func igmpVersion(b []byte) string {
	switch {
	case len(b) < 8:
		return "IGMP"
	case b[0] == 0x22, b[0] == 0x11 && len(b) >= 12:
		return "IGMPv3"
	case b[0] == 0x12, b[0] == 0x11 && b[1] == 0:
		return "IGMPv1"
	case b[0] == 0x11, b[0] == 0x16, b[0] == 0x17:
		return "IGMPv2"
	}
	return "IGMP"
}
