// Package capture is where frames come from and where they can be read again.
//
// A format (pcap, pcapng, ...) is a pure function over bytes that cuts frames
// out of a buffer; a Source owns the reading; a Store gives the bytes of a
// frame back by the offset that the Source told. Nothing here knows what is in
// a frame. Of the project this package imports only what is in internal.
package capture

import (
	"context"
	"io"
)

// LinkType is a LINKTYPE_ value of the registry at tcpdump.org, as pcap and
// pcapng files carry it (not gopacket's uint8, which cannot hold SLL2).
type LinkType uint32

// MaxFrame is the largest captured length that is believed, in bytes; a record
// that claims more is damage, not a frame. Wireshark draws the same line, and
// like it we believe more of a few link types (USB, D-Bus, EBHSCR).
const MaxFrame = 262144

// Frame is one captured frame as its file describes it, without its bytes.
type Frame struct {
	Time    int64  // ns since the Unix epoch; meaningless when NoTime
	Off     int64  // where its bytes begin in the Store
	CapLen  uint32 // bytes captured, which is what the Store holds
	OrigLen uint32 // bytes on the wire
	Iface   uint16 // index into the interfaces that the source has told
	NoTime  bool   // the file gives this frame no time (pcapng simple packet)

	pos uint32 // where its bytes begin in Batch.buf
}

// Interface is what a file says of the interface that frames were captured on.
type Interface struct {
	Link        LinkType // LinkCustomBlock and above: frames that are not packets
	SnapLen     uint32   // bytes; 0: no limit
	FCSLen      int8     // bytes of frame check sequence at the end of a frame; -1: not told
	Digits      uint8    // decimals of a second that its timestamps have: 6 in most files, 9 at most
	Name        string   // from the file: hostile text
	Description string
	Section     int // pcapng section of its file, from 0; -1 where the format has no interfaces
}

// Batch is a run of consecutive frames together with their bytes. A caller
// reuses one batch: what Data returned is valid until the next call of Next
// with the same batch.
type Batch struct {
	Frames []Frame
	Ifaces []Interface // every interface told so far; only ever grows, earlier elements do not change
	Read   int64       // bytes of the input that were read so far, in the unit of Source.Size
	Grows  bool        // the input is still written to: Next may wait for who does, however much is there

	buf []byte
}

// Data returns the captured bytes of Frames[i]. Not a copy.
func (b *Batch) Data(i int) []byte {
	f := &b.Frames[i]
	return b.buf[f.pos : f.pos+f.CapLen : f.pos+f.CapLen]
}

// Source gives frames in the order of the capture. One goroutine uses it.
type Source interface {
	// Next replaces the contents of b by the next run of frames, which is empty
	// where a filter kept none of what was read. It blocks while a growing input
	// has nothing new, until ctx ends. Where that has ended already it gives what there
	// is without waiting, else ctx's error.
	//
	// At the end it returns io.EOF, or an *Error when the input is damaged or
	// cut off; all whole frames before the damage have then been delivered.
	// A batch and an error never come together: with an error b.Frames is empty,
	// while b.Ifaces and b.Read are set, so that the interfaces of a capture
	// without frames are known. An error of ctx is not the end; any other is
	// returned again by every further call.
	Next(ctx context.Context, b *Batch) error

	// Size is the size of the input in bytes as far as it is known, for a
	// progress figure; -1 when it cannot be known (a pipe, a live capture). Where it
	// is a mebibyte more than Batch.Read, Next has the next run without waiting, unless
	// Batch.Grows: a record may be larger than that, and half of it be written.
	Size() int64

	// Store reads frames again. It may be used by other goroutines while Next
	// runs and until Close. See NoteOf for comments.
	Store() Store

	// Close ends reading and removes what was spooled.
	Close() error
}

// Store gives the bytes of frames back. Safe for use by several goroutines.
type Store interface {
	// ReadAt reads as io.ReaderAt does; off is a Frame.Off.
	io.ReaderAt
}
