package ui

import (
	"context"
	"sync"
)

// task is work in a goroutine of its own that hands over values of which only
// the newest counts, such as the state of a table that is being made. The
// goroutine of the event loop owns it.
type task[T any] struct {
	cancel context.CancelFunc

	mu    sync.Mutex
	value T
	fresh bool // value was not taken yet
	ended bool
	err   error
}

// startTask begins to work. work puts out values as it goes on, each of them
// its own no longer, and returns when ctx ends; each value rings h.
func startTask[T any](h host, work func(ctx context.Context, put func(T)) error) *task[T] {
	group, life := h.workers()
	ctx, cancel := context.WithCancel(life)
	t := &task[T]{cancel: cancel}
	group.Go(func() {
		defer h.ring()
		defer cancel()
		err := work(ctx, func(v T) {
			t.mu.Lock()
			t.value, t.fresh = v, true
			t.mu.Unlock()
			h.ring()
		})
		t.mu.Lock()
		defer t.mu.Unlock()
		t.ended, t.err = true, err
	})
	return t
}

// take returns the newest value, and whether it came since the last call.
func (t *task[T]) take() (value T, fresh bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	fresh, t.fresh = t.fresh, false
	return t.value, fresh
}

// over reports whether the work has ended, and with what.
func (t *task[T]) over() (bool, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.ended, t.err
}

// stop ends the work; what it puts out from now on is not asked for any more.
// The goroutine may need a moment.
func (t *task[T]) stop() {
	if t != nil {
		t.cancel()
	}
}
