package decode

import (
	"encoding/binary"

	"tcptui/capture"
)

// walker reads the header of its protocol that begins at off, notes it with
// Packet.add, and says what follows where. end is where the enclosing length
// fields say that the bytes end; it may lie past what was captured. A walker
// that returns protoNone ends the walk.
type walker func(p *Packet, off, end uint32) (next Proto, nextOff, nextEnd uint32)

// Decode walks over the headers of a captured frame and notes where each
// begins. origLen is the frame's length on the wire in bytes. It keeps data,
// allocates nothing, and accepts any bytes: what cannot be understood ends the
// walk.
func (p *Packet) Decode(link capture.LinkType, data []byte, origLen uint32) {
	p.reset(data, max(origLen, uint32(len(data))))
	p.walk(outermost(link), 0, p.OrigLen)
	p.finish()
}

// reset forgets the frame before. Layers is left as it is: NLayers rules.
func (p *Packet) reset(data []byte, origLen uint32) {
	p.Data, p.OrigLen = data, origLen
	p.NLayers, p.LinkLayers = 0, 0
	p.Src.N, p.Dst.N = 0, 0
	p.HasTCP, p.Fragment, p.Overlap, p.Conflict = false, false, false, false
	p.NetOff, p.NetEnd = 0, 0
	p.frame, p.Wholes = nil, nil
	p.more.proto = protoNone
	if p.Quote.First != 0 {
		p.Quote = Quote{}
	}
}

// walk goes from header to header until nothing is left or known.
func (p *Packet) walk(pr Proto, off, end uint32) {
	for {
		for pr != protoNone && p.NLayers < maxLayers {
			w := walkers[pr]
			if w == nil {
				p.leaf(pr, off, end)
				break
			}
			pr, off, end = w(p, off, end)
		}
		if p.more.proto == protoNone || p.NLayers >= maxLayers {
			return
		}
		pr, off, end = p.more.proto, p.more.off, p.more.end
		p.more.proto = protoNone
	}
}

// finish sets what is known only after the walk.
func (p *Packet) finish() {
	p.Top = protoNone
	n := int(p.NLayers)
	if q := int(p.Quote.First); q != 0 {
		p.endQuote()
		n = q
	}
	for n--; n >= 0; n-- {
		if pr := p.Layers[n].Proto; pr != ProtoData || n == 0 {
			p.Top = pr
			return
		}
	}
}

// add notes a header of n bytes at off.
func (p *Packet) add(pr Proto, off, n, end uint32) {
	if p.NLayers < maxLayers {
		p.Layers[p.NLayers] = Layer{Proto: pr, Off: off, Len: n, End: end}
		p.NLayers++
	}
}

// leaf notes a protocol that the walk does not enter. One without bytes is not
// there, unless the frame itself is empty.
func (p *Packet) leaf(pr Proto, off, end uint32) {
	if off < end || off == 0 {
		p.add(pr, off, end-off, end)
	}
}

// has reports whether n bytes at off were captured and lie before end.
func (p *Packet) has(off, n, end uint32) bool {
	last := uint64(off) + uint64(n)
	return last <= uint64(end) && last <= uint64(len(p.Data))
}

// cut notes a header that is not whole and ends the walk.
func (p *Packet) cut(pr Proto, off, end uint32) (Proto, uint32, uint32) {
	p.leaf(pr, off, end)
	return protoNone, 0, 0
}

// stop ends the walk.
func stop() (Proto, uint32, uint32) { return protoNone, 0, 0 }

// u16 reads two bytes in network order; the caller has checked that they exist.
func (p *Packet) u16(off uint32) uint16 { return binary.BigEndian.Uint16(p.Data[off:]) }

// u32 reads four bytes in network order; the caller has checked that they exist.
func (p *Packet) u32(off uint32) uint32 { return binary.BigEndian.Uint32(p.Data[off:]) }
