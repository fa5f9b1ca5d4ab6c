package flows

import (
	"cmp"
	"context"
	"errors"
	"io"
	"sync/atomic"
	"time"

	"tcptui/capture"
	"tcptui/decode"
)

// publishEvery is how long a reader may wait to see a frame that was read.
const publishEvery = 50 * time.Millisecond

// Without a screen, as long as some of a file is still to be read, a reader waits a part of the
// time so far, publishPatience at most: what publishing costs is in proportion then.
const (
	publishShare    = 8
	publishPatience = time.Second
)

// loads is how many runs of frames are under way between source and crew.
const loads = 8

// Live is a capture that is being read. All its methods may be used by any
// goroutine.
type Live struct {
	snap   atomic.Pointer[Snapshot]
	store  capture.Store
	host   HostSockets // nil: there are none beside
	cancel context.CancelFunc
	done   chan struct{}
	brake  brake
	drawn  drawn
	trust  decode.Checksums
}

// Options are how a capture is looked at.
type Options struct {
	// Host is asked for the sockets of this host beside a live capture of it, if not
	// nil. Snapshots are published for each poll, too, as long as the capture runs.
	Host HostSockets

	// Restore, if not nil, is asked once for the capture as an earlier run kept it: what
	// ReadKept returned, or nil. It is called from a goroutine of its own and must
	// return when its context ends; pause waits where Hold wants it to. Only the first
	// frames are read meanwhile.
	Restore func(ctx context.Context, pause func()) *Snapshot

	// Screen says that a screen shows the frames and tells of its drawings with Release:
	// Restore leaves it the cores until the first frames are drawn.
	Screen bool

	crew int // goroutines that follow connections; 0: as many as there are cores for

	RawSeq bool // sequence and acknowledgment numbers are shown as the headers have them, not counted from the connection's start
}

// Trust has the fields of checksums say nothing of some of them, as tshark does unless a
// preference asks for more. It is called before the first Reader is made; without it all
// are verified.
func (l *Live) Trust(c decode.Checksums) { l.trust = c }

// Start begins to read src in the background, until its end, ctx's, or Stop. It
// is the only user of src.Next from then on; closing src is the caller's, after
// Stop.
func Start(ctx context.Context, src capture.Source) *Live { return StartWith(ctx, src, Options{}) }

// StartWith is Start with options.
func StartWith(ctx context.Context, src capture.Source, o Options) *Live {
	ctx, cancel := context.WithCancel(ctx)
	l := &Live{store: src.Store(), host: o.Host, cancel: cancel, done: make(chan struct{}), drawn: newDrawn()}
	l.snap.Store(&Snapshot{Size: src.Size(), newer: make(chan struct{})})
	t, c := newTracker(), newCrew(o)
	ready, free := make(chan *load, loads), make(chan *load, loads)
	for range loads {
		free <- new(load)
	}
	c.start(ctx, &l.brake, cmp.Or(o.crew, crewSize()), func(w *load) { free <- w }) // never blocks: there are as many places as loads
	go l.fetch(ctx, src, t.byTuple.hash, ready, free)
	go func() {
		defer close(l.done)
		defer cancel()
		l.ingest(ctx, src, l.restoring(ctx, &o), t, c, ready, o.Screen)
	}()
	return l
}

// Snapshot returns the newest snapshot, never nil.
func (l *Live) Snapshot() *Snapshot { return l.snap.Load() }

// Store gives the bytes of frames back.
func (l *Live) Store() capture.Store { return l.store }

// Hold pauses the reading while something more urgent is done, until Release but for
// a fiftieth of a second at most: a key that came should be on the screen at once,
// and where cores are few there is none left for it.
func (l *Live) Hold() { l.brake.hold() }

// Release ends the pause. A screen calls it after each drawing.
func (l *Live) Release() {
	l.brake.release()
	l.drawn.note(l.Snapshot())
}

// Wait waits for the end of the input and returns the last snapshot.
func (l *Live) Wait() *Snapshot {
	<-l.done
	return l.Snapshot()
}

// WaitRows waits for n rows or the end of the input, for the end when n is 0, and
// returns the snapshot that has them.
func (l *Live) WaitRows(n int) *Snapshot {
	for s := l.Snapshot(); ; s = l.Snapshot() {
		if s.Done || n > 0 && s.Rows() >= n {
			return s
		}
		<-s.Newer()
	}
}

// Stop ends the reading and waits until nothing uses the source.
func (l *Live) Stop() {
	l.cancel()
	<-l.done
}

// ingest is the loop of the goroutine that owns the tracker.
func (l *Live) ingest(ctx context.Context, src capture.Source, kept <-chan *Snapshot, t *tracker, c *crew, ready <-chan *load, screen bool) {
	defer c.stop()
	var state Snapshot // what is known beside the tables
	tick := time.NewTimer(publishEvery)
	defer tick.Stop()
	var dirty bool
	begun, every := time.Now(), publishEvery
	var last time.Time
	polled := l.polls(&state)
	publish := func() {
		state.Size = src.Size()
		c.quiet(func() { l.publish(t, c, state) })
		dirty, last = false, time.Now()
		if every = publishEvery; !screen && state.Read < state.Size {
			every = max(every, min(last.Sub(begun)/publishShare, publishPatience))
		}
		tick.Reset(every)
	}
	for {
		select {
		case w, ok := <-ready:
			if !ok {
				publish()
				return
			}
			if kept != nil && (t.index.rows > 0 || w.err != nil) {
				if l.restored(kept, c, w, ready) {
					return
				}
				kept = nil
			}
			l.brake.pass(ctx)
			state.take(t, c, w)
			if state.Done {
				l.cancel() // where the index is full, the rest need not be read
			}
			if dirty = true; time.Since(last) >= every {
				publish()
			}
		case <-polled:
			polled, dirty = l.polls(&state), true
		case <-tick.C:
			if dirty {
				publish()
			}
		}
	}
}

// polls notes how often the host was asked and returns what is closed when it was
// again; nil where there is no host.
func (l *Live) polls(s *Snapshot) <-chan struct{} {
	if l.host == nil {
		return nil
	}
	newer := l.host.Newer() // before Polls: a poll between the two counts and is told again
	s.Polled = l.host.Polls()
	return newer
}

// take puts a load into the tables, or notes the end of the input.
func (s *Snapshot) take(t *tracker, c *crew, w *load) {
	w.users.Store(1)
	defer c.release(w)
	if len(w.ifaces) >= len(s.Ifaces) { // where the reading was stopped, the batch is an old one
		s.Ifaces, s.Read = w.ifaces, max(s.Read, w.read)
	}
	if w.info != nil {
		s.Info = w.info
	}
	if w.err != nil {
		s.Done, s.ended = true, !errors.Is(w.err, context.Canceled)
		if !errors.Is(w.err, io.EOF) && !errors.Is(w.err, context.Canceled) {
			s.Err = w.err
		}
		return
	}
	n := min(len(w.frames), MaxRows-int(t.index.rows))
	t.takeLoad(c, w, n)
	if n < len(w.frames) {
		s.Done, s.Err = true, errTooMany
	}
}

// takeLoad puts the first n frames of a load into the index and hands them to the crew.
func (t *tracker) takeLoad(c *crew, w *load, n int) {
	handed := 0
	t.follow = func(i int) {
		c.hand(w, handed, i, t.index.chunks)
		handed = i
		c.quiet(func() {})
	}
	for i := range n {
		t.add(w, i)
	}
	c.hand(w, handed, n, t.index.chunks)
	if len(t.telling) >= maxTelling {
		c.quiet(t.settle)
	}
}

var errTooMany = errors.New("more than 4,294,967,294 frames: the rest is not shown (split the capture with editcap -c)")

// publish makes a snapshot of the tables, while the crew rests, and tells readers of the one
// before.
func (l *Live) publish(t *tracker, c *crew, state Snapshot) {
	s := &state
	s.rows, s.chunks = t.index.rows, t.index.chunks
	s.conns, s.pages = t.conns, c.freeze(t.conns)
	s.udp, s.answers = t.udp.list, t.echoes.list
	s.wholes, s.quotes, s.Revised = t.wholes, t.quotes, c.revised()
	s.newer = make(chan struct{})
	t.index.shown = s.rows
	old := l.snap.Swap(s)
	close(old.newer)
}
