package ui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gdamore/tcell/v2"
)

// headerField is one field of a TCP header with its value in one segment.
type headerField struct {
	name  string // "Source Port"
	field string // of the field table: "tcp.srcport"
	short string // for a narrow cell; the figure writes a flag's letters one below the other
	value string
	notes []string // what the value means, from the most important
	bit   int      // its first bit, from the header's first
	bits  int      // in the header; an option's and the data's length in bits
	kind  fieldKind
	help  string // one or two sentences
	ref   string // "RFC 9293 3.1"
	warn  string // what is wrong with it; "" when nothing is
}

// fieldKind says how a field is drawn.
type fieldKind uint8

const (
	plainField  fieldKind = iota // a cell of a 32-bit word
	flagField                    // one of the flag bits
	optionField                  // a row of its own: kind, length, value
	dataField                    // what follows the header
)

// figureLine is a line of the pane, made of cells that belong to fields.
type figureLine []figureCell

// figureCell is a part of a line; field is -1 for what belongs to none.
type figureCell struct {
	field    int
	x, width int
	text     line
}

// The figure of RFC 9293 3.1: two cells a bit and the frame.
const (
	figureWidth = 2*32 + 1
	flagLines   = 4 // height of the word with the flags: three letters and the bit
	fixedWords  = 5
	rulerLines  = 2
	// figureLines is the height of the figure without options and data.
	figureLines = rulerLines + 2*fixedWords + flagLines
)

// drawFigure lays the fields out as the figure of the RFC, at column x.
func drawFigure(fields []headerField, x int, th *theme) []figureLine {
	f := figure{fields: fields, x: x, th: th}
	f.ruler()
	for word := range fixedWords {
		f.word(word)
	}
	data := -1
	for i := range fields {
		switch fields[i].kind {
		case optionField:
			f.option(i)
		case dataField:
			data = i
		}
	}
	f.rule(nil)
	if data >= 0 {
		f.lines = append(f.lines, figureLine{{data, f.x, figureWidth, f.inline(data, 0, figureWidth)}})
	}
	return f.lines
}

// figure is the figure while it is made.
type figure struct {
	fields []headerField
	x      int
	th     *theme
	lines  []figureLine
	bars   []int // columns of the bars in the row above; nil at the top
}

// ruler numbers the bits: tens above, units below.
func (f *figure) ruler() {
	tens, units := []byte(strings.Repeat(" ", figureWidth)), []byte(strings.Repeat(" ", figureWidth))
	for bit := range 32 {
		if bit%10 == 0 {
			tens[1+2*bit] = byte('0' + bit/10)
		}
		units[1+2*bit] = byte('0' + bit%10)
	}
	f.free(string(tens))
	f.free(string(units))
}

// free adds a line of the frame.
func (f *figure) free(text string) {
	f.lines = append(f.lines, figureLine{{-1, f.x, figureWidth, line{{text, f.th.dim}}}})
}

// rule draws the line between the row above and one whose bars are at these
// columns; nil means that none follows.
func (f *figure) rule(below []int) {
	corners := [...][2]string{{"┌", "┐"}, {"├", "┤"}, {"└", "┘"}}
	kind := 1
	switch {
	case f.bars == nil:
		kind = 0
	case below == nil:
		kind = 2
	}
	var b strings.Builder
	b.WriteString(corners[kind][0])
	for col := 1; col < figureWidth-1; col++ {
		b.WriteString([...]string{"─", "┴", "┬", "┼"}[bit(slices.Contains(f.bars, col))|bit(slices.Contains(below, col))<<1])
	}
	b.WriteString(corners[kind][1])
	f.free(b.String())
	f.bars = below
}

func bit(set bool) int {
	if set {
		return 1
	}
	return 0
}

// word draws one 32-bit word of the fixed header.
func (f *figure) word(word int) {
	var bars, cells []int
	height := 1
	for i := range f.fields {
		field := &f.fields[i]
		if field.kind > flagField || field.bit/32 != word {
			continue
		}
		bars, cells = append(bars, 2*(field.bit%32)), append(cells, i)
		if field.kind == flagField {
			height = flagLines
		}
	}
	bars = append(bars, figureWidth-1)
	f.rule(bars)
	if height == 1 {
		f.row(bars, cells, height, f.inline)
		return
	}
	f.row(bars, cells, height, f.stacked)
}

// row draws cells between bars, height lines high. text formats line n of a cell.
func (f *figure) row(bars, cells []int, height int, text func(field, n, width int) line) {
	bar := line{{"│", f.th.dim}}
	for n := range height {
		var out figureLine
		for c, i := range cells {
			out = append(out, figureCell{-1, f.x + bars[c], 1, bar})
			width := bars[c+1] - bars[c] - 1
			out = append(out, figureCell{i, f.x + bars[c] + 1, width, text(i, n, width)})
		}
		f.lines = append(f.lines, append(out, figureCell{-1, f.x + figureWidth - 1, 1, bar}))
	}
}

// inline is a field's name, value and notes in one line.
func (f *figure) inline(i, _, width int) line {
	field := &f.fields[i]
	out := line{{field.name + " ", f.th.label}, {field.value, f.th.valueOf(field)}}
	if field.warn != "" {
		out = append(out, span{" !", f.th.bad})
	}
	for _, note := range field.notes {
		longer := append(out[:len(out):len(out)], span{"  " + note, f.noteStyle(field)})
		if longer.width() > width {
			break
		}
		out = longer
	}
	return middle(out, width)
}

// stacked is line n of a cell that is higher than wide.
func (f *figure) stacked(i, n, width int) line {
	field := &f.fields[i]
	if field.kind == flagField {
		style := f.th.flagOf(field)
		if n < flagLines-1 {
			return line{{padRight(field.name, flagLines-1)[n : n+1], style}}
		}
		return line{{field.value, style}}
	}
	lines := f.words(field, width)
	if n >= len(lines) {
		return nil
	}
	return middle(lines[n], width)
}

// words are the lines of a field in a high cell.
func (f *figure) words(field *headerField, width int) []line {
	name := field.name
	if textWidth(name) > width {
		name = field.short
	}
	out := wrapText(name, width, f.th.label)
	value := line{{field.value, f.th.valueOf(field)}}
	if field.warn != "" {
		value = append(value, span{" !", f.th.bad})
	}
	out = append(out, value)
	for _, note := range field.notes {
		if textWidth(note) <= width {
			out = append(out, line{{note, f.noteStyle(field)}})
		}
	}
	return out
}

// optionName is the width of an option's name.
const optionName = 21

// option draws a row of its own for an option: what it is, how long, what it
// says.
func (f *figure) option(i int) {
	field := &f.fields[i]
	bars := []int{0, optionName + 1, optionName + 8, figureWidth - 1}
	if !slices.Equal(f.bars, bars) {
		f.rule(bars)
	}
	height := max(len(f.optionValue(field, bars[3]-bars[2]-2)), 1)
	f.row(bars, []int{i, i, i}, height, func(_, n, width int) line {
		blank := span{" ", f.th.text}
		switch {
		case width > optionName:
			if v := f.optionValue(field, width-1); n < len(v) {
				return append(line{blank}, v[n]...)
			}
		case n > 0:
		case width == optionName:
			return line{blank, {fit(field.name, width-1), f.th.label}}
		default:
			return line{blank, {fmt.Sprintf("%d B", field.bits/8), f.th.dim}}
		}
		return nil
	})
}

// optionValue is what an option says, in lines of width cells.
func (f *figure) optionValue(field *headerField, width int) []line {
	mark := ""
	if field.warn != "" {
		mark = " !"
	}
	return wrapText(field.value+mark, width, f.th.valueOf(field))
}

// bytesText writes a number of bytes.
func bytesText(n int) string {
	if n == 1 {
		return "1 byte"
	}
	return fmt.Sprintf("%s bytes", thousands(uint64(n)))
}

// middle puts a line in the middle of width cells.
func middle(l line, width int) line {
	l = l.clip(width)
	if pad := (width - l.width()) / 2; pad > 0 {
		return append(line{{strings.Repeat(" ", pad), tcell.StyleDefault}}, l...)
	}
	return l
}

func (f *figure) noteStyle(field *headerField) tcell.Style {
	if field.warn != "" {
		return f.th.bad
	}
	return f.th.dim
}

// valueOf is the style of a field's value.
func (th *theme) valueOf(field *headerField) tcell.Style {
	if field.warn != "" {
		return th.bad
	}
	return th.value
}

// flagOf is the style of a flag.
func (th *theme) flagOf(field *headerField) tcell.Style {
	if field.value == "1" {
		return th.flagOn
	}
	return th.flagOff
}
