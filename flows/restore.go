package flows

import (
	"context"
	"sync"
	"time"
)

// drawnWithin is how long what was kept waits for the first frames to be drawn.
const drawnWithin = 100 * time.Millisecond

// drawn tells when the first frames were drawn on a screen.
type drawn struct {
	once *sync.Once
	done chan struct{}
}

func newDrawn() drawn { return drawn{new(sync.Once), make(chan struct{})} }

// note takes note of a drawing after which s was the newest snapshot.
func (d *drawn) note(s *Snapshot) {
	if s.Rows() > 0 {
		d.once.Do(func() { close(d.done) })
	}
}

// wait waits for it, for some time.
func (d *drawn) wait(ctx context.Context) {
	late := time.NewTimer(drawnWithin)
	defer late.Stop()
	select {
	case <-d.done:
	case <-late.C:
	case <-ctx.Done():
	}
}

// restoring asks Options.Restore in a goroutine of its own. The channel gives its answer;
// it is nil where nothing is asked.
func (l *Live) restoring(ctx context.Context, o *Options) <-chan *Snapshot {
	if o.Restore == nil {
		return nil
	}
	kept := make(chan *Snapshot, 1)
	go func() {
		if o.Screen {
			l.drawn.wait(ctx)
		}
		kept <- o.Restore(ctx, func() { l.brake.pass(ctx) })
	}()
	return kept
}

// restored has the capture as it was kept take the place of what was read of it so far,
// which is the beginning of the same, and ends the reading. It returns false where nothing
// was kept. The ingest goroutine calls it once it has shown the first frames: what was kept
// may take a moment to come, and the reading would take the cores from it.
func (l *Live) restored(kept <-chan *Snapshot, c *crew, w *load, ready <-chan *load) bool {
	s := <-kept
	if s == nil {
		return false
	}
	l.cancel()
	for ok := true; ok; w, ok = <-ready {
		c.done(w)
	}
	s.newer = make(chan struct{})
	close(l.snap.Swap(s).newer)
	return true
}
