package ui

import (
	"errors"
	"strings"
	"sync"
)

// Talk is what goes on between the screen and a scenario that is played for it.
// Its functions may be called by any goroutine.
type Talk struct {
	// Say lets the scenario's client say a line, End that it says no more. nil: the
	// scenario says what it says.
	Say func(line string) error
	End func() error

	mu   sync.Mutex
	told string // last, and not shown yet
}

// Tell tells the screen what happened: hostile text. Only the last is kept.
func (t *Talk) Tell(text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.told = text
}

// take gives what was told last, once; "" for nothing.
func (t *Talk) take() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	last := t.told
	t.told = ""
	return last
}

// hearTalk shows what the scenario told last, unless another message is there.
func (s *shell) hearTalk() {
	if s.talk == nil || s.message != s.heard {
		return
	}
	if text := s.talk.take(); text != "" {
		s.heard = text
		s.say(text)
	}
}

// commandSay lets the client of a scenario say something, or close.
func (s *shell) commandSay(args string) error {
	switch {
	case s.talk == nil || s.talk.Say == nil:
		return errors.New("nobody here says what is typed: tcptui lab chat --text - plays a chat that does")
	case strings.TrimSpace(args) == "":
		return s.talk.End()
	}
	return s.talk.Say(args)
}
