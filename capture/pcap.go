package capture

import "fmt"

// pcapHeader is the length of a pcap file header (draft-ietf-opsawg-pcap 4).
const pcapHeader = 24

// pcapMagic is one of the magic numbers that begin a pcap file, read in the
// file's own byte order.
type pcapMagic struct {
	magic uint32
	name  string
	nano  bool // the fraction of a second counts nanoseconds
	extra int  // bytes after the file header, before the first record
	// records are the lengths of record header that writers with this magic
	// use. The first is the proper one; another is taken only when the first
	// records make no sense with it.
	records []int
}

var pcapMagics = []pcapMagic{
	// 24: patched libpcap of SuSE and others that kept the magic; 20: Nokia IPSO.
	{magic: 0xa1b2c3d4, name: "pcap", records: []int{16, 24, 20}},
	{magic: 0xa1b23c4d, name: "pcap with nanoseconds", nano: true, records: []int{16}},
	// Alexey Kuznetzov's patch: interface, protocol and packet type after each
	// header; 28: its earlier form with four bytes more.
	{magic: 0xa1b2cd34, name: "modified pcap", records: []int{24, 28}},
	// Ixia's have the length of all records after the file header. Wireshark
	// takes the fraction of both for microseconds.
	{magic: 0x1c0001ac, name: "Ixia hardware pcap", extra: 4, records: []int{16}},
	{magic: 0x1c0001ab, name: "Ixia software pcap", extra: 4, records: []int{16}},
}

// lengthOrder is in which order a record gives its two lengths.
type lengthOrder uint8

const (
	capturedFirst lengthOrder = iota
	originalFirst             // before version 2.3
	smallerFirst              // version 2.3: writers did not agree
)

// aixLinks has the ifType values that AIX writes where others write a
// LINKTYPE_; skip is what it puts before each frame.
var aixLinks = map[uint32]struct {
	link LinkType
	skip uint32
}{6: {1, 0}, 9: {6, 0}, 15: {10, 3}, 24: {0, 0}}

// pcapCutter cuts a pcap file of any variant.
type pcapCutter struct {
	words
	variant *pcapMagic // nil until the file header was seen
	record  int        // length of a record header; 0 until the first record was seen
	nsUnit  int64      // ns in one unit of the fraction
	lengths lengthOrder
	limit   uint32 // longest frame, skip counted
	skip    uint32 // bytes before each frame to leave out
	ifaces  []Interface
}

// isPcap reports whether head begins a pcap file, which magic that is, and
// whether its numbers are big-endian.
func isPcap(head []byte) (m *pcapMagic, big bool) {
	if len(head) < 4 {
		return nil, false
	}
	for i := range pcapMagics {
		m := &pcapMagics[i]
		for _, big := range []bool{false, true} {
			if (words{big}).u32(head) == m.magic {
				return m, big
			}
		}
	}
	return nil, false
}

func (c *pcapCutter) cut(buf []byte, off int64, b *Batch) (used int64, need int, err *Error) {
	i := 0
	if c.variant == nil {
		if need := c.headerLen(buf); len(buf) < need {
			return 0, need, nil
		}
		if err := c.readHeader(buf, off); err != nil {
			return 0, 0, err
		}
		i = pcapHeader + c.variant.extra
	}
	b.Ifaces = c.ifaces
	if c.record == 0 {
		if len(buf)-i < c.variant.records[0] {
			return int64(i), c.variant.records[0], nil
		}
		c.record = c.chooseRecord(buf[i:])
	}
	used, need, err = c.records(buf, i, off, b)
	return used, need, err
}

func (c *pcapCutter) headerLen(buf []byte) int {
	n := pcapHeader
	if m, _ := isPcap(buf); m != nil {
		n += m.extra
	}
	return n
}

// readHeader reads the file header and tells the one interface.
func (c *pcapCutter) readHeader(p []byte, off int64) *Error {
	m, big := isPcap(p)
	if m == nil {
		return &Error{Off: off, What: "no pcap magic number", Hint: hintFormats}
	}
	c.words = words{big}
	major, minor := c.u16(p[4:]), c.u16(p[6:])
	if major < 2 {
		return &Error{Off: off + 4, What: fmt.Sprintf("pcap version %d.%d, which is not known,", major, minor),
			Hint: "2.4 is the usual version; is this a capture?"}
	}
	network := c.u32(p[20:])
	ifc := Interface{Link: linkOf(network), SnapLen: c.u32(p[16:]), FCSLen: fcsOf(network), Section: -1}
	c.nsUnit, ifc.Digits = 1000, 6
	if m.nano {
		c.nsUnit, ifc.Digits = 1, 9
	}
	switch {
	case major == 2 && minor < 3, major == 543:
		c.lengths = originalFirst
	case major == 2 && minor == 3:
		c.lengths = smallerFirst
	}
	if a, ok := aixLinks[network]; ok && major == 2 && minor == 2 {
		ifc.Link, ifc.Digits, c.skip, c.nsUnit = a.link, 9, a.skip, 1
	}
	c.limit = frameLimit(ifc.Link) + c.skip
	c.ifaces = []Interface{ifc}
	c.variant = m
	return nil
}

// linkOf takes the link type out of the header field, whose highest six bits
// tell of the frame check sequence. The ten reserved bits stay: a value that
// uses them is a link type that nobody knows.
func linkOf(network uint32) LinkType { return LinkType(network & 0x03ffffff) }

// fcsOf returns the bytes of frame check sequence: bits 28 to 31 count them in
// units of 16 bits when bit 26 is set (draft-ietf-opsawg-pcap 4).
func fcsOf(network uint32) int8 {
	if network>>26&1 == 0 {
		return -1
	}
	return int8(network>>28) * 2
}

// records cuts the records of buf from i on.
func (c *pcapCutter) records(buf []byte, i int, off int64, b *Batch) (used int64, need int, err *Error) {
	head, skip := c.record, int(c.skip)
	for len(buf)-i >= head {
		p := buf[i : i+head : i+head]
		sec, frac, capLen, origLen := c.u32(p), c.u32(p[4:]), c.u32(p[8:]), c.u32(p[12:])
		if c.lengths != capturedFirst {
			capLen, origLen = c.order(capLen, origLen)
		}
		if capLen > c.limit || capLen < c.skip {
			return int64(i), 0, c.badLength(off+int64(i), capLen)
		}
		next := i + head + int(capLen)
		if next > len(buf) {
			return int64(i), next - i, nil
		}
		at := i + head + skip
		b.Frames = append(b.Frames, Frame{
			Time:    int64(sec)*1e9 + int64(frac)*c.nsUnit,
			Off:     off + int64(at),
			CapLen:  capLen - c.skip,
			OrigLen: max(origLen, c.skip) - c.skip,
			pos:     uint32(at),
		})
		i = next
	}
	return int64(i), head, nil
}

// order returns captured and original length from the lengths as they stand in
// a record of an old version.
func (c *pcapCutter) order(first, second uint32) (capLen, origLen uint32) {
	if c.lengths == originalFirst || first > second {
		return second, first
	}
	return first, second
}

func (c *pcapCutter) badLength(off int64, n uint32) *Error {
	if n > c.limit {
		return damage(off, "a record that claims %d captured bytes, more than the %d that a frame can have", n, c.limit)
	}
	return damage(off, "a record of %d bytes, fewer than the padding before each frame", n)
}

// chooseRecord returns the length of record header with which the first
// records in p make sense. That is the proper one unless only another leaves no
// doubt: a damaged file must not be read as something else.
func (c *pcapCutter) chooseRecord(p []byte) int {
	for _, head := range c.variant.records {
		if c.doubts(p, head) == 0 {
			return head
		}
	}
	return c.variant.records[0]
}

// recordsTried is how many records are looked at to choose a record header.
const recordsTried = 3

// doubts counts what is odd in the first records of p, read with head bytes of
// record header. A record that p holds in part is one doubt.
func (c *pcapCutter) doubts(p []byte, head int) (n int) {
	first := int64(c.u32(p))
	for i := 0; i < recordsTried && len(p) > 0; i++ {
		if len(p) < head {
			return n + 1
		}
		capLen, odd := c.oddities(p, first)
		n += odd
		if len(p)-head < int(min(capLen, 1<<30)) {
			return n + 1
		}
		p = p[head+int(capLen):]
	}
	return n
}

// oddities counts what is odd in the record header that begins p; first is the
// second at which the capture begins.
func (c *pcapCutter) oddities(p []byte, first int64) (capLen uint32, n int) {
	sec, frac := int64(c.u32(p)), int64(c.u32(p[4:]))
	capLen, origLen := c.u32(p[8:]), c.u32(p[12:])
	if c.lengths != capturedFirst {
		capLen, origLen = c.order(capLen, origLen)
	}
	snap := c.ifaces[0].SnapLen
	for _, odd := range []bool{
		frac*c.nsUnit >= 1e9,
		capLen > origLen,
		capLen > c.limit,
		snap != 0 && capLen > snap,
		origLen > 1<<20 && origLen > c.limit,
		max(sec-first, first-sec) > 1<<28,       // eight years between neighbours
		sec == 0 && capLen == 0 && origLen == 0, // the inside of a frame rather than a record
	} {
		if odd {
			n++
		}
	}
	return capLen, n
}
