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
// through, where that takes little: making it goes through all connections. It is not
// to take more than one part in againShare+1 of the time.
const findingsEvery = 300 * time.Millisecond

// findProblems looks through the capture, as it grows, for problems.
func findProblems(h host, live *flows.Live) *task[findings] {
	return startTask(h, func(ctx context.Context, put func(findings)) error {
		x := live.NewExperts()
		every := findingsEvery
		for {
			snap := live.Snapshot()
			began := time.Now()
			some, cancel := context.WithTimeout(ctx, every)
			err := x.Advance(some, snap)
			cancel()
			if ctx.Err() != nil {
				return ctx.Err()
			}
			listed := time.Now()
			put(findings{x.Problems(snap), x.Looked(), !x.Compared()})
			every = max(findingsEvery, againShare*time.Since(listed))
			switch {
			case err != nil && !errors.Is(err, context.DeadlineExceeded):
				return err
			case err != nil:
				continue // there is more in this snapshot
			case snap.Done:
				return nil
			}
			if err := await(ctx, live, snap, every-time.Since(began)); err != nil {
				return err
			}
		}
	})
}

// await waits for a newer snapshot, and at least for a time unless that is the last
// one. It returns ctx's error when that ends first.
func await(ctx context.Context, live *flows.Live, snap *flows.Snapshot, least time.Duration) error {
	pause := time.NewTimer(least)
	defer pause.Stop()
	due, newer := pause.C, snap.Newer()
	for seen := false; ; {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-newer:
			now := live.Snapshot()
			if seen, newer = true, now.Newer(); now.Done || due == nil {
				return nil
			}
		case <-due:
			if due = nil; seen {
				return nil
			}
		}
	}
}
