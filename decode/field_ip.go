package decode

// isEcho, hasIdent and others tell ICMP types apart: echo, timestamp and mask
// messages are numbered, extended echo (RFC 8335) has an identifier too.
func isEcho(b []byte) bool     { return b[0] == 8 || b[0] == 0 || b[0] >= 13 && b[0] <= 18 }
func hasIdent(b []byte) bool   { return isEcho(b) || b[0] == 42 || b[0] == 43 }
func isFragNeed(b []byte) bool { return len(b) > 1 && b[0] == 3 && b[1] == 4 }
func isTooBig(b []byte) bool   { return len(b) > 0 && b[0] == 2 }

// ipRows are the fields of the network layer and of the transports beside TCP.
func ipRows() []fieldRow {
	const (
		v4, v6 = ProtoIPv4, ProtoIPv6
		r4     = "RFC 791 3.1"
		r6     = "RFC 8200 3"
		rf     = "RFC 8200 4.5"
		rr     = "RFC 8200 4.4"
		ic, i6 = ProtoICMP, ProtoICMPv6
	)
	rows := []fieldRow{
		{"ip.version", "Version", KindUint, Dec, 8, v4, 0, 4, r4, "4.", nil},
		{"ip.version", "", KindUint, Dec, 8, v6, 0, 4, r6, "", nil},
		{"ip.hdr_len", "Header Length", KindUint, Dec, 8, v4, 4, 4, r4, "Bytes of header; the packet has it in words of four.", nil},
		{"ip.dsfield", "Differentiated Services Field", KindUint, Hex, 8, v4, 8, 8, "RFC 2474 3", "How the packet wants to be treated.", nil},
		{"ip.dsfield.dscp", "Differentiated Services Codepoint", KindUint, Dec, 8, v4, 8, 6, "RFC 2474 3", "The class of treatment.", nil},
		{"ip.dsfield.ecn", "Explicit Congestion Notification", KindUint, Dec, 8, v4, 14, 2, "RFC 3168 5", "Whether the sender can be told of congestion, and whether a router did: 3.", nil},
		{"ip.len", "Total Length", KindUint, Dec, 16, v4, 16, 16, r4, "Bytes of header and data. 0 when the network card was left to cut the packet.", nil},
		{"ip.id", "Identification", KindUint, Hex, 16, v4, 32, 16, r4, "Common to the fragments of a datagram.", nil},
		{"ip.flags", "Flags", KindUint, Hex, 8, v4, 48, 3, r4, "Reserved, don't fragment, more fragments.", nil},
		{"ip.flags.rb", "Reserved bit", KindBool, Dec, 8, v4, 48, 1, r4, "Must be 0.", nil},
		{"ip.flags.df", "Don't fragment", KindBool, Dec, 8, v4, 49, 1, r4, "Routers must not cut this packet; they report that it is too big.", nil},
		{"ip.flags.mf", "More fragments", KindBool, Dec, 8, v4, 50, 1, r4, "Set in all fragments but the last.", nil},
		{"ip.frag_offset", "Fragment Offset", KindUint, Dec, 16, v4, 51, 13, r4, "Where in the datagram this fragment belongs, in units of 8 bytes.", nil},
		{"ip.ttl", "Time to Live", KindUint, Dec, 8, v4, 64, 8, r4, "Hops left.", nil},
		{"ip.proto", "Protocol", KindUint, Dec, 8, v4, 72, 8, r4, "6 for TCP.", nil},
		{"ip.checksum", "Header Checksum", KindUint, Hex, 16, v4, 80, 16, r4, "Over the header alone.", nil},
		{"ip.src", "Source Address", KindIPv4, Dec, 0, v4, 96, 32, r4, "Who sent the packet.", nil},
		{"ip.dst", "Destination Address", KindIPv4, Dec, 0, v4, 128, 32, r4, "Whom it is for.", nil},
		{"ip.addr", "Source or Destination Address", KindIPv4, Dec, 0, v4, 96, 32, r4, "Either address.", nil},
		{"ip.addr", "", KindIPv4, Dec, 0, v4, 128, 32, r4, "", nil},

		{"ipv6.version", "Version", KindUint, Dec, 8, v6, 0, 4, r6, "6.", nil},
		{"ipv6.tclass", "Traffic Class", KindUint, Hex, 32, v6, 4, 8, "RFC 2474 3", "How the packet wants to be treated; the last two bits are ECN.", nil},
		{"ipv6.flow", "Flow Label", KindUint, Hex, 24, v6, 12, 20, "RFC 6437", "Keeps the packets of a flow on one path.", nil},
		{"ipv6.plen", "Payload Length", KindUint, Dec, 16, v6, 32, 16, r6, "Bytes behind the header. 0 in a jumbogram.", nil},
		{"ipv6.nxt", "Next Header", KindUint, Dec, 8, v6, 48, 8, r6, "The type of the header that follows; 6 for TCP.", nil},
		{"ipv6.hlim", "Hop Limit", KindUint, Dec, 8, v6, 56, 8, r6, "Hops left.", nil},
		{"ipv6.src", "Source Address", KindIPv6, Dec, 0, v6, 64, 128, r6, "Who sent the packet.", nil},
		{"ipv6.dst", "Destination Address", KindIPv6, Dec, 0, v6, 192, 128, r6, "Whom it is for.", nil},
		{"ipv6.addr", "Source or Destination Address", KindIPv6, Dec, 0, v6, 64, 128, r6, "Either address.", nil},
		{"ipv6.addr", "", KindIPv6, Dec, 0, v6, 192, 128, r6, "", nil},
		{"ipv6.fraghdr.nxt", "Next header", KindUint, Dec, 8, ProtoIPv6Fragment, 0, 8, rf, "What was cut.", nil},
		{"ipv6.fraghdr.offset", "Offset", KindUint, Dec, 16, ProtoIPv6Fragment, 16, 13, rf, "Where in the datagram this fragment belongs, in units of 8 bytes.", nil},
		{"ipv6.fraghdr.more", "More Fragments", KindBool, Dec, 16, ProtoIPv6Fragment, 31, 1, rf, "Set in all fragments but the last.", nil},
		{"ipv6.fraghdr.ident", "Identification", KindUint, Hex, 32, ProtoIPv6Fragment, 32, 32, rf, "Common to the fragments of a datagram.", nil},
		{"ipv6.routing.nxt", "Next Header", KindUint, Dec, 8, ProtoIPv6Routing, 0, 8, rr, "The type of the header that follows.", nil},
		{"ipv6.routing.len", "Length", KindUint, Dec, 8, ProtoIPv6Routing, 8, 8, rr, "In units of 8 bytes, the first not counted.", nil},
		{"ipv6.routing.type", "Type", KindUint, Dec, 8, ProtoIPv6Routing, 16, 8, rr, "The kind of route.", nil},
		{"ipv6.routing.segleft", "Segments Left", KindUint, Dec, 8, ProtoIPv6Routing, 24, 8, rr, "Stations still to visit.", nil},

		{"udp.srcport", "Source Port", KindUint, Dec, 16, ProtoUDP, 0, 16, "RFC 768", "The sender's port.", nil},
		{"udp.dstport", "Destination Port", KindUint, Dec, 16, ProtoUDP, 16, 16, "RFC 768", "The receiver's port.", nil},
		{"udp.port", "Source or Destination Port", KindUint, Dec, 16, ProtoUDP, 0, 16, "RFC 768", "Either port.", nil},
		{"udp.port", "", KindUint, Dec, 16, ProtoUDP, 16, 16, "RFC 768", "", nil},
		{"udp.length", "Length", KindUint, Dec, 16, ProtoUDP, 32, 16, "RFC 768", "Bytes of header and data.", nil},
		{"udp.checksum", "Checksum", KindUint, Hex, 16, ProtoUDP, 48, 16, "RFC 768", "0 when the sender left it out.", nil},

		{"icmp.type", "Type", KindUint, Dec, 8, ic, 0, 8, "RFC 792", "What the message says.", nil},
		{"icmp.code", "Code", KindUint, Dec, 8, ic, 8, 8, "RFC 792", "And more exactly.", nil},
		{"icmp.checksum", "Checksum", KindUint, Hex, 16, ic, 16, 16, "RFC 792", "Over the whole message.", nil},
		{"icmp.ident", "Identifier", KindUint, Dec, 16, ic, 32, 16, "RFC 792", "Tells one ping from another.", hasIdent},
		{"icmp.seq", "Sequence Number", KindUint, Dec, 16, ic, 48, 16, "RFC 792", "Counts the echoes of one ping.", isEcho},
		{"icmp.mtu", "MTU of next hop", KindUint, Dec, 16, ic, 48, 16, "RFC 1191 4", "The largest packet that would have passed.", isFragNeed},
		{"icmpv6.type", "Type", KindUint, Dec, 8, i6, 0, 8, "RFC 4443 2.1", "What the message says.", nil},
		{"icmpv6.code", "Code", KindUint, Dec, 8, i6, 8, 8, "RFC 4443 2.1", "And more exactly.", nil},
		{"icmpv6.checksum", "Checksum", KindUint, Hex, 16, i6, 16, 16, "RFC 4443 2.3", "Over pseudo-header and message.", nil},
		{"icmpv6.mtu", "MTU", KindUint, Dec, 32, i6, 32, 32, "RFC 4443 3.2", "The largest packet that would have passed.", isTooBig},
		{"igmp.type", "Type", KindUint, Hex, 8, ProtoIGMP, 0, 8, "RFC 3376 4", "What the message says.", nil},

		{"sctp.srcport", "Source port", KindUint, Dec, 16, ProtoSCTP, 0, 16, "RFC 9260 3.1", "The sender's port.", nil},
		{"sctp.dstport", "Destination port", KindUint, Dec, 16, ProtoSCTP, 16, 16, "RFC 9260 3.1", "The receiver's port.", nil},
		{"sctp.port", "Port", KindUint, Dec, 16, ProtoSCTP, 0, 16, "RFC 9260 3.1", "Either port.", nil},
		{"sctp.port", "", KindUint, Dec, 16, ProtoSCTP, 16, 16, "RFC 9260 3.1", "", nil},
		{"sctp.verification_tag", "Verification tag", KindUint, Hex, 32, ProtoSCTP, 32, 32, "RFC 9260 3.1", "Shows that the packet belongs to this association.", nil},
	}
	for i := range rows {
		switch r := &rows[i]; {
		case r.proto == v4 && r.bit >= 32:
			r.when = ValidIPv4
		case r.proto == v6:
			r.when = validIPv6
		}
	}
	return rows
}

// ValidIPv4 reports whether a header's first four bytes make sense, so that the rest
// can be believed.
func ValidIPv4(b []byte) bool {
	total := int(b[2])<<8 | int(b[3])
	return b[0]>>4 == 4 && b[0]&15 >= 5 && (total == 0 || total >= int(b[0]&15)*4)
}

func validIPv6(b []byte) bool { return b[0]>>4 == 6 }
