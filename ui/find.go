package ui

import (
	"fmt"
	"strings"

	"tcptui/flows"
	"tcptui/keymap"
)

// lookup is what is looked for, among the packets or in a pane.
type lookup struct {
	q     *query // that n and N repeat; nil: nothing was looked for yet
	walk         // among the packets
	shown int    // hits that the scroll bar has

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
	s.lookup = lookup{q: q, walk: s.findWalk()}
	s.m.hits = nil
	s.light()
	s.findAgain(false)
}

// drop stops what is under way.
func (l *lookup) drop() {
	l.walk.drop()
	if l.goal != nil {
		l.goal.search.stop()
	}
	l.goal, l.pane = nil, nil
}

// cancel stops finding when somebody waits for it; false when nobody does.
func (l *lookup) cancel() bool {
	waited := l.walk.cancel() || l.pane != nil || l.goal != nil
	if l.goal != nil {
		l.goal.search.stop()
	}
	l.goal, l.pane = nil, nil
	return waited
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

// findWalk goes through the packets that the query finds.
func (s *shell) findWalk() walk {
	return walk{
		thing: "match",
		begin: func(back bool) *search { return newSearch(s, s.lookup.q, s.m, back) },
		none:  func() string { return s.lookup.q.String() + " is in none of the " + s.ofList() },

		arrived: s.chooseHit,
		last:    flows.NoRow,
	}
}

// findPacket goes to the next packet that matches, as soon as it is known.
func (s *shell) findPacket(back bool) {
	l := &s.lookup
	if l.q.kind == inPane { // typed in a pane, repeated in the list
		q, err := newQuery(inList, l.q.text, l.q.fold, l.q.regular, s.catalog())
		if err != nil {
			s.say(err.Error())
			return
		}
		l.drop()
		l.q = q
		s.light()
	}
	s.stepOn(&l.walk, back)
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
	s.walked(&l.walk)
	s.showHits()
	for i := range s.trails {
		s.walked(&s.trails[i].walk)
	}
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
	if l.search == nil {
		return
	}
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

// stopFinding ends waiting for what is looked for; false when nobody waits.
func (s *shell) stopFinding() bool {
	waited := s.lookup.cancel()
	for i := range s.trails {
		waited = s.trails[i].cancel() || waited
	}
	return waited
}

// awaited is the search that a match is waited for of; nil when none is.
func (s *shell) awaited() *search {
	switch l := &s.lookup; {
	case l.goal != nil:
		return l.goal.search
	case l.steps != 0:
		return l.search
	}
	for i := range s.trails {
		if t := &s.trails[i]; t.steps != 0 {
			return t.search
		}
	}
	return nil
}

// findingLine is the footer while a match is waited for; nil when none is.
func (s *shell) findingLine() line {
	th, l, x := &s.m.th, &s.lookup, s.awaited()
	back := []span{{"  ", th.bar}, {s.keys.KeyOf(s.scope(), keymap.Back), th.key}, {" cancels", th.bar}}
	switch {
	case l.pane != nil:
		return append(line{{" finding " + l.q.String() + " in this pane", th.bar}}, back...)
	case x == nil:
		return nil
	}
	st := x.standing()
	text := fmt.Sprintf(" finding %s · %d %%", x.what, st.percent)
	if l.goal == nil {
		text += fmt.Sprintf(" · %s found", group(st.hits))
	}
	if st.rate > 0 {
		text += fmt.Sprintf(" · %s packets/s · %s left", short(st.rate), strings.TrimPrefix(formatGap(int64(st.left)), "+"))
	}
	return append(line{{text, th.bar}}, back...)
}
