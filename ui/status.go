package ui

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gdamore/tcell/v2"

	"tcptui/capture"
	"tcptui/flows"
	"tcptui/keymap"
)

// The heights under which a line around the panes is left out.
const (
	roomForInfo = 8
	roomForTop  = 5
)

// bannerShare is the part of the screen that the banner of a damaged capture may
// take: one line of so many.
const bannerShare = 5

// lines draws the lines above and below the panes and returns what they leave.
func (s *shell) lines(screen tcell.Screen, r rect) rect {
	if r.h >= 2 {
		s.footer(screen, r.x, r.y+r.h-1, r.w)
		r.h--
	}
	if r.h >= roomForTop {
		s.top(r.w).draw(screen, r.x, r.y, r.w)
		r.y, r.h = r.y+1, r.h-1
	}
	if err := s.m.snap.Err; err != nil && !s.calm && r.h >= roomForTop {
		text := "! " + damage(err) + " · " + s.keys.KeyOf(s.scope(), keymap.Back) + " hides this"
		most := max(r.h/bannerShare, 1)
		for i, l := range wrapText(text, max(r.w-2, 1), s.m.th.bad) {
			if i >= most {
				break
			}
			l.draw(screen, r.x+1, r.y, r.w-1)
			r.y, r.h = r.y+1, r.h-1
		}
	}
	if r.h >= roomForInfo && s.view.focus != paneStart {
		s.withRule(s.info(), r.w).draw(screen, r.x, r.y+r.h-1, r.w)
		r.h--
	}
	return r
}

// filled is a line cut, or filled up in a style, to width cells.
func filled(l line, style tcell.Style, width int) line {
	l = l.clip(width)
	return append(l, span{strings.Repeat(" ", max(width-l.width(), 0)), style})
}

// damage is what is wrong with the capture and where, then why and what to do,
// without its name, which the line above has.
func damage(err error) string {
	e, ok := errors.AsType[*capture.Error](err)
	if !ok {
		return err.Error()
	}
	short := capture.Error{What: e.What, Off: e.Off, Frames: e.Frames}
	text := strings.TrimPrefix(short.Error(), ": ")
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	if e.Hint != "" {
		text += " (" + e.Hint + ")"
	}
	return text
}

// top is the first line: what is shown, how much of it, and how far it is read.
func (s *shell) top(width int) line {
	if s.m.capture != nil {
		return s.liveTop(width)
	}
	th := &s.m.th
	snap := s.m.snap
	right := line{}
	if !snap.Done {
		right = append(right, span{" " + s.progress() + " ", th.bar})
	}
	right = append(s.filterLine(width/2), right...)
	counts := fmt.Sprintf(" · %s · %s ", plural(snap.Rows(), "packet"), plural(snap.Conns(), "connection"))
	room := width - right.width() - textWidth(counts) - len(" tcptui  ")
	left := line{{" tcptui  ", th.bar.Bold(true)}, {fitTitle(s.title, max(room, 8)), th.bar}, {counts, th.bar}}
	return append(filled(left, th.bar, width-right.width()), right...)
}

// fitTitle shortens what is shown to width cells. Of a path the directories at
// the left go first: the file's name tells more.
func fitTitle(title string, width int) string {
	if textWidth(title) <= width || strings.HasPrefix(title, "sample: ") {
		return fit(title, width)
	}
	for i := strings.IndexAny(title, "/\\"); i >= 0; {
		title = title[i:]
		if textWidth(title)+1 <= width {
			return "…" + safe(title)
		}
		title = title[1:]
		i = strings.IndexAny(title, "/\\")
	}
	return fit(title, width)
}

// progress says how far the capture is read and how fast.
func (s *shell) progress() string {
	snap := s.m.snap
	text := "reading"
	if snap.Size > 0 {
		text += fmt.Sprintf(" %d %%", min(snap.Read*100/snap.Size, 100))
	}
	if s.rate > 0 {
		text += " · " + short(s.rate) + " packets/s"
	}
	return text
}

// plural writes a number of things.
func plural[N int | int64 | uint8 | uint16 | uint32 | uint64](n N, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return group(n) + " " + thing + "s"
}

// short writes a rate in three figures or so: 1.2 M.
func short(v float64) string {
	switch {
	case v >= 1e6:
		return fmt.Sprintf("%.1f M", v/1e6)
	case v >= 1e4:
		return fmt.Sprintf("%.0f k", v/1e3)
	}
	return fmt.Sprintf("%.0f", v)
}

// info says in a line what the selected packet is and what it changed.
func (s *shell) info() line {
	th := &s.m.th
	if s.m.sel == flows.NoRow {
		return nil
	}
	v := s.m.view()
	r := listed{m: s.m, row: v.Row, conn: v.Conn(), before: flows.NoRow}
	head := span{" " + group(int(r.row.No)+1) + " ", th.strong}
	if r.conn == nil {
		b := describe(v)
		return line{head, {b.proto + "  ", th.label}, {b.info, th.text}}
	}
	l := line{head, {flagNames(r.row.Flags), th.label}, {" from the ", th.text},
		{r.row.From.String(), th.side(r.row.From)}}
	if r.row.Len > 0 {
		l = append(l, span{" with " + plural(int(r.row.Len), "byte"), th.text})
	}
	if text := textInfo(nil, &r, unlimited); len(text) > 0 {
		l = append(l, span{": " + string(text), th.text})
	}
	return l
}

// footer is the last line: the prompt, a message, or the keys that work here.
func (s *shell) footer(screen tcell.Screen, x, y, width int) {
	th := &s.m.th
	s.taps = s.taps[:0]
	switch {
	case s.prompt != nil:
		s.prompt.draw(screen, x, y, width, th)
		return
	case s.message != "":
		filled(line{{" " + s.message, th.bar}}, th.bar, width).draw(screen, x, y, width)
	case s.opening != nil && s.count < 0:
		filled(s.openingLine(), th.bar, width).draw(screen, x, y, width)
	case s.saving != nil && s.count < 0:
		filled(s.savingLine(), th.bar, width).draw(screen, x, y, width)
	case s.copying != nil && s.count < 0:
		filled(s.copyingLine(), th.bar, width).draw(screen, x, y, width)
	case s.findingLine() != nil && s.count < 0:
		filled(s.findingLine(), th.bar, width).draw(screen, x, y, width)
	case s.count >= 0:
		filled(s.counting(), th.bar, width).draw(screen, x, y, width)
	default:
		filled(s.hints(width), th.bar, width).draw(screen, x, y, width)
		s.placeTaps(x, y, width)
	}
	screen.HideCursor()
}

// counting says what can be done with the number that is being typed.
func (s *shell) counting() line {
	th, k := &s.m.th, func(a keymap.Action) span {
		return span{"  " + s.keys.KeyOf(s.scope(), a), s.m.th.key}
	}
	n := group(s.count)
	l := line{{" " + n + " ", th.key}, k(keymap.End), {" packet " + n, th.bar}, k(keymap.Down), {" " + n + " down", th.bar}}
	if s.count >= 1 && s.count <= numPanes {
		l = append(l, k(keymap.NextPane), span{" pane " + n, th.bar})
	}
	return append(l, k(keymap.Back), span{" drop the number", th.bar})
}

// useless reports whether a key that works here is not worth a place in the
// footer: quit and the key of a view itself go back from a pane that has all of the screen, as Esc does, and
// so does the key of the next pane where there is none.
func (s *shell) useless(h keymap.Hint) bool {
	if s.prompt != nil || s.help != nil || s.menu != nil {
		return false
	}
	a, _ := s.keys.Lookup(s.scope(), h.Press[0])
	alone := s.view.focus >= numPanes
	if s.m.capture == nil && slices.Contains(liveKeys, a) {
		return true
	}
	if opens, ok := viewOf[a]; ok && opens == s.view.focus && s.view.zoom {
		return true // it would go back, as Esc does
	}
	return a == keymap.NextPane && alone ||
		s.view.focus == paneStart && !slices.Contains(startKeys, a) ||
		s.view.focus != paneStart && a == keymap.Quit && s.view.zoom
}

// liveKeys are the keys that are of use in live captures.
var liveKeys = []keymap.Action{keymap.Newest, keymap.PauseDisplay, keymap.StopCapture}

// startKeys are the keys that are of use on the start page, where no packets are
// seen.
var startKeys = []keymap.Action{keymap.Help, keymap.Back, keymap.Quit, keymap.Enter, keymap.OpenFile, keymap.Theme, keymap.Command}

// important are the footer's hints in the order of their use here: where there
// is something to go back from, the way back comes early.
func (s *shell) important() []keymap.Hint {
	hints := slices.DeleteFunc(s.keys.Footer(s.scope()), s.useless)
	if c := s.m.capture; c != nil && (c.now.Ended || c.stopped) {
		for i, h := range hints {
			if a, _ := s.keys.Lookup(s.scope(), h.Press[0]); a == keymap.StopCapture {
				hints[i].Word = "capture anew"
			}
		}
	}
	s.reword(hints)
	if s.prompt != nil || s.help != nil || !s.view.zoom && s.view.focus == panePackets && s.m.filterText() == "" {
		return hints
	}
	back := s.keys.KeyOf(s.scope(), keymap.Back)
	for i, h := range hints {
		if h.Keys == back {
			copy(hints[2:i+1], hints[1:i])
			hints[1] = h
		}
	}
	return hints
}

// reword lets the pane with the focus say what keys do where its cursor is.
func (s *shell) reword(hints []keymap.Hint) {
	p, ok := s.panes[s.view.focus].(worded)
	if !ok || s.prompt != nil || s.help != nil || s.menu != nil {
		return
	}
	for i := range hints {
		if a, _ := s.keys.Lookup(s.scope(), hints[i].Press[0]); p.Word(a) != "" {
			hints[i].Word = p.Word(a)
		}
	}
}

// hints are the keys that work here, as many as there is room for.
func (s *shell) hints(width int) line {
	th := &s.m.th
	out := line{{" ", th.bar}}
	used := 1
	for _, h := range s.important() {
		n := textWidth(h.Keys) + 1 + textWidth(h.Word) + 2
		if used+n-2 > width {
			break
		}
		out = append(out, span{h.Keys, th.key}, span{" " + h.Word + "  ", th.bar})
		used += n
	}
	return out.trim()
}
