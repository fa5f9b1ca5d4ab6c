package main

import (
	"context"

	"tcptui/capture"
	"tcptui/kernel"
)

// givenUp is what a process has that has given up its rights for a live capture.
type givenUp struct {
	box    capture.Sandbox
	helper *kernel.Helper // looks up owners of sockets, with rights of its own; nil: there is none
	host   *beside        // asks the kernel; nil: nobody does

	noHelper error // why there is no helper where there was to be one
}

// giveUp gives up the rights of this process, once a capture has begun. Where asks says so
// the kernel is asked beside it, until close; an error says why it cannot be, and what else
// there is can be used all the same.
func (s *settings) giveUp(ctx context.Context, src *capture.LiveSource, screen, asks bool) (g *givenUp, err error) {
	g = new(givenUp)
	var owners kernel.Finder // this process, which may see few, where there is no helper
	if asks {
		if g.helper, g.noHelper = kernel.StartHelper(); g.noHelper == nil {
			owners = g.helper
		}
	}
	g.box = capture.Confine(s.needs(src, screen))
	g.host, err = beginBeside(ctx, asks, owners)
	return g, err
}

// helperText says who looks owners up; "": nobody does for this process.
func (g *givenUp) helperText() string {
	if g.helper == nil {
		return ""
	}
	return g.helper.Rights.String()
}

// noHelperText says why nobody does where the kernel is asked; "": somebody does.
func (g *givenUp) noHelperText() string {
	if g.noHelper == nil || g.host == nil {
		return ""
	}
	return g.noHelper.Error()
}

// close ends the asking.
func (g *givenUp) close() {
	g.host.stop()
	if g.helper != nil {
		g.helper.Close()
	}
}
