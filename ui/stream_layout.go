package ui

import (
	"fmt"
	"unicode/utf8"

	"tcptui/flows"
	"tcptui/fsm"
	"tcptui/report"
)

// streamReader gives the bytes of a piece that is no gap; they are valid until
// the next call.
type streamReader func(p *flows.Piece) ([]byte, error)

// streamSource is where a layout takes from what it does not have.
type streamSource struct {
	read  streamReader
	time  func(row uint32) int64 // of a frame, ns since the epoch
	node0 fsm.Role               // who sent the first segment: tshark's node 0
}

// streamLayout lays out a block.
type streamLayout struct {
	b       *streamBlocks
	k       *streamBlock
	form    *streamForm
	src     *streamSource
	out     *streamText
	clashes []clash

	text   []byte // not laid out yet
	starts []int  // where in it each owner's bytes begin
	owners []owner
}

// layout lays out one block in lines of width cells.
func (b *streamBlocks) layout(block int, form *streamForm, width int, src *streamSource) []streamLine {
	k := b.at(block)
	width = max(width, 1)
	out := &streamText{width: width, lines: make([]streamLine, 0, int(k.size)/width+1), slab: make([]streamSpan, 0, 2*int(k.size)/width+1)}
	l := &streamLayout{b: b, k: k, form: form, src: src, out: out, clashes: b.clashesOf(k)}
	if form.chunk == nil {
		l.texts()
	} else {
		l.chunks()
	}
	return l.out.lines
}

// texts lays out text, which goes on from piece to piece.
func (l *streamLayout) texts() {
	b, k := l.b, l.k
	l.text = make([]byte, 0, int(k.size)+charRest)
	skip := 0
	if l.form.text == nil {
		skip = b.lead(k, l.src.read)
	}
	l.out.goes = b.goesOn(k, l.src.read)
	for i := int(k.first); i < int(k.end); i++ {
		p := &b.pieces[i]
		if p.Gap {
			l.flush()
			l.out.note(l.remark(b.gapText(place{i, int(k.run)})), kindGap, i)
			continue
		}
		data, err := l.src.read(p)
		if err != nil {
			l.flush()
			l.out.note(l.remark(err.Error()), kindError, i)
			continue
		}
		n := min(skip, len(data))
		skip -= n
		l.take(i, data, n)
	}
	if l.form.text == nil {
		b.tail(k, l.text, l.src.read, func(i int, data []byte) { l.part(owner{piece: i}, data) })
	}
	l.flush()
	l.out.end(int(k.end))
}

// take takes the bytes of a piece from the skip-th on, in parts where some of
// them differ from what another frame brought.
func (l *streamLayout) take(piece int, data []byte, skip int) {
	var begin uint64 // of the piece, in its direction
	for i := range l.clashes {
		c := &l.clashes[i]
		if int(c.piece) != piece {
			continue
		}
		if begin == 0 {
			begin = l.offset(piece)
		}
		l.out.due = append(l.out.due, remark{l.remark(l.b.clashText(c)), piece})
		from, to := max(int(c.off-begin), skip), int(c.end-begin)
		if from < to {
			l.part(owner{piece: piece}, data[skip:from])
			l.part(owner{piece, true}, data[from:to])
			skip = to
		}
	}
	l.part(owner{piece: piece}, data[skip:])
}

// offset is how many bytes of its direction come before a piece.
func (l *streamLayout) offset(piece int) uint64 {
	off := l.k.off
	for i := int(l.k.first); i < piece; i++ {
		off += uint64(l.b.pieces[i].Len)
	}
	return off
}

// part takes bytes that are all of one owner.
func (l *streamLayout) part(o owner, data []byte) {
	if len(data) == 0 {
		return
	}
	l.starts, l.owners = append(l.starts, len(l.text)), append(l.owners, o)
	if l.form.text != nil {
		l.text = l.form.text(l.text, data)
	} else {
		l.text = append(l.text, data...)
	}
}

// flush lays out the text that was taken.
func (l *streamLayout) flush() {
	at := 0 // of owners: bytes are asked for in their order, or nearly so
	l.out.add(string(l.text), func(i int) (owner, int) {
		for at > 0 && l.starts[at] > i {
			at--
		}
		for at+1 < len(l.starts) && l.starts[at+1] <= i {
			at++
		}
		if at+1 < len(l.starts) {
			return l.owners[at], l.starts[at+1]
		}
		return l.owners[at], len(l.text)
	})
	l.text, l.starts, l.owners = l.text[:0], l.starts[:0], l.owners[:0]
}

// chunks lays out each piece by itself.
func (l *streamLayout) chunks() {
	b, k := l.b, l.k
	c := b.firstChunk(k, l.src)
	var line []byte
	for i := int(k.first); i < int(k.end); i++ {
		p := &b.pieces[i]
		data, err := l.src.read(p)
		switch {
		case p.Gap:
			l.out.note(l.remark(b.gapText(place{i, int(k.run)})), kindGap, i)
		case err != nil:
			l.out.note(l.remark(err.Error()), kindError, i)
		default:
			c.Packet, c.Data, c.Time = int(p.Row)+1, data, l.src.time(p.Row)
			line = l.form.chunk(&c, line[:0], l.out.width)
			l.out.rows(string(line), l.form.label, i)
		}
		for j := range l.clashes {
			if int(l.clashes[j].piece) == i {
				l.out.note(l.remark(b.clashText(&l.clashes[j])), kindGap, i)
			}
		}
		pass(&c, p)
	}
}

// firstChunk begins the chunks of a block: where they are counted from. Offsets
// count what is missing too, so that they are places in what was sent; tshark
// counts the text that it prints instead.
func (b *streamBlocks) firstChunk(k *streamBlock, src *streamSource) report.Chunk {
	c := report.Chunk{Number: int(k.num), Off: k.off}
	if b.pieces[k.first].From != src.node0 {
		c.Node = 1
	}
	return c
}

// pass counts a piece.
func pass(c *report.Chunk, p *flows.Piece) {
	if c.Off += uint64(p.Len); !p.Gap || !p.Cut {
		c.Number++
	}
}

// remark is a text as it stands in the form.
func (l *streamLayout) remark(text string) string {
	if q := l.form.quote; q[0] != "" {
		return q[0] + text + q[1]
	}
	return "⋯ " + text + " ⋯"
}

// goesOn reports whether the first line of a block is the rest of a line that
// began in the block before.
func (b *streamBlocks) goesOn(k *streamBlock, read streamReader) bool {
	if b.runs[k.run].piece == k.first || b.pieces[k.first].Gap {
		return false
	}
	data := b.data(place{int(k.first) - 1, int(k.run)}, read)
	return len(data) > 0 && data[len(data)-1] != '\n'
}

// lead is how many bytes at the beginning of a block belong to a character that
// an earlier block shows.
func (b *streamBlocks) lead(k *streamBlock, read streamReader) int {
	begin := place{int(k.first), int(k.run)}
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
	at, ok := b.after(place{int(k.end) - 1, int(k.run)})
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

// thousands writes a number with commas between groups of three digits.
func thousands(n uint64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
