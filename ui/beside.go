package ui

import (
	"context"
	"time"

	"tcptui/flows"
	"tcptui/fsm"
	"tcptui/kernel"
)

// HostKernel is what this host's kernel says of its TCP sockets. Any number of
// goroutines may use it.
type HostKernel interface {
	// Snapshot returns what the newest poll told, never nil.
	Snapshot() *kernel.Snapshot

	// Compare returns what k says of an end of a connection of s, and what the
	// packets say otherwise; they are known up to until.
	Compare(k *kernel.Snapshot, s *flows.Snapshot, c *flows.Conn, role fsm.Role, until time.Time) (kernel.Host, kernel.Finding)
}

// hostSockets is what the screen knows of this host's sockets. The goroutine of
// the event loop owns it.
type hostSockets struct {
	beside HostKernel                 // the capture is of this host and of now; nil: it is not
	begin  func() (HostKernel, error) // asks for the sockets where beside is nil; nil: cannot be
	asked  HostKernel                 // beside, or what was begun; nil: the kernel is not asked
	failed error                      // why it cannot be asked
	newest *kernel.Snapshot           // of asked; nil until it was polled
	wake   *task[struct{}]            // rings for each poll; nil: not yet

	then     *kernel.Snapshot // the last one beside the capture; nil until it was polled
	ended    time.Time        // of the capture; zero: it goes on
	replaced flows.Replaced
}

// take takes over what was polled since. Once the capture has ended, what was said
// beside it stays: later packets are not there to be compared with.
func (k *hostSockets) take(h host, s *flows.Snapshot) {
	if k.asked == nil {
		return
	}
	if k.wake == nil {
		k.wake = wakeForPolls(h, k.asked)
	}
	now := k.asked.Snapshot()
	if now.Polls == 0 {
		return
	}
	if k.newest = now; k.beside == nil {
		return
	}
	if k.then == nil || k.ended.IsZero() {
		k.then = now
	}
	if s.Done && k.ended.IsZero() {
		k.ended = time.Now()
	}
}

// ask begins to ask the kernel, if nobody does yet.
func (k *hostSockets) ask() {
	if k.asked == nil && k.failed == nil && k.begin != nil {
		k.asked, k.failed = k.begin()
	}
}

// can reports whether the kernel is asked, or can be.
func (k *hostSockets) can() bool { return k.asked != nil || k.begin != nil }

// wakeForPolls rings for each poll until the screen ends.
func wakeForPolls(h host, asked HostKernel) *task[struct{}] {
	return startTask(h, func(ctx context.Context, put func(struct{})) error {
		for {
			newer := asked.Snapshot().Newer()
			put(struct{}{})
			select {
			case <-newer:
			case <-ctx.Done():
				return nil
			}
		}
	})
}

// eye is the comparison of the packets with one poll. Those of the capture's
// goroutines that look through one each have their own.
type eye struct {
	kernel   *kernel.Snapshot
	asked    HostKernel
	until    time.Time // packets are known up to then
	replaced *flows.Replaced
}

// eye is that of the event loop; nil where nothing is known beside the capture.
func (k *hostSockets) eye() *eye {
	if k.then == nil {
		return nil
	}
	until := k.ended
	if until.IsZero() {
		until = time.Now()
	}
	return &eye{k.then, k.beside, until.Add(-kernel.Slack), &k.replaced}
}

// own is the eye for another goroutine.
func (e *eye) own() *eye {
	if e == nil {
		return nil
	}
	other := *e
	other.replaced = new(flows.Replaced)
	return &other
}

// hostEnd is what the kernel says of an end of a connection that is of this host.
type hostEnd struct {
	socket *kernel.Seen // nil: there is none
	found  kernel.Finding
}

// ends are both ends of a connection, by fsm.Role: nil for one that is not of this
// host. Of connections with the same four-tuple only the newest has any.
func (e *eye) ends(s *flows.Snapshot, c *flows.Conn) (out [2]*hostEnd) {
	if e == nil || c == nil || e.replaced.In(s, c.ID) {
		return out
	}
	for role := range out {
		h, f := e.asked.Compare(e.kernel, s, c, fsm.Role(role), e.until)
		if h.Socket == nil && !h.Ours {
			continue
		}
		out[role] = &hostEnd{found: f}
		if x := h.Socket; x != nil && x.Gone.IsZero() {
			out[role].socket = x
		}
	}
	return out
}
