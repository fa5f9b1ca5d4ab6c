package flows

import (
	"encoding/binary"
	"math/bits"
	"unsafe"
)

// Packing takes a state as words. Many of them are near another one, as the numbers of a
// direction or the rows are, or the same in nearly all connections. A model says for each
// word what it is expected to be, and what is stored is the difference: a bit for each word
// that tells whether there is one, two bits for each that there is, how many bytes it has,
// and those. What any model expects gives the same words back; a good one makes it short.

const hotWords = int(unsafe.Sizeof(hotConn{})) / 4

// model expects of each word that it differs by a certain amount from an earlier one, or
// from 0.
type model struct {
	from [hotWords]uint8  // which word; none: 0
	off  [hotWords]uint32 // and by how much
}

const (
	modelSample = 32
	none        = modelWords - 1 // a word that is 0
	modelWords  = 128
	marksBytes  = modelWords / 8
	packedBytes = 1 + marksBytes + (hotWords+3)/4 + hotWords*4 // at most
)

// packer packs and unpacks in memory of its own, which need not be cleared each time.
type packer struct {
	words [modelWords]uint32 // a state; those beyond are 0
	diffs [hotWords]uint32
	buf   [packedBytes + 3]byte // a word is always written and read as a whole
}

// words is the memory of a state. There are no pointers in it.
func (h *hotConn) words() *[hotWords]uint32 { return (*[hotWords]uint32)(unsafe.Pointer(h)) }

// pack writes a state to the buffer, but for its first byte, and returns how many bytes of
// that are used.
func (p *packer) pack(m *model, h *hotConn) int {
	copy(p.words[:], h.words()[:])
	n := 0
	for first := 0; first < hotWords; first += 64 {
		var marks uint64 // of 64 words
		for i := first; i < min(first+64, hotWords); i++ {
			d := p.words[i] - p.words[m.from[i]%modelWords] - m.off[i]
			p.diffs[n] = zigzag(d)
			differs := (d | -d) >> 31
			marks |= uint64(differs) << (i - first)
			n += int(differs)
		}
		binary.LittleEndian.PutUint64(p.buf[1+first/8:], marks)
	}
	sizes, at := p.buf[1+marksBytes:], 1+marksBytes+(n+3)/4
	for i := 0; i < n; i += 4 {
		var four byte
		for k, d := range p.diffs[i:min(i+4, n)] {
			size := sizeOf(d)
			four |= byte(size-1) << (2 * k)
			binary.LittleEndian.PutUint32(p.buf[at:], d)
			at += size
		}
		sizes[i/4] = four
	}
	return at
}

// unpack is the way back.
func (p *packer) unpack(m *model, h *hotConn) {
	n := 0
	for _, b := range p.buf[1 : 1+marksBytes] {
		n += bits.OnesCount8(b)
	}
	sizes, at := p.buf[1+marksBytes:], 1+marksBytes+(n+3)/4
	k := 0
	for first := 0; first < hotWords; first += 64 {
		marks := binary.LittleEndian.Uint64(p.buf[1+first/8:])
		for i := first; i < min(first+64, hotWords); i++ {
			v := p.words[m.from[i]%modelWords] + m.off[i]
			if marks>>(i-first)&1 != 0 {
				size := int(sizes[k/4]>>(k%4*2)&3) + 1
				v += unzigzag(binary.LittleEndian.Uint32(p.buf[at:]) & (^uint32(0) >> (32 - 8*size)))
				at += size
				k++
			}
			p.words[i] = v
		}
	}
	copy(h.words()[:], p.words[:])
}

// zigzag makes small differences small numbers, whichever sign they have.
func zigzag(d uint32) uint32 { return d<<1 ^ uint32(int32(d)>>31) }

func unzigzag(z uint32) uint32 { return z>>1 ^ -(z & 1) }

// sizeOf is how many bytes a difference has, one at least.
func sizeOf(z uint32) int { return (bits.Len32(z|1) + 7) / 8 }

// blank is the model of who knows nothing.
func blank() *model {
	m := new(model)
	for i := range m.from {
		m.from[i] = none
	}
	return m
}

// learn makes the model that packs a sample best, word by word.
func learn(sample []*hotConn) *model {
	m := blank()
	all := make([][modelWords]uint32, len(sample))
	for i, h := range sample {
		copy(all[i][:], h.words()[:])
	}
	for i := range hotWords {
		least := cost(all, i, none, 0)
		try := func(from int, off uint32) {
			if c := cost(all, i, from, off); c < least {
				least, m.from[i], m.off[i] = c, uint8(from), off
			}
		}
		for from := -1; from < i && least > 0; from++ {
			k := from
			if k < 0 {
				k = none
			}
			try(k, 0)
			for _, w := range all[:min(2, len(all))] {
				try(k, w[i]-w[k])
			}
		}
	}
	return m
}

// cost is how many bits word i of a sample takes when it is expected to be off from another.
func cost(all [][modelWords]uint32, i, from int, off uint32) (n int) {
	for k := range all {
		if d := all[k][i] - all[k][from] - off; d != 0 {
			n += 2 + 8*sizeOf(zigzag(d))
		}
	}
	return n
}
