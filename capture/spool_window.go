package capture

import (
	"errors"
	"slices"
)

const (
	// pageSize is what a file system gives up at a time, in bytes; where its blocks
	// are larger, less is given up.
	pageSize = 4096
	// releaseStep is how many bytes are given up at once.
	releaseStep = 4 << 20
	// heldShare is which part of the cap may be held back. What is left is more
	// than any record takes, so that a reader always comes to the next frame.
	heldShare = 4
)

// window is the part of a spool file that is still needed. spool.mu guards it.
type window struct {
	begin   int64  // all before it was given up, but what is held; a whole page
	held    []held // by their places
	behind  int64  // bytes of the pages that these are in, each counted by itself
	given   int64  // bytes that were given up
	asked   int64  // no byte before is needed; what is not in the file yet is given up when it is
	working bool   // a reader is going to give up more
	stuck   bool   // the system cannot make holes in this file
}

// held is a frame that is kept in front of the window.
type held struct{ off, end int64 }

// room is how many bytes the file system keeps for it.
func (h held) room() int64 { return pageUp(h.end) - pageDown(h.off) }

// errGone is the error of bytes that were given up.
var errGone = errors.New("was given up after it was printed")

// gone reports whether byte off was given up.
func (w *window) gone(off int64) bool {
	return off < w.begin && !slices.ContainsFunc(w.held, func(h held) bool { return h.off <= off && off < h.end })
}

func pageDown(off int64) int64 { return off &^ (pageSize - 1) }
func pageUp(off int64) int64   { return pageDown(off + pageSize - 1) }

// Release implements Releaser.
func (s *spool) Release(off int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.window.asked = max(s.window.asked, off)
	s.giveUp()
}

// giveUp gives up what is not needed and lies in the file. mu is held.
func (s *spool) giveUp() {
	w := &s.window
	step := int64(releaseStep)
	if s.cap >= 0 {
		step = min(step, s.cap/4)
	}
	off := min(w.asked, s.disk.end())
	if off-w.begin < step {
		return
	}
	from, to := w.begin, pageDown(off)
	for _, h := range w.held {
		if h.end <= from {
			continue
		}
		if h.off >= to {
			break
		}
		s.punch(from, pageDown(h.off))
		from = max(from, pageUp(h.end))
	}
	s.punch(from, to)
	w.begin = max(w.begin, to)
}

// Hold implements Releaser.
func (s *spool) Hold(off int64, n uint32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := held{off, off + int64(n)}
	s.window.held = append(s.window.held, h)
	s.window.behind += h.room()
	s.changed()
}

// Free implements Releaser. The pages that the frame shares with its neighbours
// go when those are freed.
func (s *spool) Free(off int64, n uint32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := &s.window
	i, ok := slices.BinarySearchFunc(w.held, off, func(h held, off int64) int { return int(max(-1, min(1, h.off-off))) })
	if !ok {
		return
	}
	from, to := pageDown(off), min(pageUp(w.held[i].end), w.begin)
	if i > 0 {
		from = max(from, pageUp(w.held[i-1].end))
	}
	if i+1 < len(w.held) {
		to = min(to, pageDown(w.held[i+1].off))
	}
	w.behind -= w.held[i].room()
	w.held = without(w.held, i)
	s.punch(from, to)
}

// without is list without the i-th, in the same memory: the fewer of those before it and
// behind it are moved, since those that wait longest, in front of many, mostly go first.
func without(list []held, i int) []held {
	if i > len(list)/2 {
		return slices.Delete(list, i, i+1)
	}
	copy(list[1:], list[:i])
	return list[1:]
}

// Working implements Releaser.
func (s *spool) Working(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.window.working = on
	if on {
		s.startSaving() // each frame is read again
	}
	s.changed()
}

// punch gives the pages of a range back to the file system; offsets stay. mu is
// held.
func (s *spool) punch(from, to int64) {
	if from >= to || s.window.stuck {
		return
	}
	if err := punchHole(s.file, from, to-from); err != nil {
		s.window.stuck = true // it cannot be done there: the file grows up to its cap
	} else {
		s.window.given += to - from
	}
	s.changed()
}

// allowed returns how many of n bytes the cap allows now. Without any it waits while
// what is spooled is being worked off, and returns 0 when no room will come.
func (s *spool) allowed(n int64) int64 {
	if s.cap < 0 {
		return n
	}
	for {
		s.mu.Lock()
		w := &s.window
		room := s.cap - (s.here - w.given)
		if !s.disk.wanted {
			room = n
		}
		hopeless := !w.working || w.stuck || w.behind > s.cap/heldShare || s.disk.failed || isClosed(s.closed)
		if room > 0 || hopeless {
			s.mu.Unlock()
			return max(0, min(n, room))
		}
		wake := s.waker()
		s.mu.Unlock()
		select {
		case <-wake:
		case <-s.closed:
		}
	}
}
