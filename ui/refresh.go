package ui

import (
	"context"
	"time"

	"tcptui/flows"
)

// refreshEvery is how long a newer snapshot may wait for being shown: twenty
// pictures a second are enough for the eye and leave the cores to reading.
const refreshEvery = 50 * time.Millisecond

// refresh tells show of newer snapshots until ctx ends, at most one each
// refreshEvery, and of the same one again when more is rung: a pane has work
// left. It is the only goroutine that may queue updates of the screen; show
// returns when the screen has the snapshot.
func refresh(ctx context.Context, live *flows.Live, shown *flows.Snapshot, more <-chan struct{}, show func(*flows.Snapshot)) {
	pause := time.NewTimer(0)
	defer pause.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-shown.Newer():
		case <-more:
		}
		select {
		case <-ctx.Done():
			return
		case <-pause.C:
		}
		shown = live.Snapshot()
		show(shown)
		pause.Reset(refreshEvery)
	}
}
