package capture

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
)

const (
	// DefaultLiveCap is how many bytes of a live capture are kept when its
	// options do not say, but no more than half of what is free there.
	DefaultLiveCap = 2 << 30
	// leastLiveCap is the smallest cap: what arrives at once must fit.
	leastLiveCap = 8 << 20
	// segmentsLeast is into how many files a spool is divided at least, which is
	// the share of it that is given up at once; segmentLargest is how large they
	// are at most, unless there would be more than segmentsMost.
	segmentsLeast  = 16
	segmentsMost   = 128
	segmentLargest = 64 << 20
)

// ErrGivenUp is in the error chain when a frame is read that the spool does not
// hold any more, or never could.
var ErrGivenUp = errors.New("it was given up")

// liveSpool keeps a live capture in files of pcapng, each readable alone. One
// goroutine appends, any number read. Offsets count on through all files; of
// those beyond the cap the oldest is given up.
type liveSpool struct {
	dir    *spoolDir
	head   []byte // what each file begins with
	cap    int64
	each   int64 // size of a file, bytes
	number int   // files that were begun

	mu       sync.RWMutex // held for reading while a file is read
	segments []*segment   // those that are kept, the oldest first
	end      int64        // offset behind the last whole block
	frames   int64        // that were appended, or could not be
	lost     int64        // those that could not be
	given    int64        // those in files that were given up
	kept     int64        // bytes in the files that are kept
	full     error        // why frames could not be appended the last time; nil: the last could
	ended    bool
	err      error         // why the capture ended; nil: as it was asked to
	wake     chan struct{} // closed at the next change; nil: nobody waits
}

// segment is a file of the spool.
type segment struct {
	file   *os.File
	base   int64 // offset of its first byte
	size   int64 // bytes, all of them whole blocks
	first  int64 // how many frames were before it
	frames int64
}

// newLiveSpool makes a spool whose files begin with head. With a negative limit it
// keeps nothing, and makes no directory.
func newLiveSpool(dir string, limit int64, head []byte) (*liveSpool, error) {
	if limit < 0 {
		return &liveSpool{head: head}, nil
	}
	d, err := newSpoolDir(dir)
	if err != nil {
		return nil, err
	}
	if limit == 0 {
		limit = DefaultLiveCap
		if room := roomIn(d.path); room >= 0 {
			limit = min(limit, room/2) // the directory may be memory, and others need it too
		}
	}
	limit = max(limit, leastLiveCap)
	s := &liveSpool{dir: d, head: head, cap: limit, each: max(min(limit/segmentsLeast, segmentLargest), limit/segmentsMost)}
	if err := s.begin(); err != nil {
		d.remove()
		return nil, err
	}
	return s, nil
}

// begin begins the next file. Appending goroutine only.
func (s *liveSpool) begin() error {
	name := filepath.Join(s.dir.path, fmt.Sprintf("%05d.pcapng", s.number+1))
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err := f.Write(s.head); err != nil {
		f.Close()
		os.Remove(name)
		return err
	}
	s.number++
	s.mu.Lock()
	defer s.mu.Unlock()
	s.segments = append(s.segments, &segment{file: f, base: s.end, size: int64(len(s.head)), first: s.frames})
	s.end += int64(len(s.head))
	s.kept += int64(len(s.head))
	return nil
}

// append appends whole blocks with so many frames, and gives up the oldest files
// where the cap asks for it or the disk is full. What cannot be kept all the same
// is counted. Appending goroutine only.
func (s *liveSpool) append(blocks []byte, frames int) {
	if s.dir == nil {
		return
	}
	for s.kept+int64(len(blocks)) > s.cap && s.giveUp() {
	}
	err := s.write(blocks, frames)
	for err != nil && s.giveUp() {
		err = s.write(blocks, frames)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if frames > 0 {
		s.full = err
	}
	if err != nil {
		s.frames += int64(frames)
		s.lost += int64(frames)
	}
	s.changed()
}

// write appends to the newest file, or to a new one when that is large enough.
func (s *liveSpool) write(blocks []byte, frames int) error {
	n := len(s.segments)
	if n == 0 || s.segments[n-1].frames > 0 && s.segments[n-1].size+int64(len(blocks)) > s.each {
		if err := s.begin(); err != nil {
			return err
		}
		n = len(s.segments)
	}
	g := s.segments[n-1] // only this goroutine changes it
	if g.first+g.frames != s.frames {
		// Frames before these could not be kept: where they are missing, a file
		// ends, so that the frames of a file can be counted.
		if err := s.begin(); err != nil {
			return err
		}
		g = s.segments[len(s.segments)-1]
	}
	if _, err := g.file.WriteAt(blocks, g.size); err != nil {
		// What was written of them is cut off, or written over by the next.
		return errors.Join(err, g.file.Truncate(g.size))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	g.size += int64(len(blocks))
	g.frames += int64(frames)
	s.frames += int64(frames)
	s.end += int64(len(blocks))
	s.kept += int64(len(blocks))
	return nil
}

// giveUp removes the oldest file and reports whether there was one with frames.
func (s *liveSpool) giveUp() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.segments) == 0 || len(s.segments) == 1 && s.segments[0].frames == 0 {
		return false
	}
	g := s.segments[0]
	s.segments = append(s.segments[:0], s.segments[1:]...)
	s.kept -= g.size
	s.given += g.frames
	g.file.Close()
	os.Remove(g.file.Name())
	return true
}

// finish says that nothing more will be appended, and why.
func (s *liveSpool) finish(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended, s.err = true, err
	s.changed()
}

// changed wakes who waits. mu is held.
func (s *liveSpool) changed() {
	if s.wake != nil {
		close(s.wake)
		s.wake = nil
	}
}

// stretchAt says what can be read for somebody who has read up to pos: from
// where, up to where, and how many frames were before that; -1: those that were
// read. It waits for more. An error is of ctx, or what finish was told; io.EOF
// where that was nil.
func (s *liveSpool) stretchAt(ctx context.Context, pos int64) (from, to, frame int64, err error) {
	for {
		s.mu.Lock()
		for _, g := range s.segments {
			if end := g.base + g.size; pos < end && g.frames > 0 {
				from, frame = pos, -1
				if begin := g.base + int64(len(s.head)); pos <= begin {
					from, frame = begin, g.first
				}
				s.mu.Unlock()
				return from, end, frame, nil
			}
		}
		ended, err, all := s.ended, s.err, s.frames
		if !ended && s.wake == nil {
			s.wake = make(chan struct{})
		}
		wake := s.wake
		s.mu.Unlock()
		if ended {
			if err == nil {
				err = io.EOF
			}
			return pos, pos, all, err
		}
		select {
		case <-wake:
		case <-ctx.Done():
			return pos, pos, -1, ctx.Err()
		}
	}
}

// ReadAt implements io.ReaderAt over all files.
func (s *liveSpool) ReadAt(p []byte, off int64) (n int, err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for n < len(p) {
		g := s.segmentOf(off + int64(n))
		if g == nil {
			return n, s.missing(off + int64(n))
		}
		at := off + int64(n) - g.base
		got, err := g.file.ReadAt(p[n:min(len(p), n+int(g.size-at))], at)
		n += got
		if err != nil {
			return n, &Error{Path: g.file.Name(), Off: at, What: "cannot be read", Err: err,
				Hint: "another program changed the file that this capture is kept in"}
		}
	}
	return n, nil
}

// segmentOf returns the file that holds byte off. mu is held.
func (s *liveSpool) segmentOf(off int64) *segment {
	for i := len(s.segments) - 1; i >= 0; i-- {
		if g := s.segments[i]; off >= g.base {
			if off < g.base+g.size {
				return g
			}
			return nil
		}
	}
	return nil
}

// missing is why byte off cannot be read. mu is held.
func (s *liveSpool) missing(off int64) error {
	if off >= s.end {
		return io.EOF
	}
	return &Error{Path: "the capture", Off: -1, What: "the bytes of this frame are not there any more", Err: ErrGivenUp,
		Hint: fmt.Sprintf("only the newest %d MiB of a capture are kept; -w FILE keeps all", s.cap>>20)}
}

// close removes all, or leaves the files where keep says so. Its error says then which of
// them may not be whole: some file systems tell only now that they could not write.
func (s *liveSpool) close(keep bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, g := range s.segments {
		if err := g.file.Close(); err != nil {
			errs = append(errs, err)
		}
	}
	files := len(s.segments)
	s.segments = nil
	switch {
	case s.dir == nil:
		return nil
	case !keep:
		return s.dir.remove()
	}
	err := s.dir.leave()
	if len(errs) > 0 {
		return &Error{Path: s.dir.path, Off: -1, What: fmt.Sprintf("of the files that are kept (%d), %d may not be whole", files, len(errs)),
			Err: systemCause(errs[0]), Hint: "what was written last may be missing in them"}
	}
	return err
}
