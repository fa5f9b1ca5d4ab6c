package decode

import "slices"

// ofType makes a condition of the type of an ICMP or ICMPv6 message.
func ofType(types ...byte) func(b []byte) bool {
	return func(b []byte) bool { return len(b) > 0 && slices.Contains(types, b[0]) }
}

// moreRows are fields that filters and columns know and the header pane leaves out: parts
// of others, and what only some messages have.
func moreRows() []fieldRow {
	const (
		et     = ProtoEthernet
		v4, v6 = ProtoIPv4, ProtoIPv6
		ic, i6 = ProtoICMP, ProtoICMPv6
		ref3   = "IEEE 802.3 3.2"
		ndp    = "RFC 4861 4"
		maker  = "The first three bytes of the address: the maker's number."
	)
	rows := []fieldRow{
		{"eth.dst.oui", "Destination OUI", KindUint, Dec, 24, et, 0, 24, ref3, maker, nil},
		{"eth.src.oui", "Source OUI", KindUint, Dec, 24, et, 48, 24, ref3, maker, nil},
		{"eth.addr.oui", "Address OUI", KindUint, Dec, 24, et, 0, 24, ref3, maker, nil},
		{"eth.addr.oui", "", KindUint, Dec, 24, et, 48, 24, ref3, "", nil},

		{"ipv6.tclass.dscp", "Differentiated Services Codepoint", KindUint, Dec, 32, v6, 4, 6, "RFC 2474 3", "The class of treatment.", validIPv6},
		{"ipv6.tclass.ecn", "Explicit Congestion Notification", KindUint, Dec, 32, v6, 10, 2, "RFC 3168 5", "Whether the sender can be told of congestion, and whether a router did: 3.", validIPv6},

		{"icmp.ident_le", "Identifier (LE)", KindUint, Dec, 16, ic, 32, 16, "RFC 792", "The identifier with its bytes swapped, as some hosts send it.", hasIdent},
		{"icmp.seq_le", "Sequence Number (LE)", KindUint, Dec, 16, ic, 48, 16, "RFC 792", "The sequence number with its bytes swapped, as some hosts send it.", isEcho},
		{"icmp.redir_gw", "Gateway Address", KindIPv4, Dec, 0, ic, 32, 32, "RFC 792", "The better router.", ofType(5)},
		{"icmp.pointer", "Pointer", KindUint, Dec, 32, ic, 32, 8, "RFC 792", "The byte that is wrong.", ofType(12)},
		{"icmp.address_mask", "Address Mask", KindIPv4, Dec, 0, ic, 64, 32, "RFC 950", "The mask of the network.", ofType(17, 18)},

		{"icmpv6.echo.identifier", "Identifier", KindUint, Hex, 16, i6, 32, 16, "RFC 4443 4", "Tells one ping from another.", ofType(128, 129)},
		{"icmpv6.echo.sequence_number", "Sequence", KindUint, Dec, 16, i6, 48, 16, "RFC 4443 4", "Counts the echoes of one ping.", ofType(128, 129)},
		{"icmpv6.pointer", "Pointer", KindUint, Dec, 32, i6, 32, 32, "RFC 4443 3.4", "The byte that is wrong.", ofType(4)},
		{"icmpv6.nd.ra.cur_hop_limit", "Cur hop limit", KindUint, Dec, 8, i6, 32, 8, ndp, "The hop limit that hosts should use.", ofType(134)},
		{"icmpv6.nd.ra.flag", "Flags", KindUint, Hex, 8, i6, 40, 8, ndp, "How hosts get addresses.", ofType(134)},
		{"icmpv6.nd.ra.flag.m", "Managed address configuration", KindBool, Dec, 8, i6, 40, 1, ndp, "Addresses come from DHCPv6.", ofType(134)},
		{"icmpv6.nd.ra.flag.o", "Other configuration", KindBool, Dec, 8, i6, 41, 1, ndp, "Other settings come from DHCPv6.", ofType(134)},
		{"icmpv6.nd.ra.router_lifetime", "Router lifetime (s)", KindUint, Dec, 16, i6, 48, 16, ndp, "Seconds for which it is a default router.", ofType(134)},
		{"icmpv6.nd.ra.reachable_time", "Reachable time (ms)", KindUint, Dec, 32, i6, 64, 32, ndp, "How long a neighbour counts as reachable.", ofType(134)},
		{"icmpv6.nd.ra.retrans_timer", "Retrans timer (ms)", KindUint, Dec, 32, i6, 96, 32, ndp, "Between solicitations.", ofType(134)},
		{"icmpv6.nd.ns.target_address", "Target Address", KindIPv6, Dec, 0, i6, 64, 128, ndp, "Whose hardware address is asked for.", ofType(135)},
		{"icmpv6.nd.na.flag", "Flags", KindUint, Hex, 32, i6, 32, 32, ndp, "Router, solicited, override.", ofType(136)},
		{"icmpv6.nd.na.flag.r", "Router", KindBool, Dec, 32, i6, 32, 1, ndp, "The sender is a router.", ofType(136)},
		{"icmpv6.nd.na.flag.s", "Solicited", KindBool, Dec, 32, i6, 33, 1, ndp, "It answers a solicitation.", ofType(136)},
		{"icmpv6.nd.na.flag.o", "Override", KindBool, Dec, 32, i6, 34, 1, ndp, "It replaces what is known.", ofType(136)},
		{"icmpv6.nd.na.target_address", "Target Address", KindIPv6, Dec, 0, i6, 64, 128, ndp, "Whose hardware address is told.", ofType(136)},
		{"icmpv6.nd.rd.target_address", "Target Address", KindIPv6, Dec, 0, i6, 64, 128, ndp, "The better next hop.", ofType(137)},
	}
	return rows
}

// swapped are fields of moreRows whose two bytes are read the other way round.
func swapped(name string) bool { return name == "icmp.ident_le" || name == "icmp.seq_le" }

// moreFields are fields that are computed from others, or from more than one place.
func moreFields() []Field {
	out := rowFields(moreRows())
	for i := range out {
		if get := out[i].Get; swapped(out[i].Name) {
			out[i].Get = func(p *Packet, vals []Value) []Value {
				first := len(vals)
				vals = get(p, vals)
				for k := first; k < len(vals); k++ {
					vals[k].U = vals[k].U>>8 | vals[k].U<<8&0xff00
				}
				return vals
			}
		}
	}
	return append(out,
		Field{Name: "udp.payload", Label: "Payload", Kind: KindBytes, Ref: "RFC 768", Help: "The data that was captured.", Get: udpPayload},
		Field{Name: "tcp.urgent_pointer.non_zero", Label: "The urgent pointer field is nonzero while the URG flag is not set", Ref: "RFC 9293 3.8.5",
			Help: "An urgent pointer that means nothing.", Get: strayUrgent},
	)
}

func udpPayload(p *Packet, out []Value) []Value {
	for i := range int(p.NLayers) {
		if p.Layers[i].Proto != ProtoUDP {
			continue
		}
		if b := p.layerBytes(i); len(b) > udpHeader {
			out = append(out, Value{B: b[udpHeader:len(b):len(b)]})
		}
	}
	return out
}

func strayUrgent(p *Packet, out []Value) []Value {
	eachTCP(p, func(h []byte, _ int) {
		if len(h) >= tcpMinHeader && h[18]|h[19] != 0 && !Flags(h[13]).Has(URG) {
			out = append(out, Value{U: 1})
		}
	})
	return out
}

// textFields are the values of other fields as texts: the names of addresses, which are
// never looked up here.
func textFields(all []Field) []Field {
	var out []Field
	for _, of := range [][2]string{{"ip.host", "ip.addr"}, {"ip.src_host", "ip.src"}, {"ip.dst_host", "ip.dst"}, {"ipv6.host", "ipv6.addr"},
		{"ipv6.src_host", "ipv6.src"}, {"ipv6.dst_host", "ipv6.dst"}, {"eth.addr_resolved", "eth.addr"}, {"eth.src_resolved", "eth.src"},
		{"eth.dst_resolved", "eth.dst"}} {
		i := slices.IndexFunc(all, func(f Field) bool { return f.Name == of[1] })
		f := all[i]
		out = append(out, Field{Name: of[0], Label: f.Label + " as text", Kind: KindString, Ref: f.Ref,
			Help: "The address as text: names are not looked up.",
			Get: func(p *Packet, out []Value) []Value {
				first := len(out)
				out = f.Get(p, out)
				for i := first; i < len(out); i++ {
					out[i] = Value{S: string(f.Format(nil, out[i]))}
				}
				return out
			}})
	}
	return out
}
