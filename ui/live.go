package ui

import (
	"context"
	"reflect"
	"strings"
	"time"

	"tcptui/capture"
)

// Capture is a live capture as the screen knows it. Any goroutine may call its
// functions.
type Capture struct {
	Status func() capture.LiveStatus // may wait for a disk
	Stop   func()                    // does not wait

	// Again begins a new capture on the same interfaces, to be shown in place of
	// this one, which it stops. Run closes that then. After an error it may be
	// called again.
	Again func() (*Opened, error)

	// Keep is called before the capture is closed with packets that are not saved, where
	// the user could not be asked: a signal ended the screen, or the terminal is gone. It
	// keeps them elsewhere. nil: they are lost.
	Keep func()

	Rights   capture.Sandbox // that the process has given up
	Helper   string          // the process that looks up owners of sockets, and its rights; "": there is none
	NoHelper string          // why there is none where the kernel is asked; "": there is one
	Filter   string          // the capture filter; "": none
	Remote   bool            // another host captures, and ssh brings it
}

// liveSuffix is what titles of live captures end with.
const liveSuffix = " (live)"

// statusEvery is how often a live capture is asked how it is.
const statusEvery = 250 * time.Millisecond

// liveView is what is shown of a live capture beside its packets. The goroutine of
// the event loop owns it.
type liveView struct {
	Capture
	look    *task[capture.LiveStatus] // nil: not begun
	now     capture.LiveStatus        // without interfaces until it is known
	version int                       // of now
	news    capture.LiveNews
	told    []string // messages that were not shown yet: hostile text
	dropped bool     // it was told that the kernel drops
	stopped bool     // the user stopped it

	paused bool  // what comes is not shown
	behind int   // rows that came since
	saved  int64 // frames that the user has saved, from the first on
}

// watchCapture takes over how the live capture is, and shows what happened to it
// where no other message is.
func (s *shell) watchCapture() {
	c := s.m.capture
	if c == nil {
		return
	}
	if c.look == nil {
		c.look = startTask(s, c.watch)
	}
	if now, fresh := c.look.take(); fresh {
		c.take(now)
	}
	if s.message == "" && len(c.told) > 0 {
		s.say(c.told[0])
		c.told = c.told[1:]
	}
}

// watch puts out the status whenever it is another, until the capture has ended. It
// runs in a goroutine of its own.
func (c *liveView) watch(ctx context.Context, put func(capture.LiveStatus)) error {
	tick := time.NewTicker(statusEvery)
	defer tick.Stop()
	for last, first := (capture.LiveStatus{}), true; ; first = false {
		if now := c.Status(); first || !reflect.DeepEqual(now, last) {
			put(now)
			last = now
		}
		if last.Ended {
			return nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// take takes over a newer status.
func (c *liveView) take(now capture.LiveStatus) {
	ended := now.Ended && !c.now.Ended
	c.now = now
	c.version++
	for _, err := range c.news.Look(&now) {
		c.told = append(c.told, err.Error())
	}
	if n := now.Dropped(); n > 0 && !c.dropped {
		c.dropped = true
		c.told = append(c.told, "the kernel has dropped "+plural(int(n), "packet")+", because nobody took them in time (a larger -B may help)")
	}
	if ended && now.Err == nil && !c.stopped { // an error is shown as damage of the capture
		c.told = append(c.told, "the capture has come to its end: "+plural(int(now.Frames), "packet"))
	}
}

// title says what is captured on, and whether. Hostile text; "" while nothing is
// known.
func (c *liveView) title() string {
	if len(c.now.Interfaces) == 0 {
		return ""
	}
	var names []string
	for _, i := range c.now.Interfaces {
		name := i.Name
		if i.State == capture.LiveDown || i.State == capture.LiveGone {
			name += " (" + i.State.String() + ")"
		}
		names = append(names, name)
	}
	text := "capturing on " + strings.Join(names, ", ")
	if c.now.Ended {
		text = strings.Join(names, ", ") + ", stopped"
	}
	if c.paused {
		text += ", display paused"
		if c.behind > 0 {
			text += ", " + group(c.behind) + " more"
		}
	}
	return text
}

// unsaved is how many packets would be lost with the capture: those that the user
// did not save, where they are not in a file that was asked for.
func (m *model) unsaved() int {
	c := m.capture
	if c == nil || c.now.File != "" && c.now.FileErr == nil {
		return 0
	}
	rows := int64(m.live.Snapshot().Rows()) // may be newer than the status
	return int(max(max(c.now.Frames-c.now.Unseen, rows)-c.saved, 0))
}
