package ui

import (
	"strings"

	"github.com/gdamore/tcell/v2"

	"tcptui/decode"
	"tcptui/fsm"
)

// span is text in one style. It is made harmless when it is drawn.
type span struct {
	text  string
	style tcell.Style
}

// line is one line of the screen, from left to right.
type line []span

// width is how many cells the line takes.
func (l line) width() int {
	n := 0
	for _, s := range l {
		n += textWidth(s.text)
	}
	return n
}

// trim takes blanks off the end.
func (l line) trim() line {
	for n := len(l); n > 0; n = len(l) {
		if l[n-1].text = strings.TrimRight(l[n-1].text, " "); l[n-1].text != "" {
			break
		}
		l = l[:n-1]
	}
	return l
}

// clip cuts the line so that it takes at most width cells; … says that it was
// cut.
func (l line) clip(width int) line {
	if l.width() <= width {
		return l
	}
	var out line
	for _, s := range l {
		n := textWidth(s.text)
		if n >= width {
			return append(out, span{fit(s.text, width), s.style})
		}
		out, width = append(out, s), width-n
	}
	return out
}

// padLeft puts text at the right of width cells.
func padLeft(text string, width int) string {
	return strings.Repeat(" ", max(width-textWidth(text), 0)) + text
}

// padRight puts text at the left of width cells.
func padRight(text string, width int) string {
	return text + strings.Repeat(" ", max(width-textWidth(text), 0))
}

// center puts text in the middle of width cells and cuts it when it is longer.
func center(text string, width int) string {
	text = fit(text, width)
	pad := max(width-textWidth(text), 0)
	return strings.Repeat(" ", pad/2) + text + strings.Repeat(" ", pad-pad/2)
}

// over lays the ground and the attributes of one style under a text's own; a
// style with a colour of its own for text wins.
func over(ground, text tcell.Style) tcell.Style {
	fg, bg, attr := ground.Decompose()
	_, _, own := text.Decompose()
	out := text.Background(bg).Attributes(own | attr)
	if fg != tcell.ColorDefault {
		out = out.Foreground(fg)
	}
	return out
}

// on lays a ground under the whole line, filled up to width cells.
func (l line) on(ground tcell.Style, width int) line {
	out := make(line, 0, len(l)+1)
	for _, s := range l {
		out = append(out, span{s.text, over(ground, s.style)})
	}
	if rest := width - l.width(); rest > 0 {
		out = append(out, span{strings.Repeat(" ", rest), ground})
	}
	return out
}

// draw writes the line at x, y into at most width cells.
func (l line) draw(screen tcell.Screen, x, y, width int) {
	for _, s := range l {
		n := drawText(screen, x, y, width, s.text, s.style)
		x, width = x+n, width-n
	}
}

// spread is a line with left at its beginning and right at its end; where both
// do not fit, left is cut first.
func spread(left, right line, width int) line {
	rest := width - right.width()
	if rest < 2 {
		return left.clip(width)
	}
	left = left.clip(rest - 1)
	gap := span{strings.Repeat(" ", rest-left.width()), tcell.StyleDefault}
	return append(append(append(line{}, left...), gap), right...)
}

// side is the style of what an end sends and is.
func (th *theme) side(r fsm.Role) tcell.Style {
	if r == fsm.Client {
		return th.client
	}
	return th.server
}

// flagTable names the flags in the order in which they are written: as they are
// said, SYN,ACK and FIN,PSH,ACK.
var flagTable = []struct {
	flag   decode.Flags
	name   string
	letter byte
}{
	{decode.FIN, "FIN", 'F'}, {decode.SYN, "SYN", 'S'}, {decode.RST, "RST", 'R'}, {decode.PSH, "PSH", 'P'},
	{decode.ACK, "ACK", 'A'}, {decode.URG, "URG", 'U'}, {decode.ECE, "ECE", 'E'}, {decode.CWR, "CWR", 'C'},
	{decode.AE, "AE", 'N'},
}

// flagNames writes flags as "SYN,ACK"; "no flags" when there are none.
func flagNames(fl decode.Flags) string {
	var names []string
	for _, f := range flagTable {
		if fl.Has(f.flag) {
			names = append(names, f.name)
		}
	}
	if names == nil {
		return "no flags"
	}
	return strings.Join(names, ",")
}

// flagLetters writes flags as "SA"; "-" when there are none.
func flagLetters(fl decode.Flags) string {
	var b []byte
	for _, f := range flagTable {
		if fl.Has(f.flag) {
			b = append(b, f.letter)
		}
	}
	if b == nil {
		return "-"
	}
	return string(b)
}
