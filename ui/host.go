package ui

import (
	"context"
	"sync"

	"tcptui/filter"
	"tcptui/flows"
	"tcptui/kernel"
	"tcptui/keymap"
)

// host is what a pane may ask of the screen around it. The shell is one; the
// goroutine of the event loop calls it.
type host interface {
	// say shows a message until the next key: hostile text.
	say(text string)

	// jump selects a row in the view that is shown; Esc comes back.
	jump(row uint32)

	// see is jump where the packet list is on the screen; where it is not, it goes
	// to the list, which shows everything if it would leave the row out.
	see(row uint32)

	// list goes to the packet list; Esc comes back.
	list(what listing)

	// open shows a pane alone; Esc comes back.
	open(pane int)

	// openCapture opens another capture in place of this one.
	openCapture(c Choice)

	// askFile asks for the name of a capture and opens it.
	askFile()

	// startPage is what can be opened from the start page.
	startPage() StartPage

	// ask opens a line that asks for something in place of the footer.
	ask(a asker)

	// choose opens a menu.
	choose(m *menu)

	// showSocket shows a socket of this host on their page.
	showSocket(x *kernel.Seen)

	// besideKernel reports whether the kernel is asked beside the capture.
	besideKernel() bool

	// mayAskKernel reports whether the sockets of this host can be shown.
	mayAskKernel() bool

	// catalog is the names that filters may use.
	catalog() *filter.Catalog

	// sign is the key of an action as the pane with the focus has it.
	sign(a keymap.Action) string

	// ring asks for another Refresh: something new is there. Any goroutine may.
	ring()

	// workers counts the workers, whose end the end of the screen waits for, and
	// gives the context that tells them of it.
	workers() (*sync.WaitGroup, context.Context)
}

// listing is what the packet list is to show.
type listing struct {
	row    uint32       // that is selected; NoRow: the one that is, or the nearest to it
	only   flows.ConnID // the only connection that is listed; NoConn: all
	filter string       // display filter; "": none
}

func (s *shell) jump(row uint32) {
	if row == s.m.sel {
		return
	}
	s.push(s.here())
	s.m.selectRow(row)
}

// reach is jump to a row that the list may leave out: then everything is listed.
func (s *shell) reach(row uint32) {
	s.push(s.here())
	s.m.admit(row)
	s.m.selectRow(row)
}

func (s *shell) see(row uint32) {
	if !s.view.zoom && s.view.focus < numPanes {
		s.jump(row)
		return
	}
	s.push(s.here())
	v := s.view
	v.focus, v.zoom = panePackets, false
	s.show(v)
	s.m.admit(row)
	s.m.selectRow(row)
}

func (s *shell) list(what listing) {
	s.push(s.here())
	v := s.view
	v.focus, v.zoom = panePackets, false
	s.show(v)
	s.m.only = flows.NoConn
	if what.filter == "" {
		s.clearFilter()
	} else {
		s.applyText(what.filter)
	}
	if what.row != flows.NoRow {
		s.m.selectRow(what.row)
	}
	if what.only != flows.NoConn {
		s.m.setOnly(what.only)
	}
}

func (s *shell) open(pane int) {
	v := s.view
	v.focus, v.zoom = pane, true
	s.enter(v)
}

func (s *shell) besideKernel() bool { return s.m.host.beside != nil }
func (s *shell) mayAskKernel() bool { return s.m.host.can() }

func (s *shell) ask(a asker)    { s.prompt = a }
func (s *shell) choose(m *menu) { s.menu = m }

func (s *shell) sign(a keymap.Action) string { return s.keys.KeyOf(s.scope(), a) }

func (s *shell) workers() (*sync.WaitGroup, context.Context) { return &s.work, s.life }
