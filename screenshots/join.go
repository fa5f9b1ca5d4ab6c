package screenshots

import (
	"cmp"
	"slices"
)

// moved returns a polygon at another place.
func moved(polygon []point, x, y float64) []point {
	out := make([]point, len(polygon))
	for i, p := range polygon {
		out[i] = point{p.x + x, p.y + y}
	}
	return out
}

// joined returns polygons that cover the same, with one rectangle for those that lie
// side by side: a line across the screen is one and not two for each cell.
func joined(polygons [][]point) [][]point {
	var rects, out [][]point
	for _, p := range polygons {
		if isRect(p) {
			rects = append(rects, p)
		} else {
			out = append(out, p)
		}
	}
	slices.SortFunc(rects, func(a, b []point) int {
		return cmp.Or(cmp.Compare(a[0].y, b[0].y), cmp.Compare(a[2].y, b[2].y), cmp.Compare(a[0].x, b[0].x))
	})
	for _, r := range rects {
		if n := len(out); n > 0 && isRect(out[n-1]) {
			last := out[n-1]
			if last[0].y == r[0].y && last[2].y == r[2].y && r[0].x <= last[1].x {
				right := max(last[1].x, r[1].x)
				out[n-1] = []point{last[0], {right, last[1].y}, {right, last[2].y}, last[3]}
				continue
			}
		}
		out = append(out, r)
	}
	return out
}

// isRect reports whether a polygon is a rectangle as shape.rect makes it: from the
// upper left corner to the right.
func isRect(p []point) bool {
	return len(p) == 4 && p[0].y == p[1].y && p[1].x == p[2].x && p[2].y == p[3].y && p[3].x == p[0].x &&
		p[0].x < p[1].x && p[0].y < p[3].y
}
