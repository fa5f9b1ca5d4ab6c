package ui

import (
	"fmt"

	"tcptui/flows"
)

// walk goes from one packet to the next that something is true of. The answer
// comes as soon as a search knows it.
type walk struct {
	thing   string                  // what a match is called: "match"
	begin   func(back bool) *search // begins to look through what is listed
	none    func() string           // what is said when there is no match
	arrived func()                  // is called at a match; nil: nothing is

	search *search // nil: none was begun for the list
	steps  int     // matches to go on, negative for back, that are not known yet
	from   uint32  // the row that was selected when they were asked for
	last   uint32  // the match that was gone to
}

// drop stops what is under way; what was found is forgotten.
func (w *walk) drop() {
	if w.search != nil {
		w.search.stop()
	}
	w.search, w.steps = nil, 0
}

// cancel ends waiting for a match; what was found stays. It is false when nobody
// waits.
func (w *walk) cancel() bool {
	if w.steps == 0 {
		return false
	}
	w.search.stop()
	w.steps = 0
	return true
}

// stepOn goes one match on, or back.
func (s *shell) stepOn(w *walk, back bool) {
	if w.search == nil || w.search.of != s.m.listOf() {
		w.drop()
		w.search = w.begin(back)
	}
	w.search.resume()
	if w.steps == 0 {
		w.from = s.m.sel
	}
	w.steps++
	if back {
		w.steps -= 2
	}
	s.searched()
}

// walked takes over what was found meanwhile.
func (s *shell) walked(w *walk) {
	if w.search == nil {
		return
	}
	if w.search.of != s.m.listOf() {
		waits := w.steps
		w.drop()
		if waits != 0 { // for what is listed now
			w.search = w.begin(waits < 0)
			w.steps, w.from = waits, s.m.sel
		}
		return
	}
	w.search.extend(s.m)
	if w.steps != 0 && s.m.sel != w.from {
		w.steps = 0 // the user is elsewhere meanwhile
	}
	for w.steps != 0 && s.stepped(w) {
	}
}

// stepped goes one match on; false when it is not known yet.
func (s *shell) stepped(w *walk) bool {
	back := w.steps < 0
	to := w.search.step(int64(s.m.sel), back)
	deciding := s.m.filt != nil && s.m.filt.first() // what is listed behind
	switch {
	case !to.known, deciding && (!to.found || to.wrapped):
		return false
	case !to.found:
		w.steps = 0
		s.say(w.none())
		return true
	case back:
		w.steps++
	default:
		w.steps--
	}
	s.arrive(w, to, back)
	w.from = s.m.sel
	return true
}

// arrive selects a match and says which one it is. Where packets cannot be
// seen it goes to their list.
func (s *shell) arrive(w *walk, to stepped, back bool) {
	only, blind := to.row == s.m.sel, s.view.focus >= numPanes && s.view.focus != paneGraph
	if blind || !only && s.m.sel != w.last {
		s.jumped = s.m.sel
		s.push(s.here()) // the first of several steps: Esc comes back to before them
	}
	if blind {
		v := s.view
		v.focus, v.zoom = panePackets, false
		s.show(v)
	}
	s.m.selectRow(to.row)
	w.last = to.row
	if w.arrived != nil {
		w.arrived()
	}
	text := ""
	if to.wrapped && !only {
		text = wentOn(back) + ": "
	}
	st := w.search.standing()
	at := w.search.ordinal(to.row)
	switch {
	case only && st.done:
		text = "this is the only " + w.thing
	case at > 0 && st.done:
		text += fmt.Sprintf("%s %s of %s", w.thing, group(at), group(st.hits))
	case at > 0:
		text += fmt.Sprintf("%s %s, %s so far, %d %% searched", w.thing, group(at), group(st.hits), st.percent)
	default:
		text += fmt.Sprintf("%s found so far, %d %% searched", group(st.hits), st.percent)
	}
	s.say(text)
}

// ofList says in words which packets are listed.
func (s *shell) ofList() string {
	text := plural(s.m.len(), "packet") + soFar(s.m)
	if s.m.only != flows.NoConn {
		text += fmt.Sprintf(" of connection %d", s.m.only)
	}
	return text + s.m.asFiltered()
}
