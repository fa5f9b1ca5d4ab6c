package ui

import "math"

// luminance is the relative luminance of WCAG 2 of a colour in sRGB, of which
// each level is 0 to 1.
func luminance(rgb [3]float64) float64 {
	linear := func(c float64) float64 {
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(rgb[0]) + 0.7152*linear(rgb[1]) + 0.0722*linear(rgb[2])
}

// middleGround is the luminance of a ground on which white and black read alike.
const middleGround = 0.179
