package screenshots

import (
	_ "embed" // cjk.ttf
	"fmt"

	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-fonts/dejavu/dejavusansmono"
	"github.com/go-fonts/dejavu/dejavusansmonobold"
	"github.com/go-fonts/dejavu/dejavusansmonoboldoblique"
	"github.com/go-fonts/dejavu/dejavusansmonooblique"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

//go:embed font/cjk.ttf
var cjk []byte

// The fonts, in the order of fontSet.faces. The first four by style: bold is
// 1, italic 2; the others are asked when these have no glyph.
const (
	faceSans = 4 + iota
	faceCJK
	numFaces
)

// fontSet draws a character with the first font that has it.
type fontSet struct {
	faces  [numFaces]font.Face
	glyphs map[glyphKey]int // which face has it, -1 for none
}

type glyphKey struct {
	r     rune
	style int // of the first four faces
}

// newFontSet opens the fonts at `size` pixels to the em.
func newFontSet(size float64) (*fontSet, error) {
	files := [numFaces][]byte{
		dejavusansmono.TTF, dejavusansmonobold.TTF, dejavusansmonooblique.TTF, dejavusansmonoboldoblique.TTF,
		faceSans: dejavusans.TTF, faceCJK: cjk,
	}
	set := &fontSet{glyphs: map[glyphKey]int{}}
	for i, data := range files {
		parsed, err := opentype.Parse(data)
		if err != nil {
			return nil, fmt.Errorf("font %d: %w", i, err)
		}
		set.faces[i], err = opentype.NewFace(parsed, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
		if err != nil {
			return nil, fmt.Errorf("font %d: %w", i, err)
		}
	}
	return set, nil
}

// find returns the face for a character and its advance, or false when no font
// has it.
func (f *fontSet) find(r rune, s Style) (font.Face, fixed.Int26_6, bool) {
	style := 0
	if s.Bold {
		style |= 1
	}
	if s.Italic {
		style |= 2
	}
	key := glyphKey{r, style}
	at, known := f.glyphs[key]
	if !known {
		at = -1
		for _, i := range [...]int{style, 0, faceSans, faceCJK} {
			if _, _, has := f.faces[i].GlyphBounds(r); has {
				at = i
				break
			}
		}
		f.glyphs[key] = at
	}
	if at < 0 {
		return nil, 0, false
	}
	advance, _ := f.faces[at].GlyphAdvance(r)
	return f.faces[at], advance, true
}
