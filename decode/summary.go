package decode

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"strconv"
)

// maxInfo bounds a summary, in bytes: text from packets is cut there.
const maxInfo = 512

// Relative is what the connection knows about a segment's numbers.
type Relative struct {
	Seq, Ack uint32 // counted from the start of the connection
	Window   uint32 // bytes, scaled
}

// summarizer appends what a protocol's Info column says. b is the layer with
// what follows it, as far as it was captured.
type summarizer func(dst []byte, p *Packet, l *Layer, b []byte) []byte

// summaries is who writes the Info column for each protocol. It never changes.
var summaries = [NumProtos]summarizer{
	ProtoARP: infoARP, ProtoRARP: infoARP, ProtoICMP: infoICMP, ProtoICMPv6: infoICMPv6, ProtoUDP: infoUDP, ProtoIGMP: infoIGMP,
	ProtoSCTP: infoSCTP, ProtoIPv4: infoIPv4, ProtoIPv6: infoIPv6, ProtoIPv6Fragment: infoIPv6Fragment,
	ProtoDNS: infoDNS, ProtoMDNS: infoDNS, ProtoLLMNR: infoDNS, ProtoDHCP: infoDHCP, ProtoNTP: infoNTP, ProtoSTP: infoSTP,
	ProtoESP: infoESP, ProtoTFTP: infoTFTP, ProtoSSDP: infoLine, ProtoSIP: infoLine, ProtoSyslog: infoLine,
	ProtoPPPoED: infoPPPoED, ProtoEAPOL: infoEAPOL, ProtoDCCP: infoPorts,
}

// AppendInfo appends the one-line summary of a packet, worded as in Wireshark's
// Info column, at most 512 bytes of it. rel gives the numbers of a TCP segment
// relative to its connection; nil shows them raw. Names from the packet come out
// as they are: hostile text, to be made safe by who shows it.
func (p *Packet) AppendInfo(dst []byte, rel *Relative) []byte {
	start := len(dst)
	if p.HasTCP {
		dst = p.appendTCPInfo(dst, rel)
	} else {
		dst = p.appendOther(dst)
	}
	if len(dst)-start > maxInfo {
		dst = append(dst[:start+maxInfo-len("…")], "…"...)
	}
	return dst
}

// appendOther goes from the innermost layer out until one has a summary.
func (p *Packet) appendOther(dst []byte) []byte {
	n := int(p.NLayers)
	if p.Quote.First != 0 {
		n = int(p.Quote.First)
	}
	for i := n - 1; i >= 0; i-- {
		l := &p.Layers[i]
		f := summaries[l.Proto]
		if f == nil && l.Proto == ProtoData && i > 0 {
			continue
		}
		if f == nil {
			return append(dst, l.Proto.Label()...)
		}
		return f(dst, p, l, p.layerBytes(i))
	}
	return append(dst, "Nothing captured"...)
}

func (p *Packet) appendTCPInfo(dst []byte, rel *Relative) []byte {
	s := &p.TCP
	seq, ack, window := uint32(s.Seq), uint32(s.Ack), uint32(s.Window)
	if rel != nil {
		seq, ack, window = rel.Seq, rel.Ack, rel.Window
	}
	dst = appendPorts(dst, s.SrcPort, s.DstPort)
	dst = append(append(append(dst, " ["...), s.Flags.String()...), ']')
	dst = appendNumber(dst, " Seq=", seq)
	if s.Flags.Has(ACK) {
		dst = appendNumber(dst, " Ack=", ack)
	}
	dst = appendNumber(dst, " Win=", window)
	if s.LenKnown() {
		dst = appendNumber(dst, " Len=", s.Len)
	}
	return p.appendOptions(dst, s.Ack-Seq(ack))
}

// appendOptions appends the options in their order; base is taken off the
// blocks of SACK.
func (p *Packet) appendOptions(dst []byte, base Seq) []byte {
	be := binary.BigEndian
	i := p.Find(ProtoTCP)
	if i < 0 {
		return dst
	}
	h := p.layerBytes(i)
	eachOption(h, int(p.TCP.HdrLen), func(o option) bool {
		if o.fault != "" {
			return true
		}
		switch o.b[0] {
		case kindMSS:
			dst = appendNumber(dst, " MSS=", uint32(be.Uint16(o.b[2:])))
		case kindWScale:
			dst = appendNumber(dst, " WS=", 1<<min(o.b[2], 14))
		case kindSACKPermitted:
			dst = append(dst, " SACK_PERM"...)
		case kindTimestamps:
			dst = appendNumber(dst, " TSval=", be.Uint32(o.b[2:]))
			dst = appendNumber(dst, " TSecr=", be.Uint32(o.b[6:]))
		case kindFastOpen:
			dst = append(dst, " TFO=R"...)
			if len(o.b) > 2 { // with a cookie
				dst[len(dst)-1] = 'C'
			}
		case 172, 174, kindExperiment1, kindExperiment2:
			dst = appendAccECN(dst, &o)
		case kindSACK:
			for b := o.b[2:]; len(b) >= 8; b = b[8:] {
				dst = appendNumber(dst, " SLE=", uint32(Seq(be.Uint32(b))-base))
				dst = appendNumber(dst, " SRE=", uint32(Seq(be.Uint32(b[4:]))-base))
			}
		}
		return true
	})
	return dst
}

// appendAccECN appends the counters of accurate ECN.
func appendAccECN(dst []byte, o *option) []byte {
	names := [...]string{" EE0B=", " ECEB=", " EE1B="}
	for _, t := range o.parts() {
		for i := range accECNCounters {
			if v, ok := t.value(o.b); ok && t.name == accECNCounters[i].name {
				dst = appendNumber(dst, names[i], uint32(v.U))
			}
		}
	}
	return dst
}

func appendNumber(dst []byte, name string, n uint32) []byte {
	return strconv.AppendUint(append(dst, name...), uint64(n), 10)
}

func appendPorts(dst []byte, src, dstPort uint16) []byte {
	dst = strconv.AppendUint(dst, uint64(src), 10)
	dst = append(dst, " → "...)
	return strconv.AppendUint(dst, uint64(dstPort), 10)
}

// appendAddr appends an IP address of 4 or 16 bytes.
func appendAddr(dst, b []byte) []byte {
	if a, ok := netip.AddrFromSlice(b); ok {
		return a.AppendTo(dst)
	}
	return dst
}

// short says that a header is not whole: cut by the capture or by its sender.
func short(dst []byte, p *Packet, l *Layer) []byte {
	dst = append(dst, l.Proto.Label()...)
	if int(l.End) > len(p.Data) {
		return append(dst, " [Packet size limited during capture]"...)
	}
	return append(dst, " [Malformed Packet]"...)
}

func infoPorts(dst []byte, p *Packet, l *Layer, b []byte) []byte {
	if len(b) < 4 {
		return short(dst, p, l)
	}
	return appendPorts(dst, binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:]))
}

func infoUDP(dst []byte, p *Packet, l *Layer, b []byte) []byte {
	if len(b) < udpHeader {
		return short(dst, p, l)
	}
	dst = infoPorts(dst, p, l, b)
	n := binary.BigEndian.Uint16(b[4:])
	if n < udpHeader && (n != 0 || p.NetEnd-l.Off <= 0xffff) {
		return fmt.Appendf(dst, " [BAD UDP LENGTH %d < 8]", n)
	}
	if room := p.NetEnd - l.Off; uint32(n) > room && p.NetEnd > l.Off {
		dst = fmt.Appendf(dst, " [BAD UDP LENGTH %d > IP PAYLOAD LENGTH]", n)
	}
	return appendNumber(dst, " Len=", uint32(max(n, udpHeader)-udpHeader))
}

func infoARP(dst []byte, p *Packet, l *Layer, b []byte) []byte {
	if len(b) < 8 {
		return short(dst, p, l)
	}
	op := binary.BigEndian.Uint16(b[6:])
	hw, pr := int(b[4]), int(b[5])
	if len(b) < 8+2*(hw+pr) {
		return short(dst, p, l)
	}
	mac, from, to := b[8:8+hw], b[8+hw:8+hw+pr], b[8+hw+pr+hw:8+2*(hw+pr)]
	text := func(dst, a []byte) []byte {
		if len(a) == 4 {
			return appendAddr(dst, a)
		}
		return appendBytes(dst, a, "")
	}
	const request, reply, rarpRequest, rarpReply = 1, 2, 3, 4
	switch same := string(from) == string(to); {
	case op == request && same:
		return text(append(dst, "ARP Announcement for "...), from)
	case op == reply && same:
		return append(text(append(dst, "Gratuitous ARP for "...), from), " (Reply)"...)
	case op == request:
		return text(append(text(append(dst, "Who has "...), to), "? Tell "...), from)
	case op == reply:
		return appendBytes(append(text(dst, from), " is at "...), mac, ":")
	case op == rarpRequest:
		return append(appendBytes(append(dst, "Who is "...), b[8+hw+pr:8+hw+pr+hw], ":"), '?')
	case op == rarpReply:
		return text(append(appendBytes(dst, b[8+hw+pr:8+hw+pr+hw], ":"), " is at "...), to)
	}
	return fmt.Appendf(dst, "Unknown ARP opcode 0x%04x", op)
}

func infoIPv4(dst []byte, p *Packet, l *Layer, b []byte) []byte {
	if len(b) < ipv4Header {
		return short(dst, p, l)
	}
	if v := b[0] >> 4; v != 4 {
		return fmt.Appendf(dst, "Bogus IPv4 version (%d, must be 4)", v)
	}
	if n := int(b[0]&15) * 4; n < ipv4Header {
		return fmt.Appendf(dst, "Bogus IP header length (%d, must be at least %d)", n, ipv4Header)
	}
	word, pr := binary.BigEndian.Uint16(b[6:]), b[9]
	if word&(ipMoreFragments|ipOffsetMask) != 0 {
		return fmt.Appendf(dst, "Fragmented IP protocol (proto=%s %d, off=%d, ID=%04x)", protocolName(pr), pr, int(word&ipOffsetMask)*8, binary.BigEndian.Uint16(b[4:]))
	}
	return fmt.Appendf(dst, "%s (%d)", protocolName(pr), pr)
}

func infoIPv6(dst []byte, p *Packet, l *Layer, b []byte) []byte {
	if len(b) < ipv6Header {
		return short(dst, p, l)
	}
	if b[6] == ipv6NoNext {
		return append(dst, "IPv6 no next header"...)
	}
	return fmt.Appendf(dst, "Unknown IP Protocol: %s (%d)", protocolName(b[6]), b[6])
}

func infoIPv6Fragment(dst []byte, p *Packet, l *Layer, b []byte) []byte {
	if len(b) < 8 {
		return short(dst, p, l)
	}
	word, more := binary.BigEndian.Uint16(b[2:]), "n"
	if word&1 != 0 {
		more = "y"
	}
	return fmt.Appendf(dst, "IPv6 fragment (off=%d more=%s ident=0x%08x nxt=%d)", word&^7, more, binary.BigEndian.Uint32(b[4:]), b[0])
}

// protocolName is an IP protocol's name, "Unknown" without one.
func protocolName(n uint8) string {
	if pr := ipProtocols[n]; pr != protoNone {
		return pr.String()
	}
	return "Unknown"
}

func infoESP(dst []byte, p *Packet, l *Layer, b []byte) []byte {
	if len(b) < 4 {
		return short(dst, p, l)
	}
	return fmt.Appendf(dst, "ESP (SPI=0x%08x)", binary.BigEndian.Uint32(b))
}
