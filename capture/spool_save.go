package capture

import (
	"io"
	"os"
)

// disk is what of a stream is in the spool file. spool.mu guards it.
type disk struct {
	wanted  bool  // it is written: somebody may read it again
	written int64 // bytes up to here were, from base on
	failed  bool  // no more can be written

	base     int64         // what lies before was gone from memory when it was wanted, and is read again
	refilled int64         // bytes of it that are in the file
	lost     error         // why no more of it will be
	filled   chan struct{} // closed when that is done; nil: nothing was gone
}

// end is up to where the file has all.
func (d *disk) end() int64 {
	if d.refilled < d.base {
		return d.refilled
	}
	return d.written
}

// save writes what comes to the file, until the end of the stream.
func (s *spool) save() {
	for {
		s.mu.Lock()
		p, off := s.unsaved()
		done := p == nil && s.ended && s.disk.wanted
		s.mu.Unlock()
		if done {
			return
		}
		if p == nil {
			select {
			case <-s.toSave:
			case <-s.closed:
				return
			}
			continue
		}
		n, err := s.file.WriteAt(p, off)
		s.mu.Lock()
		s.disk.written += int64(n)
		if err != nil {
			s.fail(s.unwritable(err))
		}
		s.giveUp()
		s.mu.Unlock()
		nudge(s.freed)
		if err != nil || isClosed(s.closed) {
			return
		}
	}
}

// unsaved returns the next bytes to be written, and their place. They stay where they are
// until they are said to be written. mu is held.
func (s *spool) unsaved() ([]byte, int64) {
	d := &s.disk
	if !d.wanted || d.failed {
		return nil, 0
	}
	if b := s.tape.find(d.written); b != nil {
		return b.bytes[d.written-b.off : b.n], d.written
	}
	return nil, 0
}

// fail ends the stream because nothing can be written. What is in memory stays there. mu
// is held.
func (s *spool) fail(err error) {
	s.disk.failed = true
	if s.err == nil {
		s.err = err
	}
	s.changed()
}

func (s *spool) unwritable(err error) error {
	return &Error{Off: -1, What: "cannot be spooled in " + s.where, Err: systemCause(err),
		Hint: "what was spooled is shown; set " + tempVariable + " to a directory with more room"}
}

// startSaving begins to write, with what is still in memory; what is not is read again.
// mu is held.
func (s *spool) startSaving() {
	d := &s.disk
	if d.wanted {
		return
	}
	d.wanted = true
	d.base = s.tape.begin(s.here)
	d.written = d.base
	nudge(s.toSave)
	if d.base == 0 {
		return
	}
	d.filled = make(chan struct{})
	go func(upTo int64) {
		defer close(d.filled)
		err := s.refill(upTo)
		s.mu.Lock()
		defer s.mu.Unlock()
		d.lost = err
		s.changed()
	}(d.base)
}

// want waits until all before end can be read, of what came so far.
func (s *spool) want(end int64) error {
	for {
		s.mu.Lock()
		s.startSaving()
		d := &s.disk
		ready, lost := d.refilled >= min(end, d.base), d.lost
		wake := s.waker()
		s.mu.Unlock()
		switch {
		case ready:
			return nil
		case lost != nil:
			return lost
		}
		select {
		case <-wake:
		case <-s.closed:
			return os.ErrClosed
		}
	}
}

// refill reads the first bytes of the stream again and writes them to the file.
func (s *spool) refill(upTo int64) error {
	in, err := s.again()
	if err != nil {
		return err
	}
	defer in.Close()
	r, word, err := unpacked(in)
	if err != nil {
		return err
	}
	defer r.Close()
	buf := make([]byte, reelSize)
	for off := int64(0); off < upTo && !isClosed(s.closed); {
		if s.cap >= 0 && off >= s.cap {
			return s.full()
		}
		n, err := io.ReadFull(r, buf[:min(int64(len(buf)), upTo-off)])
		if err != nil {
			return word(err)
		}
		if _, err := s.file.WriteAt(buf[:n], off); err != nil {
			return s.unwritable(err)
		}
		off += int64(n)
		s.mu.Lock()
		s.disk.refilled = off
		s.giveUp()
		s.changed()
		s.mu.Unlock()
	}
	return nil
}
