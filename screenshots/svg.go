package screenshots

import (
	"bufio"
	"fmt"
	"image/color"
	"io"
	"strconv"
	"strings"
)

// SVG writes the screen as an SVG picture: the backgrounds, one text element
// for a run of one style, one path for the shapes of a run. It returns the
// writer's error.
func SVG(w io.Writer, s Screen, theme Theme) error {
	out := &svgWriter{w: bufio.NewWriter(w), theme: &theme}
	width, height := s.W*theme.CellW+2*theme.Margin, s.H*theme.CellH+2*theme.Margin
	out.printf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="%d %d %d %d">`+"\n",
		width, height, -theme.Margin, -theme.Margin, width, height)
	out.printf(`<rect x="%d" y="%d" width="%d" height="%d" rx="6" fill="%s"/>`+"\n",
		-theme.Margin, -theme.Margin, width, height, css(theme.Bg))
	out.printf(`<g font-family="%s" font-size="%s" xml:space="preserve">`+"\n", escape(theme.FontFamily), number(theme.FontSize))
	for y := range s.H {
		row := s.Cells[y*s.W : (y+1)*s.W]
		for _, r := range split(row, func(a, b Cell) bool { return out.bg(a) == out.bg(b) }) {
			out.background(row, r, y)
		}
		for _, r := range split(row, func(a, b Cell) bool {
			return a.Style == b.Style && isShape(a) == isShape(b) && isASCII(a) == isASCII(b)
		}) {
			out.run(row, r, y)
		}
	}
	out.printf("</g>\n</svg>\n")
	if err := out.w.Flush(); err != nil {
		return fmt.Errorf("svg: %w", err)
	}
	return nil
}

// run is the cells from..to-1 of a row.
type run struct{ from, to int }

// split cuts a row where two neighbours are not the same; the second half of a
// wide cell goes with the first.
func split(row []Cell, same func(a, b Cell) bool) []run {
	var runs []run
	for x := range row {
		if n := len(runs); n > 0 && (row[x].Width == 0 || same(row[runs[n-1].from], row[x])) {
			runs[n-1].to = x + 1
			continue
		}
		runs = append(runs, run{x, x + 1})
	}
	return runs
}

// isASCII says whether the cell belongs into a run whose characters all have
// the font's own width.
func isASCII(c Cell) bool {
	return c.Text == "" || len(c.Text) == 1
}

// isShape says whether the cell is drawn as a shape. Blank cells go with text.
func isShape(c Cell) bool {
	r := first(c.Text)
	return r >= 0x2500 && r <= 0x259f || r > 0x2800 && r <= 0x28ff
}

// first is the first character of text, or 0.
func first(text string) rune {
	for _, r := range text {
		return r
	}
	return 0
}

type svgWriter struct {
	w     *bufio.Writer // keeps the first error
	theme *Theme
}

func (o *svgWriter) printf(format string, args ...any) { fmt.Fprintf(o.w, format, args...) }

func (o *svgWriter) bg(c Cell) color.RGBA {
	_, bg := o.theme.inks(c.Style)
	return bg
}

func (o *svgWriter) background(row []Cell, r run, y int) {
	bg := o.bg(row[r.from])
	if bg == o.theme.Bg {
		return
	}
	w, h := o.theme.CellW, o.theme.CellH
	o.printf(`<rect x="%d" y="%d" width="%d" height="%d" fill="%s" shape-rendering="crispEdges"/>`+"\n",
		r.from*w, y*h, (r.to-r.from)*w, h, css(bg))
}

// run writes the text or the shapes of cells of one style.
func (o *svgWriter) run(row []Cell, r run, y int) {
	if isShape(row[r.from]) {
		o.shapes(row, r, y)
		return
	}
	style := row[r.from].Style
	if !style.Underline && !style.Strikeout { // blanks at the ends show nothing
		for r.from < r.to && blank(row[r.from]) {
			r.from++
		}
		for r.from < r.to && blank(row[r.to-1]) && row[r.to-1].Width != 0 {
			r.to--
		}
	}
	if r.from == r.to {
		return
	}
	fg, _ := o.theme.inks(style)
	o.printf(`<text y="%d" fill="%s"%s`, y*o.theme.CellH+o.theme.Baseline, css(fg), attributes(style))
	var text strings.Builder
	var places []string
	for x := r.from; x < r.to; x++ {
		if row[x].Width == 0 {
			continue
		}
		places = append(places, strconv.Itoa(x*o.theme.CellW))
		for range len([]rune(row[x].Text)) - 1 { // a mark stands with its letter
			places = append(places, places[len(places)-1])
		}
		if row[x].Text == "" {
			text.WriteByte(' ')
		}
		text.WriteString(row[x].Text)
	}
	if isASCII(row[r.from]) {
		o.printf(` x="%d" textLength="%d">`, r.from*o.theme.CellW, (r.to-r.from)*o.theme.CellW)
	} else {
		o.printf(` x="%s">`, strings.Join(places, " "))
	}
	o.printf("%s</text>\n", escape(text.String()))
}

func blank(c Cell) bool { return c.Text == "" || c.Text == " " }

// shapes writes one path for all cells of the run, or one for each opacity, and one
// for all dots.
func (o *svgWriter) shapes(row []Cell, r run, y int) {
	fg, _ := o.theme.inks(row[r.from].Style)
	var dots []point
	radius := 0.0
	for x := r.from; x < r.to; {
		opacity := o.shapeAt(row, x).opacity
		var polygons [][]point
		for ; x < r.to && o.shapeAt(row, x).opacity == opacity; x++ {
			s := o.shapeAt(row, x)
			for _, polygon := range s.polygons {
				polygons = append(polygons, moved(polygon, float64(x*o.theme.CellW), float64(y*o.theme.CellH)))
			}
			dots, radius = append(dots, moved(s.dots, float64(x*o.theme.CellW), float64(y*o.theme.CellH))...), max(radius, s.radius)
		}
		if len(polygons) == 0 {
			continue
		}
		o.printf(`<path fill="%s"`, css(fg))
		if opacity != 1 {
			o.printf(` fill-opacity="%s"`, number(opacity))
		}
		o.printf(` d="`)
		for _, polygon := range joined(polygons) {
			o.polygon(polygon)
		}
		o.printf(`"/>` + "\n")
	}
	if len(dots) == 0 {
		return
	}
	o.printf(`<path stroke="%s" stroke-width="%s" stroke-linecap="round" d="`, css(fg), number(2*radius)) // lines without length
	for _, dot := range dots {
		o.printf("M%s %sh0", number(dot.x), number(dot.y))
	}
	o.printf(`"/>` + "\n")
}

func (o *svgWriter) shapeAt(row []Cell, x int) shape {
	s, _ := shapeOf(first(row[x].Text), o.theme)
	return s
}

func (o *svgWriter) polygon(polygon []point) {
	for i, p := range polygon {
		x, y := number(p.x), number(p.y)
		switch {
		case i == 0:
			o.printf("M%s %s", x, y)
		case p.y == polygon[i-1].y:
			o.printf("H%s", x)
		case p.x == polygon[i-1].x:
			o.printf("V%s", y)
		default:
			o.printf("L%s %s", x, y)
		}
	}
	o.printf("Z")
}

// attributes are what a style adds to a text element.
func attributes(s Style) string {
	var b strings.Builder
	if s.Bold {
		b.WriteString(` font-weight="bold"`)
	}
	if s.Italic {
		b.WriteString(` font-style="italic"`)
	}
	switch {
	case s.Underline && s.Strikeout:
		b.WriteString(` text-decoration="underline line-through"`)
	case s.Underline:
		b.WriteString(` text-decoration="underline"`)
	case s.Strikeout:
		b.WriteString(` text-decoration="line-through"`)
	}
	return b.String()
}

func css(c color.RGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// number writes at most two decimals.
func number(f float64) string {
	text := strconv.FormatFloat(f, 'f', 2, 64)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".")
}

// escape makes text safe in XML; a character that XML forbids becomes U+FFFD.
func escape(text string) string {
	clean := strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == 0xfffe || r == 0xffff {
			return '\ufffd'
		}
		return r
	}, text)
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(clean)
}
