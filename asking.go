package main

import (
	"context"
	"sync"

	"tcptui/kernel"
	"tcptui/ui"
)

// asking asks the kernel for the screen: beside a capture, or once somebody wants to see
// the sockets of this host. Any goroutine may use it.
type asking struct {
	ctx context.Context

	mu    sync.Mutex
	host  *beside    // beside a capture; nil: nobody asks beside one
	own   *beside    // begun for the screen; nil: not yet
	given []*givenUp // of captures that were begun on the screen
}

// configure says to the screen whom to ask.
func (a *asking) configure(c *ui.Config) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.host != nil {
		c.Kernel = a.host
	}
	c.Sockets = a.begin
}

// begin returns who is asked already, or begins.
func (a *asking) begin() (ui.HostKernel, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case a.host != nil:
		return a.host, nil
	case a.own != nil:
		return a.own, nil
	}
	w, err := kernel.WatchHost(a.ctx, nil)
	if err != nil {
		return nil, err
	}
	a.own = &beside{w}
	return a.own, nil
}

// adopt takes over who is asked beside a capture that was begun on the screen, until stop:
// this process has given up its rights, and knows less itself.
func (a *asking) adopt(g *givenUp) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.given = append(a.given, g)
	if g.host != nil {
		a.host = g.host
	}
}

// stop ends what was begun.
func (a *asking) stop() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.own.stop()
	for _, g := range a.given {
		g.close()
	}
}
