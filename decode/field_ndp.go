package decode

import "net/netip"

// ndpOptions is where the options of a neighbour discovery message begin, by its type
// (RFC 4861 4); -1 where a message has none.
func ndpOptions(b []byte) int {
	if len(b) == 0 {
		return -1
	}
	switch b[0] {
	case 133, 141, 142:
		return 8
	case 134:
		return 16
	case 135, 136:
		return 24
	case 137:
		return 40
	}
	return -1
}

// ofNDP makes a getter of what each option of neighbour discovery may have.
func ofNDP(get func(o []byte) (Value, bool)) func(*Packet, []Value) []Value {
	return ofLayers(ProtoICMPv6, func(_ *Packet, _ int, b []byte, out []Value) []Value {
		at := ndpOptions(b)
		if at < 0 {
			return out
		}
		for b = b[min(at, len(b)):]; len(b) >= 2; {
			n := int(b[1]) * 8
			if n == 0 || n > len(b) {
				return out
			}
			if v, ok := get(b[:n:n]); ok {
				out = append(out, v)
			}
			b = b[n:]
		}
		return out
	})
}

// ndpRow is a field of an option of neighbour discovery.
type ndpRow struct {
	name, label string
	kind        Kind
	base        Base
	width       uint8
	option      []byte // types; nil: all
	bit, bits   int    // place in the option
	ref, help   string
}

func ndpRows() []ndpRow {
	const ref, nd = "RFC 4861 4.6", "RFC 4861 4.6.2"
	var all []byte
	source, target, prefix, mtu, dns, search := []byte{1}, []byte{2}, []byte{3}, []byte{5}, []byte{25}, []byte{31}
	route := []byte{24}
	return []ndpRow{
		{"icmpv6.opt.type", "Type", KindUint, Dec, 8, all, 0, 8, ref, "What the option is."},
		{"icmpv6.opt.length", "Length", KindUint, Dec, 8, all, 8, 8, ref, "In units of 8 bytes."},
		{"icmpv6.opt.linkaddr", "Link-layer address", KindEther, Dec, 0, []byte{1, 2}, 16, 48, ref, "A hardware address."},
		{"icmpv6.opt.src_linkaddr", "Source Link-layer address", KindEther, Dec, 0, source, 16, 48, ref, "The sender's hardware address."},
		{"icmpv6.opt.target_linkaddr", "Target Link-layer address", KindEther, Dec, 0, target, 16, 48, ref, "The hardware address asked for."},
		{"icmpv6.opt.mtu", "MTU", KindUint, Dec, 32, mtu, 32, 32, "RFC 4861 4.6.4", "The largest packet of the link."},
		{"icmpv6.opt.prefix", "Prefix", KindIPv6, Dec, 0, []byte{3, 24}, 128, 128, nd, "The first bits of the link's addresses."},
		{"icmpv6.opt.prefix.length", "Prefix Length", KindUint, Dec, 8, []byte{3, 24}, 16, 8, nd, "How many bits count."},
		{"icmpv6.opt.prefix.flag", "Flag", KindUint, Hex, 8, prefix, 24, 8, nd, "What the prefix is for."},
		{"icmpv6.opt.prefix.flag.l", "On-link flag(L)", KindBool, Dec, 8, prefix, 24, 1, nd, "Addresses with the prefix are on the link."},
		{"icmpv6.opt.prefix.flag.a", "Autonomous address-configuration flag(A)", KindBool, Dec, 8, prefix, 25, 1, nd, "Hosts may make addresses of it."},
		{"icmpv6.opt.prefix.flag.r", "Router address flag(R)", KindBool, Dec, 8, prefix, 26, 1, "RFC 6275 7.2", "It is the router's whole address."},
		{"icmpv6.opt.prefix.flag.reserved", "Reserved", KindUint, Dec, 8, prefix, 27, 5, nd, "Sent as 0."},
		{"icmpv6.opt.prefix.valid_lifetime", "Valid Lifetime", KindUint, Dec, 32, prefix, 32, 32, nd, "Seconds for which it holds."},
		{"icmpv6.opt.prefix.preferred_lifetime", "Preferred Lifetime", KindUint, Dec, 32, prefix, 64, 32, nd, "Seconds for which new connections may use it."},
		{"icmpv6.opt.route_info.flag", "Flag", KindUint, Hex, 8, route, 24, 8, "RFC 4191 2.3", "How much the route is preferred."},
		{"icmpv6.opt.route_info.flag.route_preference", "Route Preference", KindUint, Dec, 8, route, 27, 2, "RFC 4191 2.3", "0 medium, 1 high, 3 low."},
		{"icmpv6.opt.route_info.flag.reserved", "Reserved", KindUint, Dec, 8, route, 24, 8, "RFC 4191 2.3", "Sent as 0."},
		{"icmpv6.opt.route_lifetime", "Route Lifetime", KindUint, Dec, 32, route, 32, 32, "RFC 4191 2.3", "Seconds for which the route holds."},
		{"icmpv6.opt.rdnss.lifetime", "Lifetime", KindUint, Dec, 32, dns, 32, 32, "RFC 8106 5.1", "Seconds for which the servers may be used."},
		{"icmpv6.opt.dnssl.lifetime", "Lifetime", KindUint, Dec, 32, search, 32, 32, "RFC 8106 5.2", "Seconds for which the names may be used."},
	}
}

// value reads the field out of an option.
func (r *ndpRow) value(o []byte) (Value, bool) {
	ok := r.option == nil
	for _, typ := range r.option {
		ok = ok || o[0] == typ
	}
	const routeInfo = 24
	if ok && r.kind == KindIPv6 && o[0] == routeInfo { // as much of the prefix as is not zero, RFC 4191 2.3
		var a [16]byte
		copy(a[:], o[8:])
		return Value{A: netip.AddrFrom16(a)}, true
	}
	if !ok || (r.bit+r.bits+7)/8 > len(o) {
		return Value{}, false
	}
	from := r.bit / 8
	switch r.kind {
	case KindIPv6:
		return Value{A: netip.AddrFrom16([16]byte(o[from:]))}, true
	case KindEther:
		return Value{B: o[from : from+r.bits/8 : from+r.bits/8]}, true
	}
	u := bits(o, uint16(r.bit), uint16(r.bits))
	if r.name == "icmpv6.opt.route_info.flag.reserved" { // around the preference
		u = u>>5<<3 | u&7
	}
	return Value{U: u}, true
}

// ndpFields are the fields of the options of neighbour discovery.
func ndpFields() []Field {
	out := []Field{{Name: "icmpv6.opt", Label: "ICMPv6 Option", Ref: "RFC 4861 4.6", Help: "An option of neighbour discovery.",
		Get: ofNDP(func(o []byte) (Value, bool) { return Value{U: 1, B: o}, true })}}
	for _, r := range ndpRows() {
		out = append(out, Field{Name: r.name, Label: r.label, Kind: r.kind, Base: r.base, Width: r.width, Ref: r.ref, Help: r.help,
			Get: ofNDP(r.value)})
	}
	return append(out, Field{Name: "icmpv6.opt.rdnss", Label: "Recursive DNS Servers", Kind: KindIPv6, Ref: "RFC 8106 5.1", Help: "A name server.",
		Get: ofLayers(ProtoICMPv6, func(p *Packet, i int, b []byte, out []Value) []Value {
			const rdnss = 25
			one := *p
			one.Layers[0], one.NLayers = p.Layers[i], 1
			ofNDP(func(o []byte) (Value, bool) {
				for at := 8; o[0] == rdnss && at+16 <= len(o); at += 16 {
					out = append(out, Value{A: netip.AddrFrom16([16]byte(o[at:]))})
				}
				return Value{}, false
			})(&one, nil)
			return out
		})})
}
