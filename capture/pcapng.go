package capture

import "fmt"

// Block types of pcapng (draft-ietf-opsawg-pcapng 10.1).
const (
	blockSection       = 0x0a0d0d0a
	blockInterface     = 1
	blockPacket        = 2 // obsolete
	blockSimplePacket  = 3
	blockNames         = 4
	blockStatistics    = 5
	blockEnhanced      = 6
	blockJournal       = 9
	blockCustom        = 0xbad
	blockCustomNoCopy  = 0x40000bad
	blockSysdigEvent   = 0x204
	blockSysdigEventV2 = 0x216
	blockSysdigLarge   = 0x221
)

const (
	blockHead   = 8          // type and total length
	blockTail   = 4          // total length again
	orderMagic  = 0x1a2b3c4d // in a section header, in the section's byte order
	enhancedLen = 28         // of an enhanced or obsolete packet block before the frame
	simpleLen   = 12

	// maxBlock is the largest block that is read as a whole, frame apart. What
	// holds no frame may be larger: it is passed over.
	maxBlock = 16 << 20
	// maxInterfaces is how many a capture can have: Frame.Iface has 16 bits.
	maxInterfaces = 1 << 16
)

// pcapngCutter cuts a pcapng file.
type pcapngCutter struct {
	words
	begun   bool     // a section header was seen
	section int      // number of the current section
	ids     []uint16 // interface number in the current section -> index in ifaces
	ifaces  []Interface
	scales  []timeScale         // beside ifaces
	others  map[LinkType]uint16 // interfaces of our own for frames that are not packets
	info    infoKeeper
	counted map[uint16]int // index in ifaces -> in info.Counters
	now     block          // the one that is being read; here so that it costs no allocation
}

// isPcapng reports whether head begins a pcapng file.
func isPcapng(head []byte) bool {
	return len(head) >= 4 && words{}.u32(head) == blockSection
}

// block is one block in a buffer.
type block struct {
	typ  uint32
	at   int    // where it begins in the buffer
	off  int64  // and in the input
	body []byte // between its two lengths
	min  int    // length of the fixed part of body
}

func (k *block) damage(format string, a ...any) *Error { return damage(k.off, format, a...) }

// blockKind is how a type of block is read.
type blockKind struct {
	name string
	min  int // length of its fixed part in body
	read func(c *pcapngCutter, k *block, b *Batch) *Error
}

// kindOf returns how a block is read, nil when it is passed over: secrets and
// types that nobody told us of. A function and not a map: it runs for most blocks.
func kindOf(typ uint32) *blockKind {
	switch typ {
	case blockEnhanced:
		return &enhancedKind
	case blockPacket:
		return &packetKind
	case blockSimplePacket:
		return &simpleKind
	case blockInterface:
		return &interfaceKind
	case blockSection:
		return &sectionKind
	case blockNames:
		return &namesKind
	case blockStatistics:
		return &countersKind
	case blockCustom, blockCustomNoCopy:
		return &customKind
	case blockJournal:
		return &journalKind
	case blockSysdigEvent:
		return &sysdigKind
	case blockSysdigEventV2, blockSysdigLarge:
		return &sysdigV2Kind
	}
	return nil
}

var (
	enhancedKind  = blockKind{"enhanced packet", 20, (*pcapngCutter).enhanced}
	packetKind    = blockKind{"packet", 20, (*pcapngCutter).enhanced}
	simpleKind    = blockKind{"simple packet", 4, (*pcapngCutter).simple}
	interfaceKind = blockKind{"interface description", 8, (*pcapngCutter).describe}
	sectionKind   = blockKind{"section header", 16, (*pcapngCutter).begin}
	namesKind     = blockKind{"name resolution", 0, (*pcapngCutter).names}
	countersKind  = blockKind{"interface statistics", 12, (*pcapngCutter).counters}
	customKind    = blockKind{"custom", 4, (*pcapngCutter).custom}
	journalKind   = blockKind{"systemd journal export", 23, (*pcapngCutter).journal}
	sysdigKind    = blockKind{"sysdig event", 24, (*pcapngCutter).sysdig}
	sysdigV2Kind  = blockKind{"sysdig event", 28, (*pcapngCutter).sysdig}
)

func (c *pcapngCutter) cut(buf []byte, off int64, b *Batch) (used int64, need int, err *Error) {
	i := 0
	for len(buf)-i >= blockHead+blockTail {
		p := buf[i:]
		if n := c.quick(p, i, off, b); n > 0 {
			i += n
			continue
		}
		k := &c.now
		*k = block{typ: c.u32(p), at: i, off: off + int64(i)}
		if k.typ == blockSection { // the same in both orders
			if err = c.order(p, k.off); err != nil {
				break
			}
		}
		kind := kindOf(k.typ)
		if kind == &namesKind && c.u32(p[4:]) > maxBlock {
			kind = nil // no frame depends on it
		}
		if !c.begun && kind != &sectionKind {
			err = k.damage("no section header where a pcapng file must begin with one")
			break
		}
		total, e := c.blockLen(p, k, kind)
		if e != nil {
			err = e
			break
		}
		if total > int64(len(p)) {
			b.Ifaces = c.ifaces
			switch {
			case kind != nil || total <= maxBlock:
				return int64(i), int(total), nil
			case i > 0:
				return int64(i), blockHead + blockTail, nil // passed over by the next call
			}
			return total, 0, nil
		}
		if err = c.block(k, kind, p[:total], b); err != nil {
			break
		}
		i += int(total)
	}
	b.Ifaces = c.ifaces
	return int64(i), blockHead + blockTail, err
}

// order sets the byte order from the section header in p.
func (c *pcapngCutter) order(p []byte, off int64) *Error {
	switch magic := p[8:12]; {
	case (words{}).u32(magic) == orderMagic:
		c.big = false
	case (words{true}).u32(magic) == orderMagic:
		c.big = true
	default:
		return damage(off+8, "byte-order magic % x of a section header, which is neither order", magic)
	}
	return nil
}

// blockLen returns the length of the block that begins p, rounded up to whole
// words: some writers count without the padding.
func (c *pcapngCutter) blockLen(p []byte, k *block, kind *blockKind) (int64, *Error) {
	total := c.u32(p[4:])
	least, name := uint32(blockHead+blockTail), "unknown"
	if kind != nil {
		least, name = least+uint32(kind.min), kind.name
	}
	if total < least {
		return 0, k.damage("length %d of a block (%s), which has at least %d bytes", total, name, least)
	}
	limit := uint32(maxBlock)
	switch {
	case kind == nil:
		limit = 1<<32 - 8
	case (kind == &enhancedKind || kind == &packetKind) && len(p) >= enhancedLen && c.u32(p[20:]) > MaxFrame:
		limit += 128 << 20 // whether the link type allows that is seen later
	}
	if total > limit {
		return 0, k.damage("length %d of a block (%s), more than the %d that are believed", total, name, limit)
	}
	return (int64(total) + 3) &^ 3, nil
}

// block reads one whole block.
func (c *pcapngCutter) block(k *block, kind *blockKind, p []byte, b *Batch) *Error {
	// Of a length that is no multiple of four, either may be rounded up.
	if first, again := c.u32(p[4:]), c.u32(p[len(p)-blockTail:]); first != again && (int64(first)+3)&^3 != (int64(again)+3)&^3 {
		return k.damage("a block whose two lengths differ, %d and %d", first, again)
	}
	if kind == nil {
		return nil
	}
	k.min, k.body = kind.min, p[blockHead:len(p)-blockTail]
	return kind.read(c, k, b)
}

// begin starts a section (section 4.1 of the draft).
func (c *pcapngCutter) begin(k *block, _ *Batch) *Error {
	if major, minor := c.u16(k.body[4:]), c.u16(k.body[6:]); major != 1 || minor != 0 && minor != 2 {
		return &Error{Off: k.off, What: fmt.Sprintf("a section of pcapng version %d.%d", major, minor),
			Hint: "versions 1.0 and 1.2 are known; the frames before it are shown"}
	}
	tell := c.tellSection
	if c.info.room(len(c.info.Sections)) {
		c.info.Sections = append(c.info.Sections, Section{})
	} else {
		tell = nil
	}
	if !c.options(k.body[16:], tell) {
		return k.damage("an option of a section header that is longer than the block")
	}
	if c.begun {
		c.section++
	}
	c.begun, c.ids = true, c.ids[:0]
	return nil
}

// Options of an interface description (section 4.2 of the draft).
const (
	optName        = 2
	optDescription = 3
	optTSResol     = 9
	optFilter      = 11
	optFCSLen      = 13
	optTSOffset    = 14
)

// describe tells of an interface (section 4.2 of the draft).
func (c *pcapngCutter) describe(k *block, _ *Batch) *Error {
	ifc := Interface{Link: LinkType(c.u16(k.body)), SnapLen: c.u32(k.body[4:]), FCSLen: -1, Section: c.section}
	resol, offset := uint8(6), int64(0)
	ok := c.options(k.body[8:], func(code uint16, v []byte) {
		switch {
		case code == optName:
			ifc.Name = optionText(v)
		case code == optDescription:
			ifc.Description = optionText(v)
		case code == optTSResol && len(v) == 1:
			resol = v[0]
		case code == optFCSLen && len(v) == 1 && v[0] < 128:
			ifc.FCSLen = int8(v[0])
		case code == optTSOffset && len(v) == 8:
			offset = int64(c.u64(v))
		}
	})
	if !ok {
		return k.damage("an option of an interface description that is longer than the block")
	}
	ifc.Digits = timeDigits(resol)
	iface, err := c.addInterface(k, ifc, newTimeScale(resol, offset))
	c.ids = append(c.ids, iface)
	return err
}

// addInterface returns the index of the new interface.
func (c *pcapngCutter) addInterface(k *block, ifc Interface, s timeScale) (uint16, *Error) {
	if len(c.ifaces) == maxInterfaces {
		return 0, &Error{Off: k.off, What: fmt.Sprintf("more than %d interfaces", maxInterfaces),
			Hint: "split the file, for example with editcap -c"}
	}
	c.ifaces = append(c.ifaces, ifc)
	c.scales = append(c.scales, s)
	return uint16(len(c.ifaces) - 1), nil
}
