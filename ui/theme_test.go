package ui

import (
	"fmt"
	"testing"

	"github.com/gdamore/tcell/v2"

	"tcptui/testdata/samples"
)

// palettes are what the ANSI colours look like; the others are the same nearly
// everywhere.
var palettes = map[string][ansiColours]int32{
	"xterm": {0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
		0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff},
	"VGA": {0x000000, 0xaa0000, 0x00aa00, 0xaa5500, 0x0000aa, 0xaa00aa, 0x00aaaa, 0xaaaaaa,
		0x555555, 0xff5555, 0x55ff55, 0xffff55, 0x5555ff, 0xff55ff, 0x55ffff, 0xffffff},
	"PuTTY": {0x000000, 0xbb0000, 0x00bb00, 0xbbbb00, 0x0000bb, 0xbb00bb, 0x00bbbb, 0xbbbbbb,
		0x555555, 0xff5555, 0x55ff55, 0xffff55, 0x5555ff, 0xff55ff, 0x55ffff, 0xffffff},
}

// brightness is the luminance of a colour in a palette; that of none where the
// colour is the terminal's own.
func brightness(c tcell.Color, palette string, none float64) float64 {
	if c == tcell.ColorDefault {
		return none
	}
	hex := c.TrueColor().Hex()
	if n := c - tcell.ColorValid; n < ansiColours {
		hex = palettes[palette][n]
	}
	return luminance([3]float64{float64(hex>>16) / 255, float64(hex>>8&0xff) / 255, float64(hex&0xff) / 255})
}

// dressed is a theme on a terminal.
type dressed struct {
	scheme  scheme
	name    string
	th      theme
	own     float64 // luminance that the terminal's own ground is taken for
	ink     float64 // and that of its ink
	palette string
}

// allDressed are the themes on the terminals that they are for.
func allDressed() []dressed {
	var all []dressed
	for _, chosen := range ThemeNames() {
		for _, g := range []ground{unknownGround, darkGround, lightGround} {
			for _, colours := range []int{0, 8, 16, 256, 1 << 24} {
				c := scheme{colours: colours, ground: g, chosen: chosen}
				name, th := c.theme()
				own, ink := 0.0, 0.9
				if g == lightGround {
					own, ink = 1, 0
				}
				for palette := range palettes {
					all = append(all, dressed{c, name, th, own, ink, palette})
				}
			}
		}
	}
	return all
}

// texts are the styles that text is written in, with their names.
func texts(th *theme) map[string]tcell.Style {
	out := make(map[string]tcell.Style)
	for _, l := range legend(th) {
		switch l.name {
		case "frame", "marked":
		default:
			out[l.name] = l.style
		}
	}
	return out
}

// groundIn is the ground of a style.
func groundIn(s tcell.Style) tcell.Color {
	_, bg, _ := s.Decompose()
	return bg
}

// The least contrasts: WCAG 2.2 wants 4.5 for text and 3 for what is no text, 7 is
// what it calls enhanced.
const (
	leastText     = 4.5
	leastGraphics = 3
	enhanced      = 7
)

// TestContrast: in every theme all text can be read on its ground, and on those
// that are laid under it: the selected and the marked row, the bar.
func TestContrast(t *testing.T) {
	t.Parallel()
	for _, d := range allDressed() {
		ratio := func(s tcell.Style) float64 {
			fg, bg, attr := s.Decompose()
			a, b := brightness(fg, d.palette, d.ink), brightness(bg, d.palette, d.own)
			if attr&tcell.AttrBold != 0 && d.scheme.colours == 8 { // which shows it bright
				if n := fg - tcell.ColorValid; fg.Valid() && n < brightColours {
					a = brightness(tcell.PaletteColor(int(n)+brightColours), d.palette, d.ink)
				}
			}
			return contrast(a, b)
		}
		check := func(what string, s tcell.Style, least float64) {
			if got := ratio(s); got < least {
				fg, bg, _ := s.Decompose()
				t.Errorf("%s on %+v (%s): %s has a contrast of %.2f, under %.1f (%v on %v)", d.name, d.scheme, d.palette, what, got, least, fg, bg)
			}
		}
		least := leastText
		if d.name == "high-contrast" {
			least = enhanced
		}
		for name, s := range texts(&d.th) {
			check(name, s, least)
			if _, bg, attr := s.Decompose(); attr&tcell.AttrReverse != 0 || brightness(bg, d.palette, d.own) != brightness(groundIn(d.th.text), d.palette, d.own) {
				continue // it has a ground of its own, under which no other is laid
			}
			check(name+" in the selected row", over(d.th.selected, s), leastText)
			check(name+" in a marked row", over(d.th.marked, s), leastText)
			check(name+" on the bar", d.th.onBar(s), leastText)
		}
		check("frame", d.th.frame, leastGraphics)
	}
}

// TestStylesTellApart: what has to be told apart is not alike. The themes without
// colours do it with attributes.
func TestStylesTellApart(t *testing.T) {
	t.Parallel()
	for _, d := range allDressed() {
		th := &d.th
		for _, group := range []map[string]tcell.Style{
			{"client": th.client, "server": th.server},
			{"good": th.good, "warn": th.warn, "bad": th.bad},
			{"text": th.text, "selected": th.selected, "marked": th.marked},
			{"text": th.text, "strong": th.strong},
			{"open": th.open, "closing": th.closing, "bad": th.bad},
			{"flag that is set": th.flagOn, "flag that is not": th.flagOff},
			{"bar": th.bar, "key": th.key},
			{"frame": th.frame, "frame with the focus": th.focus},
			{"bar": th.bar, "text": th.text},
		} {
			seen := make(map[tcell.Style]string)
			for name, s := range group {
				if other, ok := seen[s]; ok {
					t.Errorf("%s on %+v: %s and %s are alike", d.name, d.scheme, name, other)
				}
				seen[s] = name
			}
		}
	}
}

// TestColoursOfTheTerminal: no theme asks for colours that the terminal lacks.
func TestColoursOfTheTerminal(t *testing.T) {
	t.Parallel()
	for _, d := range allDressed() {
		for i, s := range d.th.parts() {
			fg, bg, _ := s.Decompose()
			for _, c := range []tcell.Color{fg, bg} {
				if c != tcell.ColorDefault && int(c-tcell.ColorValid) >= d.scheme.colours {
					t.Errorf("%s on %+v: part %d has colour %d", d.name, d.scheme, i, c-tcell.ColorValid)
				}
			}
		}
	}
	th := ansiTheme()
	for i, s := range th.parts() {
		if fg, bg, _ := s.Decompose(); fg-tcell.ColorValid >= ansiColours || bg-tcell.ColorValid >= ansiColours {
			t.Errorf("16-colours: part %d has colours %v on %v", i, fg, bg)
		}
	}
}

// TestAutoTheme: what is chosen for a terminal.
func TestAutoTheme(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		c    scheme
		want string
	}{
		{scheme{colours: 256}, "dark"},
		{scheme{colours: 1 << 24, ground: darkGround}, "dark"},
		{scheme{colours: 256, ground: lightGround, chosen: "auto"}, "light"},
		{scheme{colours: 8, ground: lightGround}, "16-colours"},
		{scheme{colours: 0}, "monochrome"},
		{scheme{colours: 0, chosen: "light"}, "monochrome"},
		{scheme{colours: 16, chosen: "high-contrast"}, "16-colours"},
		{scheme{colours: 256, chosen: "16-colours"}, "16-colours"},
		{scheme{colours: 256, chosen: "monochrome"}, "monochrome"},
		{scheme{colours: 256, chosen: "no such"}, "dark"},
	} {
		if got, _ := tt.c.theme(); got != tt.want {
			t.Errorf("%+v: %s, want %s", tt.c, got, tt.want)
		}
	}
	for text, want := range map[string]ground{"15;0": darkGround, "0;15": lightGround, "0;default;15": lightGround, "7;8": darkGround,
		"": unknownGround, "15;default": unknownGround, "1;99": unknownGround, "0;7": lightGround} {
		if got := groundOf(text); got != want {
			t.Errorf("COLORFGBG=%q: %d, want %d", text, got, want)
		}
	}
}

// TestThemeKey goes through the themes, and the screen is drawn in each.
func TestThemeKey(t *testing.T) {
	t.Parallel()
	st := chat(t, 120, 36)
	var told []string
	st.shell.dress = func(c scheme, th theme) { told = append(told, c.chosen) }
	for _, want := range []string{"light", "high-contrast", "16-colours", "monochrome", "dark"} {
		st.press("Ctrl-T")
		st.wants("theme: " + want)
		if _, th := (&scheme{colours: 256, chosen: want}).theme(); st.shell.m.th != th {
			t.Errorf("%s: the panes have another theme", want)
		}
	}
	if got := fmt.Sprint(told); got != "[light high-contrast 16-colours monochrome dark]" {
		t.Errorf("the screen was told of %s", got)
	}
	if err := st.shell.setTheme("lihgt"); err == nil || err.Error() != `there is no theme "lihgt" (did you mean light?): there are auto, dark, light, high-contrast, 16-colours, monochrome` {
		t.Errorf("setTheme: %v", err)
	}
	if err := st.shell.setTheme("light"); err != nil || st.shell.m.th == darkTheme() {
		t.Errorf("setTheme(light): %v", err)
	}
	st.shell.scheme.colours = 0
	st.press("Ctrl-T")
	st.wants("theme: monochrome")
	st.press("Ctrl-T")
	st.wants("this terminal has no colours for another")
}

// TestThemeFollowsTheGround: what the terminal says of its ground changes auto
// only.
func TestThemeFollowsTheGround(t *testing.T) {
	t.Parallel()
	st := chat(t, 80, 24)
	st.shell.settle(lightGround)
	if st.shell.m.th != lightTheme() {
		t.Error("auto is not light on a light ground")
	}
	if err := st.shell.setTheme("dark"); err != nil {
		t.Fatal(err)
	}
	if _, bg, _ := st.shell.m.th.text.Decompose(); bg == tcell.ColorDefault {
		t.Error("dark has no ground of its own on a light terminal")
	}
}

// TestPaintedScreen: a theme with a ground of its own leaves no cell in the colours
// of the terminal: those that nothing is drawn on get its style by SetStyle.
func TestPaintedScreen(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"light", "high-contrast", "16-colours"} {
		_, th := (&scheme{colours: 256, chosen: name}).theme()
		st := newStage(t, samples.Chat(), 160, 48, th)
		for _, keys := range [][]string{nil, {"?"}, {"Esc", "e"}, {"Esc", "/"}, {"Esc", "f"}, {"Esc", "s"}, {"Esc", "O"}} {
			st.press(keys...)
			for y := range 48 {
				for x := range 160 {
					text, style, _ := st.screen.Get(x, y)
					fg, bg, _ := style.Decompose()
					if style != tcell.StyleDefault && (bg == tcell.ColorDefault || fg == tcell.ColorDefault && text != " ") {
						t.Fatalf("%s after %v: cell %d,%d (%q) is in the terminal's colours: %v on %v", name, keys, x, y, text, fg, bg)
					}
				}
			}
		}
	}
}

// contrast is the contrast ratio of WCAG 2 of two luminances: 1 to 21.
func contrast(a, b float64) float64 { return (max(a, b) + 0.05) / (min(a, b) + 0.05) }
