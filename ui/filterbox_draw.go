package ui

import (
	"fmt"

	"github.com/gdamore/tcell/v2"

	"tcptui/keymap"
)

// candidatesMost is how many names are shown at once.
const candidatesMost = 8

// statusMost is how many lines what is wrong with a filter may take.
const statusMost = 3

// draw draws the line: what was typed, green when it can be applied, red when
// not; the line above says the same in words.
func (b *filterBox) draw(screen tcell.Screen, x, y, width int, th *theme) {
	style := th.onBar(th.good)
	if b.wrong != nil {
		style = th.onBar(th.bad)
	}
	b.typed.draw(screen, rect{x, y, width, 1}, line{{" / ", th.key}}, style, nil, th)
}

// drawAbove draws over the panes, right above the line: what is wrong or what
// can be done, and the names that complete the word.
func (b *filterBox) drawAbove(screen tcell.Screen, r rect, th *theme) {
	y := r.y + r.h - 2 // the line itself is the last one
	if y < r.y {
		return
	}
	status := []line{b.status(th)}
	if b.wrong != nil {
		status = wrapText("✗ "+expected(b.wrong), r.w-2, th.onBar(th.bad))
		status = status[:min(len(status), y-r.y+1, statusMost)]
	}
	y -= len(status) - 1
	for i, l := range status {
		filled(append(line{{" ", th.bar}}, l...), th.bar, r.w).draw(screen, r.x, y+i, r.w)
	}
	b.choice.draw(screen, r, y, th)
}

// draw draws the names that complete a word over the panes, above line y.
func (c *completion) draw(screen tcell.Screen, r rect, y int, th *theme) {
	from, to := c.around(min(candidatesMost, y-r.y))
	wide := 0
	for _, f := range c.found[from:to] {
		wide = max(wide, textWidth(f.Name))
	}
	for i := to - 1; i >= from; i-- {
		y--
		f := c.found[i]
		mark, name, text := "   ", th.key, th.bar
		if i == c.pick {
			mark, name, text = " ▸ ", th.selected, th.selected
		}
		l := line{{mark, name}, {padRight(f.Name, wide), name}, {"  " + f.Label, text}}
		if f.Help != "" {
			l = append(l, span{": " + f.Help, text})
		}
		filled(l, text, r.w).draw(screen, r.x, y, r.w)
	}
}

// status says in words what can be done, when nothing is wrong.
func (b *filterBox) status(th *theme) line {
	k := func(a keymap.Action) span { return span{b.s.keys.KeyOf(keymap.InFilter, a), th.key} }
	var l line
	switch {
	case b.note != "":
		return line{{" " + b.note, th.bar}}
	case b.f != nil:
		l = line{{" ✓ ", th.onBar(th.good)}, k(keymap.Accept), {" applies it", th.onBar(th.good)}}
	default:
		l = line{{" a display filter, as tcp.port == 8899; ", th.bar}, k(keymap.Accept), {" lists everything", th.bar}}
	}
	if n := len(b.choice.found); n > 0 {
		l = append(l, span{"  ", th.bar}, k(keymap.Complete), span{fmt.Sprintf(" completes: %s", plural(n, "name")), th.bar})
	}
	if len(b.earlier) > 0 {
		l = append(l, span{"  ", th.bar}, k(keymap.Up), span{" earlier", th.bar})
	}
	if len(b.s.past.saved()) > 0 {
		l = append(l, span{"  ", th.bar}, k(keymap.SavedFilters), span{" saved", th.bar})
	}
	if b.f != nil {
		l = append(l, span{"  ", th.bar}, k(keymap.SaveFilter), span{" save", th.bar})
	}
	return append(l, span{"  ", th.bar}, k(keymap.Back), span{" cancel", th.bar})
}

// filterLine is what the top line says of the filter: what it is, how many it
// keeps of how many packets, and how far it is evaluated. It takes at most width
// cells.
func (s *shell) filterLine(width int) line {
	th, text := &s.m.th, s.m.filterText()
	if text == "" {
		return nil
	}
	counts := fmt.Sprintf("   %s of %s ", group(s.m.len()), group(s.m.snap.Rows()))
	if g := s.m.filt; g != nil {
		percent := 100
		if n := s.m.snap.Rows(); n > 0 {
			percent = int(int64(g.upTo) * 100 / int64(n))
		}
		switch {
		case g.stopped:
			counts += fmt.Sprintf("· stopped at %d %% ", percent)
		case g.first():
			counts += fmt.Sprintf("· filtering %d %%, %s stops ", percent, s.keys.KeyOf(s.scope(), keymap.Back))
		}
	}
	return line{{" / ", th.key}, {fit(text, max(width-textWidth(counts)-3, 8)), th.key}, {counts, th.bar}}
}
