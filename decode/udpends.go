package decode

// UDPHeader is one UDP header of a packet with the addresses of the datagram that it is in.
type UDPHeader struct {
	Src, Dst         Addr
	SrcPort, DstPort uint16
	Quoted           bool // in what an ICMP error quotes
}

// EachUDP calls f for every UDP header of a packet from the outermost in, tunnels' and
// quoted ones included. Headers that were cut off within the ports are left out. It
// allocates nothing.
func (p *Packet) EachUDP(f func(h UDPHeader)) {
	if !p.HasUDP() {
		return
	}
	var h UDPHeader
	for i := range int(p.NLayers) {
		switch l := &p.Layers[i]; l.Proto {
		case ProtoIPv4, ProtoIPv6:
			p.ends(i, &h)
		case ProtoUDP:
			if b := p.layerBytes(i); len(b) >= 4 {
				h.SrcPort, h.DstPort = uint16(b[0])<<8|uint16(b[1]), uint16(b[2])<<8|uint16(b[3])
				h.Quoted = p.Quote.First != 0 && i >= int(p.Quote.First)
				f(h)
			}
		}
	}
}

// HasUDP reports whether a layer is UDP: most packets have none, and are done.
func (p *Packet) HasUDP() bool {
	for i := range int(p.NLayers) {
		if p.Layers[i].Proto == ProtoUDP {
			return true
		}
	}
	return false
}

// ends sets the addresses that the IP header in layer i has. Of the innermost one those
// count that the walk settled on, which a source route may have changed.
func (p *Packet) ends(i int, h *UDPHeader) {
	l := &p.Layers[i]
	inQuote := p.Quote.First != 0 && i >= int(p.Quote.First)
	if !inQuote && l.Off == p.NetOff && p.Src.N != 0 && (p.LinkLayers == 0 || i >= int(p.LinkLayers)) {
		h.Src, h.Dst = p.Src, p.Dst
		return
	}
	b, at, n := p.layerBytes(i), 12, 4
	if l.Proto == ProtoIPv6 {
		at, n = 8, 16
	}
	h.Src, h.Dst = Addr{}, Addr{}
	if len(b) >= at+2*n {
		h.Src.N, h.Dst.N = uint8(n), uint8(n)
		copy(h.Src.B[:], b[at:at+n])
		copy(h.Dst.B[:], b[at+n:at+2*n])
	}
}
