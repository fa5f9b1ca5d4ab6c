package ui

import (
	"cmp"
	"fmt"
	"slices"

	"tcptui/flows"
)

// clash is an inconsistent retransmission: bytes of a piece that another frame
// brought too, with other content.
type clash struct {
	piece  uint32
	row    uint32 // the frame that lost: its bytes are not shown
	differ uint32 // bytes that differ
	off    uint64 // of the first of them in its direction
	end    uint64 // after the last of them
}

// Bounds of looking for clashes in a stream: those that are kept for being
// shown, and the segments that are compared for them. More is only counted.
const (
	clashMost   = 1 << 12
	compareMost = 1 << 18
)

// comparison compares what came again in a stream with what is shown of it.
type comparison struct {
	a, b *flows.Reader
	done int // segments that were compared
}

// clash compares one segment. Frames that cannot be read again are left out:
// the stream says so where they are shown.
func (c *comparison) clash(b *streamBlocks, s *flows.Snapshot, g *flows.Again) {
	if c.done++; c.done > compareMost {
		return
	}
	data, err := g.Bytes(s, c.a)
	if err != nil {
		return
	}
	at, begin, ok := b.octet(g.From, g.Off)
	for off := g.Off; ok && len(data) > 0; at, ok = b.after(at) {
		p := &b.pieces[at.piece]
		skip := off - begin
		n := min(uint64(len(data)), uint64(p.Len)-skip)
		if !p.Gap && p.Row != g.Row {
			if shown, err := p.Bytes(s, c.b); err == nil {
				b.compare(at.piece, g.Row, off, shown[skip:skip+n], data[:n])
			}
		}
		data, off, begin = data[n:], off+n, begin+uint64(p.Len)
	}
}

// compare notes where two strings of bytes of the same length differ.
func (b *streamBlocks) compare(piece int, row uint32, off uint64, shown, other []byte) {
	c := clash{piece: uint32(piece), row: row}
	for i := range shown {
		if shown[i] == other[i] {
			continue
		}
		if c.differ++; c.differ == 1 {
			c.off = off + uint64(i)
		}
		c.end = off + uint64(i) + 1
	}
	if c.differ == 0 {
		return
	}
	if b.clashed++; len(b.clashes) < clashMost {
		b.clashes = append(b.clashes, c)
	}
}

// clashesOf returns the clashes in the pieces of a block, in the order of their
// places.
func (b *streamBlocks) clashesOf(k *streamBlock) []clash {
	var out []clash
	for _, c := range b.clashes {
		if c.piece >= k.first && c.piece < k.end {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b clash) int { return cmp.Or(cmp.Compare(a.piece, b.piece), cmp.Compare(a.off, b.off)) })
	return out
}

// clashText says what differs and what is shown.
func (b *streamBlocks) clashText(c *clash) string {
	where := fmt.Sprintf("byte %s differs", thousands(c.off))
	if n := c.end - c.off; n > 1 && uint64(c.differ) == n {
		where = fmt.Sprintf("bytes %s-%s differ", thousands(c.off), thousands(c.end-1))
	} else if n > 1 {
		where = fmt.Sprintf("%s of the bytes %s-%s differ", thousands(uint64(c.differ)), thousands(c.off), thousands(c.end-1))
	}
	return fmt.Sprintf("%s in frame %d; shown is what frame %d brought: it could be delivered first", where, c.row+1, b.pieces[c.piece].Row+1)
}

// gapText says what is missing, and between which frames.
func (b *streamBlocks) gapText(at place) string {
	p := &b.pieces[at.piece]
	if p.Cut {
		return fmt.Sprintf("%s of frame %d cut off by the snapshot length", bytesText(int(p.Len)), p.Row+1)
	}
	were := "were"
	if p.Len == 1 {
		were = "was"
	}
	text := fmt.Sprintf("%s %s not captured ", bytesText(int(p.Len)), were)
	if before, ok := b.before(at); ok {
		return text + fmt.Sprintf("(between frames %d and %d)", b.pieces[before.piece].Row+1, p.Row+1)
	}
	return text + fmt.Sprintf("(before frame %d)", p.Row+1)
}
