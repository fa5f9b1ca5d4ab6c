package ui

import (
	"strconv"
	"strings"

	"tcptui/flows"
	"tcptui/keymap"
)

// key does what a key means where the user is.
func (s *shell) key(k keymap.Key) {
	if k == "" {
		return
	}
	s.message, s.heard = "", ""
	s.sure, s.asked = s.asked, ""
	scope := s.scope()
	a, ok := s.keys.Lookup(scope, k)
	again := s.counted
	s.counted = false
	switch {
	case s.playing(a):
		s.count = -1
	case !ok && afterEscape(k) != "":
		s.key("Esc")
		s.key(afterEscape(k))
		return
	case !ok && scope == keymap.InMenu:
		s.menu.key(s, k)
	case !ok && s.prompt != nil:
		s.prompt.key(k)
	case !ok:
		s.count = -1
		if scope != keymap.InHelp {
			s.say(s.idle(scope, k))
		}
	case a == keymap.Digit:
		s.digit(string(k))
	case a == keymap.Home && again:
		// the second g of 37gg
	default:
		n := s.count
		s.count = -1
		s.act(a, n)
	}
	s.refresh()
}

// idle says that a key does nothing, and where it would do something.
func (s *shell) idle(scope keymap.Scope, k keymap.Key) string {
	text := string(k) + " does nothing here"
	if place := s.keys.Elsewhere(scope, k); place != "" {
		text += ", but does in" + strings.TrimPrefix(place, "In")
	}
	return text + "; " + s.keys.KeyOf(scope, keymap.Help) + " lists what does"
}

// everywhere are the actions that mean the same in all places.
var everywhere = map[keymap.Action]func(*shell){
	keymap.Exit:    (*shell).exit,
	keymap.Redraw:  func(s *shell) { s.sync() },
	keymap.Suspend: func(s *shell) { s.suspend() },
}

// act does an action; n is the number typed before it, or -1.
func (s *shell) act(a keymap.Action, n int) {
	if do, ok := everywhere[a]; ok {
		do(s)
		return
	}
	switch {
	case s.menu != nil:
		s.menu.act(s, a)
	case s.prompt != nil:
		s.prompt.act(s, a)
	case s.help != nil:
		switch {
		case a == keymap.Back:
			s.help = nil
		case !s.help.act(a):
			s.finds(a)
		}
	case n >= 0:
		s.numbered(a, n)
	case !s.panes[s.view.focus].Act(s.m, a):
		s.general(a)
	}
}

// repeats bounds how often a key is repeated by a number before it.
const repeats = 1000

// numbered does an action that a number was typed for.
func (s *shell) numbered(a keymap.Action, n int) {
	if c, ok := s.panes[s.view.focus].(counter); ok && c.Count(s.m, a, n) {
		return
	}
	switch a {
	case keymap.Home, keymap.End, keymap.Enter:
		s.goTo(n)
		s.counted = a == keymap.Home
	case keymap.NextPane:
		if n < 1 || n > numPanes {
			s.say("there are panes 1 to " + strconv.Itoa(numPanes))
			return
		}
		s.focus(n - 1)
	case keymap.Back: // it was to drop the number
	case keymap.Up:
		s.repeat(a, n, -1)
	case keymap.Down:
		s.repeat(a, n, +1)
	default:
		s.repeat(a, n, 0)
	}
}

// repeat does an action n times. step is what it does to the place in the list.
func (s *shell) repeat(a keymap.Action, n, step int) {
	if step != 0 && s.view.focus == panePackets {
		s.m.selectPlace(s.m.place() + step*min(n, s.m.len()))
		return
	}
	for range min(n, repeats) {
		if !s.panes[s.view.focus].Act(s.m, a) {
			s.general(a)
		}
	}
}

// general does an action that the pane with the focus left.
func (s *shell) general(a keymap.Action) {
	switch a {
	case keymap.HalfPageUp, keymap.HalfPageDown:
		whole := map[keymap.Action]keymap.Action{keymap.HalfPageUp: keymap.PageUp, keymap.HalfPageDown: keymap.PageDown}
		s.panes[s.view.focus].Act(s.m, whole[a])
	case keymap.Enter:
		if s.view.focus == panePackets {
			v := s.view
			v.focus = s.arranged().detail
			s.enter(v)
		}
	case keymap.NextPane:
		s.nextPane(+1)
	case keymap.PrevPane:
		s.nextPane(-1)
	case keymap.Pane1, keymap.Pane2, keymap.Pane3, keymap.Pane4, keymap.Pane5, keymap.Pane6:
		s.focus(int(a[len(a)-1] - '1'))
	case keymap.Zoom:
		s.zoom()
	case keymap.Layout:
		s.nextLayout()
	case keymap.Help:
		s.openHelp()
	case keymap.Save:
		s.askSave()
	case keymap.Filter:
		s.askFilter()
	case keymap.Columns:
		s.chooseColumns()
	case keymap.Command:
		s.askCommand()
	case keymap.Back:
		s.goBack()
	case keymap.Quit:
		s.leave()
	default:
		if v, ok := viewOf[a]; ok {
			s.toggleView(v)
			return
		}
		if !s.finds(a) && !s.follows(a) && !s.takes(a) && !s.captures(a) {
			s.selects(a)
		}
	}
}

// leave goes back from a full pane, or quits unless that would lose what is
// being saved.
func (s *shell) leave() {
	switch {
	case s.saving != nil:
		k := func(a keymap.Action) string { return s.keys.KeyOf(s.scope(), a) }
		s.say(s.saving.unit + "s are being saved; " + k(keymap.Back) + " cancels that, " + k(keymap.Exit) + " cancels it and quits")
	case s.view.zoom:
		s.goBack()
	case !s.risks(keymap.Quit, "quits"):
		s.quit()
	}
}

// exit quits at once, but for a live capture whose packets are not saved.
func (s *shell) exit() {
	if !s.risks(keymap.Exit, "quits") {
		s.quit()
	}
}

// selects does the actions that select other packets or show them differently.
func (s *shell) selects(a keymap.Action) {
	switch a {
	case keymap.NextConn:
		s.otherConn(+1)
	case keymap.PrevConn:
		s.otherConn(-1)
	case keymap.NextInConn:
		s.inConn(+1)
	case keymap.PrevInConn:
		s.inConn(-1)
	case keymap.NextChange:
		s.stateChange(+1)
	case keymap.PrevChange:
		s.stateChange(-1)
	case keymap.FilterToConn:
		s.toggleOnly()
	case keymap.RelativeSeq:
		s.m.raw = !s.m.raw
		s.say("sequence numbers as they were sent")
		if !s.m.raw {
			s.say("sequence numbers counted from the start of the connection")
		}
	case keymap.OpenFile:
		s.askFile()
	case keymap.Theme:
		s.nextTheme()
	case keymap.Warnings:
		s.showWarnings()
	case keymap.About:
		s.goAbout()
	case keymap.OpenDiagram:
		s.openDiagram()
	case keymap.Why, keymap.WhyUp, keymap.WhyDown:
		s.noWhy()
	case keymap.TimeFormat:
		s.m.clock = (s.m.clock + 1) % timeFormats
		s.say("times: " + clocks[s.m.clock].says)
	default:
		if kinds[s.view.focus].ofConn {
			s.hasConn()
		}
	}
}

// nextPane gives the focus to the next pane or the one before. From a pane that
// takes all of the screen it goes back.
func (s *shell) nextPane(step int) {
	if s.view.focus >= numPanes {
		s.goBack()
		return
	}
	s.focus((s.view.focus + numPanes + step) % numPanes)
}

// zoom shows the pane with the focus alone, or all again.
func (s *shell) zoom() {
	v := s.view
	if v.focus >= numPanes {
		s.goBack()
		return
	}
	if v.zoom = !v.zoom; v.zoom {
		s.enter(v)
		return
	}
	s.back = nil
	s.show(v)
}

// full shows a pane alone; where it is already, everything again.
func (s *shell) full(pane int) {
	v := s.view
	if v.zoom && v.focus == pane {
		s.goBack()
		return
	}
	v.zoom, v.focus = true, pane
	s.enter(v)
}

// nextLayout goes on to the next layout.
func (s *shell) nextLayout() {
	v := s.view
	_, _, w, h := s.GetRect()
	if v.layout < 0 {
		v.layout = firstLayout(w, h)
	}
	s.setLayout((v.layout + 1) % len(layouts))
}

// setLayout places the panes by a layout.
func (s *shell) setLayout(i int) {
	v := s.view
	_, _, w, h := s.GetRect()
	v.zoom, v.layout = false, i
	s.show(v)
	l := layouts[v.layout]
	if w < l.w || h < l.h {
		s.say("layout: " + l.name + " (needs a larger screen)")
		return
	}
	s.say("layout: " + l.name)
}

// goBack undoes one step: what is being saved, a view that was entered, the
// focus, a filter. It never quits.
func (s *shell) goBack() {
	if s.opening != nil && !s.opening.firm {
		s.stopOpening()
		return
	}
	if s.saving != nil {
		s.saving.cancel()
		return
	}
	if s.copying != nil {
		s.copying.stop()
		return
	}
	if s.stopFinding() {
		s.light()
		s.say("finding was cancelled")
		return
	}
	s.m.takeFiltered() // what has just been decided cannot be stopped any more
	if g := s.m.filt; g != nil && g.first() {
		g.stop()
		s.m.settle()
		return
	}
	if s.pop() {
		return
	}
	switch {
	case s.view.focus >= numPanes:
		s.show(view{focus: panePackets, lower: s.view.lower, detail: s.view.detail, upper: s.view.upper, layout: s.view.layout})
	case s.view.zoom:
		s.zoom()
	case s.view.focus != panePackets:
		s.focus(panePackets)
	case s.m.only != flows.NoConn:
		s.m.toggleOnly()
	case s.m.filt != nil:
		s.clearFilter()
	case s.m.snap.Err != nil && !s.calm:
		s.calm = true
	default:
		s.say("nothing to go back from; " + s.keys.KeyOf(s.scope(), keymap.Quit) + " quits")
	}
}
