package ui

import "slices"

// The panes that share the screen, by their number on it less one.
const (
	panePackets = iota
	paneHeader
	paneState
	paneStream
	paneBytes
	paneLayers
	numPanes
)

// The panes that take all of the screen.
const (
	paneProblems = numPanes + iota
	paneStart
	viewConns
	viewStats
	viewSockets
	paneGraph
	numViews
)

// details are the panes that show the selected packet itself: they share a
// region where there is room for one.
var details = []int{paneHeader, paneBytes, paneLayers}

// lowers are the panes that the folded layout shows under the list.
var lowers = []int{paneHeader, paneState, paneStream, paneBytes, paneLayers}

// uppers are those of details that the bytes stand beside or below.
var uppers = []int{paneHeader, paneLayers}

// rect is a part of the screen, in cells.
type rect struct{ x, y, w, h int }

// inner is what a frame leaves of r.
func (r rect) inner() rect { return rect{r.x + 1, r.y + 1, max(r.w-2, 0), max(r.h-2, 0)} }

// holds reports whether a cell is in r.
func (r rect) holds(x, y int) bool { return x >= r.x && x < r.x+r.w && y >= r.y && y < r.y+r.h }

// placed is a pane and the frame around it. Neighbours share the line between
// them.
type placed struct {
	pane  int
	frame rect
	tabs  []int // panes that could be in the frame, which its title lists; nil: only this one
}

// layout is a way to place the panes.
type layout struct {
	name  string
	w, h  int // the least room it takes
	place func(r rect, v view) []placed
}

// The layouts, in the order in which the key goes through them. The first that
// has room is used until the user chooses one.
var layouts = [...]layout{
	{"all four panes", 100, 28, fourPanes},
	{"the list above, the others beside each other", 150, 28, threeBelow},
	{"the list and one pane", 30, 10, foldedPanes},
}

// arrange places the panes in r by a layout. Where that layout has no room the
// folded one is used, and where that has none either, the pane with the focus
// gets it all, as when it is zoomed.
func arrange(r rect, v view) []placed {
	if v.focus >= numPanes {
		return []placed{{pane: v.focus, frame: r}}
	}
	if !v.zoom {
		chosen := v.layout
		if chosen < 0 {
			chosen = firstLayout(r.w, r.h)
		}
		for _, k := range []int{chosen, len(layouts) - 1} {
			if l := layouts[k]; r.w >= l.w && r.h >= l.h {
				return l.place(r, v)
			}
		}
	}
	if r.w >= besideWidth && slices.Contains(details, v.focus) {
		left := r.w/2 + 1
		return []placed{
			{pane: v.upper, frame: rect{r.x, r.y, left, r.h}, tabs: uppers},
			{pane: paneBytes, frame: rect{r.x + left - 1, r.y, r.w - left + 1, r.h}},
		}
	}
	if slices.Contains(details, v.focus) {
		return []placed{{pane: v.focus, frame: r, tabs: details}}
	}
	return []placed{{pane: v.focus, frame: r}}
}

// firstLayout is the first layout that has room on a screen.
func firstLayout(w, h int) int {
	for i, l := range layouts {
		if w >= l.w && h >= l.h {
			return i
		}
	}
	return len(layouts) - 1
}

// headerFigure is the room that the figure of a TCP header takes with its
// frame: 32 bits of two cells and a line, and the lines of most headers.
const (
	headerFigureWidth  = 32*2 + 1 + 2
	headerFigureHeight = 22
)

// besideWidth is the room from which a zoomed header has the bytes beside it,
// tallBody that from which it has them below it. bytesHeight is what they take.
const (
	besideWidth = 145
	tallBody    = 56
	bytesHeight = 12
)

// region places the panes of the selected packet: the one that had the focus
// last, or the bytes below one of the others.
func region(r rect, v view) []placed {
	if r.h < headerFigureHeight+bytesHeight-1 {
		return []placed{{pane: v.detail, frame: r, tabs: details}}
	}
	return []placed{
		{pane: v.upper, frame: rect{r.x, r.y, r.w, r.h - bytesHeight + 1}, tabs: uppers},
		{pane: paneBytes, frame: rect{r.x, r.y + r.h - bytesHeight, r.w, bytesHeight}},
	}
}

// fourPanes: packets over the header at the left, states over the stream at the
// right.
func fourPanes(r rect, v view) []placed {
	left := max(r.w*59/100, headerFigureWidth+1)
	header := min(headerFigureHeight, r.h*6/10)
	if r.h >= tallBody {
		header += bytesHeight - 1
	}
	upper := r.h*58/100 + 1
	x, w := r.x+left-1, r.w-left+1
	return append(region(rect{r.x, r.y + r.h - header, left, header}, v),
		placed{pane: panePackets, frame: rect{r.x, r.y, left, r.h - header + 1}},
		placed{pane: paneState, frame: rect{x, r.y, w, upper}},
		placed{pane: paneStream, frame: rect{x, r.y + upper - 1, w, r.h - upper + 1}})
}

// threeBelow: packets over the full width, the other three under them.
func threeBelow(r rect, v view) []placed {
	below := min(headerFigureHeight, r.h*6/10)
	if r.h >= tallBody {
		below += bytesHeight - 1
	}
	y := r.y + r.h - below
	first := headerFigureWidth + 1
	second := (r.w-first)/2 + 1
	return append(region(rect{r.x, y, first, below}, v),
		placed{pane: panePackets, frame: rect{r.x, r.y, r.w, r.h - below + 1}},
		placed{pane: paneState, frame: rect{r.x + first - 1, y, second, below}},
		placed{pane: paneStream, frame: rect{r.x + first + second - 2, y, r.w - first - second + 2, below}})
}

// foldedPanes: packets, and under them the pane that had the focus last.
func foldedPanes(r rect, v view) []placed {
	upper := max(r.h*4/10, 5)
	return []placed{
		{pane: panePackets, frame: rect{r.x, r.y, r.w, upper}},
		{pane: v.lower, frame: rect{r.x, r.y + upper - 1, r.w, r.h - upper + 1}, tabs: lowers},
	}
}
