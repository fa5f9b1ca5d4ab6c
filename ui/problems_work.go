package ui

import (
	"context"
	"errors"
	"time"

	"tcptui/flows"
)

// findings is what the search for problems has found so far.
type findings struct {
	problems []flows.Problem
	looked   int  // rows
	bounded  bool // more octets came twice than are compared
}

// findingsEvery is how often the list is made anew while the capture is looked
// through: making it goes through all connections.
const findingsEvery = 300 * time.Millisecond

// findProblems looks through the capture, as it grows, for problems.
func findProblems(h host, live *flows.Live) *task[findings] {
	return startTask(h, func(ctx context.Context, put func(findings)) error {
		x := live.NewExperts()
		for {
			snap := live.Snapshot()
			began := time.Now()
			some, cancel := context.WithTimeout(ctx, findingsEvery)
			err := x.Advance(some, snap)
			cancel()
			if ctx.Err() != nil {
				return ctx.Err()
			}
			put(findings{x.Problems(snap), x.Looked(), !x.Compared()})
			switch {
			case err != nil && !errors.Is(err, context.DeadlineExceeded):
				return err
			case err != nil:
				continue // there is more in this snapshot
			case snap.Done:
				return nil
			}
			if err := await(ctx, snap, findingsEvery-time.Since(began)); err != nil {
				return err
			}
		}
	})
}

// await waits for a newer snapshot, and at least for a time. It returns ctx's
// error when that ends first.
func await(ctx context.Context, snap *flows.Snapshot, least time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-snap.Newer():
	}
	pause := time.NewTimer(least)
	defer pause.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-pause.C:
		return nil
	}
}
