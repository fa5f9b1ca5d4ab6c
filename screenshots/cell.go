// Package screenshots draws what a terminal screen shows: FromTcell takes the
// cells of a simulated screen, SVG and PNG make pictures of them. Each cell is
// at its exact place; lines, blocks and braille are drawn as shapes and join
// without gaps, whatever the fonts are like.
package screenshots

//go:generate go run ./take -root ..

import (
	"strings"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/uniseg"
)

// Screen is a grid of cells, row by row: the cell of column x and row y is
// Cells[y*W+x]. It owns them.
type Screen struct {
	W, H  int // in cells
	Cells []Cell
}

// Cell is one place of the screen.
type Cell struct {
	Text  string // a character with its combining marks; "" is empty
	Width int    // columns it takes: 1, 2, or 0 for the second half of the cell to the left
	Style Style
}

// Style is how a cell looks.
type Style struct {
	Fg, Bg                                           Color
	Bold, Dim, Italic, Underline, Reverse, Strikeout bool
}

// Color is a colour of a terminal: Default, one of the palette's 256, or RGB.
type Color int32

// Default is the theme's own foreground or background.
const Default Color = -1

// isRGB is added to 0xRRGGBB; what is below is an index of the palette.
const isRGB Color = 1 << 24

// RGB returns the colour of these parts, each 0 to 255.
func RGB(red, green, blue uint8) Color {
	return isRGB | Color(red)<<16 | Color(green)<<8 | Color(blue)
}

// FromTcell copies what a simulated screen shows since its last Show.
func FromTcell(screen tcell.SimulationScreen) Screen {
	contents, w, h := screen.GetContents()
	s := Screen{W: w, H: h, Cells: make([]Cell, w*h)}
	for y := range h {
		for x := 0; x < w; x++ {
			from := contents[y*w+x]
			cell := Cell{Text: string(from.Runes), Width: 1, Style: styleOf(from.Style)}
			if uniseg.StringWidth(cell.Text) > 1 && x+1 < w {
				cell.Width = 2
				s.Cells[y*w+x+1] = Cell{Style: cell.Style}
			}
			s.Cells[y*w+x] = cell
			x += cell.Width - 1
		}
	}
	return s
}

func styleOf(style tcell.Style) Style {
	fg, bg, attributes := style.Decompose()
	has := func(a tcell.AttrMask) bool { return attributes&a != 0 }
	return Style{
		Fg: colorOf(fg), Bg: colorOf(bg),
		Bold: has(tcell.AttrBold), Dim: has(tcell.AttrDim), Italic: has(tcell.AttrItalic), Reverse: has(tcell.AttrReverse),
		Strikeout: has(tcell.AttrStrikeThrough),
		Underline: has(tcell.AttrUnderline) || style.GetUnderlineStyle() != tcell.UnderlineStyleNone,
	}
}

func colorOf(c tcell.Color) Color {
	switch {
	case !c.Valid() || c&tcell.ColorSpecial != 0:
		return Default
	case !c.IsRGB() && c-tcell.ColorValid < 256:
		return Color(c - tcell.ColorValid)
	default:
		return isRGB | Color(c.Hex())
	}
}

// Text is what the screen says, a line a row, without style.
func (s Screen) Text() string {
	var b strings.Builder
	for i, c := range s.Cells {
		if i > 0 && i%s.W == 0 {
			b.WriteByte('\n')
		}
		switch {
		case c.Width == 0:
		case c.Text == "":
			b.WriteByte(' ')
		default:
			b.WriteString(c.Text)
		}
	}
	return b.String()
}
