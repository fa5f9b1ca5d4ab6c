package screenshots

import (
	"image"
	"image/color"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestJoined(t *testing.T) {
	rect := func(x0, y0, x1, y1 float64) []point {
		return []point{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}}
	}
	triangle := []point{{0, 0}, {2, 0}, {0, 2}}
	got := joined([][]point{rect(2, 0, 4, 1), triangle, rect(0, 0, 2, 1), rect(3, 0, 5, 1), rect(6, 0, 7, 1), rect(7, 0, 8, 2)})
	want := [][]point{triangle, rect(0, 0, 5, 1), rect(6, 0, 7, 1), rect(7, 0, 8, 2)}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(point{})); diff != "" {
		t.Errorf("joined (-want +got):\n%s", diff)
	}
}

// TestPaletted holds that a picture of few colours stays as it is, and that of many
// the rarest become their nearest.
func TestPaletted(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 300, 3))
	for y := range 3 {
		for x := range 300 {
			m.SetRGBA(x, y, color.RGBA{uint8(x), uint8(x / 256), 0, 255})
		}
	}
	m.SetRGBA(299, 2, color.RGBA{43, 1, 200, 255})
	few, many := paletted(m.SubImage(image.Rect(0, 0, 300, 3)).(*image.RGBA)), len(paletted(m).Palette)
	if many != largestPalette {
		t.Errorf("%d colours, want %d", many, largestPalette)
	}
	if got := color.RGBAModel.Convert(few.At(5, 1)); got != (color.RGBA{5, 0, 0, 255}) {
		t.Errorf("a colour of the palette became %v", got)
	}
	rare := color.RGBAModel.Convert(few.At(299, 2)).(color.RGBA)
	if rare.R < 42 || rare.R > 44 {
		t.Errorf("the rarest colour became %v", rare)
	}
}
