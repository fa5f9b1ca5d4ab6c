package ui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gdamore/tcell/v2"

	"tcptui/internal/spell"
)

// scheme is what the choice of a theme depends on.
type scheme struct {
	colours int // of the terminal; under 8: none
	ground  ground
	ascii   bool   // signs in ASCII
	chosen  string // name of the theme that the user wants
}

// ground is what the terminal has behind its text.
type ground int

// The grounds.
const (
	unknownGround ground = iota
	darkGround
	lightGround
)

// theme is the theme that was chosen, as far as the terminal can show it, and its
// name. Colours that the terminal lacks are not asked for: the nearest ones that
// it has might be two alike.
func (c *scheme) theme() (name string, th theme) {
	name = c.chosen
	if name == themeAuto || !slices.Contains(ThemeNames(), name) {
		if name = "dark"; c.ground == lightGround {
			name = "light"
		}
	}
	switch {
	case c.colours < brightColours:
		name = "monochrome"
	case c.colours < 256 && name != "monochrome":
		name = "16-colours"
	}
	for _, t := range themes {
		if t.name == name {
			th = t.make()
		}
	}
	paint := func(i inks) { th = th.painted(tcell.PaletteColor(i.text), tcell.PaletteColor(i.ground)) }
	switch {
	case name == "dark" && c.ground == lightGround:
		paint(darkInks)
	case name == "light" && c.ground != lightGround:
		paint(lightInks)
	case name == "16-colours" && c.colours < ansiColours:
		th = th.eightColours()
	}
	th.ascii = c.ascii
	return name, th
}

// groundOf reads COLORFGBG, which some terminals set to the numbers of their ink
// and their ground: "15;0", "0;default;15".
func groundOf(colorfgbg string) ground {
	n, err := strconv.Atoi(colorfgbg[strings.LastIndexByte(colorfgbg, ';')+1:])
	switch {
	case err != nil || n < 0 || n >= ansiColours:
		return unknownGround
	case n == 7 || n == 15:
		return lightGround
	}
	return darkGround
}

// setTheme shows another theme. An error says which there are.
func (s *shell) setTheme(name string) error {
	names := ThemeNames()
	if !slices.Contains(names, name) {
		near := spell.Nearest(name, slices.Values(names))
		if near != "" {
			near = " (did you mean " + near + "?)"
		}
		return fmt.Errorf("there is no theme %q%s: there are %s", name, near, strings.Join(names, ", "))
	}
	s.chooseTheme(name)
	return nil
}

// chooseTheme shows a theme, and says so where the terminal has no colours for it.
func (s *shell) chooseTheme(name string) {
	s.scheme.chosen = name
	if got := s.restyle(); got == name || name == themeAuto {
		s.say("theme: " + got)
	} else {
		s.say("theme: " + got + "; this terminal has too few colours for " + name)
	}
}

// restyle makes the theme the one that fits now.
func (s *shell) restyle() string {
	name, th := s.scheme.theme()
	s.m.th = th
	s.dress(s.scheme, th)
	return name
}

// nextTheme goes on to the next theme that the terminal can show.
func (s *shell) nextTheme() {
	was, _ := s.scheme.theme()
	at := 0
	for i, t := range themes {
		if t.name == was {
			at = i
		}
	}
	for i := range themes {
		s.scheme.chosen = themes[(at+1+i)%len(themes)].name
		if name := s.restyle(); name != was {
			s.say("theme: " + name)
			return
		}
	}
	s.say("theme: " + was + "; this terminal has no colours for another")
}

// settle takes what the terminal says of its ground.
func (s *shell) settle(g ground) {
	if g != s.scheme.ground {
		s.scheme.ground = g
		s.restyle()
	}
}
