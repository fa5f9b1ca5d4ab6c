package screenshots

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// largestPNG is how many pixels a picture may have.
const largestPNG = 64 << 20

// PNG writes the screen as a PNG picture, each pixel of the theme `scale`
// pixels wide and high (1 to 8). It returns the writer's error, or what is
// wrong with the arguments.
func PNG(w io.Writer, s Screen, theme Theme, scale int) error {
	if scale < 1 || scale > 8 {
		return fmt.Errorf("png: scale %d, it must be from 1 to 8", scale)
	}
	width, height := (s.W*theme.CellW+2*theme.Margin)*scale, (s.H*theme.CellH+2*theme.Margin)*scale
	if int64(width)*int64(height) > largestPNG {
		return fmt.Errorf("png: %d x %d pixels are too many, choose a smaller scale", width, height)
	}
	theme.CellW, theme.CellH, theme.Baseline = theme.CellW*scale, theme.CellH*scale, theme.Baseline*scale
	theme.Line, theme.Margin, theme.FontSize = theme.Line*scale, theme.Margin*scale, theme.FontSize*float64(scale)
	fonts, err := newFontSet(theme.FontSize)
	if err != nil {
		return fmt.Errorf("png: %w", err)
	}
	p := &painter{theme: &theme, fonts: fonts, image: image.NewRGBA(image.Rect(0, 0, width, height))}
	draw.Draw(p.image, p.image.Bounds(), image.NewUniform(theme.Bg), image.Point{}, draw.Src)
	// Backgrounds first: an italic letter may reach into the next cell.
	for i, cell := range s.Cells {
		p.background(cell, p.place(i%s.W, i/s.W))
	}
	for i, cell := range s.Cells {
		p.foreground(cell, p.place(i%s.W, i/s.W))
	}
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(w, paletted(p.image)); err != nil {
		return fmt.Errorf("png: %w", err)
	}
	return nil
}

// painter draws cells. Its theme is in pixels of the picture.
type painter struct {
	theme *Theme
	fonts *fontSet
	image *image.RGBA
}

// place is the upper left corner of the cell in that column and row.
func (p *painter) place(x, y int) image.Point {
	return image.Pt(p.theme.Margin+x*p.theme.CellW, p.theme.Margin+y*p.theme.CellH)
}

func (p *painter) fill(r image.Rectangle, c color.RGBA) {
	draw.Draw(p.image, r, image.NewUniform(c), image.Point{}, draw.Src)
}

func (p *painter) background(cell Cell, at image.Point) {
	if _, bg := p.theme.inks(cell.Style); bg != p.theme.Bg {
		p.fill(image.Rectangle{at, at.Add(image.Pt(p.theme.CellW, p.theme.CellH))}, bg)
	}
}

func (p *painter) foreground(cell Cell, at image.Point) {
	fg, bg := p.theme.inks(cell.Style)
	if s, has := shapeOf(first(cell.Text), p.theme); has {
		p.shape(s, at, mix(fg, bg, s.opacity))
	} else if !blank(cell) {
		p.text(cell, at, fg)
	}
	line := func(y int) {
		p.fill(image.Rect(at.X, at.Y+y, at.X+p.theme.CellW, at.Y+y+p.theme.Line), fg)
	}
	if cell.Style.Underline {
		line(p.theme.Baseline + 2*p.theme.Line)
	}
	if cell.Style.Strikeout {
		line(p.theme.Baseline - p.theme.CellH/4)
	}
}

// shape fills the polygons and the dots. The rasterizer is as large as a cell: what sticks
// out is cut off.
func (p *painter) shape(s shape, at image.Point, c color.RGBA) {
	raster := vector.NewRasterizer(p.theme.CellW, p.theme.CellH)
	polygons := s.polygons
	for _, dot := range s.dots {
		polygons = append(polygons, circle(dot, s.radius))
	}
	for _, polygon := range polygons {
		for i, corner := range polygon {
			if i == 0 {
				raster.MoveTo(float32(corner.x), float32(corner.y))
			} else {
				raster.LineTo(float32(corner.x), float32(corner.y))
			}
		}
		raster.ClosePath()
	}
	raster.Draw(p.image, image.Rectangle{at, at.Add(image.Pt(p.theme.CellW, p.theme.CellH))}, image.NewUniform(c), image.Point{})
}

// text draws the cell's character in the middle of its columns, and its marks
// over it. A character that no font has is drawn as a hollow box, so that it
// is seen to be missing.
func (p *painter) text(cell Cell, at image.Point, c color.RGBA) {
	columns := fixed.I(max(1, cell.Width) * p.theme.CellW)
	for _, r := range cell.Text {
		if invisible(r) {
			continue
		}
		face, advance, has := p.fonts.find(r, cell.Style)
		if !has {
			p.missing(cell, at, c)
			continue
		}
		drawer := font.Drawer{Dst: p.image, Src: image.NewUniform(c), Face: face}
		drawer.Dot = fixed.P(at.X, at.Y+p.theme.Baseline)
		drawer.Dot.X += (columns - advance) / 2
		drawer.DrawString(string(r))
	}
}

// invisible characters change others: joiners and variation selectors.
func invisible(r rune) bool {
	return r == 0x200b || r == 0x200c || r == 0x200d || unicode.Is(unicode.Variation_Selector, r)
}

func (p *painter) missing(cell Cell, at image.Point, c color.RGBA) {
	t := p.theme
	outer := image.Rect(at.X+t.Line, at.Y+3*t.Line, at.X+max(1, cell.Width)*t.CellW-t.Line, at.Y+t.Baseline)
	inner := outer.Inset(t.Line)
	for y := outer.Min.Y; y < outer.Max.Y; y++ {
		for x := outer.Min.X; x < outer.Max.X; x++ {
			if !image.Pt(x, y).In(inner) {
				p.image.SetRGBA(x, y, c)
			}
		}
	}
}
