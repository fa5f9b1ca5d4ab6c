// Package ui is the screen: panes on tview and tcell. It knows no TCP of its
// own; what it shows comes from flows, decode and fsm.
//
// One goroutine, that of tview's event loop, owns everything on the screen. One
// other, the refresher, wakes it when more was read.
package ui

import (
	"context"
	"os"
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
	Memory  Memory         // of earlier runs; nil: nothing is remembered

	// Of the packet list.
	Columns        []ColumnSpec       // nil: DefaultColumns
	ColumnsChanged func([]ColumnSpec) // is told of columns that the user changed, in the event loop: it must not wait; nil: nobody is
	Colours        []ColourRule       // in place of the rules of the program; nil: those
	Uncoloured     bool               // no rule colours packets until the user asks for it
	PlainScrollBar bool               // the scroll bar shows nothing but where the user is
	Time           string             // format of the times: relative, delta, delta-displayed, time, utc, local or epoch; "": relative
	RawNumbers     bool               // sequence numbers as they were sent

	Screen tcell.Screen // nil: the terminal. Run initialises and ends it

	// Open opens another capture, which Run closes when it is not shown any more.
	// It is called by goroutines of their own and may block; when ctx ends nobody
	// waits for it any more. Errors say what cannot be opened and why. nil: no
	// other capture can be opened.
	Open func(ctx context.Context, c Choice) (*Opened, error)

	Starts  func() StartPage // what can be opened from the start page; nil: nothing
	AtStart bool             // begin with the start page

	bell chan struct{} // of the refresher; nil: one of its own
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
	app := tview.NewApplication().SetScreen(newSteady(screen)).EnableMouse(true).EnablePaste(true)
	prepare(screen)

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r := &showing{app: app, ctx: ctx, cancel: cancel, c: c, th: themeFor(screen, c.NoColor), sync: screen.Sync,
		clip:  clipboardOf(screen, os.Getenv),
		lives: make(chan watched, 1)}
	r.c.bell = make(chan struct{}, 1)
	if r.show(); r.shell.message == "" {
		r.shell.message = notice
	}
	app.SetInputCapture(func(e *tcell.EventKey) *tcell.EventKey {
		r.shell.key(keyOf(e))
		return nil // Ctrl-C too is an action of the keymap
	})

	refreshed, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(refreshed)
		refresh(ctx, r.lives, r.c.bell, func(f func()) { app.QueueUpdateDraw(f) })
	}()
	// The loop may end only after the refresher: an update that is queued later
	// would wait for ever.
	go func() {
		defer close(stopped)
		<-ctx.Done()
		<-refreshed
		app.Stop()
	}()
	defer r.close()
	if err := app.Run(); err != nil {
		return err // the terminal went away; the refresher may hang on a loop that is gone
	}
	cancel()
	<-stopped
	return nil
}

// showing is what one Run shows: a capture, and others that are opened after it. The
// goroutine of the event loop owns it.
type showing struct {
	app    *tview.Application
	ctx    context.Context
	cancel context.CancelFunc
	c      Config
	th     theme
	sync   func()
	clip   clipboard
	lives  chan watched // tells the refresher of another capture

	shell  *shell
	opened *Opened // the capture that is shown; nil: that of the Config
}

// show shows the capture of r.c.
func (r *showing) show() {
	s := newShell(r.c, r.th)
	s.quit, s.sync, s.replace, s.clip = r.cancel, r.sync, r.replace, r.clip
	r.shell = s
	r.app.SetRoot(s, true)
	select {
	case <-r.lives: // of a capture that was never looked at
	default:
	}
	r.lives <- watched{r.c.Live, s.m.snap, s.take}
}

// replace shows another capture in place of the one that is shown.
func (r *showing) replace(o *Opened) {
	r.close()
	r.opened = o
	r.c.Title, r.c.Live, r.c.Filter = o.Title, o.Live, ""
	r.c.AtStart, r.c.Memory = false, o.Memory
	r.show()
}

// close ends the work on the capture that is shown, and closes it.
func (r *showing) close() {
	r.shell.stopWork()
	r.shell.stopSaving()
	if r.opened != nil {
		r.opened.Close()
		r.opened = nil
	}
}
