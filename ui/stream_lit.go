package ui

import (
	"slices"
	"strings"
)

// A long line of the stream is wrapped, but searched and highlighted as a whole:
// what follows works on the lines from one that is not wrapped to before the
// next, within a block.

// whole returns the first line and the one after the last of the long line that
// a line is a part of.
func whole(lines []streamLine, at int) (first, end int) {
	for first = at; first > 0 && lines[first].wrap; first-- {
	}
	for end = at + 1; end < len(lines) && lines[end].wrap; end++ {
	}
	return first, end
}

// oneText is the text of lines that go on from one to the next, without the
// pictures of the line's end. It is harmless text.
func oneText(lines []streamLine) string {
	var b strings.Builder
	for i := range lines {
		for j := range lines[i].spans {
			b.WriteString(lines[i].spans[j].text)
		}
	}
	text := b.String()
	if n := len(lines); n > 0 && len(lines[n-1].spans) > 0 {
		if s := lines[n-1].spans; s[len(s)-1].kind == kindEscape && strings.HasSuffix(text, "↵") {
			text = strings.TrimSuffix(strings.TrimSuffix(text, "↵"), "␍")
		}
	}
	return text
}

// size is how long the text of a line is, in bytes.
func (l *streamLine) size() int {
	n := 0
	for i := range l.spans {
		n += len(l.spans[i].text)
	}
	return n
}

// streamHighlighter finds what is to be highlighted.
type streamHighlighter struct {
	match func(line string) [][2]int // nil: nothing
	known map[spot][][2]int          // of long lines, by the first line: ascending
}

// litMost is how many long lines are remembered.
const litMost = 256

// litPart is a part of a span.
type litPart struct {
	span, from, to int
	lit            bool
}

// Lit sets what is highlighted on the screen; nil: nothing, and a search that is
// under way ends.
func (p *streamPane) Lit(match func(line string) [][2]int) {
	p.lit = streamHighlighter{match: match}
	if match == nil {
		p.drop()
	}
}

// forget drops what was found in lines that are laid out anew.
func (h *streamHighlighter) forget() { h.known = nil }

// parts cuts the spans of a line where the highlight begins and ends.
func (h *streamHighlighter) parts(p *streamPane, at spot) []litPart {
	lines := p.lines(at.block)
	l := &lines[at.line]
	out := make([]litPart, 0, len(l.spans)+2)
	var ranges [][2]int
	off := 0 // of the span in the long line
	if h.match != nil {
		first, end := whole(lines, at.line)
		ranges = h.ranges(spot{at.block, first}, lines[first:end])
		for i := first; i < at.line; i++ {
			off += lines[i].size()
		}
	}
	for i := range l.spans {
		n := len(l.spans[i].text)
		done := 0
		for _, r := range ranges {
			from, to := max(r[0]-off, done), min(r[1]-off, n)
			if from >= to {
				continue
			}
			if from > done {
				out = append(out, litPart{i, done, from, false})
			}
			out = append(out, litPart{i, from, to, true})
			done = to
		}
		if done < n {
			out = append(out, litPart{i, done, n, false})
		}
		off += n
	}
	return out
}

// ranges are what is highlighted of a long line.
func (h *streamHighlighter) ranges(at spot, lines []streamLine) [][2]int {
	if r, ok := h.known[at]; ok {
		return r
	}
	if h.known == nil || len(h.known) >= litMost {
		h.known = make(map[spot][][2]int)
	}
	r := slices.Clone(h.match(oneText(lines)))
	slices.SortFunc(r, func(a, b [2]int) int { return a[0] - b[0] })
	h.known[at] = r
	return r
}

// firstMatch is where the first match in a text begins, which has one: the
// shortest text from the beginning that matches ends with it. For a pattern that
// looks at what is around it, this is near it.
func firstMatch(text string, match func(string) bool) int {
	low, high := 0, len(text) // text[:high] matches
	for low < high {
		if n := (low + high) / 2; match(text[:n]) {
			high = n
		} else {
			low = n + 1
		}
	}
	return lastMatch(text[:high], match)
}

// lastMatch is where the last match in a text begins, which has one.
func lastMatch(text string, match func(string) bool) int {
	low, high := 0, len(text) // text[low:] matches
	for low < high {
		if n := (low + high + 1) / 2; match(text[n:]) {
			low = n
		} else {
			high = n - 1
		}
	}
	return low
}
