package ui

import (
	"context"
	"sync"

	"tcptui/flows"
	"tcptui/keymap"
)

// Choice is a capture that can be opened: one of these is set.
type Choice struct {
	Path     string // of a file, as it was typed: hostile text
	Sample   string // name of one of the samples
	Scenario string // name of one of the lab's scenarios

	Interface string // name of one of this host's, to be captured on: hostile text
}

// name is what the choice is called on the screen.
func (c Choice) name() string {
	if c.Sample != "" {
		return "sample: " + c.Sample
	}
	if c.Scenario != "" {
		return "lab: " + c.Scenario
	}
	if c.Interface != "" {
		return "live capture on " + c.Interface
	}
	return c.Path
}

// Opened is a capture that was opened.
type Opened struct {
	Title string // as Config.Title
	Path  string // absolute; "" where it is no file
	Live  *flows.Live
	Talk  *Talk  // as in Config
	Close func() // ends its reading and closes it

	Kernel  HostKernel // as in Config
	Capture *Capture   // as in Config

	Memory Memory                   // as in Config
	Place  int                      // as in Config
	Left   func(packets, place int) // as in Config
}

// startPage is what can be opened from the start page, as it is now.
func (s *shell) startPage() StartPage {
	if s.starts == nil {
		return StartPage{}
	}
	return s.starts()
}

// opening is a capture that is being opened in a goroutine of its own. Opening
// can block, as on a pipe that nobody writes to, so nothing waits for it.
type opening struct {
	name   string // of what is opened: hostile text
	firm   bool   // it comes by itself, and soon: nobody gives it up
	cancel context.CancelFunc

	mu     sync.Mutex
	unwant bool // nobody wants it any more: who opened it closes it
	ended  bool
	opened *Opened
	err    error
}

// end hands over what came of it.
func (o *opening) end(opened *Opened, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.unwant && opened != nil {
		opened.Close()
		return
	}
	o.ended, o.opened, o.err = true, opened, err
}

// over reports whether it has ended, and what came of it.
func (o *opening) over() (bool, *Opened, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.ended, o.opened, o.err
}

// giveUp ends it, and closes what was opened.
func (o *opening) giveUp() {
	o.cancel()
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.unwant = true; o.opened != nil {
		o.opened.Close()
	}
}

// openCapture begins to open another capture. The one that is shown stays until
// it is open.
func (s *shell) openCapture(c Choice) {
	if s.opener == nil {
		s.say("no other capture can be opened here")
		return
	}
	if err := s.busy(); err != nil {
		s.say(err.Error())
		return
	}
	if !s.replaces(c) {
		s.openChoice(c)
	}
}

func (s *shell) openChoice(c Choice) {
	open := s.opener
	s.beginOpening(c.name(), false, func(ctx context.Context) (*Opened, error) { return open(ctx, c) })
}

// beginOpening opens a capture in a goroutine of its own, in place of what is being
// opened. A firm one cannot be given up.
func (s *shell) beginOpening(name string, firm bool, open func(context.Context) (*Opened, error)) {
	s.stopOpening()
	ctx, cancel := context.WithCancel(s.life)
	o := &opening{name: name, firm: firm, cancel: cancel}
	s.opening = o
	ring := s.ring
	go func() {
		o.end(open(ctx))
		ring()
	}()
}

// stopOpening gives up what is being opened.
func (s *shell) stopOpening() {
	if s.opening != nil {
		s.opening.giveUp()
		s.opening = nil
	}
}

// takeOpened shows the capture that was being opened, once it is open. The shell
// is not to be used any more when it reports true.
func (s *shell) takeOpened() bool {
	o := s.opening
	if o == nil {
		return false
	}
	ended, opened, err := o.over()
	if !ended {
		return false
	}
	s.opening = nil
	o.cancel()
	if err != nil {
		s.say(err.Error())
		return false
	}
	s.replace(opened)
	return true
}

// openingLine is the footer while a capture is being opened.
func (s *shell) openingLine() line {
	th := &s.m.th
	if s.opening.firm {
		return line{{" opening " + s.opening.name + " ...", th.bar}}
	}
	return line{{" opening " + s.opening.name + " ...  ", th.bar}, {s.sign(keymap.Back), th.key}, {" cancel", th.bar}}
}
