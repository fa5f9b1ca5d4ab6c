package bpf

import (
	"maps"
	"slices"
	"strings"

	"tcptui/internal/spell"
)

// wlan is where the parts of an 802.11 frame are. Where it begins and how long its
// header is, is known only when the program runs: it begins by putting that into
// registers, if it needs it.
type wlan struct {
	header  *value // where the frame begins behind what is said of the radio; nil: with the capture
	payload *value // where LLC begins
	radio   bool   // bytes of what is said of the radio can be tested
}

// findWLAN gives the registers their places.
func (c *compiler) findWLAN() {
	at := span{0, len(c.src)}
	if c.o.Link != linkWLAN {
		c.wlan.header = c.newRegister(at)
	}
	c.wlan.payload = c.newRegister(at)
	c.wlan.radio = c.o.Link == linkPrism || c.o.Link == linkRadiotap || c.o.Link == linkAVS
	c.layers.header, c.layers.payload = place{base: c.wlan.header}, place{base: c.wlan.payload}
}

// tests makes the test of a whole filter.
func (c *compiler) tests(n node) *test {
	t := c.generate(n)
	if c.wlan.payload == nil {
		return t
	}
	needPayload := t.reads(c.wlan.payload.k)
	if needPayload {
		t = and(c.setPayload(), t)
	}
	if c.wlan.header != nil && (needPayload || t.reads(c.wlan.header.k)) {
		t = and(c.setHeader(), t)
	}
	if c.o.Link == linkPPI && n != nil { // what is said of the radio can stand before other frames too
		t = and(c.field(place{}, 4, 4, 0, linkWLAN<<24), t)
	}
	return t
}

// reads reports whether a test reads the register.
func (t *test) reads(reg uint32) bool {
	return t != nil && (t.a.reads(reg) || t.b.reads(reg) || t.l.reads(reg) || t.r.reads(reg))
}

// setHeader puts into its register how long what is said of the radio is.
func (c *compiler) setHeader() *test {
	h := c.wlan.header
	switch c.o.Link {
	case linkAVS:
		return setRegister(h, c.load(place{}, 4, 4))
	case linkPrism: // some drivers write AVS headers all the same
		avs := c.field(place{}, 0, 4, 0xfffff000, 0x80211000)
		return or(and(avs, setRegister(h, c.load(place{}, 4, 4))), setRegister(h, c.constant(prismLen)))
	}
	// Radiotap and PPI have it in two bytes, the lower first.
	return setRegister(h, c.alu(aluOr, c.alu(aluLsh, c.load(place{}, 3, 1), c.constant(8)), c.load(place{}, 2, 1)))
}

// prismLen is the length of a Prism header.
const prismLen = 144

// setPayload puts into its register where LLC begins: 24 bytes behind the
// beginning of the frame, 26 in those with quality of service, and with some
// cards, which say so in radiotap, at the next multiple of 4.
func (c *compiler) setPayload() *test {
	p := c.wlan.payload
	header := c.layerWLAN()
	begin := setRegister(p, c.address(header.plus(24)))
	qos := compare(jmpJSET, c.load(header, 0, 1), c.constant(0x80))
	longer := or(not(qos), setRegister(p, c.add(p, 2)))
	if c.o.Link == linkRadiotap {
		longer = and(longer, c.padded())
	}
	data := and(compare(jmpJSET, c.load(header, 0, 1), c.constant(0x08)), not(compare(jmpJSET, c.load(header, 0, 1), c.constant(0x04))))
	return and(begin, or(not(data), longer))
}

// layerWLAN is where the frame begins.
func (c *compiler) layerWLAN() place { return place{base: c.wlan.header} }

// padded is always true; it rounds where LLC begins up if radiotap says so.
func (c *compiler) padded() *test {
	p := c.wlan.payload
	present := c.load(place{}, 4, 4) // bits of radiotap's fields, the lowest byte first
	round := setRegister(p, c.alu(aluAnd, c.add(p, 3), c.constant(^uint32(3))))
	flagsAt := func(off uint32) *test {
		return or(not(compare(jmpJSET, c.load(place{}, off, 1), c.constant(0x20))), round)
	}
	has := func(bit uint32) *test { return compare(jmpJSET, present, c.constant(bit)) }
	const flags, more, time = 0x02000000, 0x00000080, 0x01000000
	return or(not(has(flags)), has(more), and(has(time), flagsAt(16)), and(not(has(time)), flagsAt(8)))
}

// control tests bits of a byte of the frame control field.
func (c *compiler) control(off uint32, bits uint32) *test {
	return compare(jmpJSET, c.load(c.layers.header, off, 1), c.constant(bits))
}

// dataFrame tests for a data frame.
func (c *compiler) dataFrame() *test { return and(not(c.control(0, 0x04)), c.control(0, 0x08)) }

// Bits of the second byte of the frame control field.
const (
	toDS   = 0x01
	fromDS = 0x02
)

// wlanAddress makes the test one for the address that the direction means, which
// has its place by the kind of frame.
func (c *compiler) wlanAddress(dir direction, one func(off uint32) *test) *test {
	isControl := c.field(c.layers.header, 0, 1, 0x0c, 0x04)
	subtypeIsNot := func(n uint32) *test { return not(c.field(c.layers.header, 0, 1, 0xf0, n)) }
	second := or(not(isControl), and(subtypeIsNot(0xc0), subtypeIsNot(0xd0))) // all but CTS and ACK have it
	switch dir {
	case dirSrc:
		fromOther := or(and(not(c.control(1, toDS)), one(16)), and(c.control(1, toDS), one(24)))
		inData := or(and(not(c.control(1, fromDS)), one(10)), and(c.control(1, fromDS), fromOther))
		return and(not(c.control(0, 0x04)), or(and(not(c.control(0, 0x08)), one(10)), and(c.control(0, 0x08), inData)))
	case dirDst:
		inData := or(and(not(c.control(1, toDS)), one(4)), and(c.control(1, toDS), one(16)))
		return and(not(c.control(0, 0x04)), or(and(not(c.control(0, 0x08)), one(4)), and(c.control(0, 0x08), inData)))
	case dirAnd:
		return and(c.wlanAddress(dirSrc, one), c.wlanAddress(dirDst, one))
	case dirAddr1:
		return one(4)
	case dirAddr2:
		return and(second, one(10))
	case dirAddr3:
		return and(not(isControl), one(16))
	case dirAddr4:
		return and(c.field(c.layers.header, 1, 1, toDS|fromDS, toDS|fromDS), one(24))
	case dirRA:
		return and(c.control(0, 0x08), one(4))
	case dirTA:
		return and(c.control(0, 0x08), second, one(10))
	}
	return or(c.wlanAddress(dirSrc, one), c.wlanAddress(dirDst, one))
}

// wlanTypes are the types of frames as the first byte has them, with the names of
// their subtypes.
var wlanTypes = []struct {
	names []string
	bits  uint32
	subs  map[string]uint32
}{
	{[]string{"mgt", "management"}, 0x00, map[string]uint32{"assocreq": 0x00, "assoc-req": 0x00, "assocresp": 0x10, "assoc-resp": 0x10,
		"reassocreq": 0x20, "reassoc-req": 0x20, "reassocresp": 0x30, "reassoc-resp": 0x30, "probereq": 0x40, "probe-req": 0x40,
		"proberesp": 0x50, "probe-resp": 0x50, "beacon": 0x80, "atim": 0x90, "disassoc": 0xa0, "disassociation": 0xa0, "auth": 0xb0,
		"authentication": 0xb0, "deauth": 0xc0, "deauthentication": 0xc0}},
	{[]string{"ctl", "control"}, 0x04, map[string]uint32{"ps-poll": 0xa0, "rts": 0xb0, "cts": 0xc0, "ack": 0xd0, "cf-end": 0xe0, "cf-end-ack": 0xf0}},
	{[]string{"data"}, 0x08, map[string]uint32{"data": 0x00, "data-cf-ack": 0x10, "data-cf-poll": 0x20, "data-cf-ack-poll": 0x30, "null": 0x40,
		"cf-ack": 0x50, "cf-poll": 0x60, "cf-ack-poll": 0x70, "qos-data": 0x80, "qos-data-cf-ack": 0x90, "qos-data-cf-poll": 0xa0,
		"qos-data-cf-ack-poll": 0xb0, "qos": 0xc0, "qos-cf-poll": 0xe0, "qos-cf-ack-poll": 0xf0}},
}

var wlanDirs = map[string]uint32{"nods": 0, "tods": toDS, "fromds": fromDS, "dstods": toDS | fromDS}

// wlanKind tests the type, subtype or direction of an 802.11 frame.
func (c *compiler) wlanKind(s special) *test {
	if c.layers.kind != kindWLAN {
		fail(s.at, "%s has no kinds of 802.11 frames", c.layers.name).stop()
	}
	h := c.layers.header
	switch s.word {
	case "type":
		bits, subs := wlanTypeOf(s)
		if s.sub == "" {
			return c.field(h, 0, 1, 0x0c, bits)
		}
		return c.field(h, 0, 1, 0xfc, bits|wlanSubtypeOf(s, subs))
	case "subtype":
		for _, row := range wlanTypes {
			if sub, ok := row.subs[strings.ToLower(s.name)]; ok {
				return c.field(h, 0, 1, 0xfc, row.bits|sub)
			}
		}
		wrongName(s.argsAt, s.name, "subtype", wlanTypes[0].subs, wlanTypes[1].subs, wlanTypes[2].subs)
	}
	if s.has {
		atMost(s, "direction", toDS|fromDS)
		return c.field(h, 1, 1, toDS|fromDS, s.num)
	}
	bits, ok := wlanDirs[strings.ToLower(s.name)]
	if !ok {
		wrongName(s.argsAt, s.name, "direction", wlanDirs)
	}
	return c.field(h, 1, 1, toDS|fromDS, bits)
}

// wlanTypeOf is the type that is asked for, and the names of its subtypes.
func wlanTypeOf(s special) (bits uint32, subs map[string]uint32) {
	all := map[string]uint32{}
	for _, row := range wlanTypes {
		if s.has && s.num == row.bits || !s.has && slices.Contains(row.names, strings.ToLower(s.name)) {
			return row.bits, row.subs
		}
		for _, name := range row.names {
			all[name] = row.bits
		}
	}
	if s.has && s.num == 0x0c {
		return s.num, nil
	}
	wrongName(s.argsAt, s.name, "type", all)
	return 0, nil
}

// wlanSubtypeOf is the subtype that is asked for behind a type.
func wlanSubtypeOf(s special, subs map[string]uint32) uint32 {
	if s.sub[0] >= '0' && s.sub[0] <= '9' {
		if s.value&^0xf0 != 0 {
			fail(s.subAt, "a subtype is a multiple of 16, 240 at most").stop()
		}
		return s.value
	}
	bits, ok := subs[strings.ToLower(s.sub)]
	if !ok {
		wrongName(s.subAt, s.sub, "subtype of that type", subs)
	}
	return bits
}

// wrongName stops at a name that none of the tables has.
func wrongName(at span, name, what string, tables ...map[string]uint32) {
	var known []string
	for _, table := range tables {
		known = append(known, slices.Sorted(maps.Keys(table))...)
	}
	fail(at, "%q is no %s of 802.11 frames", name, what).didYouMean(spell.Nearest(name, slices.Values(known)))
}
