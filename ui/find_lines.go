package ui

import (
	"strings"
	"time"

	"github.com/gdamore/tcell/v2"
)

// searchable is what a pane embeds that can be searched line by line: what is
// highlighted, and how far a search is that takes longer than a Refresh may.
type searchable struct {
	lit  func(line string) [][2]int // nil: nothing
	seek lineSeek
}

// Lit sets what is highlighted, and ends what is being searched.
func (p *searchable) Lit(match func(line string) [][2]int) { p.lit, p.seek = match, lineSeek{} }

// Busy reports whether a search goes on with the next Find.
func (p *searchable) Busy() bool { return p.seek.on }

// lineSeek looks through lines, a part at a time.
type lineSeek struct {
	on      bool // it has begun and not ended
	at      int  // the line that was looked at last
	left    int  // lines that were not yet
	wrapped bool
}

// The work of a Find: lines between two looks at the clock, and the time it may
// take.
const (
	seekLines = 64
	seekTime  = 20 * time.Millisecond
)

// next is the next of n lines that matches, after the cursor or before it, the
// cursor's own last; -1 when there is none, or while it is on.
func (k *lineSeek) next(n, cursor int, back bool, match func(i int) bool) (at int, wrapped bool) {
	if !k.on {
		*k = lineSeek{on: true, at: cursor, left: n}
		if back && cursor < 0 {
			k.at = 0
		}
	}
	for begin := time.Now(); k.left > 0; k.left-- {
		if k.left%seekLines == 0 && time.Since(begin) > seekTime {
			return -1, false
		}
		if back {
			k.at--
		} else {
			k.at++
		}
		if k.at < 0 || k.at >= n {
			k.at = max(min(k.at, n), -1)
			k.at = (k.at + n) % n
			k.wrapped = true
		}
		if match(k.at) {
			k.on, k.left = false, 0
			return k.at, k.wrapped
		}
	}
	k.on = false
	return -1, false
}

// paint highlights what matches in the lines of a part of the screen, as they
// were drawn.
func (p *searchable) paint(screen tcell.Screen, r rect, th *theme) {
	if p.lit == nil {
		return
	}
	for y := r.y; y < r.y+r.h; y++ {
		paintLine(screen, r.x, y, r.w, p.lit, th)
	}
}

// paintLine highlights what matches in a line of the screen.
func paintLine(screen tcell.Screen, x, y, width int, match func(string) [][2]int, th *theme) {
	var text strings.Builder
	from := make([]int, 0, width+1) // where the text of each cell begins; of a wide one's second half: as the first
	for i := 0; i < width; {
		s, _, n := screen.Get(x+i, y)
		for range min(max(n, 1), width-i) {
			from = append(from, text.Len())
		}
		text.WriteString(s)
		i += max(n, 1)
	}
	from = append(from, text.Len())
	for _, at := range match(text.String()) {
		for i := 0; i < width; i++ {
			if from[i] < at[0] || from[i] >= at[1] || i > 0 && from[i] == from[i-1] {
				continue
			}
			s, style, _ := screen.Get(x+i, y)
			screen.Put(x+i, y, s, th.found(style))
		}
	}
}

// found is the style of text that was found: dark on the colour of what is worth
// a look, or where there are no colours, the other way round than what is beside
// it, and underlined.
func (th *theme) found(text tcell.Style) tcell.Style {
	fg, _, _ := th.warn.Decompose()
	_, _, attr := text.Decompose()
	if fg == tcell.ColorDefault {
		return text.Attributes(attr ^ tcell.AttrReverse).Underline(true)
	}
	return text.Foreground(tcell.ColorBlack).Background(fg).Attributes(attr &^ tcell.AttrDim)
}

// lineText is the text of a line.
func lineText(l line) string {
	var b strings.Builder
	for _, s := range l {
		b.WriteString(s.text)
	}
	return b.String()
}
