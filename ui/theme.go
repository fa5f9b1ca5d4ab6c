package ui

import "github.com/gdamore/tcell/v2"

// theme is the style of every kind of text on the screen. Colour never carries
// a meaning alone: a letter, a word or a mark says the same.
type theme struct {
	text     tcell.Style
	dim      tcell.Style // rulers, units, what is not reached
	label    tcell.Style // names of fields and columns
	value    tcell.Style // their values
	strong   tcell.Style
	selected tcell.Style // the selected row of the pane with the focus
	marked   tcell.Style // the selected row of a pane without it; same connection
	frame    tcell.Style // box of a pane
	focus    tcell.Style // box and title of the pane with the focus
	bar      tcell.Style // top line and footer
	key      tcell.Style // a key in the footer and the help
	client   tcell.Style // what the client sent
	server   tcell.Style // what the server sent
	good     tcell.Style
	warn     tcell.Style
	bad      tcell.Style // RST, errors
	open     tcell.Style // rows with SYN
	closing  tcell.Style // rows with FIN
	flagOn   tcell.Style // a flag that is set
	flagOff  tcell.Style

	ascii bool // braille cannot be shown: graphs are drawn with letters and the like
}

// darkTheme uses the terminal's own background and colours of the 256-colour
// palette that read well on a dark one.
func darkTheme() theme {
	base := tcell.StyleDefault
	fg := func(n int) tcell.Style { return base.Foreground(tcell.PaletteColor(n)) }
	return theme{
		text:     base,
		dim:      fg(244),
		label:    fg(110),
		value:    fg(253),
		strong:   base.Bold(true),
		selected: base.Foreground(tcell.PaletteColor(231)).Background(tcell.PaletteColor(25)).Bold(true),
		marked:   base.Background(tcell.PaletteColor(237)),
		frame:    fg(240),
		focus:    fg(75).Bold(true),
		bar:      base.Foreground(tcell.PaletteColor(252)).Background(tcell.PaletteColor(236)),
		key:      base.Foreground(tcell.PaletteColor(223)).Background(tcell.PaletteColor(236)).Bold(true),
		client:   fg(216),
		server:   fg(117),
		good:     fg(114),
		warn:     fg(221),
		bad:      fg(203).Bold(true),
		open:     fg(114),
		closing:  fg(221),
		flagOn:   fg(229).Bold(true),
		flagOff:  fg(240),
	}
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
		closing:  base.Bold(true),
		flagOn:   base.Bold(true),
		flagOff:  base.Dim(true),
	}
}

// onBar is a style of text on the ground of the top line and the footer.
func (th *theme) onBar(text tcell.Style) tcell.Style {
	_, ground, attr := th.bar.Decompose()
	_, _, own := text.Decompose()
	return text.Background(ground).Attributes(own | attr)
}
