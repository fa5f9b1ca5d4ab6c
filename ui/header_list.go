package ui

import (
	"fmt"
	"strings"
)

// listName is how wide the names are in the list form of a header, in cells.
const listName = 22

// drawList lays the fields out one a line, the flags together on one, for a
// pane that has no room for the figure.
func drawList(fields []headerField, width int, th *theme) []figureLine {
	var out []figureLine
	for i := 0; i < len(fields); i++ {
		field := &fields[i]
		if field.kind == flagField {
			n := i
			for n < len(fields) && fields[n].kind == flagField {
				n++
			}
			out = append(out, listFlags(fields, i, n, width, th))
			i = n - 1
			continue
		}
		out = append(out, listLine(field, i, width, th))
	}
	return out
}

// listLine is one field: name, value, notes.
func listLine(field *headerField, i, width int, th *theme) figureLine {
	name := field.name
	if field.kind == optionField {
		name = "  " + name
	}
	col := listColumn(width)
	text := line{{padRight(fit(name, col-1), col), th.label}, {field.value, th.valueOf(field)}}
	if field.warn != "" {
		text = append(text, span{" !", th.bad})
	}
	for _, note := range field.notes {
		text = append(text, span{"  " + note, th.dim})
	}
	return figureLine{{i, 0, width, text.clip(width)}}
}

// listColumn is where the values begin.
func listColumn(width int) int { return max(min(listName, width*6/10), 2) }

// listFlags is the line of the flags fields[from:to]: names and bits where there
// is room, else a letter for each that is set.
func listFlags(fields []headerField, from, to, width int, th *theme) figureLine {
	col := listColumn(width)
	out := figureLine{{-1, 0, col, line{{fit("Flags", col-1), th.label}}}}
	total := 0
	for i := from; i < to; i++ {
		total += len(fields[i].name) + 3
	}
	x := col
	for i := from; i < to; i++ {
		field := &fields[i]
		text, gap := field.name+"="+field.value, 1
		if total > width-col {
			if text, gap = "·", 0; field.value == "1" {
				text = field.short
			}
		}
		n := textWidth(text)
		if x+n > width {
			break
		}
		out = append(out, figureCell{i, x, n, line{{text, th.flagOf(field)}}})
		x += n + gap
	}
	return out
}

// hexLines dumps bytes: offset, 16 or fewer bytes a line, their ASCII.
func hexLines(data []byte, width int, th *theme) []figureLine {
	per := 16
	for per > 4 && 6+3*per+2+per > width {
		per /= 2
	}
	var out []figureLine
	for off := 0; off < len(data); off += per {
		row := data[off:min(off+per, len(data))]
		var hex, text strings.Builder
		for i, c := range row {
			if i == 8 {
				hex.WriteByte(' ')
			}
			hex.WriteByte(' ')
			hex.WriteByte(hexDigits[c>>4])
			hex.WriteByte(hexDigits[c&15])
			if c < ' ' || c > '~' {
				c = '.'
			}
			text.WriteByte(c)
		}
		at := fmt.Sprintf("%04x", off)
		cells := 3*per + bit(per > 8)
		out = append(out, figureLine{{-1, 0, width, line{
			{at, th.dim}, {" " + padRight(hex.String(), cells), th.value}, {"  " + text.String(), th.text}}}})
	}
	return out
}
