package bpf

import "tcptui/capture"

// cookedHeader is where the header of a link layer is put that the kernel does not
// have in the frame: beyond any frame.
const cookedHeader = 0xc0000000

// cookedLink is a header that a packet socket of Linux makes up: frames begin
// behind it when the kernel runs the program, and what it would hold is asked for.
type cookedLink struct {
	length uint32
	fields []cookedField
}

// cookedField is a field of the header that the kernel can be asked for.
type cookedField struct {
	off  uint32
	size uint8
	ext  uint32
}

var cookedLinks = map[capture.LinkType]cookedLink{
	linkSLL:  {16, []cookedField{{0, 2, extPktType}, {2, 2, extHatype}, {14, 2, extProtocol}}},
	linkSLL2: {20, []cookedField{{0, 2, extProtocol}, {4, 4, extIfIndex}, {8, 2, extHatype}, {10, 1, extPktType}}},
}

// cook puts the header of such a link layer out of the frame.
func (c *compiler) cook() {
	link, ok := cookedLinks[c.o.Link]
	if !ok {
		return
	}
	c.cooked = &link
	l := &c.layers
	l.header, l.typ, l.payload = place{k: cookedHeader}, place{k: cookedHeader + l.typ.k}, place{}
}

// loadCooked is size bytes at off of a header that is not there, or behind it.
func (c *compiler) loadCooked(off uint32, size uint8) *value {
	if off >= c.cooked.length {
		return c.of(value{op: valLoad, size: size, k: off - c.cooked.length})
	}
	for _, f := range c.cooked.fields {
		if f.off == off && f.size == size {
			return c.extension(f.ext)
		}
	}
	fail(span{0, len(c.src)}, "the kernel does not tell %d bytes at %d of the header of %s", size, off, c.layers.name).hint(
		"use a display filter for them")
	return nil
}
