package flows

import "encoding/binary"

// resting has the packed states, in cells of many sizes. The first byte of each is the
// number of its model. The lane's owner only.
type resting struct {
	models []*model
	packs  int // since the beginning
	next   int // how many packs are enough for another model
	cells  [cellSizes]cells
	packer packer
}

// cells are those of one size, in chunks without pointers. A free one begins with the number
// of the next.
type cells struct {
	chunks []*[cellChunk]byte
	used   uint32 // how many there ever were
	free   uint32 // 1 + the number of one that is free; 0: there is none
}

// A cell's place is its size and its number among those of that size.
const (
	cellStep  = 8 // bytes between two sizes
	cellChunk = 4096
	cellSizes = 1 << 6
	sizeShift = 25
	mostCells = 1 << sizeShift // of one size
)

// moreModels is how many times as many states are packed when another model is learned. The
// first is for those that were packed when there were few.
const (
	firstModel = 64
	moreModels = 16
)

// due reports whether it is time to learn a model.
func (r *resting) due() bool { return r.packs >= r.next }

// learn makes the next states be packed by what is expected after a sample.
func (r *resting) learn(sample []*hotConn) {
	if r.next = r.next * moreModels; r.next == 0 {
		r.models, r.next = append(r.models, blank()), firstModel
		return
	}
	r.models = append(r.models, learn(sample))
}

// put packs a state, and reports whether there was room.
func (r *resting) put(h *hotConn) (hotPlace, bool) {
	m := len(r.models) - 1
	n := r.packer.pack(r.models[m], h)
	r.packer.buf[0] = byte(m)
	size := (n + cellStep - 1) / cellStep
	k, ok := r.cells[size].add(size * cellStep)
	if !ok {
		return 0, false
	}
	r.packs++
	copy(r.cells[size].at(k, size*cellStep), r.packer.buf[:n])
	return hotPacked | hotPlace(size)<<sizeShift | hotPlace(k), true
}

// take unpacks a state, and its cell is free.
func (r *resting) take(p hotPlace, h *hotConn) {
	size, k := int(p&^hotPacked>>sizeShift), uint32(p&(mostCells-1))
	buf := &r.packer.buf
	copy(buf[:], r.cells[size].at(k, size*cellStep))
	r.packer.unpack(r.models[buf[0]], h)
	r.cells[size].give(k, size*cellStep)
}

// at is cell k, of size bytes.
func (c *cells) at(k uint32, size int) []byte {
	each := cellChunk / size
	at := int(k) % each * size
	return c.chunks[int(k)/each][at : at+size]
}

// add is a cell that nobody has; there are mostCells at most.
func (c *cells) add(size int) (k uint32, ok bool) {
	if c.free != 0 {
		k = c.free - 1
		c.free = binary.NativeEndian.Uint32(c.at(k, size))
		return k, true
	}
	if c.used == mostCells {
		return 0, false
	}
	k = c.used
	c.used++
	if int(k) == len(c.chunks)*(cellChunk/size) {
		c.chunks = append(c.chunks, new([cellChunk]byte))
	}
	return k, true
}

// give takes cell k back.
func (c *cells) give(k uint32, size int) {
	binary.NativeEndian.PutUint32(c.at(k, size), c.free)
	c.free = k + 1
}
