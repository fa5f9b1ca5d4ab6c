package ui

import "tcptui/flows"

// streamBlocks cuts the pieces of a stream into blocks that can be laid out one
// by one, in any order: text of one direction, some tens of kilobytes at most.
// So any place of a stream of gigabytes is on the screen at once, and no table
// of its lines is ever made. Pieces are only ever appended.
type streamBlocks struct {
	pieces []flows.Piece
	runs   []int // first piece of each run of one direction; directions take turns
	blocks []streamBlock
	bytes  [2]uint64 // of data, by fsm.Role
	gaps   int
}

// streamBlock is a part of a run.
type streamBlock struct {
	first, end int    // pieces
	run        int    // that it is a part of
	size       uint64 // bytes of data
	minRow     uint32 // of its pieces
	maxRow     uint32
}

// A block is full when it holds this many bytes or pieces. A line that goes on
// in the next block is wrapped there.
const (
	blockBytes  = 64 << 10
	blockPieces = 1024
)

// extend takes over the pieces beyond those it has. It reports whether there
// were any.
func (b *streamBlocks) extend(pieces []flows.Piece) bool {
	from := len(b.pieces)
	b.pieces = pieces
	for i := from; i < len(pieces); i++ {
		p := &pieces[i]
		turn := i == 0 || pieces[i-1].From != p.From
		if turn {
			b.runs = append(b.runs, i)
		}
		if n := len(b.blocks); turn || b.blocks[n-1].full() {
			b.blocks = append(b.blocks, streamBlock{first: i, run: len(b.runs) - 1, minRow: p.Row, maxRow: p.Row})
		}
		last := &b.blocks[len(b.blocks)-1]
		last.end = i + 1
		last.minRow, last.maxRow = min(last.minRow, p.Row), max(last.maxRow, p.Row)
		if p.Gap {
			b.gaps++
		} else {
			last.size += uint64(p.Len)
			b.bytes[p.From] += uint64(p.Len)
		}
	}
	return len(pieces) > from
}

func (b *streamBlock) full() bool { return b.size >= blockBytes || b.end-b.first >= blockPieces }

// place is a piece and the run that it is a part of.
type place struct{ piece, run int }

// before is the piece of the same direction before a place.
func (b *streamBlocks) before(at place) (place, bool) {
	switch {
	case at.piece > b.runs[at.run]:
		return place{at.piece - 1, at.run}, true
	case at.run < 2:
		return place{}, false
	}
	return place{b.runs[at.run-1] - 1, at.run - 2}, true
}

// after is the piece of the same direction after a place.
func (b *streamBlocks) after(at place) (place, bool) {
	end := len(b.pieces)
	if at.run+1 < len(b.runs) {
		end = b.runs[at.run+1]
	}
	switch {
	case at.piece+1 < end:
		return place{at.piece + 1, at.run}, true
	case at.run+2 >= len(b.runs):
		return place{}, false
	}
	return place{b.runs[at.run+2], at.run + 2}, true
}

// find returns the first piece that a row brought and its block; ok is false
// when it brought none, and the answer is then the last one before it.
func (b *streamBlocks) find(row uint32) (block, piece int, ok bool) {
	block = -1
	near := uint32(0)
	for i := range b.blocks {
		k := &b.blocks[i]
		if k.minRow > row {
			continue
		}
		if k.maxRow >= row {
			for j := k.first; j < k.end; j++ {
				if p := &b.pieces[j]; p.Row == row && (!p.Gap || p.Cut) {
					return i, j, true
				}
			}
		}
		if block < 0 || k.minRow >= near {
			block, near = i, k.minRow
		}
	}
	if block < 0 {
		return 0, 0, false
	}
	k := &b.blocks[block]
	for j := k.first; j < k.end; j++ {
		if b.pieces[j].Row <= row {
			piece = j
		}
	}
	return block, piece, false
}
