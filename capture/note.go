package capture

import (
	"fmt"
	"slices"
)

// Note is what a file says of one frame beside the frame itself.
type Note struct {
	Comments   []string // in the order of the file: hostile text
	Flags      uint32   // epb_flags of pcapng (section 4.3.1 of the draft); 0: none. Bits 0 and 1: 1 inbound, 2 outbound
	Flagged    bool     // the file has flags, which may be 0
	Enterprise uint32   // private enterprise number, of a frame with LinkCustomBlock
	NoCopy     bool     // and that its block is not to be copied into files that are made of this one
}

// Noter is a Store of a format that has notes.
type Noter interface {
	// Note reads what the file says of the frame at off with capLen captured
	// bytes, as a Frame tells them. Safe for use by several goroutines.
	Note(off int64, capLen uint32) (Note, error)
}

// NoteOf returns the note of a frame, which is empty when the store's format
// has none. Nothing of it is kept in memory: it is read again.
func NoteOf(st Store, off int64, capLen uint32) (Note, error) {
	if n, ok := st.(Noter); ok {
		return n.Note(off, capLen)
	}
	return Note{}, nil
}

const (
	optComment = 1
	optFlags   = 2 // of a packet block
)

// Note implements Noter. The block that holds the frame is found by what stands
// before it: its type, and the captured length that is known.
func (st blockStore) Note(off int64, capLen uint32) (Note, error) {
	if !st.s.pcapng.Load() {
		return Note{}, nil
	}
	head := make([]byte, enhancedLen)
	from := max(0, off-enhancedLen)
	head = head[:off-from]
	if n, err := st.ReadAt(head, from); n < len(head) {
		return Note{}, fmt.Errorf("note of the frame at byte %d: %w", off, err)
	}
	for _, w := range []words{{false}, {true}} {
		if size, ok := w.optionsOf(head, capLen); ok {
			return st.packetNote(w, off+int64(pad4(int(capLen))), size)
		}
		if pen, noCopy, ok := w.customOf(head, capLen); ok {
			return Note{Enterprise: pen, NoCopy: noCopy}, nil
		}
	}
	return Note{}, nil // a simple packet block or another that has no note
}

// optionsOf returns the length of the options if head is the fixed part of a
// packet block for a frame of capLen bytes.
func (w words) optionsOf(head []byte, capLen uint32) (size int64, ok bool) {
	if len(head) < enhancedLen || w.u32(head[20:]) != capLen {
		return 0, false
	}
	if typ := w.u32(head); typ != blockEnhanced && typ != blockPacket {
		return 0, false
	}
	size = (int64(w.u32(head[4:]))+3)&^3 - enhancedLen - blockTail - int64(pad4(int(capLen)))
	return size, size >= 0 && size <= maxBlock
}

// customOf returns the enterprise number, and that the block is not to be copied,
// if head ends with the fixed part of a custom block with capLen bytes of data.
func (w words) customOf(head []byte, capLen uint32) (pen uint32, noCopy, ok bool) {
	if len(head) < 12 {
		return 0, false, false
	}
	head = head[len(head)-12:]
	typ := w.u32(head)
	if typ != blockCustom && typ != blockCustomNoCopy {
		return 0, false, false
	}
	return w.u32(head[8:]), typ == blockCustomNoCopy, (int64(w.u32(head[4:]))+3)&^3 == int64(capLen)+16
}

func (st blockStore) packetNote(w words, off, size int64) (Note, error) {
	p := make([]byte, size)
	if n, err := st.ReadAt(p, off); int64(n) < size {
		return Note{}, fmt.Errorf("options of a frame at byte %d: %w", off, err)
	}
	var note Note
	c := pcapngCutter{words: w}
	c.options(p, func(code uint16, v []byte) {
		switch {
		case code == optComment:
			note.Comments = append(note.Comments, optionText(v))
		case code == optFlags && len(v) == 4:
			note.Flags, note.Flagged = w.u32(v), true
		}
	})
	note.Comments = slices.Clip(note.Comments)
	return note, nil
}
