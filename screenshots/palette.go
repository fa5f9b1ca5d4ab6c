package screenshots

import (
	"cmp"
	"image"
	"image/color"
	"maps"
	"slices"
)

// largestPalette is how many colours a picture with a palette can have.
const largestPalette = 256

// paletted returns the picture with a palette: a third of the bytes. Where it has more
// colours than a palette holds, which only the edges of letters do, the rarest become
// the nearest of the others.
func paletted(from *image.RGBA) *image.Paletted {
	counts := make(map[color.RGBA]int)
	for i := 0; i < len(from.Pix); i += 4 {
		counts[pixel(from, i)]++
	}
	colours := slices.SortedFunc(maps.Keys(counts), func(a, b color.RGBA) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(rank(a), rank(b)))
	})
	kept := colours[:min(len(colours), largestPalette)]
	places := make(map[color.RGBA]uint8, len(colours))
	palette := make(color.Palette, len(kept))
	for i, c := range kept {
		palette[i] = c
		places[c] = uint8(i)
	}
	for _, c := range colours[len(kept):] {
		places[c] = nearest(kept, c)
	}
	to := image.NewPaletted(from.Rect, palette)
	for i := range to.Pix {
		to.Pix[i] = places[pixel(from, 4*i)]
	}
	return to
}

func pixel(m *image.RGBA, i int) color.RGBA {
	return color.RGBA{m.Pix[i], m.Pix[i+1], m.Pix[i+2], m.Pix[i+3]}
}

func rank(c color.RGBA) int { return int(c.R)<<16 | int(c.G)<<8 | int(c.B) }

// nearest is the place of the colour that differs least from c.
func nearest(colours []color.RGBA, c color.RGBA) uint8 {
	square := func(a, b uint8) int { d := int(a) - int(b); return d * d }
	best, least := 0, 4*256*256
	for i, k := range colours {
		if d := square(k.R, c.R) + square(k.G, c.G) + square(k.B, c.B); d < least {
			best, least = i, d
		}
	}
	return uint8(best)
}
