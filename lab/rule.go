package lab

import (
	"fmt"
	"slices"
	"time"

	"tcptui/fsm"
)

// Deed is what the wire does to a segment that a rule names.
type Deed uint8

// The deeds.
const (
	Carry     Deed = iota // nothing but to deliver it
	Lose                  // it never arrives
	Delay                 // it arrives Rule.Late later than it would have
	Hold                  // it waits until Rule.Until has come
	Duplicate             // it arrives twice
	TooBig                // a datagram longer than Rule.MTU is returned to its sender as RFC 1191 says
)

// Rule says what the wire does to chosen segments of one end. The first rule that
// names a segment decides.
type Rule struct {
	From  fsm.Role
	What  Kind  // a single kind
	Nth   []int // which of that kind, counted from 1 since the scenario began; none: each
	Do    Deed
	Late  time.Duration // for Delay
	Until Sight         // for Hold
	MTU   int           // for TooBig: bytes of a datagram
}

// Sight is the Nth segment of a kind, which is a single one, that one end has sent
// since the scenario began, counted from 1.
type Sight struct {
	From fsm.Role
	What Kind
	Nth  int
}

// in reports whether it is among those that were counted.
func (s Sight) in(c *counts) bool { return c.of(s.From, s.What) >= s.Nth }

// names reports whether a rule names a segment that was just counted.
func (r *Rule) names(from fsm.Role, k Kind, length int, c *counts) bool {
	if r.From != from || k&r.What == 0 || r.Do == TooBig && length <= r.MTU {
		return false
	}
	return len(r.Nth) == 0 || slices.Contains(r.Nth, c.of(from, r.What))
}

// says tells what the wire does to the segment, for people.
func (r *Rule) says(c *counts) string {
	what := fmt.Sprintf("the %s's %s", r.From, r.What)
	if n := c.of(r.From, r.What); r.What == Data || n > 1 {
		what += fmt.Sprintf(" (number %d)", n)
	}
	switch r.Do {
	case Lose:
		return "loses " + what
	case Delay:
		return fmt.Sprintf("delays %s by %v", what, r.Late)
	case Hold:
		return fmt.Sprintf("holds back %s until the %s's %s has come", what, r.Until.From, r.Until.What)
	case Duplicate:
		return "delivers " + what + " twice"
	case TooBig:
		return fmt.Sprintf("returns %s: at most %d bytes pass", what, r.MTU)
	}
	return ""
}
