package ui

import (
	"fmt"
	"sort"
	"unicode/utf8"

	"tcptui/flows"
)

// streamReader gives the bytes of a piece that is no gap; they are valid until
// the next call.
type streamReader func(p *flows.Piece) ([]byte, error)

// layout lays out one block in lines of width cells.
func (b *streamBlocks) layout(block, width int, read streamReader) []streamLine {
	k := &b.blocks[block]
	t := &streamText{width: max(width, 1)}
	skip := b.lead(k, read)
	var text []byte
	var starts, owners []int // where in text each piece begins, and which it is
	flush := func() {
		t.add(string(text), func(at int) int { return owners[sort.SearchInts(starts, at+1)-1] })
		text, starts, owners = text[:0], starts[:0], owners[:0]
	}
	take := func(i int, data []byte) {
		if len(data) > 0 {
			text, starts, owners = append(text, data...), append(starts, len(text)), append(owners, i)
		}
	}
	for i := k.first; i < k.end; i++ {
		p := &b.pieces[i]
		if p.Gap {
			flush()
			t.note(gapText(p), kindGap, i)
			continue
		}
		data, err := read(p)
		if err != nil {
			flush()
			t.note(err.Error(), kindError, i)
			continue
		}
		n := min(skip, len(data))
		skip -= n
		take(i, data[n:])
	}
	b.tail(k, text, read, take)
	flush()
	return t.lines
}

// lead is how many bytes at the beginning of a block belong to a character that
// an earlier block shows.
func (b *streamBlocks) lead(k *streamBlock, read streamReader) int {
	begin := place{k.first, k.run}
	var before []byte
	for at, ok := b.before(begin); ok && len(before) < charRest; at, ok = b.before(at) {
		data := b.data(at, read)
		if data == nil {
			break
		}
		before = append(append([]byte(nil), data[max(len(data)-charRest, 0):]...), before...)
	}
	if len(before) == 0 || before[len(before)-1] < utf8.RuneSelf {
		return 0
	}
	_, right := splitChar(before, b.bytesFrom(begin, true, read))
	return right
}

// tail takes the bytes that a character which begins at the end of a block has
// in later ones.
func (b *streamBlocks) tail(k *streamBlock, text []byte, read streamReader, take func(int, []byte)) {
	if len(text) == 0 || text[len(text)-1] < utf8.RuneSelf {
		return
	}
	at, ok := b.after(place{k.end - 1, k.run})
	_, right := splitChar(text, b.bytesFrom(at, ok, read))
	for ; ok && right > 0; at, ok = b.after(at) {
		data := b.data(at, read)
		n := min(right, len(data))
		take(at.piece, data[:n])
		right -= n
	}
}

// charRest is how many bytes of a character come after its first one, at most.
const charRest = utf8.UTFMax - 1

// bytesFrom collects the next bytes of a direction, up to charRest of them, as
// far as no gap comes before.
func (b *streamBlocks) bytesFrom(at place, ok bool, read streamReader) []byte {
	var out []byte
	for ; ok && len(out) < charRest; at, ok = b.after(at) {
		data := b.data(at, read)
		if data == nil {
			break
		}
		out = append(out, data[:min(len(data), charRest)]...)
	}
	return out
}

// data is the bytes of a piece; nil when it is a gap or cannot be read.
func (b *streamBlocks) data(at place, read streamReader) []byte {
	p := &b.pieces[at.piece]
	if p.Gap {
		return nil
	}
	data, err := read(p)
	if err != nil {
		return nil
	}
	return data
}

// gapText says what is missing.
func gapText(p *flows.Piece) string {
	if p.Cut {
		return fmt.Sprintf("⋯ %s cut off by the snapshot length ⋯", bytesText(int(p.Len)))
	}
	return fmt.Sprintf("⋯ %s not captured ⋯", bytesText(int(p.Len)))
}

// thousands writes a number with commas between groups of three digits.
func thousands(n uint64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
