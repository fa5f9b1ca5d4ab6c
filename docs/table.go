package docs

import (
	"slices"
	"strings"

	"github.com/rivo/uniseg"
)

// Of a table on a terminal, in cells.
const (
	columnGap  = 2
	narrowest  = 24 // the last column is not wrapped into less
	cellIndent = 4  // of cells below the first
	fewColumns = 3  // a table of so many can be read without their heads
)

// table writes a table: in columns where the last has room enough to be wrapped, else
// each row's cells below its first.
func (p *plain) table() {
	var rows [][]string
	for len(p.lines) > 0 && strings.HasPrefix(p.lines[0], "|") {
		if row := cells(p.next()); !isRule(row) {
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 { // rules only
		return
	}
	last := len(rows[0]) - 1
	widths := make([]int, last)
	left := 0
	for i := range widths {
		for _, row := range rows {
			widths[i] = max(widths[i], uniseg.StringWidth(at(row, i)))
		}
		left += widths[i] + columnGap
	}
	if p.width-left < narrowest {
		p.stack(rows[0], rows[1:])
		return
	}
	for n, row := range rows {
		line := ""
		for i, w := range widths {
			line += pad(at(row, i), w+columnGap)
		}
		p.wrap(line, strings.Repeat(" ", left), at(row, last))
		if n == 0 {
			p.put(strings.Repeat("-", min(p.width, left+longest(rows, last))))
		}
	}
	p.put("")
}

// stack writes each row as an entry of its own: its first cell, and below it the others,
// with their heads where there are many.
func (p *plain) stack(heads []string, rows [][]string) {
	indent := strings.Repeat(" ", cellIndent)
	for _, row := range rows {
		p.wrap("", indent, row[0])
		if len(heads) > fewColumns {
			var named []string
			for i, cell := range row[1:] {
				named = append(named, at(heads, i+1)+": "+cell)
			}
			p.wrap(indent, indent, strings.Join(named, "; "))
			continue
		}
		for _, cell := range row[1:] {
			if cell != "" {
				p.wrap(indent, indent, cell)
			}
		}
	}
	p.put("")
}

// cells are the cells of a line of a table. A bar with a backslash is none between two.
func cells(line string) []string {
	line = strings.ReplaceAll(strings.TrimSpace(line), `\|`, "\x00")
	row := strings.Split(strings.Trim(line, "|"), "|")
	for i := range row {
		row[i] = inline(strings.TrimSpace(strings.ReplaceAll(row[i], "\x00", "|")))
	}
	return row
}

// isRule reports whether it is the line under the heads of a table.
func isRule(row []string) bool {
	return !slices.ContainsFunc(row, func(cell string) bool { return strings.Trim(cell, ":-") != "" })
}

// at is a cell of a row that may have fewer.
func at(row []string, i int) string {
	if i < len(row) {
		return row[i]
	}
	return ""
}

func pad(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-uniseg.StringWidth(text)))
}

func longest(rows [][]string, column int) int {
	w := 0
	for _, row := range rows {
		w = max(w, uniseg.StringWidth(at(row, column)))
	}
	return w
}
