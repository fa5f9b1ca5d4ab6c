package ui

import (
	"github.com/gdamore/tcell/v2"
)

// chartRank is how much a part of the chart matters: each covers what is below it.
type chartRank uint8

const (
	rankNever chartRank = iota // not reached
	rankTaken                  // on the way so far
	rankLast                   // the last step
)

// The directions in which a line leaves a cell.
const (
	north = 1 << iota
	east
	south
	west
)

// chartCell is one cell of the chart while it is being drawn.
type chartCell struct {
	dirs  uint8
	text  rune // instead of a line; 0: none
	rank  chartRank
	style tcell.Style
}

// chartCanvas is the chart while it is being drawn.
type chartCanvas [chartHeight][chartWidth]chartCell

// The characters of lines by their directions. A line that was never gone is
// dashed and the last one heavy, so that colour does not say it alone.
var (
	lightLines = [16]rune{north | south: '│', east | west: '─', north: '│', south: '│', east: '─', west: '─',
		north | east: '└', east | south: '┌', south | west: '┐', north | west: '┘',
		north | east | south: '├', north | south | west: '┤', east | south | west: '┬', north | east | west: '┴', 15: '┼'}
	heavyLines = [16]rune{north | south: '┃', east | west: '━', north: '┃', south: '┃', east: '━', west: '━',
		north | east: '┗', east | south: '┏', south | west: '┓', north | west: '┛',
		north | east | south: '┣', north | south | west: '┫', east | south | west: '┳', north | east | west: '┻', 15: '╋'}
	dashes = map[rune]rune{'│': '┆', '─': '╌'}
	heads  = map[uint8]rune{north: '▲', east: '▶', south: '▼', west: '◀'}
)

// line draws a path with corners that ends in an arrow, which points to head.
func (c *chartCanvas) line(path []chartAt, head uint8, r chartRank, style tcell.Style) {
	for i := 1; i < len(path); i++ {
		a, b := path[i-1], path[i]
		dx, dy := sign(b.x-a.x), sign(b.y-a.y)
		way := toward(dx, dy)
		for p := a; p != b; p = (chartAt{p.x + dx, p.y + dy}) {
			c.leave(p, way, r, style)
			c.leave(chartAt{p.x + dx, p.y + dy}, opposite(way), r, style)
		}
	}
	end := &c[path[len(path)-1].y][path[len(path)-1].x]
	if end.text == 0 || end.rank <= r {
		end.text, end.rank, end.style = heads[head], r, style
	}
}

// leave lets a line leave a cell in one direction.
func (c *chartCanvas) leave(p chartAt, dir uint8, r chartRank, style tcell.Style) {
	cell := &c[p.y][p.x]
	if cell.text != 0 {
		return
	}
	if r > cell.rank || cell.dirs == 0 {
		cell.rank, cell.style = r, style
	}
	cell.dirs |= dir
}

// write puts text over what is there.
func (c *chartCanvas) write(p chartAt, text string, r chartRank, style tcell.Style) {
	x := p.x
	for _, t := range text {
		if x >= 0 && x < chartWidth && p.y >= 0 && p.y < chartHeight {
			c[p.y][x] = chartCell{text: t, rank: r, style: style}
		}
		x++
	}
}

// rune is what is drawn in a cell.
func (c *chartCell) rune() rune {
	switch {
	case c.text != 0:
		return c.text
	case c.dirs == 0:
		return ' '
	case c.rank == rankLast:
		return heavyLines[c.dirs]
	}
	r := lightLines[c.dirs]
	if d, ok := dashes[r]; ok && c.rank == rankNever {
		return d
	}
	return r
}

// draw copies the chart to the screen.
func (c *chartCanvas) draw(screen tcell.Screen, x, y, width, height int) {
	for row := range min(height, chartHeight) {
		for col := range min(width, chartWidth) {
			cell := &c[row][col]
			screen.SetContent(x+col, y+row, cell.rune(), nil, cell.style)
		}
	}
}

func toward(dx, dy int) uint8 {
	switch {
	case dx > 0:
		return east
	case dx < 0:
		return west
	case dy < 0:
		return north
	}
	return south
}

func opposite(dir uint8) uint8 { return (dir<<2 | dir>>2) & 15 }

func sign(n int) int {
	switch {
	case n > 0:
		return 1
	case n < 0:
		return -1
	}
	return 0
}
