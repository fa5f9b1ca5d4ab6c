package screenshots

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"strings"
	"testing"
	"unicode"

	"github.com/gdamore/tcell/v2"
	"github.com/google/go-cmp/cmp"

	"tcptui/internal/golden"
	"tcptui/testdata/samples"
)

// drawn is a simulated screen with everything that a cell can be.
func drawn(t testing.TB) Screen {
	t.Helper()
	screen := tcell.NewSimulationScreen("UTF-8")
	if err := screen.Init(); err != nil {
		t.Fatal(err)
	}
	defer screen.Fini()
	screen.SetSize(24, 7)
	plain := tcell.StyleDefault
	put := func(x, y int, text string, style tcell.Style) {
		for _, r := range text {
			screen.SetContent(x, y, r, nil, style)
			x++
			if unicode.Is(unicode.Han, r) || r == '😊' {
				x++
			}
		}
	}
	put(0, 0, "┌─ <Packets> ─┐", plain.Foreground(tcell.ColorGreen))
	put(0, 1, "│你好 😊 hello│", plain)
	put(0, 2, "╰─╯╔═╗┏━┓├┼┤╠╬╣┄┆╱", plain.Foreground(tcell.NewRGBColor(255, 128, 0)))
	put(0, 3, "bold", plain.Bold(true))
	put(5, 3, "dim", plain.Dim(true))
	put(9, 3, "under", plain.Underline(true))
	put(15, 3, "rev", plain.Reverse(true))
	put(19, 3, "it", plain.Italic(true))
	put(22, 3, "st", plain.StrikeThrough(true))
	put(0, 4, "▁▂▃▄▅▆▇█▏▌▐░▒▓▘▟⠁⣿⡇", plain.Background(tcell.PaletteColor(236)))
	screen.SetContent(0, 5, 'e', []rune{'\u0301'}, plain)
	put(1, 5, "→⇄▸…▶", plain)
	screen.Show()
	return FromTcell(screen)
}

func TestFromTcell(t *testing.T) {
	s := drawn(t)
	at := func(x, y int) Cell { return s.Cells[y*s.W+x] }
	plain := Style{Fg: Default, Bg: Default}
	tests := []struct {
		name string
		got  Cell
		want Cell
	}{
		{"palette", at(0, 0), Cell{"┌", 1, Style{Fg: 2, Bg: Default}}},
		{"wide", at(1, 1), Cell{"你", 2, plain}},
		{"second half", at(2, 1), Cell{"", 0, plain}},
		{"after it", at(3, 1), Cell{"好", 2, plain}},
		{"emoji", at(6, 1), Cell{"😊", 2, plain}},
		{"rgb", at(0, 2), Cell{"╰", 1, Style{Fg: RGB(255, 128, 0), Bg: Default}}},
		{"bold", at(0, 3), Cell{"b", 1, Style{Fg: Default, Bg: Default, Bold: true}}},
		{"dim", at(5, 3), Cell{"d", 1, Style{Fg: Default, Bg: Default, Dim: true}}},
		{"underline", at(9, 3), Cell{"u", 1, Style{Fg: Default, Bg: Default, Underline: true}}},
		{"reverse", at(15, 3), Cell{"r", 1, Style{Fg: Default, Bg: Default, Reverse: true}}},
		{"italic", at(19, 3), Cell{"i", 1, Style{Fg: Default, Bg: Default, Italic: true}}},
		{"strikeout", at(22, 3), Cell{"s", 1, Style{Fg: Default, Bg: Default, Strikeout: true}}},
		{"background", at(0, 4), Cell{"▁", 1, Style{Fg: Default, Bg: 236}}},
		{"mark", at(0, 5), Cell{"e\u0301", 1, plain}},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, test.got); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}

func svg(t testing.TB, s Screen) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := SVG(&b, s, Dark()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSVG(t *testing.T) {
	got := svg(t, drawn(t))
	golden.Check(t, "testdata/screen.svg", string(got))
	wellFormed(t, got)
}

func wellFormed(t testing.TB, data []byte) {
	t.Helper()
	decoder := xml.NewDecoder(bytes.NewReader(data))
	for {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
	}
}

// picture returns the screen as PNG decodes it.
func picture(t testing.TB, s Screen, scale int) (image.Image, []byte) {
	t.Helper()
	var b bytes.Buffer
	if err := PNG(&b, s, Dark(), scale); err != nil {
		t.Fatal(err)
	}
	data := b.Bytes()
	decoded, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return decoded, data
}

func TestPNG(t *testing.T) {
	s, theme := drawn(t), Dark()
	for scale := 1; scale <= 3; scale++ {
		decoded, data := picture(t, s, scale)
		want := image.Pt((24*theme.CellW+2*theme.Margin)*scale, (7*theme.CellH+2*theme.Margin)*scale)
		if decoded.Bounds().Size() != want {
			t.Errorf("scale %d: %v, want %v", scale, decoded.Bounds().Size(), want)
		}
		if _, again := picture(t, s, scale); !bytes.Equal(data, again) {
			t.Errorf("scale %d: two pictures of the same screen differ", scale)
		}
	}
	if err := PNG(io.Discard, s, theme, 0); err == nil {
		t.Error("scale 0: no error")
	}
	if err := PNG(io.Discard, Screen{W: 100000, H: 100000}, theme, 8); err == nil {
		t.Error("a picture of terabytes: no error")
	}
}

// one is a screen of these characters, all of width 1, in a line or a column.
func one(text string, vertical bool) Screen {
	s := Screen{Cells: []Cell{}}
	for _, r := range text {
		s.Cells = append(s.Cells, Cell{Text: string(r), Width: 1, Style: Style{Fg: Default, Bg: Default}})
	}
	s.W, s.H = len(s.Cells), 1
	if vertical {
		s.W, s.H = 1, len(s.Cells)
	}
	return s
}

// TestLinesJoin looks for a gap in lines that run through several cells.
func TestLinesJoin(t *testing.T) {
	theme := Dark()
	tests := []struct {
		text     string
		vertical bool
	}{
		{"╶──┬─┼─┴──╴", false}, {"╷│├┼┤│╵", true}, {"╺━━┳━╋━┻━━╸", false}, {"╶─╴", false}, {"╭─╮", false}, {"█▀▄█", false}, {"─═╪╫╬", false},
		{"═╦═╩═╪═", false}, {"║╠║╣║╫║", true}, {"╻┃╋╹", true},
	}
	for _, test := range tests {
		decoded, _ := picture(t, one(test.text, test.vertical), 2)
		size := decoded.Bounds().Size()
		// Leave out the margin and the first and last cell, where lines end.
		var gaps int
		if test.vertical {
			for y := 2 * (theme.Margin + theme.CellH); y < size.Y-2*(theme.Margin+theme.CellH); y++ {
				gaps += gap(decoded, image.Rect(0, y, size.X, y+1), theme)
			}
		} else {
			for x := 2 * (theme.Margin + theme.CellW); x < size.X-2*(theme.Margin+theme.CellW); x++ {
				gaps += gap(decoded, image.Rect(x, 0, x+1, size.Y), theme)
			}
		}
		if gaps > 0 {
			t.Errorf("%s: %d lines of pixels without ink", test.text, gaps)
		}
	}
}

// gap is 1 when nothing in r has the foreground's full colour.
func gap(decoded image.Image, r image.Rectangle, theme Theme) int {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if color.RGBAModel.Convert(decoded.At(x, y)) == theme.Fg {
				return 0
			}
		}
	}
	return 1
}

// TestShapesStayInTheirCells checks every shape there is.
func TestShapesStayInTheirCells(t *testing.T) {
	theme := Dark()
	for r := rune(0x2500); r <= 0x28ff; r++ {
		s, has := shapeOf(r, &theme)
		if !has {
			continue
		}
		if len(s.polygons)+len(s.dots) == 0 || s.opacity <= 0 || s.opacity > 1 {
			t.Errorf("%c: %d polygons, %d dots, opacity %v", r, len(s.polygons), len(s.dots), s.opacity)
		}
		for _, polygon := range append(s.polygons, s.dots) {
			for _, p := range polygon {
				if p.x < -1 || p.y < -1 || p.x > float64(theme.CellW)+1 || p.y > float64(theme.CellH)+1 {
					t.Errorf("%c: a corner at %v", r, p)
				}
			}
		}
	}
}

// TestSamplesHaveGlyphs finds characters of the chat that no font has: run
// font/subset.sh then.
func TestSamplesHaveGlyphs(t *testing.T) {
	source, err := os.ReadFile("../testdata/samples/chat_server.py")
	if err != nil {
		t.Fatal(err)
	}
	fonts, err := newFontSet(16)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range string(source) + "你好。、！？「」あア" {
		if r > ' ' && !invisible(r) {
			if _, _, has := fonts.find(r, Style{}); !has {
				t.Errorf("%c (%U) has no glyph", r, r)
			}
		}
	}
	if !strings.Contains(string(samples.Chat()), "你好") {
		t.Error("the chat has no Chinese in it")
	}
}

// FuzzSVG draws hostile text: what comes out is well-formed XML.
func FuzzSVG(f *testing.F) {
	for _, seed := range []string{"<&\">", "\x1b[31m", "\xff\xfe", "]]>", "\u202e", "a\u0300\u0301", "─", "\ufffe"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := Screen{W: 3, H: 1, Cells: []Cell{
			{Text: text, Width: 2, Style: Style{Fg: 1, Bg: 300}}, {Style: Style{Fg: 1, Bg: 300}}, {Text: text, Width: 1},
		}}
		wellFormed(t, svg(t, s))
	})
}

func BenchmarkPNG(b *testing.B) {
	s := drawn(b)
	for b.Loop() {
		if err := PNG(io.Discard, s, Dark(), 2); err != nil {
			b.Fatal(err)
		}
	}
}
