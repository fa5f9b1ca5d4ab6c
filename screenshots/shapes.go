package screenshots

import (
	"math"
	"slices"
)

// point is in pixels from the cell's upper left corner.
type point struct{ x, y float64 }

// shape is what is drawn for a character instead of a font's glyph: polygons
// that are filled, with that share of the foreground's colour.
type shape struct {
	polygons [][]point
	dots     []point // centres of circles, also filled
	radius   float64 // of the dots
	opacity  float64
}

// add adds a polygon. All go round the same way: where two of them touch within
// a pixel, what they cover of it adds up and does not cancel out.
func (s *shape) add(polygon []point) {
	area := 0.0
	for i, p := range polygon {
		q := polygon[(i+1)%len(polygon)]
		area += p.x*q.y - q.x*p.y
	}
	if area < 0 {
		slices.Reverse(polygon)
	}
	if area != 0 {
		s.polygons = append(s.polygons, polygon)
	}
}

func (s *shape) rect(x0, y0, x1, y1 float64) {
	s.add([]point{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}})
}

// shapeOf returns the shape of a character in a cell of that theme, and
// whether it has one: box drawing, block elements and braille have.
func shapeOf(r rune, t *Theme) (shape, bool) {
	w, h := float64(t.CellW), float64(t.CellH)
	switch {
	case r >= 0x2500 && r <= 0x257f:
		return boxShape(r, w, h, float64(t.Line)), true
	case r >= 0x2580 && r <= 0x259f:
		return blockShape(r, w, h), true
	case r > 0x2800 && r <= 0x28ff:
		return brailleShape(r, w, h), true
	}
	return shape{}, false
}

// blocks are the block elements that are rectangles: left, top, right, bottom
// in eighths of the cell.
var blocks = [...][4]uint8{
	0: {0, 0, 8, 4}, 0x81 - 0x80: {0, 7, 8, 8}, 0x82 - 0x80: {0, 6, 8, 8}, 0x83 - 0x80: {0, 5, 8, 8},
	0x84 - 0x80: {0, 4, 8, 8}, 0x85 - 0x80: {0, 3, 8, 8}, 0x86 - 0x80: {0, 2, 8, 8}, 0x87 - 0x80: {0, 1, 8, 8},
	0x88 - 0x80: {0, 0, 8, 8}, 0x89 - 0x80: {0, 0, 7, 8}, 0x8a - 0x80: {0, 0, 6, 8}, 0x8b - 0x80: {0, 0, 5, 8},
	0x8c - 0x80: {0, 0, 4, 8}, 0x8d - 0x80: {0, 0, 3, 8}, 0x8e - 0x80: {0, 0, 2, 8}, 0x8f - 0x80: {0, 0, 1, 8},
	0x90 - 0x80: {4, 0, 8, 8}, 0x91 - 0x80: {0, 0, 8, 8}, 0x92 - 0x80: {0, 0, 8, 8}, 0x93 - 0x80: {0, 0, 8, 8},
	0x94 - 0x80: {0, 0, 8, 1}, 0x95 - 0x80: {7, 0, 8, 8},
}

// quadrants are U+2596 to U+259F: upper left 1, upper right 2, lower left 4,
// lower right 8.
var quadrants = [...]uint8{4, 8, 1, 1 | 4 | 8, 1 | 8, 1 | 2 | 4, 1 | 2 | 8, 2, 2 | 4, 2 | 4 | 8}

func blockShape(r rune, w, h float64) shape {
	s := shape{opacity: 1}
	if r >= 0x2591 && r <= 0x2593 { // the shades
		s.opacity = float64(r-0x2590) / 4
	}
	if int(r-0x2580) < len(blocks) {
		b := blocks[r-0x2580]
		s.rect(w*float64(b[0])/8, h*float64(b[1])/8, w*float64(b[2])/8, h*float64(b[3])/8)
		return s
	}
	for i := range 4 {
		if quadrants[r-0x2596]&(1<<i) != 0 {
			x, y := w/2*float64(i%2), h/2*float64(i/2)
			s.rect(x, y, x+w/2, y+h/2)
		}
	}
	return s
}

// dots are the braille dots by bit: column and row.
var dots = [8][2]float64{{0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1}, {1, 2}, {0, 3}, {1, 3}}

func brailleShape(r rune, w, h float64) shape {
	s := shape{opacity: 1, radius: min(w/2, h/4) * 0.36}
	for bit, dot := range dots {
		if r&(1<<bit) != 0 {
			s.dots = append(s.dots, point{w / 2 * (dot[0] + 0.5), h / 4 * (dot[1] + 0.5)})
		}
	}
	return s
}

func circle(center point, radius float64) []point {
	const corners = 12
	points := make([]point, corners)
	for i := range points {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / corners)
		points[i] = point{center.x + radius*cos, center.y + radius*sin}
	}
	return points
}
