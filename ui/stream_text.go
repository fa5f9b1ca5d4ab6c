package ui

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gdamore/tcell/v2"
)

// textKind says why a piece of the stream's text looks as it does.
type textKind uint8

const (
	kindText   textKind = iota // what was sent
	kindEscape                 // a picture or an escape for what cannot be shown
	kindClash                  // what was sent, and something else by another frame
	kindLabel                  // what a form adds: an offset
	kindGap                    // bytes that are missing, or a remark on those that are there
	kindError                  // bytes that cannot be read
)

// streamSpan is a run of harmless text on one line of the stream, together with
// where it came from: the pieces that brought its first and its last byte.
type streamSpan struct {
	text        string
	kind        textKind
	first, last int
}

// streamLine is one line of the stream, as wide as the layout at most.
type streamLine struct {
	spans []streamSpan
	wrap  bool // it goes on where the line above ends
}

// streamText lays bytes out in lines. Line feeds end lines, long lines are
// wrapped by cells, and everything that cannot be shown as it is becomes
// visible: see safe.go. A line feed is shown as well, so that a line that the
// sender ended differs from one that was wrapped.
type streamText struct {
	width int // cells of a line, at least 1
	lines []streamLine

	cells int  // used in the last line
	open  bool // the last line is not ended
	goes  bool // the first line goes on from a block before

	slab  []streamSpan // the spans of lines, many to an allocation
	first int          // in it: of the last line's

	due []remark // that stand after the line which their piece's bytes are on

	text  []byte     // of the spans that add begins: one allocation for all
	parts []textPart // those spans
}

// textPart is a span of which the text is still to be taken.
type textPart struct {
	line, span int
	from, to   int // in streamText.text
}

// remark is a line that is not text of the stream, about a piece.
type remark struct {
	text  string
	piece int
}

// owner says what a byte of a text is of.
type owner struct {
	piece int
	clash bool // another frame brought another byte for its place
}

// kind is that of a text that can be shown as it is.
func (o owner) kind() textKind {
	if o.clash {
		return kindClash
	}
	return kindText
}

// tabStop is the distance of tab stops in cells.
const tabStop = 8

// add lays out text. of tells what a byte of it is of, and where the bytes of the same end.
func (t *streamText) add(text string, of func(at int) (o owner, end int)) {
	t.text = slices.Grow(t.text, len(text)+len(text)/4) // some of it becomes longer
	for at := 0; at < len(text); {
		o, end := of(at)
		first := o.piece
		switch rest := text[at:]; {
		case rest[0] == '\n':
			t.mark("↵", first)
			t.end(first)
			at++
		case strings.HasPrefix(rest, "\r\n"):
			t.mark("␍", first)
			o, _ = of(at + 1)
			first = o.piece
			t.mark("↵", first)
			t.end(first)
			at += 2
		case rest[0] == '\t':
			t.put("␉", 1, kindEscape, first, first)
			if fill := min(tabStop-1-(t.cells-1)%tabStop, t.width-t.cells); fill > 0 {
				t.put(strings.Repeat(" ", fill), fill, kindText, first, first)
			}
			at++
		default:
			kind := o.kind()
			if n := t.run(rest, end-at); n > 0 {
				t.put(rest[:n], n, kind, first, first)
				at += n
				continue
			}
			cell, cells, n := nextCell(rest)
			if cell != rest[:n] {
				kind = kindEscape
			}
			last := first
			if n > 1 {
				o, _ = of(at + n - 1)
				last = o.piece
			}
			t.put(cell, cells, kind, first, last)
			at += n
		}
	}
	t.cut()
}

// run is how many bytes a text begins with, at most most, that are printable ASCII and fit on
// the line, but for the last where a mark on it may follow.
func (t *streamText) run(text string, most int) (n int) {
	room := t.width
	if t.open && t.cells < t.width {
		room -= t.cells
	}
	for most = min(most, room); n < most && text[n] >= ' ' && text[n] <= '~'; n++ {
	}
	if n > 0 && n < len(text) && text[n] >= utf8.RuneSelf {
		n--
	}
	return n
}

// cut takes the texts of the spans that were begun.
func (t *streamText) cut() {
	text := string(t.text)
	for _, p := range t.parts {
		t.lines[p.line].spans[p.span].text = text[p.from:p.to]
	}
	t.text, t.parts = t.text[:0], t.parts[:0]
}

// end ends a line and puts out the remarks that are due: those on pieces up to
// the one that ended it.
func (t *streamText) end(piece int) {
	t.open = false
	for len(t.due) > 0 && t.due[0].piece <= piece {
		t.note(t.due[0].text, kindGap, t.due[0].piece)
		t.due = t.due[1:]
	}
}

// mark puts the picture of a line end, which never makes a line of its own
// longer than the text: where there is no room it is left out.
func (t *streamText) mark(picture string, piece int) {
	if !t.open || t.cells < t.width {
		t.put(picture, 1, kindEscape, piece, piece)
	}
}

// put appends one character, or ASCII text, to the last line, or to a new one
// where that is full.
func (t *streamText) put(text string, cells int, kind textKind, first, last int) {
	if cells > t.width { // an escape in a very narrow pane, or a wide character in a single column
		if len(text) != cells {
			text, cells, kind = "·", 1, kindEscape
		}
		for ; cells > t.width; cells -= t.width {
			t.put(text[:t.width], t.width, kind, first, last)
			text = text[t.width:]
		}
	}
	t.room(cells)
	t.text = append(t.text, text...)
	t.span(kind, first).last = last
	t.parts[len(t.parts)-1].to = len(t.text)
}

// room makes room for so many cells: on a new line where the last one is full.
func (t *streamText) room(cells int) {
	if !t.open || t.cells+cells > t.width {
		t.lines = append(t.lines, streamLine{wrap: t.open || t.goes})
		t.open, t.goes, t.cells = true, false, 0
	}
	t.cells += cells
}

// span is the last span if text of a kind and a piece can be added to it, or a new one.
func (t *streamText) span(kind textKind, piece int) *streamSpan {
	line := len(t.lines) - 1
	l := &t.lines[line]
	if n := len(t.parts); n > 0 && t.parts[n-1].line == line {
		if s := &l.spans[t.parts[n-1].span]; s.kind == kind && s.first == piece && s.last == piece {
			return s
		}
	}
	if len(l.spans) == 0 {
		t.first = len(t.slab)
	}
	t.slab = append(t.slab, streamSpan{kind: kind, first: piece})
	l.spans = t.slab[t.first:len(t.slab):len(t.slab)]
	begin := 0
	if n := len(t.parts); n > 0 {
		begin = t.parts[n-1].to
	}
	t.parts = append(t.parts, textPart{line: line, span: len(l.spans) - 1, from: begin})
	return &l.spans[len(l.spans)-1]
}

// note adds a remark, which is not text of the stream: a gap or an error.
func (t *streamText) note(text string, kind textKind, piece int) {
	t.open, t.goes = false, false
	for i, l := range wrapText(text, t.width, tcell.StyleDefault) {
		t.lines = append(t.lines, streamLine{[]streamSpan{{fit(l[0].text, t.width), kind, piece, piece}}, i > 0})
	}
}

// rows adds lines of ASCII, each with a line feed at its end, and wraps those
// that are too long. label tells how much at the beginning of one is no content
// of the piece.
func (t *streamText) rows(text string, label func(line string) int, piece int) {
	t.open, t.goes = false, false
	for row := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		head := 0
		if label != nil {
			head = min(label(row), t.width)
		}
		for wrap := false; row != "" || !wrap; wrap = true {
			n := min(len(row), t.width)
			from := len(t.slab)
			if head > 0 {
				t.slab = append(t.slab, streamSpan{row[:head], kindLabel, piece, piece})
			}
			if n > head {
				t.slab = append(t.slab, streamSpan{row[head:n], kindText, piece, piece})
			}
			t.lines = append(t.lines, streamLine{t.slab[from:len(t.slab):len(t.slab)], wrap})
			row, head = row[n:], 0
		}
	}
}

// splitChar tells of a place in a stream whether a UTF-8 character lies across
// it: how many bytes of it come before and after. before and after are what
// surrounds the place, up to 3 bytes of each are looked at.
func splitChar(before, after []byte) (left, right int) {
	for left = 1; left < utf8.UTFMax && left <= len(before); left++ {
		from := before[len(before)-left:]
		if !utf8.RuneStart(from[0]) {
			continue
		}
		var char [2 * utf8.UTFMax]byte
		n := copy(char[:], from)
		n += copy(char[n:], after[:min(len(after), utf8.UTFMax-1)])
		if _, size := utf8.DecodeRune(char[:n]); size > left {
			return left, size - left
		}
		return 0, 0
	}
	return 0, 0
}
