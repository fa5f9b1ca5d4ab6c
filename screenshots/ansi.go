package screenshots

import (
	"fmt"
	"strings"
)

// ANSI returns what a terminal is sent so that it shows `now` after it showed `before`:
// only cells that differ. A `before` of another size means that it shows nothing yet.
func ANSI(before, now Screen) string {
	var b strings.Builder
	if before.W != now.W || before.H != now.H {
		before = Screen{W: now.W, H: now.H, Cells: make([]Cell, len(now.Cells))}
		b.WriteString("\x1b[?25l\x1b[0m\x1b[2J")
	}
	at := -1 // cell that the cursor stands on
	style := ""
	for i, c := range now.Cells {
		if c.Width == 0 || c == before.Cells[i] {
			continue
		}
		if i != at {
			fmt.Fprintf(&b, "\x1b[%d;%dH", i/now.W+1, i%now.W+1)
		}
		if s := sgr(c.Style); s != style {
			style = s
			b.WriteString(s)
		}
		if c.Text == "" {
			b.WriteByte(' ')
		} else {
			b.WriteString(c.Text)
		}
		if at = i + c.Width; at%now.W == 0 {
			at = -1 // a terminal may stay at the end of the line
		}
	}
	return b.String()
}

// sgr is the sequence that begins a style from nothing.
func sgr(s Style) string {
	var b strings.Builder
	b.WriteString("\x1b[0")
	for _, a := range []struct {
		on   bool
		code string
	}{{s.Bold, ";1"}, {s.Dim, ";2"}, {s.Italic, ";3"}, {s.Underline, ";4"}, {s.Reverse, ";7"}, {s.Strikeout, ";9"}} {
		if a.on {
			b.WriteString(a.code)
		}
	}
	b.WriteString(sgrColor(38, s.Fg))
	b.WriteString(sgrColor(48, s.Bg))
	b.WriteByte('m')
	return b.String()
}

func sgrColor(kind int, c Color) string {
	switch {
	case c == Default:
		return ""
	case c&isRGB != 0:
		return fmt.Sprintf(";%d;2;%d;%d;%d", kind, c>>16&0xff, c>>8&0xff, c&0xff)
	}
	return fmt.Sprintf(";%d;5;%d", kind, c)
}
