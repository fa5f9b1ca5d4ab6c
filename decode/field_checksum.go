package decode

// Checksums is a set of kinds of checksums.
type Checksums uint8

// The kinds.
const (
	ChecksumTCP Checksums = 1 << iota
	ChecksumIP
	ChecksumUDP

	EveryChecksum = ChecksumTCP | ChecksumIP | ChecksumUDP
)

// checksumNone says that a header ends before its checksum.
const checksumNone = ChecksumAbsent + 1

// sums judges the checksum of a header: layer i, whose bytes b are.
type sums func(p *Packet, i int, b []byte) Checksum

// checksumKind is a protocol with a checksum that Wireshark verifies when a preference
// says so.
type checksumKind struct {
	name, bad, label, ref string
	proto                 Proto
	judge                 sums
}

func checksumKinds() []checksumKind {
	return []checksumKind{
		{"ip.checksum", "ip.checksum_bad.expert", "Header checksum status", "RFC 791 3.1", ProtoIPv4, (*Packet).ipSum},
		{"tcp.checksum", "tcp.checksum_bad.expert", "Checksum Status", ref9293, ProtoTCP, (*Packet).tcpSum},
		{"udp.checksum", "udp.checksum.bad", "Checksum Status", "RFC 768", ProtoUDP, (*Packet).udpSum},
	}
}

// ipSum judges the checksum of an IPv4 header.
func (p *Packet) ipSum(_ int, b []byte) Checksum {
	if len(b) < ipv4Header || !ValidIPv4(b) {
		return Checksum{Status: checksumNone}
	}
	c := Checksum{Status: ChecksumUnverified, Stored: uint16(b[10])<<8 | uint16(b[11])}
	n := int(b[0]&15) * 4
	if p.Trust&ChecksumIP != 0 || len(b) < n {
		return c
	}
	return c.against(fold(add16(0, b[:n])))
}

// tcpSum judges the checksum of a segment; what an ICMP error quotes is not whole.
func (p *Packet) tcpSum(i int, b []byte) Checksum {
	if len(b) < 18 {
		return Checksum{Status: checksumNone}
	}
	if !p.HasTCP || p.Layers[i].Off != p.TCP.Off || p.Trust&ChecksumTCP != 0 {
		return Checksum{Status: ChecksumUnverified}
	}
	if c := p.Checksum(); c.Status != ChecksumAbsent {
		return c
	}
	return Checksum{Status: checksumNone}
}

// udpSum judges the checksum of a datagram, which IPv4 may leave out.
func (p *Packet) udpSum(i int, b []byte) Checksum {
	if len(b) < udpHeader {
		return Checksum{Status: checksumNone}
	}
	h := Checksum{Status: ChecksumUnverified, Stored: uint16(b[6])<<8 | uint16(b[7])}
	n := udpLen(b)
	if n < udpHeader && !(n == 0 && p.Src.N == 16) {
		return Checksum{Status: checksumNone}
	}
	if h.Stored == 0 {
		h.Status = ChecksumAbsent
		return h
	}
	if p.Trust&ChecksumUDP != 0 || p.Fragment || n < udpHeader || n > len(b) || p.Src.N == 0 {
		return h
	}
	var ends UDPHeader
	for k := range i {
		if pr := p.Layers[k].Proto; pr == ProtoIPv4 || pr == ProtoIPv6 {
			p.ends(k, &ends)
		}
	}
	if ends.Src.N == 0 { // the packet has only this layer
		ends.Src, ends.Dst = p.Src, p.Dst
	}
	const protocol = 17
	sum := add16(add16(0, ends.Src.B[:ends.Src.N]), ends.Dst.B[:ends.Dst.N]) + protocol + uint64(n)
	return h.against(fold(add16(sum, b[:n])))
}

// against decides by the sum over all that a checksum covers, itself included.
func (c Checksum) against(all uint16) Checksum {
	c.Want = ^fold(uint64(all) + uint64(^c.Stored)) // with the stored sum taken out again
	c.Status = ChecksumBad
	if all == 0xffff {
		c.Status, c.Want = ChecksumGood, c.Stored
	}
	return c
}

// checksumFields are what can be said of checksums.
func checksumFields() []Field {
	var out []Field
	for _, k := range checksumKinds() {
		field := func(f Field, get func(c Checksum) (Value, bool)) {
			f.Ref = k.ref
			f.Get = ofLayers(k.proto, func(p *Packet, i int, b []byte, out []Value) []Value {
				if v, ok := get(k.judge(p, i, b)); ok {
					out = append(out, v)
				}
				return out
			})
			out = append(out, f)
		}
		field(Field{Name: k.name + ".status", Label: k.label, Kind: KindUint, Width: 8,
			Help: "0 bad, 1 good, 2 not verified: cut off, a fragment, quoted by an error, or not asked for with -o; 3 there is none."}, func(c Checksum) (Value, bool) {
			return Value{U: uint64(c.Status)}, c.Status != checksumNone
		})
		field(Field{Name: k.bad, Label: "Bad checksum", Help: "The checksum was verified and is wrong."}, func(c Checksum) (Value, bool) {
			return Value{U: 1}, c.Status == ChecksumBad
		})
		field(Field{Name: k.name + "_calculated", Label: "Calculated Checksum", Kind: KindUint, Base: Hex, Width: 16, Help: "What the checksum should be, where it was verified."}, func(c Checksum) (Value, bool) {
			return Value{U: uint64(c.Want)}, c.Status == ChecksumBad || c.Status == ChecksumGood
		})
	}
	return out
}
