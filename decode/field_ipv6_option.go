package decode

import "net/netip"

// Options of IPv6's hop-by-hop and destination headers (IANA).
const (
	optPad1        = 0x00
	optPadN        = 0x01
	optTunnelLimit = 0x04
	optRouterAlert = 0x05
	optJumbo       = 0xc2
	optHomeAddress = 0xc9
)

// eachIPv6Option calls f with the options of a header, which b begins with, up to its end
// or the first one that does not fit.
func eachIPv6Option(b []byte, f func(o []byte)) {
	if len(b) < 2 {
		return
	}
	b = b[2:min(len(b), (int(b[1])+1)*8)]
	for len(b) > 0 {
		if b[0] == optPad1 {
			f(b[:1])
			b = b[1:]
			continue
		}
		if len(b) < 2 || 2+int(b[1]) > len(b) {
			return
		}
		n := 2 + int(b[1])
		f(b[:n:n])
		b = b[n:]
	}
}

// ofIPv6Options makes a getter of what each option may have.
func ofIPv6Options(get func(o []byte) (Value, bool)) func(*Packet, []Value) []Value {
	return func(p *Packet, out []Value) []Value {
		for i := range int(p.NLayers) {
			if pr := p.Layers[i].Proto; pr != ProtoIPv6HopOpts && pr != ProtoIPv6DstOpts {
				continue
			}
			eachIPv6Option(p.layerBytes(i), func(o []byte) {
				if v, ok := get(o); ok {
					out = append(out, v)
				}
			})
		}
		return out
	}
}

// ipv6OptionFields are the fields of options of IPv6.
func ipv6OptionFields() []Field {
	const ref = "RFC 8200 4.2"
	number := func(name, label string, kind Kind, base Base, width uint8, ref, help string, get func(o []byte) (uint64, bool)) Field {
		return Field{Name: name, Label: label, Kind: kind, Base: base, Width: width, Ref: ref, Help: help, Get: ofIPv6Options(func(o []byte) (Value, bool) {
			u, ok := get(o)
			return Value{U: u}, ok
		})}
	}
	part := func(shift, mask byte) func(o []byte) (uint64, bool) {
		return func(o []byte) (uint64, bool) { return uint64(o[0] >> shift & mask), true }
	}
	value := func(typ byte, n int) func(o []byte) (uint64, bool) {
		return func(o []byte) (u uint64, ok bool) {
			if o[0] != typ || len(o) != 2+n {
				return 0, false
			}
			for _, c := range o[2:] {
				u = u<<8 | uint64(c)
			}
			return u, true
		}
	}
	return []Field{
		{Name: "ipv6.opt", Label: "IPv6 Option", Ref: ref, Help: "An option of a hop-by-hop or destination header.",
			Get: ofIPv6Options(func(o []byte) (Value, bool) { return Value{U: 1, B: o}, true })},
		number("ipv6.opt.type", "Type", KindUint, Hex, 8, ref, "What the option is.", part(0, 0xff)),
		number("ipv6.opt.type.action", "Action", KindUint, Dec, 8, ref, "What who does not know the option does: 0 skips it, 1 drops the packet, 2 and 3 tell the sender.", part(6, 3)),
		number("ipv6.opt.type.change", "May Change", KindBool, Dec, 8, ref, "Routers may change its value.", part(5, 1)),
		number("ipv6.opt.type.rest", "Low-Order Bits", KindUint, Hex, 8, ref, "The type without the three bits that say how to treat it.", part(0, 31)),
		number("ipv6.opt.length", "Length", KindUint, Dec, 8, ref, "Bytes of the option's value.", func(o []byte) (uint64, bool) { return uint64(len(o) - 2), len(o) > 1 }),
		{Name: "ipv6.opt.pad1", Label: "Pad1", Ref: ref, Help: "One byte of padding.", Get: ofIPv6Options(func(o []byte) (Value, bool) { return Value{U: 1}, o[0] == optPad1 })},
		{Name: "ipv6.opt.padn", Label: "PadN", Kind: KindBytes, Ref: ref, Help: "Padding.",
			Get: ofIPv6Options(func(o []byte) (Value, bool) { return Value{B: o[min(2, len(o)):]}, o[0] == optPadN })},
		number("ipv6.opt.tel", "Tunnel Encapsulation Limit", KindUint, Dec, 8, "RFC 2473 4.1.1", "How many tunnels more the packet may enter.", value(optTunnelLimit, 1)),
		number("ipv6.opt.router_alert", "Router Alert", KindUint, Dec, 16, "RFC 2711 2.1", "Why every router is to look at the packet; 0 multicast listeners.", value(optRouterAlert, 2)),
		number("ipv6.opt.jumbo", "Payload Length", KindUint, Dec, 32, "RFC 2675 2", "Bytes behind the IPv6 header, where 16 bits are too few.", value(optJumbo, 4)),
		{Name: "ipv6.opt.mipv6.home_address", Label: "MIPv6 Home Address", Kind: KindIPv6, Ref: "RFC 6275 6.3", Help: "The address that the mobile sender keeps.",
			Get: ofIPv6Options(func(o []byte) (Value, bool) {
				if o[0] != optHomeAddress || len(o) != 18 {
					return Value{}, false
				}
				return Value{A: netip.AddrFrom16([16]byte(o[2:]))}, true
			})},
		routeAddresses("ipv6.routing.src.addr", "RFC 2460 4.4", 0, 8),
		routeAddresses("ipv6.routing.srh.addr", "RFC 8754 2", 4, 8),
		{Name: "ipv6.routing.deprecated", Label: "Routing header type is deprecated", Ref: "RFC 5095", Help: "A source route of type 0 or 1, which nobody follows any more.",
			Get: ofLayers(ProtoIPv6Routing, func(_ *Packet, _ int, b []byte, out []Value) []Value {
				if len(b) > 2 && b[2] <= 1 {
					out = append(out, Value{U: 1})
				}
				return out
			})},
	}
}

// routeAddresses makes a field of the stations in routing headers of a type.
func routeAddresses(name, ref string, typ byte, first int) Field {
	return Field{Name: name, Label: "Address", Kind: KindIPv6, Ref: ref, Help: "A station of the route.", Get: ofLayers(ProtoIPv6Routing, func(_ *Packet, _ int, b []byte, out []Value) []Value {
		if len(b) < first || b[2] != typ {
			return out
		}
		n := int(b[1]) / 2
		if typ == 4 {
			n = min(n, int(b[4])+1) // what follows them are values
		}
		for at := first; n > 0 && at+16 <= len(b); at, n = at+16, n-1 {
			out = append(out, Value{A: netip.AddrFrom16([16]byte(b[at:]))})
		}
		return out
	})}
}
