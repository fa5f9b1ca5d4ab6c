package bpf

import (
	"strconv"

	"tcptui/capture"
)

// LINKTYPE_ values that code names (tcpdump.org/linktypes.html).
const (
	linkEthernet = 1
	linkRaw      = 101
	linkSLL      = 113
	linkSLL2     = 276

	linkWLAN     = 105 // IEEE802_11
	linkPrism    = 119
	linkRadiotap = 127
	linkAVS      = 163
	linkPPPD     = 166
	linkPPI      = 192
)

// linkKind says how the protocol of a frame is told.
type linkKind uint8

const (
	kindOther    linkKind = iota // it is not: only bytes and the length can be tested
	kindEthernet                 // EtherType or length and LLC
	kindSLL                      // EtherType, or a number of Linux's for LLC
	kindPPP                      // protocol of PPP
	kindHDLC                     // EtherType, also for OSI
	kindFamily                   // address family in the byte order of some host
	kindRaw                      // version of IP
	kindIP4                      // always IPv4
	kindIP6                      // always IPv6
	kindType                     // EtherType and nothing else
	kindLLC                      // LLC with SNAP behind a header of fixed length
	kindWLAN                     // the same in 802.11 data frames
)

// layout is where a link layer has what filters test.
type layout struct {
	name    string
	kind    linkKind
	typ     uint32 // offset of the protocol; meaningless for the kinds from kindRaw on
	payload uint32 // offset of what is carried
	header  uint32 // offset of the link layer itself
	llc     uint32 // bytes of an LLC header without SNAP before an OSI packet
	ends    addresses
}

// snapLen is how long LLC and SNAP are together.
const snapLen = 8

// layouts are the link layers that can be filtered by protocol.
var layouts = map[capture.LinkType]layout{
	0:            {name: "NULL", kind: kindFamily, payload: 4},
	linkEthernet: {name: "EN10MB", kind: kindEthernet, typ: 12, payload: 14, llc: 3, ends: etherAddresses},
	6:            {name: "IEEE802", kind: kindLLC, payload: 14, llc: 3, ends: tokenAddresses},
	9:            {name: "PPP", kind: kindPPP, typ: 2, payload: 4},
	10:           {name: "FDDI", kind: kindLLC, payload: 13, llc: 3, ends: fddiAddresses},
	11:           {name: "ATM_RFC1483", kind: kindLLC, llc: 3},
	12:           {name: "RAW", kind: kindRaw},
	14:           {name: "RAW", kind: kindRaw},
	19:           {name: "ATM_CLIP", kind: kindLLC, llc: 3},
	50:           {name: "PPP_SERIAL", kind: kindPPP, typ: 2, payload: 4},
	51:           {name: "PPP_ETHER", kind: kindPPP, typ: 6, payload: 8},
	100:          {name: "ATM_RFC1483", kind: kindLLC, llc: 3},
	linkRaw:      {name: "RAW", kind: kindRaw},
	104:          {name: "C_HDLC", kind: kindHDLC, typ: 2, payload: 4},
	linkWLAN:     {name: "IEEE802_11", kind: kindWLAN, llc: 3, ends: wlanAddresses},
	106:          {name: "ATM_CLIP", kind: kindLLC, llc: 3},
	108:          {name: "LOOP", kind: kindFamily, payload: 4},
	109:          {name: "ENC", kind: kindFamily, payload: 12},
	linkSLL:      {name: "LINUX_SLL", kind: kindSLL, typ: 14, payload: 16},
	linkPrism:    {name: "PRISM_HEADER", kind: kindWLAN, llc: 3, ends: wlanAddresses},
	122:          {name: "IP_OVER_FC", kind: kindLLC, payload: 16, llc: 3, ends: fibreAddresses},
	linkRadiotap: {name: "IEEE802_11_RADIO", kind: kindWLAN, llc: 3, ends: wlanAddresses},
	138:          {name: "APPLE_IP_OVER_IEEE1394", kind: kindType, typ: 16, payload: 18},
	linkAVS:      {name: "IEEE802_11_RADIO_AVS", kind: kindWLAN, llc: 3, ends: wlanAddresses},
	linkPPPD:     {name: "PPP_PPPD", kind: kindPPP, typ: 2, payload: 4},
	linkPPI:      {name: "PPI", kind: kindWLAN, llc: 3, ends: wlanAddresses},
	228:          {name: "IPV4", kind: kindIP4},
	229:          {name: "IPV6", kind: kindIP6},
	240:          {name: "NETANALYZER", kind: kindEthernet, header: 4, typ: 16, payload: 18, llc: 3, ends: etherAddresses},
	241:          {name: "NETANALYZER_TRANSPARENT", kind: kindEthernet, header: 12, typ: 24, payload: 26, llc: 3, ends: etherAddresses},
	linkSLL2:     {name: "LINUX_SLL2", kind: kindSLL, payload: 20},
}

// linkName is the link type for messages.
func linkName(l capture.LinkType) string {
	if row, ok := layouts[l]; ok {
		return row.name
	}
	return "link type " + strconv.FormatUint(uint64(l), 10)
}

// layers is where the headers are that the next primitive tests. Primitives such
// as vlan move it for all that follow.
type layers struct {
	name    string
	kind    linkKind
	header  place     // of the link layer
	typ     place     // of the protocol
	payload place     // of what is carried
	network uint32    // bytes of MPLS labels between payload and network layer
	llc     uint32    // bytes of LLC and of MPLS labels before an OSI packet
	mpls    int       // labels
	vlans   int       // tags
	ends    addresses // Ethernet addresses of the link layer, if it has any
	outer   bool      // this is the outermost link layer
	maybe   *test     // of an encapsulation that has an Ethernet header only where this is true
}

func outermost(l capture.LinkType) layers {
	row := layouts[l]
	out := layers{name: linkName(l), kind: row.kind, header: place{k: row.header}, typ: place{k: row.typ}, payload: place{k: row.payload}, llc: row.llc, ends: row.ends, outer: true}
	if row.kind == kindLLC || row.kind == kindWLAN {
		out.network = snapLen
	}
	return out
}

// ip is where the network layer begins.
func (l *layers) ip() place { return l.payload.plus(l.network) }

// Numbers that Linux has in place of an EtherType.
const (
	sll8023 = 0x0001
	sll8022 = 0x0004
)

// carries tests that the link layer carries a protocol: an EtherType, or an LLC
// SAP up to maxSAP. at is the place for what cannot be tested.
func (c *compiler) carries(proto uint32, at span) *test {
	l := &c.layers
	if l.mpls > 0 {
		return c.mplsCarries(proto, at)
	}
	switch l.kind {
	case kindEthernet:
		return c.etherCarries(proto)
	case kindSLL:
		return c.sllCarries(proto)
	case kindPPP:
		if n, ok := pppNumbers[proto]; ok {
			proto = n
		}
		return c.typeIs(proto)
	case kindHDLC:
		if proto == sapISO {
			proto = sapISO<<8 | sapISO
		}
		return c.typeIs(proto)
	case kindFamily:
		return c.familyIs(proto)
	case kindRaw:
		switch proto {
		case etherIP4:
			return c.field(l.header, 0, 1, 0xf0, 0x40)
		case etherIP6:
			return c.field(l.header, 0, 1, 0xf0, 0x60)
		}
		return no
	case kindType:
		return c.typeIs(proto)
	case kindLLC:
		return c.llcCarries(proto)
	case kindWLAN:
		return and(c.dataFrame(), c.llcCarries(proto))
	case kindIP4:
		return always(proto == etherIP4)
	case kindIP6:
		return always(proto == etherIP6)
	}
	fail(at, "frames of %s are not filtered by protocol", l.name).hint("only len, less, greater and link[...] can be tested in them")
	return nil
}

func always(b bool) *test {
	if b {
		return yes
	}
	return no
}

func (c *compiler) typeIs(n uint32) *test { return c.field(c.layers.typ, 0, 2, 0, n) }

// pppNumbers are the protocol numbers of PPP of EtherTypes and LLC SAPs.
var pppNumbers = map[uint32]uint32{etherIP4: 0x0021, etherIP6: 0x0057, etherDECnet: 0x0027, etherAppleT: 0x0029, etherXNS: 0x0025,
	sapISO: 0x0023, sapSTP: 0x0031, sapIPX: 0x002b}

// etherCarries tests EtherType, or length and LLC header, of an Ethernet frame.
func (c *compiler) etherCarries(proto uint32) *test {
	l := &c.layers
	short := not(compare(jmpJGT, c.load(l.typ, 0, 2), c.constant(maxSAP)))
	switch proto {
	case sapISO, sapIP, sapNetBEUI:
		return and(short, c.field(l.payload, 0, 2, 0, proto<<8|proto))
	case sapIPX:
		return or(c.typeIs(etherIPX),
			and(short, or(c.snap(0, etherIPX), c.field(l.payload, 0, 1, 0, sapIPX), c.field(l.payload, 0, 2, 0, 0xffff))))
	case etherAppleT:
		return or(c.typeIs(proto), and(short, c.snap(0x080007, proto)))
	case etherAARP:
		return or(c.typeIs(proto), and(short, c.snap(0, proto)))
	}
	if proto <= maxSAP {
		return and(short, c.field(l.typ, 2, 1, 0, proto))
	}
	return c.typeIs(proto)
}

// sllCarries tests the protocol of Linux's cooked header.
func (c *compiler) sllCarries(proto uint32) *test {
	l := &c.layers
	llc := c.typeIs(sll8022)
	switch proto {
	case sapISO, sapIP, sapNetBEUI:
		return and(llc, c.field(l.payload, 0, 2, 0, proto<<8|proto))
	case sapIPX:
		return or(c.typeIs(etherIPX), c.typeIs(sll8023), and(llc, or(c.field(l.payload, 0, 1, 0, sapIPX), c.snap(0, etherIPX))))
	case etherAppleT:
		return or(c.typeIs(proto), and(llc, c.snap(0x080007, proto)))
	case etherAARP:
		return or(c.typeIs(proto), and(llc, c.snap(0, proto)))
	}
	if proto <= maxSAP {
		return and(llc, c.field(l.payload, 0, 1, 0, proto))
	}
	return c.typeIs(proto)
}

// llcCarries tests an LLC header. Of SNAP only the protocol is looked at.
func (c *compiler) llcCarries(proto uint32) *test {
	p := c.layers.payload
	switch {
	case proto == sapISO, proto == sapIP, proto == sapNetBEUI:
		return c.field(p, 0, 2, 0, proto<<8|proto)
	case proto == etherAppleT:
		return c.snap(0x080007, proto)
	case proto <= maxSAP:
		return c.field(p, 0, 1, 0, proto)
	}
	return c.field(p, 6, 2, 0, proto)
}

// snap tests for an LLC header with SNAP, its organization and its protocol.
func (c *compiler) snap(organization, proto uint32) *test {
	p := c.layers.payload
	return and(c.field(p, 4, 4, 0, organization<<16|proto), c.field(p, 0, 4, 0, sapSNAP<<24|sapSNAP<<16|0x03<<8|organization>>16))
}

// familyIs tests the address family of BSD's loopback. IPv6 has three numbers.
// NULL and ENC have them in the byte order of the host that captured, which a file does not
// tell: either is taken. libpcap 1.10 takes that of the file, which can be another
// where it was written anew.
func (c *compiler) familyIs(proto uint32) *test {
	families := map[uint32][]uint32{etherIP4: {2}, etherIP6: {24, 28, 30}}[proto]
	result := no
	for _, n := range families {
		t := c.field(c.layers.header, 0, 4, 0, n)
		if c.layers.name != "LOOP" {
			t = or(c.field(c.layers.header, 0, 4, 0, n<<24), t)
		}
		if result == no {
			result = t
		} else {
			result = or(result, t)
		}
	}
	return result
}

// mplsCarries tests what a stack of labels carries: the last must be the bottom,
// and the version of IP says the rest.
func (c *compiler) mplsCarries(proto uint32, at span) *test {
	versions := map[uint32]uint32{etherIP4: 0x40, etherIP6: 0x60}
	version, ok := versions[proto]
	if !ok {
		fail(at, "only IPv4 and IPv6 can be told behind MPLS labels").hint("put it before mpls")
	}
	ip := c.layers.ip()
	return and(c.field(ip.plus(^uint32(1)), 0, 1, 0x01, 0x01), c.field(ip, 0, 1, 0xf0, version))
}
