package ui

// The panes, by their number on the screen less one.
const (
	panePackets = iota
	paneHeader
	paneState
	paneStream
	numPanes
)

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
	tabs  bool // the frame's title lists the panes that could be in it
}

// layout is a way to place the panes.
type layout struct {
	name  string
	w, h  int // the least room it takes
	place func(r rect, lower int) []placed
}

// The layouts, in the order in which the key goes through them. The first that
// has room is used at the start.
var layouts = [...]layout{
	{"all four panes", 100, 28, fourPanes},
	{"the list above, the others beside each other", 150, 28, threeBelow},
	{"the list and one pane", 30, 10, foldedPanes},
}

// arrange places the panes in r by a layout. Where that layout has no room the
// folded one is used, and where that has none either, the pane with the focus
// gets it all, as when it is zoomed.
func arrange(kind int, r rect, focus, lower int, zoomed bool) []placed {
	if !zoomed {
		for _, k := range []int{kind, len(layouts) - 1} {
			if l := layouts[k]; r.w >= l.w && r.h >= l.h {
				return l.place(r, lower)
			}
		}
	}
	return []placed{{pane: focus, frame: r}}
}

// firstLayout is the layout to begin with on a screen.
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

// fourPanes: packets over the header at the left, states over the stream at the
// right.
func fourPanes(r rect, _ int) []placed {
	left := max(r.w*59/100, headerFigureWidth+1)
	header := min(headerFigureHeight, r.h*6/10)
	upper := r.h*58/100 + 1
	x, w := r.x+left-1, r.w-left+1
	return []placed{
		{pane: panePackets, frame: rect{r.x, r.y, left, r.h - header + 1}},
		{pane: paneHeader, frame: rect{r.x, r.y + r.h - header, left, header}},
		{pane: paneState, frame: rect{x, r.y, w, upper}},
		{pane: paneStream, frame: rect{x, r.y + upper - 1, w, r.h - upper + 1}},
	}
}

// threeBelow: packets over the full width, the other three under them.
func threeBelow(r rect, _ int) []placed {
	below := min(headerFigureHeight, r.h*6/10)
	y := r.y + r.h - below
	first := headerFigureWidth + 1
	second := (r.w-first)/2 + 1
	return []placed{
		{pane: panePackets, frame: rect{r.x, r.y, r.w, r.h - below + 1}},
		{pane: paneHeader, frame: rect{r.x, y, first, below}},
		{pane: paneState, frame: rect{r.x + first - 1, y, second, below}},
		{pane: paneStream, frame: rect{r.x + first + second - 2, y, r.w - first - second + 2, below}},
	}
}

// foldedPanes: packets, and under them the pane that had the focus last.
func foldedPanes(r rect, lower int) []placed {
	upper := max(r.h*4/10, 5)
	return []placed{
		{pane: panePackets, frame: rect{r.x, r.y, r.w, upper}},
		{pane: lower, frame: rect{r.x, r.y + upper - 1, r.w, r.h - upper + 1}, tabs: true},
	}
}
