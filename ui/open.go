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
}

// name is what the choice is called on the screen.
func (c Choice) name() string {
	if c.Sample != "" {
		return "sample: " + c.Sample
	}
	if c.Scenario != "" {
		return "lab: " + c.Scenario
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

	Kernel HostKernel // as in Config

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
	choice Choice
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
	switch {
	case s.opener == nil:
		s.say("no other capture can be opened here")
		return
	case s.saving != nil:
		s.say("packets are being saved as " + s.saving.path + ": first that has to end")
		return
	case s.copying != nil:
		s.say(s.copying.what + " is being copied: first that has to end")
		return
	}
	s.stopOpening()
	ctx, cancel := context.WithCancel(s.life)
	o := &opening{choice: c, cancel: cancel}
	s.opening = o
	open, ring := s.opener, s.ring
	go func() {
		o.end(open(ctx, c))
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
	return line{{" opening " + s.opening.choice.name() + " ...  ", th.bar}, {s.sign(keymap.Back), th.key}, {" cancel", th.bar}}
}
