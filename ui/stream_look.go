package ui

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"tcptui/flows"
	"tcptui/report"
)

// carryMost is how much of a line that began in the block before is looked at
// together with its rest, in bytes.
const carryMost = 1 << 10

// look looks for matches in the bytes of a block: in each line of text that they
// are and, in the forms that write each chunk by itself, in what is written. It
// returns all that are in bytes, or one, with the piece that has it.
func (s *streamScan) look(block int, all bool) (hits []streamHit) {
	k := s.fed.at(block)
	text := s.text[:0]
	var starts []int // where in text each piece begins
	if s.fed.goesOn(k, s.src.read) {
		before := s.fed.data(place{int(k.first) - 1, int(k.run)}, s.src.read)
		text = append(text, before[max(bytes.LastIndexByte(before, '\n')+1, len(before)-carryMost):]...)
	}
	carry := len(text)
	c := s.fed.firstChunk(k, &s.src)
	for i := int(k.first); i < int(k.end) && (all || hits == nil); i++ {
		p := &s.fed.pieces[i]
		data, err := s.src.read(p)
		starts = append(starts, len(text))
		if p.Gap || err != nil {
			text = append(text, '\n')
		} else {
			text = append(text, data...)
			c.Data = data
			hits = append(hits, s.lookChunk(&c, p, i, all)...)
		}
		pass(&c, p)
	}
	s.text = text
	if !all && hits != nil {
		return hits
	}
	for _, off := range s.lookText(text, carry, all) {
		n, exact := slices.BinarySearch(starts, off)
		if !exact {
			n--
		}
		if n < 0 { // in what was carried
			n, off = 0, starts[0]
		}
		hits = append(hits, streamHit{int(k.first) + n, off - starts[n]})
	}
	return hits
}

// lookText looks for lines of text that match and returns where matches begin:
// all, or one. What matches in the first `carry` bytes alone is not of the block.
func (s *streamScan) lookText(data []byte, carry int, all bool) (offs []int) {
	if s.form.text != nil {
		data = s.form.text(nil, data)
	}
	text := string(data)
	var buf []byte
	for at := 0; at < len(text) && (all || offs == nil); {
		n := strings.IndexByte(text[at:], '\n')
		if n < 0 {
			n = len(text) - at
		}
		line := strings.TrimSuffix(text[at:at+n], "\r")
		shown := line
		if !plain(line) {
			buf = appendShown(buf[:0], line)
			shown = string(buf)
		}
		if s.match(shown) && (at > 0 || carry == 0 || !s.match(string(appendShown(nil, text[:carry])))) {
			offs = s.matches(offs, line, at, 1, all)
		}
		at += n + 1
	}
	return offs
}

// matches appends where the matches in a text begin, or only the first: with it
// the text's own place, in units of so many bytes of the text. Where the text
// has none, as what is shown of it has, its beginning counts.
func (s *streamScan) matches(offs []int, text string, at, unit int, all bool) []int {
	if !s.match(text) {
		return append(offs, at)
	}
	for from := 0; from < len(text) && s.match(text[from:]); {
		n := from + firstMatch(text[from:], s.match)
		if offs, from = append(offs, at+n/unit), n+1; !all {
			break
		}
	}
	return offs
}

// appendShown is safe for gigabytes: characters that have no shape of their own
// stay what they are, so that it need not look them up.
func appendShown(line []byte, text string) []byte {
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c >= ' ' && c <= '~':
			line = append(line, c)
			i++
			continue
		case c < utf8.RuneSelf:
			line = append(line, controlPicture(c)...)
			i++
			continue
		}
		if r, n := utf8.DecodeRuneInString(text[i:]); r == utf8.RuneError && n == 1 {
			line = append(line, '\\', 'x', hexDigits[c>>4], hexDigits[c&15])
			i++
		} else {
			line = append(line, text[i:i+n]...)
			i += n
		}
	}
	return line
}

// lookChunk looks at what the form writes of a piece, and at its bytes as a hex
// dump has them, without the ends of lines.
func (s *streamScan) lookChunk(c *report.Chunk, p *flows.Piece, piece int, all bool) (hits []streamHit) {
	if s.form.chunk == nil {
		return nil
	}
	c.Packet, c.Time = int(p.Row)+1, s.src.time(p.Row)
	if !all { // all of these are on the lines
		for row := range bytes.Lines(s.form.chunk(c, nil, s.width)) {
			if s.match(string(bytes.TrimSuffix(row, []byte("\n")))) {
				return []streamHit{{piece, 0}}
			}
		}
	}
	if dump := fmt.Sprintf("% x", c.Data); s.match(dump) {
		for _, off := range s.matches(nil, dump, 0, len("00 "), all) {
			hits = append(hits, streamHit{piece, off})
		}
	}
	return hits
}
