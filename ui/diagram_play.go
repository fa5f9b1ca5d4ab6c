package ui

import (
	"fmt"
	"time"

	"tcptui/keymap"
)

// player moves the selection along its connection by itself, a packet at a time,
// until the end or the next key. It has no goroutine: the refresher wakes the
// screen while it is on.
type player struct {
	on    bool
	speed int // place in speeds
	next  time.Time
}

// speeds are how many packets are shown in a second.
var speeds = [...]int{1, 2, 5, 10, 20}

// pause is the time between two packets.
func (p *player) pause() time.Duration { return time.Second / time.Duration(speeds[p.speed]) }

// start begins at the selected packet, or at the connection's first when the
// last one is selected; false when there is no connection.
func (p *player) start(m *model, now time.Time) bool {
	at := m.placeInConn()
	if at < 0 {
		return false
	}
	if at == len(m.connRows)-1 {
		m.selectRow(m.connRows[0])
	}
	p.on, p.next = true, now.Add(p.pause())
	return true
}

// tick goes on to the next packet when its time has come. The end stops it,
// which it reports.
func (p *player) tick(m *model, now time.Time) (ended bool) {
	if !p.on || now.Before(p.next) {
		return false
	}
	if at := m.placeInConn(); at >= 0 && at+1 < len(m.connRows) {
		m.selectRow(m.connRows[at+1])
		p.next = now.Add(p.pause())
		p.on = at+2 < len(m.connRows)
	} else {
		p.on = false
	}
	return !p.on
}

// faster changes the speed by a step.
func (p *player) faster(by int) { p.speed = max(min(p.speed+by, len(speeds)-1), 0) }

// playing does the actions of the player and reports whether a was one of them.
// Every other one stops it.
func (s *shell) playing(a keymap.Action) bool {
	switch a {
	case keymap.Play:
		if s.player.on {
			s.player.on = false
			s.say("stopped")
			return true
		}
		if !s.player.start(s.m, time.Now()) {
			s.say("there is no connection to play")
			return true
		}
	case keymap.Faster:
		s.player.faster(+1)
	case keymap.Slower:
		s.player.faster(-1)
	default:
		s.player.on = false
		return false
	}
	text := fmt.Sprintf("%d packets a second", speeds[s.player.speed])
	if speeds[s.player.speed] == 1 {
		text = "a packet a second"
	}
	if s.player.on {
		text = "playing, " + text + "; any key stops it"
	}
	s.say(text)
	return true
}

// stateChange selects the next packet of the connection that changes a state, or
// the one before.
func (s *shell) stateChange(by int) {
	if !s.hasConn() {
		return
	}
	p := s.panes[paneState].(*statePane)
	p.Refresh(s.m)
	at := s.m.placeInConn()
	if at < 0 {
		s.say("the connection is still being read through")
		return
	}
	to := p.story.stepAfter(at, by)
	if to < 0 && p.story.done < len(s.m.connRows) {
		s.say("the connection is still being read through")
		return
	}
	if to < 0 {
		s.say("no state changes any more in this direction")
		return
	}
	s.m.selectRow(s.m.connRows[to])
}
