package ui

import (
	"sort"

	"tcptui/flows"
	"tcptui/fsm"
)

// streamBlocks cuts the pieces of a stream into blocks that can be laid out one
// by one, in any order: text of one direction, some tens of kilobytes at most.
// So any place of a stream of gigabytes is on the screen at once, and no table
// of its lines is ever made. It holds places and no bytes: 16 bytes a piece and
// 40 a block.
//
// Everything is only ever appended, but for the last block, which is held by
// value. So a copy of the struct is a stream as it was, which another goroutine
// may read while its maker goes on.
type streamBlocks struct {
	pieces []flows.Piece
	runs   []streamRun   // directions take turns
	sealed []streamBlock // all but the last
	last   streamBlock   // if there are pieces
	ofDir  [2][]uint32   // the blocks of each direction, by fsm.Role
	dirs   [2]streamDir  // by fsm.Role
	gaps   int

	clashes []clash
	clashed int // how many there are: no more than clashMost are kept
}

// streamRun is a run of pieces of one direction.
type streamRun struct{ piece, block uint32 } // the first of each

// streamDir is what is known of a direction as a whole.
type streamDir struct {
	bytes  uint64 // of data that are in the capture
	lost   uint64 // that are not
	chunks uint32 // pieces, but what was cut off by the snapshot length
}

// streamBlock is a part of a run.
type streamBlock struct {
	first, end uint32 // pieces
	run        uint32 // that it is a part of
	size       uint32 // bytes of data
	minRow     uint32 // of its pieces
	maxRow     uint32
	num        uint32 // chunks of the direction before it
	off        uint64 // bytes of the direction before it, gaps included
}

// A block is full when it holds this many bytes or pieces. A line that goes on
// in the next block is wrapped there.
const (
	blockBytes  = 16 << 10
	blockPieces = 1024
)

// len is how many blocks there are.
func (b *streamBlocks) len() int {
	if len(b.pieces) == 0 {
		return 0
	}
	return len(b.sealed) + 1
}

// at is a block.
func (b *streamBlocks) at(i int) *streamBlock {
	if i == len(b.sealed) {
		return &b.last
	}
	return &b.sealed[i]
}

// from is the direction of a block.
func (b *streamBlocks) from(i int) fsm.Role { return b.pieces[b.at(i).first].From }

// extend appends pieces.
func (b *streamBlocks) extend(pieces []flows.Piece) {
	for i := range pieces {
		p := &pieces[i]
		n := uint32(len(b.pieces))
		d := &b.dirs[p.From]
		turn := n == 0 || b.pieces[n-1].From != p.From
		if turn || b.last.full() {
			b.begin(p, turn)
		}
		b.pieces = append(b.pieces, *p)
		k := &b.last
		k.end = n + 1
		k.minRow, k.maxRow = min(k.minRow, p.Row), max(k.maxRow, p.Row)
		switch {
		case !p.Gap:
			k.size += p.Len
			d.bytes += uint64(p.Len)
			d.chunks++
		default:
			b.gaps++
			d.lost += uint64(p.Len)
			if !p.Cut {
				d.chunks++
			}
		}
	}
}

// begin begins a block with a piece that is not yet appended. turn: a run too.
func (b *streamBlocks) begin(p *flows.Piece, turn bool) {
	n, d := uint32(len(b.pieces)), &b.dirs[p.From]
	if n > 0 {
		b.sealed = append(b.sealed, b.last)
	}
	block := uint32(len(b.sealed))
	if turn {
		b.runs = append(b.runs, streamRun{n, block})
	}
	b.ofDir[p.From] = append(b.ofDir[p.From], block)
	b.last = streamBlock{first: n, end: n, run: uint32(len(b.runs) - 1), minRow: p.Row, maxRow: p.Row, num: d.chunks, off: d.bytes + d.lost}
}

func (k *streamBlock) full() bool { return k.size >= blockBytes || k.end-k.first >= blockPieces }

// place is a piece and the run that it is a part of.
type place struct{ piece, run int }

// before is the piece of the same direction before a place.
func (b *streamBlocks) before(at place) (place, bool) {
	switch {
	case at.piece > int(b.runs[at.run].piece):
		return place{at.piece - 1, at.run}, true
	case at.run < 2:
		return place{}, false
	}
	return place{int(b.runs[at.run-1].piece) - 1, at.run - 2}, true
}

// after is the piece of the same direction after a place.
func (b *streamBlocks) after(at place) (place, bool) {
	end := len(b.pieces)
	if at.run+1 < len(b.runs) {
		end = int(b.runs[at.run+1].piece)
	}
	switch {
	case at.piece+1 < end:
		return place{at.piece + 1, at.run}, true
	case at.run+2 >= len(b.runs):
		return place{}, false
	}
	return place{int(b.runs[at.run+2].piece), at.run + 2}, true
}

// octet is the piece of a direction that holds an octet, and how many octets of
// the direction come before that piece.
func (b *streamBlocks) octet(from fsm.Role, off uint64) (at place, begin uint64, ok bool) {
	blocks := b.ofDir[from]
	n := sort.Search(len(blocks), func(i int) bool { return b.at(int(blocks[i])).off > off })
	if n == 0 {
		return place{}, 0, false
	}
	k := b.at(int(blocks[n-1]))
	begin = k.off
	for i := k.first; i < k.end; i++ {
		next := begin + uint64(b.pieces[i].Len)
		if off < next {
			return place{int(i), int(k.run)}, begin, true
		}
		begin = next
	}
	return place{}, 0, false
}

// find returns the first piece that a row brought and its block; ok is false
// when it brought none, and the answer is then the last one before it.
func (b *streamBlocks) find(row uint32) (block, piece int, ok bool) {
	block = -1
	near := uint32(0)
	for i := range b.len() {
		k := b.at(i)
		if k.minRow > row {
			continue
		}
		if k.maxRow >= row {
			for j := k.first; j < k.end; j++ {
				if p := &b.pieces[j]; p.Row == row && (!p.Gap || p.Cut) {
					return i, int(j), true
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
	k := b.at(block)
	for j := k.first; j < k.end; j++ {
		if b.pieces[j].Row <= row {
			piece = int(j)
		}
	}
	return block, piece, false
}
