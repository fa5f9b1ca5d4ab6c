package flows

import "context"

// restoring asks Options.Restore in a goroutine of its own. The channel gives its answer;
// it is nil where nothing is asked.
func restoring(ctx context.Context, o *Options) <-chan *Snapshot {
	if o.Restore == nil {
		return nil
	}
	kept := make(chan *Snapshot, 1)
	go func() { kept <- o.Restore(ctx) }()
	return kept
}

// restored has the capture as it was kept take the place of what was read of it so far,
// which is the beginning of the same, and ends the reading. It returns false where nothing
// was kept. The ingest goroutine calls it once it has shown the first frames: what was kept
// may take a moment to come, and the reading would take the cores from it.
func (l *Live) restored(kept <-chan *Snapshot, w *load, ready <-chan *load, free chan<- *load) bool {
	s := <-kept
	if s == nil {
		return false
	}
	l.cancel()
	for ok := true; ok; w, ok = <-ready {
		free <- w
	}
	s.newer = make(chan struct{})
	close(l.snap.Swap(s).newer)
	return true
}
