package ui

import (
	"fmt"
	"os"

	"github.com/gdamore/tcell/v2"
)

// fallbackTerm is what a terminal of unknown name is taken for: nearly all
// understand it.
const fallbackTerm = "xterm-256color"

// openTerminal opens the terminal for the screen. notice is not empty when
// something about it was guessed.
func openTerminal() (screen tcell.Screen, notice string, err error) {
	term := os.Getenv("TERM")
	if term == "dumb" {
		return nil, "", fmt.Errorf("the terminal cannot move its cursor (TERM=dumb): set TERM to what it is, for example TERM=%s, or write to a pipe for one line a frame: tcptui FILE | less", fallbackTerm)
	}
	screen, err = tcell.NewScreen()
	if err != nil {
		ti, e := tcell.LookupTerminfo(fallbackTerm)
		if e != nil {
			return nil, "", fmt.Errorf("the terminal TERM=%q is unknown: %w", term, err)
		}
		if screen, err = tcell.NewTerminfoScreenFromTtyTerminfo(nil, ti); err != nil {
			return nil, "", fmt.Errorf("the terminal cannot be used (TERM=%q): %w", term, err)
		}
		notice = fmt.Sprintf("the terminal TERM=%q is unknown: drawing as for %s", term, fallbackTerm)
	}
	if err := screen.Init(); err != nil {
		return nil, "", fmt.Errorf("the terminal cannot be used (TERM=%q): %w", term, err)
	}
	return ready{screen}, notice, nil
}

// ready is a screen that was initialised already: the application would do it
// again and drop the error.
type ready struct{ tcell.Screen }

// Init does nothing.
func (ready) Init() error { return nil }

// fallbacks are what stands for our signs where the locale cannot show them.
var fallbacks = map[rune]string{
	'━': "=", '┃': "#", '┏': "#", '┓': "#", '┗': "#", '┛': "#", '█': "#", '▸': ">", '◂': "<", '▶': ">", '◀': "<",
	'…': "~", '·': ".", '⇄': "=", '●': "*", '○': "o",
	'▲': "^", '▼': "v", '▾': "v", '→': ">", '⋯': "~", '┆': ":", '×': "x", 'µ': "u", '–': "-", '◌': "?",
	'▁': ".", '▂': ":", '▃': "-", '▄': "=", '▅': "+", '▆': "*", '▇': "%",
	'▏': "|", '▎': "|", '▍': "|", '▌': "|", '▋': "#", '▊': "#", '▉': "#",
}

// prepare makes a screen ready for what is drawn on it.
func prepare(screen tcell.Screen) {
	for r, s := range fallbacks {
		screen.RegisterRuneFallback(r, s)
	}
}

// themeFor chooses the colours of a screen: none when the user wants none or
// the terminal has none.
func themeFor(screen tcell.Screen, noColor bool) theme {
	th := darkTheme()
	if noColor || screen.Colors() < 8 {
		th = plainTheme()
	}
	th.ascii = screen.CharacterSet() != "UTF-8" || os.Getenv("TERM") == "linux" // whose fonts have no braille
	return th
}
