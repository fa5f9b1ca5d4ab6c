package ui

import (
	"context"
	"sync"
	"testing"

	"tcptui/keymap"
)

// streamDesk is a host for a stream pane alone: it has what that asks for.
type streamDesk struct {
	host
	m    *model
	said string
	menu *menu
	work sync.WaitGroup
	life context.Context
	bell chan struct{} // rung for each answer of a worker
}

// newStreamDesk makes a desk whose workers end with the test.
func newStreamDesk(t testing.TB, m *model) *streamDesk {
	ctx, cancel := context.WithCancel(context.Background())
	d := &streamDesk{m: m, life: ctx, bell: make(chan struct{}, 1)}
	atEnd(t, func() {
		cancel()
		d.work.Wait()
	})
	return d
}

func (d *streamDesk) say(text string)                             { d.said = text }
func (d *streamDesk) see(row uint32)                              { d.m.selectRow(row) }
func (d *streamDesk) choose(u *menu)                              { d.menu = u }
func (d *streamDesk) sign(a keymap.Action) string                 { return string(a) }
func (d *streamDesk) workers() (*sync.WaitGroup, context.Context) { return &d.work, d.life }

func (d *streamDesk) ring() {
	select {
	case d.bell <- struct{}{}:
	default:
	}
}

// settled refreshes a pane until nothing is left to be done.
func (d *streamDesk) settled(p *streamPane) {
	for p.Refresh(d.m); p.Busy(); p.Refresh(d.m) {
		<-d.bell
	}
}

// streamPaneOf makes a stream pane of a model, with everything in it.
func streamPaneOf(t testing.TB, m *model) (*streamPane, *streamDesk) {
	d := newStreamDesk(t, m)
	p := newStreamPane(d)
	d.settled(p)
	return p, d
}
