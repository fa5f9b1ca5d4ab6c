package flows

import "tcptui/capture"

// Sizes of reading ahead, in bytes.
const (
	aheadBlock = 256 << 10 // read at once when frames are asked for in order, at most
	aheadLeast = 4 << 10   // and at least
	aheadGap   = 32 << 10  // frames that lie no further apart are in order
	aheadRuns  = 4         // runs followed at the same time: a merged capture has one for each file
)

// ahead gives the bytes of frames back. Where they are asked for in the order of
// the file it reads a large block instead of one frame a system call.
type ahead struct {
	runs [aheadRuns]stretch
	turn uint32 // counts frames
	one  []byte // of a frame that is read alone
}

// stretch is a place in the store where frames are read in order.
type stretch struct {
	block []byte // the bytes from off on
	off   int64
	next  int64 // where the last frame that was asked for ended
	used  uint32
	size  int // of the block when it is read next
	taken int // bytes of it that were asked for
}

// frame returns n bytes of the store at off, fewer with the error that is the reason. They
// are valid until the next call.
func (a *ahead) frame(store capture.Store, off int64, n int) ([]byte, error) {
	a.turn++
	r := a.find(off)
	if r == nil {
		r = a.oldest()
		*r = stretch{block: r.block[:0], off: off, next: off + int64(n), used: a.turn, size: aheadLeast}
		return a.alone(store, off, n)
	}
	r.used, r.next = a.turn, off+int64(n)
	if b := r.bytes(off, n); b != nil {
		r.taken += n
		return b, nil
	}
	if n > aheadBlock {
		return a.alone(store, off, n)
	}
	r.fit(n)
	r.off, r.taken = off, n
	got, err := store.ReadAt(r.block[:r.size], off)
	r.block = r.block[:max(got, 0)]
	if b := r.bytes(off, n); b != nil {
		return b, nil // an error is of what comes later
	}
	return r.block, err
}

// fit chooses how much is read now, n bytes at least: more where most of the last
// block was asked for, less where little was, as of one connection among many.
func (r *stretch) fit(n int) {
	switch {
	case 2*r.taken >= len(r.block):
		r.size *= 4
	case 8*r.taken < len(r.block):
		r.size /= 2
	}
	r.size = min(max(r.size, n, aheadLeast), aheadBlock)
	if cap(r.block) < r.size {
		r.block = make([]byte, r.size)
	}
}

// bytes returns n bytes at off, nil when the block does not hold them.
func (r *stretch) bytes(off int64, n int) []byte {
	if from := off - r.off; from >= 0 && from+int64(n) <= int64(len(r.block)) {
		return r.block[from : from+int64(n) : from+int64(n)]
	}
	return nil
}

// find returns the run that off continues, nil when there is none.
func (a *ahead) find(off int64) *stretch {
	for i := range a.runs {
		r := &a.runs[i]
		if r.used != 0 && (off >= r.next && off-r.next <= aheadGap || off >= r.off && off < r.off+int64(len(r.block))) {
			return r
		}
	}
	return nil
}

// oldest is the run that was used longest ago.
func (a *ahead) oldest() *stretch {
	r := &a.runs[0]
	for i := range a.runs {
		if a.turn-a.runs[i].used > a.turn-r.used {
			r = &a.runs[i]
		}
	}
	return r
}

func (a *ahead) alone(store capture.Store, off int64, n int) ([]byte, error) {
	if cap(a.one) < n {
		a.one = make([]byte, n)
	}
	b := a.one[:n]
	got, err := store.ReadAt(b, off)
	return b[:max(got, 0)], err
}
