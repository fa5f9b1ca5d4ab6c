package decode

// Errors of ICMP (RFC 792) and ICMPv6 (RFC 4443) quote the datagram that caused
// them. The quote is walked for show; it is not part of what the frame carries.

// icmpQuotes are the types of ICMP that quote: unreachable, source quench,
// redirect, time exceeded, parameter problem.
const icmpQuotes = 1<<3 | 1<<4 | 1<<5 | 1<<11 | 1<<12

const icmpHeader = 8

func (p *Packet) icmp(off, end uint32) (Proto, uint32, uint32) {
	if !p.has(off, icmpHeader, end) {
		return p.cut(ProtoICMP, off, end)
	}
	if typ := p.Data[off]; typ > 12 || icmpQuotes>>typ&1 == 0 {
		return p.cut(ProtoICMP, off, end)
	}
	p.add(ProtoICMP, off, icmpHeader, end)
	return protoQuotedIP, off + icmpHeader, end
}

func (p *Packet) icmpv6(off, end uint32) (Proto, uint32, uint32) {
	const errors = 1<<1 | 1<<2 | 1<<3 | 1<<4
	if !p.has(off, icmpHeader, end) {
		return p.cut(ProtoICMPv6, off, end)
	}
	if typ := p.Data[off]; typ > 4 || errors>>typ&1 == 0 {
		return p.cut(ProtoICMPv6, off, end)
	}
	p.add(ProtoICMPv6, off, icmpHeader, end)
	return protoQuotedIP, off + icmpHeader, end
}

// quotedIP begins the quote. The addresses of the frame itself are put aside in
// Quote until the walk ends; endQuote swaps them.
func (p *Packet) quotedIP(off, end uint32) (Proto, uint32, uint32) {
	if p.Quote.First == 0 {
		p.Quote = Quote{First: p.NLayers, Src: p.Src, Dst: p.Dst}
		p.more = resume{}
	}
	return protoIPVersion, off, end
}

// endQuote gives the frame its own addresses back.
func (p *Packet) endQuote() {
	q := &p.Quote
	if q.First == p.NLayers { // nothing could be read of it
		p.Src, p.Dst = q.Src, q.Dst
		*q = Quote{}
		return
	}
	p.Src, q.Src = q.Src, p.Src
	p.Dst, q.Dst = q.Dst, p.Dst
	p.Fragment = false
	for i := int(q.First) - 1; i >= 0; i-- {
		if l := p.Layers[i]; l.Proto == ProtoIPv4 || l.Proto == ProtoIPv6 {
			p.NetOff, p.NetEnd = l.Off, l.End
			return
		}
	}
}

// quotedTCP notes what is left of a TCP header in a quote: 8 bytes at least
// where RFC 792 is kept to.
func (p *Packet) quotedTCP(off, end uint32) {
	q := &p.Quote
	if !p.has(off, 4, end) {
		return
	}
	q.HasTCP, q.Off = true, off
	q.SrcPort, q.DstPort = p.u16(off), p.u16(off+2)
	if p.has(off, 8, end) {
		q.HasSeq, q.Seq = true, Seq(p.u32(off+4))
	}
}
