package ui

import (
	"context"
	"fmt"
	"time"

	"tcptui/flows"
)

// streamSearch is a search through the stream. It looks at the lines of the
// block that the cursor is in as they are laid out. Of the other blocks it reads
// the bytes, a few milliseconds long at once, then in a worker, which calls the
// match there. Only a block that has a match is laid out. Another search begins
// where one in the other direction is asked for, or where it was dropped.
type streamSearch struct {
	scan  streamScan        // while work is nil
	work  *task[streamScan] // that has the scan
	seen  streamScan        // as far as it is known here
	waits bool              // for the stream to be put together
}

// streamScan looks for a block that has a match.
type streamScan struct {
	fed   streamFed
	form  *streamForm
	side  streamEnd
	width int
	src   streamSource
	match func(string) bool
	back  bool

	again   int // the first block after the end was passed
	last    int // the block that is the last to be looked at, after wrapping
	at      int // the block to be looked at next, -1: none
	wrapped bool
	done    int // blocks that were looked at

	found int // block, -1: none so far
	hit   streamHit
	text  []byte // of the block that is looked at: who runs the scan has it
}

// streamHit is a match in the bytes of a block.
type streamHit struct{ piece, off int } // off: bytes of the piece before it

// Times of a search.
const (
	findAtOnce = 8 * time.Millisecond
	findTell   = 50 * time.Millisecond
)

// Find goes to the next line that matches; see finder.
func (p *streamPane) Find(m *model, match func(line string) bool, back bool) (found, wrapped bool) {
	if _, ok := p.first(); !ok {
		return false, false
	}
	if p.find != nil && p.find.seen.back != back {
		p.drop()
	}
	if p.find == nil {
		p.tail = false
		scan := p.newScan(m, match, back)
		if at, ok := p.within(&scan, p.cursor.block, p.cursor.line); ok {
			return p.goTo(at), false
		}
		p.find = &streamSearch{waits: true, seen: scan}
	}
	if p.find.waits {
		if p.work != nil {
			return false, false
		}
		p.find.waits, p.find.scan = false, p.newScan(m, match, back)
	}
	return p.search()
}

// newScan begins a scan at the block after the one with the cursor.
func (p *streamPane) newScan(m *model, match func(string) bool, back bool) streamScan {
	snap := m.snap
	s := streamScan{fed: p.fed, form: &streamForms[p.form], side: p.side, width: p.width, match: match, back: back, found: -1,
		src: newStreamSource(m, m.live.NewReader(), func() *flows.Snapshot { return snap })}
	first, _ := p.first()
	s.last = p.cursor.block
	s.at, s.again = s.last, first.block
	if back {
		s.again = p.lastSpot().block
	}
	s.advance()
	return s
}

// advance goes on to the next block.
func (s *streamScan) advance() {
	if s.wrapped && s.at == s.last {
		s.at = -1
		return
	}
	next := s.fed.nextShown
	if s.back {
		next = s.fed.prevShown
	}
	if s.at = next(s.at, s.side); s.at < 0 {
		s.at, s.wrapped = s.again, true
	}
}

// run looks at blocks until one has a match or there are no more; false when the
// time was up before.
func (s *streamScan) run(ctx context.Context, limit time.Duration) bool {
	for begin := time.Now(); s.at >= 0; s.advance() {
		if hits := s.look(s.at, false); len(hits) > 0 {
			s.found, s.hit = s.at, hits[0]
			return true
		}
		if s.done++; time.Since(begin) > limit || ctx.Err() != nil {
			s.advance()
			return s.at < 0
		}
	}
	return true
}

// search goes on with a search.
func (p *streamPane) search() (found, wrapped bool) {
	f := p.find
	if f.work == nil {
		if !f.scan.run(context.Background(), findAtOnce) {
			f.seen = f.scan
			f.work = f.scan.start(p.h)
			return false, false
		}
		f.seen = f.scan
	} else {
		over, _ := f.work.over()
		if seen, fresh := f.work.take(); fresh {
			f.seen = seen
		}
		if !over {
			return false, false
		}
	}
	p.drop()
	s := &f.seen
	if s.found < 0 || s.found >= p.fed.len() || p.hidden(s.found) {
		return false, false
	}
	return p.goTo(p.hitSpot(s)), s.wrapped
}

// start goes on in a worker.
func (s streamScan) start(h host) *task[streamScan] {
	return startTask(h, func(ctx context.Context, put func(streamScan)) error {
		for {
			done := s.run(ctx, findTell)
			put(s)
			if done || ctx.Err() != nil {
				return ctx.Err()
			}
		}
	})
}

// drop ends a search; false when there is none.
func (p *streamPane) drop() bool {
	if p.find == nil {
		return false
	}
	p.find.work.stop()
	p.find = nil
	return true
}

// progress says how far a search is.
func (f *streamSearch) progress() string {
	if n := f.seen.fed.len(); n > 0 {
		return fmt.Sprintf("searching %d %%", min(100*f.seen.done/n, 100))
	}
	return "searching"
}

// hitSpot is the line of a match: as it is laid out or, where a match is of
// bytes that are apart there, the line with the first of them.
func (p *streamPane) hitSpot(s *streamScan) spot {
	from := -1
	if s.back {
		from = len(p.lines(s.found))
	}
	if at, ok := p.within(s, s.found, from); ok {
		return at
	}
	return p.spotOf(s.found, s.hit.piece)
}

// within is the first line of a block after a line that matches, or on the way
// back the last one before it: by what is on the lines or, in the forms that
// have the bytes in another way, by the bytes.
func (p *streamPane) within(s *streamScan, block, line int) (spot, bool) {
	at, ok := p.match(block, line, s.match, s.back)
	if s.form.chunk == nil {
		return at, ok
	}
	for _, h := range s.look(block, true) {
		to := p.lineOfByte(block, h)
		if s.back && to < line && (!ok || to > at.line) || !s.back && to > line && (!ok || to < at.line) {
			at, ok = spot{block, to}, true
		}
	}
	return at, ok
}

// lineOfByte is the line of a block that has a byte of a piece, in a form that
// writes each by itself.
func (p *streamPane) lineOfByte(block int, h streamHit) int {
	row, col := streamForms[p.form].place(h.off, p.width)
	lines := p.lines(block)
	at := p.spotOf(block, h.piece).line
	if lead := streamForms[p.form].lead; lead && at == 0 { // the two ends come before the first piece
		if first, _ := p.first(); first.block == block {
			row += leadRows
		}
	}
	for ; row > 0 && at+1 < len(lines); row-- {
		for at++; at+1 < len(lines) && lines[at].wrap; at++ {
		}
	}
	for col -= lines[at].size(); col >= 0 && at+1 < len(lines) && lines[at+1].wrap; col -= lines[at].size() {
		at++
	}
	return at
}

// goTo moves the cursor to a line.
func (p *streamPane) goTo(at spot) bool {
	p.cursor, p.owed = at, false
	p.put()
	return true
}

// match is the first line of a block after a line that matches, or the last one
// before it. Lines that were wrapped match together.
func (p *streamPane) match(block, line int, match func(string) bool, back bool) (spot, bool) {
	lines := p.lines(block)
	if back {
		for end := min(line, len(lines)); end > 0; {
			first, _ := whole(lines, end-1)
			if text := oneText(lines[first:end]); match(text) {
				return spot{block, lineOf(lines, first, lastMatch(text, match))}, true
			}
			end = first
		}
		return spot{}, false
	}
	for first := line + 1; first < len(lines); {
		_, end := whole(lines, first)
		if text := oneText(lines[first:end]); match(text) {
			return spot{block, lineOf(lines, first, firstMatch(text, match))}, true
		}
		first = end
	}
	return spot{}, false
}

// lineOf is the line that holds byte off of the text from line first on.
func lineOf(lines []streamLine, first, off int) int {
	for first+1 < len(lines) && off >= lines[first].size() {
		off -= lines[first].size()
		first++
	}
	return first
}
