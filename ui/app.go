// Package ui is the screen: panes on tview and tcell. It knows no TCP of its
// own; what it shows comes from flows, decode and fsm.
//
// One goroutine, that of tview's event loop, owns everything on the screen. One
// other, the refresher, wakes it when more was read.
package ui

import (
	"context"
	"time"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"

	"tcptui/flows"
	"tcptui/keymap"
)

// Config is what the screen shows and on what.
type Config struct {
	Title   string         // what is shown, as a file's name: hostile text
	Live    *flows.Live    // the capture; it may still be reading
	Keys    *keymap.Map    // nil: the defaults
	Notice  string         // one line to begin with, "" for none: hostile text
	Filter  string         // the display filter to begin with; "" for none
	NoColor bool           // no colours, as NO_COLOR asks for
	Zone    *time.Location // of the times of day; nil: the local one
	MSL     time.Duration  // maximum segment lifetime: TIME-WAIT lasts twice that; 0: two minutes
	Screen  tcell.Screen   // nil: the terminal. Run initialises and ends it
}

// Run shows the screen until the user quits or ctx ends. It does not stop the
// capture. An error says why the terminal cannot be used.
func Run(ctx context.Context, c Config) error {
	screen, notice := c.Screen, c.Notice
	if screen == nil {
		opened, guessed, err := openTerminal()
		if err != nil {
			return err
		}
		screen = opened
		if notice == "" {
			notice = guessed
		}
	}
	app := tview.NewApplication().SetScreen(screen).EnableMouse(true).EnablePaste(true)
	prepare(screen)

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := newShell(c, themeFor(screen, c.NoColor))
	if s.message == "" {
		s.message = notice
	}
	s.quit, s.sync = cancel, screen.Sync
	app.SetRoot(s, true)
	app.SetInputCapture(func(e *tcell.EventKey) *tcell.EventKey {
		s.key(keyOf(e))
		return nil // Ctrl-C too is an action of the keymap
	})

	refreshed, stopped := make(chan struct{}), make(chan struct{})
	shown := s.m.snap
	go func() {
		defer close(refreshed)
		refresh(ctx, c.Live, shown, s.more, func(snap *flows.Snapshot) {
			app.QueueUpdateDraw(func() { s.take(snap) })
		})
	}()
	// The loop may end only after the refresher: an update that is queued later
	// would wait for ever.
	go func() {
		defer close(stopped)
		<-ctx.Done()
		<-refreshed
		app.Stop()
	}()
	defer s.stopWork()
	defer s.stopSaving()
	if err := app.Run(); err != nil {
		return err // the terminal went away; the refresher may hang on a loop that is gone
	}
	cancel()
	<-stopped
	return nil
}
