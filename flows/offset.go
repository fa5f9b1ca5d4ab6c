package flows

import "iter"

// A row has the lower half of its frame's offset, and a chunk the upper half for all its
// rows: a capture passes 4 GiB in one chunk of hundreds. Such a chunk, and one of captures
// that are merged, gets a column of upper halves.

// farOffsets is that column.
type farOffsets [chunkRows]uint32

// setOffset notes where the frame of the row at place k begins; k is the number of rows that
// the chunk has so far. Others may read rows before k meanwhile.
func (c *chunk) setOffset(k uint32, off int64) {
	c.off[k] = uint32(off)
	high, far := uint32(off>>32), c.far.Load()
	switch {
	case far != nil:
		far[k] = high
	case k == 0:
		c.high = high
	case high != c.high:
		far = new(farOffsets)
		for i := range k {
			far[i] = c.high
		}
		far[k] = high
		c.far.Store(far)
	}
}

// offset is where the frame of the row at place k begins: its Frame.Off.
func (c *chunk) offset(k uint32) int64 {
	high := c.high
	if far := c.far.Load(); far != nil {
		high = far[k]
	}
	return int64(high)<<32 | int64(c.off[k])
}

// ascending yields the offsets of n rows but the first as a kept index tells them, which has
// c.high and the lower halves: those of frames that lie one behind the other.
func (c *chunk) ascending(n int) iter.Seq2[uint32, int64] {
	return func(yield func(k uint32, off int64) bool) {
		high := c.high
		for k := 1; k < n; k++ {
			if c.off[k] < c.off[k-1] {
				high++
			}
			if !yield(uint32(k), int64(high)<<32|int64(c.off[k])) {
				return
			}
		}
	}
}

// ascend makes the upper halves of n rows anew from those that lie in a kept index.
func (c *chunk) ascend(n int) {
	for k, off := range c.ascending(n) {
		c.setOffset(k, off)
	}
}

// ascends reports whether ascend makes of n rows what they are.
func (c *chunk) ascends(n int) bool {
	for k, off := range c.ascending(n) {
		if c.offset(k) != off {
			return false
		}
	}
	return true
}
