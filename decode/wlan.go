package decode

import "encoding/binary"

// Wireless LAN: capture headers and data frames of IEEE 802.11-2020 9.2 and 9.3.2.

const (
	wlanToDS      = 0x01
	wlanFromDS    = 0x02
	wlanFragments = 0x04
	wlanProtected = 0x40
	wlanOrder     = 0x80

	radiotapFlags = 1 << 1 // the present bit of the flags field
	radiotapTSFT  = 1 << 0
	radiotapExt   = 1 << 31
	flagFCS       = 0x10 // the frame's check sequence is at its end
	flagDataPad   = 0x20 // the header is padded to 4 bytes
)

// radiotap walks the header described at https://www.radiotap.org/.
func (p *Packet) radiotap(off, end uint32) (Proto, uint32, uint32) {
	if !p.has(off, 8, end) {
		return p.cut(ProtoRadiotap, off, end)
	}
	n := uint32(p.le16(off + 2))
	if n < 8 || n > end-off {
		return p.cut(ProtoRadiotap, off, end)
	}
	p.add(ProtoRadiotap, off, n, end)
	flags := p.radiotapFlagBits(off, off+n)
	end = p.withoutFCS(flags&flagFCS != 0, off+n, end)
	return p.wlanData(flags&flagDataPad != 0, off+n, end)
}

// radiotapFlagBits returns the flags field of a radiotap header, 0 without one.
func (p *Packet) radiotapFlagBits(off, end uint32) byte {
	present, at := p.le32(off+4), off+8
	if present&radiotapFlags == 0 {
		return 0
	}
	for more := present; more&radiotapExt != 0; at += 4 {
		if !p.has(at, 4, end) {
			return 0
		}
		more = p.le32(at)
	}
	if present&radiotapTSFT != 0 {
		at = off + (at-off+7)&^7 + 8
	}
	if !p.has(at, 1, end) {
		return 0
	}
	return p.Data[at]
}

// withoutFCS takes the frame check sequence off.
func (p *Packet) withoutFCS(fcs bool, off, end uint32) uint32 {
	if fcs && end-off >= 4 {
		return end - 4
	}
	return end
}

// prism walks the monitoring header of Prism cards, or AVS's that some drivers
// give the same link type.
func (p *Packet) prism(off, end uint32) (Proto, uint32, uint32) {
	if !p.has(off, 8, end) {
		return p.cut(ProtoPrism, off, end)
	}
	if p.u32(off)&0xfffff000 == 0x80211000 {
		return ProtoAVS, off, end
	}
	n := p.le32(off + 4)
	if p.u32(off) == 0x00000044 || p.u32(off) == 0x00000041 {
		n = p.u32(off + 4)
	}
	if n < 8 || n > end-off {
		return p.cut(ProtoPrism, off, end)
	}
	return p.skip(ProtoPrism, n, off, end, ProtoWLAN)
}

// avs walks the AVS capture header: version and length in network order.
func (p *Packet) avs(off, end uint32) (Proto, uint32, uint32) {
	if !p.has(off, 8, end) {
		return p.cut(ProtoAVS, off, end)
	}
	n := p.u32(off + 4)
	if n < 8 || n > end-off {
		return p.cut(ProtoAVS, off, end)
	}
	return p.skip(ProtoAVS, n, off, end, ProtoWLAN)
}

// wlan walks an 802.11 frame without padding.
func (p *Packet) wlan(off, end uint32) (Proto, uint32, uint32) { return p.wlanData(false, off, end) }

// wlanData walks an 802.11 frame; behind the header of a data frame that is not
// protected it goes on.
func (p *Packet) wlanData(padded bool, off, end uint32) (Proto, uint32, uint32) {
	const header, data, qos, noData = 24, 2, 0x8, 0x4
	if !p.has(off, header, end) {
		return p.cut(ProtoWLAN, off, end)
	}
	typ, subtype, flags := p.Data[off]>>2&3, p.Data[off]>>4, p.Data[off+1]
	if typ != data || subtype&noData != 0 || p.Data[off]&3 != 0 {
		return p.cut(ProtoWLAN, off, end)
	}
	n, aggregate := uint32(header), false
	if flags&(wlanToDS|wlanFromDS) == wlanToDS|wlanFromDS {
		n += 6
	}
	if subtype&qos != 0 {
		if !p.has(off, n+2, end) {
			return p.cut(ProtoWLAN, off, end)
		}
		control := p.le16(off + n)
		aggregate = control&0x80 != 0
		n += 2
		if flags&wlanOrder != 0 {
			n += 4
		}
	}
	if padded {
		n = (n + 3) &^ 3
	}
	fragment := p.le16(off+22) & 0x0f
	if flags&wlanProtected != 0 || fragment != 0 || flags&wlanFragments != 0 || n > end-off {
		return p.cut(ProtoWLAN, off, end)
	}
	p.add(ProtoWLAN, off, n, end)
	if aggregate {
		return protoAMSDU, off + n, end
	}
	return p.wlanBody(off, off+n, end)
}

// wlanBody goes on with what a data frame carries: LLC, or Ethernet where the
// first bytes repeat the frame's own addresses.
func (p *Packet) wlanBody(header, off, end uint32) (Proto, uint32, uint32) {
	if p.has(off, 2, end) && p.u16(off) == 0xffff {
		return ProtoIPX, off, end
	}
	if p.has(off, 12, end) && p.u16(off) != 0xaaaa {
		dst, src := p.Data[off:off+6], p.Data[off+6:off+12]
		a1, a2, a3 := p.Data[header+4:header+10], p.Data[header+10:header+16], p.Data[header+16:header+22]
		if (same(dst, a1) || same(dst, a3)) && (same(src, a2) || same(src, a3)) {
			return ProtoEthernet, off, end
		}
	}
	return ProtoLLC, off, end
}

// same reports whether two hardware addresses are equal.
func same(a, b []byte) bool {
	return binary.BigEndian.Uint32(a) == binary.BigEndian.Uint32(b) && a[4] == b[4] && a[5] == b[5]
}

// amsdu walks one frame of an aggregate: addresses, length, LLC, padding.
func (p *Packet) amsdu(off, end uint32) (Proto, uint32, uint32) {
	if !p.has(off, etherHeader, end) {
		return stop()
	}
	n := uint32(p.u16(off + 12))
	last := min(off+etherHeader+n, end)
	if next := off + (etherHeader+n+3)&^3; next < end {
		p.more = resume{protoAMSDU, next, end}
	}
	return ProtoLLC, off + etherHeader, last
}
