package flows

import (
	"slices"

	"tcptui/capture"
	"tcptui/decode"
)

// Release gives up the bytes of frames that a reader has looked at for the last
// time, so that a stream of any length takes little room on the disk. What is
// read later must be of NeedPacket at most. One goroutine uses it.
type Release struct {
	store   capture.Releaser
	next    uint32   // row
	waiting []uint32 // fragments of datagrams that may yet be put together, ascending
}

// NewRelease makes one; nil where l reads what lies on the disk anyway.
func (l *Live) NewRelease() *Release {
	st := capture.ReleaserOf(l.store)
	if st == nil {
		return nil
	}
	return &Release{store: st}
}

// Before gives up the frames before a row of s. Fragments stay until the datagram
// was looked at that they are part of, or cannot be put together any more.
func (x *Release) Before(s *Snapshot, row uint32) {
	for ; x.next < row; x.next++ {
		c, k := s.chunks[x.next>>chunkShift], x.next&chunkMask
		off, n := c.offset(k), c.capLen[k]
		if c.flags[k]&rowFragment != 0 {
			x.store.Hold(off, n)
			x.waiting = append(x.waiting, x.next)
		}
		for _, part := range s.Parts(x.next) {
			x.free(s, part)
		}
		x.store.Release(off + int64(n))
	}
	if row > 0 {
		x.expire(s, s.Row(row-1).Time)
	}
}

// free gives up a fragment, if it waits.
func (x *Release) free(s *Snapshot, row uint32) {
	if i, ok := slices.BinarySearch(x.waiting, row); ok {
		r := s.Row(row)
		x.store.Free(r.Off, r.CapLen)
		if i == 0 { // mostly; what is behind it may be millions
			x.waiting = x.waiting[1:]
			return
		}
		x.waiting = slices.Delete(x.waiting, i, i+1)
	}
}

// expire gives up the first fragments that wait, as long as no datagram can be
// completed with them: decode.Defrag does not wait longer.
func (x *Release) expire(s *Snapshot, now int64) {
	for len(x.waiting) > 0 {
		r := s.Row(x.waiting[0])
		if now-r.Time <= int64(decode.FragmentTimeout) {
			return
		}
		x.free(s, r.No)
	}
}

// Working says that frames are going to be given up, or no more; see
// capture.Releaser.
func (x *Release) Working(on bool) { x.store.Working(on) }
