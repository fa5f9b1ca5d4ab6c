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
	from [hotWords]uint8  // which word; hotWords: 0
	off  [hotWords]uint32 // and by how much
}

const (
	marksBytes  = (hotWords + 7) / 8
	packedBytes = 1 + marksBytes + (hotWords+3)/4 + hotWords*4 // at most
	modelSample = 32
)

// words is the memory of a state. There are no pointers in it.
func (h *hotConn) words() *[hotWords]uint32 { return (*[hotWords]uint32)(unsafe.Pointer(h)) }

// pack writes words to out, but for its first byte, and returns how many bytes of it are used.
func (m *model) pack(w *[hotWords]uint32, out *[packedBytes + 3]byte) int {
	var known [hotWords + 1]uint32
	copy(known[:], w[:])
	var diffs [hotWords]uint32
	n := 0
	clear(out[1 : 1+marksBytes])
	for i, v := range w {
		if d := v - known[m.from[i]] - m.off[i]; d != 0 {
			out[1+i/8] |= 1 << (i % 8)
			diffs[n] = zigzag(d)
			n++
		}
	}
	sizes, at := out[1+marksBytes:], 1+marksBytes+(n+3)/4
	clear(sizes[:(n+3)/4])
	for i, d := range diffs[:n] {
		size := sizeOf(d)
		sizes[i/4] |= byte(size-1) << (i % 4 * 2)
		binary.LittleEndian.PutUint32(out[at:], d)
		at += size
	}
	return at
}

// unpack is the way back.
func (m *model) unpack(in *[packedBytes + 3]byte, w *[hotWords]uint32) {
	n := 0
	for _, b := range in[1 : 1+marksBytes] {
		n += bits.OnesCount8(b)
	}
	sizes, at := in[1+marksBytes:], 1+marksBytes+(n+3)/4
	var known [hotWords + 1]uint32
	k := 0
	for i := range w {
		v := known[m.from[i]] + m.off[i]
		if in[1+i/8]>>(i%8)&1 != 0 {
			size := int(sizes[k/4]>>(k%4*2)&3) + 1
			v += unzigzag(binary.LittleEndian.Uint32(in[at:]) & (^uint32(0) >> (32 - 8*size)))
			at += size
			k++
		}
		known[i], w[i] = v, v
	}
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
		m.from[i] = uint8(hotWords)
	}
	return m
}

// learn makes the model that packs a sample best, word by word.
func learn(sample []*hotConn) *model {
	m := blank()
	all := make([][hotWords + 1]uint32, len(sample))
	for i, h := range sample {
		copy(all[i][:], h.words()[:])
	}
	for i := range hotWords {
		least := cost(all, i, hotWords, 0)
		try := func(from int, off uint32) {
			if c := cost(all, i, from, off); c < least {
				least, m.from[i], m.off[i] = c, uint8(from), off
			}
		}
		for from := -1; from < i && least > 0; from++ {
			k := from
			if k < 0 {
				k = hotWords
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
func cost(all [][hotWords + 1]uint32, i, from int, off uint32) (n int) {
	for k := range all {
		if d := all[k][i] - all[k][from] - off; d != 0 {
			n += 2 + 8*sizeOf(zigzag(d))
		}
	}
	return n
}
