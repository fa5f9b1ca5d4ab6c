package ui

import (
	"fmt"
	"strings"

	"tcptui/flows"
	"tcptui/keymap"
)

// lookup is what is looked for, among the packets or in a pane.
type lookup struct {
	q      *query  // that n and N repeat; nil: nothing was looked for yet
	search *search // of q among the packets; nil: none was begun for the list
	steps  int     // matches to go on, negative for back, that are not known yet
	from   uint32  // the row that was selected when they were asked for
	last   uint32  // the match that was gone to
	shown  int     // hits that the scroll bar has

	pane finder // that is being searched a part at a time; nil: none
	back bool   // in pane

	goal *goal // of the command line; nil: none
}

// goal is a packet that is looked for once.
type goal struct {
	search *search
	from   int64 // the row that the search begins after
	back   bool
	none   string // what is said when there is none
}

// byteFinder is a pane of bytes: what is looked for may lie across its lines.
type byteFinder interface {
	// FindBytes goes to the next place of a query, as finder.Find does.
	FindBytes(m *model, in func(data []byte) [][2]int, back bool) (found, wrapped bool)
	// LitBytes sets what is highlighted; nil: nothing.
	LitBytes(in func(data []byte) [][2]int)
}

// finds does the actions that find; false when it is none of them.
func (s *shell) finds(a keymap.Action) bool {
	switch a {
	case keymap.Find:
		s.askFind("")
	case keymap.FindNext:
		s.findAgain(false)
	case keymap.FindPrev:
		s.findAgain(true)
	default:
		return false
	}
	return true
}

// target is what is searched where the user is: the help, or the pane with the
// focus; nil when its lines are packets.
func (s *shell) target() finder {
	if s.help != nil {
		return s.help
	}
	f, _ := s.panes[s.view.focus].(finder)
	return f
}

// find looks for a query from here on.
func (s *shell) find(q *query) {
	s.lookup.drop()
	if q.f != nil {
		q.f = s.bind(q.f)
	}
	s.lookup = lookup{q: q, last: flows.NoRow}
	s.m.hits = nil
	s.light()
	s.findAgain(false)
}

// drop stops what is under way.
func (l *lookup) drop() {
	if l.search != nil {
		l.search.stop()
	}
	if l.goal != nil {
		l.goal.search.stop()
	}
	l.search, l.goal, l.pane, l.steps = nil, nil, nil, 0
}

// cancel stops finding when somebody waits for it; false when nobody does.
func (l *lookup) cancel() bool {
	if l.steps == 0 && l.pane == nil && l.goal == nil {
		return false
	}
	if l.goal != nil {
		l.goal.search.stop()
	}
	if l.search != nil {
		l.search.stop() // what was found stays
	}
	l.goal, l.pane, l.steps = nil, nil, 0
	return true
}

// forget ends finding: nothing is highlighted any more.
func (s *shell) forget() {
	s.lookup.drop()
	s.lookup, s.m.hits = lookup{}, nil
	s.light()
}

// light highlights the query: in the pane where it is looked for, or where the
// bytes of packets are shown.
func (s *shell) light() {
	q := s.lookup.q
	finders := []finder{}
	for _, p := range s.panes {
		if f, ok := p.(finder); ok {
			finders = append(finders, f)
		}
	}
	if s.help != nil {
		finders = append(finders, s.help)
	}
	here := s.target()
	for _, f := range finders {
		var lines func(string) [][2]int
		var data func([]byte) [][2]int
		if q != nil && (findKinds[q.kind].packets || f == here) {
			data = q.inBytes
			if q.re != nil {
				lines = q.in
			}
		}
		if f.Lit(nil); lines != nil { // ends the search that is under way
			f.Lit(lines)
		}
		if b, ok := f.(byteFinder); ok {
			b.LitBytes(data)
		}
	}
	list := s.panes[panePackets].(*packetsPane)
	if list.Lit(nil); q != nil && q.kind == inList {
		list.Lit(q.in)
	}
}

// findAgain goes to the next match of what is looked for, or the one before.
func (s *shell) findAgain(back bool) {
	l := &s.lookup
	f := s.target()
	switch {
	case l.q == nil:
		s.askFind("")
	case !findKinds[l.q.kind].packets && f != nil:
		s.findInPane(f, back)
	case s.m.sel == flows.NoRow:
		s.say("there are no packets to find anything in" + soFar(s.m))
	default:
		s.findPacket(back)
	}
}

// findInPane goes to the next match in a pane.
func (s *shell) findInPane(f finder, back bool) {
	l := &s.lookup
	var found, wrapped bool
	b, bytes := f.(byteFinder)
	switch {
	case bytes:
		found, wrapped = b.FindBytes(s.m, l.q.inBytes, back)
	case l.q.re == nil:
		s.say("bytes can be found in the pane of bytes only; " + s.sign(keymap.Find) + " asks what to find")
		return
	default:
		found, wrapped = f.Find(s.m, l.q.matches, back)
	}
	w, long := f.(worker)
	switch {
	case found:
		l.pane = nil
		if wrapped {
			s.say(wentOn(back))
		}
	case long && w.Busy():
		l.pane, l.back = f, back
		s.ring()
	default:
		l.pane = nil
		s.say(l.q.String() + " is not in this pane")
	}
}

// wentOn says that a search went past an end.
func wentOn(back bool) string {
	if back {
		return "nothing before: on from the end"
	}
	return "nothing behind: on from the beginning"
}

// findPacket goes to the next packet that matches, as soon as it is known.
func (s *shell) findPacket(back bool) {
	l := &s.lookup
	if l.search == nil || l.search.of != s.m.listOf() {
		l.drop()
		if l.q.kind == inPane { // typed in a pane, repeated in the list
			q, err := newQuery(inList, l.q.text, l.q.fold, l.q.regular, s.catalog())
			if err != nil {
				s.say(err.Error())
				return
			}
			l.q = q
			s.light()
		}
		l.search = newSearch(s, l.q, s.m, back)
	}
	l.search.resume()
	if l.steps == 0 {
		l.from = s.m.sel
	}
	l.steps++
	if back {
		l.steps -= 2
	}
	s.searched()
}

// searched takes over what was found meanwhile.
func (s *shell) searched() {
	l := &s.lookup
	if l.pane != nil {
		s.findInPane(l.pane, l.back)
	}
	if l.goal != nil {
		s.reached()
	}
	if l.search == nil {
		return
	}
	if l.search.of != s.m.listOf() {
		waits := l.steps
		l.drop()
		if waits != 0 { // for what is listed now
			l.search = newSearch(s, l.q, s.m, waits < 0)
			l.steps, l.from = waits, s.m.sel
		}
		s.m.hits, l.shown = nil, 0
		return
	}
	l.search.extend(s.m)
	if l.steps != 0 && s.m.sel != l.from {
		l.steps = 0 // the user is elsewhere meanwhile
	}
	for l.steps != 0 && s.stepped() {
	}
	s.showHits()
}

// stepped goes one match on; false when it is not known yet.
func (s *shell) stepped() bool {
	l, back := &s.lookup, s.lookup.steps < 0
	to := l.search.step(int64(s.m.sel), back)
	if !to.known {
		return false
	}
	if !to.found {
		l.steps = 0
		s.say(fmt.Sprintf("%s is in none of the %s%s%s", l.q, plural(s.m.len(), "packet"), soFar(s.m), s.m.asFiltered()))
		return true
	}
	if back {
		l.steps++
	} else {
		l.steps--
	}
	s.arrive(to, back)
	l.from = s.m.sel
	return true
}

// arrive selects a match and says the how-manieth it is.
func (s *shell) arrive(to stepped, back bool) {
	l := &s.lookup
	only := to.row == s.m.sel
	if !only && s.m.sel != l.last {
		s.jumped = s.m.sel
		s.push(s.here()) // the first of several steps: Esc comes back to before them
	}
	s.m.selectRow(to.row)
	l.last = to.row
	s.chooseHit()
	text := ""
	if to.wrapped && !only {
		text = wentOn(back) + ": "
	}
	st := l.search.standing()
	at := l.search.ordinal(to.row)
	switch {
	case only && st.done:
		text = "this is the only match"
	case at > 0 && st.done:
		text += fmt.Sprintf("match %s of %s", group(at), group(st.hits))
	case at > 0:
		text += fmt.Sprintf("match %s, %s so far, %d %% searched", group(at), group(st.hits), st.percent)
	default:
		text += fmt.Sprintf("%s found so far, %d %% searched", group(st.hits), st.percent)
	}
	s.say(text)
}

// chooseHit chooses the bytes that were found in the selected packet.
func (s *shell) chooseHit() {
	q := s.lookup.q
	if q.kind != inBytes && q.kind != byHex {
		return
	}
	d := s.m.details()
	if d == nil {
		return
	}
	if at := q.inBytes(d.bytes[inFrame]); len(at) > 0 {
		s.m.chooseBit(inFrame, 8*uint32(at[0][0]), false)
	}
}

// hitsShown is how many matches the scroll bar is kept up to date with while more
// come.
const hitsShown = 1 << 16

// showHits gives the matches to the scroll bar.
func (s *shell) showHits() {
	l := &s.lookup
	if st := l.search.standing(); st.hits != l.shown && (st.done || st.hits <= hitsShown) {
		s.m.hits, l.shown = l.search.all(), st.hits
	}
}

// seek looks for the first packet of a query after a row, or the last one before
// it, once.
func (s *shell) seek(q *query, from int64, back bool, none string) {
	s.lookup.drop()
	s.lookup.goal = &goal{newSearch(s, q, s.m, back), from, back, none}
	s.lookup.goal.search.aim(uint32(max(from, 0)), back)
	s.reached()
}

// reached goes to the packet that is looked for once, when it is known.
func (s *shell) reached() {
	g := s.lookup.goal
	g.search.extend(s.m)
	to := g.search.step(g.from, g.back)
	switch {
	case !to.known:
		return
	case !to.found || to.wrapped:
		s.say(g.none)
	default:
		s.leap(to.row)
	}
	s.lookup.goal = nil
	g.search.stop()
}

// findingLine is the footer while a match is waited for; nil when none is.
func (s *shell) findingLine() line {
	th, l := &s.m.th, &s.lookup
	back := []span{{"  ", th.bar}, {s.keys.KeyOf(s.scope(), keymap.Back), th.key}, {" cancels", th.bar}}
	x := l.search
	switch {
	case l.goal != nil:
		x = l.goal.search
	case l.pane != nil:
		return append(line{{" finding " + l.q.String() + " in this pane", th.bar}}, back...)
	case l.steps == 0:
		return nil
	}
	st := x.standing()
	text := fmt.Sprintf(" finding %s · %d %%", x.q, st.percent)
	if l.goal == nil {
		text += fmt.Sprintf(" · %s found", group(st.hits))
	}
	if st.rate > 0 {
		text += fmt.Sprintf(" · %s packets/s · %s left", short(st.rate), strings.TrimPrefix(formatGap(int64(st.left)), "+"))
	}
	return append(line{{text, th.bar}}, back...)
}
