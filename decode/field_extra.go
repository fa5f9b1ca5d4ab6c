package decode

import (
	"bytes"
	"net/netip"
)

// extraRows are fields of link layers and of IPv6's extension headers beside those of the
// header pane.
func extraRows() []fieldRow {
	const (
		llc  = ProtoLLC
		ref2 = "IEEE 802.2 3.3"
		rx   = "RFC 8200 4"
	)
	rows := []fieldRow{
		{"llc.dsap.sap", "SAP", KindUint, Dec, 8, llc, 0, 7, ref2, "The service at the destination, without the bit of groups.", nil},
		{"llc.dsap.ig", "IG Bit", KindBool, Dec, 8, llc, 7, 1, ref2, "Set when a group of services is meant.", nil},
		{"llc.ssap.sap", "SAP", KindUint, Dec, 8, llc, 8, 7, ref2, "The service at the source, without the bit of answers.", nil},
		{"llc.ssap.cr", "CR Bit", KindBool, Dec, 8, llc, 15, 1, ref2, "Set in answers.", nil},
		{"llc.type", "Type", KindUint, Hex, 16, llc, 48, 16, "IEEE 802 10", "The protocol behind SNAP, an EtherType.", isSNAPEther},

		{"sll.src.eth", "Source", KindEther, Dec, 0, ProtoSLL, 48, 48, "LINKTYPE_LINUX_SLL", "The sender's hardware address.", hasSLLEther(4)},
		{"sll.src.eth", "", KindEther, Dec, 0, ProtoSLL2, 96, 48, "LINKTYPE_LINUX_SLL2", "", hasSLL2Ether},

		{"ipv6.hopopts.nxt", "Next Header", KindUint, Dec, 8, ProtoIPv6HopOpts, 0, 8, rx, "The type of the header that follows.", nil},
		{"ipv6.hopopts.len", "Length", KindUint, Dec, 8, ProtoIPv6HopOpts, 8, 8, rx, "In units of 8 bytes, the first not counted.", nil},
		{"ipv6.dstopts.nxt", "Next Header", KindUint, Dec, 8, ProtoIPv6DstOpts, 0, 8, rx, "The type of the header that follows.", nil},
		{"ipv6.dstopts.len", "Length", KindUint, Dec, 8, ProtoIPv6DstOpts, 8, 8, rx, "In units of 8 bytes, the first not counted.", nil},
		{"ipv6.fraghdr.reserved_octet", "Reserved octet", KindUint, Hex, 8, ProtoIPv6Fragment, 8, 8, "RFC 8200 4.5", "Sent as 0.", nil},
		{"ipv6.fraghdr.reserved_bits", "Reserved bits", KindUint, Dec, 16, ProtoIPv6Fragment, 29, 2, "RFC 8200 4.5", "Sent as 0.", nil},
		{"ipv6.routing.srh.last_entry", "Last Entry", KindUint, Dec, 8, ProtoIPv6Routing, 32, 8, "RFC 8754 2", "The index of the first station's address.", isRoute(4)},
		{"ipv6.routing.srh.flags", "Flags", KindUint, Hex, 8, ProtoIPv6Routing, 40, 8, "RFC 8754 2", "Sent as 0.", isRoute(4)},
		{"ipv6.routing.srh.tag", "Tag", KindBytes, Dec, 0, ProtoIPv6Routing, 48, 16, "RFC 8754 2", "What packets of a class have in common.", isRoute(4)},
		{"ipv6.routing.src.reserved", "Reserved", KindBytes, Dec, 0, ProtoIPv6Routing, 32, 32, "RFC 2460 4.4", "Sent as 0.", isRoute(0)},
		{"ipv6.routing.mipv6.reserved", "Reserved", KindBytes, Dec, 0, ProtoIPv6Routing, 32, 32, "RFC 6275 6.4", "Sent as 0.", isRoute(2)},
		{"ipv6.routing.mipv6.home_address", "Home Address", KindIPv6, Dec, 0, ProtoIPv6Routing, 64, 128, "RFC 6275 6.4", "The address that the mobile node keeps.", isRoute(2)},

		{"icmpv6.nd.ra.flag.h", "Home Agent", KindBool, Dec, 8, ProtoICMPv6, 42, 1, "RFC 6275 7.1", "The router is a home agent.", ofType(134)},
		{"icmpv6.nd.ra.flag.prf", "Prf (Default Router Preference)", KindUint, Dec, 8, ProtoICMPv6, 43, 2, "RFC 4191 2.2", "0 medium, 1 high, 3 low.", ofType(134)},
		{"icmpv6.nd.ra.flag.p", "Proxy", KindBool, Dec, 8, ProtoICMPv6, 45, 1, "RFC 4389 4.1.3.3", "It came through a proxy.", ofType(134)},
		{"icmpv6.nd.ra.flag.rsv", "Reserved", KindUint, Dec, 8, ProtoICMPv6, 46, 2, "RFC 4861 4.2", "Sent as 0.", ofType(134)},
		{"icmpv6.nd.na.flag.rsv", "Reserved", KindUint, Dec, 32, ProtoICMPv6, 35, 29, "RFC 4861 4.4", "Sent as 0.", ofType(136)},
		{"icmp.unused", "Unused", KindBytes, Dec, 0, ProtoICMP, 32, 32, "RFC 792", "Sent as 0.", isUnused},
		{"icmp.unused", "", KindBytes, Dec, 0, ProtoICMP, 32, 16, "RFC 1191 4", "", isFragNeed},

		{"icmp.originate_timestamp", "Originate Timestamp", KindUint, Dec, 32, ProtoICMP, 64, 32, "RFC 792", "When it was asked: ms since midnight UTC.", ofType(13, 14)},
		{"icmp.receive_timestamp", "Receive Timestamp", KindUint, Dec, 32, ProtoICMP, 96, 32, "RFC 792", "When the question came: ms since midnight UTC.", ofType(13, 14)},
		{"icmp.transmit_timestamp", "Transmit Timestamp", KindUint, Dec, 32, ProtoICMP, 128, 32, "RFC 792", "When it was answered: ms since midnight UTC.", ofType(13, 14)},
		{"icmp.num_addrs", "Number of addresses", KindUint, Dec, 8, ProtoICMP, 32, 8, "RFC 1256 3", "How many routers are told.", ofType(9)},
		{"icmp.addr_entry_size", "Address entry size", KindUint, Dec, 8, ProtoICMP, 40, 8, "RFC 1256 3", "Words for each.", ofType(9)},
		{"icmp.lifetime", "Lifetime", KindUint, Dec, 16, ProtoICMP, 48, 16, "RFC 1256 3", "Seconds for which it holds.", ofType(9)},
		{"icmpv6.mld.maximum_response_delay", "Maximum Response Delay [ms]", KindUint, Dec, 16, ProtoICMPv6, 32, 16, "RFC 2710 3.4", "Within what time to answer.", isMLDv1},
		{"icmpv6.mld.multicast_address", "Multicast Address", KindIPv6, Dec, 0, ProtoICMPv6, 64, 128, "RFC 2710 3.6", "The group that it is about.", ofType(130, 131, 132)},
		{"icmpv6.mldr.nb_mcast_records", "Number of Multicast Address Records", KindUint, Dec, 16, ProtoICMPv6, 48, 16, "RFC 3810 5.2", "How many groups are told.", ofType(143)},
	}
	return rows
}

// isSNAPEther tells SNAP whose protocol number is an EtherType.
func isSNAPEther(b []byte) bool {
	return isSNAP(b) && len(b) >= 8 && b[3]|b[4]|b[5] == 0
}

// hasSLLEther tells a cooked header with six bytes of address, whose length is at an offset.
func hasSLLEther(at int) func(b []byte) bool {
	return func(b []byte) bool { return len(b) > at+1 && b[at] == 0 && b[at+1] == 6 }
}

func hasSLL2Ether(b []byte) bool { return len(b) > 11 && b[11] == 6 }

// isRoute makes a condition of the type of a routing header.
func isRoute(typ byte) func(b []byte) bool {
	return func(b []byte) bool { return len(b) > 2 && b[2] == typ }
}

// isUnused tells errors whose second word is not used.
func isUnused(b []byte) bool {
	return len(b) > 7 && (b[0] == 3 && b[1] != 4 || b[0] == 4 || b[0] == 11) && b[5] == 0
}

// isMLDv1 tells messages of RFC 2710: queries of RFC 3810 are longer.
func isMLDv1(b []byte) bool {
	return len(b) > 0 && (b[0] == 131 || b[0] == 132 || b[0] == 130 && len(b) == 24)
}

// eachLayer calls f with the bytes of each header of a protocol and what follows it.
func (p *Packet) eachLayer(pr Proto, f func(i int, b []byte)) {
	for i := range int(p.NLayers) {
		if p.Layers[i].Proto == pr {
			f(i, p.layerBytes(i))
		}
	}
}

// ofLayers makes a getter of what each header of a protocol may have.
func ofLayers(pr Proto, get func(p *Packet, i int, b []byte, out []Value) []Value) func(*Packet, []Value) []Value {
	return func(p *Packet, out []Value) []Value {
		p.eachLayer(pr, func(i int, b []byte) { out = get(p, i, b, out) })
		return out
	}
}

// extraFields are those that are computed, or lie where lengths put them.
func extraFields() []Field {
	out := rowFields(extraRows())
	out = append(out, arpFields()...)
	out = append(out, ipOptionFields()...)
	out = append(out, ipv6AddressFields()...)
	return append(out,
		Field{Name: "ipv6.hopopts.len_oct", Label: "Length", Kind: KindUint, Width: 16, Ref: "RFC 8200 4.3", Help: "Bytes of the header.", Get: ofLayers(ProtoIPv6HopOpts, extensionLen)},
		Field{Name: "ipv6.dstopts.len_oct", Label: "Length", Kind: KindUint, Width: 16, Ref: "RFC 8200 4.6", Help: "Bytes of the header.", Get: ofLayers(ProtoIPv6DstOpts, extensionLen)},
		Field{Name: "ipv6.routing.len_oct", Label: "Length", Kind: KindUint, Width: 16, Ref: "RFC 8200 4.4", Help: "Bytes of the header.", Get: ofLayers(ProtoIPv6Routing, extensionLen)},
		Field{Name: "null.family", Label: "Family", Kind: KindUint, Width: 32, Ref: "LINKTYPE_NULL", Help: "The protocol that the frame carries, as the capturing system numbers it: 2 IPv4, others IPv6.",
			Get: ofLayers(ProtoNull, func(_ *Packet, _ int, b []byte, out []Value) []Value {
				if len(b) < 4 {
					return out
				}
				return append(out, Value{U: uint64(familyOf(b))})
			})},
		Field{Name: "ip.ttl.too_small", Label: "Time To Live", Ref: "RFC 791 3.1", Help: "A TTL under 5 of a packet that is for one host, OSPF's and PIM's left out.", Get: ofLayers(ProtoIPv4, lowTTL)},
		Field{Name: "ip.ttl.lncb", Label: "Time To Live", Ref: "RFC 5771 4", Help: "A TTL that lets a packet for the local network's groups be routed.", Get: ofLayers(ProtoIPv4, localTTL)},
	)
}

func extensionLen(_ *Packet, _ int, b []byte, out []Value) []Value {
	if len(b) < 2 {
		return out
	}
	return append(out, Value{U: (uint64(b[1]) + 1) * 8})
}

// arpFields are the addresses of ARP packets of other kinds than Ethernet and IPv4, and what
// their addresses tell.
func arpFields() []Field {
	const ref = "RFC 826"
	address := func(name, label, help string, at func(b []byte) (from, n int), usual func(b []byte) bool) Field {
		return Field{Name: name, Label: label, Kind: KindBytes, Ref: ref, Help: help, Get: ofLayers(ProtoARP, func(_ *Packet, _ int, b []byte, out []Value) []Value {
			if len(b) < 8 || usual(b) {
				return out
			}
			if from, n := at(b); n > 0 && from+n <= len(b) {
				out = append(out, Value{B: b[from : from+n : from+n]})
			}
			return out
		})}
	}
	hln, pln := func(b []byte) int { return int(b[4]) }, func(b []byte) int { return int(b[5]) }
	says := func(name, label, help string, is func(op byte, src, dst [4]byte, to []byte) bool) Field {
		return Field{Name: name, Label: label, Kind: KindBool, Width: 1, Ref: "RFC 5227", Help: help, Get: ofLayers(ProtoARP, func(_ *Packet, _ int, b []byte, out []Value) []Value {
			if len(b) < 8 || !isIPv4Size(b) || len(b) < 16+2*hln(b) || b[6] != 0 {
				return out
			}
			n := hln(b)
			if is(b[7], [4]byte(b[8+n:]), [4]byte(b[12+2*n:]), b[12+n:12+2*n]) {
				out = append(out, Value{U: 1})
			}
			return out
		})}
	}
	const request, reply = 1, 2
	nobody := [4]byte{}
	own := func(op byte, src, dst [4]byte) bool {
		return (op == request || op == reply) && src == dst && src != nobody
	}
	return []Field{
		address("arp.src.hw", "Sender hardware address", "The sender's hardware address.", func(b []byte) (int, int) { return 8, hln(b) }, isMACSize),
		address("arp.src.proto", "Sender protocol address", "The sender's address.", func(b []byte) (int, int) { return 8 + hln(b), pln(b) }, isIPv4Size),
		address("arp.dst.hw", "Target hardware address", "The hardware address asked for.", func(b []byte) (int, int) { return 8 + hln(b) + pln(b), hln(b) }, isMACSize),
		address("arp.dst.proto", "Target protocol address", "The address asked for.", func(b []byte) (int, int) { return 8 + 2*hln(b) + pln(b), pln(b) }, isIPv4Size),
		says("arp.isgratuitous", "Is gratuitous", "It tells the sender's own address, and nobody asked.",
			func(op byte, src, dst [4]byte, _ []byte) bool { return own(op, src, dst) }),
		says("arp.isannouncement", "Is announcement", "A request for the sender's own address: it takes the address.",
			func(op byte, src, dst [4]byte, to []byte) bool {
				return op == request && own(op, src, dst) && len(bytes.Trim(to, "\x00")) == 0
			}),
		says("arp.isprobe", "Is probe", "It asks whether somebody has an address that the sender wants to take.",
			func(op byte, src, dst [4]byte, _ []byte) bool { return op == request && src == nobody && dst != nobody }),
	}
}

// localGroup is the highest TTL of packets for a group of 224.0.0.0/24, 0 for any (RFC 5798 5.1.1.3, RFC 6762 11, RFC 4795 2.5).
func localGroup(last byte) (ttl byte) {
	switch last {
	case 18, 102:
		return 255
	case 251, 252:
		return 0
	}
	return 1
}

func localTTL(_ *Packet, _ int, b []byte, out []Value) []Value {
	if len(b) < ipv4Header || !ValidIPv4(b) || b[16] != 224 || b[17]|b[18] != 0 {
		return out
	}
	if most := localGroup(b[19]); most != 0 && b[8] > most {
		out = append(out, Value{U: 1})
	}
	return out
}

func lowTTL(_ *Packet, _ int, b []byte, out []Value) []Value {
	const low, ospf, pim = 5, 89, 103
	if len(b) >= ipv4Header && ValidIPv4(b) && b[8] < low && b[16]>>4 != 0xe && b[9] != pim && b[9] != ospf {
		out = append(out, Value{U: 1})
	}
	return out
}

// eachIPOption calls f with the options of an IPv4 header up to the end of the list or the
// first one that does not fit.
func eachIPOption(b []byte, f func(o []byte)) {
	if len(b) < ipv4Header || !ValidIPv4(b) {
		return
	}
	b = b[ipv4Header:min(len(b), int(b[0]&15)*4)]
	for len(b) > 0 {
		if b[0] <= 1 { // end and no operation have no length
			if f(b[:1]); b[0] == 0 {
				return
			}
			b = b[1:]
			continue
		}
		if len(b) < 2 || b[1] < 2 || int(b[1]) > len(b) {
			return
		}
		f(b[:b[1]])
		b = b[b[1]:]
	}
}

// ipOptionFields are the fields of IPv4 options.
func ipOptionFields() []Field {
	const ref = "RFC 791 3.1"
	field := func(f Field, get func(o []byte, out []Value) []Value) Field {
		f.Get = ofLayers(ProtoIPv4, func(_ *Packet, _ int, b []byte, out []Value) []Value {
			eachIPOption(b, func(o []byte) { out = get(o, out) })
			return out
		})
		return f
	}
	number := func(name, label string, kind Kind, base Base, width uint8, help string, get func(o []byte) (uint64, bool)) Field {
		return field(Field{Name: name, Label: label, Kind: kind, Base: base, Width: width, Ref: ref, Help: help}, func(o []byte, out []Value) []Value {
			if u, ok := get(o); ok {
				out = append(out, Value{U: u})
			}
			return out
		})
	}
	word := func(typ byte) func(o []byte) (uint64, bool) {
		return func(o []byte) (uint64, bool) {
			if o[0] != typ || len(o) < 4 {
				return 0, false
			}
			return uint64(o[2])<<8 | uint64(o[3]), true
		}
	}
	pointed := func(o []byte) bool { return len(o) > 2 && (o[0] == 7 || o[0] == 68 || o[0] == 131 || o[0] == 137) }
	stamps := func(o []byte) bool { return o[0] == 68 && len(o) > 3 }
	return []Field{
		number("ip.opt.type", "Type", KindUint, Dec, 8, "What the option is.", func(o []byte) (uint64, bool) { return uint64(o[0]), true }),
		number("ip.opt.type.copy", "Copy on fragmentation", KindBool, Dec, 8, "Set when every fragment has the option.", func(o []byte) (uint64, bool) { return uint64(o[0] >> 7), true }),
		number("ip.opt.type.class", "Class", KindUint, Dec, 8, "0 control, 2 measuring.", func(o []byte) (uint64, bool) { return uint64(o[0] >> 5 & 3), true }),
		number("ip.opt.type.number", "Number", KindUint, Dec, 8, "The option's number in its class.", func(o []byte) (uint64, bool) { return uint64(o[0] & 31), true }),
		number("ip.opt.len", "Length", KindUint, Dec, 8, "Bytes of the option.", func(o []byte) (uint64, bool) { return uint64(len(o)), len(o) > 1 }),
		number("ip.opt.ptr", "Pointer", KindUint, Dec, 8, "Where the next address or time goes, from 1.", func(o []byte) (uint64, bool) {
			if !pointed(o) {
				return 0, false
			}
			return uint64(o[2]), true
		}),
		number("ip.opt.overflow", "Overflow", KindUint, Dec, 8, "Hosts that found no room for their time.", func(o []byte) (uint64, bool) {
			if !stamps(o) {
				return 0, false
			}
			return uint64(o[3] >> 4), true
		}),
		number("ip.opt.flag", "Flag", KindUint, Hex, 8, "0 times only, 1 with addresses, 3 of the hosts listed.", func(o []byte) (uint64, bool) {
			if !stamps(o) {
				return 0, false
			}
			return uint64(o[3] & 15), true
		}),
		number("ip.opt.ra", "Router Alert", KindUint, Dec, 16, "0: every router looks at the packet.", word(148)),
		number("ip.opt.sid", "Stream Identifier", KindUint, Dec, 16, "The SATNET stream.", word(136)),
		number("ip.opt.mtu", "MTU", KindUint, Dec, 16, "The smallest MTU of the path so far, or found.", func(o []byte) (uint64, bool) {
			if u, ok := word(11)(o); ok {
				return u, true
			}
			return word(12)(o)
		}),
		routeField("ip.rec_rt", "Recorded Route", "An address that the packet went by.", field, func(o []byte, at byte) bool { return at < o[2] }),
		routeField("ip.cur_rt", "Current Route", "The next station of a source route.", field, func(o []byte, at byte) bool { return o[0] != 7 && at == o[2] }),
		routeField("ip.src_rt", "Source Route", "A station of a source route behind the next one.", field, func(o []byte, at byte) bool { return o[0] != 7 && at > o[2] }),
		routeField("ip.empty_rt", "Empty Route", "A place for an address that was not filled.", field, func(o []byte, at byte) bool { return o[0] == 7 && at >= o[2] }),
	}
}

// routeField makes a field of the addresses of a route that are where `is` says.
func routeField(name, label, help string, field func(Field, func(o []byte, out []Value) []Value) Field, is func(o []byte, at byte) bool) Field {
	return field(Field{Name: name, Label: label, Kind: KindIPv4, Ref: "RFC 791 3.1", Help: help}, func(o []byte, out []Value) []Value {
		if o[0] != 7 && o[0] != 131 && o[0] != 137 {
			return out
		}
		for i := 3; i+4 <= len(o); i += 4 {
			if is(o, byte(i+1)) {
				out = append(out, Value{A: netip.AddrFrom4([4]byte(o[i:]))})
			}
		}
		return out
	})
}

// ipv6AddressFields are what IPv6 addresses were made of.
func ipv6AddressFields() []Field {
	var out []Field
	for _, d := range derived {
		for _, end := range []struct {
			prefix, label string
			src, dst      bool
		}{{"ipv6.src_", "Source ", true, false}, {"ipv6.dst_", "Destination ", false, true}, {"ipv6.", "", true, true}} {
			out = append(out, Field{Name: end.prefix + d.name, Label: end.label + d.label, Kind: d.kind, Width: d.width, Ref: d.ref, Help: d.help,
				Get: ofLayers(ProtoIPv6, func(_ *Packet, _ int, b []byte, out []Value) []Value {
					if len(b) < ipv6Header || !validIPv6(b) {
						return out
					}
					if v, ok := d.get(b[8:24]); ok && end.src {
						out = append(out, v)
					}
					if v, ok := d.get(b[24:40]); ok && end.dst {
						out = append(out, v)
					}
					return out
				})})
		}
	}
	return out
}

// derived are the parts of IPv6 addresses that come from elsewhere.
var derived = []struct {
	name, label string
	kind        Kind
	width       uint8
	ref, help   string
	get         func(a []byte) (Value, bool)
}{
	{"slaac_mac", "SLAAC MAC", KindEther, 0, "RFC 4291 A", "The hardware address that the interface identifier was made of.", func(a []byte) (Value, bool) {
		if a[11] != 0xff || a[12] != 0xfe || a[8]&2 == 0 { // a number that its maker gave
			return Value{}, false
		}
		return Value{B: []byte{a[8] ^ 2, a[9], a[10], a[13], a[14], a[15]}}, true
	}},
	{"6to4_gw_ipv4", "6to4 Gateway IPv4", KindIPv4, 0, "RFC 3056 2", "The router of a 6to4 address.", func(a []byte) (Value, bool) {
		return Value{A: netip.AddrFrom4([4]byte(a[2:6]))}, a[0] == 0x20 && a[1] == 2
	}},
	{"6to4_sla_id", "6to4 SLA ID", KindUint, 16, "RFC 3056 2", "The network behind the router of a 6to4 address.", func(a []byte) (Value, bool) {
		return Value{U: uint64(a[6])<<8 | uint64(a[7])}, a[0] == 0x20 && a[1] == 2
	}},
	{"ts_ipv4", "Teredo Server IPv4", KindIPv4, 0, "RFC 4380 4", "The server of a Teredo address.", func(a []byte) (Value, bool) {
		return Value{A: netip.AddrFrom4([4]byte(a[4:8]))}, isTeredoAddr(a)
	}},
	{"tc_ipv4", "Teredo Client IPv4", KindIPv4, 0, "RFC 4380 4", "The client of a Teredo address.", func(a []byte) (Value, bool) {
		return Value{A: netip.AddrFrom4([4]byte{^a[12], ^a[13], ^a[14], ^a[15]})}, isTeredoAddr(a)
	}},
	{"tc_port", "Teredo Port", KindUint, 16, "RFC 4380 4", "The client's port of a Teredo address.", func(a []byte) (Value, bool) {
		return Value{U: uint64(^a[10])<<8 | uint64(^a[11])}, isTeredoAddr(a)
	}},
	{"isatap_ipv4", "ISATAP IPv4", KindIPv4, 0, "RFC 5214 6.1", "The host of an ISATAP address.", func(a []byte) (Value, bool) {
		return Value{A: netip.AddrFrom4([4]byte(a[12:16]))}, a[8]&^3 == 0 && a[9] == 0 && a[10] == 0x5e && a[11] == 0xfe
	}},
}

// isTeredoAddr tells addresses of 2001::/32.
func isTeredoAddr(a []byte) bool { return a[0] == 0x20 && a[1] == 1 && a[2]|a[3] == 0 }
