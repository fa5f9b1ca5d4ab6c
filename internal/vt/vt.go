// Package vt is as much of a terminal as it takes to read what a program draws:
// tests run the program in a pseudo terminal and look at this one's screen. It
// knows the sequences that xterm-256color's terminfo entry names and the colours
// only as far as to skip them.
package vt

import (
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Screen is a terminal's screen. It is an io.Writer of what the program sends
// and may be used by any number of goroutines.
type Screen struct {
	mu      sync.Mutex
	w, h    int
	cells   [][]string // "" is the second half of a wide character
	x, y    int
	rest    []byte // an unfinished sequence or character
	raw     []byte
	modes   map[string]bool // private modes that are set: "1049", "25"
	changed chan struct{}   // closed when something came
}

// New makes a screen of w by h cells.
func New(w, h int) *Screen {
	s := &Screen{w: w, h: h, modes: map[string]bool{"25": true}, changed: make(chan struct{})}
	s.cells = make([][]string, h)
	for y := range s.cells {
		s.cells[y] = make([]string, w)
	}
	s.clear()
	return s
}

// Write takes what the program sends. It never fails.
func (s *Screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.raw = append(s.raw, p...)
	s.rest = append(s.rest, p...)
	for len(s.rest) > 0 {
		n := s.step(s.rest)
		if n == 0 {
			break
		}
		s.rest = s.rest[n:]
	}
	close(s.changed)
	s.changed = make(chan struct{})
	return len(p), nil
}

// Text is the text on the screen, a line each, and Changed is closed when it
// may have changed.
func (s *Screen) Text() (text string, changed <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var b strings.Builder
	for _, row := range s.cells {
		b.WriteString(strings.TrimRight(strings.Join(row, ""), " "))
		b.WriteByte('\n')
	}
	return b.String(), s.changed
}

// Raw is every byte that the program sent.
func (s *Screen) Raw() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return string(s.raw)
}

// Mode reports whether a private mode of DEC and xterm is set, as "25": the
// cursor is shown, "1049": the alternate screen, "1000": the mouse is reported.
func (s *Screen) Mode(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.modes[name]
}

func (s *Screen) clear() {
	for _, row := range s.cells {
		for x := range row {
			row[x] = " "
		}
	}
}

// step does what b begins with and returns how long that is; 0 when its end has
// not come yet.
func (s *Screen) step(b []byte) int {
	switch c := b[0]; {
	case c == 0x1b:
		return s.escape(b)
	case c == '\r':
		s.x = 0
		return 1
	case c == '\n':
		s.y = min(s.y+1, s.h-1)
		return 1
	case c == '\b':
		s.x = max(s.x-1, 0)
		return 1
	case c < ' ' || c == 0x7f:
		return 1
	case !utf8.FullRune(b):
		return 0
	}
	r, n := utf8.DecodeRune(b)
	s.put(string(r))
	return n
}

// put writes one character at the cursor; one without width joins the one
// before it.
func (s *Screen) put(text string) {
	w := uniseg.StringWidth(text)
	if w == 0 {
		if s.x > 0 {
			s.cells[s.y][s.x-1] += text
		}
		return
	}
	if s.x+w > s.w {
		return
	}
	s.cells[s.y][s.x] = text
	for i := 1; i < w; i++ {
		s.cells[s.y][s.x+i] = ""
	}
	s.x += w
}

// escape does an escape sequence.
func (s *Screen) escape(b []byte) int {
	if len(b) < 2 {
		return 0
	}
	switch b[1] {
	case '[':
		for i := 2; i < len(b); i++ {
			if b[i] >= 0x40 && b[i] <= 0x7e {
				s.control(string(b[2:i]), b[i])
				return i + 1
			}
		}
		return 0
	case ']', 'P': // ends with BEL or ESC \
		for i := 2; i < len(b); i++ {
			if b[i] == 0x07 {
				return i + 1
			}
			if b[i] == 0x1b && i+1 < len(b) {
				return i + 2
			}
		}
		return 0
	case '(', ')':
		if len(b) < 3 {
			return 0
		}
		return 3
	}
	return 2
}

// control does a control sequence.
func (s *Screen) control(args string, final byte) {
	if strings.HasPrefix(args, "?") && (final == 'h' || final == 'l') {
		for _, m := range strings.Split(args[1:], ";") {
			s.modes[m] = final == 'h'
		}
		return
	}
	var n []int
	for _, a := range strings.Split(args, ";") {
		v, _ := strconv.Atoi(a) // what is left out counts 0
		n = append(n, v)
	}
	arg := max(n[0], 1)
	switch final {
	case 'H':
		s.y, s.x = min(arg, s.h)-1, 0
		if len(n) > 1 {
			s.x = min(max(n[1], 1), s.w) - 1
		}
	case 'G':
		s.x = min(arg, s.w) - 1
	case 'A':
		s.y = max(s.y-arg, 0)
	case 'B':
		s.y = min(s.y+arg, s.h-1)
	case 'C':
		s.x = min(s.x+arg, s.w-1)
	case 'D':
		s.x = max(min(s.x, s.w-1)-arg, 0) // after the last column the cursor stands on it
	case 'J':
		if n[0] == 2 {
			s.clear()
		}
	case 'K':
		for x := s.x; x < s.w; x++ {
			s.cells[s.y][x] = " "
		}
	}
}
