package lab

import (
	"context"
	"fmt"
	"sync"

	"tcptui/fsm"
)

// sights counts the segments that were delivered, so that a script can wait for
// one. Any goroutine may use it.
type sights struct {
	mu    sync.Mutex
	seen  counts
	newer chan struct{} // closed at the next segment
}

func newSights() *sights { return &sights{newer: make(chan struct{})} }

// add counts a segment that was delivered.
func (s *sights) add(from fsm.Role, k Kind) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen.add(from, k)
	close(s.newer)
	s.newer = make(chan struct{})
}

// of returns how many segments of a single kind were delivered.
func (s *sights) of(from fsm.Role, k Kind) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen.of(from, k)
}

// wait waits until a segment has been delivered.
func (s *sights) wait(ctx context.Context, what Sight) error {
	for {
		s.mu.Lock()
		there, newer := what.in(&s.seen), s.newer
		s.mu.Unlock()
		if there {
			return nil
		}
		select {
		case <-newer:
		case <-ctx.Done():
			return fmt.Errorf("waiting for the %s's %s (number %d): %w", what.From, what.What, what.Nth, context.Cause(ctx))
		}
	}
}
