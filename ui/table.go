package ui

import (
	"strings"

	"github.com/gdamore/tcell/v2"

	"tcptui/keymap"
)

// table is a list with columns and one selected line, for panes that show many
// things of a kind. It is virtual: only the lines on the screen are asked for.
// It knows its columns and where the cursor is, not what it lists.
type table struct {
	searchable
	cols []tableColumn
	rows int
	cell func(row, col int) span // text and style of a cell

	sort     int  // column that the rows are sorted by, -1: none. The owner sorts
	downward bool // from the largest to the smallest

	at, top int  // selected row, first row on the screen
	left    int  // first column that is shown after the fixed one
	page    int  // rows on the screen, as last drawn
	cells   bool // the cursor is on a cell: left and right move it
	col     int  // column that the cursor is on, where cells

	fit    func(width int) // nil: nothing. Called before the columns are placed; may set how wide they are at most
	area   rect            // as last drawn
	places []columnPlace
	held   []int // widths of the columns, so that they hold still while the list scrolls
}

// tableColumn is a column of a table.
type tableColumn struct {
	title string
	right bool // numbers stand at the right
	least int  // cells under which it is not worth showing
	most  int  // cells that it takes at most; 0: as many as there are
}

// columnPlace is where a column is on the screen.
type columnPlace struct{ col, x, w int }

// gap is the room between columns.
const gap = 1

// act moves the cursor; false when the action is none of the table's.
func (t *table) act(a keymap.Action) bool {
	page := max(t.page-1, 1)
	switch a {
	case keymap.Up:
		t.at--
	case keymap.Down:
		t.at++
	case keymap.PageUp:
		t.at -= page
	case keymap.PageDown:
		t.at += page
	case keymap.HalfPageUp:
		t.at -= max(page/2, 1)
	case keymap.HalfPageDown:
		t.at += max(page/2, 1)
	case keymap.Home:
		t.at = 0
	case keymap.End:
		t.at = t.rows - 1
	case keymap.Left:
		if t.cells {
			t.toColumn(t.col - 1)
			break
		}
		t.left = max(t.left-1, 0)
	case keymap.Right:
		if t.cells {
			t.toColumn(t.col + 1)
			break
		}
		if t.more() {
			t.left++
		}
	default:
		return false
	}
	t.clamp()
	return true
}

// count goes to the n-th line, counted from 1, or n lines on.
func (t *table) count(a keymap.Action, n int) bool {
	switch a {
	case keymap.Home, keymap.End:
		t.at = n - 1
	case keymap.Up:
		t.at -= n
	case keymap.Down:
		t.at += n
	default:
		return false
	}
	t.clamp()
	return true
}

func (t *table) clamp() {
	t.at = max(min(t.at, t.rows-1), 0)
	t.top = min(t.top, t.at)
	if t.page > 0 {
		t.top = max(t.top, t.at-t.page+1)
		t.top = max(min(t.top, t.rows-t.page), 0)
	}
}

// toColumn puts the cursor on a column, or the nearest there is, and brings it
// onto the screen.
func (t *table) toColumn(col int) {
	t.col = max(min(col, len(t.cols)-1), 0)
	if t.col > 0 {
		t.left = min(t.left, t.col-1)
	}
	t.reveal()
}

// reveal scrolls to the cursor's column if it is not wholly on the screen.
func (t *table) reveal() {
	if !t.cells || t.col == 0 || t.area.w == 0 {
		return
	}
	for t.plan(t.area.x, t.width()); t.left < t.col-1 && !t.whole(t.col); t.plan(t.area.x, t.width()) {
		t.left++
	}
}

// whole reports whether a column is on the screen as wide as it would like.
func (t *table) whole(col int) bool {
	for _, p := range t.places {
		if p.col == col {
			return p.w >= t.wanted(col)
		}
	}
	return false
}

// release forgets how wide columns were, as when other rows or columns come.
func (t *table) release() { t.held = nil }

// bar reports whether there is a scroll bar, and width is what it leaves.
func (t *table) bar() bool { return t.rows > t.page && t.area.w > 4 }

func (t *table) width() int {
	if t.bar() {
		return t.area.w - 1
	}
	return t.area.w
}

// scroll moves the lines under the mouse wheel; the cursor stays on the screen.
func (t *table) scroll(by int) {
	t.top = max(min(t.top+by, t.rows-t.page), 0)
	t.at = max(min(t.at, t.top+t.page-1), t.top)
	t.clamp()
}

// clicked says what is at a place of the screen: a row, or with a click on the
// titles a column; -1 for neither.
func (t *table) clicked(x, y int) (row, col int) {
	row, col = -1, -1
	if !t.area.holds(x, y) {
		return row, col
	}
	if y == t.area.y {
		for _, p := range t.places {
			if x >= p.x && x < p.x+p.w+gap {
				col = p.col
			}
		}
		return row, col
	}
	if i := t.top + y - t.area.y - 1; i < t.rows {
		row = i
	}
	return row, col
}

// draw draws titles and rows. empty is what is said when there are no rows.
func (t *table) draw(screen tcell.Screen, r rect, th *theme, focus bool, empty string) {
	if r.w != t.area.w {
		t.release()
	}
	resized := r != t.area
	t.area, t.page = r, max(r.h-1, 0)
	t.clamp()
	if r.w < 1 || r.h < 1 {
		return
	}
	width := t.width()
	if t.fit != nil {
		t.fit(width)
	}
	if t.plan(r.x, width); resized {
		t.reveal()
	}
	title := th.label.Underline(true)
	fill(screen, r.x, r.y, width, 1, " ", title)
	t.drawTitles(screen, width, title)
	if t.rows == 0 && r.h > 1 {
		drawFit(screen, r.x+1, r.y+1, width-1, empty, th.dim)
	}
	for i := range min(t.page, t.rows-t.top) {
		t.drawLine(screen, rect{r.x, r.y + 1 + i, width, 1}, t.top+i, th, focus)
	}
	t.paint(screen, rect{r.x, r.y + 1, width, t.page}, th)
	if t.bar() {
		from, size := thumb(t.top, t.page, t.rows)
		for i := range t.page {
			sign := "│"
			if i >= from && i < from+size {
				sign = "█"
			}
			screen.Put(r.x+r.w-1, r.y+1+i, sign, th.frame)
		}
	}
}

// drawTitles draws the titles, and beside them where there are columns that are
// not on the screen.
func (t *table) drawTitles(screen tcell.Screen, width int, style tcell.Style) {
	end := t.area.x + width
	for i, p := range t.places {
		text, w := t.heading(p.col), p.w
		if i == len(t.places)-1 && t.more() && (p.x+w < end || textWidth(text) < w) {
			screen.Put(end-1, t.area.y, "→", style)
			w = min(w, end-1-p.x)
		}
		if t.cols[p.col].right {
			text = padLeft(text, w)
		}
		drawFit(screen, p.x, t.area.y, w, text, style)
	}
	if len(t.places) > 1 && t.left > 0 {
		screen.Put(t.places[1].x-gap, t.area.y, "←", style)
	}
}

// line is a row as text.
func (t *table) line(row int) string {
	var cells []string
	for col := range t.cols {
		if text := strings.TrimSpace(t.cell(row, col).text); text != "" {
			cells = append(cells, text)
		}
	}
	return strings.Join(cells, "  ")
}

// drawLine draws a row.
func (t *table) drawLine(screen tcell.Screen, r rect, row int, th *theme, focus bool) {
	ground := th.text
	if row == t.at {
		if ground = th.marked; focus {
			ground = th.selected
		}
		fill(screen, r.x, r.y, r.w, 1, " ", ground)
	}
	for _, p := range t.places {
		c := t.cell(row, p.col)
		text, style := c.text, c.style
		if row == t.at {
			style = over(ground, style)
		}
		if row == t.at && t.cells && p.col == t.col && focus {
			style = style.Underline(true)
			fill(screen, p.x, r.y, p.w, 1, " ", style)
		}
		if t.cols[p.col].right {
			text = padLeft(text, p.w)
		}
		drawFit(screen, p.x, r.y, p.w, text, style)
	}
}

// heading is a column's title, with an arrow where the rows are sorted by it.
func (t *table) heading(col int) string {
	title := t.cols[col].title
	switch {
	case col != t.sort:
		return title
	case t.downward:
		return title + "▼"
	}
	return title + "▲"
}

// plan places the columns: the first, then those from left on, each as wide as
// what is on the screen wants it, as long as there is room for the least of it.
// Numbers come whole or not at all: half of one would be read as another.
func (t *table) plan(x, width int) {
	t.places = t.places[:0]
	t.left = max(min(t.left, len(t.cols)-2), 0)
	end := x + width
	for col := range t.cols {
		if col > 0 && col <= t.left {
			continue
		}
		w := t.wanted(col)
		if room := end - x; w > room {
			if room < max(t.cols[col].least, 1) || t.cols[col].right && len(t.places) > 1 {
				break
			}
			w = room
		}
		t.places = append(t.places, columnPlace{col, x, w})
		x += w + gap
	}
}

// more reports whether there are columns to the right of those on the screen.
func (t *table) more() bool {
	n := len(t.places)
	return n > 0 && t.places[n-1].col < len(t.cols)-1
}

// wanted is how wide a column would like to be.
func (t *table) wanted(col int) int {
	c := &t.cols[col]
	w := max(textWidth(c.title)+1, c.least) // room for the arrow
	for i := range min(t.page, t.rows-t.top) {
		w = max(w, textWidth(t.cell(t.top+i, col).text))
	}
	if len(t.held) != len(t.cols) {
		t.held = make([]int, len(t.cols))
	}
	t.held[col] = max(t.held[col], w)
	if c.most > 0 {
		return min(t.held[col], max(c.most, c.least))
	}
	return t.held[col]
}
