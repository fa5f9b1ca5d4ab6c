package main

import (
	"context"
	"strings"
	"sync"

	"tcptui/capture"
	"tcptui/flows"
	"tcptui/ui"
)

// liveShow is a live capture on the screen, and those that follow it on the same
// interfaces when the user begins anew.
type liveShow struct {
	o      capture.LiveOptions
	given  *givenUp
	look   flows.Options
	life   context.Context // of the screen
	remote bool            // on another host
	kept   *[]keptCapture  // what the user could not be asked for
	memory int64           // that its packets may take, bytes
	before *openedCaptures

	mu  sync.Mutex
	src *capture.LiveSource // the newest
}

// liveShow is one whose process has given up its rights.
func (s *settings) liveShow(life context.Context, o capture.LiveOptions, given *givenUp) *liveShow {
	look := s.look
	look.Host = given.host.sockets()
	return &liveShow{o: o, given: given, look: look, life: life, kept: &s.kept, memory: s.memoryMost(true), before: &s.opened}
}

// newest is the capture that was begun last.
func (l *liveShow) newest() *capture.LiveSource {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.src
}

// opened gives a capture to the screen.
func (l *liveShow) opened(src *capture.LiveSource) *ui.Opened {
	l.mu.Lock()
	l.src = src
	l.mu.Unlock()
	live := flows.StartWith(l.life, boundedLive(src, &gauge{most: l.memory, before: l.before.alive()}), l.look)
	l.before.add(live)
	spareMemory(live)
	var host ui.HostKernel
	if l.given.host != nil {
		host = l.given.host
	}
	return &ui.Opened{
		Kernel: host,
		Title:  strings.Join(l.o.Interfaces, ", ") + " (live)", Live: live,
		Capture: &ui.Capture{Status: src.Status, Stop: src.Stop, Rights: l.given.box, Filter: l.o.FilterText, Remote: l.remote,
			Helper: l.given.helperText(), NoHelper: l.given.noHelperText(),
			Keep:  func() { *l.kept = append(*l.kept, keep(src)) },
			Again: func() (*ui.Opened, error) { return l.again(src) }},
		Close: func() {
			live.Stop()
			l.closed(src, src.Close())
		},
	}
}

// closed notes what closing a capture came to, where it is kept: of others nothing is left
// that could be incomplete. Goroutine of the screen.
func (l *liveShow) closed(src *capture.LiveSource, err error) {
	for i := range *l.kept {
		if k := &(*l.kept)[i]; k.src == src {
			k.closed = err
		}
	}
}

// again begins anew on the interfaces of a capture. Its file stays as it is: the
// next is another.
func (l *liveShow) again(src *capture.LiveSource) (*ui.Opened, error) {
	o := l.o
	if o.Write != nil {
		w, err := o.Write.Next()
		if err != nil {
			return nil, err
		}
		o.Write = &w
	}
	next, err := src.Again(o)
	if err != nil {
		return nil, err
	}
	return l.opened(next), nil
}

// openInterface captures on an interface that was chosen on the screen, as -i does. The
// process gives up its rights: another one cannot be opened after it.
func (s *settings) openInterface(life context.Context, name string) (*ui.Opened, error) {
	o := capture.LiveOptions{Interfaces: []string{name}, Promiscuous: !s.live.notOthers}
	src, err := capture.OpenLive(o)
	if err != nil {
		return nil, err
	}
	given, _ := s.giveUp(life, src, true, true) // where the kernel cannot be asked, the page of sockets says why
	s.asking.adopt(given)
	return s.liveShow(life, o, given).opened(src), nil
}
