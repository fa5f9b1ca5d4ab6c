package ui

import (
	"strconv"
	"strings"

	"github.com/gdamore/tcell/v2"
)

// Sides from which lines meet in a cell.
const (
	lineUp = 1 << iota
	lineRight
	lineDown
	lineLeft
)

// joints are the light box characters by the sides from which lines meet.
var joints = [16]string{
	" ", "╵", "╶", "└", "╷", "│", "┌", "├", "╴", "┘", "─", "┴", "┐", "┤", "┬", "┼",
}

// frames draws the frames around the panes; the lines that neighbours share
// join. The frame with the focus has heavy lines, so that it can be told
// without colour.
type frames struct {
	area  rect
	cells []uint8 // of area: the sides from which lines meet
	tabs  []tab
}

// tab is a place where a click selects a pane.
type tab struct {
	at   rect
	pane int
}

// begin starts a drawing.
func (f *frames) begin(area rect) {
	f.area, f.tabs = area, f.tabs[:0]
	if n := max(area.w*area.h, 0); cap(f.cells) < n {
		f.cells = make([]uint8, n)
	} else {
		f.cells = f.cells[:n]
		clear(f.cells)
	}
}

// add notes the lines of a frame, which is inside the area.
func (f *frames) add(r rect) {
	if r.w < 2 || r.h < 2 {
		return
	}
	at := func(x, y int) *uint8 { return &f.cells[(y-f.area.y)*f.area.w+x-f.area.x] }
	right, bottom := r.x+r.w-1, r.y+r.h-1
	for x := r.x; x < right; x++ {
		for _, y := range [...]int{r.y, bottom} {
			*at(x, y) |= lineRight
			*at(x+1, y) |= lineLeft
		}
	}
	for y := r.y; y < bottom; y++ {
		for _, x := range [...]int{r.x, right} {
			*at(x, y) |= lineDown
			*at(x, y+1) |= lineUp
		}
	}
}

// draw draws the noted lines.
func (f *frames) draw(screen tcell.Screen, style tcell.Style) {
	for i, sides := range f.cells {
		if sides != 0 {
			screen.Put(f.area.x+i%f.area.w, f.area.y+i/f.area.w, joints[sides], style)
		}
	}
}

// heavy draws one frame in heavy lines.
func heavy(screen tcell.Screen, r rect, style tcell.Style) {
	if r.w < 2 || r.h < 2 {
		return
	}
	right, bottom := r.x+r.w-1, r.y+r.h-1
	for x := r.x + 1; x < right; x++ {
		screen.Put(x, r.y, "━", style)
		screen.Put(x, bottom, "━", style)
	}
	for y := r.y + 1; y < bottom; y++ {
		screen.Put(r.x, y, "┃", style)
		screen.Put(right, y, "┃", style)
	}
	for _, c := range [...]struct {
		x, y int
		text string
	}{{r.x, r.y, "┏"}, {right, r.y, "┓"}, {r.x, bottom, "┗"}, {right, bottom, "┛"}} {
		screen.Put(c.x, c.y, c.text, style)
	}
}

// title writes a pane's number and name into the upper line of its frame.
func (f *frames) title(screen tcell.Screen, p placed, name string, style tcell.Style) {
	if p.frame.w < 8 {
		return
	}
	text := " " + fit(name, p.frame.w-6) + " "
	if p.pane < numPanes {
		text = " " + strconv.Itoa(p.pane+1) + " " + fit(name, p.frame.w-8) + " "
	}
	n := drawText(screen, p.frame.x+2, p.frame.y, p.frame.w-4, text, style)
	f.tabs = append(f.tabs, tab{rect{p.frame.x + 2, p.frame.y, n, 1}, p.pane})
}

// tabTitles are the short names of the panes, for a frame that holds one of
// several.
var tabTitles = [numPanes]string{"Packets", "Header", "States", "Stream", "Bytes", "Layers"}

// titles writes the panes that can be in the frame into its upper line; the one
// that is has brackets, and its whole name where there is room. Where there is
// little, the others are numbers.
func (f *frames) titles(screen tcell.Screen, p placed, name string, on, off tcell.Style) {
	room := p.frame.w - 4
	texts := make([]string, len(p.tabs))
	write := func(long, short bool) (width int) {
		for i, pane := range p.tabs {
			title := tabTitles[pane]
			switch {
			case pane != p.pane && short:
				title = ""
			case pane == p.pane && long:
				title = name
			}
			if texts[i] = strings.TrimSpace(strconv.Itoa(pane+1) + " " + title); pane == p.pane {
				texts[i] = "[" + texts[i] + "]"
			} else {
				texts[i] = " " + texts[i] + " "
			}
			width += textWidth(texts[i]) + 1
		}
		return width - 1
	}
	if write(true, false) > room && write(false, false) > room {
		write(false, true)
	}
	x, right := p.frame.x+2, p.frame.x+2+room
	for i, pane := range p.tabs {
		style := off
		if pane == p.pane {
			style = on
		}
		if i > 0 {
			x += drawText(screen, x, p.frame.y, right-x, "│", off)
		}
		n := drawText(screen, x, p.frame.y, right-x, texts[i], style)
		f.tabs = append(f.tabs, tab{rect{x, p.frame.y, n, 1}, pane})
		x += n
	}
}
