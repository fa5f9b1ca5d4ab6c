package ui

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// soloLines is how many lines are sorted at once; more are a worker's, as tens of
// thousands of texts take longer than a key may.
const soloLines = 1 << 12

// arrange shows lines, which do not change, in the order that is asked for.
func (tab *statTab) arrange(h host, page *statPage, lines []statLine) {
	tab.run.stop()
	tab.run = nil
	if page.kept || tab.t.sort < 0 {
		tab.show(lines)
		return
	}
	column, downward := &page.cols[tab.t.sort], tab.t.downward
	if len(lines) <= soloLines {
		tab.show(column.sorted(lines, downward))
		return
	}
	tab.run = startTask(h, func(ctx context.Context, put func([]statLine)) error {
		put(column.sorted(lines, downward))
		return ctx.Err()
	})
}

// sorts reports whether a worker sorts the lines; those that it has sorted are shown.
func (tab *statTab) sorts() bool {
	if tab.run == nil {
		return false
	}
	if over, _ := tab.run.over(); !over {
		return true
	}
	if lines, fresh := tab.run.take(); fresh {
		tab.show(lines)
	}
	tab.run = nil
	return false
}

// show shows lines. The cursor stays on the line that it is on, unless that is the first.
func (tab *statTab) show(lines []statLine) {
	was := tab.line()
	at := -1
	if was != nil && tab.t.at > 0 {
		at = slices.IndexFunc(lines, func(l statLine) bool { return l.text == was.text })
	}
	tab.lines, tab.t.rows = lines, len(lines)
	if at >= 0 {
		tab.t.at = at
	}
	tab.t.clamp()
}

// line is the line that the cursor is on, nil when there is none.
func (tab *statTab) line() *statLine {
	if tab.t.at < len(tab.lines) {
		return &tab.lines[tab.t.at]
	}
	return nil
}

// sorted are lines in the order of a column; equal ones stay as they are.
func (c *statColumn) sorted(lines []statLine, downward bool) []statLine {
	lines = slices.Clone(lines)
	slices.SortStableFunc(lines, func(a, b statLine) int {
		if c.key != nil {
			return c.key(&a).order(c.key(&b), downward)
		}
		n := cmp.Or(cmp.Compare(len(a.text[0]), len(b.text[0]))*numeric(&a, &b), c.words(&a, &b))
		if downward {
			return -n
		}
		return n
	})
	return lines
}

// numeric is 1 when both lines begin with a number, so that a longer one is
// larger.
func numeric(a, b *statLine) int {
	for _, l := range [...]*statLine{a, b} {
		if strings.Trim(l.text[0], "0123456789") != "" {
			return 0
		}
	}
	return 1
}
