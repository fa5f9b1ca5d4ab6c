package screenshots

import "image/color"

// Theme is what the terminal decides: colours and the size of a cell.
type Theme struct {
	Fg, Bg     color.RGBA     // of cells with default colours
	Palette    [16]color.RGBA // colours 0 to 15; the others of the 256 are fixed
	CellW      int            // width of a cell in pixels
	CellH      int            // height of a cell in pixels
	FontSize   float64        // pixels to the em; a DejaVu Sans Mono character is 0.602 em wide
	Baseline   int            // pixels from the cell's top to the text's base line
	Line       int            // thickness in pixels of a light line
	Margin     int            // pixels around the screen
	FontFamily string         // for SVG, as in CSS
}

// Dark is a theme with a dark background.
func Dark() Theme {
	theme := Theme{
		Fg: rgb(0xd4d8df), Bg: rgb(0x14181f),
		CellW: 10, CellH: 20, FontSize: 16.6, Baseline: 16, Line: 1, Margin: 8,
		FontFamily: "'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', 'Noto Sans Mono CJK SC', monospace",
	}
	for i, hex := range [16]uint32{
		0x14181f, 0xe0626c, 0x8fbf6a, 0xd9b566, 0x5f9fe6, 0xb982d9, 0x56b6c2, 0xb6bdc9,
		0x5b6472, 0xf0808a, 0xa9d68a, 0xf0d08a, 0x8abef5, 0xd0a2ea, 0x7fd0db, 0xf2f4f8,
	} {
		theme.Palette[i] = rgb(hex)
	}
	return theme
}

// Light is a theme with a light background.
func Light() Theme {
	theme := Dark()
	theme.Fg, theme.Bg = rgb(0x1f242c), rgb(0xfbfbfa)
	for i, hex := range [16]uint32{
		0x1f242c, 0xb3262f, 0x2f7d1f, 0x8a6100, 0x1f5fb0, 0x80399f, 0x0f7380, 0x5b6472,
		0x8b93a0, 0xc9353f, 0x3c9629, 0xa87800, 0x2f78d0, 0x9a4cba, 0x16909f, 0xfbfbfa,
	} {
		theme.Palette[i] = rgb(hex)
	}
	return theme
}

func rgb(hex uint32) color.RGBA {
	return color.RGBA{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 0xff}
}

// color returns what c looks like; `other` for Default.
func (t *Theme) color(c Color, other color.RGBA) color.RGBA {
	switch {
	case c == Default:
		return other
	case c&isRGB != 0:
		return rgb(uint32(c &^ isRGB))
	case c < 16:
		return t.Palette[c]
	case c < 232: // xterm's cube of 6x6x6
		level := func(n Color) uint8 {
			if n == 0 {
				return 0
			}
			return uint8(55 + 40*n)
		}
		n := c - 16
		return color.RGBA{level(n / 36), level(n / 6 % 6), level(n % 6), 0xff}
	default: // xterm's greys
		grey := uint8(8 + 10*(min(c, 255)-232))
		return color.RGBA{grey, grey, grey, 0xff}
	}
}

// inks returns the two colours a cell is drawn with, after reverse and dim.
func (t *Theme) inks(s Style) (fg, bg color.RGBA) {
	fg, bg = t.color(s.Fg, t.Fg), t.color(s.Bg, t.Bg)
	if s.Reverse {
		fg, bg = bg, fg
	}
	if s.Dim {
		fg = mix(fg, bg, 0.55)
	}
	return fg, bg
}

// mix returns `share` of a over b.
func mix(a, b color.RGBA, share float64) color.RGBA {
	part := func(x, y uint8) uint8 { return uint8(float64(float64(x)*share) + float64(float64(y)*(1-share)) + 0.5) }
	return color.RGBA{part(a.R, b.R), part(a.G, b.G), part(a.B, b.B), 0xff}
}
