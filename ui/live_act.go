package ui

import (
	"context"
	"errors"

	"tcptui/flows"
	"tcptui/keymap"
)

// captures does the actions of a live capture; false when the action is none.
func (s *shell) captures(a keymap.Action) bool {
	c := s.m.capture
	switch a {
	case keymap.Newest:
		s.toggleNewest()
		return true
	case keymap.StopCapture, keymap.RestartCapture, keymap.PauseDisplay:
		if c == nil {
			s.say("this is no live capture; tcptui -i INTERFACE makes one")
			return true
		}
	default:
		return false
	}
	switch {
	case a == keymap.PauseDisplay:
		s.pauseDisplay()
	case a == keymap.StopCapture && !c.now.Ended && !c.stopped:
		c.stopped = true
		c.Stop()
		s.say("the capture is stopped; " + s.sign(a) + " captures anew")
	default:
		s.restart(a)
	}
	return true
}

// toggleNewest selects the newest packet from now on, or no more.
func (s *shell) toggleNewest() {
	switch {
	case s.m.tail:
		s.m.tail = false
		s.say("the selection stays here; " + s.sign(keymap.Newest) + " goes on with the newest packet")
	case s.m.snap.Rows() > 0 && s.m.snap.Done:
		s.m.selectLast()
		s.say("the last packet: nothing newer comes")
	default:
		s.m.selectLast()
		s.say("the newest packet is selected from now on, until another is")
	}
}

// pauseDisplay lets no new packets onto the screen, or all that came meanwhile. The
// capture goes on.
func (s *shell) pauseDisplay() {
	c := s.m.capture
	if c.paused = !c.paused; c.paused {
		c.behind = 0
		s.say("the display is paused, the capture goes on; " + s.sign(keymap.PauseDisplay) + " shows what has come")
		return
	}
	s.m.take(s.m.live.Snapshot())
	s.say("what comes is shown again")
}

// takeRows goes on to a newer snapshot, unless the display is paused.
func (s *shell) takeRows(snap *flows.Snapshot) {
	if c := s.m.capture; c != nil && c.paused {
		c.behind = snap.Rows() - s.m.snap.Rows()
		return
	}
	s.m.take(snap)
}

// restart begins a new capture in place of the one that is shown; a is how.
func (s *shell) restart(a keymap.Action) {
	c := s.m.capture
	if err := s.busy(); err != nil {
		s.say(err.Error())
		return
	}
	if s.risks(a, "begins anew without them") {
		return
	}
	s.beginOpening("a new capture", true, func(context.Context) (*Opened, error) { return c.Again() })
}

// busy says what has to end before another capture is shown; nil: nothing.
func (s *shell) busy() error {
	switch {
	case s.saving != nil:
		return errors.New(s.saving.unit + "s are being saved as " + s.saving.path + ": first that has to end")
	case s.copying != nil:
		return errors.New(s.copying.what + " is being copied: first that has to end")
	case s.opening != nil && s.opening.firm:
		return errors.New(s.opening.name + " is being opened: first that has to end")
	}
	return nil
}

// risks reports whether an action would lose packets of a live capture that are not
// saved. Then it says so, once: the same again does it.
func (s *shell) risks(a keymap.Action, does string) bool {
	n := s.m.unsaved()
	if n == 0 || s.sure == a {
		return false
	}
	s.asked = a
	s.say(notSaved(n) + ": " + s.sign(a) + " again " + does + ", " + s.sign(keymap.Save) + " saves")
	return true
}

func notSaved(n int) string {
	if n == 1 {
		return "1 packet is not saved"
	}
	return plural(n, "packet") + " are not saved"
}

// replaces reports whether opening another capture would lose packets of a live
// capture that are not saved. Then it asks first.
func (s *shell) replaces(c Choice) bool {
	n := s.m.unsaved()
	if n == 0 {
		return false
	}
	s.choose(&menu{title: notSaved(n), items: []menuItem{
		{key: "s", text: "save packets of the live capture first", do: s.askSave},
		{key: "d", text: "end the live capture, drop them and open", note: c.name(), do: func() { s.openChoice(c) }},
		{key: "k", text: "keep the live capture", do: func() {}},
	}})
	return true
}
