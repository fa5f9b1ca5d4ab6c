package ui

import (
	"regexp"
	"strings"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"

	"tcptui/keymap"
)

// help lists what works where the user is. It is made from the keymap.
type help struct {
	searchable
	topic    string // to be found when it is drawn first; "": none
	sections []keymap.Section
	top      int
	page     int      // lines on the screen, as last drawn
	lines    int      // lines there are
	text     []string // of the lines
	hit      int      // the line that was found last
}

// The widths of the help's parts, in cells.
const (
	helpKeys   = 13
	helpColumn = helpKeys + 46
)

// signs explain what is no key.
var signs = []keymap.Section{
	{Title: "Mouse", Lines: []keymap.HelpLine{
		{Keys: "click", Help: "selects a row, a pane; does a key of the footer"},
		{Keys: "double click", Help: "on one place: this pane alone, and all again"},
		{Keys: "wheel", Help: "scrolls what is under it"},
		{Keys: "drag", Help: "right of a column's title: its width"},
		{Keys: "Shift+drag", Help: "marks text, in most terminals"},
	}},
	{Title: "Signs in the packet list", Lines: []keymap.HelpLine{
		{Keys: "▸", Help: "the selected packet"},
		{Keys: "┌ │ └", Help: "first, other, last packets of its connection"},
		{Keys: "S A F R P U", Help: "SYN ACK FIN RST PSH URG, where names are too wide"},
		{Keys: "E C N", Help: "ECE CWR AE"},
		{Keys: "…", Help: "text that is cut; h l scroll Info"},
		{Keys: "word?", Help: "a guess: other answers fit nearly as well"},
	}},
	{Title: "Signs in the scroll bar of the packets", Lines: []keymap.HelpLine{
		{Keys: "◆", Help: "here is the selected packet"},
		{Keys: "●", Help: "a packet that was marked, as in the list"},
		{Keys: "◇", Help: "a packet that was found"},
		{Keys: "!", Help: "much was lost or reset; · a little"},
		{Keys: "▲", Help: "worth a look: late, doubled, a closed window"},
	}},
	{Title: "Signs in the states", Lines: []keymap.HelpLine{
		{Keys: "● │", Help: "state observed: it sent what only that state can"},
		{Keys: "○ ┆", Help: "inferred: what it was sent moved it, if it came"},
		{Keys: "? ·", Help: "unknown: the capture began later"},
		{Keys: "● ○ ?", Help: "stand where a state begins or is named"},
		{Keys: "│ ┆ ·", Help: "are the line of an end while its state stays"},
		{Keys: "re", Help: "the segment was sent again"},
	}},
	{Title: "Signs in tables", Lines: []keymap.HelpLine{
		{Keys: "▲ ▼", Help: "sorted by this column, from the smallest, largest"},
		{Keys: "→ ←", Help: "more columns on this side, the arrow keys show them"},
	}},
	{Title: "Signs in the stream", Lines: []keymap.HelpLine{
		{Keys: "▸", Help: "the client sent it"},
		{Keys: "◂", Help: "the server sent it"},
	}},
	{Title: "The documents, in a shell", Lines: []keymap.HelpLine{
		{Keys: "tcptui help", Help: "guide, primer, all fields, keys, settings"},
	}},
}

func newHelp(keys *keymap.Map, where keymap.Scope) *help {
	return &help{sections: append(keys.Help(where), signs...), hit: -1}
}

// act scrolls; false when the action is none of its own.
func (h *help) act(a keymap.Action) bool {
	switch a {
	case keymap.Up:
		h.top--
	case keymap.Down:
		h.top++
	case keymap.PageUp:
		h.top -= max(h.page-1, 1)
	case keymap.PageDown:
		h.top += max(h.page-1, 1)
	case keymap.Home:
		h.top = 0
	case keymap.End:
		h.top = h.lines
	default:
		return false
	}
	h.clamp()
	return true
}

func (h *help) clamp() { h.top = max(min(h.top, h.lines-h.page), 0) }

// mouse scrolls with the wheel.
func (h *help) mouse(action tview.MouseAction) bool {
	switch action {
	case tview.MouseScrollUp:
		h.top -= wheelLines
	case tview.MouseScrollDown:
		h.top += wheelLines
	default:
		return false
	}
	h.clamp()
	return true
}

// text is a section's lines.
func helpText(s keymap.Section, th *theme) []line {
	out := []line{{{s.Title, th.strong.Underline(true)}}}
	for _, l := range s.Lines {
		out = append(out, line{{padRight(l.Keys, helpKeys-1) + " ", th.label.Bold(true)}, {l.Help, th.text}})
	}
	return append(out, nil)
}

// layOut makes the lines of the help for columns beside each other: sections
// stay whole.
func (h *help) layOut(columns int, th *theme) []line {
	var parts [][]line
	total := 0
	for _, s := range h.sections {
		parts = append(parts, helpText(s, th))
		total += len(s.Lines) + 2
	}
	var left, right []line
	for _, p := range parts {
		if columns == 1 || len(right) == 0 && len(left)+len(p)/2 <= total/2 {
			left = append(left, p...)
		} else {
			right = append(right, p...)
		}
	}
	for i := range right {
		if i == len(left) {
			left = append(left, nil)
		}
		l := append(line{}, left[i].clip(helpColumn)...)
		l = append(l, span{padRight("", helpColumn+2-l.width()), th.text})
		left[i] = append(l, right[i]...)
	}
	for n := len(left); n > 0 && left[n-1] == nil; n-- {
		left = left[:n-1]
	}
	return left
}

// draw draws the help in the middle of the screen.
func (h *help) draw(screen tcell.Screen, r rect, th *theme) {
	columns := 1
	if r.w >= 2*helpColumn+8 {
		columns = 2
	}
	lines := h.layOut(columns, th)
	box := rect{w: min(columns*(helpColumn+2)+2, r.w), h: min(len(lines)+2, max(r.h-2, 1))}
	box.x, box.y = r.x+(r.w-box.w)/2, r.y+max((r.h-1-box.h)/2, 0)
	fill(screen, box.x, box.y, box.w, box.h, " ", th.text)
	heavy(screen, box, th.focus)
	in := box.inner()
	h.lines, h.page = len(lines), in.h
	h.text = h.text[:0]
	for _, l := range lines {
		h.text = append(h.text, lineText(l))
	}
	h.goTopic()
	h.clamp()
	drawFit(screen, box.x+2, box.y, box.w-4, " Help: what the keys do here ", th.focus)
	for i := 0; i < in.h && h.top+i < len(lines); i++ {
		lines[h.top+i].clip(in.w-2).draw(screen, in.x+1, in.y+i, in.w-2)
	}
	h.paint(screen, in, th)
	if h.lines > h.page && in.w > 4 {
		from, size := thumb(h.top, h.page, h.lines)
		for i := from; i < from+size; i++ {
			screen.Put(in.x+in.w-1, in.y+i, "█", th.frame)
		}
	}
}

// mentions reports whether a topic is in the help, in upper or lower case.
func (h *help) mentions(topic string) bool {
	topic = strings.ToLower(topic)
	for _, s := range h.sections {
		for _, l := range s.Lines {
			if strings.Contains(strings.ToLower(s.Title+"\n"+l.Keys+"\n"+l.Help), topic) {
				return true
			}
		}
	}
	return false
}

// goTopic goes to the topic that was asked for, once.
func (h *help) goTopic() {
	if h.topic == "" {
		return
	}
	topic := regexp.MustCompile("(?i)" + regexp.QuoteMeta(h.topic))
	h.topic = ""
	h.Lit(func(line string) [][2]int {
		at := topic.FindStringIndex(line)
		if at == nil {
			return nil
		}
		return [][2]int{{at[0], at[1]}}
	})
	h.Find(nil, topic.MatchString, false)
}
