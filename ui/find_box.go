package ui

import (
	"slices"

	"github.com/gdamore/tcell/v2"

	"tcptui/keymap"
)

// findBox is the line in which is typed what to find. Each key compiles it; the
// search begins when it is accepted.
type findBox struct {
	typed
	s       *shell
	kinds   []findKind // that there are where the user is
	kind    int        // the chosen one
	fold    bool       // upper and lower case are alike
	regular bool

	q     *query
	wrong error
}

// findMost is how long what is looked for can be, in characters.
const findMost = 1024

// askFind opens the line, with a text in it and as it was left the last time.
func (s *shell) askFind(text string) {
	b := &findBox{s: s, fold: true, kinds: s.placesHere()}
	if q := s.lookup.q; q != nil {
		b.fold, b.regular = q.fold, q.regular
		if i := slices.Index(b.kinds, q.kind); i >= 0 && findKinds[b.kinds[0]].packets == findKinds[q.kind].packets {
			b.kind = i
		}
	}
	b.turn(0)
	b.put([]rune(text))
	b.check()
	s.prompt = b
}

// placesHere are the kinds that there are where the user is: first the
// pane, if it has lines of its own, then the packets.
func (s *shell) placesHere() []findKind {
	var out []findKind
	if f := s.target(); f != nil {
		out = append(out, inPane)
		if _, ok := f.(byteFinder); ok {
			out = append(out, inPaneBytes)
		}
		if s.help != nil {
			return out
		}
	}
	return append(out, inBytes, inList, byFilter, byHex)
}

// scope is where the line's keys are looked up.
func (b *findBox) scope() keymap.Scope { return keymap.InFind }

// place is the chosen kind.
func (b *findBox) place() findKind { return b.kinds[b.kind] }

// turn chooses another kind; what was typed stays.
func (b *findBox) turn(by int) {
	b.kind = (b.kind + by + len(b.kinds)) % len(b.kinds)
	text := b.text
	b.typed = newTyped(findMost, b.s.past.history(findKinds[b.place()].history))
	b.put(text)
	b.check()
}

// check compiles what was typed.
func (b *findBox) check() {
	b.q, b.wrong = newQuery(b.place(), b.String(), b.fold, b.regular, b.s.catalog())
	if len(b.text) == 0 {
		b.wrong = nil
	}
}

func (b *findBox) insert(r rune) {
	if b.typed.insert(r) {
		b.check()
	}
}

func (b *findBox) key(k keymap.Key) {
	if r, ok := runeOf(k); ok {
		b.insert(r)
	}
}

func (b *findBox) act(s *shell, a keymap.Action) {
	switch a {
	case keymap.Back:
		s.prompt = nil
	case keymap.Accept:
		b.accept()
	case keymap.NextKind:
		b.turn(+1)
	case keymap.PrevKind:
		b.turn(-1)
	case keymap.IgnoreCase:
		b.fold = !b.fold
		b.check()
	case keymap.Regular:
		b.regular = !b.regular
		b.check()
	default:
		if b.typed.act(a) {
			b.check()
		}
	}
}

// accept begins to find. With an error the line stays, so that it can be
// corrected; an empty line ends finding.
func (b *findBox) accept() {
	switch {
	case len(b.text) == 0:
		b.s.prompt = nil
		if b.s.lookup.q != nil {
			b.s.forget()
			b.s.say("nothing is looked for any more")
		}
	case b.wrong == nil:
		b.s.prompt = nil
		b.s.past.add(findKinds[b.place()].history, b.String())
		b.s.find(b.q)
	}
}

func (b *findBox) draw(screen tcell.Screen, x, y, width int, th *theme) {
	style := th.onBar(th.good)
	if b.wrong != nil {
		style = th.onBar(th.bad)
	}
	head := line{{" Find ", th.bar}, {findKinds[b.place()].ask, th.key}, {": ", th.bar}}
	b.typed.draw(screen, rect{x, y, width, 1}, head, style, nil, th)
}

// drawAbove draws right above the line what is wrong, or what can be done.
func (b *findBox) drawAbove(screen tcell.Screen, r rect, th *theme) {
	y := r.y + r.h - 2
	if y < r.y {
		return
	}
	lines := []line{b.status(th, r.w-1)}
	if b.wrong != nil {
		lines = wrapText("✗ "+expected(b.wrong), max(r.w-2, 1), th.onBar(th.bad))
		lines = lines[:min(len(lines), y-r.y+1, statusMost)]
	}
	y -= len(lines) - 1
	for i, l := range lines {
		filled(append(line{{" ", th.bar}}, l...), th.bar, r.w).draw(screen, r.x, y+i, r.w)
	}
}

// status says in words what can be done, when nothing is wrong. What does not fit
// into width is left out, but for how to leave.
func (b *findBox) status(th *theme, width int) line {
	k := func(a keymap.Action) span { return span{b.s.keys.KeyOf(keymap.InFind, a), th.key} }
	cancel := line{{"  ", th.bar}, k(keymap.Back), {" cancel", th.bar}}
	l := b.lead(th)
	for _, part := range b.switches(th, k) {
		if part = append(line{{"  ", th.bar}}, part...); l.width()+part.width()+cancel.width() > width {
			break
		}
		l = append(l, part...)
	}
	return append(l, cancel...)
}

// lead says that what was typed can be found, or what can be typed.
func (b *findBox) lead(th *theme) line {
	accept := span{b.s.keys.KeyOf(keymap.InFind, keymap.Accept), th.key}
	if b.q != nil {
		return line{{"✓ ", th.onBar(th.good)}, accept, {" finds", th.onBar(th.good)}}
	}
	l := line{{findKinds[b.place()].hint, th.bar}}
	if b.s.lookup.q != nil {
		l = append(l, span{"; ", th.bar}, accept, span{" ends finding", th.bar})
	}
	return l
}

// switches are what can be chosen, those that are asked for most first.
func (b *findBox) switches(th *theme, k func(keymap.Action) span) (out []line) {
	add := func(a keymap.Action, text string) { out = append(out, line{k(a), {" " + text, th.bar}}) }
	if len(b.kinds) > 1 {
		next := b.kinds[(b.kind+1)%len(b.kinds)]
		add(keymap.NextKind, findKinds[next].ask)
	}
	if findKinds[b.place()].text {
		add(keymap.IgnoreCase, "case "+onOff(!b.fold))
		add(keymap.Regular, "regex "+onOff(b.regular))
	}
	if len(b.earlier) > 0 {
		add(keymap.Up, "earlier")
	}
	return out
}

// onOff is the position of a switch.
func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}
