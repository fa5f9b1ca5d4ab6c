package capture

import "bytes"

// quick cuts the frame out of the block that begins p if it is the usual one, a
// whole enhanced packet block without options, and returns its length. All else
// is 0 and the matter of enhanced, which does the same and says what is wrong.
func (c *pcapngCutter) quick(p []byte, at int, off int64, b *Batch) int {
	if len(p) < enhancedLen+blockTail || c.u32(p) != blockEnhanced {
		return 0
	}
	total, id, capLen := int(c.u32(p[4:])), c.u32(p[8:]), c.u32(p[20:])
	if capLen > MaxFrame || id >= uint32(len(c.ids)) || total != enhancedLen+blockTail+pad4(int(capLen)) ||
		total > len(p) || int(c.u32(p[total-blockTail:])) != total {
		return 0
	}
	iface := c.ids[id]
	b.Frames = append(b.Frames, Frame{
		Time:    c.scales[iface].ns(uint64(c.u32(p[12:]))<<32 | uint64(c.u32(p[16:]))),
		Off:     off + int64(at+enhancedLen),
		CapLen:  capLen,
		OrigLen: c.u32(p[24:]),
		Iface:   iface,
		pos:     uint32(at + enhancedLen),
	})
	return total
}

// enhanced cuts the frame out of an enhanced packet block (section 4.3 of the
// draft) or an obsolete packet block (appendix A), which differ in two fields.
func (c *pcapngCutter) enhanced(k *block, b *Batch) *Error {
	p := k.body
	id := c.u32(p)
	if k.typ == blockPacket {
		id = uint32(c.u16(p))
	}
	if id >= uint32(len(c.ids)) {
		return k.damage("a frame of interface %d in a section that has told of %d", id, len(c.ids))
	}
	iface := c.ids[id]
	capLen := c.u32(p[12:])
	if capLen > MaxFrame && capLen > frameLimit(c.ifaces[iface].Link) {
		return k.damage("a frame that claims %d captured bytes, more than the %d that a frame can have",
			capLen, frameLimit(c.ifaces[iface].Link))
	}
	rest := len(p) - 20 - pad4(int(capLen))
	if rest < 0 {
		return k.damage("a frame that claims %d captured bytes in a block with room for %d", capLen, len(p)-20)
	}
	if !c.options(p[len(p)-rest:], nil) {
		return k.damage("an option of a frame that is longer than the block")
	}
	b.Frames = append(b.Frames, Frame{
		Time:    c.scales[iface].ns(uint64(c.u32(p[4:]))<<32 | uint64(c.u32(p[8:]))),
		Off:     k.off + enhancedLen,
		CapLen:  capLen,
		OrigLen: c.u32(p[16:]),
		Iface:   iface,
		pos:     uint32(k.at + enhancedLen),
	})
	return nil
}

// simple cuts the frame out of a simple packet block (section 4.4 of the
// draft): of the section's first interface, without time, its captured length
// known only from the interface's snapshot length.
func (c *pcapngCutter) simple(k *block, b *Batch) *Error {
	if len(c.ids) == 0 {
		return k.damage("a simple packet block in a section that has told of no interface")
	}
	ifc := &c.ifaces[c.ids[0]]
	origLen := c.u32(k.body)
	capLen := origLen
	if ifc.SnapLen != 0 {
		capLen = min(capLen, ifc.SnapLen)
	}
	if limit := frameLimit(ifc.Link); capLen > limit {
		return k.damage("a frame that claims %d captured bytes, more than the %d that a frame can have", capLen, limit)
	}
	if pad4(int(capLen)) > len(k.body)-4 {
		return k.damage("a frame that claims %d captured bytes in a block with room for %d", capLen, len(k.body)-4)
	}
	b.Frames = append(b.Frames, Frame{
		Off: k.off + simpleLen, CapLen: capLen, OrigLen: origLen, Iface: c.ids[0], NoTime: true,
		pos: uint32(k.at + simpleLen),
	})
	return nil
}

// custom tells a custom block (section 4.9 of the draft): its data, which only
// its enterprise can read.
func (c *pcapngCutter) custom(k *block, b *Batch) *Error {
	return c.other(k, b, LinkCustomBlock, 4, len(k.body)-4, Frame{NoTime: true})
}

// journal tells a systemd journal entry; its time is one of its lines.
func (c *pcapngCutter) journal(k *block, b *Batch) *Error {
	text := bytes.TrimRight(k.body, "\x00")
	f := Frame{NoTime: true}
	const key = "__REALTIME_TIMESTAMP="
	for line := range bytes.Lines(text) {
		if v, ok := bytes.CutPrefix(line, []byte(key)); ok {
			if us, ok := decimal(bytes.TrimSpace(v)); ok {
				s := newTimeScale(6, 0)
				f.Time, f.NoTime = s.ns(us), false
			}
			break
		}
	}
	return c.other(k, b, LinkJournal, 0, len(text), f)
}

// sysdig tells a sysdig event: cpu (16 bits), ns since the epoch, thread (64
// bits each), length (32), type (16), and since version 2 parameters (32).
func (c *pcapngCutter) sysdig(k *block, b *Batch) *Error {
	head := k.min
	s := newTimeScale(9, 0)
	return c.other(k, b, LinkSysdig, head, len(k.body)-head, Frame{Time: s.ns(c.u64(k.body[2:])), OrigLen: c.u32(k.body[18:])})
}

// otherDigits are the Interface.Digits of frames that are not packets.
var otherDigits = map[LinkType]uint8{LinkJournal: 6, LinkSysdig: 9}

// other tells a frame that is not a packet: n bytes of the block's body from
// at on, of an interface of our own. f has its time.
func (c *pcapngCutter) other(k *block, b *Batch, link LinkType, at, n int, f Frame) *Error {
	iface, ok := c.others[link]
	if !ok {
		var err *Error
		iface, err = c.addInterface(k, Interface{Link: link, FCSLen: -1, Digits: otherDigits[link], Section: c.section}, timeScale{})
		if err != nil {
			return err
		}
		if c.others == nil {
			c.others = make(map[LinkType]uint16)
		}
		c.others[link] = iface
	}
	f.Off, f.pos = k.off+int64(blockHead+at), uint32(k.at+blockHead+at)
	f.CapLen, f.Iface = uint32(n), iface
	if link != LinkSysdig {
		f.OrigLen = f.CapLen
	}
	b.Frames = append(b.Frames, f)
	return nil
}

// options walks the options of a block (section 3.5 of the draft) and calls f
// with each but the last. It returns false when one goes past the end.
func (c *pcapngCutter) options(p []byte, f func(code uint16, v []byte)) bool {
	for len(p) >= 4 {
		code, size := c.u16(p), int(c.u16(p[2:]))
		if code == 0 {
			break
		}
		if size > len(p)-4 {
			return false
		}
		if f != nil {
			f(code, p[4:4+size])
		}
		p = p[min(len(p), 4+pad4(size)):]
	}
	return true
}

// optionText returns the text of an option without the NULs that some writers end it with.
func optionText(v []byte) string { return string(bytes.TrimRight(v, "\x00")) }

// pad4 rounds up to whole words.
func pad4(n int) int { return (n + 3) &^ 3 }

// decimal reads a number of digits only.
func decimal(p []byte) (n uint64, ok bool) {
	for _, d := range p {
		if d < '0' || d > '9' || n > (1<<64-10)/10 {
			return 0, false
		}
		n = n*10 + uint64(d-'0')
	}
	return n, len(p) > 0
}
