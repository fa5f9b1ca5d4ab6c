package main

import (
	"bytes"
	"image"
	"image/png"
	"os"
)

// samePixels reports whether a file shows the same as a PNG: not whether it has the
// same bytes, which another release of Go may write otherwise.
func samePixels(path string, data []byte) (bool, error) {
	old, err := os.ReadFile(path)
	if err != nil {
		return false, err
	}
	if bytes.Equal(old, data) {
		return true, nil
	}
	a, err := png.Decode(bytes.NewReader(old))
	if err != nil {
		return false, err
	}
	b, err := png.Decode(bytes.NewReader(data))
	if err != nil || a.Bounds() != b.Bounds() {
		return false, err
	}
	return equal(a, b), nil
}

func equal(a, b image.Image) bool {
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			r, g, bl, _ := a.At(x, y).RGBA()
			r2, g2, b2, _ := b.At(x, y).RGBA()
			if r != r2 || g != g2 || bl != b2 {
				return false
			}
		}
	}
	return true
}
