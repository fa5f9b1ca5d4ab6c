package decode

// Echo is a ping or its answer.
type Echo struct {
	Src, Dst   Addr
	Reply      bool
	Ident, Seq uint16
	Sum        uint16 // checksum of the request, also in a reply, which repeats its data; 0 for ICMPv6
	Tunnel     bool   // it is in GRE
}

// The types of echo messages (RFC 792, RFC 4443 4).
const (
	icmpEchoReply, icmpEcho     = 0, 8
	icmpv6Echo, icmpv6EchoReply = 128, 129
)

// Echo returns the echo message of a packet, that of the innermost header; false when it
// has none. What an ICMP error quotes is none.
func (p *Packet) Echo() (e Echo, ok bool) {
	n := int(p.NLayers)
	if p.Quote.First != 0 {
		n = int(p.Quote.First)
	}
	for i := n - 1; i >= 0; i-- {
		pr := p.Layers[i].Proto
		if pr != ProtoICMP && pr != ProtoICMPv6 {
			continue
		}
		b := p.layerBytes(i)
		if len(b) < icmpHeader || !e.read(pr, b) {
			return e, false
		}
		e.Src, e.Dst, e.Tunnel = p.Src, p.Dst, p.Find(ProtoGRE) >= 0
		return e, true
	}
	return e, false
}

// read takes the message; false when it is none of an echo.
func (e *Echo) read(pr Proto, b []byte) bool {
	e.Ident, e.Seq = uint16(b[4])<<8|uint16(b[5]), uint16(b[6])<<8|uint16(b[7])
	if pr == ProtoICMPv6 {
		e.Reply = b[0] == icmpv6EchoReply
		return e.Reply || b[0] == icmpv6Echo
	}
	e.Sum = uint16(b[2])<<8 | uint16(b[3])
	e.Reply = b[0] == icmpEchoReply
	if e.Reply { // the request's type is 8 instead of 0
		e.Sum = ^fold(uint64(^e.Sum) + icmpEcho<<8)
	}
	return e.Reply || b[0] == icmpEcho
}

// icmpStatus judges the checksum of the message in layer i.
func (p *Packet) icmpStatus(i int, b []byte) ChecksumStatus {
	l := &p.Layers[i]
	if len(b) < 4 {
		return ChecksumAbsent
	}
	if uint32(len(b)) < l.End-l.Off || p.Fragment || p.Quote.First != 0 && i >= int(p.Quote.First) {
		return ChecksumUnverified
	}
	sum := uint64(0)
	if l.Proto == ProtoICMPv6 {
		const protocol = 58
		sum = add16(add16(0, p.Src.B[:p.Src.N]), p.Dst.B[:p.Dst.N]) + protocol + uint64(len(b))
	}
	if fold(add16(sum, b)) == 0xffff {
		return ChecksumGood
	}
	return ChecksumBad
}

// icmpChecksumFields are what can be said of the checksums of ICMP and ICMPv6.
func icmpChecksumFields() []Field {
	var out []Field
	for _, of := range []struct {
		pr        Proto
		name, bad string
		ref       string
	}{{ProtoICMP, "icmp.checksum", "icmp.checksum_bad", "RFC 792"}, {ProtoICMPv6, "icmpv6.checksum", "icmpv6.checksum_bad.expert", "RFC 4443 2.3"}} {
		out = append(out,
			Field{Name: of.name + ".status", Label: "Checksum Status", Kind: KindUint, Width: 8, Ref: of.ref, Help: "0 bad, 1 good, 2 not verified: cut off, a fragment, or quoted by an error.",
				Get: ofLayers(of.pr, func(p *Packet, i int, b []byte, out []Value) []Value {
					if s := p.icmpStatus(i, b); s != ChecksumAbsent {
						out = append(out, Value{U: uint64(s)})
					}
					return out
				})},
			Field{Name: of.bad, Label: "Bad checksum", Ref: of.ref, Help: "The checksum is wrong.",
				Get: ofLayers(of.pr, func(p *Packet, i int, b []byte, out []Value) []Value {
					if p.icmpStatus(i, b) == ChecksumBad {
						out = append(out, Value{U: 1})
					}
					return out
				})})
	}
	return out
}
