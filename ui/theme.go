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

	oneInk bool // the bar has room for no ink but its own
	ascii  bool // the terminal shows ASCII only: no boxes, arrows, blocks, braille
}

// parts are the styles, so that something can be done to all of them.
func (th *theme) parts() []*tcell.Style {
	return []*tcell.Style{
		&th.text, &th.dim, &th.label, &th.value, &th.strong, &th.selected, &th.marked, &th.frame, &th.focus, &th.bar,
		&th.key, &th.client, &th.server, &th.good, &th.warn, &th.bad, &th.open, &th.closing, &th.flagOn, &th.flagOff,
	}
}

// painted is the theme with a ground and an ink of its own in place of the
// terminal's. The marked row keeps the inks of what stands on it.
func (th theme) painted(ink, ground tcell.Color) theme {
	for _, s := range th.parts() {
		fg, bg, _ := s.Decompose()
		if fg == tcell.ColorDefault && s != &th.marked {
			*s = s.Foreground(ink)
		}
		if bg == tcell.ColorDefault {
			*s = s.Background(ground)
		}
	}
	return th
}

// The ANSI colours: eight, and the same eight brighter.
const (
	brightColours = 8
	ansiColours   = 16
)

// eightColours is the theme for a terminal that has no bright colours: bold
// makes them there. Text as such stays as it is.
func (th theme) eightColours() theme {
	for _, s := range th.parts() {
		fg, bg, attr := s.Decompose()
		if n := fg - tcell.ColorValid; fg.Valid() && n >= brightColours && n < ansiColours {
			switch n {
			case 8, 15:
				fg = tcell.PaletteColor(7)
			default:
				fg = tcell.PaletteColor(int(n) - brightColours)
				attr |= tcell.AttrBold
			}
			*s = s.Foreground(fg).Attributes(attr)
		}
		if n := bg - tcell.ColorValid; bg.Valid() && n >= brightColours && n < ansiColours {
			*s = s.Background(tcell.PaletteColor(int(n) - brightColours))
		}
	}
	return th
}

// onBar is a style of text on the ground of the top line and the footer.
func (th *theme) onBar(text tcell.Style) tcell.Style {
	if th.oneInk {
		return over(th.bar, text)
	}
	_, ground, attr := th.bar.Decompose()
	_, _, own := text.Decompose()
	return text.Background(ground).Attributes(own | attr)
}
