package ui

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/gdamore/tcell/v2"
	"github.com/gdamore/tcell/v2/terminfo"
)

// fallbackTerm is what a terminal of unknown name is taken for: nearly all
// understand it.
const fallbackTerm = "xterm-256color"

// wanted is what openTerminal needs to know.
type wanted struct {
	escape time.Duration // how long nothing may follow ESC; 0: as escapeWait
	told   func(ground)  // as for newKeyedTty
}

// openTerminal opens the terminal and begins to draw on it. notice is not empty when
// something about it was guessed.
func openTerminal(w wanted) (screen tcell.Screen, notice string, err error) {
	tcell.SetEncodingFallback(tcell.EncodingFallbackASCII) // for a locale that is neither UTF-8 nor known
	term := os.Getenv("TERM")
	if term == "dumb" {
		return nil, "", fmt.Errorf("the terminal cannot move its cursor (TERM=dumb): set TERM to what it is, for example TERM=%s, or write to a pipe for one line a frame: tcptui FILE | less", fallbackTerm)
	}
	tty, err := openTty(w, term)
	if err != nil {
		return nil, "", fmt.Errorf("the terminal cannot be used (TERM=%q): %w", term, err)
	}
	ti, err := tcell.LookupTerminfo(term)
	if err != nil {
		if ti, err = tcell.LookupTerminfo(fallbackTerm); err != nil {
			return nil, "", fmt.Errorf("the terminal TERM=%q is unknown: %w", term, err)
		}
		notice = fmt.Sprintf("the terminal TERM=%q is unknown: drawing as for %s", term, fallbackTerm)
	}
	if screen, err = newScreen(tty, ti); err != nil {
		return nil, "", fmt.Errorf("the terminal cannot be used (TERM=%q): %w", term, err)
	}
	if err := screen.Init(); err != nil {
		return nil, "", fmt.Errorf("the terminal cannot be used (TERM=%q): %w", term, err)
	}
	return screen, notice, nil
}

// newScreen is a screen on a terminal; nil: on what the system has. It does not
// wait where the terminal's description wants it to, as that of the VT100 does after
// each movement of the cursor: no terminal of today is that slow.
func newScreen(tty tcell.Tty, ti *terminfo.Terminfo) (tcell.Screen, error) {
	if tty == nil {
		return tcell.NewScreen()
	}
	prompt := *ti
	prompt.PadChar = ""
	return tcell.NewTerminfoScreenFromTtyTerminfo(tty, &prompt)
}

// tellsGround are the terminals, by how their names begin, that answer the
// question for the colour behind their text, or are silent. Others may show it.
var tellsGround = []string{"xterm", "tmux", "screen-256", "rxvt", "foot", "alacritty", "st-", "konsole", "gnome", "vte", "wezterm", "contour"}

// asksGround reports whether a terminal of that name is asked.
func asksGround(term string) bool {
	return slices.ContainsFunc(tellsGround, func(name string) bool { return strings.HasPrefix(term, name) })
}

// ready is a screen that was initialised already: the application would do it
// again and drop the error. The goroutine of the event loop owns it.
type ready struct {
	tcell.Screen
	gone bool // the terminal is away for good: tcell would draw on nothing, for ever
	late lateness
}

// Init does nothing.
func (*ready) Init() error { return nil }

// PollEvent waits for what comes next.
func (s *ready) PollEvent() tcell.Event {
	for {
		e := s.Screen.PollEvent()
		if t, ok := keyed(s.Screen); !ok || !t.isLast(e) {
			s.late.came(e)
			return e
		}
	}
}

// Show draws what has changed.
func (s *ready) Show() {
	if !s.gone {
		s.Screen.Show()
	}
	s.late.shown()
}

// Sync draws everything.
func (s *ready) Sync() {
	if !s.gone {
		s.Screen.Sync()
	}
}

// poorFonts are terminals that take UTF-8 but have no signs for much of it.
var poorFonts = []string{"linux", "vt", "ansi", "pcansi", "cygwin", "sun"}

// showsASCII reports whether a screen shows nothing but ASCII. want is what the
// user says: "true", "false", or what fits the terminal.
func showsASCII(screen tcell.Screen, want, term string) bool {
	switch want {
	case "true":
		return true
	case "false":
		return false
	}
	poor := func(name string) bool {
		rest, ok := strings.CutPrefix(term, name)
		return ok && (rest == "" || rest[0] == '-' || rest[0] >= '0' && rest[0] <= '9')
	}
	return !isUTF8(screen.CharacterSet()) || slices.ContainsFunc(poorFonts, poor)
}

// prepare makes a screen ready for what is drawn on it.
func prepare(screen tcell.Screen, ascii bool) tcell.Screen {
	for r, s := range fallbacks { // where the locale is not UTF-8 and the user wants no ASCII
		screen.RegisterRuneFallback(r, s)
	}
	unicode := isUTF8(screen.CharacterSet())
	if unicode && !ascii {
		return screen
	}
	return poorScreen{screen, ascii, unicode}
}
