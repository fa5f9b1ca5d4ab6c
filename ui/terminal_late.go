package ui

import (
	"sync/atomic"
	"time"

	"github.com/gdamore/tcell/v2"

	"tcptui/flows"
)

// lateAtMost is how long drawings may be left out while keys are waiting.
const lateAtMost = 50 * time.Millisecond

// lateness tells whether keys came that are not done yet. Then a drawing is left
// out: it would be replaced at once, and the keys would wait for it, on a slow
// terminal or after a number was typed. And the capture is not read on meanwhile.
type lateness struct {
	live    atomic.Pointer[flows.Live] // that is shown
	waiting atomic.Int32               // keys that came and are not done
	pasting bool                       // keys are text now; goroutine that takes the events
	drawn   time.Time                  // when a drawing was last shown; goroutine of the event loop
	now     func() time.Time
}

// came takes note of an event that goes to the event loop.
func (l *lateness) came(e tcell.Event) {
	switch e := e.(type) {
	case *tcell.EventKey:
		l.live.Load().Hold()
	case *tcell.EventMouse:
		if e.Buttons() != tcell.ButtonNone {
			l.live.Load().Hold()
		}
	}
	switch e := e.(type) {
	case *tcell.EventPaste:
		l.pasting = e.Start()
	case *tcell.EventKey:
		if !l.pasting {
			l.waiting.Add(1)
		}
	}
}

// done is called for each key that was done.
func (l *lateness) done() { l.waiting.Add(-1) }

// leaveOut reports whether a drawing is to be left out.
func (l *lateness) leaveOut() bool {
	now := l.now()
	if l.waiting.Load() > 0 && now.Sub(l.drawn) < lateAtMost {
		return true
	}
	l.drawn = now
	return false
}

// shown is called when a drawing is on the terminal.
func (l *lateness) shown() { l.live.Load().Release() }
