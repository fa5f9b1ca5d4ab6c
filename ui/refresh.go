package ui

import (
	"context"
	"time"

	"tcptui/flows"
)

// refreshEvery is how long a newer snapshot may wait for being shown: twenty
// pictures a second are enough for the eye and leave the cores to reading.
const refreshEvery = 50 * time.Millisecond

// watched is a capture that is on the screen.
type watched struct {
	live  *flows.Live
	shown *flows.Snapshot       // what is shown of it
	show  func(*flows.Snapshot) // shows a newer one; on the goroutine of the event loop
}

// refresh shows newer snapshots of the capture that is on the screen until ctx
// ends, at most one each refreshEvery, and the same one again when more is rung:
// a pane has work left. Another capture comes through lives. It is the only
// goroutine that may queue updates of the screen; update returns when f was run
// and the screen was drawn.
func refresh(ctx context.Context, lives <-chan watched, more <-chan struct{}, update func(f func())) {
	pause := time.NewTimer(0)
	defer pause.Stop()
	w := <-lives // the first one is there from the beginning
	for {
		select {
		case <-ctx.Done():
			return
		case w = <-lives:
			continue
		case <-w.shown.Newer():
		case <-more:
		}
		select {
		case <-ctx.Done():
			return
		case <-pause.C:
		}
		select {
		case w = <-lives: // it was told while this one waited
		default:
		}
		w.shown = w.live.Snapshot()
		update(func() { w.show(w.shown) })
		pause.Reset(refreshEvery)
	}
}
