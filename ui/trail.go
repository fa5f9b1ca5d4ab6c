package ui

import (
	"tcptui/decode"
	"tcptui/filter"
	"tcptui/flows"
	"tcptui/keymap"
)

// trail is a walk that has keys of its own, through what the index tells of
// packets.
type trail struct {
	walk
	revised uint64 // Snapshot.Revised when its search began
}

// trailKinds are the trails and their keys.
var trailKinds = [...]struct {
	next, prev keymap.Action
	thing      string // what a packet of it is called
	what       string // the same, for who does not know the word
	is         rowTest
	among      string // display filter that keeps it and that columns decide; "": none is known
}{
	{keymap.NextReset, keymap.PrevReset, "reset", "reset (RST)", isReset, "tcp.flags.reset == 1"},
	{keymap.NextProblem, keymap.PrevProblem, "problem", "problem (a loss, a repetition, a closed window, a reset)", isProblem, ""},
}

// isReset reports whether a row is a segment with RST.
func isReset(r *flows.Row) bool { return r.Conn != flows.NoConn && r.Flags.Has(decode.RST) }

// isProblem reports whether the scroll bar has a sign for a row.
func isProblem(r *flows.Row) bool { return gradeOf(r.Remark()) != isFine }

// newTrails makes the trails of a shell.
func (s *shell) newTrails() []trail {
	out := make([]trail, len(trailKinds))
	for i := range trailKinds {
		k := &trailKinds[i]
		out[i].walk = walk{
			thing: k.thing,
			begin: func(back bool) *search {
				return beginSearch(s, "the "+k.thing+"s", func() rowFinder { return s.trailFinder(k.is, k.among) }, s.m, back)
			},
			none: func() string { return "there is no " + k.what + " in the " + s.ofList() },
			last: flows.NoRow,
		}
	}
	return out
}

// trailFinder makes what finds the packets of a trail.
func (s *shell) trailFinder(is rowTest, among string) rowFinder {
	if among == "" {
		return is
	}
	f, err := filter.Compile(among, s.catalog())
	if err != nil {
		panic(err) // the table above is wrong: a test would have said so
	}
	return sifted{filterFinder{f.Scanner(s.m.live.NewReader())}, is}
}

// follows does the actions that go along a trail; false when it is none of them.
func (s *shell) follows(a keymap.Action) bool {
	for i := range trailKinds {
		if k := &trailKinds[i]; a == k.next || a == k.prev {
			s.follow(&s.trails[i], a == k.prev)
			return true
		}
	}
	return false
}

// follow goes to the next packet of a trail, or to the one before.
func (s *shell) follow(t *trail, back bool) {
	if s.m.sel == flows.NoRow {
		s.say("there are no packets yet")
		return
	}
	if now := s.m.snap.Revised; t.revised != now && t.steps == 0 { // later packets have changed what earlier ones are
		t.drop()
		t.revised = now
	}
	s.stepOn(&t.walk, back)
}
