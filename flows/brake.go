package flows

import (
	"context"
	"sync/atomic"
	"time"
)

// holdAtMost is how long reading pauses for one Hold.
const holdAtMost = 20 * time.Millisecond

// brake lets reading pause while something more urgent is done. Any goroutine may
// use it; the zero value is off.
type brake struct {
	on atomic.Pointer[chan struct{}] // closed when it is put off; nil: it is off
}

// hold puts it on.
func (b *brake) hold() {
	off := make(chan struct{})
	b.on.CompareAndSwap(nil, &off)
}

// release puts it off.
func (b *brake) release() {
	if off := b.on.Swap(nil); off != nil {
		close(*off)
	}
}

// pass waits while it is on, and puts it off when that takes too long.
func (b *brake) pass(ctx context.Context) {
	off := b.on.Load()
	if off == nil {
		return
	}
	patience := time.NewTimer(holdAtMost)
	defer patience.Stop()
	select {
	case <-*off:
	case <-ctx.Done():
	case <-patience.C:
		if b.on.CompareAndSwap(off, nil) {
			close(*off)
		}
	}
}
