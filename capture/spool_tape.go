package capture

import (
	"fmt"
	"io"
)

// Sizes of the memory between the goroutine that reads a stream and those that use what it
// read: small enough to stay in the processor's cache.
const (
	reelSize = 256 << 10 // bytes
	reels    = 8
)

// reel is a piece of a stream in memory. spool.mu guards it, but that the goroutine that
// reads the stream fills the bytes from n on without it.
type reel struct {
	bytes []byte
	off   int64 // in the stream
	n     int   // bytes that were read
	users int   // who copy from it now
}

func (b *reel) end() int64 { return b.off + int64(b.n) }

// tape is the newest of a stream, in memory. spool.mu guards it.
type tape struct {
	reels   []*reel // in their order; only the last is not full
	taken   int64   // the source has done with all before
	awaited int64   // and waits, or has waited, for this byte
}

// find returns the block that holds byte off, nil if none does.
func (t *tape) find(off int64) *reel {
	for _, b := range t.reels {
		if off >= b.off && off < b.end() {
			return b
		}
	}
	return nil
}

// begin returns the first byte that is in memory; here is the end of the stream so far.
func (t *tape) begin(here int64) int64 {
	if len(t.reels) == 0 {
		return here
	}
	return t.reels[0].off
}

// room returns a block that can take more of the stream, and waits until there is one; nil
// when there will be none.
func (s *spool) room() *reel {
	for {
		s.mu.Lock()
		b, failed := s.next(), s.disk.failed
		s.mu.Unlock()
		if b != nil || failed {
			return b
		}
		select {
		case <-s.freed:
		case <-s.closed:
			return nil
		}
	}
}

// next returns the block to be filled, nil when all are still needed. mu is held.
func (s *spool) next() *reel {
	t := &s.tape
	if n := len(t.reels); n > 0 && t.reels[n-1].n < reelSize {
		return t.reels[n-1]
	}
	var b *reel
	if len(t.reels) == reels {
		if b = t.reels[0]; !s.spent(b) {
			return nil
		}
		t.reels = append(t.reels[:0], t.reels[1:]...)
	}
	if b == nil || b.users > 0 {
		b = &reel{bytes: make([]byte, reelSize)}
	}
	b.off, b.n = s.here, 0
	t.reels = append(t.reels, b)
	return b
}

// spent reports whether a block need not be in memory any more. mu is held.
func (s *spool) spent(b *reel) bool {
	switch done := b.end() <= s.tape.taken; {
	case s.disk.failed:
		return false // there is no other place for it
	case s.disk.wanted && s.disk.written < b.end():
		return false
	case done || !s.paced:
		return true
	case s.tape.awaited < s.here:
		return false // the source has not come for what is here
	case s.disk.wanted:
		return true
	}
	s.startSaving() // a record that is larger than all blocks
	return false
}

// publish says that n more bytes of b were read, as far as the cap allows.
func (s *spool) publish(b *reel, n int) error {
	for n > 0 {
		part := int(s.allowed(int64(n)))
		if part == 0 {
			return s.full()
		}
		s.mu.Lock()
		b.n += part
		s.here += int64(part)
		s.changed()
		s.mu.Unlock()
		nudge(s.toSave)
		n -= part
	}
	return nil
}

func (s *spool) full() error {
	return &Error{Off: -1, What: fmt.Sprintf("does not fit into the spool cap of %d bytes", s.cap), Err: ErrSpoolFull,
		Hint: "what was spooled is shown; save the stream to a file and open that"}
}

// copyAt reads what was read of the stream so far, from memory or from the file.
func (s *spool) copyAt(p []byte, off int64) (n int, err error) {
	for n < len(p) {
		at := off + int64(n)
		s.mu.Lock()
		b, begin := s.tape.find(at), s.tape.begin(s.here)
		var bytes []byte
		if b != nil {
			bytes = b.bytes[at-b.off : b.n]
			b.users++
		}
		s.mu.Unlock()
		switch {
		case b != nil:
			n += copy(p[n:], bytes)
			s.mu.Lock()
			b.users--
			s.mu.Unlock()
		case at < begin: // a block leaves memory when it is in the file
			k, err := s.file.ReadAt(p[n:n+int(min(int64(len(p)-n), begin-at))], at)
			if n += k; err != nil {
				return n, err
			}
		default:
			return n, io.EOF
		}
	}
	return n, nil
}
