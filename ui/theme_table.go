package ui

import "github.com/gdamore/tcell/v2"

// themeAuto is the name of the theme that fits the terminal.
const themeAuto = "auto"

// themes are the themes, in the order in which the key goes through them. A test
// holds their contrasts.
var themes = [...]struct {
	name string
	make func() theme
}{
	{"dark", darkTheme},
	{"light", lightTheme},
	{"high-contrast", contrastTheme},
	{"16-colours", ansiTheme},
	{"monochrome", plainTheme},
}

// ThemeNames are the names of the themes, with auto, which fits the terminal.
func ThemeNames() []string {
	names := []string{themeAuto}
	for _, t := range themes {
		names = append(names, t.name)
	}
	return names
}

// on is a style by the numbers of its ink and its ground in the palette of 256
// colours; -1 is the terminal's own.
func on(ink, ground int) tcell.Style {
	s := tcell.StyleDefault
	if ink >= 0 {
		s = s.Foreground(tcell.PaletteColor(ink))
	}
	if ground >= 0 {
		s = s.Background(tcell.PaletteColor(ground))
	}
	return s
}

// ink is a style of text on the ground that is there.
func ink(n int) tcell.Style { return on(n, -1) }

// inks are a theme's own ink and ground, for a terminal whose own do not fit.
type inks struct{ text, ground int }

// The inks of the themes that can have the terminal's own.
var (
	darkInks  = inks{253, 233}
	lightInks = inks{234, 231}
)

// darkTheme uses the terminal's own background and colours of the 256-colour
// palette that read well on a dark one.
func darkTheme() theme {
	return theme{
		text:     tcell.StyleDefault,
		dim:      ink(248),
		label:    ink(110),
		value:    ink(253),
		strong:   tcell.StyleDefault.Bold(true),
		selected: on(231, 25).Bold(true),
		marked:   on(-1, 237),
		frame:    ink(242),
		focus:    ink(75).Bold(true),
		bar:      on(252, 236),
		key:      on(223, 236).Bold(true),
		client:   ink(216),
		server:   ink(117),
		good:     ink(114),
		warn:     ink(221),
		bad:      ink(210).Bold(true),
		open:     ink(114),
		closing:  ink(221),
		flagOn:   ink(229).Bold(true),
		flagOff:  ink(249),
	}
}

// lightTheme has the same on a light background.
func lightTheme() theme {
	return theme{
		text:     tcell.StyleDefault,
		dim:      ink(240),
		label:    ink(24),
		value:    ink(234),
		strong:   tcell.StyleDefault.Bold(true),
		selected: on(231, 25).Bold(true),
		marked:   on(-1, 254),
		frame:    ink(245),
		focus:    ink(25).Bold(true),
		bar:      on(234, 254),
		key:      on(19, 254).Bold(true),
		client:   ink(94),
		server:   ink(19),
		good:     ink(22),
		warn:     ink(58).Bold(true),
		bad:      ink(124).Bold(true),
		open:     ink(22),
		closing:  ink(58),
		flagOn:   ink(90).Bold(true),
		flagOff:  ink(240),
	}
}

// contrastTheme is white on black with few, bright colours.
func contrastTheme() theme {
	th := theme{
		text:     tcell.StyleDefault,
		dim:      ink(252),
		label:    ink(159),
		value:    ink(231),
		strong:   tcell.StyleDefault.Bold(true),
		selected: on(16, 226).Bold(true),
		marked:   on(-1, 19),
		frame:    ink(250),
		focus:    ink(226).Bold(true),
		bar:      on(231, 17),
		key:      on(226, 17).Bold(true),
		client:   ink(215),
		server:   ink(123),
		good:     ink(120),
		warn:     ink(226),
		bad:      ink(217).Bold(true).Underline(true),
		open:     ink(120),
		closing:  ink(226),
		flagOn:   ink(226).Bold(true),
		flagOff:  ink(252),
	}
	return th.painted(tcell.PaletteColor(231), tcell.PaletteColor(16))
}

// ansiTheme uses only the 8 ANSI colours and the bright ones. What they look like
// differs much between terminals, so a ground that is not black has one ink. That
// is no black: many terminals show bold black as a dark grey.
func ansiTheme() theme {
	th := theme{
		text:     ink(15),
		dim:      ink(7),
		label:    ink(6),
		value:    ink(15),
		strong:   ink(15).Bold(true),
		selected: on(15, 5).Bold(true),
		marked:   on(15, 4),
		frame:    ink(7),
		focus:    ink(14).Bold(true),
		bar:      on(15, 4),
		key:      on(11, 4).Bold(true),
		client:   ink(13),
		server:   ink(14),
		good:     ink(10),
		warn:     ink(11),
		bad:      ink(9).Bold(true),
		open:     ink(10),
		closing:  ink(11),
		flagOn:   ink(11).Bold(true),
		flagOff:  ink(7),
		oneInk:   true,
	}
	return th.painted(tcell.PaletteColor(15), tcell.PaletteColor(0))
}

// plainTheme has no colours, for terminals without and for NO_COLOR.
func plainTheme() theme {
	base := tcell.StyleDefault
	return theme{
		text:     base,
		dim:      base.Dim(true),
		label:    base,
		value:    base,
		strong:   base.Bold(true),
		selected: base.Reverse(true).Bold(true),
		marked:   base.Reverse(true),
		frame:    base.Dim(true),
		focus:    base.Bold(true),
		bar:      base.Reverse(true),
		key:      base.Reverse(true).Bold(true),
		client:   base,
		server:   base.Underline(true),
		good:     base,
		warn:     base.Bold(true),
		bad:      base.Bold(true).Underline(true),
		open:     base.Bold(true),
		closing:  base.Underline(true),
		flagOn:   base.Bold(true),
		flagOff:  base.Dim(true),
	}
}
