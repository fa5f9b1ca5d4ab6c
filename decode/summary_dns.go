package decode

import (
	"encoding/binary"
	"fmt"
)

// dnsTypes names resource record types (IANA).
var dnsTypes = map[uint16]string{
	1: "A", 2: "NS", 5: "CNAME", 6: "SOA", 12: "PTR", 13: "HINFO", 15: "MX", 16: "TXT", 24: "SIG", 25: "KEY", 28: "AAAA", 29: "LOC", 33: "SRV",
	35: "NAPTR", 39: "DNAME", 41: "OPT", 43: "DS", 46: "RRSIG", 47: "NSEC", 48: "DNSKEY", 50: "NSEC3", 52: "TLSA", 64: "SVCB", 65: "HTTPS",
	99: "SPF", 249: "TKEY", 250: "TSIG", 251: "IXFR", 252: "AXFR", 255: "ANY", 256: "URI", 257: "CAA",
}

// dnsOpcodes and dnsCodes are those that Wireshark puts into its summary.
var (
	dnsOpcodes = [...]string{"Standard query", "Inverse query", "Server status request", "Unknown operation (3)", "Zone change notification", "Dynamic update", "DNS Stateful Operations (DSO)"}
	dnsCodes   = [...]string{"", "Format error", "Server failure", "No such name", "Not implemented", "Refused", "Name exists", "RRset exists", "RRset does not exist", "Not authoritative", "Name out of zone"}
)

// dnsMessage reads a message of RFC 1035 4.1.
type dnsMessage struct {
	b  []byte
	at int
	ok bool
}

func infoDNS(dst []byte, p *Packet, l *Layer, b []byte) []byte {
	if len(b) < 12 {
		return short(dst, p, l)
	}
	be := binary.BigEndian
	flags := be.Uint16(b[2:])
	answer := flags&0x8000 != 0
	op := "Unknown operation"
	if o := int(flags >> 11 & 15); o < len(dnsOpcodes) {
		op = dnsOpcodes[o]
	}
	dst = append(dst, op...)
	if answer {
		dst = append(dst, " response"...)
	}
	dst = fmt.Appendf(dst, " 0x%04x", be.Uint16(b))
	if c := int(flags & 15); answer && c > 0 && c < len(dnsCodes) {
		dst = append(append(dst, ' '), dnsCodes[c]...)
	}
	m := dnsMessage{b: b, at: 12, ok: true}
	for n := int(be.Uint16(b[4:])); n > 0 && m.ok && len(dst) < maxInfo; n-- {
		dst = m.question(dst, l.Proto == ProtoMDNS)
	}
	records := int(be.Uint16(b[6:])) + int(be.Uint16(b[8:])) + int(be.Uint16(b[10:]))
	for ; records > 0 && m.ok && len(dst) < maxInfo; records-- {
		dst = m.record(dst, l.Proto == ProtoMDNS)
	}
	return dst
}

func appendDNSType(dst []byte, t uint16) []byte {
	if s, ok := dnsTypes[t]; ok {
		return append(append(dst, ' '), s...)
	}
	return fmt.Appendf(dst, " TYPE%d", t)
}

// question appends " TYPE name".
func (m *dnsMessage) question(dst []byte, multicast bool) []byte {
	name, at := m.name(m.at)
	if at < 0 || at+4 > len(m.b) {
		m.ok = false
		return dst
	}
	class := binary.BigEndian.Uint16(m.b[at+2:])
	dst = appendDNSType(dst, binary.BigEndian.Uint16(m.b[at:]))
	dst = append(append(dst, ' '), name...)
	if m.at = at + 4; multicast {
		if class&0x8000 != 0 {
			return append(dst, `, "QU" question`...)
		}
		return append(dst, `, "QM" question`...)
	}
	return dst
}

// record appends " TYPE" and what it says where that is an address or a name.
func (m *dnsMessage) record(dst []byte, multicast bool) []byte {
	const a, ns, cname, soa, ptr, mx, aaaa, srv, opt = 1, 2, 5, 6, 12, 15, 28, 33, 41
	be := binary.BigEndian
	_, at := m.name(m.at)
	if at < 0 || at+10 > len(m.b) {
		m.ok = false
		return dst
	}
	typ, class, n := be.Uint16(m.b[at:]), be.Uint16(m.b[at+2:]), int(be.Uint16(m.b[at+8:]))
	at += 10
	if m.at = at + n; m.at > len(m.b) {
		m.ok = false
		return dst
	}
	if dst = appendDNSType(dst, typ); multicast && class&0x8000 != 0 && typ != opt {
		dst = append(dst, ", cache flush"...)
	}
	skip := 0
	switch typ {
	case a, aaaa:
		if n == 4 || n == 16 {
			return appendAddr(append(dst, ' '), m.b[at:at+n])
		}
		return dst
	case ns, cname, soa, ptr:
	case mx:
		skip = 2
	case srv:
		skip = 6
	default:
		return dst
	}
	if n <= skip {
		return dst
	}
	for i := 0; i < skip; i += 2 {
		dst = fmt.Appendf(dst, " %d", be.Uint16(m.b[at+i:]))
	}
	name, _ := m.name(at + skip)
	return append(append(dst, ' '), name...)
}

// name reads a name of RFC 1035 4.1.4 at byte `at` and returns it with where it
// ends; -1 when it is broken. Pointers may only go back, so it ends.
func (m *dnsMessage) name(at int) ([]byte, int) {
	var name []byte
	end, limit := -1, at
	for at < len(m.b) && len(name) < 256 {
		n := int(m.b[at])
		switch {
		case n == 0:
			if end < 0 {
				end = at + 1
			}
			if len(name) == 0 {
				name = append(name, "<Root>"...)
			}
			return name, end
		case n >= 0xc0:
			if at+1 >= len(m.b) {
				return name, -1
			}
			if end < 0 {
				end = at + 2
			}
			to := (n&0x3f)<<8 | int(m.b[at+1])
			if to >= limit {
				return name, -1
			}
			at, limit = to, to
		case n > 63 || at+1+n > len(m.b):
			return name, -1
		default:
			if len(name) > 0 {
				name = append(name, '.')
			}
			name = append(name, m.b[at+1:at+1+n]...)
			at += 1 + n
		}
	}
	return name, -1
}
