package decode

import "bytes"

// faultRow is a field without a value that is there when something is wrong with a header.
type faultRow struct {
	name, label, ref, help string
	proto                  Proto
	is                     func(b []byte, room int) bool // b as far as it was captured, room as it was on the wire
}

// quotable reports whether the rule holds in what an ICMP error quotes as well: there the
// length fields tell of more than is there.
func (r *faultRow) quotable() bool {
	return r.name != "ip.bogus_ip_length" && r.name != "ipv6.plen_exceeds_framing"
}

func faultRows() []faultRow {
	const (
		v4, v6, udp, tcp = ProtoIPv4, ProtoIPv6, ProtoUDP, ProtoTCP
		ip4, ip6         = "RFC 791 3.1", "RFC 8200 3"
	)
	return []faultRow{
		{"ip.bogus_ip_version", "Bogus IP version", ip4, "The version is not 4.", v4, func(b []byte, _ int) bool { return len(b) > 0 && b[0]>>4 != 4 }},
		{"ip.bogus_header_length", "Bogus IP header length", ip4, "The header says to be shorter than its fixed part.", v4,
			func(b []byte, _ int) bool { return len(b) > 0 && b[0]>>4 == 4 && b[0]&15 < 5 }},
		{"ip.bogus_ip_length", "Bogus IP length", ip4, "The length is that of more than there is, or of less than the header.", v4, func(b []byte, room int) bool {
			if len(b) < 4 || b[0]>>4 != 4 || b[0]&15 < 5 {
				return false
			}
			n := int(b[2])<<8 | int(b[3])
			return n > room || n != 0 && n < int(b[0]&15)*4
		}},
		{"ip.nop", "4 NOP in a row", ip4, "A router may have taken options out.", v4, func(b []byte, _ int) bool {
			at, row := 0, nopRow{}
			eachIPOption(b, func(o []byte) {
				row.add(at, o[0])
				at += len(o)
			})
			return row.found
		}},
		{"ipv6.bogus_ipv6_version", "Bogus IP version", ip6, "The version is not 6.", v6, func(b []byte, _ int) bool { return len(b) > 0 && b[0]>>4 != 6 }},
		{"ipv6.plen_zero", "IPv6 payload length equals 0", ip6, "The length is 0 and there is no jumbo payload; the network card may have to fill it in.", v6,
			func(b []byte, _ int) bool {
				return len(b) >= ipv6Header && validIPv6(b) && b[4]|b[5] == 0 && b[6] != 0 && b[6] != ipv6NoNext
			}},
		{"ipv6.plen_exceeds_framing", "IPv6 payload length does not match expected framing length", ip6, "The length is that of more than there is.", v6, func(b []byte, room int) bool {
			return len(b) >= ipv6Header && validIPv6(b) && ipv6PayloadLen(b) > room-ipv6Header
		}},
		{"tcp.options.wscale.shift.invalid", "Window scale shift exceeds 14", "RFC 7323 2.3", "The shift is more than 14, which counts then.", tcp, ofTCPOptions(func(o *option) bool {
			return o.b[0] == kindWScale && o.fault == "" && o.b[2] > 14
		})},
		{"tcp.options.mss.present", "The non-SYN packet does contain a MSS option", "RFC 9293 3.7.1", "Only a SYN may tell the maximum segment size.", tcp, func(b []byte, room int) bool {
			return len(b) >= 14 && !Flags(b[13]).Has(SYN) && ofTCPOptions(func(o *option) bool { return o.b[0] == kindMSS && o.fault == "" })(b, room)
		}},
		{"tcp.non_zero_bytes_after_eol", "Non zero bytes in option space after EOL option", "RFC 9293 3.1", "What follows the end of the options should be zeros.", tcp,
			ofTCPOptions(func(o *option) bool { return o.after && o.fault != "" && len(bytes.Trim(o.b, "\x00")) > 0 })},
	}
}

// nopRow counts options that do nothing, as Wireshark does: a new row begins with one that
// begins a word.
type nopRow struct {
	n     int
	found bool // four
}

// add takes an option at an offset in the list, or in a header of whole words.
func (r *nopRow) add(at int, kind byte) {
	if kind != kindNop {
		return
	}
	if r.n++; at%4 == 0 {
		r.n = 1
	}
	r.found = r.found || r.n == 4
}

// udpLen is the length that a UDP header says, -1 when it was cut off.
func udpLen(b []byte) int {
	if len(b) < 6 {
		return -1
	}
	return int(b[4])<<8 | int(b[5])
}

// ipv6PayloadLen is the length that an IPv6 header says, or its jumbo payload option
// (RFC 2675 2).
func ipv6PayloadLen(b []byte) int {
	n := int(b[4])<<8 | int(b[5])
	if n == 0 && b[6] == 0 {
		eachIPv6Option(b[ipv6Header:], func(o []byte) {
			if o[0] == optJumbo && len(o) == 6 {
				n = int(o[2])<<24 | int(o[3])<<16 | int(o[4])<<8 | int(o[5])
			}
		})
	}
	return n
}

// ofTCPOptions makes a rule that holds when it does for one of the options.
func ofTCPOptions(is func(o *option) bool) func([]byte, int) bool {
	return func(b []byte, _ int) (found bool) {
		if len(b) <= 12 {
			return false
		}
		size := int(b[12]>>4) * 4
		eachOption(b[:min(len(b), max(size, tcpMinHeader))], size, func(o option) bool {
			found = found || len(o.b) > 0 && is(&o)
			return true
		})
		return found
	}
}

// faultFields makes the fields of faultRows.
func faultFields() []Field {
	var out []Field
	for _, r := range faultRows() {
		out = append(out, Field{Name: r.name, Label: r.label, Ref: r.ref, Help: r.help, Get: ofLayers(r.proto, func(p *Packet, i int, b []byte, out []Value) []Value {
			if p.Quote.First != 0 && i >= int(p.Quote.First) && !r.quotable() {
				return out
			}
			if r.is(b, p.roomOf(i)) {
				out = append(out, Value{U: 1})
			}
			return out
		})})
	}
	return append(append(out, udpLengthFields()...), Field{Name: "udp.possible_traceroute", Label: "Possible traceroute", Ref: "RFC 768", Help: "A port that traceroute uses, of the first ten hops.",
		Get: ofLayers(ProtoUDP, func(_ *Packet, _ int, b []byte, out []Value) []Value {
			const first, probes = 33434, 30
			for at := 0; at < 4 && len(b) >= 4; at += 2 {
				if port := int(b[at])<<8 | int(b[at+1]); port > first && port <= first+probes {
					out = append(out, Value{U: 1})
				}
			}
			return out
		})})
}

// badUDPLen reports whether a datagram's length n is not that of one where there is so much
// room. Over IPv6 it may be 0.
func badUDPLen(n, room int, v6 bool) bool { return n < udpHeader && !(n == 0 && v6) || n > room }

// udpLengthFields are what is wrong with the length of a datagram. Nothing can be said of a
// fragment, or of what an ICMP error quotes. Without a length there are only datagrams of
// IPv6 that are too long for the field (RFC 2675 4).
func udpLengthFields() []Field {
	field := func(name, label, help string, is func(n, room int, v6 bool) bool) Field {
		return Field{Name: name, Label: label, Ref: "RFC 768", Help: help, Get: ofLayers(ProtoUDP, func(p *Packet, i int, b []byte, out []Value) []Value {
			if n := udpLen(b); n >= 0 && !p.Fragment && (p.Quote.First == 0 || i < int(p.Quote.First)) && is(n, p.roomOf(i), p.Src.N == 16) {
				out = append(out, Value{U: 1})
			}
			return out
		})}
	}
	return []Field{
		field("udp.length.bad", "Bad length value", "The length is under 8, or that of more than there is.", badUDPLen),
		field("udp.length.bad_zero", "Length is zero but payload < 65536", "There is no length, though it would fit into the field.", func(n, room int, v6 bool) bool {
			return n == 0 && v6 && room < 65536
		}),
	}
}

// roomOf is how many bytes there are for layer i and all that follows in it, by what lies
// around it.
func (p *Packet) roomOf(i int) int {
	end := uint32(max(len(p.Data), int(p.OrigLen)))
	switch {
	case i > 0 && i == int(p.LinkLayers):
		end = uint32(len(p.Data))
	case i > 0:
		end = p.Layers[i-1].End
	}
	return int(end) - int(p.Layers[i].Off)
}
