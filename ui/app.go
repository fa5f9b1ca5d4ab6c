// Package ui is the screen: panes on tview and tcell. It knows no TCP of its
// own; what it shows comes from flows, decode and fsm.
//
// One goroutine, that of tview's event loop, owns everything on the screen. One
// other, the refresher, wakes it when more was read.
package ui

import (
	"context"
	"os"
	"sync/atomic"
	"time"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"

	"tcptui/filter"
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

	Theme         string        // one of ThemeNames; "": auto
	ASCII         string        // "true": signs in ASCII, "false": as they are; else what the terminal can show
	NoMouse       bool          // the mouse is left to the terminal
	Layout        string        // "four-panes", "list-above", "one-pane"; else the first that has room
	EscapeTime    time.Duration // how long nothing may follow ESC until it is a key; 0: what fits the way to the terminal
	SaveDirectory string        // absolute: of files that are saved by name alone; "": the working directory
	Macros        filter.Macros // of display filters, beside those that come with the program
	Place         int           // number of the packet where the user was last time; 0: not known

	// Warnings returns what came up since it was called last; the goroutine of the
	// event loop calls it often. nil: there are none.
	Warnings func() []Warning

	// Left is told where the user was when the capture is not shown any more: how
	// many packets there are and the number of the selected one, 0 if there is none.
	// nil: nobody wants to know.
	Left func(packets, place int)

	// Open opens another capture, which Run closes when it is not shown any more.
	// It is called by goroutines of their own and may block; when ctx ends nobody
	// waits for it any more. Errors say what cannot be opened and why. nil: no
	// other capture can be opened.
	Open func(ctx context.Context, c Choice) (*Opened, error)

	// Kernel is what this host's kernel says beside the capture, which is of this
	// host and of now. nil: it is not, or the kernel is not asked.
	Kernel HostKernel

	// Sockets begins to ask the kernel for this host's sockets, whatever capture is
	// shown. It must not wait; its error says why the kernel cannot be asked. nil: it
	// cannot be.
	Sockets func() (HostKernel, error)

	Starts  func() StartPage // what can be opened from the start page; nil: nothing
	AtStart bool             // begin with the start page
	Talk    *Talk            // with the scenario that Live captures; nil: it is none
	Capture *Capture         // that Live is of; nil: it is none, or not one of this process
	Close   func()           // is called when Live is not shown any more; nil: nobody wants to know
	Predict bool             // begin with the connection's states, and ask for them

	bell   chan struct{} // of the refresher; nil: one of its own
	scheme scheme        // of the terminal
}

// Run shows the screen until the user quits or ctx ends. It does not stop the
// capture. An error says why the terminal cannot be used.
func Run(ctx context.Context, c Config) error {
	r := &showing{c: c, lives: make(chan watched, 1), signals: make(chan os.Signal, 4), continued: make(chan struct{}, 1)}
	r.c.bell = make(chan struct{}, 1)
	screen, notice := c.Screen, c.Notice
	if screen == nil {
		opened, guessed, err := openTerminal(wanted{c.EscapeTime, r.hear})
		if err != nil {
			return err
		}
		screen = opened
		if notice == "" {
			notice = guessed
		}
	} else if err := screen.Init(); err != nil {
		return err
	}
	r.dressFor(screen)
	r.ready = &ready{Screen: screen, late: lateness{now: time.Now}}
	screen = prepare(r.ready, r.th.ascii)
	shown := newSteady(screen)
	app := tview.NewApplication().SetScreen(shown).EnableMouse(!c.NoMouse).EnablePaste(true)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r.app, r.ctx, r.cancel, r.screen, r.clip = app, ctx, cancel, screen, clipboardOf(screen, os.Getenv)
	if r.show(); r.shell.message == "" {
		r.shell.message = notice
	}
	app.SetBeforeDrawFunc(func(tcell.Screen) bool {
		shown.leftOut = r.ready.late.leaveOut()
		return shown.leftOut
	})
	app.SetInputCapture(func(e *tcell.EventKey) *tcell.EventKey {
		r.ready.late.done()
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
		defer drain(screen)()
		app.Stop()
	}()
	defer func() { r.close(r.chosen) }()
	defer r.watchStops()()
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
	screen tcell.Screen
	ready  *ready // what screen draws on
	clip   clipboard
	lives  chan watched // tells the refresher of another capture

	shell  *shell
	chosen bool // the user quits

	heard atomic.Int32 // ground that the terminal told of; any goroutine

	// Of suspend. Any goroutine uses them.
	signals   chan os.Signal
	continued chan struct{} // of capacity 1: the shell did it
	away      atomic.Bool   // the terminal was given back
	todo      atomic.Pointer[func(*showing)]
}

// dressFor chooses the theme for a screen.
func (r *showing) dressFor(screen tcell.Screen) {
	c := scheme{colours: screen.Colors(), ground: groundOf(os.Getenv("COLORFGBG")), chosen: r.c.Theme,
		ascii: showsASCII(screen, r.c.ASCII, os.Getenv("TERM"))}
	if c.ascii {
		r.c.Keys = r.c.Keys.Spelled()
	}
	if r.c.NoColor {
		c.colours = 0
	}
	_, th := c.theme()
	r.dress(c, th)
	screen.SetStyle(th.text)
}

// dress makes another theme that of the screen, and of captures that are opened
// from now on.
func (r *showing) dress(c scheme, th theme) {
	r.c.scheme, r.th = c, th
	if r.screen != nil {
		r.screen.SetStyle(th.text)
	}
}

// hear takes what the terminal says of its ground, from any goroutine.
func (r *showing) hear(g ground) {
	r.heard.Store(int32(g))
	r.ring()
}

// ring wakes the event loop, from any goroutine.
func (r *showing) ring() {
	select {
	case r.c.bell <- struct{}{}:
	default: // it is rung already
	}
}

// show shows the capture of r.c.
func (r *showing) show() {
	c := r.c
	c.ColumnsChanged = r.keepColumns
	s := newShell(c, r.th)
	s.quit, s.sync, s.replace, s.dress, s.suspend, s.clip = r.quit, r.screen.Sync, r.replace, r.dress, r.suspend, r.clip
	r.shell = s
	r.ready.late.live.Store(c.Live)
	r.app.SetRoot(s, true)
	select {
	case <-r.lives: // of a capture that was never looked at
	default:
	}
	r.lives <- watched{r.c.Live, s.m.snap, func(snap *flows.Snapshot) {
		if g := ground(r.heard.Swap(int32(unknownGround))); g != unknownGround {
			s.settle(g)
		}
		if do := r.todo.Swap(nil); do != nil {
			(*do)(r)
		}
		s.take(snap)
	}}
}

// keepColumns has the columns that the user changed for the next capture too.
func (r *showing) keepColumns(columns []ColumnSpec) {
	r.c.Columns = columns
	if r.c.ColumnsChanged != nil {
		r.c.ColumnsChanged(columns)
	}
}

// replace shows another capture in place of the one that is shown.
func (r *showing) replace(o *Opened) {
	r.close(true)
	r.c.Title, r.c.Live, r.c.Filter, r.c.Talk, r.c.Kernel = o.Title, o.Live, "", o.Talk, o.Kernel
	r.c.Capture, r.c.Close = o.Capture, o.Close
	r.c.AtStart, r.c.Predict, r.c.Memory, r.c.Place, r.c.Left = false, false, o.Memory, o.Place, o.Left
	r.show()
}

// quit ends Run because the user wants it.
func (r *showing) quit() {
	r.chosen = true
	r.cancel()
}

// close ends the work on the capture that is shown, and closes it. chosen says that
// the user wants it, who was asked about what is not saved.
func (r *showing) close(chosen bool) {
	r.shell.stopWork()
	r.shell.stopSaving()
	if c := r.c.Capture; c != nil && c.Keep != nil && !chosen && r.shell.m.unsaved() > 0 {
		c.Keep()
	}
	if m := r.shell.m; r.c.Left != nil {
		place := 0 // also where the list begins: nobody needs to be told the way there
		if m.sel != flows.NoRow && m.sel != firstOf(m.snap) {
			place = int(m.sel) + 1
		}
		r.c.Left(m.snap.Rows(), place)
	}
	if r.c.Close != nil {
		r.c.Close()
		r.c.Close = nil
	}
}
