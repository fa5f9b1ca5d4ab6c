package ui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gdamore/tcell/v2"

	"tcptui/flows"
	"tcptui/keymap"
)

// takes does the actions that mark, copy and filter by the selected packet or
// what the cursor is on; false when it is none of them.
func (s *shell) takes(a keymap.Action) bool {
	do := taker(a)
	if do == nil {
		return false
	}
	if s.m.sel == flows.NoRow {
		s.say("there is no packet yet")
		return true
	}
	do(s)
	return true
}

// taker is what an action does that needs a selected packet; nil when it is none.
func taker(a keymap.Action) func(*shell) {
	return map[keymap.Action]func(*shell){
		keymap.Mark:       (*shell).toggleMark,
		keymap.SetMark:    func(s *shell) { s.prompt = &letterPrompt{s} },
		keymap.GoMark:     (*shell).offerMarks,
		keymap.NextMark:   func(s *shell) { s.otherMark(+1) },
		keymap.PrevMark:   func(s *shell) { s.otherMark(-1) },
		keymap.TimeRef:    (*shell).toggleTimeRef,
		keymap.Copy:       func(s *shell) { s.offerCopy(false) },
		keymap.CopyToFile: func(s *shell) { s.offerCopy(true) },
		keymap.Apply:      (*shell).offerApply,
	}[a]
}

// toggleMark marks the selected packet, or takes its mark away.
func (s *shell) toggleMark() {
	row, on := s.m.sel, !s.m.isMarked(s.m.sel)
	s.m.setMark(row, on)
	s.marksChanged()
	if !on {
		s.say("packet " + group(int(row)+1) + " is not marked any more")
		return
	}
	s.say(fmt.Sprintf("packet %s is marked, %d in all; %s and %s go to the others, %s saves them", group(int(row)+1), len(s.m.marks),
		s.sign(keymap.NextMark), s.sign(keymap.PrevMark), s.sign(keymap.Save)))
}

// toggleTimeRef makes the selected packet a time reference, or an ordinary packet
// again.
func (s *shell) toggleTimeRef() {
	row, on := s.m.sel, !s.m.isTimeRef(s.m.sel)
	no := "packet " + group(int(row)+1)
	switch {
	case !s.m.setTimeRef(row, on):
		s.say(no + " has no time that others could count from")
		return
	case on:
		s.say("times count from " + no + " on; " + s.sign(keymap.TimeRef) + " on it takes that back")
	default:
		s.say(no + " is no time reference any more")
	}
	s.marksChanged()
}

// otherMark goes to the next marked packet that is listed, or the one before.
func (s *shell) otherMark(step int) {
	m := s.m
	at, found := slices.BinarySearch(m.marks, m.sel)
	if step < 0 {
		at--
	} else if found {
		at++
	}
	for ; at >= 0 && at < len(m.marks); at += step {
		if row := m.marks[at]; int(row) < m.snap.Rows() && m.listed(row) {
			s.leap(row)
			return
		}
	}
	switch {
	case len(m.marks) == 0:
		s.say("no packet is marked; " + s.sign(keymap.Mark) + " marks the selected one")
	case step > 0:
		s.say("no marked packet comes after this one" + m.asFiltered())
	default:
		s.say("no marked packet comes before this one" + m.asFiltered())
	}
}

// leap is jump that a mark of its own leads back from.
func (s *shell) leap(row uint32) {
	if row != s.m.sel {
		s.jumped = s.m.sel
		s.jump(row)
	}
}

// visitMark goes to a packet that has a mark.
func (s *shell) visitMark(row uint32) {
	if err := allowed(s.m, int(row)+1); err != nil {
		s.say(err.Error())
		return
	}
	s.leap(row)
}

// marksOffered is how many plain marks a menu lists at most.
const marksOffered = 200

// offerMarks opens a menu of the marks. Its letters are those of the marks.
func (s *shell) offerMarks() {
	u := &menu{title: "Go to mark"}
	if s.jumped != flows.NoRow {
		u.items = append(u.items, s.markItem("'", "back to packet ", s.jumped))
	}
	for i, row := range s.m.named {
		if row != flows.NoRow {
			u.items = append(u.items, s.markItem(keymap.Key('a'+rune(i)), "packet ", row))
		}
	}
	for _, row := range s.m.marks[:min(len(s.m.marks), marksOffered)] {
		u.items = append(u.items, s.markItem("", plainMark+" packet ", row))
	}
	if len(u.items) == 0 {
		s.say(fmt.Sprintf("there are no marks; %s and a letter makes one, %s one without a name", s.sign(keymap.SetMark), s.sign(keymap.Mark)))
		return
	}
	s.choose(u)
}

// markItem is a mark in a menu.
func (s *shell) markItem(key keymap.Key, text string, row uint32) menuItem {
	item := menuItem{key: key, text: text + group(int(row)+1), do: func() { s.visitMark(row) }}
	if int(row) >= s.m.snap.Rows() {
		item.note = "not read yet"
		return item
	}
	item.note = fit(packetText(s.m, row), menuMost/2)
	return item
}

// letterPrompt asks for the letter of a mark for the selected packet.
type letterPrompt struct{ s *shell }

func (p *letterPrompt) insert(r rune) { p.key(keymap.Key(r)) }

func (p *letterPrompt) key(k keymap.Key) {
	s := p.s
	r, ok := runeOf(k)
	if !ok || r < 'a' || r > 'z' {
		s.prompt = nil
		s.say(fmt.Sprintf("%q is no name for a mark: they are a to z", string(k)))
		return
	}
	s.prompt = nil
	s.nameMark(r)
}

// nameMark gives the selected packet a letter, or takes it away when it has it.
func (s *shell) nameMark(letter rune) {
	no := "packet " + group(int(s.m.sel)+1)
	at := &s.m.named[letter-'a']
	if *at == s.m.sel {
		*at = flows.NoRow
		s.say(fmt.Sprintf("%s has no mark %c any more", no, letter))
	} else {
		*at = s.m.sel
		s.say(fmt.Sprintf("%s has the mark %c: %s%c comes back to it", no, letter, s.sign(keymap.GoMark), letter))
	}
	s.marksChanged()
}

func (p *letterPrompt) act(s *shell, a keymap.Action) {
	if a == keymap.Back || a == keymap.Accept {
		s.prompt = nil
	}
}

func (p *letterPrompt) draw(screen tcell.Screen, x, y, width int, th *theme) {
	s := p.s
	l := line{{" Mark packet " + group(int(s.m.sel)+1) + " as: ", th.bar}, {"a", th.key}, {" to ", th.bar}, {"z", th.key}}
	if used := s.lettersUsed(); used != "" {
		l = append(l, span{"   in use: " + used, th.bar})
	}
	l = append(l, span{"   ", th.bar}, span{s.keys.KeyOf(keymap.InPrompt, keymap.Back), th.key}, span{" cancel", th.bar})
	filled(l, th.bar, width).draw(screen, x, y, width)
	screen.HideCursor()
}

// lettersUsed are the letters that are marks, in order.
func (s *shell) lettersUsed() string {
	var b strings.Builder
	for i, row := range s.m.named {
		if row != flows.NoRow {
			b.WriteByte(byte('a' + i))
		}
	}
	return b.String()
}

// plainMark is the sign of a plain mark.
const plainMark = "●"

// markOf is the sign of a row's mark: its letter, or that of a plain one; "" when
// it has none.
func (m *model) markOf(row uint32) string {
	for i, at := range m.named {
		if at == row {
			return ascii['a'+i : 'a'+i+1]
		}
	}
	if m.isMarked(row) {
		return plainMark
	}
	return ""
}

// allMarked are the rows that are marked in either way, ascending. Some may not be
// read yet.
func (m *model) allMarked() []uint32 {
	rows := slices.Clone(m.marks)
	for _, row := range m.named {
		if row != flows.NoRow {
			rows = append(rows, row)
		}
	}
	slices.Sort(rows)
	return slices.Compact(rows)
}
