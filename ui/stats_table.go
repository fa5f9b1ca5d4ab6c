package ui

import (
	"strconv"
	"strings"

	"tcptui/flows"
)

// statLine is a line of the statistics: texts and numbers, of which each page has
// its own.
type statLine struct {
	text   [2]string // hostile
	v      [11]int64
	depth  int           // of the text: how far it is indented
	head   bool          // it is a heading, or a line of which there is nothing more to see
	conn   flows.ConnID  // that it is about, with about
	about  bool          // it is about a connection
	filter func() string // keeps the packets that it counts; nil: none does
}

// statColumn is a column of a page.
type statColumn struct {
	tableColumn
	text  func(v *statCells, l *statLine) span
	key   func(l *statLine) sortKey // nil: it cannot be sorted by
	words func(a, b *statLine) int  // in place of key, for texts
}

// statCells is what texts need beside the line.
type statCells struct{ th *theme }

// words is a column of texts.
func words(title string, i, least int) statColumn {
	return statColumn{tableColumn: tableColumn{title: title, least: least, most: 60},
		text: func(v *statCells, l *statLine) span {
			style := v.th.text
			if l.head {
				style = v.th.label
			}
			return span{strings.Repeat("  ", l.depth) + l.text[i], style}
		},
		words: func(a, b *statLine) int { return strings.Compare(a.text[i], b.text[i]) }}
}

// amounts is a column of numbers.
func amounts(title string, i int) statColumn {
	return numbers(title, i, func(n int64) string { return amount(uint64(n)) })
}

// percents is a column of shares in hundredths of a percent.
func percents(title string, i int) statColumn {
	return numbers(title, i, func(n int64) string { return strconv.FormatFloat(float64(n)/100, 'f', 2, 64) })
}

// durations is a column of times in ns; -1 is none.
func durations(title string, i int) statColumn {
	return numbers(title, i, func(n int64) string {
		if n < 0 {
			return "-"
		}
		return strings.TrimPrefix(formatGap(n), "+")
	})
}

// moments is a column of times since the first packet, in ns.
func moments(title string, i int) statColumn {
	return numbers(title, i, func(n int64) string { return string(appendSeconds(nil, n)) })
}

func numbers(title string, i int, write func(n int64) string) statColumn {
	return statColumn{tableColumn: tableColumn{title: title, right: true, least: 4},
		text: func(v *statCells, l *statLine) span {
			if l.head {
				return span{"", v.th.text}
			}
			if l.v[i] == 0 {
				return span{write(0), v.th.dim}
			}
			return span{write(l.v[i]), v.th.text}
		},
		key: func(l *statLine) sortKey { return number(l.v[i]) }}
}

// barWidth is how many cells a share of all takes.
const barWidth = 24

// barText is a column that draws shares in hundredths of a percent.
func barText(title string, i int) statColumn {
	return statColumn{tableColumn: tableColumn{title: title, least: 8},
		text: func(v *statCells, l *statLine) span {
			n := int(l.v[i]) * barWidth * 8 / 10000
			text := strings.Repeat("█", n/8)
			if rest := n % 8; rest > 0 {
				text += []string{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"}[rest]
			} else if n == 0 && l.v[i] > 0 {
				text = "▏"
			}
			return span{text, v.th.value}
		}}
}

// hundredths is what part of `all` n is, in hundredths of a percent.
func hundredths(n, all uint64) int64 {
	if all == 0 {
		return 0
	}
	return int64(float64(n)/float64(all)*10000 + 0.5)
}
