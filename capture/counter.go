package capture

// counter adds up a number of a kernel that has 32 bits: it begins anew when these are full,
// which a busy interface does within the hour. It is looked at far more often than that. The
// zero value is for a number that begins with 0. One goroutine uses it.
type counter struct {
	last uint32
	sum  uint64
}

// look takes the kernel's number of now and returns how much was counted in all.
func (c *counter) look(now uint32) uint64 {
	c.sum += uint64(now - c.last) // also over the wrap
	c.last = now
	return c.sum
}
