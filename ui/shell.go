package ui

import (
	"context"
	"math"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"

	"tcptui/flows"
	"tcptui/keymap"
)

// shell is the root of the screen: it places the panes, gives keys and mouse to
// them and does what concerns more than one.
type shell struct {
	*tview.Box
	m      *model
	keys   *keymap.Map
	title  string
	panes  [numViews]pane
	placed []placed // as last drawn
	frames frames

	view view
	back []station // to return to, the last one first

	count   int  // the number that was typed; -1: none
	counted bool // the last key went to the packet of that number
	message string
	prompt  asker                                          // nil: not open
	saving  *saveJob                                       // nil: nothing is being saved
	opening *opening                                       // nil: no other capture is being opened
	opener  func(context.Context, Choice) (*Opened, error) // nil: none can be
	starts  func() StartPage                               // nil: nothing but interfaces
	replace func(*Opened)                                  // shows another capture
	work    sync.WaitGroup                                 // the workers
	life    context.Context                                // of the screen: workers end with it
	copying *copyJob                                       // nil: nothing is being copied
	past    remembered                                     // what was typed, marked and saved before
	lookup  lookup                                         // what is looked for
	trails  []trail                                        // what keys of their own go along
	jumped  uint32                                         // row that was left for a mark or a number; NoRow: none
	clip    clipboard                                      // nil: there is none
	end     context.CancelFunc
	help    *help         // nil: not open
	menu    *menu         // nil: not open
	sure    keymap.Action // that the key before asked of; "": none
	asked   keymap.Action // that this key asks of
	calm    bool          // the damage of the capture was seen: do not show it any more
	player  player        // that moves the selection by itself
	mouse   pane          // that holds the mouse; nil: none
	clicks  clicks
	taps    []tap // as last drawn

	wishes

	more  chan struct{} // a bell for the refresher: a pane has work left
	began time.Time     // of the reading
	rate  float64       // rows a second
	quit  func()
	sync  func()
}

// view is what of the panes is on the screen.
type view struct {
	focus  int // pane with the focus
	lower  int // pane that the folded layout shows under the list
	detail int // of the panes of the selected packet, the one that is shown
	upper  int // of header and layers, the one that the bytes are beside or below
	zoom   bool
	layout int // -1: the first that has room, until the user chooses one
}

func newShell(c Config, th theme) *shell {
	s := &shell{
		Box: tview.NewBox(), m: newModel(c.Live, th), keys: c.Keys, title: c.Title,
		view: view{focus: panePackets, lower: paneHeader, detail: paneHeader, upper: paneHeader, layout: -1}, count: -1, began: time.Now(),
		more: c.bell, quit: func() {}, sync: func() {}, opener: c.Open, starts: c.Starts, replace: func(*Opened) {},
	}
	if s.more == nil {
		s.more = make(chan struct{}, 1)
	}
	s.life, s.end = context.WithCancel(context.Background())
	if s.keys == nil {
		s.keys = keymap.Default()
	}
	if c.Zone != nil {
		s.m.zone = c.Zone
	}
	s.m.lifetime, s.m.title = c.MSL, c.Title
	if c.Capture != nil {
		s.m.capture = &liveView{Capture: *c.Capture}
		s.m.selectLast()
	}
	s.jumped = flows.NoRow
	s.m.host = hostSockets{beside: c.Kernel, asked: c.Kernel, begin: c.Sockets}
	s.setUp(c)
	s.trails = s.newTrails()
	s.recallMarks()
	for i := range s.panes {
		s.panes[i] = kinds[i].make(s)
		if box, ok := s.panes[i].(interface{ SetBackgroundColor(tcell.Color) *tview.Box }); ok {
			box.SetBackgroundColor(tcell.ColorDefault) // tview's own is black, whatever the terminal has
		}
	}
	s.panes[panePackets].Focus(func(tview.Primitive) {})
	if c.AtStart {
		s.open(paneStart)
	}
	if c.Filter != "" {
		s.applyText(c.Filter)
	}
	s.refresh()
	s.setUpPackets(c)
	if c.Predict {
		s.open(paneState)
		s.panes[paneState].(*statePane).quiz.toggle(s.m)
	}
	return s
}

// HasFocus says that the shell gets the keys and the pasted text; the panes'
// own focus is only how they look.
func (s *shell) HasFocus() bool { return true }

// take goes on to a newer snapshot.
func (s *shell) take(snap *flows.Snapshot) {
	if s.takeOpened() {
		return
	}
	s.takeRows(snap)
	s.saved()
	if t := time.Since(s.began).Seconds(); t > 0 {
		s.rate = float64(snap.Rows()) / t
	}
	s.refresh()
}

// refresh tells the panes that something may have changed.
func (s *shell) refresh() {
	if s.player.tick(s.m, time.Now()) {
		s.say("played to the end")
	}
	s.takeWarnings()
	s.hearTalk()
	s.m.host.take(s, s.m.snap)
	s.watchCapture()
	busy := s.player.on
	s.searched()
	s.copied()
	for range refreshes {
		was := s.here()
		busy = s.refreshPanes() || busy
		if now := s.here(); now.view == was.view && *now.at == *was.at {
			break
		}
	}
	if busy {
		select {
		case s.more <- struct{}{}:
		default: // it is rung already
		}
	}
}

// refreshes is how often the panes are told at most: a pane may go elsewhere when
// it is told, as when what it was to go to is known at last, and the panes before
// it have the old place then.
const refreshes = 3

// refreshPanes tells the panes once, and reports whether one has work left.
func (s *shell) refreshPanes() (busy bool) {
	for i, p := range s.panes {
		if i >= numPanes && i != s.view.focus {
			continue // it takes over what has changed when it is shown
		}
		p.Refresh(s.m)
		if w, ok := p.(worker); ok && w.Busy() {
			busy = true
		}
	}
	return busy
}

// worker is a pane that does long work a part at a time, one each Refresh.
type worker interface{ Busy() bool }

// focus gives a pane the focus.
func (s *shell) focus(pane int) {
	v := s.view
	v.focus = pane
	s.show(v)
}

// enter shows a view and remembers the one before for Esc.
func (s *shell) enter(v view) {
	if v != s.view {
		s.push(station{view: s.view})
		s.show(v)
	}
}

// show makes v what is on the screen.
func (s *shell) show(v view) {
	if slices.Contains(lowers, v.focus) {
		v.lower = v.focus
	}
	if slices.Contains(details, v.focus) {
		v.detail = v.focus
	}
	if slices.Contains(uppers, v.focus) {
		v.upper = v.focus
	}
	if v.focus != s.view.focus {
		s.panes[s.view.focus].Blur()
		s.panes[v.focus].Focus(func(tview.Primitive) {})
	}
	s.view = v
}

// scope is where keys are looked up.
func (s *shell) scope() keymap.Scope {
	switch {
	case s.menu != nil:
		return keymap.InMenu
	case s.prompt != nil:
		if p, ok := s.prompt.(interface{ scope() keymap.Scope }); ok {
			return p.scope()
		}
		return keymap.InPrompt
	case s.help != nil:
		return keymap.InHelp
	}
	return kinds[s.view.focus].scope
}

// say shows a message until the next key.
func (s *shell) say(text string) { s.message = text }

// PasteHandler takes pasted text for what is typed into the prompt; elsewhere
// it is no keys and does nothing.
func (s *shell) PasteHandler() func(string, func(tview.Primitive)) {
	return func(text string, _ func(tview.Primitive)) {
		if s.prompt != nil {
			for _, r := range text {
				s.prompt.insert(r)
			}
		}
	}
}

// digit adds a digit to the number that is being typed.
func (s *shell) digit(d string) {
	const most = min(1<<40, math.MaxInt/16) // one digit more still fits
	n, err := strconv.Atoi(d)
	if err != nil || s.count > most {
		return
	}
	s.count = max(s.count, 0)*10 + n
}
