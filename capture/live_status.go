package capture

import (
	"errors"
	"slices"
	"sync"
	"time"
)

// LiveState is what an interface does for a capture.
type LiveState uint8

// The states of an interface.
const (
	LiveCapturing LiveState = iota
	LiveDown                // it is down; frames come again when it is up
	LiveGone                // it was removed, or failed: see Why
	LiveStopped             // the capture has ended
)

// String returns the state as a user reads it.
func (s LiveState) String() string {
	return [...]string{"capturing", "down", "gone", "stopped"}[s]
}

// LiveInterface is one interface of a live capture.
type LiveInterface struct {
	Name      string // hostile text
	Link      LinkType
	State     LiveState
	Why       error     // of LiveGone; nil for the others
	Since     time.Time // of the state
	Received  uint64    // frames that passed the filter, with those that were dropped
	Dropped   uint64    // by the kernel: they were not taken in time
	Delivered uint64    // frames that are in the capture
}

// LiveStatus is a live capture at one moment.
type LiveStatus struct {
	Began      time.Time
	Ended      bool  // nothing will be captured any more
	Err        error // why it ended; nil when it was stopped or a condition was met
	Interfaces []LiveInterface
	Frames     int64 // captured
	Bytes      int64 // of these frames, as captured

	Spooled  int64  // bytes in the spool
	SpoolDir string // "": nothing is kept
	GivenUp  int64  // frames that are not in the spool any more
	Lost     int64  // frames that could not be put there, see SpoolErr
	Unseen   int64  // frames of both that Next never gave
	SpoolErr error  // why the newest frames are not kept; nil: they are

	File      string // that is written, or was; "": none
	Files     int    // that were begun
	FileBytes int64  // of File
	FileErr   error  // why it is not written any more
}

// Status tells how the capture is.
func (l *LiveSource) Status() LiveStatus {
	s := l.status.copy()
	l.spool.tell(&s)
	return s
}

// Dropped is the sum of what the kernel has dropped.
func (s *LiveStatus) Dropped() (n uint64) {
	for i := range s.Interfaces {
		n += s.Interfaces[i].Dropped
	}
	return n
}

// liveStatus is what the goroutines of a capture say of themselves.
type liveStatus struct {
	mu     sync.Mutex
	s      LiveStatus
	unseen int64
}

func (t *liveStatus) copy() LiveStatus {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.s
	s.Interfaces, s.Unseen = slices.Clone(s.Interfaces), t.unseen
	return s
}

func (t *liveStatus) begin(now time.Time, ifaces []Interface) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.s.Began = now
	for i := range ifaces {
		t.s.Interfaces = append(t.s.Interfaces, LiveInterface{Name: ifaces[i].Name, Link: ifaces[i].Link, Since: now})
	}
}

// heard notes what came of receiving from interface i.
func (t *liveStatus) heard(i int, received, dropped uint64, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f := &t.s.Interfaces[i]
	f.Received, f.Dropped = received, dropped
	switch {
	case err == nil:
		f.enter(LiveCapturing, nil)
	case errors.Is(err, errDown):
		f.enter(LiveDown, nil)
	default:
		f.enter(LiveGone, err)
	}
}

// stopped notes that receiving from interface i has ended.
func (t *liveStatus) stopped(i int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if f := &t.s.Interfaces[i]; f.State != LiveGone {
		f.enter(LiveStopped, nil)
	}
}

func (f *LiveInterface) enter(s LiveState, why error) {
	if f.State != s {
		f.State, f.Why, f.Since = s, why, time.Now()
	}
}

// captured counts frames of c.
func (t *liveStatus) captured(c *chunk, marks []mark) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.s.Frames += int64(len(marks))
	for _, m := range marks {
		t.s.Bytes += int64(m.capLen)
		t.s.Interfaces[le.Uint32(c.buf[m.at+8:])].Delivered++
	}
}

// writing notes how the file is.
func (t *liveStatus) writing(w *liveFile) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.s.File, t.s.Files, t.s.FileBytes = w.name(), w.number, w.size
}

// failed notes that the file is not written any more.
func (t *liveStatus) failed(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.s.FileErr = err
}

// passedOver counts frames that were given up before they were read.
func (t *liveStatus) passedOver(n int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.unseen += n
}

func (t *liveStatus) ended(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.s.Ended, t.s.Err = true, err
}

// counters are those of an Info.
func (t *liveStatus) counters() (all []Counters) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, f := range t.s.Interfaces {
		all = append(all, Counters{Iface: uint16(i), Received: int64(f.Received), Dropped: -1,
			Accepted: int64(f.Received), OSDropped: int64(f.Dropped), Delivered: int64(f.Delivered)})
	}
	return all
}

// tell says what the spool knows.
func (s *liveSpool) tell(t *LiveStatus) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.dir != nil {
		t.SpoolDir = s.dir.path
	}
	t.Spooled, t.GivenUp, t.Lost, t.SpoolErr = s.kept, s.given, s.lost, s.full
}
